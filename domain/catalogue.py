"""Every aggregate, registered once: from this table come codec, routes, documents and access matrix."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple, get_args

from msgspec import Struct, structs

from domain import actions, calendars, company, departments, escalations, meetings, people, policies, series
from domain.access import POLICY
from domain.deadlines import Deadline
from domain.envelope import Parties
from domain.personal import Personal


class Aggregate(NamedTuple):
    """One kind of item: its names, and the pure functions that decide and fold it.

    `path` is its place in the API; `creates` are the tags of the commands that begin an item, the usual
    one first; `numbered` is the prefix of its human numbers by the event that is given one. `deadlines` says
    what an item owes in a state, and `bearing` are the events that can change that.
    """

    name: str
    path: str
    events: tuple[type[Struct], ...]
    commands: tuple[type[Struct], ...]
    initial: Any
    decide: Callable[[Any, Any, company.Now], list[Any]]
    evolve: Callable[[Any, Any, str], Any]
    parties: Callable[[Any], Parties]
    creates: tuple[str, ...]
    numbered: dict[type[Struct], str]
    state: Any
    deadlines: Callable[[Any], tuple[Deadline, ...]] | None
    bearing: tuple[type[Struct], ...]


def register(
    name: str,
    path: str,
    module: ModuleType,
    creates: tuple[str, ...],
    numbered: dict[type[Struct], str] | None = None,
) -> Aggregate:
    """Reads an aggregate's parts off its module; every command must have a policy."""
    aggregate = Aggregate(
        name,
        path,
        members(module.Event),
        members(module.Command),
        module.INITIAL,
        module.decide,
        module.evolve,
        module.parties,
        creates,
        numbered or {},
        module.State,
        getattr(module, "deadlines", None),
        getattr(module, "BEARING", ()),
    )
    missing = [
        verb(aggregate, command) for command in aggregate.commands if verb(aggregate, command) not in POLICY
    ]
    if missing:
        raise LookupError(f"commands without a policy in domain/access.py: {', '.join(missing)}")
    return aggregate


def members(union: Any) -> tuple[type[Struct], ...]:
    """The classes of a union; a single class is a union of one."""
    return get_args(union) or (union,)


def tag_of(kind: type[Struct]) -> str:
    """The tag under which a Struct is stored and named."""
    return str(kind.__struct_config__.tag)


def verb(aggregate: Aggregate, command: type[Struct]) -> str:
    """The command's row in the policy table."""
    return f"{aggregate.name}.{tag_of(command)}"


AGGREGATES: tuple[Aggregate, ...] = (
    register("person", "people", people, ("join", "enter-outsider")),
    register("department", "departments", departments, ("found",)),
    register("series", "series", series, ("start",)),
    register(
        "meeting",
        "meetings",
        meetings,
        ("schedule", "record"),
        {meetings.MeetingScheduled: "MTG", meetings.MinutesPublished: "MIN-year"},
    ),
    register("action", "actions", actions, ("assign",), {actions.ActionAssigned: "ACT"}),
    register("calendar", "calendars", calendars, ("define",)),
    register("policy", "policies", policies, ("set-ladder", "set-last-rung")),
    register("escalation", "clocks", escalations, ("raise", "confirm-jump")),
)


class Entry(NamedTuple):
    """A command's aggregate, its row in the policy table, and whether it begins an item."""

    aggregate: Aggregate
    verb: str
    begins: bool


BY_NAME = {aggregate.name: aggregate for aggregate in AGGREGATES}
BY_EVENT = {event: aggregate for aggregate in AGGREGATES for event in aggregate.events}
TAGS = {event: tag_of(event) for event in BY_EVENT}
COMMANDS = {
    command: Entry(aggregate, verb(aggregate, command), tag_of(command) in aggregate.creates)
    for aggregate in AGGREGATES
    for command in aggregate.commands
}
EVENTS = {tag_of(event): event for event in BY_EVENT}
OF_COMPANY = frozenset(
    event for name in ("person", "department", "calendar", "policy") for event in BY_NAME[name].events
)
"""The events that the company is the fold of."""

UPCASTS: dict[str, Callable[[Any], Any]] = {}
"""Tag of an event that is no longer written -> the pure function to its successor."""

PERSONAL = {
    event: fields
    for event in BY_EVENT
    if (
        fields := tuple(
            f.name for f in structs.fields(event) if set(get_args(Personal)) <= set(get_args(f.type))
        )
    )
}
"""The personal fields of the events that have any."""

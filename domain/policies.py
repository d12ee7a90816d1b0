"""Policies: the ladders that the company sets for its clocks, and who stands on the last rung of all.

One stream a kind of clock. What is set holds from a time on, never for what lies before it: a clock that is
armed keeps its version.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct, structs

from domain.envelope import Elsewhere, Parties
from domain.ladders import STANDARD, Amount, Basis, DueRule, Ladder, Rung
from domain.refusals import Reason, Refused
from domain.words import Id

if TYPE_CHECKING:
    from domain.company import Now

LEVELS = ("responsible", "department", "executive")
Reminders = Annotated[tuple[Amount, ...], Meta(max_length=10)]
Rungs = Annotated[tuple[Rung, ...], Meta(max_length=3)]


class LadderSet(Struct, frozen=True, tag="policy.ladder-set.v1"):
    """`ladder.since` is from when on clocks that are armed use it."""

    ladder: Ladder


class LastRungSet(Struct, frozen=True, tag="policy.last-rung-set.v1"):
    person: str


Event = LadderSet | LastRungSet


class SetLadder(Struct, frozen=True, tag="set-ladder"):
    """Set what a kind of clock promises, when it reminds and climbs; from now on, or from a later time."""

    kind: Annotated[str, Meta(max_length=40)]
    basis: Basis
    due: DueRule
    reminders: Reminders = ()
    rungs: Rungs = ()
    since: datetime | None = None


class SetLastRung(Struct, frozen=True, tag="set-last-rung"):
    """Say to whom a clock climbs where nobody else is left above (the executives' last rung)."""

    person: Id


Command = SetLadder | SetLastRung


class Policy(Struct, frozen=True):
    """What is set in this stream: the versions of one kind's ladder, or the person of the last rung."""

    ladders: tuple[Ladder, ...] = ()
    last_rung: str | None = None


State = Policy
INITIAL = Policy()


def decide(command: Command, policy: State, now: "Now") -> list[Event | Elsewhere[Event]]:
    """What happens when `command` is given. Repeating a command records nothing."""
    match command:
        case SetLadder():
            return set_ladder(command, policy, now)
        case SetLastRung(person):
            now.company.employed(person)
            return [] if policy.last_rung == person else [LastRungSet(person)]


def set_ladder(command: SetLadder, policy: State, now: "Now") -> list[Event | Elsewhere[Event]]:
    """A kind that there is, due by the rule of its kind, its rungs in order; never retroactive."""
    standard = next((each for each in STANDARD if each.kind == command.kind), None)
    if standard is None:
        raise Refused(Reason.LADDER_KIND, kind=command.kind)
    if type(command.due) is not type(standard.due):
        raise Refused(Reason.LADDER_DUE, kind=command.kind)
    check_order(command.rungs)
    since = now.at if command.since is None else instant(command.since)
    if since < now.at:
        raise Refused(Reason.LADDER_RETROACTIVE)
    last = policy.ladders[-1] if policy.ladders else standard
    ladder = Ladder(command.kind, command.basis, command.due, command.reminders, command.rungs)
    ladder = structs.replace(ladder, version=last.version + 1, since=since)
    return [] if same(ladder, last, explicit=command.since is not None) else [LadderSet(ladder)]


def instant(since: datetime) -> datetime:
    """In UTC. Refuses a time without a zone."""
    if since.tzinfo is None:
        raise Refused(Reason.DUE_UNREADABLE, due=str(since))
    return since.astimezone(UTC)


def check_order(rungs: tuple[Rung, ...]) -> None:
    """Each level once, upwards."""
    places = [LEVELS.index(rung.level) for rung in rungs]
    if places != sorted(set(places)):
        raise Refused(Reason.LADDER_RUNGS)


def same(ladder: Ladder, last: Ladder, *, explicit: bool) -> bool:
    """Whether the last version says the same, of the same time where one was asked for."""
    since = ladder.since if explicit else last.since
    return structs.replace(ladder, version=last.version, since=since) == last


def evolve(policy: State, event: Event, _stream: str) -> State:
    """The policy after `event`."""
    match event:
        case LadderSet(ladder):
            return structs.replace(policy, ladders=(*policy.ladders, ladder))
        case LastRungSet(person):
            return structs.replace(policy, last_rung=person)


def parties(_policy: State) -> Parties:
    """A policy belongs to the whole company."""
    return Parties()

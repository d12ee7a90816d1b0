"""The clocks: everything that is due, how far it has climbed, and when its next step falls due.

Every item is folded as its aggregate folds it, as far as its deadlines need; what an event means for its
clocks is `domain.watch`'s to say. The rows hold what lists filter and sort by, the rest is in `body`.
"""

from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct, structs

from domain import actions as act
from domain import escalations as esc
from domain import meetings as mtg
from domain.catalogue import AGGREGATES, BY_EVENT, BY_NAME, OF_COMPANY, Aggregate
from domain.clocks import Clock, Step, due_so_far
from domain.deadlines import Deadline
from domain.envelope import Envelope, Recorded
from domain.posts import LEVELS
from domain.watch import (
    Armed,
    Change,
    Ended,
    Handed,
    Held,
    Paused,
    Resumed,
    Watched,
    changed,
    changes,
    to_come,
)
from domain.working_hours import Calendar
from domain.working_time import micros
from projections import terms
from projections.rows import Reads, Writes

NAME = "clocks"
READS: tuple[str, ...] = ("directory", "calendar", "policy", "action", "meeting", "escalation")
VERSION = 1

TABLES = f"""
{terms.TABLES}
CREATE TABLE items (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, aggregate TEXT NOT NULL, subject TEXT NOT NULL,
    number TEXT, grade INTEGER NOT NULL, known_to TEXT NOT NULL, state BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE clocks (
    id TEXT PRIMARY KEY, item TEXT NOT NULL, kind TEXT NOT NULL, part TEXT NOT NULL, owner TEXT,
    department TEXT, level INTEGER NOT NULL, state TEXT NOT NULL, due INTEGER NOT NULL,
    next_step TEXT, next_at INTEGER, body BLOB NOT NULL, live INTEGER NOT NULL
);
CREATE INDEX clocks_by_next ON clocks (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX live_clocks ON clocks (due, id) WHERE live;
CREATE INDEX live_clocks_by_department ON clocks (department, due) WHERE live;
CREATE INDEX clocks_by_item ON clocks (item);
CREATE TABLE jumps (confirmed INTEGER NOT NULL);
"""

YEARS = range(1980, 2180)
"""A target outside is a slip of the pen, and no calendar reaches far enough to count to it."""
NEVER = 2**62
"""The due instant of a clock that would run beyond all calendars."""


class Item(Struct):
    """An item as its deadlines need it: its state in its aggregate, and what every clock of it shows."""

    aggregate: Aggregate
    state: Any
    subject: str
    number: str | None


class Entry(Struct, frozen=True):
    """A clock as it is kept, how far it has climbed (0 not yet, 3 the top), and what comes next."""

    watched: Watched
    level: int = 0
    due: int = 0
    next_step: str | None = None
    next_at: int | None = None


def apply(rows: Writes, recorded: Recorded) -> None:
    """Folds one event into the tables."""
    match recorded.event:
        case esc.JumpConfirmed(at):
            rows.write("INSERT INTO jumps VALUES (?)", micros(at))
        case esc.ReminderDue(facts) | esc.RungSkipped(facts):
            raised(rows, recorded.envelope, facts, 0)
        case esc.LevelReached(facts, level):
            raised(rows, recorded.envelope, facts, LEVELS.index(level) + 1)
        case event if type(event) in OF_COMPANY:
            terms.apply(rows, recorded)
        case event:
            of_item(rows, event, recorded.envelope)


def of_item(rows: Writes, event: Any, envelope: Envelope) -> None:
    """Every event moves the item's version; only some bear on its deadlines."""
    aggregate = BY_EVENT[type(event)]
    if aggregate.deadlines is None:
        return
    if type(event) not in aggregate.bearing:
        rows.write("UPDATE items SET version = ? WHERE id = ?", envelope.version, envelope.stream)
        return
    item = begun(rows, aggregate, envelope) if envelope.version == 1 else known(rows, envelope.stream)
    if item is None:
        raise LookupError(f"version {envelope.version} of {envelope.stream}, whose beginning is not here")
    before = aggregate.deadlines(item.state)
    item.state = aggregate.evolve(item.state, event, envelope.stream)
    item.subject = subject(event) or item.subject
    item.number = item.number or envelope.number
    keep_item(rows, item, envelope)
    live = envelope.effective is None
    for change in changes(before, aggregate.deadlines(item.state), live=live):
        follow(rows, change, envelope)


def subject(event: Any) -> str | None:
    """What the item is about, where the event says so."""
    match event:
        case act.ActionAssigned(what=what):
            return what
        case mtg.MeetingScheduled(title=title):
            return title
    return None


def begun(rows: Writes, aggregate: Aggregate, envelope: Envelope) -> Item:
    """A new item has no clocks yet."""
    rows.memo[f"running {envelope.stream}"] = {}
    return Item(aggregate, aggregate.initial, "", None)


def known(rows: Writes, item: str) -> Item | None:
    """The item as it is folded so far."""
    found: Item | None = rows.memo.get(f"item {item}")
    if found is None:
        stored = rows.read("SELECT aggregate, state, subject, number FROM items WHERE id = ?", item)
        if stored:
            name, body, about, number = stored[0]
            found = Item(BY_NAME[name], STATES[name].decode(body), about, number)
    return found


def keep_item(rows: Writes, item: Item, envelope: Envelope) -> None:
    rows.memo[f"item {envelope.stream}"] = item
    parties = item.aggregate.parties(item.state)
    concerned = [parties.sender, parties.receiver, *(person for _, person in parties.people)]
    known_to = {each for each in concerned if each}
    rows.write(
        "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        envelope.stream,
        envelope.version,
        item.aggregate.name,
        item.subject,
        item.number,
        parties.grade.rank,
        " ".join(sorted(known_to)),
        ENCODER.encode(item.state),
    )


def follow(rows: Writes, change: Change, envelope: Envelope) -> None:
    """One change of the item's clocks. Times are those of the record: nobody can be late in the past."""
    match change:
        case Armed(deadline):
            arm(rows, deadline, envelope)
        case Ended(key) | Paused(key) | Resumed(key) | Handed(key):
            found = running(rows, envelope.stream).get(key)
            if found:
                entry = entry_of(rows, found)
                moved = after(rows, entry, change, envelope.recorded)
                note_running(rows, moved.watched)
                keep(rows, moved)


def arm(rows: Writes, deadline: Deadline, envelope: Envelope) -> None:
    """A new clock, on the terms in force; none for a target beyond all calendars."""
    at = envelope.recorded
    found = terms.terms(rows, deadline.kind, deadline.responsible, deadline.department, at)
    aim = deadline.target
    if aim is not None and aim.year not in YEARS:
        return
    watched = Watched(
        item=envelope.stream,
        kind=deadline.kind,
        part=deadline.part,
        version=envelope.version,
        armed=at,
        start=deadline.start or at,
        held=(Held(at, deadline.responsible, deadline.department),),
        policy=found.ladder.version,
        target=moment(aim, found.hours) if aim else None,
        calendar=found.calendar,
        calendar_version=found.hours.version,
    )
    note_running(rows, watched)
    keep(rows, outlook(Entry(watched), watched.clock(found.ladder, found.hours)))


def moment(aim: datetime | date, hours: Calendar) -> datetime:
    """A day means the end of its working hours."""
    return aim if isinstance(aim, datetime) else terms.day_end(hours, aim)


def after(rows: Writes, entry: Entry, change: Ended | Paused | Resumed | Handed, at: datetime) -> Entry:
    """The clock after a change. What stops it leaves what fell due before, so nothing is computed anew."""
    moved = structs.replace(entry, watched=changed(entry.watched, change, at))
    if isinstance(change, Handed):
        return moved
    if isinstance(change, Resumed):
        return outlook(moved, clock_of(rows, moved.watched))
    stands = entry.next_at is not None and entry.next_at < micros(at)
    return moved if stands else structs.replace(moved, next_step=None, next_at=None)


def raised(rows: Writes, envelope: Envelope, facts: esc.Facts, level: int) -> None:
    """One step of the clock is on record."""
    entry = entry_of(rows, envelope.stream)
    watched = structs.replace(entry.watched, raised=(*entry.watched.raised, facts.step))
    entry = structs.replace(entry, watched=watched, level=max(entry.level, level))
    keep(rows, outlook(entry, clock_of(rows, watched)))


def outlook(entry: Entry, clock: Clock) -> Entry:
    """What is computed: the due instant, and the next step that is not on record."""
    try:
        due, steps = micros(due_so_far(clock)), to_come(clock, entry.watched.raised)
    except (
        OverflowError
    ):  # hours so scarce that the clock would run for centuries: it is shown, and never climbs
        due, steps = NEVER, []
    following: Step | None = next(iter(steps), None)
    return structs.replace(
        entry,
        due=due,
        next_step=following.name if following else None,
        next_at=micros(following.at) if following else None,
    )


def clock_of(rows: Writes, watched: Watched) -> Clock:
    """The clock with the values of its versions, while events are folded."""
    versions = watched.policy, watched.calendar, watched.calendar_version
    return watched.clock(*terms.of_versions(rows, watched.kind, *versions))


def running(rows: Writes, item: str) -> dict[str, str]:
    """The ids of the item's clocks that have not ended, by the key of their deadline."""
    found: dict[str, str] | None = rows.memo.get(f"running {item}")
    if found is None:
        stored = rows.read("SELECT kind, part, id FROM clocks WHERE item = ? AND live", item)
        found = {f"{kind} {part}" if part else kind: id_ for kind, part, id_ in stored}
        rows.memo[f"running {item}"] = found
    return found


def entry_of(rows: Writes, clock: str) -> Entry:
    """The clock as it is folded so far."""
    found: Entry | None = rows.memo.get(f"clock {clock}")
    if found is None:
        stored = rows.read("SELECT body, level, due, next_step, next_at FROM clocks WHERE id = ?", clock)
        if not stored:
            raise LookupError(f"a step of clock {clock}, which no event has armed")
        body, *rest = stored[0]
        found = Entry(WATCHED.decode(body), *rest)
    return found


def keep(rows: Writes, entry: Entry) -> None:
    watched = entry.watched
    clock = watched.id
    rows.memo[f"clock {clock}"] = entry
    _, responsible, department = watched.held[-1]
    rows.write(
        "INSERT OR REPLACE INTO clocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        clock,
        watched.item,
        watched.kind,
        watched.part,
        responsible,
        department or (terms.desk(rows, responsible) if responsible else None),
        entry.level,
        state_of(watched),
        entry.due,
        entry.next_step,
        entry.next_at,
        ENCODER.encode(watched),
        watched.ended is None,
    )


def note_running(rows: Writes, watched: Watched) -> None:
    """Keeps the item's clocks that run as they are after this one was armed, or ended."""
    ids = running(rows, watched.item)
    if watched.ended is None:
        ids[watched.key] = watched.id
    elif ids.get(watched.key) == watched.id:
        del ids[watched.key]


def state_of(watched: Watched) -> str:
    """running, paused or ended."""
    if watched.ended is not None:
        return "ended"
    standing = watched.pauses and watched.pauses[-1].until is None
    return "paused" if standing else "running"


def jump_confirmed(rows: Reads) -> int:
    """When an operator last said that the machines' clock is right, in microseconds since 1970."""
    return int(rows.read("SELECT max(confirmed) FROM jumps")[0][0] or 0)


ENCODER = msgspec.json.Encoder(order="deterministic")
"""States hold sets, whose order differs from process to process; equal folds must be equal rows."""
WATCHED = msgspec.json.Decoder(Watched)
STATES: dict[str, msgspec.json.Decoder[Any]] = {
    aggregate.name: msgspec.json.Decoder(aggregate.state)
    for aggregate in AGGREGATES
    if aggregate.deadlines is not None
}

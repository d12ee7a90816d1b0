"""The action tracker: everything that is owed, by owner, department, due time and origin."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from domain import actions as act
from domain import meetings as mtg
from domain.due import in_utc, moment
from domain.envelope import Envelope, Recorded
from projections.rows import Reads, Writes

NAME = "actions"
READS: tuple[str, ...] = ("action", "meeting")
VERSION = 1

TABLES = """
CREATE TABLE actions (
    id TEXT PRIMARY KEY, number TEXT, text TEXT NOT NULL, owner TEXT, named TEXT NOT NULL, department TEXT,
    sender TEXT, assigner TEXT, due TEXT, due_at TEXT NOT NULL, status TEXT NOT NULL,
    origin TEXT, series TEXT, line INTEGER, grade INTEGER NOT NULL,
    nudges INTEGER NOT NULL DEFAULT 0, times INTEGER NOT NULL, created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL, evidence TEXT, version INTEGER NOT NULL, live INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX live_by_due ON actions (due_at, id) WHERE live;
CREATE INDEX live_by_owner ON actions (owner, due_at) WHERE live;
CREATE INDEX live_by_department ON actions (department, due_at) WHERE live;
CREATE INDEX live_by_assigner ON actions (assigner) WHERE live;
CREATE INDEX live_by_series ON actions (series) WHERE live AND series IS NOT NULL;
CREATE INDEX gone_by_owner ON actions (owner, changed_at) WHERE NOT live;
CREATE INDEX gone_by_change ON actions (changed_at) WHERE NOT live;
CREATE INDEX actions_by_due ON actions (due_at, id);
CREATE INDEX actions_by_number ON actions (number);
CREATE INDEX actions_by_origin ON actions (origin, line) WHERE origin IS NOT NULL;
CREATE TABLE supporting (action TEXT, person TEXT, PRIMARY KEY (action, person)) WITHOUT ROWID;
CREATE INDEX supporting_by_person ON supporting (person);
CREATE TABLE origins (id TEXT PRIMARY KEY, title TEXT NOT NULL, number TEXT, minutes TEXT) WITHOUT ROWID;
"""
# An index names `live`, not the status: then a change of status leaves it alone until the action is off
# the list.

NO_DUE = "9999-12-31T00:00:00Z"
"""Where an action without a due date stands in the order of due times."""

OPEN = ("open", "started", "blocked")
LIVE = (*OPEN, "completed")
Status = Literal["open", "started", "blocked", "completed", "verified", "cancelled"]


class ActionRow(Struct, frozen=True):
    """One action. `due` is as people said it (a day or a moment), `due_at` the instant it is overdue;
    `named` are owners as written who could not be settled on; `times` counts the meetings it was through."""

    id: str
    number: str | None
    text: str
    owner: str | None
    named: list[str]
    department: str | None
    sender: str | None
    assigner: str | None
    due: str | None
    due_at: str | None
    status: Status
    origin: str | None
    series: str | None
    line: int | None
    grade: int
    nudges: int
    times: int
    created_at: str
    changed_at: str
    evidence: str | None
    version: int
    origin_title: str | None
    origin_number: str | None
    supporting: list[str]


class Filter(Struct, frozen=True):
    """Which actions to list. `statuses` empty means all; dates are ISO instants."""

    statuses: tuple[str, ...] = ()
    owner: str | None = None
    departments: tuple[str, ...] = ()
    due_before: str | None = None
    origin: str | None = None
    series: str | None = None
    text: str = ""
    unowned: bool = False


class Sight(Struct, frozen=True):
    """Who looks: up to which grade (0 public to 3 core) they see everything, and which departments they
    lead. Above that grade they see what they have to do with."""

    person: str
    rank: int
    leads: tuple[str, ...] = ()


def apply(rows: Writes, recorded: Recorded) -> None:
    """Folds one event into the tables."""
    envelope = recorded.envelope
    match recorded.event:
        case act.ActionAssigned() as event:
            add(rows, event, envelope)
        case act.ActionStarted() | act.ActionUnblocked() | act.CompletionReturned():
            change(rows, envelope, "status = 'started'")
        case act.ActionBlocked():
            change(rows, envelope, "status = 'blocked'")
        case act.DueDateMoved() as event:
            change(rows, envelope, "due = ?, due_at = ?", event.due, instant(event.due, rows.zone))
        case act.ActionReassigned() as event:
            change(rows, envelope, "owner = ?, department = ?, named = ''", event.owner, event.department)
        case act.ActionNudged():
            change(rows, envelope, "nudges = nudges + 1")
        case act.ActionCompleted() as event:
            change(rows, envelope, "status = 'completed', evidence = ?", event.evidence)
        case act.CompletionVerified():
            change(rows, envelope, "status = 'verified', live = 0")
        case act.ActionCancelled():
            change(rows, envelope, "status = 'cancelled', live = 0")
        case mtg.MeetingScheduled() as event:
            rows.write(
                "INSERT INTO origins VALUES (?, ?, ?, NULL)", envelope.stream, event.title, envelope.number
            )
        case mtg.MinutesPublished():
            rows.write("UPDATE origins SET minutes = ? WHERE id = ?", envelope.number, envelope.stream)
        case mtg.ItemCarriedOver(item, "action", times):
            rows.write("UPDATE actions SET times = ? WHERE id = ?", times, item)


def add(rows: Writes, event: act.ActionAssigned, envelope: Envelope) -> None:
    origin = event.origin
    when = text_of(envelope.happened)
    rows.write(
        "INSERT INTO actions VALUES"
        " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, 0, ?, ?, ?, NULL, 1, 1)",
        envelope.stream,
        envelope.number,
        event.what,
        event.owner,
        "\n".join(event.named),
        event.department,
        event.sender,
        event.assigner,
        event.due,
        instant(event.due, rows.zone),
        origin.item if origin else None,
        origin.series if origin else None,
        origin.line if origin else None,
        event.grade.rank,
        1 if origin else 0,
        when,
        when,
    )
    for helper in event.supporting:
        rows.write("INSERT OR IGNORE INTO supporting VALUES (?, ?)", envelope.stream, helper)


def change(rows: Writes, envelope: Envelope, what: str, *values: Any) -> None:
    rows.write(
        f"UPDATE actions SET {what}, changed_at = ?, version = ? WHERE id = ?",
        *values,
        text_of(envelope.happened),
        envelope.version,
        envelope.stream,
    )


def instant(due: str | None, zone: str) -> str:
    """The due as text that sorts by time."""
    return NO_DUE if due is None else text_of(moment(due, zone))


def text_of(when: datetime) -> str:
    """An instant as stored text, which sorts by time."""
    return in_utc(when)


SELECT = """
SELECT a.id, a.number, a.text, a.owner, a.named, a.department, a.sender, a.assigner, a.due, a.due_at,
       a.status, a.origin, a.series, a.line, a.grade, a.nudges, a.times, a.created_at, a.changed_at,
       a.evidence, a.version, o.title, coalesce(o.minutes, o.number),
       (SELECT group_concat(person) FROM supporting WHERE action = a.id)
FROM actions a LEFT JOIN origins o ON o.id = a.origin
"""
SEEN = """(a.grade <= ? OR a.owner = ? OR a.assigner = ? OR instr(?, a.department) OR instr(?, a.sender)
 OR EXISTS (SELECT 1 FROM supporting s WHERE s.action = a.id AND s.person = ?))"""


def one(rows: Reads, action: str, sight: Sight) -> ActionRow | None:
    """The action, if there is one that may be seen."""
    found = rows.read(f"{SELECT} WHERE a.id = ? AND {SEEN}", action, *seeing(sight))
    return action_row(found[0]) if found else None


def by_number(rows: Reads, number: str, sight: Sight) -> ActionRow | None:
    """The action of this human number (ACT-87), if there is one that may be seen."""
    found = rows.read(f"{SELECT} WHERE a.number = ? AND {SEEN}", number, *seeing(sight))
    return action_row(found[0]) if found else None


def page(
    rows: Reads, which: Filter, sight: Sight, *, after: tuple[str, str] = ("", ""), limit: int = 100
) -> list[ActionRow]:
    """Actions by due time, then id, after the given pair of both."""
    where, values = conditions(which, sight)
    found = rows.read(
        f"{SELECT} WHERE {where} AND (a.due_at, a.id) > (?, ?) ORDER BY a.due_at, a.id LIMIT ?",
        *values,
        *after,
        limit,
    )
    return [action_row(row) for row in found]


def count(rows: Reads, which: Filter, sight: Sight) -> int:
    """How many there are."""
    where, values = conditions(which, sight)
    return int(rows.read(f"SELECT count(*) FROM actions a WHERE {where}", *values)[0][0])


def counts_by_department(rows: Reads, sight: Sight, now: str) -> list[tuple[str | None, int, int, int]]:
    """Per department: open actions, those overdue at the instant `now`, those done and to be confirmed."""
    found = rows.read(
        "SELECT a.department, sum(a.status <> 'completed'), sum(a.status <> 'completed' AND a.due_at < ?),"
        f" sum(a.status = 'completed') FROM actions a WHERE a.live AND {SEEN}"
        " GROUP BY a.department",
        now,
        *seeing(sight),
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]


def conditions(which: Filter, sight: Sight) -> tuple[str, list[Any]]:
    """The WHERE of a filter. Where only live statuses are wanted it says so, for the partial indexes."""
    where, values = [SEEN], seeing(sight)
    if which.statuses:
        live = " AND a.live" if set(which.statuses) <= set(LIVE) else ""
        where.append(f"a.status IN ({marks(which.statuses)}){live}")
        values += which.statuses
    if which.owner:
        where.append("a.owner = ?")
        values.append(which.owner)
    if which.departments:
        where.append(f"a.department IN ({marks(which.departments)})")
        values += which.departments
    exact = {
        "a.due_at < ?": which.due_before,
        "a.origin = ?": which.origin,
        "a.series = ?": which.series,
    }
    where += [condition for condition, value in exact.items() if value]
    values += [value for value in exact.values() if value]
    if which.text:
        where.append("(instr(lower(a.text), lower(?)) OR a.number = ?)")
        values += [which.text, which.text]
    if which.unowned:
        where.append("a.owner IS NULL")
    return " AND ".join(where), values


def marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


def seeing(sight: Sight) -> list[Any]:
    leads = " ".join(sight.leads)
    return [sight.rank, sight.person, sight.person, leads, leads, sight.person]


def action_row(row: tuple[Any, ...]) -> ActionRow:
    fields = dict(zip(ActionRow.__struct_fields__, row, strict=True))
    fields["named"] = fields["named"].split("\n") if fields["named"] else []
    fields["supporting"] = fields["supporting"].split(",") if fields["supporting"] else []
    fields["due_at"] = None if fields["due_at"] == NO_DUE else fields["due_at"]
    return ActionRow(**fields)

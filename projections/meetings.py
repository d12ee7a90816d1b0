"""Meetings as pages show them: the calendar, one meeting with its agenda, the review of its minutes."""

from typing import Any, Literal

import msgspec
from msgspec import Struct

from domain import meetings as mtg
from domain import series as srs
from domain.envelope import Envelope, Recorded
from domain.minutes import Settled
from domain.series import AgendaItem
from domain.words import Attachment
from projections.actions import Sight, text_of
from projections.rows import Reads, Writes

NAME = "meetings"
READS: tuple[str, ...] = ("meeting",)
VERSION = 1

TABLES = """
CREATE TABLE series (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, facilitator TEXT, recorder TEXT, sender TEXT,
    agenda TEXT NOT NULL, invited TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE meetings (
    id TEXT PRIMARY KEY, number TEXT, title TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL,
    facilitator TEXT, recorder TEXT, series TEXT, ordinal INTEGER, sender TEXT, agenda TEXT NOT NULL,
    agenda_out TEXT, stage TEXT NOT NULL, opened TEXT, closed TEXT, minutes TEXT NOT NULL DEFAULT 'none',
    minutes_number TEXT, published TEXT, source TEXT, grade INTEGER NOT NULL, historical INTEGER NOT NULL,
    version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX meetings_by_start ON meetings (starts, id);
CREATE INDEX meetings_by_series ON meetings (series, starts);
CREATE INDEX meetings_owing_minutes ON meetings (recorder) WHERE stage = 'over' AND minutes <> 'published';
CREATE TABLE participants (
    meeting TEXT, person TEXT, answer TEXT, present INTEGER NOT NULL DEFAULT 0, acknowledged TEXT,
    PRIMARY KEY (meeting, person)
) WITHOUT ROWID;
CREATE INDEX meetings_of_person ON participants (person, meeting);
CREATE TABLE findings (
    meeting TEXT, number INTEGER, line INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    owners TEXT NOT NULL, due TEXT, due_phrase TEXT, closed INTEGER NOT NULL, state TEXT NOT NULL,
    settled TEXT, PRIMARY KEY (meeting, number)
) WITHOUT ROWID;
CREATE TABLE topics (
    id TEXT PRIMARY KEY, meeting TEXT NOT NULL, series TEXT, title TEXT NOT NULL, why TEXT NOT NULL,
    department TEXT, times INTEGER NOT NULL, outcome TEXT
) WITHOUT ROWID;
CREATE INDEX open_topics ON topics (series) WHERE outcome IS NULL;
CREATE INDEX topics_by_meeting ON topics (meeting);
CREATE TABLE carried (
    meeting TEXT, item TEXT, kind TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (meeting, item)
) WITHOUT ROWID;
"""

Stage = Literal["scheduled", "running", "over", "cancelled"]


class SeriesRow(Struct, frozen=True):
    """A series with its fixed agenda and standing participants."""

    id: str
    title: str
    facilitator: str | None
    recorder: str | None
    sender: str | None
    agenda: list[AgendaItem]
    invited: list[str]


class MeetingRow(Struct, frozen=True):
    """One meeting. `minutes` is none, draft or published; times are ISO instants in UTC."""

    id: str
    number: str | None
    title: str
    starts: str
    ends: str
    facilitator: str | None
    recorder: str | None
    series: str | None
    ordinal: int | None
    sender: str | None
    agenda: list[AgendaItem]
    agenda_out: str | None
    stage: Stage
    opened: str | None
    closed: str | None
    minutes: Literal["none", "draft", "published"]
    minutes_number: str | None
    published: str | None
    source: Attachment | None
    grade: int
    historical: bool
    version: int


class ParticipantRow(Struct, frozen=True):
    """Somebody invited: whether they will come, came, and have read the minutes."""

    person: str
    answer: str | None
    present: bool
    acknowledged: str | None


class FindingRow(Struct, frozen=True):
    """A finding of the draft: as found, and as settled once it is."""

    number: int
    line: int
    kind: Literal["action", "decision", "parked"]
    text: str
    owners: list[str]
    due: str | None
    due_phrase: str | None
    closed: bool
    state: Literal["found", "accepted", "corrected", "dropped"]
    settled: Settled | None


class TopicRow(Struct, frozen=True):
    """A parked topic; `times` counts the meetings it was through, `outcome` ends it."""

    id: str
    meeting: str
    title: str
    why: str
    department: str | None
    times: int
    outcome: str | None


class CarriedRow(Struct, frozen=True):
    """An item that came up again in a meeting."""

    item: str
    kind: Literal["action", "parked"]
    times: int


def apply(rows: Writes, recorded: Recorded) -> None:
    """Folds one event into the tables."""
    envelope = recorded.envelope
    stream = envelope.stream
    match recorded.event:
        case srs.SeriesStarted() as event:
            add_series(rows, event, stream)
        case mtg.MeetingScheduled() as event:
            add_meeting(rows, event, envelope)
        case mtg.MeetingRescheduled(starts, ends, _):
            change(rows, envelope, "starts = ?, ends = ?", text_of(starts), text_of(ends))
        case mtg.ParticipantInvited(person):
            rows.write("INSERT OR IGNORE INTO participants (meeting, person) VALUES (?, ?)", stream, person)
        case mtg.InvitationAnswered(person, answer):
            rows.write("INSERT OR IGNORE INTO participants (meeting, person) VALUES (?, ?)", stream, person)
            rows.write(
                "UPDATE participants SET answer = ? WHERE meeting = ? AND person = ?", answer, stream, person
            )
        case mtg.AgendaPublished(agenda):
            change(rows, envelope, "agenda = ?, agenda_out = ?", encoded(agenda), happened(envelope))
        case mtg.MeetingOpened():
            change(rows, envelope, "stage = 'running', opened = ?", happened(envelope))
        case mtg.AttendanceNoted(present):
            note_attendance(rows, stream, present)
        case mtg.ItemParked() as event:
            park(rows, event, stream)
        case mtg.ItemClosed(topic, outcome):
            rows.write("UPDATE topics SET outcome = ? WHERE id = ?", outcome, topic)
        case mtg.ItemCarriedOver(item, kind, times):
            rows.write("INSERT OR IGNORE INTO carried VALUES (?, ?, ?, ?)", stream, item, kind, times)
            if kind == "parked":
                rows.write("UPDATE topics SET times = ? WHERE id = ?", times, item)
        case mtg.MeetingClosed():
            change(rows, envelope, "stage = 'over', closed = ?", happened(envelope))
        case mtg.MinutesDrafted() as event:
            draft(rows, event, envelope)
        case mtg.FindingAccepted(number, settled):
            settle(rows, stream, number, "accepted", settled)
        case mtg.FindingCorrected(number, settled):
            settle(rows, stream, number, "corrected", settled)
        case mtg.FindingDropped(number):
            settle(rows, stream, number, "dropped", None)
        case mtg.FindingReopened(number):
            settle(rows, stream, number, "found", None)
        case mtg.MinutesPublished():
            change(
                rows,
                envelope,
                "minutes = 'published', minutes_number = ?, published = ?",
                envelope.number,
                happened(envelope),
            )
        case mtg.MinutesAcknowledged(person):
            acknowledge(rows, stream, person, happened(envelope))
        case mtg.MeetingCancelled():
            change(rows, envelope, "stage = 'cancelled'")


def add_series(rows: Writes, event: srs.SeriesStarted, stream: str) -> None:
    rows.write(
        "INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)",
        stream,
        event.title,
        event.facilitator,
        event.recorder,
        event.sender,
        encoded(event.agenda),
        encoded(event.invited),
    )


def add_meeting(rows: Writes, event: mtg.MeetingScheduled, envelope: Envelope) -> None:
    rows.write(
        "INSERT INTO meetings (id, number, title, starts, ends, facilitator, recorder, series, ordinal,"
        " sender, agenda, stage, grade, historical, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'scheduled', ?, ?, 1)",
        envelope.stream,
        envelope.number,
        event.title,
        text_of(event.starts),
        text_of(event.ends),
        event.facilitator,
        event.recorder,
        event.series,
        event.ordinal,
        event.sender,
        encoded(event.agenda),
        event.grade.rank,
        event.historical,
    )
    for person in dict.fromkeys((*event.invited, event.facilitator, event.recorder)):
        if person:
            rows.write(
                "INSERT OR IGNORE INTO participants (meeting, person) VALUES (?, ?)", envelope.stream, person
            )


def note_attendance(rows: Writes, meeting: str, present: tuple[str, ...]) -> None:
    rows.write("UPDATE participants SET present = 0 WHERE meeting = ?", meeting)
    for person in present:
        rows.write(
            "INSERT INTO participants (meeting, person, present) VALUES (?, ?, 1)"
            " ON CONFLICT (meeting, person) DO UPDATE SET present = 1",
            meeting,
            person,
        )


def park(rows: Writes, event: mtg.ItemParked, meeting: str) -> None:
    rows.write(
        "INSERT OR IGNORE INTO topics SELECT ?, ?, series, ?, ?, ?, 1, NULL FROM meetings WHERE id = ?",
        event.topic,
        meeting,
        event.title,
        event.why,
        event.department,
        meeting,
    )


def draft(rows: Writes, event: mtg.MinutesDrafted, envelope: Envelope) -> None:
    change(rows, envelope, "minutes = 'draft', source = ?", encoded(event.source))
    rows.write("DELETE FROM findings WHERE meeting = ?", envelope.stream)
    for number, finding in enumerate(event.findings, 1):
        rows.write(
            "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'found', NULL)",
            envelope.stream,
            number,
            finding.line,
            finding.kind,
            finding.text,
            encoded(finding.owners),
            finding.due,
            finding.due_phrase,
            finding.closed,
        )


def settle(rows: Writes, meeting: str, number: int, state: str, settled: Settled | None) -> None:
    rows.write(
        "UPDATE findings SET state = ?, settled = ? WHERE meeting = ? AND number = ?",
        state,
        encoded(settled) if settled else None,
        meeting,
        number,
    )


def acknowledge(rows: Writes, meeting: str, person: str, when: str) -> None:
    rows.write(
        "UPDATE participants SET acknowledged = ? WHERE meeting = ? AND person = ?", when, meeting, person
    )


def change(rows: Writes, envelope: Envelope, what: str, *values: Any) -> None:
    rows.write(
        f"UPDATE meetings SET {what}, version = ? WHERE id = ?", *values, envelope.version, envelope.stream
    )


def happened(envelope: Envelope) -> str:
    return text_of(envelope.happened)


def encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


SELECT = """
SELECT m.id, m.number, m.title, m.starts, m.ends, m.facilitator, m.recorder, m.series, m.ordinal,
       m.sender, m.agenda, m.agenda_out, m.stage, m.opened, m.closed, m.minutes, m.minutes_number,
       m.published, m.source, m.grade, m.historical, m.version
FROM meetings m
"""
SEEN = """(m.grade <= ? OR instr(?, m.sender)
 OR EXISTS (SELECT 1 FROM participants p WHERE p.meeting = m.id AND p.person = ?))"""

TOPICS = "SELECT id, meeting, title, why, department, times, outcome FROM topics"


def one(rows: Reads, meeting: str, sight: Sight) -> MeetingRow | None:
    """The meeting, if there is one that may be seen."""
    found = rows.read(f"{SELECT} WHERE m.id = ? AND {SEEN}", meeting, *seeing(sight))
    return meeting_row(found[0]) if found else None


def page(
    rows: Reads,
    sight: Sight,
    *,
    since: str = "",
    until: str = "~",
    after: tuple[str, str] = ("", ""),
    limit: int = 100,
) -> list[MeetingRow]:
    """Meetings that start in [since, until), by start, then id, after the given pair of both."""
    found = rows.read(
        f"{SELECT} WHERE m.starts >= ? AND m.starts < ? AND (m.starts, m.id) > (?, ?) AND {SEEN}"
        " ORDER BY m.starts, m.id LIMIT ?",
        since,
        until,
        *after,
        *seeing(sight),
        limit,
    )
    return [meeting_row(row) for row in found]


def latest(rows: Reads, sight: Sight, before: str, limit: int = 50) -> list[MeetingRow]:
    """Meetings that started before an instant, the latest first."""
    found = rows.read(
        f"{SELECT} WHERE m.starts < ? AND {SEEN} ORDER BY m.starts DESC, m.id LIMIT ?",
        before,
        *seeing(sight),
        limit,
    )
    return [meeting_row(row) for row in found]


def of_series(rows: Reads, series_id: str, sight: Sight) -> list[MeetingRow]:
    """All meetings of a series, by start."""
    found = rows.read(f"{SELECT} WHERE m.series = ? AND {SEEN} ORDER BY m.starts", series_id, *seeing(sight))
    return [meeting_row(row) for row in found]


def next_of(rows: Reads, person: str, after: str) -> MeetingRow | None:
    """The person's next meeting that is still to be held."""
    found = rows.read(
        f"{SELECT} JOIN participants p ON p.meeting = m.id WHERE p.person = ? AND m.ends >= ?"
        " AND m.stage IN ('scheduled', 'running') ORDER BY m.starts LIMIT 1",
        person,
        after,
    )
    return meeting_row(found[0]) if found else None


def owing_minutes(rows: Reads, person: str) -> list[MeetingRow]:
    """Meetings whose minutes the person still has to publish."""
    found = rows.read(
        f"{SELECT} WHERE m.recorder = ? AND m.stage = 'over' AND m.minutes <> 'published' ORDER BY m.ends",
        person,
    )
    return [meeting_row(row) for row in found]


def to_acknowledge(rows: Reads, person: str) -> list[MeetingRow]:
    """Meetings with published minutes that the person has not acknowledged."""
    found = rows.read(
        f"{SELECT} JOIN participants p ON p.meeting = m.id WHERE p.person = ? AND p.acknowledged IS NULL"
        " AND m.minutes = 'published' ORDER BY m.published",
        person,
    )
    return [meeting_row(row) for row in found]


def participants(rows: Reads, meeting: str) -> list[ParticipantRow]:
    """Everybody whom the meeting concerns."""
    found = rows.read(
        "SELECT person, answer, present, acknowledged FROM participants WHERE meeting = ? ORDER BY person",
        meeting,
    )
    return [ParticipantRow(row[0], row[1], bool(row[2]), row[3]) for row in found]


def findings(rows: Reads, meeting: str) -> list[FindingRow]:
    """The findings of the draft, in the order of the source."""
    found = rows.read(
        "SELECT number, line, kind, text, owners, due, due_phrase, closed, state, settled FROM findings"
        " WHERE meeting = ? ORDER BY number",
        meeting,
    )
    return [finding_row(row) for row in found]


def topics(rows: Reads, meeting: str) -> list[TopicRow]:
    """The topics that were parked in the meeting."""
    return [TopicRow(*row) for row in rows.read(f"{TOPICS} WHERE meeting = ? ORDER BY title", meeting)]


def open_topics(rows: Reads, series_id: str) -> list[TopicRow]:
    """The topics parked anywhere in the series that still have no outcome."""
    found = rows.read(f"{TOPICS} WHERE series = ? AND outcome IS NULL ORDER BY id", series_id)
    return [TopicRow(*row) for row in found]


def carried(rows: Reads, meeting: str) -> list[CarriedRow]:
    """What came up again in the meeting."""
    found = rows.read(
        "SELECT item, kind, times FROM carried WHERE meeting = ? ORDER BY times DESC, item", meeting
    )
    return [CarriedRow(*row) for row in found]


def all_series(rows: Reads) -> list[SeriesRow]:
    """Every series, by title."""
    return [series_row(row) for row in rows.read("SELECT * FROM series ORDER BY title")]


def series(rows: Reads, series_id: str) -> SeriesRow | None:
    """One series."""
    found = rows.read("SELECT * FROM series WHERE id = ?", series_id)
    return series_row(found[0]) if found else None


def seeing(sight: Sight) -> list[Any]:
    return [sight.rank, " ".join(sight.leads), sight.person]


AGENDA: msgspec.json.Decoder[list[AgendaItem]] = msgspec.json.Decoder(list[AgendaItem])
NAMES: msgspec.json.Decoder[list[str]] = msgspec.json.Decoder(list[str])
SETTLED = msgspec.json.Decoder(Settled)
SOURCE = msgspec.json.Decoder(Attachment)


def meeting_row(row: tuple[Any, ...]) -> MeetingRow:
    fields = dict(zip(MeetingRow.__struct_fields__, row, strict=True))
    fields["agenda"] = AGENDA.decode(fields["agenda"])
    fields["source"] = SOURCE.decode(fields["source"]) if fields["source"] else None
    fields["historical"] = bool(fields["historical"])
    return MeetingRow(**fields)


def finding_row(row: tuple[Any, ...]) -> FindingRow:
    fields = dict(zip(FindingRow.__struct_fields__, row, strict=True))
    fields["owners"] = NAMES.decode(fields["owners"])
    fields["closed"] = bool(fields["closed"])
    fields["settled"] = SETTLED.decode(fields["settled"]) if fields["settled"] else None
    return FindingRow(**fields)


def series_row(row: tuple[Any, ...]) -> SeriesRow:
    fields = dict(zip(SeriesRow.__struct_fields__, row, strict=True))
    fields["agenda"] = AGENDA.decode(fields["agenda"])
    fields["invited"] = NAMES.decode(fields["invited"])
    return SeriesRow(**fields)

"""The terms that clocks are armed on: ladders and calendars by version, and whose calendar is whose.

Part of the board `clocks`: a clock keeps the versions of the moment it was armed.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from domain import calendars as cal
from domain import departments as dep
from domain import people, policies
from domain.calendars import Defined
from domain.due import DAY_ENDS
from domain.envelope import Recorded
from domain.ladders import STANDARD, Ladder, in_force
from domain.working_hours import Calendar, Hours, Week, hours_on
from domain.working_time import micros
from projections.rows import Reads, Writes

ENCODER = msgspec.json.Encoder(order="deterministic")
"""Calendars hold sets, whose order differs from process to process; equal folds must be equal rows."""

TABLES = """
CREATE TABLE ladders (
    kind TEXT, version INTEGER, body BLOB NOT NULL, PRIMARY KEY (kind, version)
) WITHOUT ROWID;
CREATE TABLE drafts (id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE calendars (
    id TEXT, version INTEGER, since INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (id, version)
) WITHOUT ROWID;
CREATE TABLE places (department TEXT PRIMARY KEY, calendar TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE desks (person TEXT PRIMARY KEY, department TEXT) WITHOUT ROWID;
"""


class Terms(NamedTuple):
    """A ladder, and a calendar with its id; none for the hours that hold where a department chose nothing."""

    ladder: Ladder
    calendar: str | None
    hours: Calendar


def apply(rows: Writes, recorded: Recorded) -> None:
    """Folds one event of the company."""
    stream = recorded.envelope.stream
    match recorded.event:
        case policies.LadderSet(ladder):
            keep_ladder(rows, ladder)
        case (
            cal.CalendarDefined() | cal.DayDeclared() | cal.YearAnnounced() | cal.CalendarTakingEffect()
        ) as event:
            keep_calendar(rows, event, stream)
        case dep.CalendarChosen(calendar):
            rows.memo[f"place {stream}"] = calendar
            rows.write("INSERT OR REPLACE INTO places VALUES (?, ?)", stream, calendar)
        case people.PersonJoined(department=department) | people.PersonMoved(department=department):
            rows.memo[f"desk {stream}"] = department
            rows.write("INSERT OR REPLACE INTO desks VALUES (?, ?)", stream, department)


def keep_ladder(rows: Writes, ladder: Ladder) -> None:
    rows.memo[f"ladders {ladder.kind}"] = (*ladders(rows, ladder.kind), ladder)
    body = ENCODER.encode(ladder)
    rows.write("INSERT INTO ladders VALUES (?, ?, ?)", ladder.kind, ladder.version, body)


def keep_calendar(rows: Writes, event: cal.Event, stream: str) -> None:
    """The draft goes on; a version that takes effect is kept apart, and no clock needs the draft."""
    after = cal.evolve(draft(rows, stream), event, stream)
    if not isinstance(after, Defined):
        return
    if isinstance(event, cal.CalendarTakingEffect):
        version = after.versions[-1]
        rows.memo.setdefault(f"calendars {stream}", {})[version.calendar.version] = version
        body = ENCODER.encode(version.calendar)
        since = micros(version.since)
        rows.write("INSERT INTO calendars VALUES (?, ?, ?, ?)", stream, version.calendar.version, since, body)
    body = ENCODER.encode(msgspec.structs.replace(after, versions=()))
    rows.memo[f"draft {stream}"] = body
    rows.write("INSERT OR REPLACE INTO drafts VALUES (?, ?)", stream, body)


def draft(rows: Writes, calendar: str) -> cal.State:
    """The calendar's draft, without its versions."""
    if found := rows.memo.get(f"draft {calendar}"):
        return DRAFT.decode(found)
    body = rows.read("SELECT body FROM drafts WHERE id = ?", calendar)
    return DRAFT.decode(body[0][0]) if body else cal.INITIAL


def terms(rows: Writes, kind: str, person: str | None, department: str | None, at: datetime) -> Terms:
    """The terms for a clock that is armed at an instant, for somebody in a department (else in their own)."""
    place = department or (desk(rows, person) if person else None)
    calendar = calendar_of(rows, place) if place else None
    found = calendar_in_force(rows, calendar, at) if calendar else None
    ladder = in_force((*STANDARD, *ladders(rows, kind)), kind, at)
    return Terms(ladder, calendar, found) if found else Terms(ladder, None, office_hours(rows.zone))


def ladders(rows: Writes, kind: str) -> tuple[Ladder, ...]:
    """The ladders that the company has set for a kind."""
    found: tuple[Ladder, ...] | None = rows.memo.get(f"ladders {kind}")
    if found is None:
        stored = rows.read("SELECT body FROM ladders WHERE kind = ? ORDER BY version", kind)
        found = rows.memo[f"ladders {kind}"] = tuple([ladder_from(body) for (body,) in stored])
    return found


def desk(rows: Writes, person: str) -> str | None:
    """The department of a person."""
    key = f"desk {person}"
    if key not in rows.memo:
        stored = rows.read("SELECT department FROM desks WHERE person = ?", person)
        rows.memo[key] = stored[0][0] if stored else None
    found: str | None = rows.memo[key]
    return found


def calendar_of(rows: Writes, department: str) -> str | None:
    """The calendar that a department chose."""
    key = f"place {department}"
    if key not in rows.memo:
        stored = rows.read("SELECT calendar FROM places WHERE department = ?", department)
        rows.memo[key] = stored[0][0] if stored else None
    found: str | None = rows.memo[key]
    return found


def calendar_in_force(rows: Writes, calendar: str, at: datetime) -> Calendar | None:
    """The calendar's version at an instant; before the first one, the first one."""
    fresh: dict[int, cal.Version] = rows.memo.get(f"calendars {calendar}", {})
    begun = [version.calendar for version in fresh.values() if version.since <= at]
    if begun:
        return begun[-1]
    stored = rows.read(
        "SELECT body FROM calendars WHERE id = ? AND since <= ? ORDER BY version DESC LIMIT 1",
        calendar,
        micros(at),
    ) or rows.read("SELECT body FROM calendars WHERE id = ? ORDER BY version LIMIT 1", calendar)
    if stored:
        return calendar_from(stored[0][0])
    return next((version.calendar for version in fresh.values()), None)


def of_versions(
    rows: Writes, kind: str, policy: int, calendar: str | None, version: int
) -> tuple[Ladder, Calendar]:
    """The ladder and the calendar of these versions, while events are folded."""
    ladder = next(
        each for each in (*ladders(rows, kind), *STANDARD) if (each.kind, each.version) == (kind, policy)
    )
    return ladder, folded_hours(rows, calendar, version)


def folded_hours(rows: Writes, calendar: str | None, version: int) -> Calendar:
    """The calendar of this version, while events are folded."""
    key = f"hours {calendar} {version}"
    if key not in rows.memo:
        fresh: dict[int, cal.Version] = rows.memo.get(f"calendars {calendar}", {})
        stored = version not in fresh
        found = hours_of(rows, calendar, version, rows.zone) if stored else fresh[version].calendar
        rows.memo[key] = found
    hours: Calendar = rows.memo[key]
    return hours


def ladder_of(rows: Reads, kind: str, version: int) -> Ladder:
    """The ladder of this version."""
    stored = rows.read("SELECT body FROM ladders WHERE kind = ? AND version = ?", kind, version)
    return ladder_from(stored[0][0]) if stored else next(each for each in STANDARD if each.kind == kind)


def hours_of(rows: Reads, calendar: str | None, version: int, zone: str) -> Calendar:
    """The calendar of this version; the office's usual hours where there is none."""
    if calendar is None:
        return office_hours(zone)
    stored = rows.read("SELECT body FROM calendars WHERE id = ? AND version = ?", calendar, version)
    return calendar_from(stored[0][0])


@lru_cache(maxsize=512)
def ladder_from(body: bytes) -> Ladder:
    """Equal bytes are one value."""
    return LADDER.decode(body)


@lru_cache(maxsize=512)
def calendar_from(body: bytes) -> Calendar:
    """Equal bytes are one value, whose working time is computed once."""
    return CALENDAR.decode(body)


@lru_cache(maxsize=8)
def office_hours(zone: str) -> Calendar:
    """Monday to Friday, 09:00 to 12:00 and 13:30 to 18:00: until a department chooses a calendar."""
    day = (Hours("09:00", "12:00"), Hours("13:30", "18:00"))
    return Calendar(zone, (Week(date.min, (day,) * 5 + ((), ())),))


def day_end(calendar: Calendar, day: date) -> datetime:
    """The end of a day's working hours; of a day off, the usual end of the day."""
    hours = hours_on(calendar, day)
    ends = timedelta(minutes=hours[-1].ends) if hours else timedelta(hours=DAY_ENDS.hour)
    begins = datetime.combine(day, time(), ZoneInfo(calendar.zone))
    return (begins + ends).astimezone(UTC)


LADDER = msgspec.json.Decoder(Ladder)
CALENDAR = msgspec.json.Decoder(Calendar)
DRAFT = msgspec.json.Decoder(Defined)

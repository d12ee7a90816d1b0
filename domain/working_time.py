"""Working time: which hours of which days count, and how far it is from one instant to another.

An instant counts when its local time lies in the hours of its local day. So a time that a change of the
clocks skips gives nothing, and one that comes twice counts twice. Instants are aware datetimes and come back
in UTC, amounts are timedeltas of working time; both are exact to the microsecond.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.working_hours import Calendar, hours_on

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
YEARS = range(1970, 2200)
"""The years that calendars reach: a slip of the pen in a due date must not be counted through millennia."""


class NoWorkingTime(ValueError):
    """A calendar without working hours: on it nothing would ever fall due."""


class Year(NamedTuple):
    """The stretches of working time of one local year, in microseconds since 1970.

    `sums[i]` is what was worked before stretch i; the last one is the whole year.
    """

    starts: list[int]
    ends: list[int]
    sums: list[int]


def add(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant by which `amount` has been worked since `start`; `start` itself for none.

    What ends with the day ends at 18:00, not at 09:00 of the next. Raises NoWorkingTime, OverflowError out of
    YEARS, ValueError for an amount below zero.
    """
    if amount <= timedelta():
        return unmoved(start, amount)
    year = local_year(calendar, start)
    return reached(calendar, year, worked(year_of(calendar, year), micros(start)) + amount // MICROSECOND)


def subtract(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """The earliest instant from which `amount` is worked until `end`; `end` itself for none.

    What would begin with the day begins at the end of the working day before it. Raises as `add` does.
    """
    return unmoved(end, amount) if amount <= timedelta() else earliest(calendar, end, amount)


def earliest(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """As `subtract`; but where there is no amount, the earliest instant with no work between it and `end`."""
    year = local_year(calendar, end)
    return reached(calendar, year, worked(year_of(calendar, year), micros(end)) - amount // MICROSECOND)


def measure(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The working time between two instants; below zero when `end` lies before `start`."""
    if micros(end) < micros(start):
        return -measure(calendar, end, start)
    first, last = local_year(calendar, start), local_year(calendar, end)
    total = worked(year_of(calendar, last), micros(end)) - worked(year_of(calendar, first), micros(start))
    return (total + sum(year_of(calendar, year).sums[-1] for year in range(first, last))) * MICROSECOND


def next_working(calendar: Calendar, when: datetime) -> datetime:
    """The instant itself inside working hours, else the beginning of the next ones. 18:00 is outside."""
    year, at = local_year(calendar, when), micros(when)
    while True:
        table = year_of(calendar, year)
        index = bisect_right(table.ends, at)
        if index < len(table.ends):
            return instant(max(at, table.starts[index]))
        year += 1


def last_working(calendar: Calendar, when: datetime) -> datetime:
    """The instant itself inside working hours, their end included, else the end of those before it."""
    year, at = local_year(calendar, when), micros(when)
    while True:
        table = year_of(calendar, year)
        index = bisect_right(table.starts, at) - 1
        if index >= 0:
            return instant(min(at, table.ends[index]))
        year -= 1


def closing(calendar: Calendar, day: date) -> datetime:
    """When a local day is over: with its last working hours, on a day off at the midnight that ends it."""
    hours = hours_on(calendar, day)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(calendar.zone))
    minutes = hours[-1].ends if hours else DAY // MINUTE
    return (midnight + timedelta(minutes=minutes)).astimezone(UTC)


def stretches(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The working time between two instants, stretch by stretch, those that touch joined."""
    begun, until = end, end
    for since, closed in pieces(calendar, start, end):
        if since != until:
            if begun < until:
                yield begun, until
            begun = since
        until = closed
    if begun < until:
        yield begun, until


def unmoved(when: datetime, amount: timedelta) -> datetime:
    """The instant in UTC, where there is nothing to add to it."""
    if amount < timedelta():
        raise ValueError("an amount of working time is never below zero")
    return when.astimezone(UTC)


def pieces(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The working time between two instants in order, cut at each midnight and change of the clocks."""
    low, high = micros(start), micros(end)
    for year in range(local_year(calendar, start), local_year(calendar, end) + 1):
        table = year_of(calendar, year)
        for index in range(bisect_right(table.ends, low), bisect_left(table.starts, high)):
            yield instant(max(low, table.starts[index])), instant(min(high, table.ends[index]))


def worked(year: Year, at: int) -> int:
    """What was worked in the year before the instant `at`."""
    index = bisect_right(year.starts, at) - 1
    return year.sums[index] + min(at, year.ends[index]) - year.starts[index] if index >= 0 else 0


def reached(calendar: Calendar, year: int, amount: int) -> datetime:
    """The earliest instant by which `amount` has been worked, counted from the beginning of the year."""
    while amount <= 0:
        year -= 1
        amount += year_of(calendar, year).sums[-1]
    while amount > (whole := year_of(calendar, year).sums[-1]):
        amount -= whole
        year += 1
    table = year_of(calendar, year)
    index = bisect_left(table.sums, amount) - 1
    return instant(table.starts[index] + amount - table.sums[index])


@lru_cache(maxsize=512)
def year_of(calendar: Calendar, year: int) -> Year:
    """The calendar's working time of one local year."""
    if not all(any(week.days) for week in calendar.weeks):
        raise NoWorkingTime(f"a calendar of {calendar.zone} has no working hours")
    table = Year([], [], [0])
    for since, until, offset in seasons(ZoneInfo(calendar.zone), year):
        for day in range((since + offset) // DAY, (until + offset - 1) // DAY + 1):
            for hours in hours_on(calendar, date.fromordinal(day + EPOCH_DAY)):
                start = max(since, day * DAY - offset + hours.begins * MINUTE)
                end = min(until, day * DAY - offset + hours.ends * MINUTE)
                if start < end:
                    table.starts.append(start)
                    table.ends.append(end)
                    table.sums.append(table.sums[-1] + end - start)
    return table


def seasons(zone: ZoneInfo, year: int) -> Iterator[tuple[int, int, int]]:
    """The local year cut where the zone changes its clocks: from, until, and the offset to UTC meanwhile."""
    if year not in YEARS:
        raise OverflowError(f"no calendar reaches the year {year}")
    since = micros(datetime(year, 1, 1, tzinfo=zone))
    end = micros(datetime(year + 1, 1, 1, tzinfo=zone))
    while since < end:
        until = change(zone, since, end)
        yield since, until, offset_at(zone, since)
        since = until


def change(zone: ZoneInfo, since: int, end: int) -> int:
    """The first instant after `since` at which the offset is another one, or `end`."""
    offset = offset_at(zone, since)
    low, high = since, min(since + DAY, end)
    while high < end and offset_at(zone, high) == offset:
        low, high = high, min(high + DAY, end)
    while high - low > SECOND:
        middle = low + (high - low) // (2 * SECOND) * SECOND
        low, high = (middle, high) if offset_at(zone, middle) == offset else (low, middle)
    return high


def offset_at(zone: ZoneInfo, at: int) -> int:
    """How far the zone is ahead of UTC at an instant."""
    local = instant(at).astimezone(zone)
    return micros(local.replace(tzinfo=UTC)) - at


def local_year(calendar: Calendar, when: datetime) -> int:
    """The year that the calendar's zone has at an instant."""
    return when.astimezone(ZoneInfo(calendar.zone)).year


def micros(when: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (when - EPOCH) // MICROSECOND


def instant(at: int) -> datetime:
    """Microseconds since 1970 as an instant in UTC."""
    return EPOCH + at * MICROSECOND

"""Working hours: what a calendar says of each local day.

Weekly hours with breaks, from a day on; holidays; make-up and shortened days; and for which years all of
that is announced.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

ClockTime = Annotated[
    str,
    Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", description="A local time; a day ends at 24:00"),
]


class Hours(Struct, frozen=True):
    """A stretch of a local day, from 00:00 to 24:00 at most."""

    start: ClockTime
    end: ClockTime

    @property
    def begins(self) -> int:
        """The beginning, in minutes since local midnight."""
        return int(self.start[:2]) * 60 + int(self.start[3:])

    @property
    def ends(self) -> int:
        """The end, in minutes since local midnight."""
        return int(self.end[:2]) * 60 + int(self.end[3:])


Daily = Annotated[tuple[Hours, ...], Meta(max_length=24)]
"""The hours of one day, in order, with the breaks between them; none on a day off."""
Weekly = Annotated[tuple[Daily, ...], Meta(min_length=7, max_length=7, description="Monday first")]


class Week(Struct, frozen=True, cache_hash=True):
    """Weekly hours, and the local day from which on they hold."""

    since: date
    days: Weekly


class SpecialDay(Struct, frozen=True):
    """A day that is not as its week says: a holiday without hours, or a make-up or shortened day with them.

    `full` asks for the hours of the longest day of its week, whatever they are by then.
    """

    day: date
    hours: Daily = ()
    full: bool = False


class Calendar(Struct, frozen=True, cache_hash=True):
    """When work is done: a zone, weekly hours by the day they begin (the first held always), special days
    in order. A calendar that keeps the holidays of a `region` knows them for the `announced` years only."""

    zone: str
    weeks: tuple[Week, ...]
    days: tuple[SpecialDay, ...] = ()
    region: str | None = None
    announced: frozenset[int] = frozenset()
    version: int = 0


ROUND_CLOCK = Calendar("UTC", (Week(date.min, ((Hours("00:00", "24:00"),),) * 7),))
"""Every minute counts: on this calendar working time is the time of the wall clock."""


def full_day(calendar: Calendar, day: date) -> timedelta:
    """What a working day is worth on this calendar: the hours of the longest day of that day's week."""
    return length(week_of(calendar, day))


def hours_on(calendar: Calendar, day: date) -> Daily:
    """The hours of one local day."""
    week = week_of(calendar, day)
    special = special_on(calendar, day)
    if special is None:
        return week.days[day.weekday()]
    return longest(week) if special.full else special.hours


def special_on(calendar: Calendar, day: date) -> SpecialDay | None:
    """What was declared of the day, if anything."""
    index = bisect_left(calendar.days, day, key=lambda special: special.day)
    found = calendar.days[index : index + 1]
    return found[0] if found and found[0].day == day else None


def estimated(calendar: Calendar, year: int) -> bool:
    """Whether the year's holidays are not yet announced, so that what is computed in it may still change."""
    return calendar.region is not None and year not in calendar.announced


def well_formed(hours: Daily) -> bool:
    """Whether each stretch ends after it begins, and none overlaps the next."""
    forward = all(part.begins < part.ends for part in hours)
    return forward and all(one.ends <= other.begins for one, other in pairwise(hours))


def week_of(calendar: Calendar, day: date) -> Week:
    """The weekly hours that hold on a day."""
    later = bisect_right(calendar.weeks, day, key=lambda week: week.since)
    return calendar.weeks[max(later - 1, 0)]


@lru_cache(maxsize=512)
def length(week: Week) -> timedelta:
    """How much is worked on the longest day of the week."""
    return timedelta(minutes=total(longest(week)))


def longest(week: Week) -> Daily:
    """The hours of the longest day of the week, of the first where several are."""
    return max(week.days, key=total)


def total(day: Daily) -> int:
    """The minutes of a day's hours."""
    return sum(hours.ends - hours.begins for hours in day)

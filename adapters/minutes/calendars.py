"""The arithmetic of days: the first such day on or after a meeting, the last day of a period."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None when the calendar has none such."""
    if not 1 <= year <= 9999 or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def first_such_day(year: int | None, month: int, day: int, held_on: date | None) -> date | None:
    """Day and month; without a year the first such day on or after the meeting, within the leap cycle."""
    if year:
        return day_of(year, month, day)
    return _first(held_on, (day_of(each, month, day) for each in _years(held_on)))


def month_end(year: int | None, month: int, held_on: date | None) -> date | None:
    """The last day of a month; without a year the first such on or after the meeting."""
    if not 1 <= month <= 12:
        return None
    years = [year] if year else _years(held_on)
    ends = (day_of(each, month, calendar.monthrange(each, month)[1]) for each in years if each > 0)
    return next(iter(ends), None) if year else _first(held_on, ends)


def months_on(held_on: date, months: int) -> tuple[int, int]:
    """Year and month so many months after the meeting's."""
    year, month = divmod(held_on.year * 12 + held_on.month - 1 + months, 12)
    return year, month + 1


def quarter_end(held_on: date, quarters: int) -> date | None:
    """The last day of the meeting's quarter, or of one so many quarters on."""
    year, month = months_on(held_on, 3 * quarters)
    return month_end(year, (month + 2) // 3 * 3, None)


def weekday(weeks: int | None, number: int, held_on: date | None) -> date | None:
    """A day (0 Monday .. 6 Sunday) so many weeks on; without a week, the first on or after the meeting."""
    if held_on is None:
        return None
    if weeks is None:
        return held_on + timedelta(days=(number - held_on.weekday()) % 7)
    return held_on + timedelta(days=number - held_on.weekday() + 7 * weeks)


def working_days_on(held_on: date, count: int) -> date:
    """So many days from Monday to Friday after the meeting; holidays are another's knowledge."""
    weeks, rest = divmod(count, 5)
    day = held_on + timedelta(days=7 * weeks)
    for _ in range(rest):
        day += timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))
    return day


def _years(held_on: date | None) -> range:
    return range(held_on.year, min(held_on.year + 9, 10000)) if held_on else range(0)


def _first(held_on: date | None, candidates: Iterable[date | None]) -> date | None:
    return next((day for day in candidates if held_on and day and day >= held_on), None)

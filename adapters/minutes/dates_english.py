"""Days in English: 22 Oct 2022, end of May, next Friday, within two weeks."""

import re
from datetime import date, timedelta
from typing import Final

from adapters.minutes import calendars

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS: Final = ("a", "one", "two", "three", "four", "five", "six")

_MONTH: Final = (
    r"\b(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY: Final = r"(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|[.:]\d)"
_YEAR: Final = r"(?:,? (20\d\d)\b)?"
_BEFORE_MONTH: Final = (
    r"(?<=by )|(?<=until )|(?<=before )|(?<=due )|(?<=in )|(?<=on )|(?<=of )|(?<=[:,;|] )|(?<=[:,;|\-—])|^"
)

_MONTH_DAY: Final = rf"{_MONTH} ?{_DAY}{_YEAR}"
_DAY_MONTH: Final = rf"\b{_DAY} ?(?:of )?{_MONTH}{_YEAR}"
_MONTH_YEAR: Final = rf"\b(?:(early|mid|late|end)(?: of)?[- ])?{_MONTH},? (20\d\d)\b"
_MONTH_PART: Final = rf"(?:\b(early|mid|late|end)(?: of)?[- ]|{_BEFORE_MONTH}){_MONTH}(?! ?\d)"
_END: Final = r"\b(?:(?:the )?end of (?:the |this )?(year|month|quarter|week|20\d\d)|(eo[wmqy]))\b"
_PERIOD: Final = r"\b(next|this) (week|month|quarter|year)\b"
_WEEKDAY: Final = r"\b(?:(next|this) |)(mon|tues|wednes|thurs|fri|satur|sun)day\b"
_COMING: Final = r"\b(today|tomorrow)\b"
_WITHIN: Final = (
    r"\b(?:with)?in (\d{1,2}|a|one|two|three|four|five|six) (working day|business day|day|week|month)s?\b"
)


def _year(written: str | None) -> int | None:
    return int(written) if written else None


def _month(written: str) -> int:
    return _MONTHS.index(written[:3].lower()) + 1


def _month_day(match: re.Match[str], held_on: date | None) -> date | None:
    month, day, year = match.groups()
    return calendars.first_such_day(_year(year), _month(month), int(day), held_on)


def _day_month(match: re.Match[str], held_on: date | None) -> date | None:
    day, month, year = match.groups()
    return calendars.first_such_day(_year(year), _month(month), int(day), held_on)


def _month_year(match: re.Match[str], held_on: date | None) -> date | None:
    part, month, year = match.groups()
    return _part(part, _year(year), _month(month), held_on)


def _month_part(match: re.Match[str], held_on: date | None) -> date | None:
    return _part(match[1], None, _month(match[2]), held_on)


def _part(part: str | None, year: int | None, month: int, held_on: date | None) -> date | None:
    third = {"early": 10, "mid": 20}.get((part or "").lower())
    if third:
        return calendars.first_such_day(year, month, third, held_on)
    return calendars.month_end(year, month, held_on)


def _end(match: re.Match[str], held_on: date | None) -> date | None:
    what = (match[1] or match[2][2:]).lower()
    if what.isdecimal():
        return date(int(what), 12, 31)
    return _period_end(what[0], 0, held_on)


def _period(match: re.Match[str], held_on: date | None) -> date | None:
    return _period_end(match[2][0].lower(), int(match[1].lower() == "next"), held_on)


def _period_end(period: str, ahead: int, held_on: date | None) -> date | None:
    if held_on is None:
        return None
    if period == "w":
        return calendars.weekday(ahead, 6, held_on)
    if period == "q":
        return calendars.quarter_end(held_on, ahead)
    if period == "m":
        return calendars.month_end(*calendars.months_on(held_on, ahead), None)
    return calendars.day_of(held_on.year + ahead, 12, 31)


def _weekday(match: re.Match[str], held_on: date | None) -> date | None:
    weeks = {"next": 1, "this": 0}.get((match[1] or "").lower())
    return calendars.weekday(weeks, _DAYS.index(match[2].lower()[:3]), held_on)


def _coming(match: re.Match[str], held_on: date | None) -> date | None:
    return held_on + timedelta(days=int(match[1].lower() == "tomorrow")) if held_on else None


def _within(match: re.Match[str], held_on: date | None) -> date | None:
    amount, unit = match[1].lower(), match[2].lower()
    if held_on is None:
        return None
    count = int(amount) if amount.isdecimal() else max(1, _NUMBERS.index(amount))
    if unit.endswith("ess day") or unit.startswith("working"):
        return calendars.working_days_on(held_on, count)
    return held_on + timedelta(days=count * {"week": 7, "month": 30}.get(unit, 1))


FORMS: Final = (
    (_MONTH_DAY, _month_day),
    (_DAY_MONTH, _day_month),
    (_MONTH_YEAR, _month_year),
    (f"(?i:{_END})", _end),
    (_MONTH_PART, _month_part),
    (f"(?i:{_PERIOD})", _period),
    (f"(?i:{_WEEKDAY})", _weekday),
    (f"(?i:{_COMING})", _coming),
    (f"(?i:{_WITHIN})", _within),
)

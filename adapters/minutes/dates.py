"""Days as people write them, resolved against the day of the meeting.

A day without a year is the first such day on or after the meeting; a period ends on its last day.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

import msgspec

from adapters.minutes import calendars, dates_chinese, dates_english

Resolve = Callable[[re.Match[str], date | None], date | None]

_ISO: Final = r"(?<!\d)((?:19|20)\d\d) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{1,2})(?!\d)"
_ISO_MONTH: Final = r"(?<!\d)(20\d\d)(?:[-/.](?=\d))?(1[0-2]|0[1-9]|(?<=[-/.])[1-9])(?![\d./-])"
_COMPACT: Final = r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
_YEAR_LAST: Final = r"(?<![\d./])(\d{1,2})([./])(\d{1,2})[./]((?:19|20)\d\d)(?!\d)"
_TWO: Final = (
    r"(?<![\d.vV/])(?<!\d-)(1[0-2]|0?[1-9])([-/.])(3[01]|[12]\d|0?[1-9])(?![\d/%]|[-.]\d"
    r"| ?(?i:release|lts|beta|版本|分支)|[A-Za-z])"
)


def _three_numbers(match: re.Match[str], _: date | None) -> date | None:
    return calendars.day_of(int(match[1]), int(match[2]), int(match[3]))


def _year_last(match: re.Match[str], _: date | None) -> date | None:
    """30.4.2024 and 30/4/2024; 4/5/2024 begins with its month, as only Americans use the bar."""
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    month_first = match[2] == "/" and one <= 12
    return calendars.day_of(year, one if month_first else other, other if month_first else one)


def _year_and_month(match: re.Match[str], _: date | None) -> date | None:
    return calendars.month_end(int(match[1]), int(match[2]), None)


def _two_numbers(match: re.Match[str], held_on: date | None) -> date | None:
    return calendars.first_such_day(None, int(match[1]), int(match[3]), held_on)


_TABLE: Final[tuple[tuple[str, Resolve], ...]] = (
    (_ISO, _three_numbers),
    (_COMPACT, _three_numbers),
    (_YEAR_LAST, _year_last),
    (_ISO_MONTH, _year_and_month),
    *dates_chinese.FORMS,
    *dates_english.FORMS,
    (_TWO, _two_numbers),
)
_FORMS: Final = tuple((re.compile(pattern), resolve) for pattern, resolve in _TABLE)
_ANY: Final = re.compile("|".join(f"(?P<f{at}>{pattern})" for at, (pattern, _) in enumerate(_TABLE)))
_HINT: Final = re.compile(
    r"\d|月[\d一二三四五六七八九十份底末初内前、]?|年|周|星期|礼拜|季度|[今明后][天日]|半个?[月年]|内"
    r"|\b(?:[Ee]nd of|[Ee][Oo][WwMmQqYy]|[Nn]ext|[Tt]his|[Tt]o(?:day|morrow)|(?:[Ww]ith)?[Ii]n"
    r"|(?:[Mm]on|[Tt]ues|[Ww]ednes|[Tt]hurs|[Ff]ri|[Ss]atur|[Ss]un)day"
    r"|Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov|Dec)"
)
_BEFORE_HINT: Final = 12  # no form has its hint further in
_LOOSE: Final = len(_TABLE) - 1
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


class Written(msgspec.Struct, frozen=True):
    """A day in a text: where it stands (half-open) and which it is.

    `day` is None when none can be told: a period without a meeting to count from, a 40th of May.
    `loose` is 5.12 or 5/12, which is a day only where one is expected.
    """

    start: int
    end: int
    day: date | None
    loose: bool


def full_date(text: str) -> date | None:
    """The first day written with its year in the text, else None."""
    days = (found.day for found in scan(text, None) if _YEAR.search(text, found.start, found.end))
    return next((day for day in days if day), None)


def scan(text: str, held_on: date | None) -> list[Written]:
    """Every day in a folded text, in order, none overlapping another."""
    return [_written(match, held_on) for match in _matches(text)]


def first(text: str) -> Written | None:
    """The first day in a folded text, without telling which it is."""
    match = next(_matches(text), None)
    return _written(match, None) if match else None


def _matches(text: str) -> Iterator[re.Match[str]]:
    # Most texts have no day, and looking for every form at every place costs the most of all reading.
    hint = _HINT.search(text)
    return _ANY.finditer(text, max(0, hint.start() - _BEFORE_HINT)) if hint else iter(())


def _written(match: re.Match[str], held_on: date | None) -> Written:
    at = int((match.lastgroup or "f0")[1:])
    pattern, resolve = _FORMS[at]
    inner = pattern.match(match.string, match.start())
    day = _resolved(resolve, inner, held_on) if inner else None
    return Written(match.start(), match.end(), day, at == _LOOSE)


def _resolved(resolve: Resolve, match: re.Match[str], held_on: date | None) -> date | None:
    try:
        return resolve(match, held_on)
    except OverflowError:  # beyond the end of the calendar there is no day
        return None

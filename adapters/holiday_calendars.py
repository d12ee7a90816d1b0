"""Public holidays from kept libraries: China's with its make-up working days, and those of other regions.

China's come from `chinese-calendar`, which follows the State Council's yearly notice; all others, and China's
before that notice, from `holidays`. Both are data that ships with them: nothing is fetched.
"""

from datetime import date
from importlib.metadata import version

import chinese_calendar
import holidays
from msgspec import Struct

from domain.calendars import Declaration


class UnknownRegion(LookupError):
    """No library knows the holidays of this region."""


class HolidayYear(Struct, frozen=True):
    """One year of a region: its special days in order, and the library that says so.

    It is `estimated` as long as it is computed from rules instead of announced, or not known at all.
    """

    region: str
    year: int
    days: tuple[Declaration, ...]
    source: str
    estimated: bool


def holidays_of(region: str, year: int) -> HolidayYear:
    """The holidays of `CN`, `DE-BY` (ISO 3166) in a year. Raises UnknownRegion."""
    china = region.partition("-")[0] == "CN"
    if china and date(year, 10, 1) in chinese_calendar.holidays:
        return HolidayYear(region, year, chinese(year), source("chinese-calendar"), estimated=False)
    found = lawful(region, year)
    known = not china and found.start_year <= year <= found.end_year
    guessed = any("estimated" in name for name in found.values())
    return HolidayYear(region, year, listed(found, year), source("holidays"), estimated=guessed or not known)


def chinese(year: int) -> tuple[Declaration, ...]:
    """Days off, weekends within a holiday too, and the weekend days that are worked for them."""
    off = [
        Declaration(day, "holiday", name=called(name))
        for day, name in chinese_calendar.holidays.items()
        if day.year == year
    ]
    worked = [
        Declaration(day, "working", name=f"{called(name)}调休上班")
        for day, name in chinese_calendar.workdays.items()
        if day.year == year
    ]
    return ordered(off + worked)


def called(name: str) -> str:
    """A holiday of China under its Chinese name."""
    return str(chinese_calendar.Holiday(name).chinese)


def lawful(region: str, year: int) -> holidays.HolidayBase:
    """What the region's rules make of the year, in the region's own language."""
    country, _, subdivision = region.partition("-")
    try:
        rules = holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError as error:
        raise UnknownRegion(region) from error
    return type(rules)(subdiv=subdivision or None, years=year, language=rules.default_language)


def listed(found: holidays.HolidayBase, year: int) -> tuple[Declaration, ...]:
    """The days off, and the weekend days that a region works in exchange for some of them."""
    off = [Declaration(day, "holiday", name=name) for day, name in found.items()]
    worked = [Declaration(day, "working") for day in found.weekend_workdays if day.year == year]
    return ordered(off + worked)


def ordered(days: list[Declaration]) -> tuple[Declaration, ...]:
    """By day."""
    return tuple(sorted(days, key=lambda declared: declared.day))


def source(library: str) -> str:
    """The library and its version, as it stands in events."""
    return f"{library} {version(library)}"

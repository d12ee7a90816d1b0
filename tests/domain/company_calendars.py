"""The calendars of the sample company, for the hub and for the oracle, and diaries made into calendars."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from adapters.holiday_calendars import holidays_of
from domain.calendars import Declaration, special
from domain.working_hours import Calendar, Hours, SpecialDay, Week
from tests.domain.oracle import Diary, Times

SHANGHAI = ZoneInfo("Asia/Shanghai")
MUNICH = ZoneInfo("Europe/Berlin")

HQ: Times = [("09:00", "12:00"), ("13:30", "18:00")]
PLANT: Times = [("08:00", "12:00"), ("13:00", "17:00")]
EUROPE: Times = [("09:00", "12:30"), ("13:15", "17:15")]


def daily(times: Times) -> tuple[Hours, ...]:
    """The hours of one day."""
    return tuple(Hours(start, end) for start, end in times)


def weekly(weekdays: Times, saturday: Times = (), sunday: Times = ()) -> tuple[tuple[Hours, ...], ...]:
    """Weekly hours, Monday first."""
    return (daily(weekdays),) * 5 + (daily(saturday), daily(sunday))


def kept(region: str, years: Sequence[int]) -> tuple[SpecialDay, ...]:
    """The special days of a region, as its library has them."""
    days: list[Declaration] = [day for year in years for day in holidays_of(region, year).days]
    return tuple(found for day in days if (found := special(day)))


def calendar(zone: str, region: str, week: tuple[tuple[Hours, ...], ...]) -> Calendar:
    """A calendar with the holidays of 2025 and 2026."""
    return Calendar(
        zone, (Week(date.min, week),), kept(region, (2025, 2026)), region, frozenset({2025, 2026}), 1
    )


CN_HQ = calendar("Asia/Shanghai", "CN", weekly(HQ))
CN_PLANT = calendar("Asia/Shanghai", "CN", weekly(PLANT, saturday=[("08:00", "12:00")]))
DE_MUC = calendar("Europe/Berlin", "DE-BY", weekly(EUROPE))


def of(diary: Diary) -> Calendar:
    """The calendar that says what an oracle's diary says."""
    week = tuple(daily(diary.week.get(weekday, ())) for weekday in range(7))
    days = tuple(SpecialDay(day, daily(times)) for day, times in sorted(diary.otherwise.items()))
    return Calendar(diary.zone, (Week(date.min, week),), days)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """An instant of 2026: month, day and local time, `04-20 10:05`."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=zone)


def shown(when: datetime | None, zone: ZoneInfo = SHANGHAI) -> str:
    """An instant as the sample company writes it: `Mon 04-20 13:35`."""
    return f"{when.astimezone(zone):%a %m-%d %H:%M}" if when else "not known"

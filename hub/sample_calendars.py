"""The calendars of the sample company: office, plant, Munich, and round the clock for equipment."""

from datetime import date

from adapters.holiday_calendars import holidays_of
from domain.calendars import DeclareDays, DefineCalendar, TakeEffect
from domain.orders import Order
from domain.working_hours import Daily, Hours, Weekly
from hub.hub import Hub

YEARS = (2025, 2026, 2027)
SUMMER = date(2026, 6, 1)
"""From then on the plant's afternoon begins at 14:00."""


def day(*times: str) -> Daily:
    """The hours of a day, written as 09:00-12:00."""
    return tuple([Hours(*each.split("-")) for each in times])


def week(weekday: Daily, saturday: Daily = ()) -> Weekly:
    """Monday to Friday alike."""
    return (*(weekday,) * 5, saturday, ())


OFFICE = week(day("09:00-12:00", "13:30-18:00"))
PLANT = week(day("08:00-12:00", "13:00-17:00"), day("08:00-12:00"))
PLANT_IN_SUMMER = week(day("08:00-12:00", "14:00-18:00"), day("08:00-12:00"))
MUNICH = week(day("09:00-12:30", "13:15-17:15"))
ALWAYS: Weekly = (day("00:00-24:00"),) * 7

CHINA, GERMANY = "Asia/Shanghai", "Europe/Berlin"
CALENDARS = (
    DefineCalendar("CN-HQ", CHINA, OFFICE, region="CN"),
    DefineCalendar("CN-PLANT", CHINA, PLANT, region="CN"),
    DefineCalendar("DE-MUC", GERMANY, MUNICH, region="DE-BY"),
    DefineCalendar("ROUND-CLOCK", CHINA, ALWAYS),
)


def orders(hub: Hub) -> list[Order]:
    """Each calendar with its holidays in force; the plant's summer hours as its second version."""
    found = [order for each in CALENDARS for order in calendar(hub, each)]
    summer = DefineCalendar("CN-PLANT", CHINA, PLANT_IN_SUMMER, SUMMER, "CN")
    plant = hub.named_id("calendar", summer.name)
    return [*found, Order(plant, summer), Order(plant, TakeEffect())]


def calendar(hub: Hub, define: DefineCalendar) -> list[Order]:
    """A calendar's first version."""
    stream = hub.named_id("calendar", define.name)
    years = [declared(define.region, year) for year in YEARS] if define.region else []
    return [Order(stream, command) for command in (define, *years, TakeEffect())]


def declared(region: str, year: int) -> DeclareDays:
    """The year's holidays and make-up days; a year that is only estimated is not announced with them."""
    found = holidays_of(region, year)
    return DeclareDays(found.days, found.source, None if found.estimated else year)

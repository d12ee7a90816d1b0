"""Calendars: drafted, filled with holidays, and in force version by version, forward only."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from adapters.holiday_calendars import holidays_of
from domain import calendars
from domain.calendars import (
    CalendarDefined,
    CalendarTakingEffect,
    Command,
    Declaration,
    DeclareDays,
    DefineCalendar,
    Defined,
    Event,
    TakeEffect,
    YearAnnounced,
    year_as,
)
from domain.calendars import DayDeclared as Day
from domain.company import Now
from domain.envelope import Parties
from domain.refusals import Reason, Refused
from domain.working_hours import estimated, full_day, hours_on
from domain.working_time import add
from tests.domain.cast import ADMIN, COMPANY, ITEM, MONDAY, ZONE
from tests.domain.company_calendars import HQ, PLANT, at, daily, shown, weekly

PLANT_WEEK = weekly(PLANT, saturday=[("08:00", "12:00")])
SUMMER_WEEK = weekly([("08:00", "12:00"), ("14:00", "18:00")], saturday=[("08:00", "12:00")])
defined = CalendarDefined("CN-PLANT", "Asia/Shanghai", PLANT_WEEK, region="CN")
define = DefineCalendar("CN-PLANT", "Asia/Shanghai", PLANT_WEEK, region="CN")
LABOUR_DAY, MAKE_UP = date(2026, 5, 1), date(2026, 5, 9)
holiday = Day(LABOUR_DAY, "holiday", "国办发明电", name="劳动节")
make_up = Day(MAKE_UP, "working", "国办发明电")
first = CalendarTakingEffect(1, MONDAY)


def decided(command: Command, *past: Event, when: datetime = MONDAY) -> list[object]:
    """What a command records after these events."""
    now = Now(when, ITEM, ADMIN, COMPANY, ZONE)
    return list(calendars.decide(command, folded(*past), now))


def folded(*events: Event) -> calendars.State:
    """The fold of the events."""
    state: calendars.State = calendars.INITIAL
    for event in events:
        state = calendars.evolve(state, event, ITEM)
    return state


def calendar(*events: Event) -> Defined:
    """The calendar as these events leave it after it was defined."""
    found = folded(defined, *events)
    assert isinstance(found, Defined)
    return found


def refused(reason: Reason, command: Command, *past: Event) -> None:
    """The command is refused for this reason."""
    with pytest.raises(Refused) as refusal:
        decided(command, *past)
    assert refusal.value.reason == reason


def test_a_calendar_is_defined_with_its_zone_and_hours() -> None:
    assert decided(define) == [defined]
    assert decided(define, defined) == []
    assert calendar().name == "CN-PLANT"


@pytest.mark.parametrize("command", [DeclareDays((), "a notice"), TakeEffect()])
def test_nothing_can_be_done_to_an_unknown_calendar(command: Command) -> None:
    refused(Reason.NOT_FOUND, command)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Asia", "../etc/passwd", "Asia/Shanghai\0"])
def test_the_zone_must_exist(zone: str) -> None:
    refused(Reason.CALENDAR_ZONE, DefineCalendar("Olympus", zone, PLANT_WEEK))


@pytest.mark.parametrize(
    "hours",
    [
        [("09:00", "12:00"), ("11:30", "18:00")],
        [("13:30", "18:00"), ("09:00", "12:00")],
        [("18:00", "09:00")],
        [("09:00", "09:00")],
    ],
)
def test_hours_are_in_order_and_do_not_overlap(hours: list[tuple[str, str]]) -> None:
    refused(Reason.CALENDAR_HOURS, DefineCalendar("CN-HQ", "Asia/Shanghai", weekly(hours)))
    working = Declaration(MAKE_UP, "working", daily(hours))
    refused(Reason.CALENDAR_HOURS, DeclareDays((working,), "a notice"), defined)


def test_hours_that_touch_are_no_overlap() -> None:
    touching = weekly([("00:00", "12:00"), ("12:00", "24:00")])
    assert decided(DefineCalendar("ROUND-CLOCK", "Asia/Shanghai", touching)) != []


def test_a_calendar_without_any_hours_is_refused() -> None:
    refused(Reason.CALENDAR_EMPTY, DefineCalendar("NEVER", "Asia/Shanghai", weekly([])))


def test_a_holiday_has_no_hours_of_its_own() -> None:
    odd = Declaration(LABOUR_DAY, "holiday", daily(HQ))
    refused(Reason.CALENDAR_HOURS, DeclareDays((odd,), "a notice"), defined)


@pytest.mark.parametrize("text", ["9:00", "24:30", "25:00", "12:60", "noon", "12:00:30"])
def test_times_that_are_none_do_not_decode(text: str) -> None:
    body = msgspec.json.encode(
        {"day": "2026-05-09", "kind": "working", "hours": [{"start": text, "end": "18:00"}]}
    )
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=Declaration)


def test_days_are_declared_with_their_source_and_only_what_changes_is_recorded() -> None:
    days = (Declaration(LABOUR_DAY, "holiday", name="劳动节"), Declaration(MAKE_UP, "working"))
    command = DeclareDays(days, "国办发明电", announces=2026)
    announced = YearAnnounced(2026, "国办发明电")
    assert decided(command, defined) == [holiday, make_up, announced]
    assert decided(command, defined, holiday) == [make_up, announced]
    assert decided(command, defined, holiday, make_up, announced) == []


def test_a_make_up_saturday_is_a_full_day_and_a_holiday_none() -> None:
    draft = calendar(holiday, make_up).draft
    assert hours_on(draft, MAKE_UP) == daily(PLANT)
    assert hours_on(draft, date(2026, 5, 16)) == daily([("08:00", "12:00")])
    assert hours_on(draft, LABOUR_DAY) == ()
    assert full_day(draft, MAKE_UP) == timedelta(hours=8)


def test_a_shortened_day_has_the_hours_it_was_given() -> None:
    eve = Day(date(2026, 2, 14), "working", "a notice", hours=daily([("08:00", "12:00")]))
    assert hours_on(calendar(eve).draft, eve.day) == eve.hours


def test_a_declaration_is_taken_back() -> None:
    ordinary = DeclareDays((Declaration(LABOUR_DAY, "ordinary"),), "a slip")
    assert decided(ordinary, defined, holiday) == [Day(LABOUR_DAY, "ordinary", "a slip")]
    assert decided(ordinary, defined) == []
    assert calendar(holiday, Day(LABOUR_DAY, "ordinary", "a slip")) == calendar()


def test_a_draft_is_in_force_only_when_it_takes_effect() -> None:
    assert calendar(holiday).in_force(MONDAY) is None
    assert decided(TakeEffect(), defined) == [first]
    assert decided(TakeEffect(), defined, first) == []
    later = MONDAY + timedelta(days=1)
    assert decided(TakeEffect(), defined, first, holiday, when=later) == [CalendarTakingEffect(2, later)]


def test_an_edit_acts_forward_and_leaves_earlier_versions_as_they_were() -> None:
    second = CalendarTakingEffect(2, MONDAY + timedelta(days=3))
    found = calendar(first, holiday, second)
    for when, version, hours in (
        (second.since, 2, ()),
        (second.since - timedelta(microseconds=1), 1, daily(PLANT)),
        (MONDAY - timedelta(days=900), 1, daily(PLANT)),
    ):
        in_force = found.in_force(when)
        assert in_force is not None
        assert (in_force.version, hours_on(in_force, LABOUR_DAY)) == (version, hours)


def test_summer_hours_hold_from_their_day_and_may_be_entered_long_before() -> None:
    june = date(2026, 6, 1)
    summer = CalendarDefined("CN-PLANT", "Asia/Shanghai", SUMMER_WEEK, june, "CN")
    assert decided(DefineCalendar("CN-PLANT", "Asia/Shanghai", SUMMER_WEEK, june, "CN"), defined) == [summer]
    draft = calendar(summer).draft
    assert hours_on(draft, date(2026, 5, 29)) == daily(PLANT)
    assert hours_on(draft, june) == SUMMER_WEEK[0]
    assert calendar(summer, summer) == calendar(summer)
    assert calendar(summer, defined) == calendar(), "hours for always replace all others"


def test_the_first_hours_of_a_calendar_held_always() -> None:
    state = folded(CalendarDefined("CN-HQ", "Asia/Shanghai", weekly(HQ), date(2026, 1, 1)))
    assert isinstance(state, Defined)
    assert hours_on(state.draft, date(2025, 12, 31)) == daily(HQ)


def test_another_regions_years_are_not_announced_with_the_first() -> None:
    announced = YearAnnounced(2026, "国办发明电")
    assert not estimated(calendar(announced).draft, 2026)
    elsewhere = CalendarDefined("CN-PLANT", "Europe/Berlin", PLANT_WEEK, region="DE-BY")
    assert estimated(calendar(announced, elsewhere).draft, 2026)


def test_a_year_from_the_library_replaces_what_was_estimated_and_nothing_of_other_years() -> None:
    guessed = Day(date(2026, 5, 6), "holiday", "an estimate")
    new_year = Day(date(2027, 1, 1), "holiday", "an estimate")
    listed = holidays_of("CN", 2026)
    days = year_as(calendar(holiday, guessed, new_year).draft, 2026, listed.days)
    assert Declaration(guessed.day, "ordinary") in days
    assert LABOUR_DAY not in [day.day for day in days], "it is declared already"
    events = decided(DeclareDays(days, listed.source, 2026), defined, holiday, guessed, new_year)
    after = calendar(holiday, guessed, new_year, *(e for e in events if isinstance(e, Day))).draft
    assert year_as(after, 2026, listed.days) == ()
    assert hours_on(after, new_year.day) == ()
    assert shown(add(after, at("05-08 17:00"), timedelta(hours=8))) == "Sat 05-09 17:00"


def test_a_calendar_belongs_to_the_whole_company() -> None:
    assert calendars.parties(calendar()) == Parties()

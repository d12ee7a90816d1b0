"""Working time against an oracle that walks minute by minute, and against the sample company's figures."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.working_hours import ROUND_CLOCK, Calendar, Week, estimated, full_day, hours_on
from domain.working_time import (
    NoWorkingTime,
    add,
    closing,
    last_working,
    measure,
    next_working,
    stretches,
    subtract,
    year_of,
)
from tests.domain import oracle
from tests.domain.company_calendars import (
    CN_HQ,
    CN_PLANT,
    DE_MUC,
    HQ,
    MUNICH,
    PLANT,
    SHANGHAI,
    at,
    daily,
    of,
    shown,
    weekly,
)
from tests.domain.oracle import Diary, Times

NIGHTS: Times = [("00:00", "02:30"), ("22:00", "24:00")]
AROUND_TWO: Times = [("01:30", "02:15"), ("02:30", "03:30"), ("09:00", "12:00")]
ALWAYS: Times = [("00:00", "24:00")]

OFFICE = dict.fromkeys(range(5), HQ)
MAY = {date(2026, 5, day): () for day in (1, 4, 5)} | {date(2026, 5, 9): PLANT, date(2026, 5, 10): HQ[:1]}
DIARIES = [
    Diary("Asia/Shanghai", OFFICE, MAY),
    Diary("Asia/Shanghai", dict.fromkeys(range(7), NIGHTS), MAY),
    Diary("Europe/Berlin", OFFICE | {5: HQ[:1]}, MAY),
    Diary("Europe/Berlin", dict.fromkeys(range(7), AROUND_TWO), {date(2026, 3, 29): AROUND_TWO[:2]}),
    Diary("America/New_York", dict.fromkeys(range(7), ALWAYS), {}),
    Diary("America/New_York", dict.fromkeys(range(7), AROUND_TWO), {date(2026, 11, 1): NIGHTS}),
    Diary("America/Sao_Paulo", dict.fromkeys(range(7), NIGHTS), {}),
    Diary("Australia/Lord_Howe", dict.fromkeys(range(7), AROUND_TWO), {}),
    Diary("Africa/Casablanca", dict.fromkeys(range(7), AROUND_TWO), {}),
    Diary("America/St_Johns", dict.fromkeys(range(7), NIGHTS), {}),
]
EVENTFUL = [
    datetime(2026, 5, 1, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2017, 10, 15, tzinfo=UTC),
    datetime(2018, 2, 18, tzinfo=UTC),
    datetime(2010, 11, 7, tzinfo=UTC),
    datetime(2014, 6, 28, tzinfo=UTC),
    datetime(2014, 8, 2, tzinfo=UTC),
]
"""Around holidays, changes of the clocks in every zone above (at midnight in Sao Paulo, four times a year in
Casablanca), and the new year."""

diaries = st.sampled_from(DIARIES)
instants = st.builds(
    lambda near, minutes: near + timedelta(minutes=minutes),
    st.sampled_from(EVENTFUL),
    st.integers(-3 * 1440, 3 * 1440) | st.integers(-3 * 96, 3 * 96).map(lambda quarters: quarters * 15),
)
exact = st.builds(lambda when, micros: when + timedelta(microseconds=micros), instants, st.integers(0, 10**8))
amounts = st.timedeltas(timedelta(), timedelta(days=40))


@settings(max_examples=150)
@given(diaries, instants, st.integers(0, 2400))
def test_adding_ends_where_a_walk_from_minute_to_minute_ends(
    diary: Diary, start: datetime, minutes: int
) -> None:
    assert add(of(diary), start, timedelta(minutes=minutes)) == oracle.add(diary, start, minutes)


@settings(max_examples=150)
@given(diaries, instants, st.integers(0, 2400))
def test_subtracting_begins_where_a_walk_back_begins(diary: Diary, end: datetime, minutes: int) -> None:
    assert subtract(of(diary), end, timedelta(minutes=minutes)) == oracle.subtract(diary, end, minutes)


@settings(max_examples=100)
@given(diaries, instants, instants)
def test_measuring_counts_the_minutes_of_a_walk(diary: Diary, one: datetime, other: datetime) -> None:
    start = max(min(one, other), max(one, other) - timedelta(days=12))
    end = max(one, other)
    assert measure(of(diary), start, end) == oracle.measure(diary, start, end) * oracle.MINUTE


@given(diaries, instants)
def test_the_next_and_the_last_working_minute_are_the_nearest(diary: Diary, when: datetime) -> None:
    assert next_working(of(diary), when) == oracle.next_working(diary, when)
    assert last_working(of(diary), when) == oracle.last_working(diary, when)


@given(diaries, exact, amounts)
def test_what_is_added_is_what_is_measured_to_the_microsecond(
    diary: Diary, start: datetime, amount: timedelta
) -> None:
    assert measure(of(diary), start, add(of(diary), start, amount)) == amount
    assert measure(of(diary), subtract(of(diary), start, amount), start) == amount


@given(diaries, exact, amounts, amounts)
def test_adding_in_two_parts_is_adding_at_once(
    diary: Diary, start: datetime, one: timedelta, other: timedelta
) -> None:
    once = add(of(diary), start, one + other)
    assert add(of(diary), add(of(diary), start, one), other) == once


@given(diaries, exact, exact)
def test_the_stretches_between_two_instants_are_the_working_time_between_them(
    diary: Diary, one: datetime, other: datetime
) -> None:
    start, end = min(one, other), min(max(one, other), min(one, other) + timedelta(days=500))
    found = list(stretches(of(diary), start, end))
    edges = [edge for stretch in found for edge in stretch]
    assert sum((until - since for since, until in found), timedelta()) == measure(of(diary), start, end)
    assert edges == sorted(set(edges)), "in order, and none touches the next"
    assert not edges or (start <= edges[0] and edges[-1] <= end)


@given(diaries, exact, exact)
def test_measuring_backwards_is_below_zero(diary: Diary, one: datetime, other: datetime) -> None:
    assert measure(of(diary), one, other) == -measure(of(diary), other, one)


@given(exact, amounts)
def test_round_the_clock_is_the_time_of_the_wall(start: datetime, amount: timedelta) -> None:
    assert add(ROUND_CLOCK, start, amount) == start + amount
    assert subtract(ROUND_CLOCK, start, amount) == start - amount


HOUR = timedelta(hours=1)
DAY_OF_HQ = 7.5 * HOUR


@pytest.mark.parametrize(
    ("what", "found", "expected"),
    [
        ("response due, lunch does not count", add(CN_HQ, at("04-20 10:05"), 2 * HOUR), "Mon 04-20 13:35"),
        ("its reminder", subtract(CN_HQ, at("04-20 13:35"), HOUR), "Mon 04-20 11:05"),
        ("its second rung", add(CN_HQ, at("04-20 13:35"), 2 * HOUR), "Mon 04-20 15:35"),
        ("the contacts' step", add(CN_HQ, at("04-22 16:00"), DAY_OF_HQ), "Thu 04-23 16:00"),
        ("after cooling off", add(CN_HQ, at("04-24 10:00"), 4.5 * HOUR), "Fri 04-24 16:00"),
        ("the arbiter's step", add(CN_HQ, at("04-24 16:00"), DAY_OF_HQ), "Mon 04-27 16:00"),
        ("a ruling in 48 working hours", add(CN_HQ, at("04-27 10:00"), 48 * HOUR), "Fri 05-08 14:30"),
        ("a ruling by the wall clock", add(ROUND_CLOCK, at("04-27 10:00"), 48 * HOUR), "Wed 04-29 10:00"),
        ("a follow-up", add(ROUND_CLOCK, at("05-12 16:20"), 48 * HOUR), "Thu 05-14 16:20"),
        ("minutes 17", add(ROUND_CLOCK, at("04-27 15:09"), 24 * HOUR), "Tue 04-28 15:09"),
        ("agenda 17", last_working(CN_HQ, at("04-26 14:00")), "Fri 04-24 18:00"),
        ("agenda 18, before a holiday", last_working(CN_HQ, at("05-05 14:00")), "Thu 04-30 18:00"),
        ("action 2, its second rung", add(CN_HQ, at("05-09 18:00"), DAY_OF_HQ), "Mon 05-11 18:00"),
        ("action 2, its third rung", add(CN_HQ, at("05-09 18:00"), 3 * DAY_OF_HQ), "Wed 05-13 18:00"),
        ("action 3, in the plant", add(CN_PLANT, at("05-06 12:00"), 8 * HOUR), "Thu 05-07 12:00"),
        ("action 4, resumed", add(CN_HQ, at("05-08 10:00"), timedelta(minutes=40)), "Fri 05-08 10:40"),
        ("reminder of node 3.3", subtract(CN_HQ, at("05-22 18:00"), DAY_OF_HQ), "Thu 05-21 18:00"),
        ("input of C", add(DE_MUC, at("05-13 16:00"), 2 * DAY_OF_HQ), "Mon 05-18 16:00"),
        ("asked before the holidays", add(CN_HQ, at("04-30 17:30"), 2 * HOUR), "Wed 05-06 10:30"),
        ("hand-over, two days", add(CN_HQ, at("05-15 18:00"), 2 * DAY_OF_HQ), "Tue 05-19 18:00"),
        ("progress, three days", add(CN_HQ, at("04-20 13:42"), 3 * DAY_OF_HQ), "Thu 04-23 13:42"),
        ("the plant's make-up Saturday", add(CN_PLANT, at("05-08 17:00"), 8 * HOUR), "Sat 05-09 17:00"),
        ("the plant's usual Saturday", add(CN_PLANT, at("04-24 17:00"), 4 * HOUR), "Sat 04-25 12:00"),
        ("the plant on a holiday's Saturday", next_working(CN_PLANT, at("05-02 08:00")), "Wed 05-06 08:00"),
    ],
)
def test_the_sample_companys_times_come_out_to_the_minute(what: str, found: datetime, expected: str) -> None:
    assert shown(found) == expected, what


@pytest.mark.parametrize(
    ("what", "start", "end", "hours"),
    [
        ("used of the contacts' step", "04-22 16:00", "04-23 10:00", 3),
        ("left of it", "04-23 10:00", "04-23 16:00", 4.5),
        ("the vacuum of node 3.3", "05-15 18:00", "05-19 09:30", 8),
        ("action 4, left when completed", "05-07 17:20", "05-07 18:00", 2 / 3),
    ],
)
def test_the_sample_companys_spans_come_out_to_the_minute(
    what: str, start: str, end: str, hours: float
) -> None:
    assert measure(CN_HQ, at(start), at(end)) == timedelta(hours=hours), what


def test_a_working_days_end_belongs_to_it_backwards_only() -> None:
    assert shown(next_working(CN_HQ, at("04-20 12:00"))) == "Mon 04-20 13:30"
    assert shown(next_working(CN_HQ, at("04-20 13:30"))) == "Mon 04-20 13:30"
    assert shown(last_working(CN_HQ, at("04-20 12:00"))) == "Mon 04-20 12:00"
    assert shown(last_working(CN_HQ, at("04-20 13:30"))) == "Mon 04-20 13:30"


@pytest.mark.parametrize(
    ("calendar", "day", "expected"),
    [
        (CN_HQ, date(2026, 5, 9), "Sat 05-09 18:00"),
        (CN_PLANT, date(2026, 5, 9), "Sat 05-09 17:00"),
        (CN_PLANT, date(2026, 4, 25), "Sat 04-25 12:00"),
        (CN_HQ, date(2026, 5, 10), "Mon 05-11 00:00"),
        (DE_MUC, date(2026, 3, 29), "Mon 03-30 06:00"),
        (DE_MUC, date(2026, 5, 13), "Wed 05-13 23:15"),
    ],
)
def test_a_day_is_over_with_its_last_hours(calendar: Calendar, day: date, expected: str) -> None:
    assert shown(closing(calendar, day)) == expected


def test_what_would_begin_with_the_year_begins_with_the_end_of_the_last() -> None:
    first_hour = subtract(CN_HQ, at("01-04 10:00"), HOUR)
    assert first_hour.astimezone(SHANGHAI) == datetime(2025, 12, 31, 18, tzinfo=SHANGHAI)


def test_the_input_of_c_is_due_at_ten_in_munich_after_ascension_day() -> None:
    found = add(DE_MUC, at("05-13 10:00", MUNICH), timedelta(hours=15))
    assert shown(found, MUNICH) == "Mon 05-18 10:00"
    assert hours_on(DE_MUC, date(2026, 5, 14)) == ()


@pytest.mark.parametrize(
    ("calendar", "hours"), [(CN_HQ, 7.5), (DE_MUC, 7.5), (CN_PLANT, 8), (ROUND_CLOCK, 24)]
)
def test_a_working_day_is_the_calendars_full_day(calendar: Calendar, hours: float) -> None:
    assert full_day(calendar, date(2026, 5, 9)) == timedelta(hours=hours)


def test_new_weekly_hours_hold_from_their_day_on() -> None:
    summer = weekly([("08:00", "12:00"), ("14:00", "18:00")], saturday=[("08:00", "12:00")])
    plant = Calendar("Asia/Shanghai", (*CN_PLANT.weeks, Week(date(2026, 6, 1), summer)), CN_PLANT.days)
    assert hours_on(plant, date(2026, 5, 29)) == daily(PLANT)
    assert hours_on(plant, date(2026, 6, 1)) == summer[0]
    assert shown(add(plant, at("05-30 11:00"), timedelta(hours=6))) == "Mon 06-01 15:00"


def test_a_holiday_of_a_region_is_estimated_until_its_year_is_announced() -> None:
    assert not estimated(CN_HQ, 2026)
    assert estimated(CN_HQ, 2027)
    assert not estimated(ROUND_CLOCK, 2027), "without a region there is nothing to wait for"


def test_a_local_time_that_does_not_exist_gives_no_working_time() -> None:
    diary = Diary("Europe/Berlin", {6: [("02:00", "04:00")]}, {})
    assert measure(of(diary), at("03-29 00:00", MUNICH), at("03-30 00:00", MUNICH)) == HOUR
    assert shown(next_working(of(diary), at("03-29 00:00", MUNICH)), MUNICH) == "Sun 03-29 03:00"


def test_a_local_time_that_comes_twice_counts_twice_and_what_lies_between_does_not() -> None:
    diary = Diary("Europe/Berlin", {6: [("02:30", "04:00")]}, {})
    found = list(stretches(of(diary), at("10-25 00:00", MUNICH), at("10-26 00:00", MUNICH)))
    assert [until - since for since, until in found] == [HOUR / 2, HOUR * 3 / 2]
    assert found[1][0] - found[0][1] == HOUR / 2


def test_a_calendar_without_hours_refuses() -> None:
    nothing = Calendar("Asia/Shanghai", (Week(date.min, ((),) * 7),))
    uses: list[Callable[[], object]] = [
        lambda: add(nothing, at("05-06 12:00"), HOUR),
        lambda: subtract(nothing, at("05-06 12:00"), HOUR),
        lambda: measure(nothing, at("05-06 12:00"), at("05-07 12:00")),
        lambda: next_working(nothing, at("05-06 12:00")),
        lambda: last_working(nothing, at("05-06 12:00")),
    ]
    for use in uses:
        with pytest.raises(NoWorkingTime):
            use()


def test_an_amount_below_zero_and_a_year_out_of_reach_are_refused() -> None:
    for move in (add, subtract):
        with pytest.raises(ValueError, match="below zero"):
            move(CN_HQ, at("05-06 12:00"), -HOUR)
    with pytest.raises(OverflowError):
        measure(CN_HQ, at("05-06 12:00"), datetime(9000, 1, 1, tzinfo=UTC))
    with pytest.raises(OverflowError):
        add(CN_HQ, at("05-06 12:00"), timedelta(days=366 * 200))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        add(CN_HQ, datetime.fromisoformat("2026-05-06T12:00"), HOUR)


def test_adding_builds_each_year_once_and_looks_it_up_afterwards() -> None:
    year_of.cache_clear()
    for day in range(1, 29):
        add(CN_HQ, datetime(2026, 2, day, tzinfo=SHANGHAI), 3 * DAY_OF_HQ)
    assert year_of.cache_info().misses == 1


def test_no_change_of_the_clocks_of_any_zone_is_missed_or_doubled() -> None:
    for zone in ("Africa/Cairo", "America/Havana", "Asia/Beirut", "Pacific/Apia", "America/Nuuk"):
        always = of(Diary(zone, dict.fromkeys(range(7), ALWAYS), {}))
        start, end = (datetime(year, 1, 1, tzinfo=ZoneInfo(zone)) for year in (2008, 2027))
        assert measure(always, start, end) == end.astimezone(UTC) - start.astimezone(UTC), zone

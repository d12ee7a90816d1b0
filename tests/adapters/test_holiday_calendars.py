"""Holidays as the libraries have them, beside what the authorities announced."""

from datetime import date

import pytest

from adapters.holiday_calendars import HolidayYear, UnknownRegion, holidays_of


def days(found: HolidayYear, kind: str) -> list[date]:
    """The days of one kind."""
    return [day.day for day in found.days if day.kind == kind]


def test_chinas_make_up_working_days_of_2026_are_those_of_the_notice() -> None:
    expected = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
    assert days(holidays_of("CN", 2026), "working") == [date(2026, month, day) for month, day in expected]


def test_chinas_labour_day_holiday_covers_its_weekend() -> None:
    found = holidays_of("CN", 2026)
    assert [day for day in days(found, "holiday") if day.month == 5] == [
        date(2026, 5, n) for n in range(1, 6)
    ]
    assert {day.name for day in found.days if day.day.month == 5} == {"劳动节", "劳动节调休上班"}


def test_bavaria_has_ascension_day_and_names_it_in_german() -> None:
    found = holidays_of("DE-BY", 2026)
    names = {day.day: day.name for day in found.days}
    assert names[date(2026, 5, 14)] == "Christi Himmelfahrt"
    assert {date(2026, 5, 1), date(2026, 5, 25)} <= set(names)
    assert not found.estimated


def test_a_year_is_in_order_and_names_its_library() -> None:
    for region, library in (("CN", "chinese-calendar "), ("DE-BY", "holidays ")):
        found = holidays_of(region, 2026)
        assert [day.day for day in found.days] == sorted({day.day for day in found.days})
        assert {day.day.year for day in found.days} == {2026}
        assert found.source.startswith(library)


def test_a_region_that_works_weekends_in_exchange_lists_those_of_the_year_only() -> None:
    assert days(holidays_of("VN", 2026), "working") == [date(2026, 8, 22)]


def test_a_year_that_is_not_announced_is_estimated() -> None:
    assert not holidays_of("CN", 2026).estimated
    later = holidays_of("CN", 2150)
    assert later.estimated
    assert holidays_of("DE-BY", 2150).estimated, "beyond what the library computes"


def test_chinas_next_year_is_estimated_with_its_fixed_holidays() -> None:
    found = next(year for year in (holidays_of("CN", n) for n in range(2027, 2040)) if year.estimated)
    assert date(found.year, 10, 1) in days(found, "holiday")
    assert days(found, "working") == [], "nobody can know the make-up days yet"


@pytest.mark.parametrize("region", ["XX", "DE-ZZ", ""])
def test_a_region_that_no_library_knows_is_refused(region: str) -> None:
    with pytest.raises(UnknownRegion):
        holidays_of(region, 2026)

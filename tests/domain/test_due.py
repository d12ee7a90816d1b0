"""Due dates: a day or a moment, in one form that is stored, read alike by everybody."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.due import moment, settled
from domain.refusals import Reason, Refused

SHANGHAI, HONOLULU = "Asia/Shanghai", "Pacific/Honolulu"


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("2026-04-30", "2026-04-30"),
        ("2024-02-29", "2024-02-29"),
        ("2026-05-06T04:00:00Z", "2026-05-06T04:00:00Z"),
        ("2026-05-06T12:00:00+08:00", "2026-05-06T04:00:00Z"),
        ("2026-05-06T12:00+08:00", "2026-05-06T04:00:00Z"),
        ("2026-05-06T23:30:00-05:00", "2026-05-07T04:30:00Z"),
    ],
)
def test_a_day_is_kept_as_it_is_and_a_moment_in_utc(said: str, stored: str) -> None:
    assert settled(said) == stored
    assert settled(stored) == stored


@pytest.mark.parametrize(
    "said",
    [
        "",
        "尽快",
        "banana",
        "2026-02-29",
        "2026-13-01",
        "2026-4-30",
        "20260430",
        "2026-W18",
        "2026-04-30 ",
        "2026-04-30\n",
        "２０２６-04-30",
        "2026-05-06T12:00:00",
        "2026-05-06T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-08:00",
    ],
)
def test_what_is_no_date_is_refused(said: str) -> None:
    with pytest.raises(Refused) as refusal:
        settled(said)
    assert refusal.value.reason is Reason.DUE_UNREADABLE


@pytest.mark.parametrize("said", ["0001-01-01", "0900-01-01T00:00:00Z", "9999-12-31", "9999-12-31T23:00:00Z"])
@pytest.mark.parametrize("zone", [SHANGHAI, HONOLULU])
def test_whatever_is_taken_as_a_due_can_be_read_again_in_every_zone(said: str, zone: str) -> None:
    """A due that is stored but cannot be read would stop the tracker for everybody."""
    try:
        stored = settled(said)
    except Refused:
        return
    assert moment(stored, zone).tzinfo is UTC


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1)),  # noqa: DTZ001 - the offset comes beside it
    st.integers(-12 * 60, 14 * 60),
)
def test_a_moment_stays_the_same_moment(local: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    said = local.replace(microsecond=0).isoformat() + f"{sign}{hours:02}:{rest:02}"
    expected = local.replace(microsecond=0, tzinfo=UTC) - timedelta(minutes=minutes)
    assert moment(settled(said), SHANGHAI) == expected


def test_a_day_is_over_at_six_in_the_evening_of_its_zone() -> None:
    assert moment("2026-04-30", SHANGHAI) == datetime(2026, 4, 30, 10, 0, tzinfo=UTC)
    assert moment("2026-04-30", "Europe/Berlin") == datetime(2026, 4, 30, 16, 0, tzinfo=UTC)

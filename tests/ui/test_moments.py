"""Time as people read it."""

from datetime import UTC, datetime

import pytest

from ui.moments import Moments
from ui.words import Lang, Words

NOW = datetime(2026, 5, 11, 10, 20, tzinfo=UTC)
"""Monday 18:20 in Shanghai."""


def moments(lang: Lang = "zh") -> Moments:
    return Moments(NOW, "Asia/Shanghai", Words(lang))


@pytest.mark.parametrize(
    ("due_at", "zh", "en", "kind"),
    [
        ("2026-05-14T10:00:00Z", "剩 2 天 23 小时", "2 days 23 h left", ""),
        ("2026-05-16T10:00:00Z", "剩 4 天", "4 days left", ""),
        ("2026-05-11T11:50:00Z", "剩 1 小时 30 分", "1 h 30 left", "due-soon"),
        ("2026-05-11T10:21:00Z", "剩 1 分", "1 min left", "due-soon"),
        ("2026-05-11T10:20:00Z", "逾期 0 分", "0 min late", "due-late"),
        ("2026-05-10T07:20:00Z", "逾期 1 天 3 小时", "1 day 3 h late", "due-late"),
        ("2026-05-01T10:00:00Z", "逾期 10 天", "10 days late", "due-late"),
    ],
)
def test_what_is_left_or_late_comes_first(due_at: str, zh: str, en: str, kind: str) -> None:
    for lang, left in (("zh", zh), ("en", en)):
        shown = moments("zh" if lang == "zh" else "en").due(due_at, due_at)
        assert shown is not None
        assert (shown.left, shown.kind) == (left, kind)


def test_the_date_follows_with_its_weekday_in_the_companys_zone() -> None:
    shown = moments().due("2026-05-09", "2026-05-09T10:00:00Z")
    assert shown is not None
    assert shown.when == "05-09 周六 18:00"
    assert shown.iso == "2026-05-09T18:00:00+08:00"


def test_another_year_is_said() -> None:
    assert moments().day("2025-12-31") == "2025-12-31 周三"
    assert moments("en").day("2025-12-31") == "Wed 31 Dec 2025"
    assert moments("en").day("2026-05-14") == "Thu 14 May"


@pytest.mark.parametrize(
    ("due_at", "group"),
    [
        (None, "never"),
        ("2026-05-11T10:20:00Z", "late"),
        ("2026-05-11T15:59:00Z", "today"),
        ("2026-05-11T16:00:00Z", "tomorrow"),
        ("2026-05-12T16:00:00Z", "week"),
        ("2026-05-17T15:59:00Z", "week"),
        ("2026-05-17T16:00:00Z", "later"),
    ],
)
def test_the_groups_follow_the_days_of_the_companys_zone(due_at: str | None, group: str) -> None:
    assert moments().group(due_at) == group


def test_a_midnight_is_one_of_the_companys_zone() -> None:
    assert moments().midnight("2026-05-12") == "2026-05-11T16:00:00Z"
    assert moments().midnight("") is None


def test_how_long_ago_gives_way_to_the_date_after_a_week() -> None:
    assert moments().ago("2026-05-11T10:19:30Z") == "刚刚"
    assert moments().ago("2026-05-11T09:20:00Z") == "1 小时前"
    assert moments().ago("2026-05-01T10:00:00Z") == "05-01 周五 18:00"

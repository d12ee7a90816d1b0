"""Clocks against an oracle that walks minute by minute, and against the sample company's scenarios."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from domain.clocks import Clock, Pause, Segment, clock_id, due, left, level, segments, step_key, steps, totals
from domain.ladders import STANDARD, After, Amount, AtTarget, Ladder, Rung, in_force, rungs
from domain.working_hours import ROUND_CLOCK, Calendar
from tests.domain import oracle
from tests.domain.cast import ITEM
from tests.domain.company_calendars import CN_HQ, CN_PLANT, DE_MUC, at, of, shown
from tests.domain.oracle import MINUTE, Diary, Round
from tests.domain.test_working_time import DIARIES

WALL = Diary("UTC", dict.fromkeys(range(7), (("00:00", "24:00"),)), {})
DAY, HOURS_4 = Amount(days=1), Amount(hours=4)
RESPONSE = Ladder(
    "response", "working", After(Amount(hours=2)), (Amount(hours=1),), rungs(Amount(hours=2), DAY)
)
STEP = Ladder("contacts-step", "working", After(DAY), (Amount(hours=2),))
INPUT = Ladder("input", "working", After(Amount(days=2)), (DAY,), rungs(DAY, Amount(days=3)))
FOLLOW_UP = Ladder("follow-up", "wall", After(Amount(hours=48)), (Amount(hours=12),), rungs(HOURS_4, DAY))
RULING = Ladder("ruling", "wall", After(Amount(hours=48)), tuple(Amount(hours=n) for n in (24, 6, 1)))
ACTION, AGENDA, MINUTES = (
    in_force(STANDARD, kind, at("04-20 10:00")) for kind in ("action", "agenda", "minutes")
)


def clock(
    ladder: Ladder,
    start: str,
    target: str | None = None,
    calendar: Calendar = CN_HQ,
    pauses: Sequence[tuple[str, str | None]] = (),
    ended: str | None = None,
) -> Clock:
    """A clock of the sample company, times in Shanghai."""
    return Clock(
        item=ITEM,
        kind=ladder.kind,
        version=1,
        armed=at(start),
        start=at(start),
        ladder=ladder,
        calendar=calendar,
        target=at(target) if target else None,
        pauses=tuple(Pause(at(since), at(until) if until else None) for since, until in pauses),
        ended=at(ended) if ended else None,
    )


def story(found: Clock) -> dict[str, str]:
    """The due instant and every step, as the sample company writes them."""
    return {"due": shown(due(found))} | {step.name: shown(step.at) for step in steps(found)}


@pytest.mark.parametrize(
    ("what", "found", "expected"),
    [
        (
            "an urgent request, lunch between",
            clock(RESPONSE, "04-20 10:05"),
            {
                "due": "Mon 04-20 13:35",
                "reminder-1": "Mon 04-20 11:05",
                "responsible": "Mon 04-20 13:35",
                "department": "Mon 04-20 15:35",
                "executive": "Tue 04-21 13:35",
            },
        ),
        (
            "answered seven minutes late: rung 2 never fires",
            clock(RESPONSE, "04-20 10:05", ended="04-20 13:42"),
            {"due": "Mon 04-20 13:35", "reminder-1": "Mon 04-20 11:05", "responsible": "Mon 04-20 13:35"},
        ),
        (
            "answered on the minute is in time",
            clock(RESPONSE, "04-20 10:05", ended="04-20 13:35"),
            {"due": "Mon 04-20 13:35", "reminder-1": "Mon 04-20 11:05"},
        ),
        (
            "the contacts' step before cooling off",
            clock(STEP, "04-22 16:00"),
            {"due": "Thu 04-23 16:00", "reminder-1": "Thu 04-23 14:00"},
        ),
        (
            "the contacts' step while it cools off",
            clock(STEP, "04-22 16:00", pauses=[("04-23 10:00", None)]),
            {"due": "not known"},
        ),
        (
            "the contacts' step after cooling off",
            clock(STEP, "04-22 16:00", pauses=[("04-23 10:00", "04-24 10:00")]),
            {"due": "Fri 04-24 16:00", "reminder-1": "Fri 04-24 14:00"},
        ),
        (
            "a ruling, by the wall clock",
            clock(RULING, "04-27 10:00"),
            {
                "due": "Wed 04-29 10:00",
                "reminder-1": "Tue 04-28 10:00",
                "reminder-2": "Wed 04-29 04:00",
                "reminder-3": "Wed 04-29 09:00",
            },
        ),
        (
            "a ruling, if it were in working time",
            clock(structs.replace(RULING, basis="working"), "04-27 10:00"),
            {
                "due": "Fri 05-08 14:30",
                "reminder-1": "Thu 04-30 11:30",
                "reminder-2": "Thu 05-07 16:00",
                "reminder-3": "Fri 05-08 12:00",
            },
        ),
        (
            "a follow-up of a bad rating",
            clock(FOLLOW_UP, "05-12 16:20"),
            {
                "due": "Thu 05-14 16:20",
                "reminder-1": "Thu 05-14 04:20",
                "responsible": "Thu 05-14 16:20",
                "department": "Thu 05-14 20:20",
                "executive": "Fri 05-15 16:20",
            },
        ),
        (
            "agenda 17: Sunday moved back to Friday",
            clock(AGENDA, "04-20 15:00", "04-27 14:00"),
            {"due": "Fri 04-24 18:00", "reminder-1": "Thu 04-23 18:00", "responsible": "Fri 04-24 18:00"},
        ),
        (
            "agenda 18: a holiday moved back to Thursday",
            clock(AGENDA, "04-28 10:40", "05-06 14:00"),
            {"due": "Thu 04-30 18:00", "reminder-1": "Wed 04-29 18:00", "responsible": "Thu 04-30 18:00"},
        ),
        (
            "minutes 17",
            clock(MINUTES, "04-27 15:09"),
            {
                "due": "Tue 04-28 15:09",
                "reminder-1": "Tue 04-28 11:09",
                "responsible": "Tue 04-28 15:09",
                "department": "Tue 04-28 19:09",
                "executive": "Wed 04-29 15:09",
            },
        ),
        (
            "action 2, due on a make-up Saturday",
            clock(ACTION, "04-28 10:40", "05-09 18:00"),
            {
                "due": "Sat 05-09 18:00",
                "reminder-1": "Fri 05-08 18:00",
                "responsible": "Sat 05-09 18:00",
                "department": "Mon 05-11 18:00",
                "executive": "Wed 05-13 18:00",
            },
        ),
        (
            "action 2, done on Tuesday: rung 3 never fires",
            clock(ACTION, "04-28 10:40", "05-09 18:00", ended="05-12 11:00"),
            {
                "due": "Sat 05-09 18:00",
                "reminder-1": "Fri 05-08 18:00",
                "responsible": "Sat 05-09 18:00",
                "department": "Mon 05-11 18:00",
            },
        ),
        (
            "action 3, in the plant",
            clock(ACTION, "04-28 10:40", "05-06 12:00", CN_PLANT),
            {
                "due": "Wed 05-06 12:00",
                "reminder-1": "Thu 04-30 12:00",
                "responsible": "Wed 05-06 12:00",
                "department": "Thu 05-07 12:00",
                "executive": "Sat 05-09 12:00",
            },
        ),
        (
            "action 3, its date moved: a clock of its own",
            clock(ACTION, "05-06 14:10", "05-08 17:00", CN_PLANT, ended="05-08 15:10"),
            {"due": "Fri 05-08 17:00", "reminder-1": "Thu 05-07 17:00"},
        ),
        (
            "action 4, completed with 40 minutes left",
            clock(ACTION, "04-28 10:40", "05-07 18:00", pauses=[("05-07 17:20", None)]),
            {"due": "not known", "reminder-1": "Wed 05-06 18:00"},
        ),
        (
            "action 4, returned and completed again",
            clock(
                ACTION,
                "04-28 10:40",
                "05-07 18:00",
                pauses=[("05-07 17:20", "05-08 10:00"), ("05-08 16:00", None)],
            ),
            {"due": "Fri 05-08 10:40", "reminder-1": "Wed 05-06 18:00", "responsible": "Fri 05-08 10:40"},
        ),
        (
            "the input of C, in Munich",
            clock(INPUT, "05-13 16:00", calendar=DE_MUC),
            {
                "due": "Mon 05-18 16:00",
                "reminder-1": "Fri 05-15 16:00",
                "responsible": "Mon 05-18 16:00",
                "department": "Tue 05-19 16:00",
                "executive": "Thu 05-21 16:00",
            },
        ),
        (
            "node 3.3",
            clock(ACTION, "05-19 09:30", "05-22 18:00", ended="05-22 16:30"),
            {"due": "Fri 05-22 18:00", "reminder-1": "Thu 05-21 18:00"},
        ),
    ],
)
def test_the_sample_companys_clocks_come_out_to_the_minute(
    what: str, found: Clock, expected: dict[str, str]
) -> None:
    assert story(found) == expected, what


def test_what_is_left_stands_while_the_clock_is_paused() -> None:
    completed = clock(ACTION, "04-28 10:40", "05-07 18:00", pauses=[("05-07 17:20", "05-08 10:00")])
    for when, minutes in (("05-07 17:00", 60), ("05-07 20:00", 40), ("05-08 10:10", 30), ("05-08 12:00", 0)):
        assert left(completed, at(when)) == minutes * MINUTE, when


def test_the_level_is_the_highest_that_was_climbed() -> None:
    late = clock(ACTION, "04-28 10:40", "05-09 18:00")
    for when, expected in (
        ("05-09 17:59", None),
        ("05-09 18:00", "responsible"),
        ("05-11 17:59", "responsible"),
        ("05-11 18:00", "department"),
        ("05-20 12:00", "executive"),
    ):
        assert level(late, at(when)) == expected, when


def test_a_clock_that_was_late_when_it_was_armed_climbs_from_then_on() -> None:
    assert story(clock(ACTION, "05-06 10:00", "04-30 18:00")) == {
        "due": "Thu 04-30 18:00",
        "responsible": "Wed 05-06 10:00",
        "department": "Thu 05-07 10:00",
        "executive": "Sat 05-09 10:00",
    }


def test_a_clock_counts_from_the_talk_and_reminds_only_after_it_was_armed() -> None:
    talked = structs.replace(clock(RESPONSE, "04-20 10:05"), armed=at("04-20 11:30"))
    assert shown(due(talked)) == "Mon 04-20 13:35"
    assert [step.name for step in steps(talked)] == ["responsible", "department", "executive"]


def test_what_was_set_outside_working_time_is_due_when_it_was_set() -> None:
    weekend = clock(ACTION, "04-28 10:40", "05-17 12:00")
    assert story(weekend)["responsible"] == "Sun 05-17 12:00"
    assert story(weekend)["department"] == "Mon 05-18 18:00"


def test_a_step_that_falls_on_a_pause_waits_for_its_end() -> None:
    paused = clock(RESPONSE, "04-20 10:05", pauses=[("04-20 11:05", "04-20 11:30")])
    assert story(paused)["reminder-1"] == "Mon 04-20 11:30"
    again = clock(
        RESPONSE, "04-20 10:05", pauses=[("04-20 11:05", "04-20 11:30"), ("04-20 11:30", "04-20 15:00")]
    )
    assert story(again)["reminder-1"] == "Mon 04-20 15:00"


def test_what_a_clock_needs_must_be_there() -> None:
    with pytest.raises(ValueError, match="target"):
        due(clock(AGENDA, "04-20 10:00"))
    with pytest.raises(LookupError):
        in_force(STANDARD, "tea", at("04-20 10:00"))


def test_a_clock_keeps_the_ladder_that_was_in_force_when_it_was_armed() -> None:
    since = datetime(2026, 5, 1, tzinfo=UTC)
    stricter = structs.replace(ACTION, rungs=rungs(HOURS_4, DAY), version=2, since=since)
    ladders = (*STANDARD, stricter)
    assert in_force(ladders, "action", since - MINUTE) == ACTION
    assert in_force(ladders, "action", since) == stricter


def test_the_segments_of_a_clock_add_up_and_say_why_it_waited() -> None:
    waited = structs.replace(
        clock(RESPONSE, "04-20 11:00"), pauses=(Pause(at("04-20 11:30"), at("04-20 14:30"), "the requester"),)
    )
    found = segments(waited, at("04-21 09:10"))
    assert found == [
        Segment("running", at("04-20 11:00"), at("04-20 11:30")),
        Segment("paused", at("04-20 11:30"), at("04-20 14:30"), "the requester"),
        Segment("running", at("04-20 14:30"), at("04-20 18:00")),
        Segment("off", at("04-20 18:00"), at("04-21 09:00")),
        Segment("running", at("04-21 09:00"), at("04-21 09:10")),
    ]
    assert totals(found) == {
        ("running", ""): 250 * MINUTE,
        ("paused", "the requester"): 180 * MINUTE,
        ("off", ""): 900 * MINUTE,
    }


def test_the_segments_end_with_the_clock() -> None:
    ended = clock(RESPONSE, "04-20 10:05", pauses=[("04-20 11:00", None)], ended="04-20 13:42")
    assert [part.state for part in segments(ended, at("04-30 10:00"))] == ["running", "paused"]
    assert segments(ended, at("04-30 10:00"))[-1].until == at("04-20 13:42")


def test_a_clock_has_one_id_whoever_derives_it_and_a_new_one_when_it_is_armed_anew() -> None:
    found = clock(ACTION, "04-28 10:40", "05-09 18:00")
    assert found.id == clock_id(ITEM, "action", 1) == structs.replace(found, pauses=()).id
    assert UUID(found.id).version == 5
    assert len({clock_id(ITEM, kind, version) for kind in ("action", "node") for version in (1, 2, 11)}) == 6
    assert len({step_key(found, step) for step in steps(found)}) == 4


LENGTHS = st.integers(1, 1200)
diaries = st.sampled_from([*DIARIES, WALL])


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Diary, Round]:
    """A clock around a change of the clocks or holidays, with up to three pauses."""
    start = draw(
        st.sampled_from([at("04-30 15:00"), at("03-28 04:00"), at("10-24 20:00"), at("03-07 22:00")])
    )
    start = (start + draw(st.integers(0, 2000)) * MINUTE).astimezone(UTC)
    edges = draw(st.lists(st.integers(0, 6000), max_size=6, unique=True).map(sorted))
    pauses = [
        (start + one * MINUTE, start + two * MINUTE)
        for one, two in zip(edges[::2], edges[1::2], strict=False)
    ]
    set_by_people = draw(st.booleans())
    lengths = sorted(draw(st.lists(st.integers(0, 1500), min_size=2, max_size=2)))
    return draw(diaries), Round(
        start=start,
        armed=start + draw(st.sampled_from([0, 0, 30, 3000])) * MINUTE,
        promise=None if set_by_people else draw(LENGTHS),
        target=start + draw(st.integers(0, 5000)) * MINUTE if set_by_people else None,
        reminder=draw(st.integers(1, 600)),
        rungs=(0, *lengths),
        pauses=pauses,
    )


def clock_of(diary: Diary, given_round: Round) -> Clock:
    """The hub's clock for an oracle's."""
    one, two, three = (Amount(minutes=minutes) for minutes in given_round.rungs)
    ladder = Ladder(
        "any",
        "wall" if diary is WALL else "working",
        AtTarget() if given_round.promise is None else After(Amount(minutes=given_round.promise)),
        (Amount(minutes=given_round.reminder),),
        (Rung("responsible", one), Rung("department", two), Rung("executive", three)),
    )
    pauses = tuple(Pause(since, until) for since, until in given_round.pauses)
    calendar = ROUND_CLOCK if diary is WALL else of(diary)
    return Clock(
        ITEM, "any", 1, given_round.armed, given_round.start, ladder, calendar, given_round.target, pauses
    )


@settings(max_examples=80)
@given(rounds())
def test_every_step_falls_due_where_a_walk_from_minute_to_minute_has_it(case: tuple[Diary, Round]) -> None:
    diary, walked = case
    found = clock_of(diary, walked)
    reminder = oracle.reminder(diary, walked)
    expected = [("reminder-1", reminder)] if reminder else []
    expected += zip(("responsible", "department", "executive"), oracle.rungs(diary, walked), strict=True)
    assert due(found) == oracle.due(diary, walked)
    assert sorted((step.name, step.at) for step in steps(found)) == sorted(expected)


@settings(max_examples=100)
@given(rounds(), st.integers(0, 8000))
def test_no_later_pause_or_end_changes_what_fell_due_before(case: tuple[Diary, Round], minutes: int) -> None:
    diary, walked = case
    found = clock_of(diary, walked)
    when = walked.start + minutes * MINUTE
    before = [step for step in steps(found) if step.at < when]
    known = structs.replace(found, pauses=tuple(p for p in found.pauses if p.since < when))
    cut = [p if p.until and p.until <= when else Pause(p.since) for p in known.pauses]
    for so_far in (
        known,
        structs.replace(found, pauses=tuple(cut)),
        structs.replace(found, ended=when),
        structs.replace(known, pauses=(*cut, *([] if cut and cut[-1].until is None else [Pause(when)]))),
    ):
        assert [step for step in steps(so_far) if step.at < when] == before


@settings(max_examples=100)
@given(rounds(), st.integers(0, 8000))
def test_segments_leave_no_gap_and_running_time_is_what_counts(
    case: tuple[Diary, Round], minutes: int
) -> None:
    diary, walked = case
    end = walked.start + minutes * MINUTE
    found = segments(clock_of(diary, walked), end)
    edges = [walked.start, *(part.until for part in found)]
    assert [part.since for part in found] == edges[:-1]
    assert edges[-1] == end
    running = sum(
        oracle.works(diary, minute) and not oracle.paused(walked, minute)
        for minute in oracle.minutes_between(walked.start, end)
    )
    assert totals(found).get(("running", ""), timedelta()) == running * MINUTE

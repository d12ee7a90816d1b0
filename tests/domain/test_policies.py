"""Policies: ladders by version, never for the past; and the last rung of all."""

from datetime import datetime, timedelta, timezone

import pytest
from msgspec import structs

from domain.ladders import STANDARD, After, Amount, AtTarget, Ladder, Rung, in_force
from domain.policies import LadderSet, LastRungSet, SetLadder, SetLastRung
from domain.refusals import Reason
from tests.domain.cast import HEAD, MONDAY, QIAN
from tests.domain.story import given

RUNGS = (Rung("responsible"), Rung("executive", Amount(days=2)))
SET = SetLadder("action", "working", AtTarget(), (Amount(hours=4),), RUNGS)
LADDER = Ladder("action", "working", AtTarget(), (Amount(hours=4),), RUNGS, 2, MONDAY)
LATER = MONDAY + timedelta(days=7)


def test_a_ladder_is_set_from_now_on() -> None:
    given().when(SET).then(LadderSet(LADDER))


def test_a_ladder_is_set_from_a_later_time_on_and_kept_in_utc() -> None:
    shanghai = LATER.astimezone(timezone(timedelta(hours=8)))
    given().when(structs.replace(SET, since=shanghai)).then(LadderSet(structs.replace(LADDER, since=LATER)))


def test_each_ladder_is_another_version() -> None:
    given(LadderSet(LADDER)).when(structs.replace(SET, reminders=())).then(
        LadderSet(structs.replace(LADDER, reminders=(), version=3))
    )


def test_setting_the_same_again_records_nothing() -> None:
    given(LadderSet(LADDER)).when(SET).nothing()
    given(LadderSet(structs.replace(LADDER, since=LATER))).when(structs.replace(SET, since=LATER)).nothing()


def test_no_ladder_is_retroactive() -> None:
    before = MONDAY - timedelta(seconds=1)
    given().when(structs.replace(SET, since=before)).refused(Reason.LADDER_RETROACTIVE)


def test_a_time_without_a_zone_is_none() -> None:
    since = datetime(2026, 5, 1)  # noqa: DTZ001 - that is the matter
    given().when(structs.replace(SET, since=since)).refused(Reason.DUE_UNREADABLE, due="2026-05-01 00:00:00")


def test_there_must_be_clocks_of_the_kind() -> None:
    given().when(structs.replace(SET, kind="bread")).refused(Reason.LADDER_KIND, kind="bread")


def test_a_kind_is_due_by_its_own_rule() -> None:
    after = After(Amount(days=1))
    given().when(structs.replace(SET, due=after)).refused(Reason.LADDER_DUE, kind="action")


@pytest.mark.parametrize("rungs", [RUNGS[::-1], (RUNGS[0], RUNGS[0])])
def test_rungs_lead_upwards_each_once(rungs: tuple[Rung, ...]) -> None:
    given().when(structs.replace(SET, rungs=rungs)).refused(Reason.LADDER_RUNGS)


def test_a_clock_takes_the_ladder_of_the_time_it_is_armed() -> None:
    ladders = (*STANDARD, LADDER, structs.replace(LADDER, version=3, since=LATER))
    moments = (MONDAY - timedelta(seconds=1), MONDAY, LATER - timedelta(seconds=1), LATER)
    assert [in_force(ladders, "action", at).version for at in moments] == [1, 2, 2, 3]


def test_the_last_rung_is_somebody_who_is_here() -> None:
    given().when(SetLastRung(HEAD)).then(LastRungSet(HEAD))
    given(LastRungSet(HEAD)).when(SetLastRung(HEAD)).nothing()
    given().when(SetLastRung(QIAN)).refused(Reason.PERSON_LEFT, person=QIAN)

"""Scenario 2 of the sample company to the minute, on a hub whose time is put forward; and two hubs."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from domain.actions import AssignAction, CompleteAction, MoveDueDate, ReassignAction, ReturnCompletion
from domain.company import OPERATOR
from domain.departments import AppointHead
from domain.escalations import ConfirmJump
from domain.ladders import Amount, AtTarget, Rung
from domain.meetings import (
    AcknowledgeMinutes,
    CloseMeeting,
    DraftMinutes,
    OpenMeeting,
    PublishAgenda,
    PublishMinutes,
    ScheduleMeeting,
)
from domain.orders import Order
from domain.people import BeAbsent
from domain.policies import SetLadder
from domain.words import Attachment
from hub.app import make_app
from hub.clock import SimulatedClock, clock_of
from hub.config import Config
from hub.escalation import Guard, Reading
from hub.hub import Hub
from hub.sample_company import AGENDA, found_company
from tests.hub.company_days import Days, days, moment, shown

DONE = CompleteAction("承认书")
SOURCE = Attachment("a" * 64, "17.txt", 900, "text/plain")


async def absence(company: Days) -> None:
    """P20 is away from 05-08 to 05-12, P21 acts."""
    away = BeAbsent(date(2026, 5, 8), date(2026, 5, 12), company.person("lan.lidong"))
    await company.hub.execute([Order(company.person("fu.shuangjiang"), away)], OPERATOR)


def test_action_2_climbs_on_a_make_up_saturday_to_the_deputy_then_to_the_head(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            await absence(company)
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "fu.shuangjiang", "2026-05-09T18:00:00+08:00"
            )
            await company.until("05-11 18:01")
            assert company.clocks(item)[0].level == "department"
            await company.at("05-12 11:00", "lan.lidong", item=item)
            await company.hub.execute([Order(item, DONE)], company.person("fu.shuangjiang"))
            await company.until("05-20 09:00")
            assert company.steps(item) == [
                "reminder-1 Fri 05-08 18:00 lan.lidong",
                "responsible Sat 05-09 18:00 lan.lidong",
                "department Mon 05-11 18:00 ouyang.bailu",
            ]

    asyncio.run(story())


def test_after_downtime_every_missed_step_has_the_time_it_fell_due(tmp_path: Path) -> None:
    async def before() -> str:
        async with days(tmp_path, "04-28 10:00") as company:
            await absence(company)
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "fu.shuangjiang", "2026-05-09T18:00:00+08:00"
            )
            await company.until("05-09 17:00")
            assert company.steps(item) == ["reminder-1 Fri 05-08 18:00 lan.lidong"]
            return item

    async def after(item: str) -> None:
        async with days(tmp_path, "05-12 09:00", found=False) as company:
            assert company.steps(item)[1:] == [
                "responsible Sat 05-09 18:00 lan.lidong",
                "department Mon 05-11 18:00 ouyang.bailu",
            ]
            recorded = [
                each.envelope.recorded for each in company.hub.history(company.clocks(item)[0].id)[1:]
            ]
            assert {shown(when) for when in recorded} == {"Tue 05-12 09:00"}

    asyncio.run(after(asyncio.run(before())))


def test_action_3_reaches_the_right_zhang_and_moving_its_date_arms_another_clock(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "zhang.xiaoman.mfg", "2026-05-06T12:00:00+08:00"
            )
            moved = MoveDueDate("2026-05-08T17:00:00+08:00", "订单数据 05-07 才齐")
            await company.at("05-06 14:20", "lu.xiazhi", moved, item=item)
            await company.at("05-08 15:10", "zhang.xiaoman.mfg", DONE, item=item)
            await company.until("05-20 09:00")
            assert company.steps(item) == [
                "reminder-1 Thu 04-30 12:00 zhang.xiaoman.mfg",
                "responsible Wed 05-06 12:00 zhang.xiaoman.mfg",
                "reminder-1 Thu 05-07 17:00 zhang.xiaoman.mfg",
            ]
            assert [clock.state for clock in company.clocks(item)] == ["ended", "paused"]

    asyncio.run(story())


def test_action_4_goes_on_with_the_forty_minutes_it_had_left(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "chang.daxue", "2026-05-07T18:00:00+08:00"
            )
            await company.at("05-07 17:20", "chang.daxue", DONE, item=item)
            clock = company.clocks(item)[0]
            assert (clock.state, clock.due, round(clock.left_seconds / 60)) == ("paused", None, 40)
            await company.at("05-08 10:00", "meng.dongzhi", ReturnCompletion("缺抽样比例"), item=item)
            assert shown(company.clocks(item)[0].due)[:-1] in ("Fri 05-08 10:4", "Fri 05-08 10:3")
            await company.at("05-08 16:00", "chang.daxue", DONE, item=item)
            await company.until("05-20 09:00")
            assert company.steps(item) == [
                "reminder-1 Wed 05-06 18:00 chang.daxue",
                "responsible Fri 05-08 10:40 chang.daxue",
            ]

    asyncio.run(story())


def test_the_agenda_is_due_on_working_time_before_the_meeting_then_come_minutes_and_acknowledgments(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-20 15:00") as company:
            leads = company.person("fang.xiaoxue"), company.person("lu.xiazhi")
            invited = (company.person("du.yushui"),)
            meeting, later = company.hub.new_id(), company.hub.new_id()
            schedule = ScheduleMeeting(
                "第 17 次",
                moment("04-27 14:00"),
                moment("04-27 15:00"),
                *leads,
                invited=invited,
                agenda=AGENDA,
            )
            await company.at("04-20 15:00", "fang.xiaoxue", schedule, item=meeting)
            assert shown(company.clocks(meeting)[0].due) == "Fri 04-24 18:00"
            await company.at("04-24 15:20", "fang.xiaoxue", PublishAgenda(), item=meeting)
            await company.at("04-27 14:00", "fang.xiaoxue", OpenMeeting(), item=meeting)
            await company.at("04-27 15:09", "fang.xiaoxue", CloseMeeting(), item=meeting)
            assert shown(company.clocks(meeting)[1].due) == "Tue 04-28 15:09"
            await company.at(
                "04-28 10:40", "lu.xiazhi", DraftMinutes(SOURCE, ()), PublishMinutes(), item=meeting
            )
            acknowledging = company.clocks(meeting)[2:]
            assert {(clock.kind, shown(clock.due)) for clock in acknowledging} == {
                ("acknowledgment", "Thu 04-30 10:40")
            }
            assert {clock.part for clock in acknowledging} == {*leads, *invited}
            await company.at("04-28 11:00", "du.yushui", AcknowledgeMinutes(), item=meeting)
            again = ScheduleMeeting(
                "第 18 次", moment("05-06 14:00"), moment("05-06 15:00"), *leads, agenda=AGENDA
            )
            await company.at("04-28 11:00", "fang.xiaoxue", again, item=later)
            await company.until("05-06 13:00")
            assert company.steps(later) == [
                "reminder-1 Wed 04-29 18:00 fang.xiaoxue",
                "responsible Thu 04-30 18:00 fang.xiaoxue",
            ]
            assert company.steps(meeting)[:1] == ["reminder-1 Thu 04-23 18:00 fang.xiaoxue"]

    asyncio.run(story())


def test_in_finance_the_third_rung_is_the_president(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "wen.changgeng", "2026-05-09T18:00:00+08:00"
            )
            await company.until("05-13 18:01")
            assert company.steps(item)[1:] == [
                "responsible Sat 05-09 18:00 wen.changgeng",
                "department Mon 05-11 18:00 he.beichen",
                "executive Wed 05-13 18:00 gu.qiming",
            ]

    asyncio.run(story())


def test_a_step_reaches_who_held_the_post_when_it_fell_due(tmp_path: Path) -> None:
    """While the hub is busy elsewhere the head and the owner change: the steps are theirs who were there."""

    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            hub = company.hub
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "chang.daxue", "2026-05-07T18:00:00+08:00"
            )
            await company.until("05-07 17:00")
            async with hub.escalation.turn:
                assert hub.simulated
                hub.simulated.advance(moment("05-08 18:30") - hub.now())
                head = AppointHead(company.person("lan.lidong"))
                await hub.execute([Order(hub.named_id("department", "qad"), head)], OPERATOR)
                handed = ReassignAction(company.person("lu.xiazhi"), "调岗")
                await hub.execute([Order(item, handed)], OPERATOR)
            await hub.advance(timedelta())
            assert company.steps(item)[1:] == [
                "responsible Thu 05-07 18:00 chang.daxue",
                "department Fri 05-08 18:00 meng.dongzhi",
            ]

    asyncio.run(story())


def test_a_step_that_fell_due_before_a_late_answer_is_recorded_as_late(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            hub = company.hub
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "chang.daxue", "2026-05-07T18:00:00+08:00"
            )
            await company.until("05-07 17:00")
            async with hub.escalation.turn:
                assert hub.simulated
                hub.simulated.advance(moment("05-07 18:07") - hub.now())
                await hub.execute([Order(item, DONE)], company.person("chang.daxue"))
            await hub.advance(timedelta())
            assert company.steps(item)[1:] == ["responsible Thu 05-07 18:00 chang.daxue late"]

    asyncio.run(story())


def test_a_policy_acts_forward(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            due = "2026-05-07T18:00:00+08:00"
            old = await company.assigned("04-28 10:40", "lu.xiazhi", "chang.daxue", due)
            ladder = SetLadder("action", "working", AtTarget(), (), (Rung("executive", Amount(hours=1)),))
            await company.hub.execute([Order(company.hub.named_id("policy", "action"), ladder)], OPERATOR)
            new = await company.assigned("04-28 10:50", "lu.xiazhi", "chang.daxue", due)
            await company.until("05-08 18:01")
            assert [step.split()[0] for step in company.steps(old)] == [
                "reminder-1",
                "responsible",
                "department",
            ]
            assert company.steps(new) == ["executive Fri 05-08 10:00 shen.lichun"]
            assert [company.clocks(item)[0].policy_version for item in (old, new)] == [1, 2]

    asyncio.run(story())


def test_what_is_told_of_an_earlier_time_arms_no_clock(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            item, hub = company.hub.new_id(), company.hub
            assign = AssignAction("样机", company.person("chang.daxue"), "2026-05-07")
            await hub.execute([Order(item, assign)], OPERATOR, effective=datetime(2026, 4, 1, tzinfo=UTC))
            assert company.clocks(item) == []

    asyncio.run(story())


@pytest.mark.postgres
def test_two_hubs_on_one_log_raise_each_step_once(tmp_path: Path, postgres: str) -> None:
    async def story() -> None:
        clock = SimulatedClock(moment("04-28 10:00"))
        one, other = (
            Hub(Config(tmp_path / name, nats="off", log_url=postgres), clock) for name in ("one", "other")
        )
        await one.start()
        await other.start()
        await found_company(one)
        company = Days(one)
        items = [
            await company.assigned("04-28 10:40", "lu.xiazhi", "chang.daxue", "2026-05-07T18:00:00+08:00")
            for _ in range(20)
        ]
        clock.advance(moment("05-13 18:00") - clock())
        await asyncio.gather(one.escalation.tick(), other.escalation.tick())
        await asyncio.gather(one.escalation.tick(), other.escalation.tick())
        await one.boards.reached(one.log.head())
        expected = ["reminder-1", "responsible", "department", "executive"]
        assert [[step.split()[0] for step in company.steps(item)] for item in items] == [expected] * 20
        assert one.log.parked() == []
        await other.stop()
        await one.stop()

    asyncio.run(story())


START = Reading(moment("04-28 10:00"), 0.0)


def reading(minutes: float, ahead: float = 0.0) -> Reading:
    """Both clocks so many minutes later, the wall's ahead by some more."""
    return Reading(START.wall + timedelta(minutes=minutes + ahead), minutes * 60)


def test_a_clock_that_goes_on_is_believed() -> None:
    guard = Guard(START)
    assert [guard.believes(reading(*each)) for each in ((1,), (600,), (601, 10), (602, -300))] == [True] * 4


def test_a_jump_is_believed_when_a_second_reading_says_the_same() -> None:
    guard = Guard(START)
    assert [guard.believes(reading(minutes, 60)) for minutes in (1, 1.2, 1.5, 2)] == [
        False,
        False,
        True,
        True,
    ]


def test_a_jump_that_is_taken_back_never_counted() -> None:
    guard = Guard(START)
    year = 366 * 24 * 60
    assert [guard.believes(reading(*each)) for each in ((1, year), (2,), (3, year), (4, 60), (5, 60))] == [
        False,
        True,
        False,
        False,
        True,
    ]


def test_an_operators_word_is_enough_if_it_came_after_the_jump() -> None:
    guard, before, after = Guard(START), moment("04-01 09:00"), moment("04-28 11:02")
    assert not guard.believes(reading(1, 60), before)
    assert not guard.believes(reading(1.1, 60), before)
    assert guard.believes(reading(1.2, 60), after)


def test_nothing_fires_on_a_jump_until_an_operator_confirms_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            hub = company.hub
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "chang.daxue", "2026-05-07T18:00:00+08:00"
            )
            seconds = hub.escalation.seconds
            year = timedelta(days=365)
            hub.escalation.seconds = lambda: seconds() - year.total_seconds()
            assert await hub.advance(year) == 0
            assert company.steps(item) == []
            await hub.execute([Order(hub.named_id("escalation", "jump"), ConfirmJump())], OPERATOR)
            await hub.escalation.tick()
            assert len(company.steps(item)) == 4

    asyncio.run(story())


def test_clocks_are_told_over_the_api_and_time_is_put_forward_there(tmp_path: Path) -> None:
    async def story() -> None:
        async with days(tmp_path, "04-28 10:00") as company:
            item = await company.assigned(
                "04-28 10:40", "lu.xiazhi", "chang.daxue", "2026-05-07T18:00:00+08:00"
            )
            hub = company.hub
            headers = {"Authorization": f"Bearer {hub.identity.key}"}
            async with AsyncTestClient(make_app(hub)) as http:
                http.headers.update(headers)
                due = (
                    await http.get("/api/v1/clocks/due", params={"at": "2026-05-08T19:00:00+08:00"})
                ).json()
                assert [(row["step"], row["level"]) for row in due["items"] if row["item"] == item] == [
                    ("reminder-1", None),
                    ("responsible", "responsible"),
                    ("department", "department"),
                ]
                seconds = int((moment("05-07 18:00") - hub.now()).total_seconds()) + 1
                put = await http.post("/api/v1/admin/clock", json={"advance_seconds": seconds})
                assert put.status_code == 200
                found = (
                    await http.get("/api/v1/clocks", params={"level": "responsible", "kind": "action"})
                ).json()
                row = found["items"][0]
                assert (row["item"], row["owner_login"], row["department_slug"]) == (
                    item,
                    "chang.daxue",
                    "qad",
                )
                assert (row["level"], row["policy_version"], row["calendar_version"]) == ("responsible", 1, 1)
                assert row["due"] == "2026-05-07T10:00:00Z"
                told = (await http.get(f"/api/v1/clocks/{row['id']}/explain")).json()
                assert {(part["state"], part["why"]) for part in told["totals"]} == {
                    ("running", ""),
                    ("off", ""),
                }
                assert [each["event"]["type"].split(".")[1] for each in told["events"]] == [
                    "action-assigned",
                    "reminder-due",
                    "level-reached",
                ]
                one = (await http.get(f"/api/v1/clocks/{row['id']}")).json()
                assert one["id"] == row["id"]
                for query in (
                    {"level": "none"},
                    {"state": "paused"},
                    {"department": "sal"},
                    {"kind": "minutes"},
                ):
                    other = (await http.get("/api/v1/clocks", params=query)).json()
                    assert row["id"] not in [each["id"] for each in other["items"]]
                pages = [(await http.get("/api/v1/clocks", params={"limit": "1"})).json()]
                while pages[-1]["next"]:
                    more = {"limit": "1", "cursor": pages[-1]["next"]}
                    pages.append((await http.get("/api/v1/clocks", params=more)).json())
                whole = (await http.get("/api/v1/clocks")).json()["items"]
                assert [each["items"][0]["id"] for each in pages] == [each["id"] for each in whole]

    asyncio.run(story())


def test_the_machines_clock_is_not_put_forward(tmp_path: Path) -> None:
    async def story() -> None:
        hub = Hub(Config(tmp_path, nats="off"))
        await hub.start()
        async with AsyncTestClient(make_app(hub)) as http:
            http.headers["Authorization"] = f"Bearer {hub.identity.key}"
            assert (await http.post("/api/v1/admin/clock", json={"advance_seconds": 60})).status_code == 409
        await hub.stop()

    asyncio.run(story())


def test_a_clock_is_set_up_by_name() -> None:
    simulated = clock_of("simulated:2026-04-20T10:05:00+08:00")
    assert isinstance(simulated, SimulatedClock)
    assert timedelta() <= simulated() - moment("04-20 10:05") < timedelta(seconds=5)
    for wrong in ("sundial", "machine:2026-04-20", "simulated:2026-04-20T10:05:00"):
        with pytest.raises(ValueError):  # noqa: PT011 - the words are for operators
            clock_of(wrong)

"""Scenario 2 of the sample company: the weekly coordination meeting, from minutes 17 to meeting 19.

To the minute, as far as there is no escalation yet. Deputies come later too, so P19 hands P20's action on
to P21.
"""

import asyncio
import base64
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.hub.theatre import Json, Theatre, local, theatre

HOST, RECORDER = "fang.xiaoxue", "lu.xiazhi"
MINUTES = (files("hub.sample") / "minutes-17.txt").read_bytes()

STORY = """
04-20 12:00 meeting 17  meeting-scheduled
04-24 15:20 meeting 17  agenda-published
04-27 14:00 meeting 17  meeting-opened
04-27 14:31 meeting 17  item-parked
04-27 15:00 meeting 17  meeting-extended
04-27 15:09 meeting 17  meeting-closed
04-27 17:30 meeting 17  minutes-drafted
04-27 17:40 meeting 17  finding-accepted
04-27 17:40 meeting 17  finding-accepted
04-27 17:40 meeting 17  finding-accepted
04-27 17:40 meeting 17  finding-dropped
04-27 17:50 meeting 17  finding-corrected
04-27 17:52 meeting 17  finding-accepted
04-28 10:30 meeting 17  finding-corrected
04-28 10:35 meeting 17  finding-corrected
04-28 10:40 meeting 17  minutes-published
04-28 10:40 action 1    action-assigned
04-28 10:40 action 2    action-assigned
04-28 10:40 action 3    action-assigned
04-28 10:40 action 4    action-assigned
04-28 11:00 meeting 18  meeting-scheduled
04-30 10:50 meeting 18  meeting-rescheduled
04-30 11:00 meeting 18  agenda-published
04-30 16:00 action 1    action-completed
04-30 17:05 action 1    completion-verified
05-06 14:00 meeting 18  meeting-opened
05-06 14:00 meeting 18  item-carried-over action 3
05-06 14:00 meeting 18  item-carried-over action 4
05-06 14:00 meeting 18  item-carried-over action 2
05-06 14:00 meeting 18  item-carried-over parked
05-06 14:20 action 3    due-date-moved
05-06 15:00 meeting 18  meeting-closed
05-06 15:10 meeting 19  meeting-scheduled
05-07 17:20 action 4    action-completed
05-08 10:00 action 4    completion-returned
05-08 15:10 action 3    action-completed
05-08 15:30 action 3    completion-verified
05-08 16:00 action 4    action-completed
05-08 16:30 action 4    completion-verified
05-11 14:00 meeting 19  meeting-opened
05-11 14:00 meeting 19  item-carried-over action 2
05-11 14:00 meeting 19  item-carried-over parked
05-11 14:40 action 2    action-reassigned
05-12 11:00 action 2    action-completed
"""


@pytest.mark.nats
def test_the_weekly_meeting_carries_over_what_is_unfinished(tmp_path: Path) -> None:
    asyncio.run(play(tmp_path / "hub"))


async def play(folder: Path) -> None:
    async with theatre(folder, "04-20 12:00") as stage:
        meetings = [await meeting_17(stage)]
        await read_the_minutes(stage, meetings[0])
        await settle_and_publish(stage, meetings[0])
        actions = await handed_out(stage, meetings[0])
        meetings.append(await before_meeting_18(stage, meetings[0], actions))
        await meeting_18(stage, meetings[1], actions)
        meetings.append(await between(stage, meetings[1], actions))
        await meeting_19(stage, meetings[2], actions)
        assert await told_on_nats(stage, meetings, actions) == STORY.strip().splitlines()


async def meeting_17(stage: Theatre) -> Json:
    """On the table since the company was founded; held on Monday."""
    meeting = (await stage.get("meetings"))["items"][0]
    assert (local(meeting["starts"]), local(meeting["ends"])) == ("04-27 14:00", "04-27 15:00")
    assert [item["minutes"] for item in meeting["agenda"]] == [10, 20, 15, 10]
    path = f"meetings/{meeting['id']}"
    await stage.at("04-24 15:20", HOST, f"{path}/publish-agenda")
    await stage.at("04-27 14:00", HOST, f"{path}/open")
    eur = stage.department("eur")
    why = "韩立夏提出"
    await stage.at("04-27 14:31", RECORDER, f"{path}/park", title="欧洲售后备件价格", why=why, department=eur)
    await stage.at("04-27 15:00", HOST, f"{path}/extend", minutes=10, why="产能口径未核对完")
    await stage.at("04-27 15:09", HOST, f"{path}/close")
    told = await stage.get(path)
    assert (told["stage"], local(told["opened"]), local(told["closed"])) == (
        "over",
        "04-27 14:00",
        "04-27 15:09",
    )
    assert [(topic["title"], topic["times"]) for topic in told["topics"]] == [("欧洲售后备件价格", 1)]
    return told


async def read_the_minutes(stage: Theatre, meeting: Json) -> None:
    """Each line is what the table says; the two questions for people are asked."""
    content = base64.b64encode(MINUTES).decode()
    name = "2026-04-27-minutes-17.txt"
    read = await stage.at("04-27 17:25", RECORDER, "minutes/read", name=name, content=content)
    found = [(f["line"], f["kind"], f.get("owners", []), f.get("due")) for f in read["findings"]]
    assert found == [
        (2, "action", ["杜雨水"], "2026-04-30"),
        (3, "action", ["傅霜降"], "2026-05-09"),
        (5, "action", ["张小满"], None),
        (6, "action", ["质量部"], None),
        (7, "decision", [], None),
        (8, "parked", [], None),
    ]
    phrases = [finding.get("due_phrase") for finding in read["findings"]]
    assert phrases[2:4] == ["下次会前", "尽快"]
    asked = [(each["line"], each["names"]) for each in read["unsettled"]]
    assert asked == [(5, ["张小满"]), (6, ["质量部"])]
    source = {
        "digest": stage.hub.keep_file(MINUTES),
        "name": name,
        "size": len(MINUTES),
        "media": "text/plain",
    }
    path = f"meetings/{meeting['id']}/draft-minutes"
    await stage.at("04-27 17:30", RECORDER, path, source=source, findings=read["findings"])


async def settle_and_publish(stage: Theatre, meeting: Json) -> None:
    """Publishing is refused with the reason, until owner and date of every action are settled."""
    path, person = f"meetings/{meeting['id']}", stage.person
    publish = f"{path}/publish-minutes"
    for number, owner in ((1, person("du.yushui")), (2, person("fu.shuangjiang")), (5, None)):
        await stage.at("04-27 17:40", RECORDER, f"{path}/accept-finding", finding=number, owner=owner)
    # Finding 6 is the topic that was parked at 14:31.
    await stage.at("04-27 17:40", RECORDER, f"{path}/drop-finding", finding=6)
    undecided = await stage.refusal("04-27 17:41", RECORDER, publish)
    assert undecided == (409, "minutes.finding-undecided", 3)

    settled = await finding(stage, meeting, 3)
    settled |= {"owner": person("zhang.xiaoman.mfg"), "due": "2026-05-06T12:00:00+08:00"}
    await stage.at("04-27 17:50", RECORDER, f"{path}/correct-finding", **settled)
    await stage.at("04-27 17:52", RECORDER, f"{path}/accept-finding", finding=4)
    nobody = await stage.refusal("04-27 17:53", RECORDER, publish)
    assert nobody == (409, "minutes.action-without-owner", 4)

    settled = await finding(stage, meeting, 4) | {"owner": person("chang.daxue")}
    await stage.at("04-28 10:30", RECORDER, f"{path}/correct-finding", **settled)
    undated = await stage.refusal("04-28 10:31", RECORDER, publish)
    assert undated == (409, "minutes.action-without-due-date", 4)
    await stage.at("04-28 10:35", RECORDER, f"{path}/correct-finding", **settled, due="2026-05-07")
    await stage.at("04-28 10:40", RECORDER, publish)
    told = await stage.get(path)
    assert (told["minutes"], local(told["published"])) == ("published", "04-28 10:40")
    assert told["minutes_number"] == "MIN-2026-1"


async def finding(stage: Theatre, meeting: Json, number: int) -> Json:
    """The finding as it was found, in the fields of a correction."""
    found = (await stage.get(f"meetings/{meeting['id']}"))["findings"][number - 1]
    return {"finding": number, "kind": found["kind"], "text": found["text"]}


async def handed_out(stage: Theatre, meeting: Json) -> list[Json]:
    """The four actions, by their line: owner, department and due time to the minute."""
    listed = await stage.get("actions", origin=meeting["id"])
    actions = sorted(listed["items"], key=lambda action: int(action["line"]))
    assert [(a["owner_login"], a["department_slug"], local(a["due_at"])) for a in actions] == [
        ("du.yushui", "rnd", "04-30 18:00"),
        ("fu.shuangjiang", "scm", "05-09 18:00"),
        ("zhang.xiaoman.mfg", "mfg", "05-06 12:00"),
        ("chang.daxue", "qad", "05-07 18:00"),
    ]
    assert [action["number"] for action in actions] == ["ACT-1", "ACT-2", "ACT-3", "ACT-4"]
    assert {(action["status"], action["times"]) for action in actions} == {("open", 1)}
    assert (await stage.get("actions", owner="zhang.xiaoman.sal"))["items"] == []
    return actions


async def before_meeting_18(stage: Theatre, before: Json, actions: list[Json]) -> Json:
    """Moved off the holiday; action 1 is finished in time."""
    meeting = await scheduled(stage, "04-28 11:00", before, 18, "2026-05-04")
    path, first = f"meetings/{meeting}", f"actions/{actions[0]['id']}"
    wednesday = {"starts": "2026-05-06T14:00:00+08:00", "ends": "2026-05-06T15:00:00+08:00"}
    await stage.at("04-30 10:50", HOST, f"{path}/reschedule", **wednesday, why="劳动节放假")
    await stage.at("04-30 11:00", HOST, f"{path}/publish-agenda")
    frozen = b"BOM"
    file = {"digest": stage.hub.keep_file(frozen), "name": "bom.xlsx", "size": 3, "media": "text/plain"}
    await stage.at("04-30 16:00", "du.yushui", f"{first}/complete", evidence="BOM 冻结版", files=[file])
    assert (await stage.refusal("04-30 16:10", "du.yushui", f"{first}/verify"))[1] == "access.not-allowed"
    await stage.at("04-30 17:05", "liang.chunfen", f"{first}/verify")
    assert (await stage.get(first))["status"] == "verified"
    return await stage.get(path)


async def scheduled(stage: Theatre, when: str, before: Json, ordinal: int, day: str) -> str:
    """The next meeting of the series, with its people and fixed agenda; its id."""
    series = next(s for s in (await stage.get("series"))["items"] if s["id"] == before["series"])
    fields = {
        "title": f"{series['title']} 第 {ordinal} 次",
        "starts": f"{day}T14:00:00+08:00",
        "ends": f"{day}T15:00:00+08:00",
        "series": series["id"],
        "ordinal": ordinal,
    } | {name: series[name] for name in ("facilitator", "recorder", "agenda", "invited")}
    return str((await stage.at(when, HOST, "meetings", **fields))["id"])


async def meeting_18(stage: Theatre, meeting: Json, actions: list[Json]) -> None:
    """What is unfinished comes up by itself; the date of action 3 moves."""
    path, third = f"meetings/{meeting['id']}", f"actions/{actions[2]['id']}"
    assert local(meeting["starts"]) == "05-06 14:00"
    await stage.at("05-06 14:00", HOST, f"{path}/open")
    carried = (await stage.until(path, lambda told: len(told["carried"]) >= 4))["carried"]
    assert {(item["item"], item["kind"], item["times"]) for item in carried} == {
        (actions[1]["id"], "action", 2),
        (actions[2]["id"], "action", 2),
        (actions[3]["id"], "action", 2),
        (await topic_of(stage, actions[0]["origin"]), "parked", 2),
    }
    moved = {"due": "2026-05-08T17:00:00+08:00", "why": "订单数据 05-07 才齐"}
    await stage.at("05-06 14:20", "zhang.xiaoman.mfg", f"{third}/move-due-date", **moved)
    told = await stage.get(third)
    assert (local(told["due_at"]), told["times"]) == ("05-08 17:00", 2)
    await stage.at("05-06 15:00", HOST, f"{path}/close")


async def topic_of(stage: Theatre, meeting: str) -> str:
    return str((await stage.get(f"meetings/{meeting}"))["topics"][0]["id"])


async def between(stage: Theatre, meeting: Json, actions: list[Json]) -> Json:
    """Action 4 is completed, returned and completed again; action 3 is done in time."""
    following = await scheduled(stage, "05-06 15:10", meeting, 19, "2026-05-11")
    third, fourth = (f"actions/{action['id']}" for action in actions[2:])
    await stage.at("05-07 17:20", "chang.daxue", f"{fourth}/complete", evidence="抽检方案 v1")
    await stage.at("05-08 10:00", "meng.dongzhi", f"{fourth}/return", why="缺抽样比例")
    assert (await stage.get(fourth))["status"] == "started"
    await stage.at("05-08 15:10", "zhang.xiaoman.mfg", f"{third}/complete", evidence="口径表")
    done = await stage.get(third)
    assert done["status"] == "completed"
    assert local(done["changed_at"]) < local(done["due_at"])
    await stage.at("05-08 15:30", HOST, f"{third}/verify")
    await stage.at("05-08 16:00", "chang.daxue", f"{fourth}/complete", evidence="抽检方案 v2，含抽样比例")
    await stage.at("05-08 16:30", "meng.dongzhi", f"{fourth}/verify")
    return await stage.get(f"meetings/{following}")


async def meeting_19(stage: Theatre, meeting: Json, actions: list[Json]) -> None:
    """Action 2 is overdue and comes up for the third time; in the end it is done."""
    path, second = f"meetings/{meeting['id']}", f"actions/{actions[1]['id']}"
    await stage.at("05-11 14:00", HOST, f"{path}/open")
    carried = (await stage.until(path, lambda told: len(told["carried"]) >= 2))["carried"]
    assert {(item["item"], item["times"]) for item in carried} == {
        (actions[1]["id"], 3),
        (await topic_of(stage, actions[0]["origin"]), 3),
    }
    overdue = await stage.get("actions", status="live", due_before="2026-05-11T14:00:00+08:00")
    assert [(item["id"], item["times"]) for item in overdue["items"]] == [(actions[1]["id"], 3)]
    deputy = stage.person("lan.lidong")
    await stage.at("05-11 14:40", "ouyang.bailu", f"{second}/reassign", owner=deputy, why="傅霜降请假")
    await stage.at("05-12 11:00", "lan.lidong", f"{second}/complete", evidence="替代料承认书")
    told = await stage.get(second)
    assert (told["status"], told["owner_login"]) == ("completed", "lan.lidong")
    assert (await stage.get("actions", status="open,started,blocked"))["items"] == []


async def told_on_nats(stage: Theatre, meetings: list[Json], actions: list[Json]) -> list[str]:
    """The story as a subscriber gets it: when, what it is about, what happened; each event once."""
    events = await stage.on_nats()
    assert [event["position"] for event in events] == list(range(1, stage.hub.writer.head + 1))
    known = {item["id"]: f"meeting {17 + n}" for n, item in enumerate(meetings)}
    known |= {item["id"]: f"action {n}" for n, item in enumerate(actions, 1)}
    return [line(event, known) for event in events if event["subject"] in known]


def line(event: Json, known: dict[str, str]) -> str:
    what: Any = event["type"].split(".")[1]
    item = f" {known.get(event['data']['item'], 'parked')}" if what == "item-carried-over" else ""
    return f"{local(event['time'])} {known[event['subject']]:<11} {what}{item}"

"""The pages of meetings without scripts: planning, holding, and what is refused keeps what was typed."""

import re

import pytest

from tests.ui.site import Site, Visitor

LATER = {"day": "2031-06-02", "starts": "14:00", "ends": "15:00"}


def leads(visitor: Visitor) -> dict[str, str]:
    """Whoever leads and records the meetings of these tests, and where they begin."""
    return {
        "facilitator": visitor.person("方小雪"),
        "recorder": visitor.person("卢夏至"),
        **LATER,
    }


def scheduled(visitor: Visitor, title: str, **more: object) -> str:
    """Schedules a meeting; its address."""
    answer = visitor.post("/meetings/new", title=title, **(leads(visitor) | more))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_meeting_is_scheduled_with_agenda_and_participants(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    meeting = scheduled(
        fang,
        "器件选型评审",
        agenda_title=["选型", "", "风险"],
        agenda_minutes=["15", "10", "20"],
        agenda_expected=["定一家", "", ""],
        invited=[fang.person("杜雨水"), fang.person("傅霜降")],
    )
    page = fang.text(meeting)
    assert "共 35 分" in page
    assert "06-02 周一 14:00–15:00" in page
    assert page.count("未答复") == 4
    assert "器件选型评审" in fang.text("/meetings")


def test_a_refused_plan_keeps_what_was_typed(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    answer = fang.post(
        "/meetings/new",
        title="时间不对的会",
        **(leads(fang) | {"ends": "13:00"}),
        agenda_title=["甲"],
        agenda_minutes=["9"],
    )
    assert answer.status_code == 422
    assert 'value="时间不对的会"' in answer.text
    assert 'value="甲"' in answer.text
    assert 'id="ends-e"' in answer.text


def test_missing_fields_are_named_all_at_once(site: Site) -> None:
    answer = site.visitor("fang.xiaoxue").post("/meetings/new", title=" ")
    assert answer.status_code == 422
    for field in ("title", "starts", "ends", "facilitator", "recorder"):
        assert f'id="{field}-e"' in answer.text


def test_agenda_rows_come_and_go_without_scripts(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    rows = {"agenda_title": ["甲", "乙"], "agenda_minutes": ["5", "6"], "agenda_expected": ["", ""]}
    more = fang.post("/meetings/new", add="1", title="会", **rows)
    assert more.text.count('name="agenda_title"') == 3
    fewer = fang.post("/meetings/new", remove="1", title="会", **rows)
    assert 'value="乙"' in fewer.text
    assert 'value="甲"' not in fewer.text


def test_people_are_searched_without_scripts_and_the_chosen_stay(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    chosen = fang.person("杜雨水")
    page = fang.post("/meetings/new", look="1", find="采购", invited=chosen, title="会").text
    names = re.findall(r'name="invited" value="[^"]+"( checked)?> <span>([^<]+)</span>', page)
    assert names == [(" checked", "杜雨水"), ("", "傅霜降")]


def test_a_series_fills_in_its_next_meeting(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    answer = fang.post("/series/new", title="器件周会", agenda_title="遗留事项", agenda_minutes="10")
    series = answer.headers["location"].removeprefix("/series/")
    for number in ("1", "2"):
        page = fang.text(f"/meetings/new?series={series}")
        assert f'value="器件周会 第 {number} 次"' in page
        assert 'value="遗留事项"' in page
        scheduled(fang, f"器件周会 第 {number} 次", series=series, ordinal=number)
    assert fang.text(f"/series/{series}").count("器件周会 第") == 2


def test_whoever_only_takes_part_cannot_open_the_meeting(site: Site) -> None:
    fang, du = site.visitor("fang.xiaoxue"), site.visitor("du.yushui")
    meeting = scheduled(fang, "只能参加的会", invited=fang.person("杜雨水"))
    assert "开会</button>" not in du.text(meeting)
    assert du.post(f"{meeting}/open").status_code == 409
    assert du.post(f"{meeting}/answer", answer="declined").status_code == 303
    assert "不参加" in fang.text(meeting)


def test_a_meeting_is_moved_with_a_reason_and_called_off(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    meeting = scheduled(fang, "会改期的会")
    moved = {"day": "2031-06-03", "starts": "09:00", "ends": "10:00"}
    refused = fang.post(f"{meeting}/reschedule", **moved, why="")
    assert refused.status_code == 422
    assert 'value="2031-06-03"' in refused.text
    assert fang.post(f"{meeting}/reschedule", **moved, why="会议室冲突").status_code == 303
    assert fang.post(f"{meeting}/cancel", why="并入周会").status_code == 303
    page = fang.text(meeting)
    assert "06-03 周二 09:00–10:00" in page
    assert all(word in page for word in ("会议室冲突", "并入周会", "已取消"))


def test_a_running_meeting_parks_extends_and_settles(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    meeting = scheduled(fang, "停车位演示会", invited=fang.person("杜雨水"))
    fang.post(f"{meeting}/open")
    assert fang.post(f"{meeting}/park", title="").status_code == 422
    fang.post(f"{meeting}/park", title="备件价格", why="缺数据")
    topic = re.search(r'name="topic" value="([^"]+)"', fang.text(meeting))
    assert topic is not None
    assert fang.post(f"{meeting}/close-item", topic=topic[1], outcome="维持原价").status_code == 303
    assert fang.post(f"{meeting}/extend", minutes="x", why="没谈完").status_code == 422
    fang.post(f"{meeting}/extend", minutes="10", why="没谈完")
    fang.post(f"{meeting}/note-attendance", present=fang.person("杜雨水"))
    fang.post(f"{meeting}/close")
    page = fang.text(meeting)
    assert all(word in page for word in ("结论：维持原价", "14:00–15:10", "10 分：没谈完", "记录到会 1 人"))


def test_nobody_present_is_recorded_too(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    meeting = scheduled(fang, "没人到的会")
    fang.post(f"{meeting}/open")
    fang.post(f"{meeting}/note-attendance", present=fang.person("卢夏至"))
    assert fang.post(f"{meeting}/note-attendance").status_code == 303
    assert "记录到会 0 人" in fang.text(meeting)


def test_the_agenda_goes_out_as_it_stands_in_the_form(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    meeting = scheduled(fang, "先没有议程的会")
    assert fang.post(f"{meeting}/agenda", agenda_title="甲", agenda_minutes="999").status_code == 422
    assert fang.post(f"{meeting}/agenda").status_code == 422
    assert fang.post(f"{meeting}/agenda", agenda_title="甲", agenda_minutes="25").status_code == 303
    assert "共 25 分" in fang.text(meeting)


@pytest.mark.parametrize("path", ["/meetings/no-such", "/meetings/no-such/minutes", "/series/no-such"])
def test_what_is_not_there_says_so(site: Site, path: str) -> None:
    assert site.visitor("fang.xiaoxue").get(path).status_code == 404


def test_the_page_of_earlier_meetings_takes_any_text_in_the_address(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    assert fang.get("/meetings?before=nonsense").status_code == 200
    assert fang.get("/meetings?before=1999-01-01T00:00:00Z").status_code == 200

"""The review of minutes without scripts: names are asked, never guessed; nothing incomplete is published."""

import re
from importlib.resources import files

import httpx
import pytest

from tests.ui.site import Site, Visitor
from tests.ui.test_meetings import scheduled

SAMPLE = (files("hub") / "sample" / "minutes-17.txt").read_text("utf-8")
TOLD = re.compile(r'id="(f\d+)"[^>]*>(.*?)</article>', re.DOTALL)


def over(site: Site, title: str, **more: object) -> tuple[Visitor, str]:
    """A meeting of 2031-06-02 that was held, and its recorder."""
    fang = site.visitor("fang.xiaoxue")
    meeting = scheduled(fang, title, **more)
    for act in ("open", "close"):
        assert fang.post(f"{meeting}/{act}").status_code == 303
    return site.visitor("lu.xiazhi"), meeting


def drafted(site: Site, title: str, text: str, **more: object) -> tuple[Visitor, str]:
    """The same with its minutes read."""
    recorder, meeting = over(site, title, **more)
    answer = recorder.post(f"{meeting}/minutes/draft", text=text)
    assert answer.headers["location"] == f"{meeting}/minutes"
    return recorder, meeting


def finding(visitor: Visitor, meeting: str, number: int) -> str:
    """One finding of the review, as HTML."""
    return str(dict(TOLD.findall(visitor.text(f"{meeting}/minutes")))[f"f{number}"])


def choice(html: str, post: str) -> str:
    """The id behind the radio button of whoever holds the post."""
    chosen = re.search(rf'value="([0-9a-f-]{{36}})"(?:(?!</label>).)*{post}', html, re.DOTALL)
    assert chosen is not None
    return str(chosen[1])


def settle(visitor: Visitor, meeting: str, number: int, **fields: str) -> httpx.Response:
    return visitor.post(f"{meeting}/minutes/{number}/settle", **fields)


def test_a_name_that_two_people_bear_must_be_settled(site: Site) -> None:
    lu, meeting = drafted(site, "同名的会", SAMPLE)
    third = {"kind": "action", "text": "核对产能口径", "due": "2031-06-06", "due_time": "12:00"}
    refused = settle(lu, meeting, 3, **third)
    assert refused.status_code == 422
    assert "有多位“张小满”" in refused.text
    assert 'value="核对产能口径"' in refused.text
    plant = choice(finding(lu, meeting, 3), "生产计划主管")
    assert settle(lu, meeting, 3, **third, **{"who-1": plant}).headers["location"].endswith("#f4")
    assert "已更正" in finding(lu, meeting, 3)
    assert "制造部" in finding(lu, meeting, 3)


def test_a_department_and_a_phrase_are_no_owner_and_no_date(site: Site) -> None:
    lu, meeting = drafted(site, "尽快的会", SAMPLE)
    assert "“尽快”不是日期" in finding(lu, meeting, 4)
    refused = settle(lu, meeting, 4, kind="action", text="给出抽检方案")
    assert refused.status_code == 422
    assert "只写了部门“质量部”" in refused.text
    assert "“尽快”不是日期" in refused.text
    named = {"kind": "action", "text": "给出抽检方案", "other-1": "常大雪", "due": "2031-06-05"}
    assert settle(lu, meeting, 4, **named).status_code == 303


@pytest.mark.parametrize("typed", ["张小满（制造部）", "zhang.xiaoman.mfg"])
def test_somebody_is_typed_by_name_and_department_or_login(site: Site, typed: str) -> None:
    lu, meeting = drafted(site, f"写 {typed} 的会", "1. 张小满在6月6日前核对口径。")
    fields = {"kind": "action", "text": "核对口径", "due": "2031-06-06"}
    assert settle(lu, meeting, 1, **fields, **{"other-1": "张小满"}).status_code == 422
    assert settle(lu, meeting, 1, **fields, **{"other-1": typed}).status_code == 303
    assert "制造部" in finding(lu, meeting, 1)


def test_publishing_waits_until_everything_is_settled(site: Site) -> None:
    lu, meeting = drafted(site, "逐条的会", SAMPLE)
    assert 'aria-disabled="true" aria-describedby="nopub"' in lu.text(f"{meeting}/minutes")
    assert lu.post(f"{meeting}/minutes/publish").status_code == 409
    assert lu.post(f"{meeting}/minutes/accept-clear").status_code == 303
    assert "已接受 4，已丢弃 0，待接受 0，需处理 2" in lu.text(f"{meeting}/minutes")
    for number in (3, 4):
        lu.post(f"{meeting}/minutes/{number}/drop")
    assert lu.post(f"{meeting}/minutes/publish").headers["location"] == meeting
    page = lu.text(meeting)
    assert "会议纪要〔" in page
    assert "待办 2 项" in page
    assert "决议 1 项" in page
    assert "欧洲售后备件价格" in page


def test_what_was_settled_can_be_taken_back(site: Site) -> None:
    lu, meeting = drafted(site, "撤回的会", SAMPLE)
    lu.post(f"{meeting}/minutes/1/drop")
    assert "已丢弃" in finding(lu, meeting, 1)
    lu.post(f"{meeting}/minutes/1/reopen")
    assert "已丢弃" not in finding(lu, meeting, 1)


def test_before_the_next_meeting_means_its_start(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    series = fang.post("/series/new", title="有下次的会").headers["location"].removeprefix("/series/")
    lu, meeting = drafted(site, "有下次的会 1", "1. 杜雨水核对口径，下次会前反馈。", series=series)
    assert "“下次会前”不是日期" in finding(lu, meeting, 1)
    fang.post(
        "/meetings/new",
        title="有下次的会 2",
        series=series,
        facilitator=fang.person("方小雪"),
        recorder=fang.person("卢夏至"),
        day="2031-06-09",
        starts="14:00",
        ends="15:00",
    )
    assert "“下次会前”即 2031-06-09 周一 14:00" in finding(lu, meeting, 1)
    assert settle(lu, meeting, 1).status_code == 303
    assert "2031-06-09 周一 14:00" in finding(lu, meeting, 1)


def test_an_unknown_name_becomes_an_outsider_only_when_somebody_says_so(site: Site) -> None:
    lu, meeting = drafted(site, "外人的会", "1. 请王五在6月6日前寄出样品。")
    assert "“王五”不在通讯录中" in finding(lu, meeting, 1)
    fields = {"kind": "action", "text": "寄出样品", "due": "2031-06-06"}
    assert settle(lu, meeting, 1, **fields).status_code == 422
    assert settle(lu, meeting, 1, **fields, **{"who-1": "outsider"}).status_code == 303
    assert "公司外" in finding(lu, meeting, 1)
    assert "王五" in lu.text("/directory?show=outsiders")


def test_only_the_hosts_of_a_meeting_review_its_minutes(site: Site) -> None:
    _, meeting = drafted(site, "别人的会", SAMPLE)
    bai = site.visitor("bai.tianji")
    assert bai.get(f"{meeting}/minutes").headers["location"] == meeting
    assert bai.post(f"{meeting}/minutes/1/drop").status_code in (303, 409)
    assert "已丢弃 0" in site.visitor("lu.xiazhi").text(f"{meeting}/minutes")


def test_participants_acknowledge_published_minutes(site: Site) -> None:
    fang = site.visitor("fang.xiaoxue")
    lu, meeting = drafted(site, "要已阅的会", "决议：照旧。", invited=fang.person("杜雨水"))
    lu.post(f"{meeting}/minutes/accept-clear")
    lu.post(f"{meeting}/minutes/publish")
    du = site.visitor("du.yushui")
    assert "确认已阅</button>" in du.text(meeting)
    assert du.post(f"{meeting}/acknowledge").status_code == 303
    assert "确认已阅</button>" not in du.text(meeting)
    assert "已阅 1 人" in lu.text(meeting)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "没有文字"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是文本文件"),
        (b"x" * (2 * 1024 * 1024 + 1), "文件太大"),
        (b"\xff\x00\xfe\xfd" * 10, "不是文本文件"),
        (b"\xfa\xb1\xcc\xff\xee" * 20, "文字编码无法识别"),
    ],
)
def test_what_cannot_be_read_says_why_and_changes_nothing(site: Site, data: bytes, words: str) -> None:
    lu, meeting = over(site, f"读不出的会 {words}")
    answer = lu.post(f"{meeting}/minutes/draft", files={"file": ("a.md", data)})
    assert answer.status_code == 422
    assert words in answer.text
    assert "起草纪要" not in lu.text(meeting)


def test_past_minutes_are_brought_in_once(site: Site) -> None:
    lu = site.visitor("lu.xiazhi")
    text = "# 委员会例会 2021-03-08\n\n## 遗留问题\n1. 整理清单，责任人：赵六，4月底前完成\n"
    first = lu.post("/meetings/import", files={"file": ("2021-03-08.md", text.encode("gb18030"))})
    meeting = first.headers["location"].removesuffix("/minutes")
    assert "2021-04-30" in finding(lu, meeting, 1)
    again = lu.post("/meetings/import", text=text)
    assert again.status_code == 409
    assert "已经导入过" in again.text
    assert f'href="{meeting}"' in again.text
    lu.post(f"{meeting}/minutes/accept-clear", outsiders="1")
    lu.post(f"{meeting}/minutes/publish")
    assert "会议纪要〔2021〕" in lu.text(meeting)
    assert "赵六" in lu.text(meeting)


def test_a_missing_day_is_asked_for_and_the_text_kept(site: Site) -> None:
    lu = site.visitor("lu.xiazhi")
    text = "没有日期的例会\n1. 杜雨水整理清单\n"
    refused = lu.post("/meetings/import", files={"file": ("minutes.md", text.encode())})
    assert refused.status_code == 422
    assert "1. 杜雨水整理清单" in refused.text
    ahead = lu.post("/meetings/import", text=text, held_on="2099-01-01")
    assert ahead.status_code == 422
    assert "还没有到" in ahead.text
    assert lu.post("/meetings/import", text=text, held_on="2021-05-10").status_code == 303


def test_several_files_are_answered_one_by_one(site: Site) -> None:
    lu = site.visitor("lu.xiazhi")
    good = "# 多份之一 2021-07-05\n决议：同意。\n".encode()
    sent = [("file", ("a.md", good)), ("file", ("b.md", b"")), ("file", ("c.md", "无日期".encode()))]
    page = lu.post("/meetings/import", files=sent).text
    assert "多份之一" in page
    assert "识别出 1 条" in page
    assert "没有文字" in page
    assert "没有写会议日期" in page

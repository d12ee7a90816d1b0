"""The tracker, one action and its acts, the desk, the board, the search: as plain pages without scripts."""

import re

import pytest

from tests.ui.site import LATER, Site, Visitor, id_in

WHAT = re.compile(r'<td role="cell" class="what one f-1"><a href="(/actions/[^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


@pytest.fixture(scope="module")
def officer(site: Site) -> Visitor:
    return site.visitor("fang.xiaoxue")


@pytest.fixture(scope="module")
def owner(site: Site) -> Visitor:
    return site.visitor("wen.changgeng")


def test_a_new_action_stands_on_the_owners_desk_and_in_the_tracker(officer: Visitor, owner: Visitor) -> None:
    action = officer.assign("写一页差旅预支流程", officer.person("温长庚"))
    assert "已交办" in officer.text(action)
    assert "写一页差旅预支流程" in owner.text("/")
    assert "写一页差旅预支流程" in officer.text("/?tab=raised")
    assert "写一页差旅预支流程" in officer.text("/actions?q=差旅预支")


def test_a_wrong_new_action_keeps_what_was_typed_and_says_what_is_wrong(officer: Visitor) -> None:
    answer = officer.post("/actions/new", what="写一半的事", owner="", due="尽快")
    assert answer.status_code == 422
    assert 'value="写一半的事"' in answer.text
    assert 'value="尽快"' in answer.text
    assert '<a class="link" href="#owner">责任人：请填写</a>' in answer.text
    answer = officer.post("/actions/new", what="写一半的事", owner=officer.person("温长庚"), due="尽快")
    assert '<a class="link" href="#due">截止时间：这不是日期</a>' in answer.text


def test_two_people_of_one_name_are_shown_with_their_department(officer: Visitor) -> None:
    action = officer.assign("核对试产线产能口径", officer.person("张小满", "生产计划主管"))
    assert re.search(r'张小满 <span class="muted">制造部</span>', officer.text(action))
    assert "交办给 张小满（制造部）" in officer.text(action)


def test_the_number_of_an_action_leads_to_it(officer: Visitor) -> None:
    action = officer.assign("凭编号找到的事", officer.person("温长庚"))
    number = re.search(r"ACT-\d+", officer.text(action))
    assert number
    assert officer.get(f"/actions/{number[0].lower()}").headers["location"] == action
    assert officer.get(f"/search?q={number[0]}").headers["location"] == action


def test_an_action_goes_its_whole_way(officer: Visitor, owner: Visitor) -> None:
    action = officer.assign("走完全程的事", officer.person("温长庚"))
    assert owner.post(f"{action}/start", version="1").status_code == 303
    assert owner.post(f"{action}/block", version="2", why="等银行回单").status_code == 303
    assert "等银行回单" in officer.text(action)
    assert owner.post(f"{action}/unblock", version="3").status_code == 303
    moved = owner.post(
        f"{action}/move-due-date", version="4", due="2031-06-01", due_time="12:00", why="银行放假"
    )
    assert moved.status_code == 303
    assert owner.post(f"{action}/complete", version="5", evidence="回单已归档").status_code == 303
    assert "轮到你确认" in officer.text(action)
    assert "走完全程的事" in officer.text("/")
    assert officer.post(f"{action}/return", version="6", why="缺盖章页").status_code == 303
    assert owner.post(f"{action}/complete", version="7", evidence="盖章页已补").status_code == 303
    assert officer.post(f"{action}/verify", version="8").status_code == 303
    page = officer.text(action)
    for words in (
        "交办给",
        "开始办理",
        "标为受阻",
        "解除受阻",
        "延期：",
        "缺盖章页",
        "盖章页已补",
        "确认办结",
    ):
        assert words in page
    assert "走完全程的事" in owner.text("/?tab=done")
    assert "走完全程的事" in officer.text("/board")


def test_nobody_verifies_their_own_work_and_the_page_says_why(officer: Visitor) -> None:
    action = officer.assign("自己办的事", officer.person("方小雪"))
    officer.post(f"{action}/complete", version="1", evidence="办完了")
    page = officer.text(action)
    assert 'aria-disabled="true" aria-describedby="why-verify"' in page
    answer = officer.post(f"{action}/verify", version="2")
    assert answer.status_code == 409
    assert "自己办结的不能由自己确认" in answer.text


def test_whoever_has_nothing_to_do_with_it_sees_why_they_cannot_act(site: Site, officer: Visitor) -> None:
    action = officer.assign("别人的事", officer.person("温长庚"))
    colleague = site.visitor("du.yushui")
    page = colleague.text(action)
    assert "由责任人、协办人、部门负责人或督办专员来做" in page
    assert f'action="{action}/complete"' not in page
    answer = colleague.post(f"{action}/complete", version="1", evidence="我来办")
    assert answer.status_code == 409
    assert "不在你的权限内" in answer.text
    assert "未开始" in colleague.text(action)


def test_a_change_meanwhile_is_shown_and_what_was_typed_is_kept(officer: Visitor, owner: Visitor) -> None:
    action = officer.assign("两人同时动的事", officer.person("温长庚"))
    officer.post(f"{action}/move-due-date", version="1", due="2031-07-01", why="客户改期")
    answer = owner.post(f"{action}/complete", version="1", evidence="写了很久的结果")
    assert answer.status_code == 409
    assert "你填写时此项又有 1 处变动" in answer.text
    assert "客户改期" in answer.text
    assert "写了很久的结果</textarea>" in answer.text
    assert owner.post(f"{action}/complete", version="2", evidence="写了很久的结果").status_code == 303


def test_a_nudge_meanwhile_holds_nobody_up(officer: Visitor, owner: Visitor) -> None:
    action = officer.assign("边办边被催的事", officer.person("温长庚"))
    officer.post(f"{action}/nudge")
    assert owner.post(f"{action}/complete", version="1", evidence="办完了").status_code == 303
    assert officer.post(f"{action}/verify", version="2").status_code == 409


def test_nudges_count_and_say_so(officer: Visitor, owner: Visitor) -> None:
    action = officer.assign("催了又催的事", officer.person("温长庚"))
    for _ in range(2):
        answer = officer.post(f"{action}/nudge", back="/actions?q=催了又催")
        assert answer.headers["location"].startswith("/actions?q=")
    page = officer.text("/actions?q=催了又催")
    assert "已催 2" in page
    assert "已催办 ACT-" in page
    assert "已催办 ACT-" not in officer.text("/actions?q=催了又催")
    assert "已催 2" in owner.text("/")


def test_a_page_that_rereads_itself_leaves_the_notice_for_the_next(officer: Visitor) -> None:
    action = officer.assign("通知不能丢的事", officer.person("温长庚"))
    officer.get(action, **{"X-Live": "1"})
    assert "已交办" in officer.text(action)


def test_evidence_files_are_kept_and_only_ever_downloaded(
    officer: Visitor, owner: Visitor, site: Site
) -> None:
    action = officer.assign("带附件的事", officer.person("温长庚"))
    files = [
        ("files", ("../回单 1.html", b"<script>alert(1)</script>", "text/html")),
        ("files", ("b.pdf", b"%PDF", "application/pdf")),
    ]
    refused = owner.post(f"{action}/complete", files=files, version="1", evidence="")
    assert refused.status_code == 422
    assert "已上传，不用重选" in refused.text
    kept = [text.replace("&#34;", '"') for text in re.findall(r'name="kept" value="([^"]+)"', refused.text)]
    assert len(kept) == 2
    done = owner.post(f"{action}/complete", version="1", evidence="见附件", kept=kept)
    assert done.status_code == 303
    page = officer.text(action)
    link = re.findall(rf'href="({action}/files/[0-9a-f]{{64}})" download>.*?</svg>回单 1.html', page)[0]
    answer = officer.get(link)
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert "filename*=UTF-8''%E5%9B%9E%E5%8D%95%201.html" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert officer.get(f"{action}/files/{'0' * 64}").status_code == 404
    stranger = site.stranger()
    assert stranger.get(link).status_code == 303


def test_a_file_that_was_never_sent_is_no_evidence(officer: Visitor, owner: Visitor) -> None:
    action = officer.assign("附件造假的事", officer.person("温长庚"))
    made_up = '{"digest":"' + "0" * 64 + '","name":"x","size":1,"media":"text/plain"}'
    answer = owner.post(f"{action}/complete", version="1", evidence="x", kept=made_up)
    assert answer.status_code == 422
    assert owner.post(f"{action}/complete", version="1", evidence="x", kept="{").status_code == 422
    assert "未开始" in owner.text(action)


def test_what_is_above_somebodys_grade_looks_like_nothing(
    site: Site, officer: Visitor, owner: Visitor
) -> None:
    action = officer.assign("核心机密的事", officer.person("温长庚"), grade="core")
    assert "核心机密的事" in owner.text(action)
    colleague = site.visitor("du.yushui")
    nothing = "00000000-0000-7000-8000-000000000000"
    hidden, absent = colleague.get(action), colleague.get(f"/actions/{nothing}")
    assert (hidden.status_code, hidden.text) == (404, absent.text.replace(nothing, id_in(action)))
    assert "核心机密" not in colleague.text("/actions?status=all&group=none")
    assert "核心机密" not in colleague.text("/search?q=核心机密").replace("“核心机密”", "").replace(
        '"核心机密"', ""
    )
    assert "核心机密" not in officer.text("/board")
    assert colleague.post(f"{action}/nudge").status_code == 404


def test_filters_stand_in_the_address_and_each_can_be_taken_away(officer: Visitor) -> None:
    finance = officer.person("温长庚")
    officer.assign("筛选用的事一", finance)
    officer.assign("筛选用的事二", officer.person("杜雨水"))
    page = officer.text(f"/actions?q=筛选用的事&owner={finance}")
    assert "筛选用的事一" in page
    assert "筛选用的事二" not in page
    assert f'href="/actions?owner={finance}" aria-label="去掉筛选：文字或编号"' in page
    assert "没有符合筛选的待办" in officer.text("/actions?q=没有这样的待办")
    assert "筛选用的事一" not in officer.text("/actions?q=筛选用的事&status=verified")
    assert "筛选用的事一" in officer.text("/actions?q=筛选用的事&due_before=2031-05-10")
    assert "筛选用的事一" not in officer.text(f"/actions?q=筛选用的事&due_before={LATER}")
    assert "筛选用的事一" in officer.text("/actions?q=筛选用的事&group=owner")
    assert "筛选用的事一" not in officer.text("/actions?q=筛选用的事&late=1")
    assert "筛选用的事一" not in officer.text("/actions?q=筛选用的事&unowned=1")
    assert (
        officer.get("/actions?status=odd&department=odd&due_before=soon&after=x&group=odd").status_code == 200
    )


def test_a_long_list_goes_on_where_it_ended(officer: Visitor) -> None:
    owner = officer.person("柏天玑")
    assigned = {officer.assign(f"翻页用的事 {n}", owner, due=f"2032-01-{n % 28 + 1:02}") for n in range(103)}
    page = officer.text("/actions?q=翻页用的事&group=none")
    first = set(WHAT.findall(page))
    assert len(first) == 100
    following = re.search(r'<a href="(/actions\?[^"]*after=[^"]*)">还有 3 项</a>', page)
    assert following
    second = set(WHAT.findall(officer.text(following[1])))
    assert first | second == assigned
    assert first & second == set()
    everything = officer.text("/actions?q=翻页用的事")
    assert len(WHAT.findall(everything)) == 100


def test_groups_show_their_first_and_link_to_the_rest(officer: Visitor) -> None:
    for n in range(8):
        officer.assign(f"分组用的事 {n}", officer.person("温长庚"))
    officer.assign("分组用的事 另一部门", officer.person("杜雨水"))
    page = officer.text("/actions?q=分组用的事")
    rest = re.search(r'<a href="(/actions\?[^"]*)">还有 2 项</a>', page)
    assert rest
    assert len(WHAT.findall(officer.text(rest[1]))) == 8


def test_minutes_without_an_owner_stand_under_nobody(officer: Visitor) -> None:
    assert officer.get("/actions?department=-").status_code == 200
    assert officer.get("/actions?unowned=1&group=none").status_code == 200


def test_the_search_finds_people_meetings_and_actions(officer: Visitor) -> None:
    action = officer.assign("搜索用的独特事项", officer.person("温长庚"))
    assert action in officer.text("/search?q=独特事项")
    page = officer.text("/search?q=产销研")
    assert "产销研周协调会" in page
    assert "张小满" in officer.text("/search?q=小满")
    assert "没有找到" in officer.text("/search?q=查无此事此人")
    assert officer.get("/search").status_code == 200


def test_the_pages_speak_english(site: Site) -> None:
    visitor = site.visitor("max.beispiel", **{"Accept-Language": "en-GB"})
    action = visitor.assign("Price list of spare parts", visitor.person("Max Beispiel"))
    page = visitor.text(action)
    for words in ("It is your turn", "assigned it to Max Beispiel", "Fri 9 May 2031 18:00", "Not begun"):
        assert words in page
    assert "My desk" in visitor.text("/")
    assert "Public board" in visitor.text("/board")


def test_every_page_is_kept_out_of_shared_caches_and_runs_no_foreign_code(officer: Visitor) -> None:
    for path in ("/", "/actions", "/board", "/search", "/preferences", "/actions/new"):
        answer = officer.get(path)
        assert answer.headers["cache-control"] == "private, no-cache"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<script>" not in answer.text
        assert " style=" not in answer.text


def test_an_id_that_is_none_is_a_plain_not_found(officer: Visitor) -> None:
    for path in ("/actions/nonsense", "/actions/ACT-999999", "/actions/%00", f"/actions/{'x' * 3000}"):
        assert officer.get(path).status_code == 404
    action = officer.assign("没有这种操作的事", officer.person("温长庚"))
    assert officer.post(f"{action}/explode").status_code == 404
    assert officer.get(f"{action}/complete").status_code == 405
    assert id_in(action)

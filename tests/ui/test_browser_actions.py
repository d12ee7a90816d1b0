"""Actions in a real browser: by keyboard, live between two people, without scripts, for everybody."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browsing import browsing, grave, live, opened, sideways
from tests.ui.site import Site, Visitor


@pytest.fixture(scope="module")
def officer(site: Site) -> Visitor:
    return site.visitor("fang.xiaoxue")


def test_signing_in_takes_only_the_keyboard(chromium: Browser, site: Site) -> None:
    with browsing(chromium, site) as context:
        page = opened(context, "/actions")
        expect(page.locator("#login")).to_be_focused()
        page.keyboard.type("fang.xiaoxue")
        page.keyboard.press("Tab")
        page.keyboard.type(site.password)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site.address}/actions")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_the_keys_of_the_list_work(chromium: Browser, site: Site, officer: Visitor) -> None:
    action = officer.assign("键盘打开的事", officer.person("温长庚"))
    officer.assign("键盘打开的事之二", officer.person("温长庚"), due="2031-06-01")
    with browsing(chromium, site, "fang.xiaoxue") as context:
        page = opened(context, "/actions?q=键盘打开的事")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site.address}{action}")
        page.goto("/actions")
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()
        page.keyboard.type("cjk")
        expect(page.locator("#find")).to_have_value("cjk")
        page.goto("/actions")
        page.keyboard.press("c")
        expect(page).to_have_url(f"{site.address}/actions/new")


def test_a_nudge_and_a_completion_are_seen_by_the_other_at_once(
    chromium: Browser, site: Site, officer: Visitor, tmp_path: Path
) -> None:
    action = officer.assign("两个人看着的事", officer.person("温长庚"))
    receipt = tmp_path / "回单.txt"
    receipt.write_text("已付", "utf-8")
    with browsing(chromium, site, "fang.xiaoxue") as hers, browsing(chromium, site, "wen.changgeng") as his:
        tracker = live(opened(hers, "/actions?q=两个人看着的事"))
        owner = live(opened(his, action))
        row = tracker.locator("tr[data-href]")
        row.get_by_role("button", name="催一下").click()
        expect(tracker.locator("#notice")).to_contain_text("已催办")
        expect(row).to_contain_text("已催 1")
        assert tracker.url.startswith(f"{site.address}/actions?q=")
        expect(owner.locator("#action-facts")).to_contain_text("1 次")

        owner.get_by_label("佐证材料").fill("已付清，见回单")
        owner.get_by_label("附件").set_input_files(receipt)
        owner.get_by_role("button", name="办结").click()
        expect(owner.locator("#notice")).to_contain_text("已办结")
        expect(owner.locator("#action-evidence")).to_contain_text("回单.txt")
        expect(row).to_contain_text("完成待确认")
        expect(row.get_by_role("link", name="确认")).to_be_visible()


def test_what_somebody_is_typing_stays_when_the_page_changes_under_them(
    chromium: Browser, site: Site, officer: Visitor
) -> None:
    action = officer.assign("边写边变的事", officer.person("温长庚"))
    with browsing(chromium, site, "wen.changgeng") as his:
        page = live(opened(his, action))
        text = page.get_by_label("佐证材料")
        text.fill("写到一半的结果")
        text.evaluate("field => field.setSelectionRange(2, 4)")
        officer.post(f"{action}/move-due-date", version="1", due="2031-07-01", why="客户改期")
        expect(page.locator("#action-history")).to_contain_text("客户改期")
        expect(text).to_be_focused()
        expect(text).to_have_value("写到一半的结果")
        assert text.evaluate("field => [field.selectionStart, field.selectionEnd]") == [2, 4]
        page.get_by_role("button", name="办结").click()
        expect(page.get_by_role("alert")).to_contain_text("你填写时此项又有 1 处变动")
        live(page)
        officer.post(f"{action}/nudge")
        expect(page.locator("#action-facts")).to_contain_text("1 次")
        expect(page.get_by_label("佐证材料")).to_have_value("写到一半的结果")
        page.get_by_role("button", name="办结").click()
        expect(page.locator("#action-head")).to_contain_text("完成待确认")


def test_the_tabs_of_one_browser_share_one_stream(chromium: Browser, site: Site, officer: Visitor) -> None:
    action = officer.assign("多个标签页看着的事", officer.person("温长庚"))
    with browsing(chromium, site, "fang.xiaoxue") as context:
        streams: list[str] = []
        context.on("request", lambda asked: streams.append(asked.url) if "/live?" in asked.url else None)
        tabs = [live(opened(context, "/actions?q=多个标签页")) for _ in range(8)]
        assert len(streams) == 1
        officer.post(f"{action}/nudge")
        for tab in tabs:
            expect(tab.locator("tr[data-href]")).to_contain_text("已催 1")
        tabs[0].close()
        officer.post(f"{action}/nudge")
        for tab in tabs[1:]:
            expect(tab.locator("tr[data-href]")).to_contain_text("已催 2")
        assert len(streams) == 2


def test_a_broken_stream_is_said(chromium: Browser, site: Site) -> None:
    with browsing(chromium, site, "fang.xiaoxue") as context:
        context.route("**/live?*", lambda route: route.abort())
        page = opened(context, "/actions")
        expect(page.locator("#live-word")).to_have_text("已断开")


def test_everything_works_without_scripts(chromium: Browser, site: Site, officer: Visitor) -> None:
    action = officer.assign("没有脚本也能办的事", officer.person("温长庚"))
    with browsing(chromium, site, "wen.changgeng", scripts=False) as context:
        page = opened(context, action)
        page.get_by_role("button", name="开始").click()
        expect(page.locator("#notice")).to_contain_text("已开始")
        page.get_by_role("button", name="办结").click()
        expect(page.get_by_role("alert")).to_contain_text("佐证材料：请填写")
        page.get_by_label("佐证材料").fill("见附件")
        page.get_by_role("button", name="办结").click()
        expect(page.locator("#action-head")).to_contain_text("完成待确认")
    with browsing(chromium, site, "fang.xiaoxue", scripts=False) as context:
        other = officer.assign("没有脚本也能催的事", officer.person("温长庚"))
        page = opened(context, "/actions?q=没有脚本也能催的事")
        page.get_by_role("button", name="催一下").click()
        expect(page.locator("tr[data-href]")).to_contain_text("已催 1")
        page.locator("summary", has_text="筛选").click()
        page.get_by_label("逾期").check()
        page.get_by_role("button", name="筛选").click()
        expect(page.locator("#main")).to_contain_text("没有符合筛选的待办")
        page.goto(other)
        page.locator("summary", has_text="取消").click()
        page.get_by_label("为什么不再需要").fill("重复了")
        page.get_by_role("button", name="取消").click()
        expect(page.locator("#action-head")).to_contain_text("已取消")


@pytest.mark.parametrize(("lang", "theme", "width"), [("zh-CN", "light", 1440), ("en-GB", "dark", 360)])
def test_the_pages_are_for_everybody(
    chromium: Browser, site: Site, officer: Visitor, lang: str, theme: str, width: int
) -> None:
    mine = officer.assign("人人可用的事", officer.person("方小雪"), due="2026-01-05")
    done = officer.assign("等我确认的事", officer.person("温长庚"))
    site.visitor("wen.changgeng").post(f"{done}/complete", version="1", evidence="见附件")
    paths = [
        "/",
        "/?tab=raised",
        "/?tab=done",
        "/actions",
        "/actions?q=没有这样的待办",
        "/actions?group=owner",
        mine,
        done,
    ]
    paths += ["/actions/new", "/preferences", "/board", "/search?q=事", "/search", "/actions/ACT-999999"]
    with browsing(chromium, site, "fang.xiaoxue", lang=lang, theme=theme, width=width) as context:  # type: ignore[arg-type]
        page = context.new_page()
        wrong: list[str] = []
        for path in paths:
            page.goto(path)
            for closed in page.locator("details:not([open])").all():
                closed.evaluate("details => details.open = true")
            wrong += grave(page) + [f"{path} is {by} px too wide" for by in [sideways(page)] if by > 0]
        page.goto("/actions/new")
        page.locator("#main form button").click()
        wrong += grave(page)
    with browsing(chromium, site, lang=lang, theme=theme, width=width) as context:  # type: ignore[arg-type]
        wrong += grave(opened(context, "/sign-in"))
    assert wrong == []

"""A coordination meeting in a real browser, from its plan to the actions on the tracker, as scenario 2 of the
sample company tells it; the review by keyboard alone; and every page for everybody."""

from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browsing import browsing, grave, opened, sideways
from tests.ui.site import Site
from tests.ui.test_meetings import scheduled
from tests.ui.test_minutes import drafted

SAMPLE = (files("hub") / "sample" / "minutes-17.txt").read_text("utf-8")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def plan(page: Page, title: str, day: str) -> None:
    """Schedules the meeting of the open form."""
    page.get_by_label("会议名称").fill(title)
    page.get_by_label("日期", exact=True).fill(day)
    page.get_by_label("开始", exact=True).fill("14:00")
    page.get_by_label("结束", exact=True).fill("15:00")
    press(page, "安排会议")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def choose(page: Page, text: str, post: str) -> None:
    """Invites somebody by searching as one types."""
    picker = page.locator("[data-picker]")
    picker.get_by_role("searchbox").fill(text)
    picker.locator("li:visible", has_text=post).get_by_role("checkbox").check()


def test_a_weekly_meeting_from_its_series_to_the_tracker(chromium: Browser, site: Site) -> None:
    with browsing(chromium, site, "fang.xiaoxue") as context:
        page = opened(context, "/series/new")
        page.get_by_label("系列名称").fill("产销研周会")
        page.locator("#facilitator").select_option(label="方小雪 · 总裁办主任")
        page.locator("#recorder").select_option(label="卢夏至 · 销售运营")
        page.get_by_label("第 1 项议题", exact=True).fill("遗留事项")
        page.get_by_label("第 2 项议题", exact=True).fill("资源瓶颈")
        press(page, "加一项议题")
        page.get_by_label("第 3 项议题", exact=True).fill("决议")
        press(page, "去掉第 2 项议题")
        for text, department in [
            ("小满", "销售部"),
            ("生产计划", "制造部"),
            ("傅霜降", "供应链部"),
            ("常大雪", "质量部"),
        ]:
            choose(page, text, department)
        press(page, "建立系列")
        series = page.url
        for number, day in ((1, "2031-04-28"), (2, "2031-05-06")):
            page.goto(series)
            page.get_by_role("link", name="安排下一次").click()
            expect(page.get_by_label("会议名称")).to_have_value(f"产销研周会 第 {number} 次")
            plan(page, f"产销研周会 第 {number} 次", day)
        following = page.url
        page.goto(series)
        page.get_by_role("link", name="产销研周会 第 1 次").click()
        meeting = page.url
        press(page, "发出议程")
        press(page, "开会")
        page.get_by_label("搁置的议题").fill("外壳备选")
        press(page, "放入停车位")
        page.get_by_text("了结此议题").first.click()
        page.get_by_label("结论").fill("维持现有供应商")
        press(page, "了结此议题")
        press(page, "散会")
        expect(page.locator("#notice")).to_contain_text("纪要须在 24 小时内发布")
        review(chromium, site, meeting)
        tracked(chromium, site)
        page.goto(following)
        expect(page.locator("#meeting")).to_contain_text("开会时自动列入")
        press(page, "开会")
        carried = page.locator("section", has=page.get_by_role("heading", name="遗留事项"))
        expect(carried.get_by_role("row", name="核对5月试产线产能口径")).to_contain_text("2", timeout=10_000)
        expect(carried).to_contain_text("欧洲售后备件价格")


def review(chromium: Browser, site: Site, meeting: str) -> None:
    """The recorder pastes the sample's minutes, settles the two that are not clear, and publishes."""
    with browsing(chromium, site, "lu.xiazhi") as context:
        page = opened(context, meeting)
        page.get_by_label("粘贴纪要文稿").fill(SAMPLE)
        press(page, "识别待办与决议")
        expect(page.locator("#nopub")).to_contain_text("第 3 条有多位“张小满”")
        expect(page.locator("#nopub")).to_contain_text("第 4 条只写了部门“质量部”，“尽快”不是日期")
        press(page, "接受无疑问的 4 条")
        third = page.locator("#f3")
        expect(third.get_by_label("截止时间", exact=True)).to_have_value("2031-05-06")
        third.get_by_role("radio", name="张小满 制造部 生产计划主管").check()
        third.get_by_label("截止时间 时间").fill("12:00")
        third.get_by_label("事项").fill("核对5月试产线产能口径")
        press(page, "接受更正 第 3 条")
        fourth = page.locator("#f4")
        press(page, "接受更正 第 4 条")
        expect(fourth.locator(".error")).to_have_count(2)
        fourth.get_by_label("责任人").fill("常大雪")
        fourth.get_by_label("截止时间", exact=True).fill("2031-05-07")
        press(page, "接受更正 第 4 条")
        press(page, "发布纪要")
        expect(page.get_by_role("heading", name="会议纪要〔")).to_be_visible()
        expect(page.locator("#meeting")).to_contain_text("待办 4 项")


def tracked(chromium: Browser, site: Site) -> None:
    """The actions are on the tracker, each with its owner, the two of one name told apart."""
    with browsing(chromium, site, "lu.xiazhi") as context:
        page = opened(context, "/actions?q=产能口径")
        row = page.get_by_role("row", name="核对5月试产线产能口径")
        expect(row).to_contain_text("张小满")
        expect(row).to_contain_text("制造部")
        expect(row).to_contain_text("12:00")


def test_the_review_takes_only_the_keyboard(chromium: Browser, site: Site) -> None:
    _, meeting = drafted(site, "只用键盘的会", SAMPLE)
    with browsing(chromium, site, "lu.xiazhi") as context:
        page = opened(context, f"{meeting}/minutes")
        keys = page.keyboard
        expect(page.locator("#f1")).to_be_focused()
        keys.press("Enter")
        expect(page.locator("#f2")).to_be_focused()
        keys.press("x")
        expect(page.locator("#f3")).to_be_focused()
        keys.press("j")
        keys.press("k")
        keys.press("e")
        expect(page.locator("#f3").get_by_role("radio").first).to_be_focused()
        keys.press("ArrowDown")
        keys.press("Escape")
        keys.press("e")
        expect(page.locator("#f3-due")).to_be_focused()
        type_date(page, "06062031")
        keys.press("Enter")
        expect(page.locator("#f4")).to_be_focused()
        keys.press("Enter")
        expect(page.locator("#f4 .error")).to_have_count(2)
        keys.press("e")
        keys.type("常大雪")
        keys.press("Escape")
        keys.press("e")
        expect(page.locator("#f4-due")).to_be_focused()
        type_date(page, "06052031")
        keys.press("Enter")
        for number in (5, 6):
            expect(page.locator(f"#f{number}")).to_be_focused()
            keys.press("Enter")
        expect(page.get_by_role("button", name="发布纪要")).to_be_enabled()
        page.get_by_role("button", name="发布纪要").focus()
        keys.press("Enter")
        expect(page.locator("#meeting")).to_contain_text("待办 3 项")


def type_date(page: Page, digits: str) -> None:
    """Types into a date field, month first as this browser has it."""
    for digit in digits:
        page.keyboard.press(digit)


def test_people_from_a_file_with_faults_then_without(chromium: Browser, site: Site) -> None:
    bad = "账号,姓名,部门,直属上级\nwang.chunyu,王春雨,质量部,nobody\nwang.chunyu,王春雨,没有的部,\n"
    good = "账号,姓名,部门,直属上级\nwang.chunyu,王春雨,质量部,meng.dongzhi\n"
    with browsing(chromium, site, "admin") as context:
        page = opened(context, "/directory/import")
        page.get_by_label("CSV 文件").set_input_files(
            {"name": "people.csv", "mimeType": "text/csv", "buffer": bad.encode("gb18030")}
        )
        press(page, "检查")
        expect(page.get_by_role("alert")).to_contain_text("3 处有误")
        expect(page.get_by_role("row", name="第 3 行 部门 没有的部 没有这个部门")).to_be_visible()
        expect(page.get_by_role("button", name="写入")).to_have_count(0)
        page.get_by_label("CSV 文件").set_input_files(
            {"name": "people.csv", "mimeType": "text/csv", "buffer": good.encode("utf-8-sig")}
        )
        press(page, "检查")
        press(page, "写入 1 人")
        expect(page.locator("#notice")).to_contain_text("已写入 1 人")
        expect(page.get_by_role("link", name="王春雨")).to_be_visible()


@pytest.fixture(scope="module")
def meeting_pages(site: Site) -> list[str]:
    """The pages of meetings, in states that show much."""
    fang = site.visitor("fang.xiaoxue")
    running = scheduled(
        fang, "正在开的会", agenda_title="甲", agenda_minutes="5", recorder=fang.person("卢夏至")
    )
    fang.post(f"{running}/open")
    fang.post(f"{running}/park", title="放一放的事", why="缺数据")
    lu, reviewed = drafted(site, "在审核的会", SAMPLE)
    lu.post(f"{reviewed}/minutes/1/settle")
    _, published = drafted(site, "发布了的会", "1. 请杜雨水在6月6日前寄出样品。\n决议：照旧。\n")
    lu.post(f"{published}/minutes/accept-clear")
    lu.post(f"{published}/minutes/publish")
    series = fang.post("/series/new", title="看得到的系列", agenda_title="甲", agenda_minutes="5")
    return [
        "/meetings",
        "/meetings/new",
        "/meetings/import",
        running,
        f"{reviewed}/minutes",
        published,
        f"{published}/source",
        "/series",
        "/series/new",
        series.headers["location"],
    ]


@pytest.fixture(scope="module")
def directory_pages(site: Site) -> list[str]:
    """The pages of the directory."""
    admin = site.visitor("admin")
    department = admin.post("/directory/departments/new", name="看得到的部", slug="visible")
    return [
        "/directory",
        f"/directory/people/{admin.person('杜雨水')}",
        department.headers["location"],
        "/directory/people/new",
        "/directory/import",
    ]


def unfit(page: Page, paths: list[str]) -> list[str]:
    """What is gravely wrong with the pages for people with disabilities, and which are too wide."""
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += grave(page)
        wrong += [f"{path} is {by} px too wide"] if (by := sideways(page)) > 0 else []
    return wrong


def test_every_page_is_for_everybody_in_chinese(
    chromium: Browser, site: Site, meeting_pages: list[str], directory_pages: list[str]
) -> None:
    with browsing(chromium, site, "lu.xiazhi", width=360) as context:
        assert unfit(context.new_page(), meeting_pages) == []
    with browsing(chromium, site, "admin", theme="dark") as context:
        assert unfit(context.new_page(), directory_pages) == []


def test_every_page_is_for_everybody_in_english(
    chromium: Browser, site: Site, meeting_pages: list[str], directory_pages: list[str]
) -> None:
    with browsing(chromium, site, "lu.xiazhi", lang="en-GB", theme="dark") as context:
        assert unfit(context.new_page(), meeting_pages) == []
    with browsing(chromium, site, "admin", lang="en-GB", width=360) as context:
        assert unfit(context.new_page(), directory_pages) == []

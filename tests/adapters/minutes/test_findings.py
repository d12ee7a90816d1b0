"""What is an action, whose it is and until when, one line of minutes each, of a meeting on 2022-03-24."""

from datetime import date

import pytest

from adapters.minutes.findings import Finding, find

HELD_ON = date(2022, 3, 24)


def _found(text: str, *known_names: str) -> list[Finding]:
    return find(text, HELD_ON, known_names=known_names)


def _facts(text: str) -> list[tuple[int, str, str, tuple[str, ...], str | None]]:
    found = _found(text)
    return [(each.line, each.kind, each.text, each.owners, _day(each)) for each in found]


def _day(finding: Finding) -> str | None:
    return finding.due.isoformat() if finding.due else None


ACTIONS = [
    # line of minutes, text, owners, due
    ("1、补充报告。责任人：张三 完成时间：4月30日", "补充报告。", ["张三"], "2022-04-30"),
    ("2) 刷新路标 -责任人董金光  完成时间：4月15", "刷新路标", ["董金光"], "2022-04-15"),
    (
        "③ 明确规则，负责人：刘建宇 ， 王意明。完成时间：2022年5月12日",
        "明确规则",
        ["刘建宇", "王意明"],
        "2022-05-12",
    ),
    (
        "(4) 刷新规范。责任人：邢文华、余甜，闭环时间10月22日。",
        "刷新规范。",
        ["邢文华", "余甜"],
        "2022-10-22",
    ),
    ("- 接口文档提交给张三。——李四、5月30日", "接口文档提交给张三。", ["李四"], "2022-05-30"),
    ("* 展示页 --devboard sig&基础设施工作组", "展示页", ["devboard sig", "基础设施工作组"], None),
    ("6. 找软总线对齐。--张振和高博", "找软总线对齐。", ["张振", "高博"], None),
    ("7. 输出原型 责任人：张三和软总线对齐", "输出原型", ["张三"], None),
    (
        "8. 讨论接口（高涵一：13800000000）--负责人：张海名",
        "讨论接口（高涵一：13800000000）",
        ["张海名"],
        None,
    ),
    (
        "9. 清理仓库，责任人：张三(00123456)，配合人：李四，截止时间：2022.5.8",
        "清理仓库",
        ["张三"],
        "2022-05-08",
    ),
    ("10. 架构梳理由李四牵头，5月前输出。", "架构梳理由李四牵头，5月前输出。", ["李四"], "2022-05-31"),
    ("11. 由张三和李四负责评审", "由张三和李四负责评审", ["张三", "李四"], None),
    ("责任人：张三，完成需求分析，5月8日前。", "完成需求分析", ["张三"], "2022-05-08"),
    (
        "- Agree on the API -- owner: dongjinguang & zhangmingxiu",
        "Agree on the API",
        ["dongjinguang", "zhangmingxiu"],
        None,
    ),
    ("- Test it. owern: chenfen and Vinod Kumar S", "Test it.", ["chenfen", "Vinod Kumar S"], None),
    ("- Use it owner -- tanliwen", "Use it", ["tanliwen"], None),
    (
        "- Write docs; owner: [@mazhanfu](https://x.org/f) [@yujing](someone@example.org)",
        "Write docs",
        ["mazhanfu", "yujing"],
        None,
    ),
    ("- Add FAQ.  owner: [yangni] (https://x.org/n)", "Add FAQ.", ["yangni"], None),
    (
        "- Ask the lead [@zhang](https://x.org/z); owner: [@Jianyu Liu](someone@example.org)",
        "Ask the lead @zhang",
        ["Jianyu Liu"],
        None,
    ),
    ("- Open the source. [@lilailong](https://x.org/k)", "Open the source.", ["lilailong"], None),
    ("- Ship it. Assigned to: Li Lei. Deadline: May 3", "Ship it.", ["Li Lei"], "2022-05-03"),
    (
        "- Ship it (Owner: Alice Wang, Bob Li; Due: 10 April)",
        "Ship it",
        ["Alice Wang", "Bob Li"],
        "2022-04-10",
    ),
    ("- Ship it. Owner: someone@example.org", "Ship it.", ["someone@example.org"], None),
    ("@zhangsan 更新脚本，4月8号前", "更新脚本", ["zhangsan"], "2022-04-08"),
]


@pytest.mark.parametrize(("line", "text", "owners", "due"), ACTIONS, ids=[case[0][:30] for case in ACTIONS])
def test_an_item_naming_a_responsible_party_is_an_action(
    line: str, text: str, owners: list[str], due: str | None
) -> None:
    assert _facts(line) == [(1, "action", text, tuple(owners), due)]


NO_ACTIONS = [
    "No01 汇报进展，汇报人-王肖云",
    "汇报进展 -- 汇报人：王五",
    "各模块负责人需要确认方案。",
    "communicate with the PMC/SIG team owner to close the problem",
    "评审通过--同意",
    "见 https://x.org/a--b",
    "API SIG由强波来担任",
    "经由张三介绍，同意方案。",
    "sig-kernel [@wangmihu](https://x.org/w)",
    "Approved -- done",
]


@pytest.mark.parametrize("line", NO_ACTIONS)
def test_a_reporter_a_role_or_a_state_is_no_responsible_party(line: str) -> None:
    assert _found(line) == []


DAYS = [
    ("2022-05-12", "2022-05-12"),
    ("20220512", "2022-05-12"),
    ("2022年5月12号", "2022-05-12"),
    ("3月24日", "2022-03-24"),
    ("3月23日", "2023-03-23"),
    ("月底", "2022-03-31"),
    ("下月底", "2022-04-30"),
    ("4月上旬", "2022-04-10"),
    ("4月中旬", "2022-04-20"),
    ("4月下旬", "2022-04-30"),
    ("2022年7月", "2022-07-31"),
    ("7月底", "2022-07-31"),
    ("5月前", "2022-05-31"),
    ("Q3", "2022-09-30"),
    ("年底前", "2022-12-31"),
    ("4月15日/4月30日", "2022-04-30"),
    ("5月10日（初稿）、5月30日（终稿）", "2022-05-30"),
    ("Feb 2023", "2023-02-28"),
    ("end of May", "2022-05-31"),
    ("下周三", "2022-03-30"),
    ("2月29日", "2024-02-29"),
    ("待定", None),
    ("下一个release版本前", None),
    ("5月PMC例会前", None),
    ("版本发布后一周内", None),
    ("3.2 Release发布前", None),
    ("13月40日", None),
]


@pytest.mark.parametrize(("written", "due"), DAYS)
def test_a_day_is_the_first_such_a_period_ends_on_its_last_and_an_event_is_none(
    written: str, due: str | None
) -> None:
    [found] = _found(f"1. 补充材料。责任人：张三，完成时间：{written}")
    assert (found.text, _day(found)) == ("补充材料。", due)
    assert found.due_phrase == (None if due else written)


def test_a_day_that_is_no_limit_is_not_taken_for_one() -> None:
    [found] = _found("遗留问题：核对5月试产线产能口径，活动2022年4月25日进行")
    assert found.due is None


def test_without_a_day_of_the_meeting_only_full_dates_are_told() -> None:
    written = "1. A方案 责任人：张三，完成时间：4月8日\n2. B方案 责任人：张三，完成时间：2022-04-08"
    assert [(each.due, each.due_phrase) for each in find(written, None)] == [
        (None, "4月8日"),
        (date(2022, 4, 8), None),
    ]


def test_every_item_under_open_issues_is_an_action_unless_it_says_none() -> None:
    minutes = (
        "遗留问题：\n1. 补充报告\n2. 无\n\n## Action items\n- Fix the build\n- None\n\n结论：\n1. 同意成立\n"
    )
    assert [(each.line, each.kind) for each in _found(minutes)] == [
        (2, "action"),
        (6, "action"),
        (10, "decision"),
    ]


def test_who_is_named_in_an_action_list_needs_no_label() -> None:
    minutes = "待办：\n- 张三：整理清单（4月底）\n- 更新白皮书（赵六，5/30）\n- 完善模板 张三 4月12日\n"
    minutes += "- [x] 发布 @bob"
    assert [(each.text, each.owners, _day(each), each.closed) for each in _found(minutes)] == [
        ("整理清单", ("张三",), "2022-04-30", False),
        ("更新白皮书", ("赵六",), "2022-05-30", False),
        ("完善模板", ("张三",), "2022-04-12", False),
        ("发布", ("bob",), None, True),
    ]


def test_a_cell_holds_conclusions_and_open_issues_all_on_the_line_of_the_row() -> None:
    row = "| No1 | 题目，汇报人-王五 | 会议结论：同意成立遗留问题：1、刷新--张三<br>2）分析--李四3）归档 |"
    assert _facts(f"| 编号 | 议题名称 | 会议纪要 |\n|---|---|---|\n{row}") == [
        (3, "decision", "同意成立", (), None),
        (3, "action", "刷新", ("张三",), None),
        (3, "action", "分析", ("李四",), None),
        (3, "action", "归档", (), None),
    ]


def test_a_table_with_a_column_of_owners_has_one_action_a_row() -> None:
    head = "| 任务 | 责任人 | 完成时间 | 状态 |\n|--|--|--|--|\n"
    table = head + "| 输出方案 | 张三/李四 | 4月10日 | 已完成 |\n| 走读 | QA SIG | 待定 | |"
    first, second = _found(table)
    assert (first.text, first.owners, first.due, first.closed) == (
        "输出方案",
        ("张三", "李四"),
        date(2022, 4, 10),
        True,
    )
    assert (second.owners, second.due, second.due_phrase) == (("QA SIG",), None, "待定")


def test_a_plan_is_its_proposers_and_a_later_day_in_its_progress_counts() -> None:
    head = "| Plan | Period | Proposer | Progress | Status |\n|--|--|--|--|--|\n"
    table = head + "| Event bubbling | Apr 2022 | Borne | 2022-03-01: release on May 8 | Close |"
    assert [(each.owners, _day(each), each.closed) for each in _found(table)] == [
        (("Borne",), "2022-05-08", True)
    ]


def test_of_nested_items_the_leaf_is_the_action_and_the_lead_in_gives_its_owner() -> None:
    minutes = (
        "## 遗留问题\n1、工具优化：\n  - 增加提示\n  - 检查用例\n  责任人：王意明 完成时间：4月8日\n2、归档"
    )
    assert _facts(minutes) == [
        (3, "action", "增加提示", ("王意明",), "2022-04-08"),
        (4, "action", "检查用例", ("王意明",), "2022-04-08"),
        (6, "action", "归档", (), None),
    ]


def test_a_topic_with_a_name_behind_a_dash_gives_its_owner_to_its_items() -> None:
    minutes = "Topic2: New file system  -- LiZan\n1. Focus on as follows:\n(1) Configure it.\n"
    minutes += "2. Sort the baseline.\n\nTopic3: Next\n1. Agreed."
    assert _facts(minutes) == [
        (3, "action", "Configure it.", ("LiZan",), None),
        (4, "action", "Sort the baseline.", ("LiZan",), None),
    ]


def test_a_note_on_how_an_action_gets_on_is_none_itself() -> None:
    minutes = "1. Fix the build -- owner: bob\n  - Not finished\n2. Ship -- owner: amy\n  - Having finished\n"
    assert [(each.line, each.closed) for each in _found(minutes)] == [(1, False), (3, True)]


def test_owner_and_day_on_lines_of_their_own_belong_to_the_item_before() -> None:
    minutes = "- 完成评审\n  - 责任人：张三\n  - 完成时间：4月30日\n  - 状态：已完成\n"
    [found] = _found(minutes)
    assert (found.line, found.owners, found.due, found.closed) == (1, ("张三",), date(2022, 4, 30), True)


def test_an_owner_below_a_list_of_open_issues_without_any_owns_them_all() -> None:
    row = "| 1 | 遗留问题：<br>1、关注交互；<br>2、风格一致；<br>负责人：王志兴，预计完成时间12月 |"
    assert [(each.owners, _day(each)) for each in _found(row)] == [(("王志兴",), "2022-12-31")] * 2


CLOSED = [
    ("问题一（已闭环）", True),
    ("问题二，已完成。", True),
    ("问题三--已解决", True),
    ("问题四（未闭环）", False),
    ("待问题五完成后关闭", False),
    ("已支持的开发板逐步整改", False),
]


@pytest.mark.parametrize(("item", "closed"), CLOSED)
def test_an_action_is_closed_when_the_text_says_so(item: str, closed: bool) -> None:
    [found] = _found(f"遗留问题：\n1. {item}")
    assert found.closed is closed


def test_two_actions_behind_one_semicolon_are_two() -> None:
    assert _facts("遗留问题：补充材料，责任人：李四；刷新文档，责任人：王五") == [
        (1, "action", "补充材料", ("李四",), None),
        (1, "action", "刷新文档", ("王五",), None),
    ]


def test_who_presents_or_attends_owns_nothing() -> None:
    minutes = "参会人：张三、李四\n议程：\n1. 汇报 --张三\n\n| 姓名 | 账号 |\n|--|--|\n| 张三 "
    "| [@zhang](https://x.org) |"
    assert _found(minutes) == []


MEETING_17 = """一、青鸟样机
1. 请杜雨水在4月30日前输出BOM冻结版。
2. 进口传感器替代料由傅霜降落实，5月9日（周六，调休上班）下班前完成。
二、产能
3. 张小满核对5月试产线产能口径，下次会前反馈。
4. 质量部尽快给出抽检方案。
决议：样机外壳供应商维持现状，不再重新比价。
停车位：欧洲售后备件价格，转欧洲业务部下次说明。"""


def test_the_weekly_meeting_of_the_sample_company() -> None:
    found = find(
        MEETING_17, date(2026, 4, 27), known_names=["杜雨水", "傅霜降", "张小满", "质量部", "欧洲业务部"]
    )
    assert [(each.line, each.kind, each.owners, each.due, each.due_phrase) for each in found] == [
        (2, "action", ("杜雨水",), date(2026, 4, 30), None),
        (3, "action", ("傅霜降",), date(2026, 5, 9), "下班前"),
        (5, "action", ("张小满",), None, "下次会前"),
        (6, "action", ("质量部",), None, "尽快"),
        (7, "decision", (), None, None),
        (8, "parked", (), None, "下次说明"),
    ]


def test_a_short_name_of_the_directory_at_the_end_of_a_line_is_found_beside_longer_ones() -> None:
    [found] = _found("1. 归档，owner: PMC", "PMC", "devboard sig")
    assert found.owners == ("PMC",)


def test_a_name_of_the_directory_that_only_reports_has_no_action() -> None:
    assert _found("张小满介绍了试产线情况。", "张小满") == []


def test_what_is_said_in_a_transcript() -> None:
    cues = [
        "WEBVTT\n",
        "00:01.000 --> 00:04.000\n<v 张三>我介绍一下背景。替代料这件事我来负责，下周五前完成。\n",
        "00:05.000 --> 00:09.000\n<v 李四>抽检方案由王五负责，\n尽快给出。\n",
        "00:10.000 --> 00:12.000\n<v Amy>We agreed to keep the supplier. I'll send the report by Friday.\n",
    ]
    found = [(each.line, each.kind, each.owners, each.due) for each in _found("\n".join(cues))]
    assert found == [
        (4, "action", ("张三",), date(2022, 4, 1)),
        (7, "action", ("王五",), None),
        (11, "decision", (), None),
        (11, "action", ("Amy",), date(2022, 3, 25)),
    ]

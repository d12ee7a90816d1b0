"""The shapes minutes come in: who is named in a heading, a label in brackets, a table of aligned columns."""

import timeit
from datetime import date

import pytest

from adapters.minutes.findings import find

HELD_ON = date(2022, 3, 24)


def _found(text: str) -> list[tuple[int, str, tuple[str, ...], str | None]]:
    return [
        (each.line, each.text, each.owners, each.due.isoformat() if each.due else None)
        for each in find(text, HELD_ON)
        if each.kind == "action"
    ]


HEADINGS = [
    "## 待办（张三跟进）",
    "## 行动项（责任人：张三）",
    "遗留问题（张三）：",
    "## 遗留问题\n### 张三",
    "## Action items\n[Owner] 张三",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_who_is_named_in_a_heading_owns_the_items_that_name_nobody(heading: str) -> None:
    line = heading.count("\n") + 2
    assert _found(f"{heading}\n- 核对版本\n- 发布公告 --李四\n") == [
        (line, "核对版本", ("张三",), None),
        (line + 1, "发布公告", ("李四",), None),
    ]


def test_a_second_owner_on_a_line_of_its_own_owns_what_follows_it() -> None:
    minutes = "Action items:\n[Owner] Alice\n- Renew\n\n[Owner] Ben Cho\n- Rehearse\n"
    assert _found(minutes) == [(3, "Renew", ("Alice",), None), (6, "Rehearse", ("Ben Cho",), None)]


def test_a_day_in_the_heading_is_the_day_of_the_items_without_one() -> None:
    minutes = "## 待办（责任人：张三，截止4月1日）\n- 核对\n- 发布，4月8日\n"
    assert [(text, day) for _, text, _, day in _found(minutes)] == [
        ("核对", "2022-04-01"),
        ("发布", "2022-04-08"),
    ]


ALIGNED = """待办
编号  事项              责任人        截止日期
1     更换滤芯          张三、李四    4月8日
2     整理图纸                        4月底
"""


def test_a_table_of_aligned_columns_is_read_as_one() -> None:
    assert _found(ALIGNED) == [
        (3, "更换滤芯", ("张三", "李四"), "2022-04-08"),
        (4, "整理图纸", (), "2022-04-30"),
    ]
    tabs = "序号\t任务\t负责人\n1\t更换滤芯\t张三\n"
    assert _found(tabs) == [(2, "更换滤芯", ("张三",), None)]


def test_a_numbered_chapter_holds_its_items_up_to_the_next_chapter() -> None:
    minutes = "一、待办事项\n张三：（1）整理台账，4月底前；（2）补签合同。\n二、其他\n1. 散会\n"
    assert _found(minutes) == [
        (2, "整理台账", ("张三",), "2022-04-30"),
        (2, "补签合同。", ("张三",), None),
    ]


def test_a_sentence_about_all_open_issues_gives_them_its_owner() -> None:
    minutes = "遗留问题：\n1、适配轻量系统\n2、细化计划\n以上问题定期汇报。责任人：张三，完成时间：7月底\n"
    assert [(owners, day) for _, _, owners, day in _found(minutes)] == [(("张三",), "2022-07-31")] * 3


ITEMS = [
    ("【责任人】张三【完成时间】4月8日 完成联调", ("张三",), "2022-04-08"),
    ("完成联调【责任人】张三、李四【截止】4/8", ("张三", "李四"), "2022-04-08"),
    ("与安全组对齐 @zhang 四月底前", ("zhang",), "2022-04-30"),
    ("Sync on it (@zhang, by Apr 8)", ("zhang",), "2022-04-08"),
    ("@zhang @li sync on it [2022-04-08]", ("zhang", "li"), "2022-04-08"),
    ("Prepare it [Alice, Bob Tan] [Apr 8]", ("Alice", "Bob Tan"), "2022-04-08"),
    ("Prepare it. Owner: Alice. Due: April 8. Status: Open.", ("Alice",), "2022-04-08"),
    ("Prepare it, assigned to Bob Tan, due on 8 April", ("Bob Tan",), "2022-04-08"),
    ("Prepare it | Owner: Alice | Due: 08.04.2022", ("Alice",), "2022-04-08"),
    ("合同盖章——行政部王丽，4.8", ("行政部", "王丽"), "2022-04-08"),
    ("灰度方案-张三-4.8", ("张三",), "2022-04-08"),
    ("归档，张三，4月8日", ("张三",), "2022-04-08"),
    ("张三、李雷跟进客户反馈，4月8日前", ("张三", "李雷"), "2022-04-08"),
    ("数据迁移，由张三在4月1日至4月8日之间完成", ("张三",), "2022-04-08"),
    ("链路切换，张三落实，4月上旬完成", ("张三",), "2022-04-10"),
    ("名单由各部门负责人负责，4月8日前", ("各部门负责人",), "2022-04-08"),
    ("产品部：确认优先级", ("产品部",), None),
    ("正版检查，责任人：张三，状态：进行中，4月8日", ("张三",), "2022-04-08"),
    ("路由器需要更换", (), None),
    ("把材料发给李雷", (), None),
    ("产品部牵头，研发部配合", ("产品部",), None),
]


@pytest.mark.parametrize(("item", "owners", "due"), ITEMS, ids=[item[0][:24] for item in ITEMS])
def test_who_and_until_when_in_an_action_list(item: str, owners: tuple[str, ...], due: str | None) -> None:
    [(_, _, found, day)] = _found(f"## 待办\n1. {item}\n")
    assert (found, day) == (owners, due)


CONCLUSIONS = [
    ("同意发布，由测试部审核用例，由王意明归档", ("测试部", "王意明")),
    ("会后请李四牵头起草章程", ("李四",)),
    ("申请由社区发起，流程不变", None),
    ("需要由issue提交人确认关闭", None),
]


@pytest.mark.parametrize(("item", "owners"), CONCLUSIONS)
def test_a_conclusion_is_an_action_when_it_charges_somebody(
    item: str, owners: tuple[str, ...] | None
) -> None:
    assert [each[2] for each in _found(f"结论：\n1. {item}\n")] == ([owners] if owners else [])


def test_a_megabyte_of_owners_takes_seconds() -> None:
    text = "1. x owner: Alice\n" * 14_000  # a quarter of a megabyte
    assert timeit.timeit(lambda: find(text, HELD_ON), number=1) < 4

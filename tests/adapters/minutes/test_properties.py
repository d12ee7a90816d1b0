"""Whatever somebody pastes or uploads: no exception but the one promised, and no long wait."""

import re
import timeit
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.minutes.findings import find
from adapters.minutes.source import Unreadable, read_source

HELD_ON = date(2022, 3, 24)

# What minutes are made of, so that random texts reach the rules and do not only bounce off them.
SCRAPS = [
    *[
        "\n",
        "|",
        "- ",
        "# ",
        "1. ",
        "1） ",
        "(2) ",
        "① ",
        "一、",
        "<br>",
        " | ",
        "|---|",
        "[x] ",
        "](u) ",
        "WEBVTT",
        " --> ",
    ],
    *[
        "遗留问题：",
        "结论：",
        "Action items:",
        "Topic1: ",
        "责任人：",
        "完成时间：",
        "owner: ",
        " -- ",
        "——",
        "<v ",
        "~~",
    ],
    *[
        "@zhang",
        "张三",
        "李四、",
        "QA SIG",
        "由",
        "负责",
        "请",
        "我来负责",
        "发给",
        "和",
        "对齐",
        "已闭环",
        "无",
        "（",
        "）",
    ],
    *[
        "5月30日",
        "月底",
        "Q3",
        "下周五",
        "前",
        "2022-13-40",
        "9999-12-31",
        "by end of May",
        "someone@example.org",
    ],
    *["。", ";", "，", ":", "\\", " ", "\ue000", "\ue001", "&#xe000;"],
]
MINUTES = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=4), max_size=40).map("".join)
DAYS = st.none() | st.dates()


@settings(max_examples=300, deadline=None)
@given(
    text=MINUTES,
    held_on=DAYS,
    names=st.lists(st.sampled_from(["张三", "李四、王五", "质量部", "QA", "QA SIG member", "", "a"])),
)
def test_any_text_has_findings_on_its_own_lines(text: str, held_on: date | None, names: list[str]) -> None:
    lines = len(re.split(r"\r\n|\n|\r", text))
    for found in find(text, held_on, known_names=names):
        assert 1 <= found.line <= lines
        assert found.text.strip()
        assert not re.search("[\ue000\ue001]", found.text + "".join(found.owners))


@settings(max_examples=200, deadline=None)
@given(
    data=st.binary(max_size=400) | st.text().map(lambda text: text.encode("utf-8", "ignore")),
    name=st.text(max_size=30),
)
def test_any_bytes_are_minutes_or_refused(data: bytes, name: str) -> None:
    assert _outcome(data, name) in {"read", "empty", "too-large", "not-text", "encoding"}


def _outcome(data: bytes, name: str) -> str:
    try:
        return "read" if read_source(data, name).text.strip() else "nothing"
    except Unreadable as refused:
        return refused.reason


RUNS = [
    " ",
    "-",
    "—",
    "(",
    "（",
    "[",
    "*",
    "|",
    "1",
    "由",
    "、",
    "@",
    ".",
    "<",
    "1）",
    "责任人：",
    "owner: ",
    "--张三",
    "- a\n",
    "[a](",
    "&#",
]


@pytest.mark.parametrize("unit", RUNS)
def test_four_times_the_text_takes_about_four_times_as_long(unit: str) -> None:
    def seconds(size: int) -> float:
        line = "1. " + unit * (150 // len(unit)) + "\n"
        return min(timeit.repeat(lambda: find(line * (size // len(line)), HELD_ON), number=1, repeat=2))

    assert seconds(60_000) < 9 * seconds(15_000) + 0.1


@pytest.mark.parametrize("unit", RUNS)
def test_one_endless_line_is_no_trap(unit: str) -> None:
    text = "遗留问题：" + unit * (200_000 // len(unit))
    assert timeit.timeit(lambda: find(text, HELD_ON), number=1) < 10

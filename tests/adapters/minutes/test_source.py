"""Which bytes are minutes, and when the meeting was."""

import codecs
from datetime import date

import pytest

from adapters.minutes.source import MAX_BYTES, Unreadable, read_source

TEXT = "# 周会 2026-04-27\n\n遗留问题：\n1. 补充材料\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "utf-16 little", "utf-16 big"],
)
def test_text_is_read_in_the_encodings_of_chinese_offices(data: bytes) -> None:
    source = read_source(data, "minutes.md")
    assert (source.text, source.title, source.held_on, source.format) == (
        TEXT,
        "周会 2026-04-27",
        date(2026, 4, 27),
        "markdown",
    )


REFUSED = [
    (b"", "empty"),
    (b" \n\t\r\n", "empty"),
    (codecs.BOM_UTF8, "empty"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not-text"),
    (b"PK\x03\x04 word/document.xml", "not-text"),
    (b"%PDF-1.7 text without a zero byte", "not-text"),
    ("遗留问题\n".encode("utf-16-le"), "not-text"),
    (b"\xff\xfe\x00", "encoding"),
    (b"caf\xe9 au lait \xff\xff", "encoding"),
    (b"a" * (MAX_BYTES + 1), "too-large"),
    (bytes(50 * 1024 * 1024), "too-large"),
]


@pytest.mark.parametrize(
    ("data", "reason"), REFUSED, ids=[f"{reason} {at}" for at, (_, reason) in enumerate(REFUSED)]
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_source(data, "minutes.md")
    assert refused.value.reason == reason


DAYS = [
    ("2022-12-22.md", "PMC 例会 2022-11-10\n", date(2022, 12, 22)),
    ("pmc/20221222.md", "PMC 例会\n", date(2022, 12, 22)),
    ("例会2021年3月5日.txt", "例会\n", date(2021, 3, 5)),
    ("m.md", "# 例会\n会议时间：2021/3/5 14:00\n", date(2021, 3, 5)),
    ("m.md", "# Weekly of 5 March 2021\n", date(2021, 3, 5)),
    ("m.md", "# 例会\n参考 2020-01-01 的纪要\n日期: 20210305\n", date(2021, 3, 5)),
    ("m.md", "# 例会\n3月5日\n", None),
    ("2021-13-45.md", "# 例会\n", None),
]


@pytest.mark.parametrize(("file_name", "text", "held_on"), DAYS)
def test_the_day_is_the_file_names_else_the_headings(file_name: str, text: str, held_on: date | None) -> None:
    assert read_source(text.encode(), file_name).held_on == held_on


@pytest.mark.parametrize(
    ("file_name", "text", "expected"),
    [
        ("a.txt", "会议纪要\n1. 补充材料\n", "text"),
        ("a.txt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", "webvtt"),
        ("a", "| a | b |\n|---|---|\n", "markdown"),
    ],
)
def test_the_format_is_told_from_the_text(file_name: str, text: str, expected: str) -> None:
    assert read_source(text.encode(), file_name).format == expected


def test_minutes_without_a_heading_are_called_by_their_file() -> None:
    assert read_source(b"\n\n" * 20 + b"text", "folder/weekly.md").title == "weekly"

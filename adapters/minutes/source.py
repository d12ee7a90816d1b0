"""The file somebody hands in: what may be read as minutes, under which title, held on which day."""

import codecs
import re
from datetime import date
from typing import Final, Literal

import msgspec

from adapters.minutes import dates, markup

MAX_BYTES: Final = 1024 * 1024

Reason = Literal["empty", "too-large", "not-text", "encoding"]
Format = Literal["markdown", "text", "webvtt"]

_MARKDOWN: Final = re.compile(r"^ {0,3}#{1,6} ?\S|^ ?\|[^\n]*\||^ {0,3}\[[ x]\]|\]\(https?:", re.MULTILINE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DATE_LABEL: Final = re.compile(
    r"^\W{0,6}(?:会议)?(?:时间|日期)|^\W{0,6}(?:date|time|when|held on)\b", re.IGNORECASE
)
_HEAD_LINES: Final = 15


class Unreadable(Exception):
    """The bytes are no minutes; `reason` is one of the closed set `Reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Source(msgspec.Struct, frozen=True):
    """Minutes as text. `held_on` is None when neither the file's name nor its first lines name a day."""

    title: str
    held_on: date | None
    text: str
    format: Format


def read_source(data: bytes, file_name: str) -> Source:
    """Read a file's bytes as minutes.

    UTF-8, UTF-16 with a byte order mark and GB18030 are read. Raises `Unreadable`, and nothing else.
    """
    text = _decoded(data)
    kind = _format(text, file_name)
    head = [line for line in _first_lines(text) if line and not line.startswith("WEBVTT")]
    return Source(title=_title(head, file_name), held_on=_held_on(head, file_name), text=text, format=kind)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Unreadable("too-large")
    if data.startswith((b"%PDF-", b"{\\rtf")):
        raise Unreadable("not-text")
    text = _text(data)
    if not text.strip():
        raise Unreadable("empty")
    if _CONTROL.search(text):
        raise Unreadable("not-text")
    return text


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(data, "utf-16")
    if b"\0" in data:
        raise Unreadable("not-text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(data, "gb18030")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error
    if encoding == "gb18030" and not _plausible(text):
        raise Unreadable("encoding")
    return text


def _plausible(text: str) -> bool:
    """GB18030 gives almost any bytes a meaning; real text is mostly ASCII and the common Han block."""
    odd = sum(1 for sign in text if not _common(sign))
    return odd * 20 <= len(text)


def _common(sign: str) -> bool:
    code = ord(sign)
    return code < 0x80 or 0x4E00 <= code <= 0x9FFF or 0x2000 <= code <= 0x33FF or 0xFF00 <= code <= 0xFFEF


def _format(text: str, file_name: str) -> Format:
    if text.lstrip().startswith("WEBVTT") or file_name.lower().endswith(".vtt"):
        return "webvtt"
    if file_name.lower().endswith((".md", ".markdown")) or _MARKDOWN.search(text):
        return "markdown"
    return "text"


def _first_lines(text: str) -> list[str]:
    lines = text.split("\n", _HEAD_LINES)[:_HEAD_LINES]
    return [markup.plain(line[:400]).strip(" #*=") for line in lines]


def _title(head: list[str], file_name: str) -> str:
    stem = re.split(r"[/\\]", file_name)[-1].rsplit(".", 1)[0]
    return (head[0] if head else stem)[:200] or stem[:200]


def _held_on(head: list[str], file_name: str) -> date | None:
    # A heading is often copied from the meeting before; the file's name is not.
    named = dates.full_date(re.split(r"[/\\]", file_name)[-1])
    labelled = [line for line in head if _DATE_LABEL.search(line)]
    found = (dates.full_date(line) for line in [*head[:1], *labelled, *head[1:]])
    return named or next((day for day in found if day), None)

"""Numbers and bullets before items, at the beginning of a text and inside it. For folded text."""

import re
from typing import Final

import msgspec

_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED: Final = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
_HAN: Final = "一二三四五六七八九十"

_BULLET: Final = re.compile(
    r"(?:[•·●○▪◆►▶■□◦‣∙]|[*+>](?= )|-(?![-\d ])(?=[^\x00-\x7f\ue000]|\[|\()|-(?= )) ?"
)
_BOX: Final = re.compile(r"\[([ xX√✓]?)\] ")
_NUMBER: Final = re.compile(
    r"(?P<dotted>\d{1,2}(?:[.]\d{1,2}){1,3}[.、]?) (?!(?i:release|lts|beta|版本|分支))"
    r"|(?P<dot>(\d{1,5})[.](?![\d\w]*[/.]\d)(?!\d)(?:[、.)])?) ?|(?P<comma>(\d{1,3})[、]) ?"
    r"|(?P<paren>(\d{1,3}) ?\)[.、:]?) ?"
    r"|(?P<both>\((\d{1,3})\)[.、:]?) ?|(?P<square>\[(\d{1,2})\]) ?"
    rf"|(?P<circle>[{_CIRCLED}])[.、]? ?|(?P<small>[{_BRACKETED}])[.、]? ?"
    r"|(?P<letter>[A-Za-z](?:[)、]|[.](?= |[^\x00-\x7f]))) ?"
    rf"|(?P<han>第?[{_HAN}]{{1,3}}[、.:,]) ?|(?P<hanboth>\([{_HAN}]{{1,3}}\)[、.:]?) ?"
)
_INNER: Final = re.compile(
    rf"(?<![\dA-Za-z.\-_/(])(\d{{1,2}}) ?([)、]|[.](?!\d))|\((\d{{1,2}})\)|([{_CIRCLED}])|([{_BRACKETED}])"
)
_OPENS: Final = re.compile(r"[:。;!?] ?$|^ ?$")
_REFERS: Final = re.compile(r"(?:[第见如项和及与、,~至到]|上述|参照|参考) ?$")
_CLAUSES: Final = re.compile(r"[;,] ?$")
_DIVIDES: Final = re.compile(r"[\s。;,.:!?)\]”\"》]$")


class Marker(msgspec.Struct, frozen=True):
    """What stands before an item: its style, its number (0 for a bullet), where the item's own text begins.

    `checked` is whether a task list's box is ticked, None without a box.
    """

    style: str
    number: int
    end: int
    checked: bool | None = None


def marker(text: str) -> Marker | None:
    """The marker that a text begins with. `- 1. text` has a bullet's style and a number's end."""
    bullet = _BULLET.match(text)
    if bullet is None:
        return _numbered(text, 0)
    box = _BOX.match(text, bullet.end())
    end = box.end() if box else bullet.end()
    inner = _numbered(text, end)
    checked = box[1] not in {"", " "} if box else None
    return Marker("bullet", 0, inner.end if inner else end, checked)


def _numbered(text: str, at: int) -> Marker | None:
    match = _NUMBER.match(text, at)
    if match is None:
        return None
    style = next(name for name, value in match.groupdict().items() if value)
    return Marker(style, _value(match[style]), match.end())


def _value(written: str) -> int:
    digits = "".join(sign for sign in written if sign.isdecimal())
    if digits:
        return int(digits)
    sign = next((sign for sign in written if sign not in "(第"), "")
    return next((row.index(sign) + 1 for row in (_CIRCLED, _BRACKETED, _HAN) if sign in row), 0) or _letter(
        sign
    )


def _letter(sign: str) -> int:
    return ord(sign.lower()) - ord("a") + 1 if sign.isascii() and sign.isalpha() else 0


def inner_starts(text: str) -> list[int]:
    """Where, behind its beginning, a text goes on with the next number of a list: `1) ... 2) ...`.

    A list begins at the text's beginning, or behind a colon or a full stop of a text that has no number of
    its own, and goes on by one of one style. Clauses within a sentence (`: 1) a; 2) b`) are no list.
    """
    starts: list[int] = []
    expected: dict[str, int] = {}
    fresh: set[str] = set()
    for match in _INNER.finditer(text):
        style, number = _style(match)
        before = text[max(0, match.start() - 3) : match.start()]
        if match.start() < 3 and not text[: match.start()].strip():
            expected[style] = number + 1
        elif expected.get(style) == number and _goes_on(style, before):
            if style in fresh and _CLAUSES.search(before):
                return []
            expected[style] = number + 1
            starts.append(match.start())
        elif number == 1 and (not expected or fresh) and _OPENS.search(before):
            fresh.add(style)
            expected[style] = 2
            starts.append(match.start())
    return starts


def _goes_on(style: str, before: str) -> bool:
    if _REFERS.search(before):
        return False
    return style in {")", "()", "circle"} or bool(_DIVIDES.search(before))


def _style(match: re.Match[str]) -> tuple[str, int]:
    if match[1]:
        return match[2], int(match[1])
    if match[3]:
        return "()", int(match[3])
    sign = match[4] or match[5]
    return "circle", (_CIRCLED if match[4] else _BRACKETED).index(sign) + 1

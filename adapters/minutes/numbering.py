"""Numbers and bullets before items: found, cut apart within a line, and the levels they stand on."""

import re
from functools import lru_cache
from typing import Final

import msgspec

from adapters.minutes import labels, markup, tails
from adapters.minutes.labels import Section

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
_SHORT_LEAD: Final = 14  # signs of a name that introduces: `张三：1) ...; 2) ...`
_DIVIDES: Final = re.compile(r"[\s。;,.:!?)\]”\"》]$")


class Marker(msgspec.Struct, frozen=True):
    """What stands before an item: its style, its number (0 for a bullet), where the item's own text begins.

    `checked` is whether a task list's box is ticked, None without a box.
    """

    style: str
    number: int
    end: int
    checked: bool | None = None


@lru_cache(maxsize=128)
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
    starts: dict[str, list[int]] = {}
    expected: dict[str, int] = {}
    fresh: dict[str, int] = {}
    for match in _INNER.finditer(text):
        style, number = _style(match)
        before = text[max(0, match.start() - 3) : match.start()]
        if match.start() < 3 and not text[: match.start()].strip():
            expected[style] = number + 1
        elif expected.get(style) == number and _goes_on(style, before):
            clauses = fresh.get(style, 0) > _SHORT_LEAD and _CLAUSES.search(before)
            expected[style] = 0 if clauses else number + 1
            starts.setdefault(style, []).append(match.start())
            if clauses:
                starts[style].clear()
        elif number == 1 and (not expected or fresh) and style not in expected and _OPENS.search(before):
            fresh[style] = match.start()
            expected[style] = 2
            starts[style] = [match.start()]
    return sorted(at for each in starts.values() for at in each)


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


_ARABIC: Final = frozenset({"dot", "comma", "paren"})
CHAPTERS: Final = frozenset({"han", "hanboth"})  # 一、 and (一) stand above 1. unless it announces them
_DEEPEST: Final = 16  # nobody nests deeper
STEP: Final = 2  # in signs; a list's own lines often differ by one


class Level(msgspec.Struct):
    """A level still open: items of its style and indent continue it, others go below `item`."""

    style: str
    number: int
    indent: int
    item: int | None
    section: Section
    leads: bool
    empty: bool = True


def holds_chapters(level: Level) -> bool:
    """Whether 一、 or (一) may stand below an item of this level."""
    return level.leads or level.style == "han"


def over(level: Level, mark: Marker, indent: int) -> bool:
    """Whether an item cannot stand below a level that announces nothing: a line, a bullet for numbers."""
    if level.leads:
        return False
    return not level.style or (level.style == "bullet" and mark.style != "bullet" and level.indent >= indent)


def follows(level: Level, mark: Marker, indent: int) -> bool:
    """Whether an item with this marker is the next one of the level."""
    if not level.style or abs(level.indent - indent) > STEP:
        return False
    if "bullet" in (level.style, mark.style):
        return level.style == mark.style and abs(level.indent - indent) < STEP
    return level.style == mark.style


def goes_on(level: Level, mark: Marker, indent: int) -> bool:
    """Whether the item continues the level though it is numbered in another style: 1、 and then 2."""
    if not {level.style, mark.style} <= _ARABIC or abs(level.indent - indent) > STEP:
        return False
    return 1 < mark.number == level.number + 1


def contains(level: Level, mark: Marker, *, last: bool, labelled: bool) -> bool:
    """Whether an item that could be next of a level is below it all the same: behind `- 遗留问题：`."""
    if not last or labelled or not level.leads or not level.empty:
        return False
    return (mark.style == "bullet" and level.item is None) or (mark.number == 1 and level.number > 0)


class Levels:
    """The levels still open, outermost first."""

    def __init__(self) -> None:
        self._open: list[Level] = []

    @property
    def last(self) -> Level | None:
        return self._open[-1] if self._open else None

    def clear(self) -> None:
        self._open = []

    def push(self, level: Level) -> None:
        self._open = [*self._open[-_DEEPEST:], level]

    def close(self, mark: Marker, indent: int, *, labelled: bool) -> None:
        """Close the levels that a marked item ends; it becomes a child of what is left."""
        while self._open and self._open[-1].indent > indent + STEP - 1 and self._open[-1].style:
            self._open.pop()
        at = self._level_of(mark, indent)
        if at is not None:
            last = at == len(self._open) - 1
            del self._open[at + contains(self._open[at], mark, last=last, labelled=labelled) :]
        elif self._open and over(self._open[-1], mark, indent):
            self._open.pop()
        elif mark.style in CHAPTERS:
            self._open = [each for each in self._open if holds_chapters(each)]

    def _level_of(self, mark: Marker, indent: int) -> int | None:
        upwards = range(len(self._open) - 1, -1, -1)
        same = (at for at in upwards if follows(self._open[at], mark, indent))
        other = (at for at in upwards if goes_on(self._open[at], mark, indent))
        return next(same, next(other, None))


def split(text: str) -> list[str]:
    """The items on one line: numbered, each after a label of its own, or clauses with an owner each."""
    numbered = _cut(text, _starts(markup.folded(text)))
    if len(numbered) == 1 and not _sections(markup.folded(text)):
        return _cut(text, tails.clauses(markup.folded(text)))
    labelled = [part for piece in numbered for part in _cut(piece, _sections(markup.folded(piece)))]
    again = [part for piece in labelled for part in _cut(piece, _starts(markup.folded(piece)))]
    return [part for piece in again for part in _cut(piece, tails.clauses(markup.folded(piece)))]


def _cut(text: str, places: list[int]) -> list[str]:
    ends = [*places, len(text)]
    return [text[start:end] for start, end in zip([0, *places], ends, strict=True)]


def _sections(seen: str) -> list[int]:
    return labels.inside(seen, max(1, _label_end(seen)))


def _label_end(seen: str) -> int:
    """Where a section that opens in the middle may begin: behind the label that the text begins with."""
    mark = marker(seen)
    start = mark.end if mark else 0
    opened = labels.label(seen[start:])
    return start + opened.end if opened else 0


def _starts(seen: str) -> list[int]:
    behind = _label_end(seen)
    return [behind + at for at in inner_starts(seen[behind:])]

"""Text in, items out: Markdown and plain text line by line, WebVTT sentence by sentence."""

import re
from typing import Final

import msgspec

from adapters.minutes import labels, markup, tables
from adapters.minutes.outline import Item, Outline
from adapters.minutes.tables import Role

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_HEADING: Final = re.compile(r"[ \ufeff]{0,3}(#{1,6})(?!#)[ \t]*(\S.*?)[ \t]*#*[ \t]*$")
_BARE_RULE: Final = re.compile(r"[\s\-=*_~]*$")
_LONGEST_LINE: Final = 20_000  # beyond, a line is no text that a person wrote; its rest is not read


def items(text: str) -> list[Item]:
    """The items of minutes in reading order, each with its 1-based line."""
    lines = [line[:_LONGEST_LINE] for line in _LINE_END.split(text)]
    if text.lstrip("\ufeff \r\n").startswith("WEBVTT"):
        return _spoken(lines)
    return _Reader(lines).read()


_GAP: Final = re.compile(r" {2,}|\t[ \t]*|\u3000[ \u3000]*")


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._outline = Outline()
        self._columns: list[Role] | None = None
        self._starts: list[int] = []

    def read(self) -> list[Item]:
        for at, line in enumerate(self._lines):
            if line.strip().startswith("|"):
                self._starts = []
                self._row(at, line)
            elif not self._aligned(at, line):
                self._columns = None
                self._text(at, line)
        return self._outline.items

    def _text(self, at: int, line: str) -> None:
        if _BARE_RULE.fullmatch(line[:200]):
            self._outline.blank()
        elif match := _HEADING.match(line):
            self._outline.heading(len(match[1]), markup.plain(match[2]), at + 1)
        else:
            indent = len(line) - len(line.lstrip())
            for piece in markup.BREAK.split(line.expandtabs(4)):
                self._outline.add(at + 1, indent, piece)

    def _row(self, at: int, line: str) -> None:
        if tables.is_rule(line):
            return
        row = tables.cells(line)
        following = self._lines[at + 1] if at + 1 < len(self._lines) else ""
        if self._columns is None and tables.is_rule(following):
            self._columns = tables.roles(row)
            return
        self._columns = self._columns or []
        tables.add_row(self._outline, at + 1, row, self._columns)

    def _aligned(self, at: int, line: str) -> bool:
        """Take a line of a table whose columns are set off by spaces; False when it is none."""
        found = tables.aligned(line) if _GAP.search(line.strip()) else []
        if self._starts and len(found) > 1:
            if not _BARE_RULE.fullmatch(line[:200]):
                tables.add_row(self._outline, at + 1, tables.placed(found, self._starts), self._columns or [])
            return True
        self._starts = []
        columns = tables.roles([cell for _, cell in found])
        if len(found) < 2 or not tables.is_head(columns):
            return False
        self._starts, self._columns = [start for start, _ in found], columns
        return True


_TIMING: Final = re.compile(r"[\d:.]{1,20} ?--> ?[\d:.]{1,20}")
_VOICE: Final = re.compile(r"<v(?:\.[\w.]{1,40})? ([^<>]{1,80})>")
_NAMED: Final = re.compile(r"([\w .·]{1,40}?) ?[:：] ?(?=\S)")
_SENTENCE: Final = re.compile(r"[^。！？!?]*(?:[。！？!?]+|$)")
_ENGLISH_STOP: Final = re.compile(r"(?<=[a-z\d)]\.) (?=[A-Z])")
_NO_CUE: Final = ("WEBVTT", "NOTE", "STYLE", "REGION")


class _Turn(msgspec.Struct):
    """What one speaker says without another between, as (line, text)."""

    speaker: str
    parts: list[tuple[int, str]]


def _spoken(lines: list[str]) -> list[Item]:
    """Every sentence as an item, on the line on which it begins, with its speaker."""
    return [item for turn in _turns(lines) for item in _sentences(turn)]


def _turns(lines: list[str]) -> list[_Turn]:
    turns: list[_Turn] = []
    for line, speaker, text in _cue_lines(lines):
        if turns and speaker in {"", turns[-1].speaker}:
            turns[-1].parts.append((line, text))
        else:
            turns.append(_Turn(speaker, [(line, text)]))
    return turns


def _cue_lines(lines: list[str]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    in_cue = False
    for at, line in enumerate(lines, 1):
        if _TIMING.search(line[:80]):
            in_cue = True
        elif not line.strip() or line.startswith(_NO_CUE):
            in_cue = False
        elif in_cue:
            found += ((at, speaker, text) for speaker, text in _voices(line))
    return found


def _voices(line: str) -> list[tuple[str, str]]:
    """The speakers on one line, each with the words; without a voice tag `Name: words` names one."""
    pieces = _VOICE.split(line)
    spoken = [
        (name.strip(), markup.plain(words)) for name, words in zip(pieces[1::2], pieces[2::2], strict=True)
    ]
    before = markup.plain(pieces[0])
    named = _NAMED.match(before)
    if named and not labels.label(markup.folded(before)) and not spoken:
        return [(named[1].strip(), before[named.end() :])]
    return [*([("", before)] if before else []), *spoken]


def _sentences(turn: _Turn) -> list[Item]:
    found: list[Item] = []
    whole = True
    for line, text in turn.parts:
        for piece in _split(text):
            if whole:
                found.append(Item(line, piece, "none", speaker=turn.speaker))
            else:
                found[-1].text = markup.joined(found[-1].text, piece)
            whole = piece.endswith(("。", "！", "？", "!", "?", "."))
    return [_labelled(item) for item in found]


def _split(text: str) -> list[str]:
    sentences = (match[0] for match in _SENTENCE.finditer(text))
    return [piece.strip() for each in sentences for piece in _ENGLISH_STOP.split(each) if piece.strip()]


def _labelled(item: Item) -> Item:
    opened = labels.label(markup.folded(item.text))
    if opened and opened.end < len(item.text):
        item.section, item.text = opened.section, item.text[opened.end :]
    return item

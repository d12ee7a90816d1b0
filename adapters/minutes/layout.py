"""Text in, items out: Markdown, plain text and WebVTT read line by line."""

import re
from typing import Final

from adapters.minutes import markup, tables, transcript
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
        return transcript.items(lines)
    return _Reader(lines).read()


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._outline = Outline()
        self._columns: list[Role] | None = None

    def read(self) -> list[Item]:
        for at, line in enumerate(self._lines):
            if line.strip().startswith("|"):
                self._row(at, line)
            else:
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

"""Items under their headings, nested as their numbers, bullets and indents say."""

from typing import Final

import msgspec

from adapters.minutes import labels, levels, markers, markup, pieces, sections
from adapters.minutes.levels import Level
from adapters.minutes.markers import Marker
from adapters.minutes.sections import Section

_NO_PAUSE: Final = (",", "、", "和", "与", "及")
_LEAD_WORDS: Final = ("如下", "以下", "following", "as follows", "below", "包括", "有")


class Item(msgspec.Struct):
    """One item of the minutes, as plain text with atom signs (see `markup`).

    `line` is the 1-based line it begins on; `parent` the index of the item it is nested under; `leads` that
    it ends by announcing what follows; `bullet` that it has a bullet before it and no number; `run` is one
    number for all items between two headings, labels or cells. `owner`, `due`, `status` and `progress` are
    the cells beside it in a table, `checked` its box in a task list, `speaker` who says it in a transcript.
    """

    line: int
    text: str
    section: Section
    parent: int | None = None
    leads: bool = False
    bullet: bool = False
    run: int = 0
    owner: str = ""
    due: str = ""
    status: str = ""
    progress: str = ""
    checked: bool | None = None
    speaker: str = ""


class Outline:
    """Collects items line by line, or cell by cell, in reading order."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._levels: list[Level] = []
        self._headings: list[tuple[int, Section]] = []
        self._flow: Section | None = None
        self._cell: Section | None = None
        self._joinable = False
        self._run = 0
        self._topic_item: int | None = None

    @property
    def section(self) -> Section:
        """The section an item without a level of its own would stand in now."""
        if self._flow is not None:
            return self._flow
        if self._cell is not None:
            return self._cell
        return self._headings[-1][1] if self._headings else "none"

    def heading(self, level: int, text: str, line: int) -> None:
        """A heading; what it does not say itself it takes from the heading above it."""
        kind = sections.heading(markup.folded(text))
        self._headings = [each for each in self._headings if each[0] < level]
        above = self._headings[-1][1] if self._headings else "none"
        self._headings.append((level, above if kind == "none" else "none" if kind == "topic" else kind))
        self._reset()
        self._topic_item = None
        if kind == "topic":
            self._topic(line, text)
        elif kind == "none":
            self._put(Item(line, text, "title"))

    def cell(self, line: int, pieces: list[str], section: Section | None) -> range:
        """A table's cell, in a section of its own or the table's; the indexes of its items."""
        first, kept = len(self.items), self._flow
        self._reset()
        self._cell = section or (kept if kept is not None else self.section)
        for piece in pieces:
            self.add(line, 0, piece)
        self._reset()
        self._cell, self._flow = None, kept
        return range(first, len(self.items))

    def blank(self) -> None:
        """An empty line: what follows does not go on with the line before."""
        self._joinable = False

    def add(self, line: int, indent: int, raw: str) -> None:
        """A line of text or a piece of a cell; several items when it holds several."""
        for piece in pieces.split(markup.plain(raw)):
            self._piece(line, indent, piece)

    def _reset(self) -> None:
        self._levels, self._flow, self._joinable = [], None, False
        self._run += 1

    def _piece(self, line: int, indent: int, text: str) -> None:
        seen = markup.folded(text)
        mark = markers.marker(seen)
        start = mark.end if mark else 0
        opened = sections.label(seen[start:])
        rest = text[start + opened.end :].strip() if opened else text[start:].strip()
        if mark:
            self._marked(line, indent, mark, opened.section if opened else None, rest)
        elif opened:
            self._labelled(line, indent, opened.section, rest)
        elif sections.topic(seen):
            self._topic(line, rest)
        elif rest:
            self._plain(line, indent, rest)

    def _topic(self, line: int, text: str) -> None:
        if self._cell is not None or self.section == "agenda":
            self._append(Item(line, text, "title"))
            return
        self._reset()
        self._append(Item(line, text, "topic"))
        self._topic_item = len(self.items) - 1

    def _labelled(self, line: int, indent: int, section: Section, rest: str) -> None:
        numbered = bool(rest) and markers.marker(markup.folded(rest)) is not None
        self._reset()
        if not rest or numbered or self._cell is not None:
            self._flow = section
        if numbered:
            self._piece(line, indent, rest)
        elif rest:
            self._open("", 0, indent, Item(line, rest, section, self._parent(), _leads(rest)), section)

    def _marked(self, line: int, indent: int, mark: Marker, section: Section | None, rest: str) -> None:
        self._close(mark, indent, labelled=section is not None)
        above = self._levels[-1] if self._levels else None
        inherited = above.section if above else self.section
        if mark.checked is not None and inherited == "none":
            inherited = "action"
        if not rest:
            self._levels.append(
                Level(
                    mark.style, mark.number, indent, self._parent(), section or inherited, section is not None
                )
            )
            self._joinable = False
            return
        item = Item(
            line,
            rest,
            section or inherited,
            self._parent(),
            _leads(rest),
            mark.style == "bullet",
            checked=mark.checked,
        )
        self._open(mark.style, mark.number, indent, item, section or inherited)

    def _plain(self, line: int, indent: int, text: str) -> None:
        tail = self._only_tells(text)
        below = self._cell is None and bool(self._levels) and indent > self._levels[-1].indent
        if self._joinable and self._continues(indent, text) and (below or not tail):
            last = self.items[-1]
            last.text = markup.joined(last.text, text)
            last.leads = _leads(text)
            self._levels[-1].leads = last.leads
            return
        if tail and self.items:
            self._put(Item(line, text, self.items[-1].section))
            return
        if self._levels and self._levels[-1].leads:
            top = self._levels[-1]
            top.empty = False
            self._append(Item(line, text, top.section, top.item, _leads(text)))
            return
        self._levels = []
        item = Item(line, text, self.section, self._parent(), _leads(text))
        self._open("", 0, indent, item, self.section)

    @staticmethod
    def _only_tells(text: str) -> bool:
        """Whether a line begins with an owner's or a day's label, and so is about the item before."""
        seen = markup.folded(text)
        return bool(labels.OWNER.match(seen) or labels.DUE.match(seen) or seen.startswith(("--", "—")))

    def _continues(self, indent: int, text: str) -> bool:
        """Whether a line without a marker goes on with the item before rather than being one itself."""
        top, before = self._levels[-1] if self._levels else None, markup.folded(self.items[-1].text).rstrip()
        if top is None or top.leads or self.items[-1].section in {"title", "topic"}:
            return False
        if before.endswith(_NO_PAUSE):
            return True
        if not top.style or (before.endswith(("。", ";")) and labels.OWNER.search(markup.folded(text))):
            return False
        return self._cell is not None or indent > top.indent or (text[0].islower() and before[-1:].isalnum())

    def _put(self, item: Item) -> None:
        item.run = self._run
        self.items.append(item)

    def _append(self, item: Item) -> None:
        self._put(item)
        self._joinable = False

    def _open(self, style: str, number: int, indent: int, item: Item, section: Section) -> None:
        if self._levels:
            self._levels[-1].empty = False
        self._put(item)
        self._levels.append(Level(style, number, indent, len(self.items) - 1, section, item.leads))
        self._joinable = True

    def _parent(self) -> int | None:
        inner = self._levels[-1].item if self._levels else None
        return self._topic_item if inner is None and self._cell is None else inner

    def _close(self, mark: Marker, indent: int, *, labelled: bool) -> None:
        """Close the levels that a marked item ends; it becomes a child of what is left."""
        while self._levels and self._levels[-1].indent > indent + levels.STEP - 1 and self._levels[-1].style:
            self._levels.pop()
        at = self._level_of(mark, indent)
        if at is not None:
            last = at == len(self._levels) - 1
            keeps = levels.contains(self._levels[at], mark, last=last, labelled=labelled)
            del self._levels[at + keeps :]
        elif self._levels and not self._levels[-1].style and not self._levels[-1].leads:
            self._levels.pop()

    def _level_of(self, mark: Marker, indent: int) -> int | None:
        upwards = range(len(self._levels) - 1, -1, -1)
        same = (at for at in upwards if levels.follows(self._levels[at], mark, indent))
        other = (at for at in upwards if levels.goes_on(self._levels[at], mark, indent))
        return next(same, next(other, None))


def _leads(text: str) -> bool:
    end = markup.shown(markup.folded(text)).rstrip(" 。.").lower()
    return end.endswith((":", *_LEAD_WORDS))

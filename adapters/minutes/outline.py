"""Items under their headings, nested as their numbers, bullets and indents say."""

import re
from typing import Final

import msgspec

from adapters.minutes import labels, markup, numbering
from adapters.minutes.labels import Section
from adapters.minutes.numbering import Level, Marker

_NO_PAUSE: Final = (",", "、", "和", "与", "及")
_SAYS_MORE: Final = re.compile(r"(?<=[^\[])[(\[-]|—")
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
        self._levels = numbering.Levels()
        self._headings: list[tuple[int, Section]] = []
        self._flow: Section | None = None
        self._cell: Section | None = None
        self._joinable = False
        self._run = 0
        self._chapter = ""
        self._topic_item: int | None = None
        self._lead_item: int | None = None

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
        kind = labels.heading(markup.folded(text))
        self._headings = [each for each in self._headings if each[0] < level]
        above = self._headings[-1][1] if self._headings else "none"
        self._headings.append((level, above if kind == "none" else "none" if kind == "topic" else kind))
        self._reset()
        self._topic_item = None
        if kind == "topic":
            self._topic(line, text)
        elif kind == "none":
            self._put(Item(line, text, "title"))
            self._lead_item = len(self.items) - 1 if above == "action" else None
        else:
            self._lead_item = self._lead(line, text, kind, None)

    def cell(self, line: int, pieces: list[str], section: Section | None) -> range:
        """A table's cell, in a section of its own or the table's; the indexes of its items."""
        first, kept, lead = len(self.items), self._flow, self._lead_item
        self._reset()
        self._lead_item = lead
        self._cell = section or (kept if kept is not None else self.section)
        for piece in pieces:
            self.add(line, 0, piece)
        self._reset()
        self._cell, self._flow, self._lead_item = None, kept, lead
        return range(first, len(self.items))

    def blank(self) -> None:
        """An empty line: what follows does not go on with the line before."""
        self._joinable = False

    def add(self, line: int, indent: int, raw: str) -> None:
        """A line of text or a piece of a cell; several items when it holds several."""
        for piece in numbering.split(markup.plain(raw)):
            self._piece(line, indent, piece)

    def _reset(self) -> None:
        self._levels.clear()
        self._flow, self._joinable, self._lead_item = None, False, None
        self._chapter = ""
        self._run += 1

    def _piece(self, line: int, indent: int, text: str) -> None:
        seen = markup.folded(text)
        mark = numbering.marker(seen)
        start = mark.end if mark else 0
        opened = labels.label(seen[start:])
        rest = text[start + opened.end :].strip() if opened else text[start:].strip()
        if mark and self._chapter and mark.style in {self._chapter, "han"}:
            self._reset()
        if mark and opened and not rest and mark.style in numbering.CHAPTERS and self._cell is None:
            self._open_chapter(line, mark.style, opened.section, text)
        elif mark:
            label = text[start : start + opened.end] if opened else ""
            self._marked(line, indent, mark, opened.section if opened else None, rest, label)
        elif opened:
            self._labelled(line, indent, opened.section, rest, text[: opened.end])
        elif labels.topic(seen):
            self._topic(line, rest)
        elif rest:
            self._plain(line, indent, rest)

    def _open_chapter(self, line: int, style: str, section: Section, text: str) -> None:
        """`三、待办事项` is the heading of all up to the next number of its kind."""
        self._reset()
        self._flow, self._chapter = section, style
        self._lead_item = self._lead(line, text, section, None)

    def _topic(self, line: int, text: str) -> None:
        if self._cell is not None or self.section == "agenda":
            self._append(Item(line, text, "title"))
            return
        self._reset()
        self._append(Item(line, text, "topic"))
        self._topic_item = len(self.items) - 1

    def _lead(self, line: int, text: str, section: Section, parent: int | None) -> int | None:
        """A heading or label of open issues that itself may say whose they are: the parent of these."""
        if section != "action" or not _SAYS_MORE.search(markup.folded(text)):
            return parent
        self._put(Item(line, text, "lead"))
        return len(self.items) - 1

    def _labelled(self, line: int, indent: int, section: Section, rest: str, label: str) -> None:
        numbered = bool(rest) and numbering.marker(markup.folded(rest)) is not None
        self._reset()
        if not rest or numbered or self._cell is not None:
            self._flow = section
            self._lead_item = self._lead(line, label, section, None)
        if numbered:
            self._piece(line, indent, rest)
        elif rest:
            parent = self._lead_item or self._lead(line, label, section, self._parent())
            self._open("", 0, indent, Item(line, rest, section, parent, _leads(rest)), section)

    def _marked(
        self, line: int, indent: int, mark: Marker, section: Section | None, rest: str, label: str
    ) -> None:
        self._levels.close(mark, indent, labelled=section is not None)
        above = self._levels.last
        inherited = above.section if above else self.section
        if mark.checked is not None and inherited == "none":
            inherited = "action"
        kind = section or inherited
        parent = self._lead(line, label, kind, self._parent())
        numbered = bool(section and rest) and numbering.marker(markup.folded(rest)) is not None
        if not rest or numbered:
            self._levels.push(Level(mark.style, mark.number, indent, parent, kind, section is not None))
            self._joinable = False
            if numbered:
                self._piece(line, indent, rest)
            return
        bullet = mark.style == "bullet"
        item = Item(line, rest, kind, parent, _leads(rest), bullet, checked=mark.checked)
        self._open(mark.style, mark.number, indent, item, kind)

    def _plain(self, line: int, indent: int, text: str) -> None:
        tail, top = self._only_tells(text), self._levels.last
        below = self._cell is None and top is not None and indent > top.indent
        if tail and self.section == "action" and self._leads_its_run():
            self._levels.clear()
            self._put(Item(line, text, "lead"))
            self._lead_item = len(self.items) - 1
        elif top and self._joinable and self._continues(top, indent, text) and (below or not tail):
            last = self.items[-1]
            last.text = markup.joined(last.text, text)
            last.leads = top.leads = _leads(text)
        elif tail and self.items:
            self._put(Item(line, text, self.items[-1].section))
        elif top and top.leads:
            top.empty = False
            self._append(Item(line, text, top.section, top.item, _leads(text)))
        else:
            self._levels.clear()
            self._open(
                "", 0, indent, Item(line, text, self.section, self._parent(), _leads(text)), self.section
            )

    @staticmethod
    def _only_tells(text: str) -> bool:
        """Whether a line begins with an owner's or a day's label, and so is about the item before."""
        seen = markup.folded(text).lstrip("[ ")
        return bool(labels.OWNER.match(seen) or labels.DUE.match(seen) or seen.startswith(("--", "—")))

    def _leads_its_run(self) -> bool:
        """Whether a line that only tells an owner or a day stands before the items it is about."""
        last = self.items[-1] if self.items else None
        if last is None or last.run != self._run or last.section == "lead":
            return True
        return self._lead_item is not None and self._only_tells(self.items[self._lead_item].text)

    def _continues(self, top: Level, indent: int, text: str) -> bool:
        """Whether a line without a marker goes on with the item before rather than being one itself."""
        before = markup.folded(self.items[-1].text).rstrip()
        if top.leads or self.items[-1].section in {"title", "topic"}:
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
        if self._levels.last:
            self._levels.last.empty = False
        self._put(item)
        self._levels.push(Level(style, number, indent, len(self.items) - 1, section, item.leads))
        self._joinable = True

    def _parent(self) -> int | None:
        last = self._levels.last
        inner = last.item if last else None
        above = self._lead_item if inner is None else inner
        return self._topic_item if above is None and self._cell is None else above


def _leads(text: str) -> bool:
    end = markup.shown(markup.folded(text)).rstrip(" 。.").lower()
    return end.endswith((":", *_LEAD_WORDS))

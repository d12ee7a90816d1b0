"""Actions, decisions and parked items in minutes: each item with what stands around it taken in."""

import re
from collections.abc import Collection
from datetime import date
from typing import Final, Literal

import msgspec

from adapters.minutes import labels, layout, markup, names, party
from adapters.minutes.outline import Item
from adapters.minutes.reading import Reading, read

Kind = Literal["action", "decision", "parked"]

_AGREES: Final = re.compile(r"同意|通过|批准|决定|agree|approve|decide", re.IGNORECASE)
_DECIDED: Final = re.compile(
    r"(?:我们|会议|大家)?(?:决定|一致同意)|\bwe (?:have )?(?:agreed|decided|decide)\b|\bdecision is\b",
    re.IGNORECASE,
)
_LEFT_OPEN: Final = re.compile(r"(?:等|作为|列为|转为|记为|纳入)遗留(?:问题|事项)[。;；]?$")


class Finding(msgspec.Struct, frozen=True):
    """One finding. `line` is the 1-based physical line of the source; items of one table row share it.

    `owners` are as written; `due_phrase` is what is written about the day that is no day: 尽快, 下班前.
    """

    line: int
    kind: Kind
    text: str
    owners: tuple[str, ...]
    due: date | None
    closed: bool
    due_phrase: str | None


def find(source_text: str, held_on: date | None, *, known_names: Collection[str] = ()) -> list[Finding]:
    """The findings in reading order. Never raises, whatever the text.

    `known_names`: people and departments of the directory, so that a sentence with one as its subject is
    recognised; other names are found all the same.
    """
    items = layout.items(source_text)
    present = _present(items)
    directory = names.known({*known_names, *present}, present)
    above = {item.parent for item in items}
    readings = [read(item, held_on, directory, above=at in above) for at, item in enumerate(items)]
    _nest(readings)
    _inherit(readings)
    found = (_finding(each) for each in readings)
    return [finding for finding in found if finding]


def _present(items: list[Item]) -> set[str]:
    """The names under 参会人员 or Attendees."""
    nobody = names.known(())
    lists = (markup.folded(item.text)[:2000] for item in items if item.section == "people")
    found = {
        name
        for text in lists
        for name in party.read(text, 0, len(text), announced=True, directory=nobody).names
    }
    return found | {name.split()[0] for name in found if name.isascii()}


def _finding(reading: Reading) -> Finding | None:
    kind = None if reading.absorbed or labels.nothing(reading.text) else _kind(reading)
    if kind is None:
        return None
    if kind == "decision":
        text = markup.shown(reading.item.text).strip()
        return Finding(reading.item.line, kind, text, (), None, False, None)
    return Finding(
        reading.item.line, kind, reading.text, reading.owners, reading.due, reading.closed, reading.phrase
    )


def _kind(reading: Reading) -> Kind | None:
    section, leaf = reading.item.section, not reading.children
    if section in {"people", "lead"} or (
        reading.item.leads and not reading.named and not leaf and not _AGREES.search(reading.text)
    ):
        return None
    if section == "parked":
        return "parked" if leaf else None
    if section == "action" or reading.named or (leaf and _LEFT_OPEN.search(reading.text)):
        return "action" if leaf else _decision(section, reading)
    return _decision(section, reading)


def _decision(section: labels.Section, reading: Reading) -> Kind | None:
    if section == "decision" and not reading.named:
        return "decision"
    return "decision" if reading.item.speaker and _DECIDED.search(reading.text) else None


_NOTE: Final = re.compile(
    r"(?:processing|in progress|ongoing|pending|not (?:yet )?(?:finished|started|done)|(?:having |has "
    r"|have |had |was |is )?(?:been )?(?:all )?(?:resolved|finished|delayed|done|closed|completed"
    r"|postponed)"
    r"|delay|open$|wip|no (?:progress|update)|status|progress|update|note|background"
    r"|(?:当前|目前|最新)?(?:状态|进展|进度|完成情况|备注|说明|背景|原因|结果|现状)[:]|进行中|处理中"
    r"|未(?:完成|闭环|开始|解决)|已(?:完成|闭环|关闭|解决|确认|延期|取消)|延[期迟]|暂无进展)\b",
    re.IGNORECASE,
)
_ALL_DONE: Final = re.compile(r"已(?:经|全部|均)?(?:闭环|完成|关闭|解决) ?:$")
_LOOKS_BACK: Final = re.compile(r"(?:以上|上述|该|此|本)?(?:遗留)?(?:问题|事项)(?:均|都)?已")
_OF_ALL: Final = re.compile(r"(?:(?:以上|上述|前述|这些)[^,;。]{0,4}?|遗留)(?:问题|事项|任务|工作|内容)")
_NEAR: Final = 40
_NO_ITEMS: Final = frozenset({"title", "topic", "people", "agenda", "lead"})


def _nest(readings: list[Reading]) -> None:
    """Give what only tells more about other items to these, and every item its children."""
    for at, reading in enumerate(readings):
        targets = _told_about(readings, at)
        for target in targets:
            _absorb(readings[target], reading)
        if not targets and reading.item.parent is not None and not labels.nothing(reading.text):
            readings[reading.item.parent].children.append(at)


def _told_about(readings: list[Reading], at: int) -> list[int]:
    """The items that this one belongs to, having no text of its own or being a note on how one gets on."""
    reading, parent = readings[at], readings[at].item.parent
    if reading.item.section in _NO_ITEMS:
        return []
    if at + 1 < len(readings) and readings[at + 1].item.parent == at:
        return []
    if not reading.text and (reading.named or reading.due or reading.phrase or reading.closed):
        own = parent is not None and readings[parent].item.section not in {"lead", "title"}
        return [parent] if parent is not None and own else _before(readings, at)
    return [parent] if parent is not None and _is_note(readings, at, readings[parent]) else []


def _before(readings: list[Reading], at: int) -> list[int]:
    """The item before; behind a list none of which has an owner yet, its lead-in or all of it."""
    near = [index for index in range(at - 1, max(-1, at - _NEAR), -1) if not readings[index].absorbed]
    last = next((index for index in near if readings[index].item.section not in _NO_ITEMS), None)
    if last is None:
        return []
    row = [index for index in near if _beside(readings[index].item, readings[last].item)]
    closes = readings[last].item.section == "action" and readings[last].item.run == readings[at].item.run
    lead = readings[last].item.parent
    if not readings[at].named or any(readings[index].named for index in row):
        return [last]
    if lead is not None and readings[lead].item.leads and not readings[lead].named:
        return [lead]
    return row if closes else [last]


def _beside(one: Item, other: Item) -> bool:
    return (one.parent, one.section, one.run) == (other.parent, other.section, other.run)


def _is_note(readings: list[Reading], at: int, parent: Reading) -> bool:
    """Whether an item tells how the one above, which is complete with its owner, is getting on."""
    reading = readings[at]
    if reading.named or not parent.named or parent.item.leads or parent.item.section in _NO_ITEMS:
        return False
    return bool(_NOTE.match(markup.folded(reading.text))) or _alone_below(readings, at)


def _alone_below(readings: list[Reading], at: int) -> bool:
    item = readings[at].item
    following = (each.item for each in readings[at + 1 : at + 12])
    return item.bullet and at - 1 == item.parent and all(each.parent != item.parent for each in following)


def _absorb(target: Reading, note: Reading) -> None:
    note.absorbed = True
    target.closed = target.closed or note.closed
    if not note.text:
        target.named = target.named or note.named
        target.owners = tuple(dict.fromkeys((*target.owners, *note.owners)))
        target.due = max((day for day in (target.due, note.due) if day), default=None)
        target.phrase = target.phrase or note.phrase


def _share(readings: list[Reading], at: int) -> None:
    """`遗留问题由X例行跟踪，7月底` behind a list: its owner and day are those of the items without any."""
    reading = readings[at]
    for other in readings[max(0, at - _NEAR) : at]:
        if not other.named and not other.children and _beside(other.item, reading.item):
            other.named, other.owners = True, reading.owners
            other.due, other.phrase = other.due or reading.due, other.phrase or reading.phrase


def _inherit(readings: list[Reading]) -> None:
    """A lead-in's owner and day are those of its items; `遗留问题已闭环` is about the item before."""
    for at, reading in enumerate(readings):
        if (
            at
            and reading.closed
            and _LOOKS_BACK.match(reading.text)
            and readings[at - 1].item.run == reading.item.run
        ):
            readings[at - 1].closed = True
        if reading.named and reading.item.section == "action" and _OF_ALL.match(reading.text):
            _share(readings, at)
        for child in (readings[index] for index in reading.children if not readings[index].absorbed):
            decided = reading.item.section in _NO_ITEMS and child.item.section == "decision"
            if reading.named and not child.named and not decided:
                child.named, child.owners = True, reading.owners
            if child.due is None and child.phrase is None:
                child.due, child.phrase = reading.due, reading.phrase
            child.closed = child.closed or bool(_ALL_DONE.search(markup.folded(reading.text)))

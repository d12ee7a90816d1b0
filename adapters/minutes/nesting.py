"""What stands around an item taken in: its lead-in, notes on its state, its owner on a line of its own."""

import re
from typing import Final

from adapters.minutes import markup, sections
from adapters.minutes.outline import Item
from adapters.minutes.reading import Reading

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
_NEAR: Final = 40
_NO_ITEMS: Final = frozenset({"title", "topic", "people", "agenda"})


def nest(readings: list[Reading]) -> None:
    """Give what only tells more about other items to these, and every item its children."""
    for at, reading in enumerate(readings):
        targets = _told_about(readings, at)
        for target in targets:
            _absorb(readings[target], reading)
        if not targets and reading.item.parent is not None and not sections.nothing(reading.text):
            readings[reading.item.parent].children.append(at)


def _told_about(readings: list[Reading], at: int) -> list[int]:
    """The items that this one belongs to, having no text of its own or being a note on how one gets on."""
    reading, parent = readings[at], readings[at].item.parent
    if reading.item.section in _NO_ITEMS:
        return []
    if not reading.text and (reading.named or reading.due or reading.phrase or reading.closed):
        return [parent] if parent is not None else _before(readings, at)
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
    if reading.named or not parent.named or parent.item.leads or parent.item.section == "topic":
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


def inherit(readings: list[Reading]) -> None:
    """A lead-in's owner and day are those of its items; `遗留问题已闭环` is about the item before."""
    for at, reading in enumerate(readings):
        if (
            at
            and reading.closed
            and _LOOKS_BACK.match(reading.text)
            and readings[at - 1].item.run == reading.item.run
        ):
            readings[at - 1].closed = True
        for child in (readings[index] for index in reading.children if not readings[index].absorbed):
            decided = reading.item.section == "topic" and child.item.section == "decision"
            if reading.named and not child.named and not decided:
                child.named, child.owners = True, reading.owners
            if child.due is None and child.phrase is None:
                child.due, child.phrase = reading.due, reading.phrase
            child.closed = child.closed or bool(_ALL_DONE.search(markup.folded(reading.text)))

"""How deep an item stands: the levels of a list that are still open when the next item comes."""

from typing import Final

import msgspec

from adapters.minutes.markers import Marker
from adapters.minutes.sections import Section

_ARABIC: Final = frozenset({"dot", "comma", "paren"})
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

"""Who is responsible where a label says so: 责任人：X, owner: X. For folded text."""

import re
from typing import Final

import msgspec

from adapters.minutes import dates, labels, roster
from adapters.minutes.names import Known

WINDOW: Final = 240
_MOST: Final = 6  # labels read in one item
_END: Final = re.compile(
    r"[。;!?]|(?<!\b[A-Z])\.(?= |$|[^\x00-\x7f])|-{2,}|—| - | [(](?=\d)|[(]|\)(?!、)"
    r"| (?:to|with|will|by|for|from|before|until|on|should|please|is|are|in) |(?:尽快|下班前|下次|下周)"
)
_SENTENCE: Final = re.compile(r"(?: is |[是为])$")  # "and the owner is X" is no tail
_GLOSS: Final = re.compile(r"\(([^()\d]{0,40}|[^()]{0,20}\d{5,}[^()]{0,20})\)")
_STOPS: Final = (
    _END,
    labels.DUE,
    labels.STATUS,
    labels.OTHER_ROLE,
    labels.OWNER,
    labels.COUNTERPART,
    labels.DONE,
)


class Party(msgspec.Struct, frozen=True):
    """The responsible party an item names, and where the words naming it begin and end.

    `apart`: these words stand apart from what is to be done, and are no part of the item's text.
    """

    names: tuple[str, ...]
    start: int
    end: int
    apart: bool


def labelled(text: str, directory: Known) -> Party | None:
    """责任人：X, owner: X, wherever it stands."""
    marks = [mark for mark in labels.OWNER.finditer(text) if not another_role(text, mark.start())][:_MOST]
    if not marks:
        return None
    lists = [_slot(text, mark.end(), directory) for mark in marks]
    found = tuple(dict.fromkeys(name for each in lists for name in each.names))
    return Party(found, marks[0].start(), lists[-1].end, not _SENTENCE.search(marks[0][0]))


def another_role(text: str, at: int) -> bool:
    return bool(labels.OTHER_ROLE_BEFORE.search(text[max(0, at - 16) : at]))


def _slot(text: str, start: int, directory: Known) -> roster.Roster:
    return roster.read(text, start, slot_end(text, start), announced=True, directory=directory)


def slot_end(text: str, start: int) -> int:
    """Where a list of names must have ended: at the next label, day, sentence or counterpart."""
    window = text[start : start + WINDOW]
    plain = _GLOSS.sub(lambda gloss: "、" * len(gloss[0]), window)
    stops = [match.start() for pattern in _STOPS if (match := pattern.search(plain))]
    day = dates.first(plain)
    return start + min(*stops, day.start if day else len(plain), len(plain))

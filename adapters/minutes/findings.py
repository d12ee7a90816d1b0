"""Actions, decisions and parked items in minutes."""

import re
from collections.abc import Collection
from datetime import date
from typing import Final, Literal

import msgspec

from adapters.minutes import layout, markup, names, nesting, roster, sections
from adapters.minutes.outline import Item
from adapters.minutes.reading import Reading, read

Kind = Literal["action", "decision", "parked"]

_AGREES: Final = re.compile(r"同意|通过|批准|决定|agree|approve|decide", re.IGNORECASE)
_DECIDED: Final = re.compile(
    r"(?:我们|会议|大家)?(?:决定|一致同意)|\bwe (?:have )?(?:agreed|decided|decide)\b|\bdecision is\b",
    re.IGNORECASE,
)


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
    directory = names.known(known_names, _present(items))
    readings = [read(item, held_on, directory) for item in items]
    nesting.nest(readings)
    nesting.inherit(readings)
    found = (_finding(each) for each in readings)
    return [finding for finding in found if finding]


def _present(items: list[Item]) -> set[str]:
    """The names under 参会人员 or Attendees."""
    nobody = names.known(())
    lists = (markup.folded(item.text)[:2000] for item in items if item.section == "people")
    return {
        name
        for text in lists
        for name in roster.read(text, 0, len(text), announced=True, directory=nobody).names
    }


def _finding(reading: Reading) -> Finding | None:
    kind = None if reading.absorbed or sections.nothing(reading.text) else _kind(reading)
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
    if section == "people" or (
        reading.item.leads and not reading.named and not leaf and not _AGREES.search(reading.text)
    ):
        return None
    if section == "parked":
        return "parked" if leaf else None
    if section == "action" or reading.named:
        return "action" if leaf else _decision(section, reading)
    return _decision(section, reading)


def _decision(section: sections.Section, reading: Reading) -> Kind | None:
    if section == "decision" and not reading.named:
        return "decision"
    return "decision" if reading.item.speaker and _DECIDED.search(reading.text) else None

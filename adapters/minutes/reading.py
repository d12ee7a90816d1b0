"""What an item of the minutes says by itself: what is to be done, by whom, until when, whether it is done."""

import re
from datetime import date
from typing import Final

import msgspec

from adapters.minutes import due, labels, markup, party, subjects, tails
from adapters.minutes.labels import Section
from adapters.minutes.names import Known
from adapters.minutes.outline import Item
from adapters.minutes.party import Party

_EDGES: Final = " |,;:、-—=([{（【，；："
_CLOSERS: Final = ")]】）.。 "
_STATE_LAST: Final = re.compile(
    r" ?(?:-{2,}|—+) ?(?:已?(?:闭环|完成|关闭|解决)|进行中|处理中|done|closed?|completed|ongoing"
    r"|open)[.。]?$",
    re.IGNORECASE,
)
_STATE: Final = re.compile(
    r"(?:已|全部)?(?:完成|闭环|关闭|解决|办结|结束|修复)|close[d]?|done|completed?|resolved|finished|fixed|100%",
    re.IGNORECASE,
)
_LIMIT: Final = re.compile(r"^[日号]?(?:[之以]?前|内|完成)*")  # what still belongs to a day
_STRIKE: Final = re.compile(r"~~.{1,400}~~")


class Reading(msgspec.Struct):
    """What an item says by itself, before what stands above, below and beside it is taken in."""

    item: Item
    text: str
    named: bool
    owners: tuple[str, ...]
    due: date | None
    phrase: str | None
    closed: bool
    children: list[int] = []
    absorbed: bool = False


def read(item: Item, held_on: date | None, directory: Known, *, above: bool) -> Reading:
    """Read one item. `held_on` is the day of the meeting, from which days without a year count.

    `above`: others are nested under it.
    """
    seen = markup.folded(item.text)
    named = (_nothing_else(seen, item.section, directory) if above else None) or _party(item, seen, directory)
    apart = named if named and named.apart else None
    body, tail = (apart.start or len(seen), apart.end) if apart else (len(seen), len(seen))
    until = due.find(seen, body, tail, held_on) if _may_be_due(item, named, seen) else due.NEVER
    beside = _cell(markup.folded(item.owner), directory) if item.owner else ()
    reading = Reading(
        item=item,
        text=_text(item, named, until),
        named=bool(named or beside),
        owners=(named.names if named else ()) or beside,
        due=until.day,
        phrase=until.phrase,
        closed=_closed(item, seen),
    )
    return _with_due_cell(reading, held_on)


def _may_be_due(item: Item, named: Party | None, seen: str) -> bool:
    wanted = named is not None or item.leads or item.section in {"action", "parked"}
    if item.section == "lead" and named is None:
        return False
    return wanted or labels.DUE.match(seen) is not None


def _with_due_cell(reading: Reading, held_on: date | None) -> Reading:
    if cell := markup.folded(reading.item.due):
        until = due.find(cell, 0, 0, held_on)
        if until.day:
            reading.due, reading.phrase = until.day, until.phrase
        elif reading.due is None:
            reading.phrase = due.words(cell)
    moved = due.moved_to(markup.folded(reading.item.progress), held_on)
    if reading.due and moved:
        reading.due = max(reading.due, moved)
    return reading


def _party(item: Item, seen: str, directory: Known) -> Party | None:
    if item.section == "people":
        return None
    labelled = party.labelled(seen, directory)
    if labelled or item.section in {"agenda", "title"}:
        return labelled
    if item.section == "lead":
        return tails.bracketed(seen.rstrip(" :"), directory, with_day=False)
    if item.section == "topic":
        return tails.dashed(seen, directory)
    if item.speaker:
        return _spoken(seen, item.speaker, directory)
    alone = _unlabelled(seen, directory)
    if alone or item.owner or item.section not in {"action", "parked"}:
        return alone
    return _in_action_list(seen, directory)


def _text(item: Item, named: Party | None, until: due.Due) -> str:
    """The item without the tail that names owner and day; when these come first, what is behind them."""
    apart = named if named and named.apart else None
    cut = [apart.start] if apart else []
    if until.start is not None and (named or item.section == "action" or until.start == 0):
        cut.append(until.start)
    if cut or item.section == "action":
        cut += [state.start() for state in [labels.STATUS.search(markup.folded(item.text), 2)] if state]
    before = item.text[: min(cut, default=len(item.text))].rstrip(_EDGES)
    if before.strip(" .。*") or not cut:
        return _tidy(before)
    return _tidy(_behind(item.text, apart.end if apart else 0, until))


def _behind(text: str, end: int, until: due.Due) -> str:
    """What is left behind an owner named first, without a day right behind it or at the end."""
    if until.start is None:
        return text[end:].lstrip(_EDGES + _CLOSERS)
    if text[end : until.start].strip(_EDGES + _CLOSERS):
        return text[end : until.start].strip(_EDGES + _CLOSERS)
    return _LIMIT.sub("", text[max(end, until.end) :]).lstrip(_EDGES + _CLOSERS)


def _tidy(text: str) -> str:
    return _STATE_LAST.sub("", markup.shown(text).replace("~~", "").strip().lstrip(_EDGES[:6]))


def _closed(item: Item, seen: str) -> bool:
    states = [markup.shown(markup.folded(cell)).strip() for cell in (item.status, item.progress)]
    told = any(_STATE.fullmatch(state) for state in states)
    return bool(item.checked or told or _STRIKE.search(seen)) or labels.done(seen)


_LONGEST_HEADING: Final = 60


def _unlabelled(text: str, directory: Known) -> Party | None:
    """X without a word before it: behind a last dash run, mentioned last or first, in 由X负责, in 请X..."""
    return (
        tails.dashed(text, directory)
        or tails.before_day(text, directory)
        or tails.bracketed(text, directory, with_day=True)
        or tails.mentioned(text, directory)
        or subjects.charged(text, directory)
        or subjects.subject(text, directory)
    )


def _in_action_list(text: str, directory: Known) -> Party | None:
    """X in an item that is an action anyway: `X：...`, `X to ...`, `...（X，5月30日）`, `... @X`."""
    return (
        tails.bracketed(text, directory, with_day=False)
        or subjects.first(text, directory)
        or tails.dashed(text, directory, listed=True)
        or tails.mentioned(text, directory, anywhere=True)
        or tails.last_words(text, directory)
    )


def _nothing_else(text: str, section: Section, directory: Known) -> Party | None:
    """Names that are all of a heading or item among actions: whose those below it are."""
    if section not in {"action", "title"} or len(text) > _LONGEST_HEADING:
        return None
    whole = text.strip(" :")
    found = party.read(whole, 0, len(whole), announced=False, directory=directory)
    if (
        not found.names
        or found.end < len(whole)
        or not all(tails.sure(name, directory) for name in found.names)
    ):
        return None
    return Party(found.names, 0, len(text), True)


def _spoken(text: str, speaker: str, directory: Known) -> Party | None:
    """A speaker who takes a task: 我来负责, I'll."""
    return subjects.volunteered(text, speaker) or _unlabelled(text, directory)


def _cell(text: str, directory: Known) -> tuple[str, ...]:
    """The names in a table's cell that is headed as the owner's."""
    return party.read(text, 0, len(text), announced=True, directory=directory).names

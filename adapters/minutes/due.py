"""Until when: the day an item is due, and what is written in place of a day. For folded text."""

import re
from datetime import date
from typing import Final

import msgspec

from adapters.minutes import dates, labels
from adapters.minutes.dates import Written

_ENOUGH: Final = 4000
_DELIVER: Final = (
    r"(?:完成|闭环|提交|输出|上线|反馈|给出|落实|交付|关闭|刷新|提供|解决|出具|办结|到位|截止|发布|报送"
    r"|上报|发[给到送]|到货|答复|回复|验收|由(?!于))"
)
_LIMIT_AFTER: Final = re.compile(
    rf"[日号]?[ ]?(?:\([^()]{{0,24}}\))?[ ]?(?:下班|中午|晚上?|上午|下午|例会"
    rf"|[\d:点时]{{1,5}})?[ ]?(?:(?:之|以)?前|[之以]内|之间|内|为止|{_DELIVER})"
)
_SHARP_AFTER: Final = re.compile(r"[日号]?[ ]?(?:之|以)?前|[ ]?为止")
_LIMIT_BEFORE: Final = re.compile(
    r"(?:截止到?|截至|不[晚迟]于|最[晚迟]|[前在]?期限|\bby|\bbefore|\buntil|\btill|\bwithin|\bdue"
    r"|\bdue on|\bdeadline|no later than)[ :]*(?:the |于|在|是|为)?$",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(r"(?:月份?|年|周|星期|季度|[Qq]\d|month|quarter|week|year|[A-Z][a-z]{2,8})$")
_EVENT: Final = re.compile(
    rf"(?!之|以|前|内|底|末|初|中|左右|份|下班|晚|上旬|开始|起|为|再|需|要|请|并|由"
    rf"|{_DELIVER})[\u4e00-\u9fffA-Z]"
    r"|[ ](?:release|meeting|version|milestone)\b"
)
_VALUE_END: Final = re.compile(rf"[。;!]|{labels.OWNER.pattern}|{labels.STATUS.pattern}", re.IGNORECASE)
_PAST_BEFORE: Final = re.compile(r"(?:已[于在]|已经[于在]|自|从|上次|截至目前)[ ]?$")
_NEW_DAY_BEFORE: Final = re.compile(r"(?:\b(?:on|by|to|until|before|in)|[到至于在]) ?$", re.IGNORECASE)
_CHAIN: Final = re.compile(r"[ ]?(?:\([^()]{0,12}\))?[ ]?(?:[、,/~至到-]|—+|and|或)?[ ]?")
_ALONE_BEFORE: Final = re.compile(r"(?:[\s,;。、(\[:—]|--)$")
_ALONE_AFTER: Final = re.compile(r"[日号]?[\s。.)\];,—-]*$")
_CLAUSE_BEFORE: Final = re.compile(r"[,;。] ?$")
_SHORT_CLAUSE: Final = re.compile(
    r"[日号]?(?!起|开始|召开|举[行办]|进行|生效|[在于])[\u4e00-\u9fff]{2,6}(?=[。;,]|$)"
)
_DAY_LAST: Final = re.compile(r"[日号]?(?:[之以]?前|[之以]?内)?(?:完成|闭环)?[\s。.)\];]*$")
_SET_OFF: Final = re.compile(
    r"(?:[,;。(\[—]| -{1,2} | (?=by |before |due ))[\s,(]*"
    r"(?:[于在]|截止到?|最[晚迟]|不[晚迟]于|计划|预计|争取|by|before|due|until|on)?[ :]*$",
    re.IGNORECASE,
)
_SLOT: Final = re.compile(r"[^。;)\]]{1,40}")
_NEARLY_DAY: Final = re.compile(
    r"尽[快早速]|待定|待确[定认]|暂无(?:完成)?(?:时间|计划)|下(?:一)?(?:次|个)[^,。;:()]{0,16}?(?:前"
    r"|之前|会上|例会|会议|(?=$|[,。;)]))"
    r"|(?:下次|会议|例)会前|会前|定期\w{0,4}|长期|\b(?:asap|as soon as possible|tbd|tbc|(?:by |before "
    r"|at |on )?the next [\w ]{0,20}?meeting|next meeting)\b",
    re.IGNORECASE,
)
_TIME_OF_DAY: Final = re.compile(
    r"下班前|下班之前|上班前|中午(?:之?前)?|上午|下午|晚上|今晚|午前|(?<![\d:])(?:[01]?\d"
    r"|2[0-3])(?:[:点时][0-5]\d分?|[点时](?!间))(?:之?前)?|\b(?:noon|eod|end of day|cob)\b",
    re.IGNORECASE,
)


class Due(msgspec.Struct, frozen=True):
    """The day, and the words about it that are no day; where a label for it begins, and its value ends."""

    day: date | None
    phrase: str | None
    start: int | None
    end: int


NEVER: Final = Due(None, None, None, 0)


def find(text: str, body: int, tail: int, held_on: date | None) -> Due:
    """The latest day by which the item is due.

    What is to be done ends at `body`; from `tail` on only owner, day and state are written.
    """
    text = text[:_ENOUGH]
    written = dates.scan(text, held_on)
    expected = _expected(text, written, body, tail)
    days = [found.day for found in expected if found.day]
    label = _label(text, written)
    day = max(days, default=None)
    phrase = _time_of_day(text, expected) if day else _no_day(text, tail, label, expected)
    end = max((found.end for found in expected), default=0) or _slot_end(text, label)
    start = label.start() if label else _tail_start(text, expected)
    return Due(day, phrase, start, end)


def _tail_start(text: str, expected: list[Written]) -> int | None:
    """Where a day set off at the very end begins: `归档，5月底前。`."""
    if not expected or not _DAY_LAST.match(text, expected[-1].end):
        return None
    first = expected[-1]
    for earlier in reversed(expected[:-1]):
        if not _CHAIN.fullmatch(text, earlier.end, first.start):
            break
        first = earlier
    before = _SET_OFF.search(text, max(0, first.start - 24), first.start)
    return before.start() if before and before.start() else None


def words(text: str) -> str | None:
    """What a table's due cell says when it names no day."""
    return text.strip() or None


def moved_to(progress: str, held_on: date | None) -> date | None:
    """The latest day that a note on the progress puts the end off to: `Delay to 202102`, `延期到4月底`."""
    found = [
        each for each in dates.scan(progress, held_on) if _NEW_DAY_BEFORE.search(progress, 0, each.start)
    ]
    return max((each.day for each in found if each.day), default=None)


def _expected(text: str, written: list[Written], body: int, tail: int) -> list[Written]:
    """The days that are limits: labelled, in the tail, or marked as such in the sentence."""
    state = labels.STATUS.search(text, tail)
    told = [(tail, state.start() if state else len(text)), *_labelled(text, written)]
    found: list[Written] = []
    for each in written:
        chained = bool(found) and bool(_CHAIN.fullmatch(text, found[-1].end, each.start))
        named = chained or any(start <= each.start < end for start, end in told)
        if _is_limit(text, each, body, named):
            found.append(each)
    return found


def _labelled(text: str, written: list[Written]) -> list[tuple[int, int]]:
    """Where the values of labels for a day stand, up to the end of the sentence or the next label."""
    starts = {found.start for found in written}
    ends = ((match, _VALUE_END.search(text, match.end())) for match in labels.DUE.finditer(text))
    return [
        (match.end(), end.start() if end else len(text))
        for match, end in ends
        if _closed(match) or match.end() in starts
    ]


def _is_limit(text: str, found: Written, body: int, named: bool) -> bool:
    before = text[max(0, found.start - 24) : found.start]
    if _PAST_BEFORE.search(before) or _of_an_event(text, found):
        return False
    if named or _LIMIT_BEFORE.search(before):
        return True
    if _alone(text[:body], found, before) or _alone(text, found, before):
        return True
    if _CLAUSE_BEFORE.search(before) and _SHORT_CLAUSE.match(text, found.end):
        return True
    return bool((_SHARP_AFTER if found.loose else _LIMIT_AFTER).match(text, found.end))


def _of_an_event(text: str, found: Written) -> bool:
    """5月 in 5月例会前 tells of a meeting, not of a day."""
    return bool(_PERIOD.search(text, found.start, found.end) and _EVENT.match(text, found.end))


def _alone(text: str, found: Written, before: str) -> bool:
    """A day at the very end, set off from the sentence."""
    return found.end <= len(text) and bool(
        _ALONE_BEFORE.search(before) and _ALONE_AFTER.match(text, found.end)
    )


def _label(text: str, written: list[Written]) -> re.Match[str] | None:
    """The first label for a day that has a value behind it."""
    starts = {found.start for found in written}
    for match in labels.DUE.finditer(text):
        if _closed(match) or match.end() in starts or _NEARLY_DAY.match(text, match.end()):
            return match
    return None


def _closed(label: re.Match[str]) -> bool:
    return label[0].rstrip().endswith((":", "=", "-", "—", "]"))


def _no_day(text: str, tail: int, label: re.Match[str] | None, expected: list[Written]) -> str | None:
    if expected:  # written as a day, yet there is no telling which
        return text[expected[0].start : expected[0].end]
    slot = _SLOT.match(text, label.end()) if label else None
    nearly = _NEARLY_DAY.search(text, tail) or _NEARLY_DAY.search(text) or _TIME_OF_DAY.search(text)
    spoken = slot[0].strip(" ,、") if slot else ""
    return spoken or (nearly[0].strip() if nearly else None) or None


def _slot_end(text: str, label: re.Match[str] | None) -> int:
    slot = _SLOT.match(text, label.end()) if label else None
    return slot.end() if slot else 0


def _time_of_day(text: str, expected: list[Written]) -> str | None:
    """Words such as 下班前 right behind a day: the day is known, the hour is for a person to settle."""
    windows = (text[found.end : found.end + 30] for found in expected)
    hits = (_TIME_OF_DAY.search(window) for window in windows)
    return next((hit[0] for hit in hits if hit), None)

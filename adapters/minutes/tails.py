"""Names apart from what is to be done, with no label: behind a dash, in a last bracket, mentioned."""

import re
from itertools import pairwise
from typing import Final

from adapters.minutes import dates, labels, names, party, roster
from adapters.minutes.markup import ATOM_END, ATOM_START
from adapters.minutes.names import Known
from adapters.minutes.party import Party

_REMARK: Final = 12  # signs of a remark behind a name: `——X，活动期间支持`
_DASH: Final = re.compile(r"(?:-{2,}|—+)[-—\s]*|(?<=[\s。;,.)!?])-[ ]?(?=[^\s\d-])")
_AFTER_NAMES: Final = re.compile(r"[\s,、;:。.()\[\]/&|!]*")
_SENTENCE_START: Final = re.compile(r"[。;.!?](?=[^。;.!?]*$) ?")
_MENTIONS_LAST: Final = re.compile(
    rf"(?P<before>^|[.。;,!?)] ?| )(?P<names>(?:(?:{ATOM_START}@[^{ATOM_END}]{{1,60}}{ATOM_END}"
    rf"|(?<![\w.])@[\w.\-]{{2,40}})(?:[\s,、&/]|and)*)+)"
    r"(?P<after>(?:by|before|due|[前于在日号.:：/\-\d年月底 ()])*)[.。]?$"
)
_MENTION_FIRST: Final = re.compile(
    rf"(?:{ATOM_START}@([^{ATOM_END}]{{1,60}}){ATOM_END}|@([\w.\-]{{2,40}}))[ :,]*(?=[^\s{ATOM_START}@]{{2}})"
)
_BRACKET_LAST: Final = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]][.。]?$")
_CLAUSE_END: Final = re.compile(r";(?=.{4})")
_MOST_CLAUSES: Final = 12
_NOBODY_KNOWN: Final = names.known(())


def dashed(text: str, directory: Known, *, listed: bool = False) -> Party | None:
    runs = list(_DASH.finditer(text, max(0, len(text) - 2 * party.WINDOW)))[-3:]
    parties = (_behind_dash(text, run, directory, listed) for run in reversed(runs))
    return next((party for party in parties if party), None)


def _behind_dash(text: str, run: re.Match[str], directory: Known, listed: bool) -> Party | None:
    if party.another_role(text, run.start()):
        return None
    end = party.slot_end(text, run.end())
    found = roster.read(text, run.end(), end, announced=False, directory=directory)
    if not found.names or not _only_tail(text, found.end):
        return None
    if run[0].strip() == "-" and not listed and not all(_sure(name, directory) for name in found.names):
        return None
    return Party(found.names, run.start(), found.end, True)


def before_day(text: str, directory: Known) -> Party | None:
    """`。X 完成时间：5月30日`: names of their own right before the label of the day."""
    for label in labels.DUE.finditer(text):
        start = _SENTENCE_START.search(text, max(0, label.start() - 40), label.start())
        if start is None or not start.end() < label.start():
            continue
        found = roster.read(text, start.end(), label.start(), announced=False, directory=directory)
        rest = text[found.end : label.start()].strip(" ,、;")
        if found.names and not rest and all(_sure(name, directory) for name in found.names):
            return Party(found.names, start.end(), found.end, True)
    return None


def _sure(name: str, directory: Known) -> bool:
    return name in directory.names or names.person(name) or (names.group(name) and not name.isascii())


def _only_tail(text: str, at: int) -> bool:
    """Whether behind the names there are only a day, a state or nothing."""
    at = _AFTER_NAMES.match(text, at).end()  # type: ignore[union-attr]
    if at >= len(text) or any(
        pattern.match(text, at) for pattern in (labels.DUE, labels.STATUS, labels.DONE)
    ):
        return True
    if names.NO_DAY.match(text, at):
        return True
    day = dates.first(text[at : at + 40])
    if text[at] in "已未暂待" or (day and day.start <= 2):
        return True
    return text[at - 1] in ",;" and len(text) - at <= _REMARK


def mentioned(text: str, *, anywhere: bool = False) -> Party | None:
    last = _MENTIONS_LAST.search(text, max(0, len(text) - party.WINDOW))
    if last and _sentence_before(text[: last.start("names")], anywhere):
        found = roster.read(
            text, last.start("names"), last.end("names"), announced=True, directory=_NOBODY_KNOWN
        )
        return Party(found.names, last.start("names"), last.end("names"), True)
    first = _MENTION_FIRST.match(text)
    return Party((first[1] or first[2],), 0, first.end(), True) if first else None


def _sentence_before(text: str, anywhere: bool) -> bool:
    """Whether the words before a mention say something; `sig-kernel @x` only says whose x is."""
    if not text.strip() or anywhere:
        return bool(text.strip())
    return (
        text.rstrip().endswith((".", "。", ";", ",", "!", "?", ")"))
        or len(text.split()) > 2
        or not text.isascii()
    )


def bracketed(text: str, directory: Known, *, with_day: bool) -> Party | None:
    match = _BRACKET_LAST.search(text, max(0, len(text) - 100))
    if match is None or match.start() == 0:
        return None
    end = min(party.slot_end(text, match.start(1)), match.end(1))
    found = roster.read(text, match.start(1), end, announced=False, directory=directory)
    if not found.names or not _only_tail(text, found.end):
        return None
    if with_day and not (dates.first(match[1]) and all(_sure(name, directory) for name in found.names)):
        return None
    return Party(found.names, match.start(), found.end, True)


def last_words(text: str, directory: Known) -> Party | None:
    """`完善模板 张三 4月12日`: persons set off by spaces, with a day behind them."""
    last = dates.scan(text, None)[-1:]
    if not last or text[last[0].end :].strip(" 日号前。."):
        return None
    words = [*re.finditer(r"\S+", text[: last[0].start])]
    persons = [word for word in words[1:] if names.person(word[0].strip("、,")) or word[0] in directory.names]
    if not persons or persons != words[-len(persons) :]:
        return None
    found = tuple(word[0].strip("、,") for word in persons)
    return Party(found, persons[0].start(), persons[-1].end(), True)


def clauses(text: str) -> list[int]:
    """Where a text goes on with another item after `；`: each side names its own responsible party."""
    places = [match.end() for match in _CLAUSE_END.finditer(text)][:_MOST_CLAUSES]
    if not places or len(labels.OWNER.findall(text)) + len(_DASH.findall(text)) < 2:
        return []
    edges = [0, *places, len(text)]
    named = [_has_tail(text[start:end]) for start, end in pairwise(edges)]
    return [at for at, (left, right) in zip(places, pairwise(named), strict=True) if left and right]


def _has_tail(text: str) -> bool:
    found = party.labelled(text, _NOBODY_KNOWN) or dashed(text.rstrip(";； "), _NOBODY_KNOWN)
    return found is not None and bool(found.names) and len(text[: found.start].strip(" ,;-—")) > 2

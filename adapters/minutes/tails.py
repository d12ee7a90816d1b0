"""Names apart from what is to be done, with no label: behind a dash, in a last bracket, mentioned."""

import re
from itertools import pairwise
from typing import Final

from adapters.minutes import dates, labels, names, party
from adapters.minutes.markup import ATOM_END, ATOM_START
from adapters.minutes.names import Known
from adapters.minutes.party import Party

_REMARK: Final = 12  # signs of a remark behind a name: `——X，活动期间支持`
_DASH: Final = re.compile(
    r"(?:-{2,}|—+)[-—\s]*|(?<=[\s。;,.)!?])-[ ]?(?=[^\s\d-])|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])"
)
_AFTER_NAMES: Final = re.compile(
    r"[\s,、;:。.()\[\]/&|!✅✔—-]*(?:(?:by|before|until|on|due)\b[ :]*"
    r"|(?:计划|预计|争取|[于在]|最[晚迟]|不[晚迟]于)[ ]?)?"
)
_SENTENCE_START: Final = re.compile(r"[。;.!?](?=[^。;.!?]*$) ?")
_MENTIONS: Final = re.compile(
    rf"(?:(?:{ATOM_START}@[^{ATOM_END}]{{1,60}}{ATOM_END}|(?<![A-Za-z0-9_.])@[\w.\-]{{2,40}})"
    r"(?:[\s,、&/]|and )*)+"
)
_BEFORE_MENTIONS: Final = re.compile(r"(?:^|[.。;,!?)(] ?| |[\u4e00-\u9fff])[(]?$")
_MENTION_FIRST: Final = re.compile(
    rf"(?:(?:{ATOM_START}@[^{ATOM_END}]{{1,60}}{ATOM_END}|@[\w.\-]{{2,40}}(?![\w.\-]))(?:[ :,、&/]|and )*)+"
    rf"(?=[^\s{ATOM_START}@]{{2}})"
)
_STATES: Final = (
    r"(?:[已未][\u4e00-\u9fff]{2}|(?:进行|处理)中|延期|(?i:done|closed?|completed|finished|resolved|open|ongoing"
    r"|pending|in progress)\b)"
)
_STATE: Final = re.compile(rf"[已未暂待]|{_STATES}")
_BRACKET_LAST: Final = re.compile(
    r"[(\[]([^()\[\]]{2,80})[)\]]"
    rf"(?= ?(?:[(\[][^()\[\]]{{2,40}}[)\]])?(?:[ ,;—-]*{_STATES})?[.。]?$)"
)
_WORDS: Final = re.compile(r"[^\s,、|/;]+")
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
    found = party.read(text, run.end(), end, announced=False, directory=directory)
    if listed and not found.names and text[run.end() : end].isascii() and end < len(text):
        found = party.read(text, run.end(), end, announced=True, directory=directory)
    if not found.names or not _only_tail(text, found.end):
        return None
    tight = text[run.start() - 1] != " " and run[0] == "-"
    if (
        run[0].strip() == "-"
        and (tight or not listed)
        and not all(sure(name, directory) for name in found.names)
    ):
        return None
    return Party(found.names, run.start(), found.end, True)


def before_day(text: str, directory: Known) -> Party | None:
    """`。X 完成时间：5月30日`: names of their own right before the label of the day."""
    for label in labels.DUE.finditer(text):
        start = _SENTENCE_START.search(text, max(0, label.start() - 40), label.start())
        if start is None or not start.end() < label.start():
            continue
        found = party.read(text, start.end(), label.start(), announced=False, directory=directory)
        rest = text[found.end : label.start()].strip(" ,、;")
        if found.names and not rest and all(sure(name, directory) for name in found.names):
            return Party(found.names, start.end(), found.end, True)
    return None


def sure(name: str, directory: Known) -> bool:
    """Whether this is a name wherever it stands: a person's in Chinese, a known one, a group's."""
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
    if _STATE.match(text, at) or (day and day.start <= 2):
        return True
    return text[at - 1] in ",;" and len(text) - at <= _REMARK


def mentioned(text: str, directory: Known, *, anywhere: bool = False) -> Party | None:
    last = next(reversed([*_MENTIONS.finditer(text, max(0, len(text) - party.WINDOW))]), None)
    if last and _set_off(text, last, anywhere) and _only_tail(text, last.end()):
        found = party.read(text, *last.span(), announced=True, directory=directory)
        return Party(found.names, last.start(), last.end(), True) if found.names else None
    first = _MENTION_FIRST.match(text)
    if first is None:
        return None
    found = party.read(text, 0, first.end(), announced=True, directory=directory)
    return Party(found.names, 0, first.end(), True) if found.names else None


def _set_off(text: str, mentions: re.Match[str], anywhere: bool) -> bool:
    before = text[: mentions.start()]
    return bool(_BEFORE_MENTIONS.search(before[-3:])) and _sentence_before(before, anywhere)


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
    found = party.read(text, match.start(1), end, announced=False, directory=directory)
    if not found.names or not _only_tail(text, found.end):
        return None
    if with_day and not (dates.first(match[1]) and all(sure(name, directory) for name in found.names)):
        return None
    return Party(found.names, match.start(), found.end, True)


def last_words(text: str, directory: Known) -> Party | None:
    """`完善模板 张三 4月12日`, `归档，李四`: persons set off, and at most a day behind them."""
    last = dates.scan(text, None)[-1:]
    dated = bool(last) and not text[last[0].end :].strip(" 日号前之。.)")
    words = [*_WORDS.finditer(text[: last[0].start] if dated else text.rstrip(" 。."))]
    found: list[re.Match[str]] = []
    while len(words) > 1 and _person_word(words[-1][0], directory):
        found.insert(0, words.pop())
    if not found:
        return None
    return Party(tuple(word[0] for word in found), found[0].start(), found[-1].end(), True)


def _person_word(word: str, directory: Known) -> bool:
    return word in directory.names or word in directory.present or names.person(word)


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

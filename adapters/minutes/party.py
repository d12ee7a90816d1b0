"""Who is responsible: lists of names, and where a label says so (责任人：X, owner: X). For folded text."""

import re
from typing import Final

import msgspec

from adapters.minutes import dates, labels, names
from adapters.minutes.markup import ATOM_END, ATOM_START
from adapters.minutes.names import Known

_TOKEN: Final = re.compile(rf"(?:{ATOM_START}[^{ATOM_END}]*{ATOM_END}|[^、,/&+|{ATOM_START}])+")
_COLON: Final = re.compile(r"(?<=\w) ?:")
_ATOM: Final = re.compile(f"{ATOM_START}([^{ATOM_END}]*){ATOM_END}")
_GLOSS: Final = re.compile(r"\(([^()]{0,40})\)")
_CONJUNCTION: Final = re.compile(r" and |以及|[和与及跟]")
_EDGES: Final = " :@\"'“”‘’()[]{}*=-—.·"
_CHARGE: Final = re.compile(
    r" ?(?:来|共同|一起|主要|统一)?(?:负责|跟进|牵头|落实|处理|主导|闭环|跟踪|完成|提供|输出|推动|确认"
    r"|更新|整理|安排|组织|will\b|[在于需要将会应须按])"
)
_MAILS_FIRST: Final = re.compile(rf"[\s:]*(?:{names.EMAIL.pattern}\s*)+")
_TITLE: Final = re.compile(r"(?:leader|committer|maintainer|负责人|责任人)$", re.IGNORECASE)
_GROUP_FIRST: Final = re.compile(
    r"(\w{2,20}(?:工作组|小组|委员会|团队))(?![\w ]*(?:[人员]|成员|单位|leader|committer|负责人)$)."
)
_MEMBER: Final = re.compile(
    r"([\u4e00-\u9fff]{1,8}(?:部|组|中心|委员会|办公室|科|处|室))([\u4e00-\u9fff]{2,3})"
)
_AT: Final = re.compile(r"(?<=[\u4e00-\u9fff])@[A-Za-z][\w\-]{0,20}")  # 张三@SIG
_MENTION: Final = re.compile(r"@(?=\S)")


class Roster(msgspec.Struct, frozen=True):
    """Names in the order written, each once, and where in the text the list ends."""

    names: tuple[str, ...]
    end: int


def read(text: str, start: int, end: int, *, announced: bool, directory: Known) -> Roster:
    """The names of a folded text from `start` on, up to `end` at most.

    `announced`: a label says that names follow, so that the first may look like anything.
    """
    slot = _GLOSS.sub(_gloss, text[start:end])
    colon = _COLON.search(slot)
    slot = slot[: colon.start()] if colon else slot
    found: list[str] = []
    stop = 0
    for token in _TOKEN.finditer(slot):
        loose = announced and (not found or slot[token.start() - 1] != ",")
        taken, whole = _names(token[0], loose, directory)
        found += taken
        stop = token.end() if taken else stop
        if not whole:
            break
    return Roster(_once(found), start + stop)


def _gloss(match: re.Match[str]) -> str:
    """A bracket behind a name tells more about it, unless it names a person behind a group."""
    inner = names.without_numbers(match[1]).strip(_EDGES)
    blank = len(match[0]) - len(inner) - 1
    return f"、{inner}{' ' * blank}" if names.person(inner) and _after_group(match) else " " * len(match[0])


def _after_group(match: re.Match[str]) -> bool:
    before = re.split(r"[、,/&+|]", match.string[max(0, match.start() - 40) : match.start()])[-1]
    return names.group(before.strip(_EDGES))


def _once(found: list[str]) -> tuple[str, ...]:
    """Each name once. An address behind a name is that person's; one before any name stands for a person."""
    mails = [bool(names.EMAIL.fullmatch(name)) for name in found]
    leading = mails.index(False) if False in mails else len(mails)
    return tuple(dict.fromkeys(name for at, name in enumerate(found) if at < leading or not mails[at]))


def _names(token: str, loose: bool, directory: Known) -> tuple[list[str], bool]:
    """The names in a token, and whether nothing else is in it (so that the list may go on)."""
    if ATOM_START in token:
        return _atoms(token), True
    text = _AT.sub("", names.without_numbers(token)).strip(_EDGES)
    first = _MAILS_FIRST.match(token)
    mails = [mail[0] for mail in names.EMAIL.finditer(first[0])] if first else []
    if mails or not text:
        taken, whole = _names(token[first.end() :], loose, directory) if first and text else ([], True)
        return [*mails, *taken], whole
    if (parts := _joined(text)) and all(_one(part, loose, directory) for part in parts):
        return [name for part in parts for name in _one(part, loose, directory)], True
    taken = _one(text, loose, directory)
    return taken, bool(taken) and (taken == [text] or _spaced(text, loose, directory) == taken)


def _atoms(token: str) -> list[str]:
    """Linked names; an account linked right behind a Chinese name is that person's."""
    before = token[: token.index(ATOM_START)].strip(_EDGES)
    if names.person(before):
        return [before]
    return [label for atom in _ATOM.finditer(token) if (label := atom[1].strip(_EDGES)) and len(label) <= 60]


def _joined(text: str) -> list[str]:
    if names.person(text):
        return []
    parts = [part.strip(_EDGES) for part in _CONJUNCTION.split(text)]
    return parts if len(parts) > 1 and all(len(part) > 1 for part in parts) else []


def _one(text: str, loose: bool, directory: Known) -> list[str]:
    """One part of a list as names: usually one, several when only spaces divide them."""
    if names.certain(text, directory) and " " not in text:
        return [text]
    if leading := _in_charge(text, directory):
        return [leading]
    if " " in text and (spaced := _spaced(text, loose, directory)):
        return spaced
    if names.certain(text, directory):
        return [text]
    if (inside := _MEMBER.fullmatch(text)) and names.person(inside[2]):
        return [inside[1], inside[2]]
    if not loose or not names.possible(text):
        return []
    begins = _GROUP_FIRST.match(text)
    return [begins[1]] if begins else [text]


def _in_charge(text: str, directory: Known) -> str | None:
    """张三 of 张三负责输出文档."""
    candidates = [names.known_at(text, 0, directory), *names.person_at(text, 0)]
    return next((name for name in candidates if name and _CHARGE.match(text, len(name))), None)


def _spaced(text: str, loose: bool, directory: Known) -> list[str]:
    words = _MENTION.sub("", text).split()
    if len(words) > 1 and all(word.startswith("@") for word in text.split()[1:]):
        return words
    if names.group(text) or text in directory.names:
        return [text]
    if loose and names.lone_logins(words):
        return words
    before = " ".join(words[:-1])
    if names.person(words[-1]) and names.group(before):
        return [words[-1]] if _TITLE.search(before) else [before, words[-1]]
    leading = [word for word in words if word in directory.names or names.person(word)]
    return leading if leading and words[0] == leading[0] else []


WINDOW: Final = 240
_MOST: Final = 6  # labels read in one item
_END: Final = re.compile(
    r"[。;!?]|(?<!\b[A-Z])\.(?= |$|[^\x00-\x7f])|-{2,}|—| - | [(](?=\d)|[(]|\)(?!、)"
    r"| (?:to|with|will|by|for|from|before|until|on|should|please|is|are|in) |(?:尽快|下班前|下次|下周)"
)
_SENTENCE: Final = re.compile(r"(?: is |[是为])$")  # "and the owner is X" is no tail
_BRACKET: Final = re.compile(r"\(([^()\d]{0,40}|[^()]{0,20}\d{5,}[^()]{0,20})\)")
_LONGEST_DAY: Final = 16
_STOPS: Final = (
    labels.OWNER,
    _END,
    labels.DUE,
    labels.STATUS,
    labels.OTHER_ROLE,
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


def _slot(text: str, start: int, directory: Known) -> Roster:
    return read(text, start, slot_end(text, start), announced=True, directory=directory)


def slot_end(text: str, start: int) -> int:
    """Where a list of names must have ended: at the next label, day, sentence or counterpart."""
    window = text[start : start + WINDOW]
    plain = _BRACKET.sub(lambda gloss: "、" * len(gloss[0]), window)
    end = len(plain)
    for pattern in _STOPS:
        stop = pattern.search(plain, 0, end)
        end = stop.start() if stop else end
    day = dates.first(plain[: end + _LONGEST_DAY])
    return start + min(day.start if day else end, end)

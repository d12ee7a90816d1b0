"""A list of names as it stands behind a label or a dash: which names, and where the list ends."""

import re
from typing import Final

import msgspec

from adapters.minutes import names
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
    if names.group(text) or text in directory.names:
        return [text]
    if loose and names.lone_logins(words):
        return words
    before = " ".join(words[:-1])
    if names.person(words[-1]) and names.group(before):
        return [words[-1]] if _TITLE.search(before) else [before, words[-1]]
    leading = [word for word in words if word in directory.names or names.person(word)]
    return leading if leading and words[0] == leading[0] else []

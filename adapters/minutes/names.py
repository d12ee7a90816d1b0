"""What looks like the name of a person or a group."""

import re
from collections.abc import Collection
from typing import Final

import msgspec

from adapters.minutes import name_words

_UNLIKELY_IN_NAME: Final = re.compile(
    r"[的了是在不已前后将需请该这个们各每并且把被或到从对给等其无未待至按人员]"
)
_HAN: Final = re.compile(r"[\u4e00-\u9fff·]+")

_GROUP_END: Final = (
    r"(?:组|团队?|部门?|委员会|工委会|执委会|办公室|中心|公司|事业群|研究院|全体(?:成员|人员)?"
    r"|成员(?:单位)?|单位|厂商|双方|各方|领域"
    r"|(?i:sigs?|teams?|groups?|committ?ers?|members?|leaders?|maintainers?|pmc|tsc|wg|tmg|committee"
    r"|department|dept|office|qa))"
)
_GROUP: Final = re.compile(
    rf"[\w .\-+·]{{0,24}}{_GROUP_END}|(?i:(?:sig|team|all|wg)[- _]?[\w\- ]{{1,24}}|everyone|所有人|大家|全员)"
)
_NO_GROUP: Final = re.compile(
    r"[到给请需待由将让把提交至使了是]|汇报|对齐|讨论|评审|同意|确认|沟通|完成|参考|(?i:\b(?:not|to"
    r"|with|by|in|at|from|next|for|the|is|of)\b)"
)
_ENGLISH_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.'\-]{0,39}")
_NOBODY: Final = re.compile(
    r"(?:待[定确明后补分]|暂[无未定缺]|[无未已没不需请应须]|各自|尽[快早]|后续|下[次一个周月]|见|同上"
    r"|会[后上]|TBD|TBC|N/?A$|none$"
    r"|unknown|not |to be|pending|asap|进行中|确[定认]|目前|当前|定期|持续|长期|由$|为$)",
    re.IGNORECASE,
)
NO_DAY: Final = re.compile(
    r"尽[快早速]|待[定确明]|暂无|下(?:一)?(?:次|个)|会[前后]|定期|长期|持续|\b(?:asap|tbd|tbc|ongoing"
    r"|next meeting)\b",
    re.IGNORECASE,
)
_STAFF: Final = re.compile(r"(?<![\w@.])(?:[A-Za-z]{0,3}\d{5,}|\+?\d[\d -]{6,}\d)(?![\w@.])")
EMAIL: Final = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")


class Known(msgspec.Struct, frozen=True):
    """Names of the directory, a hint: what stands there is a name whatever it looks like.

    `present` are the names among those who attend the meeting, by the minutes themselves.
    """

    names: frozenset[str]
    lengths: tuple[int, ...]
    present: frozenset[str] = frozenset()


def known(names: Collection[str], present: Collection[str] = ()) -> Known:
    """The hint made ready for looking up; names of one sign are left out."""
    kept = frozenset(name for name in names if len(name) > 1)
    return Known(kept, tuple(sorted({len(name) for name in kept}, reverse=True)), frozenset(present))


def known_at(text: str, at: int, directory: Known) -> str | None:
    """The longest name of the directory that begins at this place."""
    for length in directory.lengths:
        name = text[at : at + length]
        if name in directory.names and not _inside_word(text, at, at + len(name)):
            return name
    return None


def _inside_word(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return _one_word(before, text[start]) or _one_word(text[end - 1], after)


def _one_word(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def person(text: str) -> bool:
    """Whether these signs, and no others, look like a Chinese person's name."""
    family = name_words.surname(text)
    if not family or not _HAN.fullmatch(text):
        return False
    return 1 <= len(text) - family <= 2 and not _UNLIKELY_IN_NAME.search(text, family)


def person_at(text: str, at: int) -> list[str]:
    """The names of persons that could begin at this place, the likeliest first."""
    family = name_words.surname(text[at : at + 4])
    candidates = (text[at : at + family + given] for given in (2, 1)) if family else ()
    return [name for name in candidates if person(name)]


def group(text: str) -> bool:
    """Whether the text reads as a group: a team, a department, a SIG, all members."""
    return len(text) <= 40 and bool(_GROUP.fullmatch(text)) and not _NO_GROUP.search(text)


def english(text: str) -> bool:
    """Whether the text is one English name: a login, or words that each begin with a capital."""
    words = text.split()
    if not 1 <= len(words) <= 4 or name_words.stop_word(words[0]):
        return False
    if not all(_ENGLISH_WORD.fullmatch(word) for word in words):
        return False
    return (len(words) == 1 and len(text) > 1) or all(word[0].isupper() for word in words)


def lone_logins(words: list[str]) -> bool:
    """Whether each word is a login by itself, so that spaces stand between several persons."""
    return len(words) > 1 and all(
        _ENGLISH_WORD.fullmatch(word) and word.islower() and len(word) > 3 and not name_words.stop_word(word)
        for word in words
    )


def certain(text: str, directory: Known) -> bool:
    """Whether the text alone says that it is a name, with no label before it."""
    return text in directory.names or person(text) or group(text) or english(text)


def possible(text: str) -> bool:
    """Whether the text may be a name where a label has announced one."""
    return len(text) <= 30 and any(sign.isalpha() for sign in text) and not _NOBODY.match(text)


def without_numbers(text: str) -> str:
    """The text without telephone and staff numbers and mail addresses."""
    return _STAFF.sub("", EMAIL.sub("", text))

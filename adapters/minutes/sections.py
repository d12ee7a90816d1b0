"""Under which heading an item stands, and what its label alone makes of it. For folded text."""

import re
from typing import Final, Literal

import msgspec

Section = Literal["none", "action", "decision", "parked", "agenda", "people", "topic", "title"]

_ACTION: Final = (
    r"遗留(?:问题|事项|任务|项)?|(?:未|待)(?:闭环|解决|决|处理|完成|跟[进踪])(?:的?(?:问题|事项|项"
    r"|任务))?|待办(?:事项|工作|任务|项)?|行动(?:项|计划|事项)?"
    r"|(?:后续|会后|下一步)(?:的?(?:工作|行动|任务|计划|事项|安排|跟踪))|跟[进踪](?:事项|项|问题)"
    r"|任务(?:清单|列表|安排|分工)|工作(?:安排|任务)|需跟[进踪]事项"
    r"|action(?: items?| points?| list)?s?|actions?(?: required| needed)|ARs?|to-?dos?(?: list)?"
    r"|to do(?: list)?|tasks?|next steps?"
    r"|(?:open|unsolved|unresolved|left|leftover|remaining|outstanding|pending"
    r"|legacy)(?: action)? (?:issues?|items?|problems?|questions?|actions?|points?|tasks?)"
    r"|follow[- ]?ups?(?: items?| actions?)?|issues? (?:left|remaining)"
)
_DECISION: Final = (
    r"(?:结论|决议|决定|议定|决策)(?:事项|内容|情况)?|评审意见|conclusions?|decisions?(?: made)?"
    r"|resolutions?|resolved"
)
_PARKED: Final = (
    r"停车位|停车场|搁置(?:事项|议题|问题)?|暂缓(?:事项|议题)|挂起(?:事项|议题)|parking lot"
    r"|parked(?: items?)?"
)
_AGENDA: Final = r"议程|会议议程|议题(?:列表|清单|安排)?|会议议题|agenda(?: items?)?"
_PEOPLE: Final = (
    r"(?:参会|与会|出席|参加|列席|缺席|请假)(?:人员?|者|名单|单位)?|attend(?:ance|ees)|participants?"
    r"|present|absent|apologies"
)

_LONGEST: Final = 100  # no label is longer; what is longer is not searched for one
_BEFORE: Final = (
    r"(?:本次|本议题|会议|评审|汇报|议题|最终|初步|PMC|上次|上期|另外?|追踪|跟踪|需|主要|其他|会后|形成"
    r"|达成|讨论|内容|open|new|key|main|the|以及|及|和|与| )*"
)
_AFTER: Final = (
    r"(?:(?:跟踪|回顾|清单|列表|闭环情况|进展|闭环|汇总|如下|包括|有)|(?: (?:list|summary|taken"
    r"|from (?:the )?(?:last|previous) meetings?)))*"
)
_KINDS: Final[tuple[tuple[Section, str], ...]] = (
    ("decision", _DECISION),
    ("action", _ACTION),
    ("parked", _PARKED),
    ("agenda", _AGENDA),
    ("people", _PEOPLE),
)
_WORDS: Final = "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS)
_GLOSS: Final = r" ?(?:\([^()]{0,60}\))?"
_NUMBER: Final = r"(?: ?[#＃]?\d{1,2}| ?[一二三四五六七八九十])?"
_STARTS: Final = re.compile(
    rf"[\[(]?{_BEFORE}(?:{_WORDS}){_AFTER}{_GLOSS}[\])]?{_NUMBER}(?: ?(?:[:]+|-{{2,}}|—+) ?"
    rf"| ?(?=[(]?\d{{1,2}}[、.)]))",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(rf"[\[]{_BEFORE}(?:{_WORDS}){_AFTER}[\]] ?", re.IGNORECASE)
_WHOLE: Final = re.compile(
    rf"[\[(]?{_BEFORE}(?:{_WORDS}){_AFTER}{_GLOSS}[\])]?(?: (?:and|&|/) .{{1,30}})? ?[:]* ?", re.IGNORECASE
)
_INSIDE: Final = re.compile(
    r"(?:会议|汇报|评审)?(?:(?P<action>遗留(?:问题|事项)|待办事项|行动项)|(?P<decision>(?<!得出)结论"
    r"|决议))(?=[:])"
)
_TOPIC: Final = re.compile(
    r"(?:议题|主题|topic|item|issue) ?(?:\d{1,3}|[一二三四五六七八九十]{1,3}) ?[:、.,\s]|(?:议题|主题"
    r"|topic)[:]",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"(?:会议)?(?:时间|日期|地点|主题|名称|编号|主持人?|记录人?)[:]|(?:date|time|place|venue|chair"
    r"|scribe|minutes by)[:]",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r"(?:暂?无|没有|无遗留(?:问题|事项)?|none|n/?a|nil|no(?:ne)? (?:open |action )?(?:items?|issues?)?"
    r"|[-/—]*)[。.;,! ]*",
    re.IGNORECASE,
)
_CJK_NUMBER: Final = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、.,:) ]|\d{1,2}(?:\.\d{1,2})*[、.)]? ?)"
)


class Label(msgspec.Struct, frozen=True):
    """A label at the beginning of a text: the section it opens, and where the text behind it begins."""

    section: Section
    end: int


def label(text: str) -> Label | None:
    """The label that opens this text (`遗留问题：...`, `Conclusion: ...`), or that is all of it."""
    head = text[:_LONGEST]
    match = (
        (_WHOLE.fullmatch(text) if head == text else None) or _STARTS.match(head) or _BRACKETED.match(head)
    )
    return Label(_kind(match), match.end()) if match else None


def heading(text: str) -> Section:
    """What a heading makes of the items under it; `none` when nothing."""
    bare = _CJK_NUMBER.sub("", text[:_LONGEST])
    match = _WHOLE.fullmatch(bare)
    if match:
        return _kind(match)
    return "topic" if topic(text) else "none"


def inside(text: str, start: int) -> list[int]:
    """Where, after `start`, a new section opens in the middle of a text."""
    return [match.start() for match in _INSIDE.finditer(text, start)]


def topic(text: str) -> bool:
    """Whether the line announces a topic rather than being an item."""
    return bool(_TOPIC.match(text) or _PLACE.match(text))


def nothing(text: str) -> bool:
    """Whether the text says that there is no item: 无, None."""
    return bool(_NOTHING.fullmatch(text))


def _kind(match: re.Match[str]) -> Section:
    found = match.lastgroup or "none"
    return next((kind for kind, _ in _KINDS if kind == found), "none")

"""The words before a value (who, until when, state) and those that open a section. For folded text."""

import re
from functools import lru_cache
from typing import Final, Literal

import msgspec

_ROLE: Final = (
    r"(?:第一|主要|直接|主)?(?:责任(?:人|方|部门|单位|主体|团队|组|领域|sig)|负责(?:人|方|部门|单位"
    r"|团队|组)|主责(?:人|方|部门)?"
    r"|牵头(?:人|方|部门|单位)?|承(?:办|接)(?:人|方|部门|单位)|执行人|跟[进踪]人|落实(?:人|部门|单位)"
    r"|处理人|经办人|认领人|责任田主)"
)
_ROLE_EN: Final = (
    r"\b(?:(?:action |task )?(?:owners?|owern|onwer|ownner|owenr|ower)|assign(?:ees?|ed to)"
    r"|responsible(?: person| party| team)?"
    r"|person in charge|PIC|DRI|action by|in charge)"
)
_LINK: Final = r" ?(?:\([^()]{0,12}\) ?)?(?:[:=]|-+|—+|→|(?<=[\u4e00-\u9fffA-Za-z])\])[ :]*"
_NAMES_FOLLOW: Final = r"(?= ?[\u4e00-\u9fff\ue000@A-Za-z])"

OWNER: Final = re.compile(
    rf"{_ROLE}(?:{_LINK}|[是为]|/(?={_ROLE}))"
    rf"|(?:^|(?<=[\s,;。、.(\[\-—!?)\]“”\"])){_ROLE} ?{_NAMES_FOLLOW}(?![需要应请将须会可都]|确认"
    rf"|[^,;。]{{0,6}}的)"
    rf"|{_ROLE_EN}(?:{_LINK}| (?=[\ue000@])| is (?=[A-Z\ue000@]))|\bassigned to (?-i:(?=[A-Z]))",
    re.IGNORECASE,
)

OTHER_ROLE: Final = re.compile(
    r"(?:汇报|报告|演讲|主讲|讲解|申报|申请|提出|提议|发起|记录|主持|参与|参会|参加|出席|配合|协助"
    r"|协同|支持|验收|审核|审批|评审|确认|联系|接口|抄送"
    r"|联络|介绍|分享|推荐|提名|监督|知会)(?:人员?|者|方|部门|单位)?(?:[:=]|-+|—+)"
    r"|\b(?:reporters?|presenters?|presented by|speakers?|proposers?|proposed by|cc|reviewers?"
    r"|approvers?|support(?:ed by|er)?"
    r"|participants?|attendees?|contact|author)[ ]?(?:[:=]|-+|—+)",
    re.IGNORECASE,
)
OTHER_ROLE_BEFORE: Final = re.compile(
    r"(?:汇报|报告|演讲|主讲|讲解|申报|申请|提出|提议|发起|记录|主持|参与|参会|出席|介绍|分享|联系"
    r"|接口|发言)(?:人员?|者|方|[:]) ?[:(]?$"
    r"|\b(?:reporter|presenter|speaker|proposer|author|by)\s?[:(]?$",
    re.IGNORECASE,
)

DUE: Final = re.compile(
    r"(?:(?:计划|预计|预期|目标|要求|最晚|最迟|暂定|拟|建议)?(?:完成|闭环|截止|截至|交付|到期|结束"
    r"|解决|提交|输出|反馈|上线|落实|关闭|办结)"
    r"(?:的?(?:时间点?|日期|期限|时限|节点|日))"
    r"|(?:计划|预计|预期|目标|要求)(?:完成|闭环|时间|日期)"
    r"|时间节点|期限|时限|截止(?:到|至|于)?|deadline|\bddl\b|\bdue(?: date| by| on)?\b|\bETA\b"
    r"|\btarget(?: date)?(?=[ ]?[:=])"
    r"|(?:时间|日期|\btime\b|\bdate\b|完成|闭环)(?=[ ]?[:=\]])|\bby when\b)"
    r"[是为]?[ ]?(?:[:=\]]|-+|—+)?[ ]?:?[ ]?",
    re.IGNORECASE,
)

STATUS: Final = re.compile(
    r"(?:当前|目前|最新)?(?:状态|进展|进度|完成情况|闭环情况|处理结果|处理情况|跟踪情况|备注|说明)[:]"
    r"|\b(?:status|progress|notes?|remarks?|update)[ ]?[:]",
    re.IGNORECASE,
)

COUNTERPART: Final = re.compile(
    r"(?:找|和|与|跟|同|向|联系|会同)[^,;。、]{1,24}?(?:对齐|沟通|讨论|确认|对接|协商|澄清|交流|同步|商议)"
    r"|(?:发送?|提交|转交?|反馈|同步|抄送|汇报|交付?|移交)(?:给|至|到)"
)

DONE: Final = re.compile(
    r"(?:已经?|均已|都已|全部)(?:全部|基本)?(?:闭环|完成|关闭|解决|处理完毕?|落实|办结|实现|结束|取消|修复)"
    r"(?=了?(?:$|[\s,;。!)\]|(、]|责任|负责))|已[于在][^,;。]{2,12}?(?:闭环|完成|关闭|解决)"
    r"|已(?:经)?确认|(?:状态|进展|status|progress) ?[:] ?(?:已?(?:完成|闭环|关闭)|done|closed?"
    r"|completed?|resolved)"
    r"|(?:--|—) ?已(?:闭环|完成|关闭|解决)|[(\[—-] ?(?:(?:已)?(?:闭环|完成|关闭)|done|closed?"
    r"|completed|resolved|finished|fixed) ?(?:[)\]]|[.。]?$)"
    r"|^[✅☑✔]|[✅☑✔]$|^(?:resolved|closed|completed|finished|having finished"
    r"|has been (?:finished|completed|closed"
    r"|resolved)|done)\b"
    r"|\b(?:has|have|is|been|was) (?:already )?(?:finished|completed|closed|resolved|done|fixed)\b",
    re.IGNORECASE,
)
NOT_DONE: Final = re.compile(
    r"(?:未|没有?|尚未|不)[^,;。]{0,4}$|\b(?:not|be|yet to be|until|when|once|after|if)\b[^,;.]{0,20}$"
    r"|(?:等|待|在|若|如果?|将)[^,;。]{0,12}$",
    re.IGNORECASE,
)


def done(text: str) -> bool:
    """Whether a folded text says that the matter is finished."""
    return any(not NOT_DONE.search(text[max(0, at.start() - 24) : at.start()]) for at in DONE.finditer(text))


Section = Literal["none", "action", "decision", "parked", "agenda", "people", "topic", "title", "lead"]

_ACTION: Final = (
    r"遗留(?:问题|事项|任务|项)?|(?:未|待)(?:闭环|解决|决|处理|完成|跟[进踪])(?:的?(?:问题|事项|项"
    r"|任务))?|待办(?:事项|工作|任务|项)?|行动(?:项|计划|事项)?"
    r"|(?:后续|会后|下一步)(?:的?(?:工作|行动|任务|计划|事项|安排|跟踪))|跟[进踪](?:事项|项|问题)"
    r"|任务(?:清单|列表|安排|分工)|工作(?:安排|任务)|需跟[进踪]事项"
    r"|action(?: items?| points?| list)?s?|actions?(?: required| needed)|ARs?|to-?dos?(?: list)?"
    r"|(?-i:AI)(?=(?: ?\([^()]{0,60}\))?: ?[A-Za-z@\ue000])|(?-i:APs?)|to do(?: list)?|tasks?|next steps?"
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
    r"|达成|讨论|内容|open|new|key|main|the|other|further|additional|agreed|以及|及|和|与| )*"
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
    r"|scribe|minutes by|next meeting)[:]|下次(?:会议|例会)(?:时间|日期|地点)?[:]",
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


@lru_cache(maxsize=128)
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

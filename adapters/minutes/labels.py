"""The words before a value in minutes: who is responsible, until when, what the state is. For folded text."""

import re
from typing import Final

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
_LINK: Final = r" ?(?:\([^()]{0,12}\) ?)?(?:[:=]|-+|—+|→)[ :]*"
_NAMES_FOLLOW: Final = r"(?= ?[\u4e00-\u9fff\ue000@A-Za-z])"

OWNER: Final = re.compile(
    rf"{_ROLE}(?:{_LINK}|[是为]|/(?={_ROLE}))"
    rf"|(?:^|(?<=[\s,;。、.(\[\-—!?)\]“”\"])){_ROLE} ?{_NAMES_FOLLOW}(?![需要应请将须会可都]|确认"
    rf"|[^,;。]{{0,6}}的)"
    rf"|{_ROLE_EN}(?:{_LINK}| (?=[\ue000@])| is (?=[A-Z\ue000@]))",
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
    r"|(?:时间|日期|\btime\b|\bdate\b|完成|闭环)(?=[ ]?[:=])|\bby when\b)"
    r"[是为]?[ ]?(?:[:=]|-+|—+)?[ ]?",
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
    r"|^(?:resolved|closed|completed|finished|having finished|has been (?:finished|completed|closed"
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

"""Names inside the sentence that says what is to be done: 由X负责, 请X..., X to ..., 我来负责."""

import re
from typing import Final

from adapters.minutes import labels, names, party
from adapters.minutes.names import Known
from adapters.minutes.party import Party

_BY: Final = re.compile(r"(?<![缘自事经])(?<!(?<![梳整处管办代治清审助推受])理)由(?![于此来])[ ]?")
_ADVERB: Final = (
    r"[ ]?(?:来|统一|一起|共同|分别|主要|每月|每周|每天|每季度?|每年|每日|按[周月季年]度?"
    r"|例行|自行|先行|各自|定期|尽快|继续|先|再|进行|协助|具体|全权|整体|后续"
    r"|线下|会后)*"
)
_DOING: Final = re.compile(
    rf"{_ADVERB}(?:负责(?!人)|落实|牵头|跟[进踪]|承[办接担]|主责|主导|闭环|兜底|完成|输出|提供|安排|处理"
    rf"|修[改订复]|补充|整理|组织|提交|刷新|更新"
    r"|确认|评估|分析|准备|发布|推[动进]|给[出到]|拟[定制]|制[定作]|协调|梳理|编[制写]|起草|联系|跟|汇总"
    r"|申请|收集|对接|核对|澄清|优化|实现|验证|测试|解决|获取|张罗|挑选|统计|审[视核]|拉通|召集|邀请"
    r"|维护"
    r"|看护|设计|开发|调研|定义|监控|支撑|承载|采购|排查|清理|引入|适配|移植|上传|归档|公示|通知"
    r"|宣[传讲]|修正|引导|推荐|反馈|校[验对]|研究|探讨|讨论|规划|搭建|构建|部署)(?![人者])"
)
_ASKED: Final = re.compile(
    r"(?:(?:^|(?<=[。;,:!?\s]))(?:麻烦|安排|要求)|(?<![申邀聘呈提报])请(?![求示教问假])|委托|指派)[ ]?"
)
_ANY_CLAUSE: Final = re.compile(
    r"(?:^|(?<=[,;。:)]))[ ]?(?=[^,;。:]{2,24}?(?:负责|落实|牵头|跟[进踪]|主责|承办))"
)
_TAKES_ON: Final = re.compile(
    rf"{_ADVERB}(?:(?:负责|牵头)(?!人)|(?:落实|跟[进踪]|主责|承办)(?=[ ]?(?:[,;。.)]|$)))"
)
_CLAUSE: Final = re.compile(r"^|(?<=[。;:!?])[ ]?|(?<=(?:要求|强调|明确|决定|安排),)")
_TASK: Final = re.compile(
    rf"[ ]?(?:(?:在|于|负责(?!人)|需|要|应|须|将|会|把|对|按|务必|抓紧|尽[快早]|牵头|今[天日]|明[天日]"
    rf"|本[周月]|下[周月次]|\d{{1,4}}[年月])(?!上次)"
    rf"|{_DOING.pattern}|反馈|说明|汇报下|上报|采购|检查|排查|培训|设计|开发|调[研整]|统计|审核|报送"
    rf"|报价|签[署订]|送[样检]|回复)"
)
_REPORTED: Final = re.compile(
    r"[^。;]{0,40}?(?:了|过|认为|指出|表示|介绍|汇报|报告|说(?!明)|提出|建议|同意|反对|请假|缺席)"
)
_WILL: Final = re.compile(
    r" (?:will|to|shall|should|must|needs? to|is to|is going to|(?:is|will be) responsible for|please)\b",
    re.IGNORECASE,
)
_NAMED_FIRST: Final = re.compile(r"[\[(]?([^:\[\]()]{2,40}?)(?:[\])][ ]?:?| ?:| (?:-{1,2}|—) )[ ]?(?=\S)")
_TO_DO: Final = re.compile(r"([A-Z][\w.\-]{1,20}(?: [A-Z][\w.\-]{1,20})?) (?:to|will|shall) (?=[a-z])")
_I_WILL: Final = re.compile(
    rf"(?<![给让请帮跟找问和对])我们?(?:这边|部门)?(?:(?:会|来|去|将|可以|先|就|尽快"
    rf"|在)+[^。?!]{{0,20}}?)?{_DOING.pattern}"
    r"|\bI(?:'ll|’ll| will| shall| can take| am going to|'m going to|'ll take)\b|\b(?:let me"
    r"|assign (?:it|that) to me)\b",
    re.IGNORECASE,
)
_AND: Final = re.compile(r" ?(?:[、/&]|和|与|及|以及| and ) ?")
_LOGIN: Final = re.compile(r"[A-Za-z][\w.\-]{1,30}(?<![\u4e00-\u9fff])(?: [A-Z][\w.\-]{1,20})*", re.ASCII)
_STOP: Final = re.compile(r"[,;。:、&/]")
_LONGEST_GROUP: Final = 24


def charged(text: str, directory: Known) -> Party | None:
    """Everybody charged in the sentence: 由X负责, 请X在..., 授权X挑选, and a clause X落实."""
    found = [*_charged(_BY, text, directory), *_charged(_ASKED, text, directory)]
    found = sorted(found or _own_clause(text, directory), key=lambda each: each[0])
    if not found:
        return None
    people = dict.fromkeys(name for _, _, each in found for name in each)
    return Party(tuple(people), found[0][0], found[0][1], False)


def _charged(before: re.Pattern[str], text: str, directory: Known) -> list[tuple[int, int, list[str]]]:
    """Where names stand behind such words and before what they are to do, where they end, and they."""
    runs = ((match.start(), *_run(text, match.end(), directory)) for match in before.finditer(text))
    return [
        (start, at, found)
        for start, found, at in runs
        if found and (_TASK.match(text, at) or labels.COUNTERPART.match(text, at))
    ]


def _own_clause(text: str, directory: Known) -> list[tuple[int, int, list[str]]]:
    """`归档，李四落实，5月底`: a clause that says no more than who is in charge."""
    runs = ((match.end(), *_run(text, match.end(), directory)) for match in _ANY_CLAUSE.finditer(text))
    return [(start, at, found) for start, found, at in runs if found and _TAKES_ON.match(text, at)]


def subject(text: str, directory: Known) -> Party | None:
    """A person or department of the directory that is to do something, as the subject of a sentence."""
    for match in _CLAUSE.finditer(text):
        found, at = _known_run(text, match.end(), directory)
        if found and (_WILL.match(text, at) or (_TASK.match(text, at) and not _REPORTED.match(text, at))):
            return Party(tuple(found), match.start(), at, False)
    return None


def _known_run(text: str, at: int, directory: Known) -> tuple[list[str], int]:
    found: list[str] = []
    while name := names.known_at(text, at, directory):
        found.append(name)
        at += len(name)
        link = _AND.match(text, at)
        if (
            link is None
            or labels.COUNTERPART.match(text, at)
            or not names.known_at(text, link.end(), directory)
        ):
            break
        at = link.end()
    return found, at


def _run(text: str, at: int, directory: Known) -> tuple[list[str], int]:
    """Names one after another from this place on, as they stand before a verb."""
    found: list[str] = []
    while name := _name_at(text, at, directory):
        found.append(name)
        at += len(name)
        link = _AND.match(text, at)
        if link is None or labels.COUNTERPART.match(text, at):
            break
        at = link.end()
    return found, at


def _name_at(text: str, at: int, directory: Known) -> str | None:
    if name := names.known_at(text, at, directory):
        return name
    follows = (_DOING, _AND, _TASK, labels.COUNTERPART)
    persons = names.person_at(text, at)
    if fitting := [name for name in persons if any(each.match(text, at + len(name)) for each in follows)]:
        return fitting[0]
    login = _LOGIN.match(text, at)
    if login and names.english(login[0]) and _TASK.match(text, login.end()):
        return login[0]
    return _group_at(text, at)


def _group_at(text: str, at: int) -> str | None:
    """The shortest group that begins at this place and has something to do behind it."""
    stop = _STOP.search(text, at)
    last = min(stop.start() if stop else len(text), at + _LONGEST_GROUP)
    ends = (end for end in range(at + 2, last) if _TASK.match(text, end))
    return next((text[at:end].strip() for end in ends if names.group(text[at:end].strip())), None)


def first(text: str, directory: Known) -> Party | None:
    if match := _NAMED_FIRST.match(text):
        found = party.read(text, match.start(1), match.end(1), announced=False, directory=directory)
        whole = found.names and found.end >= match.end(1)
        if whole and all(_person_first(name, directory) for name in found.names):
            return Party(found.names, 0, match.end(), True)
    for person in names.person_at(text, 0):
        at = len(person)
        if text[at : at + 1] == " " and (_TASK.match(text, at) or labels.COUNTERPART.match(text, at + 1)):
            return Party((person,), 0, at, True)
        if text[at : at + 1] == "," and (names.common(person) or person in directory.names):
            return Party((person,), 0, at + 1, True)
    likely, at = _run(text, 0, directory)
    if likely and all(names.common(name) for name in likely) and not _REPORTED.match(text, at):
        does = _TASK.match(text, at) or labels.COUNTERPART.match(text, at)
        return Party(tuple(likely), 0, at, False) if does else None
    doer = _TO_DO.match(text)
    return Party((doer[1],), 0, doer.end(), False) if doer and names.english(doer[1]) else None


def _person_first(name: str, directory: Known) -> bool:
    told = name in directory.names or name in directory.present
    return told or names.person(name) or names.group(name) or (name.isascii() and " " in name)


def volunteered(text: str, speaker: str) -> Party | None:
    """The speaker of a sentence such as 我来负责 or I'll."""
    match = _I_WILL.search(text) if speaker else None
    return Party((speaker,), match.start(), match.end(), False) if match else None

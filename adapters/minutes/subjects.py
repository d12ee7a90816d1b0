"""Names inside the sentence that says what is to be done: 由X负责, 请X..., X to ..., 我来负责."""

import re
from typing import Final

from adapters.minutes import labels, names, roster
from adapters.minutes.names import Known
from adapters.minutes.party import Party

_BY: Final = re.compile(r"(?<![缘自事经])(?<!(?<![梳整处管办代治清审助推受])理)由(?![于此来])[ ]?")
_ADVERB: Final = (
    r"[ ]?(?:来|统一|一起|共同|分别|主要|每月|每周|每天|定期|尽快|继续|先|再|进行|协助|具体|全权|整体|后续"
    r"|线下|会后)*"
)
_IN_CHARGE: Final = re.compile(rf"{_ADVERB}(?:负责|落实|牵头|跟[进踪]|承[办接]|主责|主导|闭环|兜底)")
_DOING: Final = re.compile(
    rf"{_ADVERB}(?:负责|落实|牵头|跟[进踪]|承[办接担]|主责|主导|闭环|兜底|完成|输出|提供|安排|处理"
    rf"|修[改订复]|补充|整理|组织|提交|刷新|更新"
    r"|确认|评估|分析|准备|发布|推[动进]|给出|拟[定制]|制[定作]|协调|梳理|编[制写]|起草|联系|跟|汇总"
    r"|申请|收集|对接|核对|澄清|优化|实现|验证|测试|解决|获取|张罗|挑选|统计|审[视核]|拉通|召集|邀请"
    r"|维护"
    r"|看护|设计|开发|调研|定义|监控|支撑|承载|采购|排查|清理|引入|适配|移植|上传|归档|公示|通知"
    r"|宣[传讲]|修正|校[验对]|研究|探讨|讨论|规划|搭建|构建|部署)"
)
_ASKED: Final = re.compile(r"(?:^|(?<=[。;,:!?\s]))(?:烦请|还请|麻烦|请|安排|委托|指派|要求)[ ]?")
_CLAUSE: Final = re.compile(r"^|(?<=[。;:!?])[ ]?")
_TASK: Final = re.compile(
    rf"[ ]?(?:(?:在|于|负责|需|要|应|须|将|会|把|对|按|务必|抓紧|尽[快早]|牵头|今[天日]|明[天日]"
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
_NAMED_FIRST: Final = re.compile(r"[\[(]?([^:\[\]()]{2,40}?)(?:[\])][ ]?:?| ?:| - )[ ]?(?=\S)")
_TO_DO: Final = re.compile(r"([A-Z][\w.\-]{1,20}(?: [A-Z][\w.\-]{1,20})?) (?:to|will|shall) (?=[a-z])")
_I_WILL: Final = re.compile(
    rf"(?<![给让请帮跟找问和对])我们?(?:这边|部门)?(?:(?:会|来|去|将|可以|先|就|尽快"
    rf"|在)+[^。?!]{{0,20}}?)?{_DOING.pattern}"
    r"|\bI(?:'ll|’ll| will| shall| can take| am going to|'m going to|'ll take)\b|\b(?:let me"
    r"|assign (?:it|that) to me)\b",
    re.IGNORECASE,
)
_AND: Final = re.compile(r" ?(?:[、/&]|和|与|及|以及| and ) ?")
_GROUP_BEFORE_VERB: Final = re.compile(rf"([^,;。:、&/]{{2,24}}?)(?={_IN_CHARGE.pattern})")


def by(text: str, directory: Known) -> Party | None:
    for match in _BY.finditer(text):
        found, at = _run(text, match.end(), directory)
        everybody = all(name in directory.names or names.person(name) for name in found)
        if found and (_DOING if everybody else _IN_CHARGE).match(text, at):
            return Party(tuple(found), match.start(), at, False)
    return None


def asked(text: str, directory: Known) -> Party | None:
    for match in _ASKED.finditer(text):
        found, at = _run(text, match.end(), directory)
        if found and (_TASK.match(text, at) or labels.COUNTERPART.match(text, at)):
            return Party(tuple(found), match.start(), at, False)
    return None


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
    whole = _GROUP_BEFORE_VERB.match(text, at)
    words = whole[1].strip() if whole else ""
    return whole[1] if whole and (names.group(words) or names.english(words)) else None


def first(text: str, directory: Known) -> Party | None:
    if match := _NAMED_FIRST.match(text):
        found = roster.read(text, match.start(1), match.end(1), announced=False, directory=directory)
        whole = found.names and found.end >= match.end(1)
        if whole and all(_person_first(name, directory) for name in found.names):
            return Party(found.names, 0, match.end(), True)
    for person in names.person_at(text, 0):
        if text[len(person) : len(person) + 1] == " " and _TASK.match(text, len(person)):
            return Party((person,), 0, len(person), True)
    doer = _TO_DO.match(text)
    return Party((doer[1],), 0, doer.end(), False) if doer and names.english(doer[1]) else None


def _person_first(name: str, directory: Known) -> bool:
    told = name in directory.names or name in directory.present
    return told or names.person(name) or (name.isascii() and " " in name)


def volunteered(text: str, speaker: str) -> Party | None:
    """The speaker of a sentence such as 我来负责 or I'll."""
    match = _I_WILL.search(text) if speaker else None
    return Party((speaker,), match.start(), match.end(), False) if match else None

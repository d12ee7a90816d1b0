"""What looks like the name of a person or a group, and the words by which it is told from others."""

import re
from collections.abc import Collection
from typing import Final

import msgspec

_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦"
    "昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚"
    "邵湛汪祁毛禹狄米贝明臧计成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆"
    "高夏蔡田樊胡凌霍虞万支柯昝管卢莫房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠"
    "甄曲封芮羿储靳汲邴糜松段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹龙叶幸"
    "韶郜黎蓟薄宿白怀蒲邰鄂咸籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿边扈燕冀"
    "郏浦尚农温别庄晏柴瞿阎慕连茹习宦艾鱼容向古易慎戈廖庾暨衡耿满弘匡文寇禄阙东欧殳沃蔚越夔隆师巩厍聂晁勾"
    "敖融冷訾辛阚简饶曾毋沙鞠丰巢关蒯查荆红游竺权逯盖桓付肖闫邸鲜代佟覃冼苟尧兰岳刑楚佘涂仝苑原栗撖卿帅郇"
    "啜"
)
_COMMON: Final = frozenset(
    "王李张刘陈杨赵吴徐孙胡朱郭罗梁宋郑谢韩唐冯董曹袁邓傅沈曾彭吕苏卢蒋蔡贾魏薛阎潘杜戴汪姜范邹陆孔崔邱秦"
)
_COMPOUND: Final = (
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 长孙 宇文 夏侯 独孤 南宫 轩辕 端木 百里 呼延"
)
_COMPOUNDS: Final = frozenset(_COMPOUND.split())
_WORDS: Final = re.compile(
    r"(?:方[案向式法便]|安[全排装卓]|成[员立果为功]|时[间候长]|关[闭于注联键]|解[决释]|支[持撑]|申[请报]"
    r"|计[划算]|文[档件字]|明[确天年日]|常[规态见]|应[用该]|全[部体员面程]|项目|管[理控]|包[括含]|路[标径]"
    r"|平[台均]|连[接续]|易用|周[期会边报末一二三四五六日]|元旦|单[独位元]|于[是此今前后]|向[前后量导上下]"
    r"|任[务意何]|余下|何[时人]|马上|程序|曾经|宣传|强[制化烈调]|商[用务]|尚[未无不]|车机|权限|查[看询]"
    r"|严[格重]|纪要|别人|游戏|简[化单]|代码|信息|东西|水平|高[效级优危层可性]|白名单|温度|景[象点]|容[器量]"
    r"|金额|武器|边界|荣誉|贡献|段落|万一|云[端服平侧]|石油|江苏|江西|黄[色河]|红[色线]|蓝[图牙色]|花[费钱]"
    r"|封[装闭]|左[右侧]|古[代老]|钟[表头]|苏州|乐[观器]|满[足意]|暴露|温[馨和]|谢谢|凌晨|农[业村]|宫格)"
)
_STOP: Final = (
    "done closed close open pending ok okay tbd tbc none na n/a resolved finished completed fixed processing "
    "ongoing wip todo next this that see note notes yes no later agreed rejected approved delayed delay need "
    "continue asap doing status beta release the a an for with new old first last draft low high medium keep "
    "please all any how what we it monday tuesday wednesday thursday friday saturday sunday week month today "
    "tomorrow http https end eod eow eom cancelled canceled postponed blocked started confirmed unknown date "
    "by before until within on at in to from with eta target high priority due deadline p0 p1 p2 p3 lts"
)
_STOP_WORDS: Final = frozenset(_STOP.split())


def surname(text: str) -> int:
    """How many signs of a text are a Chinese surname: 2, 1 or 0. A word such as 方案 begins with none."""
    if text[:2] in _COMPOUNDS:
        return 2
    return int(text[:1] in _SURNAMES and not _WORDS.match(text))


def common(name: str) -> bool:
    """Whether the surname is one that hardly any other word begins with."""
    return name[:1] in _COMMON


def stop_word(word: str) -> bool:
    """Whether an English word stands where a name could but is none: done, tomorrow, beta."""
    return word.lower() in _STOP_WORDS


_UNLIKELY_IN_NAME: Final = re.compile(
    r"[的了是在不于由跟要已前后将需请该这个们各每并且把被或到从对给等其无未待至按人员]"
)
_HAN: Final = re.compile(r"[\u4e00-\u9fff·]+")

_GROUP_END: Final = (
    r"(?:组|团队?|部门?|委员会|工委会|执委会|办公室|中心|公司|事业群|研究院|全体(?:成员|人员)?"
    r"|成员(?:单位)?|单位|厂商|双方|各方|领域|负责人|代表|接口人|专家|基金会|理事会|董事会|协会"
    r"|(?<=[\u4e00-\u9fff]{2})[处科室局院所厂站队]"
    r"|(?i:sigs?|teams?|groups?|committ?ers?|members?|leaders?|maintainers?|pmc|tsc|wg|tmg|committee"
    r"|department|dept|office|qa))"
)
_GROUP: Final = re.compile(
    rf"[\w .\-+·]{{0,24}}{_GROUP_END}|(?i:(?:sig|team|all|wg)[- _]?[\w\- ]{{1,24}}|everyone|所有人|大家|全员)"
)
_NO_GROUP: Final = re.compile(
    r"[到给请需待由将让把提交至使了是]|要求|建议|需要|根据|按照|考虑|新[建设]|成立|对接|联系|通知|跟进|配合|协助|会同|牵头|组织|明确|梳理|补充|输出|提供|汇报|对齐|讨论|评审|同意|确认|沟通|完成|参考|(?i:\b(?:not|to"
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
    family = surname(text)
    if not family or not _HAN.fullmatch(text):
        return False
    return 1 <= len(text) - family <= 2 and not _UNLIKELY_IN_NAME.search(text, family)


def person_at(text: str, at: int) -> list[str]:
    """The names of persons that could begin at this place, the likeliest first."""
    family = surname(text[at : at + 4])
    candidates = (text[at : at + family + given] for given in (2, 1)) if family else ()
    return [name for name in candidates if person(name)]


def group(text: str) -> bool:
    """Whether the text reads as a group: a team, a department, a SIG, all members."""
    return len(text) <= 40 and bool(_GROUP.fullmatch(text)) and not _NO_GROUP.search(text)


def english(text: str) -> bool:
    """Whether the text is one English name: a login, or words that each begin with a capital."""
    words = text.split()
    if not 1 <= len(words) <= 4 or stop_word(words[0]):
        return False
    if not all(_ENGLISH_WORD.fullmatch(word) for word in words):
        return False
    return (len(words) == 1 and len(text) > 1) or all(word[0].isupper() for word in words)


def lone_logins(words: list[str]) -> bool:
    """Whether each word is a login by itself, so that spaces stand between several persons."""
    return len(words) > 1 and all(
        _ENGLISH_WORD.fullmatch(word) and word.islower() and len(word) > 3 and not stop_word(word)
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

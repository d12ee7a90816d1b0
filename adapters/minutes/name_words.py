"""The words by which a name is told from other words: surnames, and words that begin like one."""

import re
from typing import Final

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
    "due deadline p0 p1 p2 p3 lts"
)
_STOP_WORDS: Final = frozenset(_STOP.split())


def surname(text: str) -> int:
    """How many signs of a text are a Chinese surname: 2, 1 or 0. A word such as 方案 begins with none."""
    if text[:2] in _COMPOUNDS:
        return 2
    return int(text[:1] in _SURNAMES and not _WORDS.match(text))


def stop_word(word: str) -> bool:
    """Whether an English word stands where a name could but is none: done, tomorrow, beta."""
    return word.lower() in _STOP_WORDS

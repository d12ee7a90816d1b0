"""Days in Chinese: 2022年5月12日, 5月底, 下周五, 三季度, 两周内."""

import re
from datetime import date, timedelta
from typing import Final

from adapters.minutes import calendars

_NUMERALS: Final = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)} | {
    "两": 2,
    "日": 7,
    "天": 7,
    "末": 7,
}
_THIRDS: Final = {"上旬": 10, "初": 10, "中旬": 20}
_PER_UNIT: Final = {"周": 7, "星期": 7, "月": 30}

_MONTH: Final = r"(?<![\d一二三四五六七八九十几])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) ?月"
_DAY: Final = r"(3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_UNIT: Final = r"[日号]|(?!\d|[ .:点时][\d ]?\d|个|天|次|轮|项|家|人|点|时|份|条|款|%)"
_YEAR: Final = r"(?:(?<!\d)(20\d\d|[123]\d) ?年|([今本明去]年))"

_CALENDAR_DAY: Final = (
    rf"(?:{_YEAR}的? ?)?{_MONTH}(?!度|会|例|报|刊|薪|供)份? ?(?:{_DAY} ?(?:{_UNIT})|(上旬|中旬|下旬"
    rf"|[底末初])|(?! ?\d))"
)
_THIS_QUARTER: Final = r"(本|这|当|下)一?个?季度"
_MONTH_PART: Final = r"(?:(这个|下个|本|当|下)月份?|(?<![\d\w])月(?=[底末初]))(上旬|中旬|下旬|[底末初])?"
_YEAR_PART: Final = rf"(?:{_YEAR}(?! ?[\dQq第一二三四上下])|(?<![\w])(?=年[底末内]))年?(?:([底末内中])|)"
_QUARTER: Final = (
    rf"(?:{_YEAR} ?|(?<!\d)((?:20)?\d\d) ?)?(?:(?<![A-Za-z])[Qq]([1-4])(?![0-9A-Za-z])"
    rf"|第?([一二三四1-4])季度|([上下]半年))"
    r"(?: ?(20\d\d)(?!\d))?"
)
_WEEK: Final = (
    r"(?<![每各单双上一两二三四五六七八九十几\d])(?:(本|这个|这|下下|下个|下)(?:周|星期"
    r"|礼拜)(?!期[^一二三四五六日天])([一二三四五六日天末])?"
    r"|(?:周|星期|礼拜)([一二三四五六日天])(?!致))"
)
_COMING: Final = r"([今明后])[天日](?!后)"
_WITHIN: Final = (
    r"(?<!后)(?<!的)(\d{1,3}|[一二两三四五六七八九十半]) ?个? ?(工作日|周|星期|月|天|日)(?:之?内)"
)


def _number(sign: str) -> int:
    """12, 十二, 二十, 三十一 as a number; 一 as 1, 日 (of a week) as 7."""
    if sign.isdecimal():
        return int(sign)
    tens, ten, ones = sign.rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def _year(written: str | None, relative: str | None, held_on: date | None) -> int | None:
    if written:
        return int(written) if len(written) == 4 else 2000 + int(written)
    if relative and held_on:
        return held_on.year + {"明年": 1, "去年": -1}.get(relative, 0)
    return None


def _part_of_month(year: int | None, month: int, part: str | None, held_on: date | None) -> date | None:
    third = _THIRDS.get(part or "")
    if third:
        return calendars.first_such_day(year, month, third, held_on)
    return calendars.month_end(year, month, held_on)


def _calendar_day(match: re.Match[str], held_on: date | None) -> date | None:
    written, relative, month, day, part = match.groups()
    year = _year(written, relative, held_on)
    if day:
        return calendars.first_such_day(year, _number(month), _number(day), held_on)
    return _part_of_month(year, _number(month), part, held_on)


def _month_part(match: re.Match[str], held_on: date | None) -> date | None:
    if held_on is None:
        return None
    year, month = calendars.months_on(held_on, 1 if (match[1] or "").startswith("下") else 0)
    return _part_of_month(year, month, match[2], held_on)


def _year_part(match: re.Match[str], held_on: date | None) -> date | None:
    year = _year(match[1], match[2], held_on) or (held_on.year if held_on else None)
    if year is None:
        return None
    return date(year, 6, 30) if match[3] == "中" else date(year, 12, 31)


def _quarter(match: re.Match[str], held_on: date | None) -> date | None:
    written, relative, before, english, chinese, half, after = match.groups()
    year = _year(written or before or after, relative, held_on)
    month = {"上半年": 6, "下半年": 12}.get(half) or 3 * _number(english or chinese)
    return calendars.month_end(year, month, held_on)


def _this_quarter(match: re.Match[str], held_on: date | None) -> date | None:
    return calendars.quarter_end(held_on, int(match[1] == "下")) if held_on else None


def _week(match: re.Match[str], held_on: date | None) -> date | None:
    which, named, alone = match.groups()
    weeks = which.count("下") if which else None
    return calendars.weekday(weeks, _number(named or alone or "日") - 1, held_on)


def _coming(match: re.Match[str], held_on: date | None) -> date | None:
    return held_on + timedelta(days="今明后".index(match[1])) if held_on else None


def _within(match: re.Match[str], held_on: date | None) -> date | None:
    amount, unit = match.groups()
    if held_on is None:
        return None
    if amount == "半":
        return held_on + timedelta(days=15 if unit == "月" else 4)
    if unit == "工作日":
        return calendars.working_days_on(held_on, _number(amount))
    return held_on + timedelta(days=_number(amount) * _PER_UNIT.get(unit, 1))


FORMS: Final = (
    (_QUARTER, _quarter),
    (_THIS_QUARTER, _this_quarter),
    (_CALENDAR_DAY, _calendar_day),
    (_MONTH_PART, _month_part),
    (_YEAR_PART, _year_part),
    (_WITHIN, _within),
    (_WEEK, _week),
    (_COMING, _coming),
)

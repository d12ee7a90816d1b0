"""Which steps the clocks of actions must take, found by walking minute by minute: slow and on its own.

It reads stored events as plain JSON and imports nothing of the hub: so it cannot share a mistake with it.
Instants are whole minutes, counted from BASE.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

BASE = datetime(2025, 12, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LENGTH = 450 * 24 * 60
Times = Sequence[tuple[str, str]]


class Diary(NamedTuple):
    """Weekly hours by weekday (0 is Monday), and the days that are otherwise."""

    zone: str
    week: Mapping[int, Times]
    otherwise: Mapping[date, Times]


class Rules(NamedTuple):
    """A policy in minutes: before due, and after due by the name of the step."""

    reminder: int
    rungs: Mapping[str, int]


class Round(NamedTuple):
    """One clock: its id, when it was armed, its target, pauses (the last perhaps open), and its end."""

    id: str
    armed: int
    target: int
    pauses: list[tuple[int, int]]
    ended: int
    worked: bytearray
    rules: Rules


def minute(when: datetime) -> int:
    """The whole minute that an instant lies in."""
    return (when - BASE) // MINUTE


def works(diary: Diary, at: datetime) -> bool:
    """Whether the minute that begins at this instant is worked."""
    local = at.astimezone(ZoneInfo(diary.zone))
    hours = diary.otherwise.get(local.date(), diary.week.get(local.weekday(), ()))
    shown = f"{local.hour:02}:{local.minute:02}"
    return any(start <= shown < end for start, end in hours)


def walk(diary: Diary) -> bytearray:
    """Every minute: worked or not."""
    return bytearray(works(diary, BASE + n * MINUTE) for n in range(LENGTH))


def walk_day(diary: Diary, worked: bytearray, day: date) -> bytearray:
    """The same with one day seen anew."""
    fresh = bytearray(worked)
    middle = minute(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    for n in range(max(middle - 2880, 0), min(middle + 2880, LENGTH)):
        fresh[n] = works(diary, BASE + n * MINUTE)
    return fresh


class Terms(NamedTuple):
    """What held from when on: worked minutes and rules, by department."""

    since: list[int]
    worked: list[Mapping[str, bytearray]]
    rules: list[Mapping[str, Rules]]

    def at(self, moment: int) -> tuple[Mapping[str, bytearray], Mapping[str, Rules]]:
        index = bisect_right(self.since, moment) - 1
        return self.worked[index], self.rules[index]


def rounds(item: str, history: Sequence[tuple[int, datetime, dict[str, Any]]], terms: Terms) -> list[Round]:
    """Every clock of an action, from its versions, times and events."""
    found: list[Round] = []
    department = ""
    for version, when, event in history:
        at, kind = minute(when), event["type"].split(".")[1]
        department = event.get("department") or department
        if kind in ("action-assigned", "due-date-moved"):
            if found:
                found[-1] = found[-1]._replace(ended=min(found[-1].ended, at))
            worked, rules = terms.at(at)
            name = str(uuid5(uuid5(NAMESPACE_OID, item), f"action {version}"))
            target = minute(datetime.fromisoformat(event["due"]))
            found.append(Round(name, at, target, [], LENGTH, worked[department], rules[department]))
        elif kind == "action-completed":
            found[-1].pauses.append((at, LENGTH))
        elif kind == "completion-returned":
            found[-1].pauses[-1] = (found[-1].pauses[-1][0], at)
        elif kind in ("completion-verified", "action-cancelled"):
            found[-1] = found[-1]._replace(ended=at)
    return found


def expected(clock: Round, until: int) -> dict[str, int]:
    """The steps that fall due before the clock stops, and up to an instant."""
    waits = [since for since, end in clock.pauses if end == LENGTH]
    stop = min([clock.ended, until + 1, *waits])
    clock = clock._replace(pauses=[(since, end) for since, end in clock.pauses if end < LENGTH])
    found: dict[str, int] = {}
    needed = sum(clock.worked[clock.armed : clock.target])
    due = reach(clock, clock.armed, needed, clock.target)
    if due is not None:
        ran = sum(clock.worked[n] and not paused(clock, n) for n in range(clock.armed, due))
        if ran > clock.rules.reminder:
            remind = reach(clock, clock.armed, ran - clock.rules.reminder, clock.armed)
            if remind is not None and clock.armed < remind < stop:
                found["reminder-1"] = remind
        for name, minutes in clock.rules.rungs.items():
            at = reach(clock, due, minutes, due)
            if at is not None and at < stop:
                found[name] = at
    return found


def paused(clock: Round, at: int) -> bool:
    return any(since <= at < end for since, end in clock.pauses)


def reach(clock: Round, base: int, minutes: int, not_before: int) -> int | None:
    """The earliest minute, outside pauses, by which the clock has run so many minutes since `base`."""
    at, ran = base, 0
    while ran < minutes or at < not_before or paused(clock, at):
        if at >= LENGTH:
            return None
        ran += clock.worked[at] and not paused(clock, at)
        at += 1
    return at

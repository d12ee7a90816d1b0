"""Clocks: when something is due, what reminds of it and climbs, and how its time was spent.

A clock is derived from its item's events and is never stored. It runs on working time or by the wall clock;
while it is paused it does not run, and whatever was still to come moves by as much. What fell due before a
pause began stays where it was. A step and a pause (or an answer) at the same instant: the pause was first.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal
from uuid import NAMESPACE_OID, uuid5

from msgspec import Struct, structs

from domain.ladders import After, Amount, AtTarget, Before, Ladder, Level
from domain.working_hours import ROUND_CLOCK, Calendar
from domain.working_time import add, earliest, last_working, measure, stretches, subtract

State = Literal["running", "paused", "off"]


class Pause(Struct, frozen=True):
    """A time in which the clock stands, and for whom or what it waits. Without an end it still stands."""

    since: datetime
    until: datetime | None = None
    why: str = ""


class Clock(Struct, frozen=True):
    """All that decides when its steps fall due.

    `version` is that of the item's event that armed it, `armed` when that event happened, `start` from when
    it counts (earlier, where a talk went before). `target` is the time that people set. Pauses are in order
    and apart from each other, the last may be open. `calendar` and `ladder` are those in force at `armed`.
    """

    item: str
    kind: str
    version: int
    armed: datetime
    start: datetime
    ladder: Ladder
    calendar: Calendar
    target: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    ended: datetime | None = None

    @property
    def id(self) -> str:
        """The same for whoever derives it; another one once an event arms it anew."""
        return clock_id(self.item, self.kind, self.version)

    @property
    def running(self) -> Calendar:
        """The calendar that its time is counted on."""
        return self.calendar if self.ladder.basis == "working" else ROUND_CLOCK

    @property
    def stopped(self) -> datetime | None:
        """Since when it stands for good, or until somebody resumes it."""
        waits = self.pauses[-1].since if self.pauses and self.pauses[-1].until is None else None
        return min((when for when in (self.ended, waits) if when), default=None)


class Step(Struct, frozen=True):
    """A reminder (without a level) or a rung, and the instant at which it falls due."""

    name: str
    at: datetime
    level: Level | None = None


class Segment(Struct, frozen=True):
    """What a stretch of a clock's life was spent on: running, paused (and why), or off hours."""

    state: State
    since: datetime
    until: datetime
    why: str = ""


@lru_cache(maxsize=65_536)
def clock_id(item: str, kind: str, version: int) -> str:
    """uuid5 of the item, the kind and the version of the event that armed the clock."""
    return str(uuid5(uuid5(NAMESPACE_OID, item), f"{kind} {version}"))


def step_key(clock: Clock, step: Step) -> str:
    """What makes a step the only one of its kind, whichever hub raises it."""
    return f"{clock.id} {step.name}"


def due(clock: Clock) -> datetime | None:
    """The due instant as far as it is known: None while a pause that began before it lasts."""
    instant = due_so_far(clock)
    waits = clock.pauses and clock.pauses[-1].until is None and clock.pauses[-1].since <= instant
    return None if waits else instant


def left(clock: Clock, at: datetime) -> timedelta:
    """How much of the promised time is left at an instant; none once it is due."""
    then = as_of(clock, at)
    return max(measure(clock.running, min(at, then.stopped or at), due_so_far(then)), timedelta())


def as_of(clock: Clock, at: datetime) -> Clock:
    """The clock with what was known of its pauses and its end at an instant."""
    pauses = tuple(
        pause if pause.until and pause.until <= at else Pause(pause.since, why=pause.why)
        for pause in clock.pauses
        if pause.since <= at
    )
    ended = clock.ended if clock.ended and clock.ended <= at else None
    return structs.replace(clock, pauses=pauses, ended=ended)


def steps(clock: Clock) -> tuple[Step, ...]:
    """All steps that fall due, by time, as far as is known: none at or after an end or an open pause.

    A reminder whose time was over when the clock was armed is left out. A clock that was overdue when it was
    armed climbs from then on: nobody is reported for the time before they were asked.
    """
    instant = due_so_far(clock)
    found = sorted([*reminders(clock, instant), *climbing(clock, instant)], key=lambda step: step.at)
    stopped = clock.stopped
    return tuple(step for step in found if stopped is None or step.at < stopped)


def level(clock: Clock, at: datetime) -> Level | None:
    """How far the clock has climbed at an instant."""
    reached = [step.level for step in steps(clock) if step.level and step.at <= at]
    return reached[-1] if reached else None


def reminders(clock: Clock, instant: datetime) -> list[Step]:
    """Before the due instant, by name reminder-1 and so on; none that is as long as the whole time."""
    found = []
    for number, amount in enumerate(clock.ladder.reminders, start=1):
        begun = before(clock, instant, amount.on(clock.running, instant))
        at = moved(clock, begun, begun)
        if begun > clock.start and at > clock.armed:
            found.append(Step(f"reminder-{number}", at))
    return found


def climbing(clock: Clock, instant: datetime) -> list[Step]:
    """The rungs, from the due instant on."""
    base = max(instant, clock.armed)
    return [Step(rung.level, after(clock, base, rung.after), rung.level) for rung in clock.ladder.rungs]


def due_so_far(clock: Clock) -> datetime:
    """The due instant with the pauses that are over."""
    return moved(clock, clock.start, promised(clock))


def promised(clock: Clock) -> datetime:
    """The due instant before any pause. Raises ValueError where a target is needed and none is set."""
    match clock.ladder.due:
        case After(amount):
            return add(clock.running, clock.start, amount.on(clock.running, clock.start))
        case Before(amount):
            aim = target(clock)
            early = subtract(clock.running, aim, amount.on(clock.running, aim))
            return last_working(clock.calendar, early)
        case AtTarget():
            return target(clock)


def target(clock: Clock) -> datetime:
    """The time that people set."""
    if clock.target is None:
        raise ValueError(f"a clock of kind {clock.kind} needs a target")
    return clock.target


def after(clock: Clock, base: datetime, amount: Amount) -> datetime:
    """The instant at which the clock has run for an amount since `base`."""
    return moved(clock, base, add(clock.running, base, amount.on(clock.running, base)))


def moved(clock: Clock, base: datetime, instant: datetime) -> datetime:
    """An instant counted from `base`, moved on by the pauses between: what was left is left afterwards."""
    for since, end in closed(clock):
        if since > instant:
            break
        rest = measure(clock.running, max(base, since), instant)
        instant = max(instant, add(clock.running, end, rest))
    return instant


def before(clock: Clock, instant: datetime, amount: timedelta) -> datetime:
    """The earliest instant from which the clock runs for the amount until `instant`."""
    for since, end in reversed(closed(clock)):
        if end <= instant:
            ran = measure(clock.running, end, instant)
            if ran > amount:
                break
            instant, amount = since, amount - ran
    return earliest(clock.running, instant, amount)


def closed(clock: Clock) -> list[tuple[datetime, datetime]]:
    """The pauses that are over."""
    return [(pause.since, pause.until) for pause in clock.pauses if pause.until]


def segments(clock: Clock, at: datetime) -> list[Segment]:
    """How the clock spent its time from its start to an instant, or to its end where that came first."""
    end = min(at, clock.ended or at)
    found: list[Segment] = []
    begun = clock.start
    for pause in clock.pauses:
        since, until = max(pause.since, begun), min(pause.until or end, end)
        if since < until:
            found += [*unpaused(clock, begun, since), Segment("paused", since, until, pause.why)]
            begun = until
    return [*found, *unpaused(clock, begun, end)]


def unpaused(clock: Clock, since: datetime, until: datetime) -> Iterator[Segment]:
    """Running and off hours in turn."""
    for start, end in stretches(clock.running, since, until):
        if since < start:
            yield Segment("off", since, start)
        yield Segment("running", start, end)
        since = end
    if since < until:
        yield Segment("off", since, until)


def totals(spent: list[Segment]) -> dict[tuple[State, str], timedelta]:
    """How long in each state, and for each reason: running 1 h 10, waiting for the requester 40 min."""
    summed: dict[tuple[State, str], timedelta] = {}
    for part in spent:
        key = (part.state, part.why)
        summed[key] = summed.get(key, timedelta()) + part.until - part.since
    return summed

"""Escalations: the steps of a clock that fell due, recorded once each. The stream is the clock's.

The hub raises a step when its time has come; here it is decided whom it reaches. A repeated step records
nothing, whichever hub raises it.
"""

from datetime import datetime

from msgspec import Struct, structs

from domain.company import Now
from domain.envelope import Elsewhere, Grade, Parties, Relation
from domain.ladders import Level
from domain.posts import Reached, Skipped, reach
from domain.refusals import Reason, Refused
from domain.words import Id, Line


class Facts(Struct, frozen=True, omit_defaults=True):
    """What a step knows of its clock. `late`: the answer was there before the step was raised, so it is on
    record and tells nobody."""

    item: Id
    kind: str
    step: str
    fell_due: datetime
    due: datetime
    policy_version: int
    calendar_version: int
    responsible: str | None = None
    department: str | None = None
    grade: Grade = Grade.INTERNAL
    part: str = ""
    late: bool = False


class ReminderDue(Struct, frozen=True, omit_defaults=True, tag="escalation.reminder-due.v1"):
    """`whom` is reminded; `holder` is whose it is, another one where a deputy acts."""

    facts: Facts
    whom: str
    holder: str
    skipped: tuple[Skipped, ...] = ()


class LevelReached(Struct, frozen=True, omit_defaults=True, tag="escalation.level-reached.v1"):
    """The clock has climbed to a level: of the step, or above it where posts were vacant."""

    facts: Facts
    level: Level
    whom: str
    holder: str
    skipped: tuple[Skipped, ...] = ()


class RungSkipped(Struct, frozen=True, omit_defaults=True, tag="escalation.rung-skipped.v1"):
    """The step fell due and there was nobody to reach, up to the top."""

    facts: Facts
    why: str
    level: Level | None = None


class JumpConfirmed(Struct, frozen=True, tag="escalation.jump-confirmed.v1"):
    """An operator says that the machines' clock is right, though it jumped."""

    at: datetime


Event = ReminderDue | LevelReached | RungSkipped | JumpConfirmed


class RaiseStep(Struct, frozen=True, tag="raise"):
    """Record that a step of a clock fell due. The hub does this by itself."""

    clock: Id
    facts: Facts
    level: Level | None = None


class ConfirmJump(Struct, frozen=True, tag="confirm-jump"):
    """Say that the machine's clock is right, so that what waits since it jumped is raised."""

    why: Line = "confirmed"


Command = RaiseStep | ConfirmJump


class Escalation(Struct, frozen=True):
    """The names of the steps on record, and whom the clock concerns."""

    raised: frozenset[str] = frozenset()
    department: str | None = None
    grade: Grade = Grade.INTERNAL
    people: frozenset[str] = frozenset()
    confirmed: datetime | None = None


State = Escalation
INITIAL = Escalation()
Events = list[Event | Elsewhere[Event]]


def decide(command: Command, clock: State, now: Now) -> Events:
    """What happens when `command` is given. Repeating a command records nothing."""
    match command:
        case ConfirmJump():
            return [] if clock.confirmed == now.at else [JumpConfirmed(now.at)]
        case RaiseStep():
            return raise_step(command, clock, now)


def raise_step(command: RaiseStep, clock: State, now: Now) -> Events:
    """Never before its time, never twice, and to whom held the post when it fell due."""
    facts = command.facts
    if command.clock != now.stream:
        raise Refused(Reason.NOT_FOUND)
    if facts.fell_due > now.at:
        raise Refused(Reason.STEP_NOT_DUE, step=facts.step)
    if facts.step in clock.raised:
        return []
    found = reach(
        now.company,
        facts.responsible,
        facts.department,
        command.level or "responsible",
        facts.fell_due,
        now.zone,
    )
    return [recorded(facts, command.level, found)]


def recorded(facts: Facts, level: Level | None, found: Reached | None) -> Event:
    """The step as it goes on record."""
    if found is None:
        return RungSkipped(facts, "vacant", level)
    if level is None:
        return ReminderDue(facts, found.whom, found.holder, found.skipped)
    return LevelReached(facts, found.level, found.whom, found.holder, found.skipped)


def evolve(clock: State, event: Event, _stream: str) -> State:
    """The clock's record after `event`."""
    match event:
        case JumpConfirmed(at):
            return structs.replace(clock, confirmed=at)
        case ReminderDue(facts, whom, holder) | LevelReached(facts, _, whom, holder):
            return noted(clock, facts, frozenset({whom, holder}))
        case RungSkipped(facts):
            return noted(clock, facts, frozenset())


def noted(clock: State, facts: Facts, people: frozenset[str]) -> State:
    """One more step on record."""
    return structs.replace(
        clock,
        raised=clock.raised | {facts.step},
        department=facts.department,
        grade=facts.grade,
        people=clock.people | people | ({facts.responsible} if facts.responsible else set()),
    )


def parties(clock: State) -> Parties:
    """Of the department that owes; its people are those who were reached."""
    people: tuple[tuple[Relation, str], ...] = tuple([("owner", each) for each in sorted(clock.people)])
    return Parties(clock.department, clock.department, clock.grade, people)

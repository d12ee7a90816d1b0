"""Simulated years: four hubs on one log in virtual time, killed, paused, with jumping clocks.

Nothing waits and no thread runs, so a seed decides everything and is replayed by its number.
"""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from adapters.codec import Codec
from adapters.log_sqlite import SQLiteLog
from domain.actions import (
    AssignAction,
    CancelAction,
    CompleteAction,
    MoveDueDate,
    ReassignAction,
    ReturnCompletion,
    VerifyCompletion,
)
from domain.calendars import Declaration, DeclareDays, DefineCalendar, TakeEffect
from domain.company import OPERATOR
from domain.departments import AppointHead, AssignExecutive, ChooseCalendar, FoundDepartment
from domain.ladders import Amount, AtTarget, Rung
from domain.orders import Order, Outcome
from domain.people import JoinPerson, MovePerson
from domain.policies import SetLadder, SetLastRung
from domain.refusals import Refused
from domain.working_hours import Hours
from hub.batch import Submission
from hub.boards import Boards
from hub.escalation import Escalation
from hub.writer import Writer
from projections import clocks
from tests.adapters.rows import Vault
from tests.domain.cast import numbered
from tests.hub.step_oracle import Diary, Round, Rules, Terms, expected, minute, rounds, walk, walk_day

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE, HALF = timedelta(minutes=1), timedelta(seconds=30)
HUBS, ACTIONS, COMMANDS = 4, 120, 500
OFFICE = [("09:00", "12:00"), ("13:30", "18:00")]
MUNICH = [("09:00", "12:30"), ("13:15", "17:15")]
NIGHT = [("00:00", "06:00"), ("22:00", "24:00")]
DIARIES = (
    Diary("Asia/Shanghai", dict.fromkeys(range(5), OFFICE), {}),
    Diary("Europe/Berlin", dict.fromkeys(range(5), MUNICH), {}),
    Diary("Europe/Berlin", dict.fromkeys(range(7), NIGHT), {}),
)
FULL_DAYS = (450, 450, 480)
PLACES = tuple(numbered(number) for number in (1, 2, 3))
CALENDARS = tuple(numbered(number) for number in (701, 702, 703))
OWNERS = tuple(numbered(number) for number in (11, 12, 13))
HEAD, POLICY, LAST = numbered(21), numbered(801), numbered(802)


class Killed(BaseException):
    """The hub's process is gone."""


class SharedLog(SQLiteLog):
    """One log for several writers of one process; nothing is flushed to disk, as no machine fails here."""

    exclusive = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.writing.cursor().execute("PRAGMA synchronous=OFF")


class HandBoards(Boards):
    """Folds when it is asked to, on no thread."""

    async def reached(self, position: int, seconds: float | None = None) -> None:  # noqa: ARG002
        self.fold_all()

    def fold_all(self) -> None:
        while self.fold_page():
            pass
        assert not self.errors, self.errors


class Machine:
    """One hub: its process can be killed, its clock can jump, it can stand still for days."""

    def __init__(self, year: "Year", number: int) -> None:
        self.year = year
        self.folder = year.folder / f"hub-{number}"
        self.ahead = timedelta()
        self.asleep = timedelta()
        self.dying: str | None = None
        self.sober = True
        self.start()

    def start(self) -> None:
        """As after a crash: only what is on disk is left."""
        year = self.year
        self.writer = Writer(year.log, year.codec, self.now, "Asia/Shanghai", lambda _: None)
        self.boards = HandBoards(
            year.log, year.codec, year.vault, self.folder, "Asia/Shanghai", lambda *_: None, [clocks]
        )
        self.escalation = Escalation(
            year.log, self.boards, self.execute, self.now, self.seconds, "Asia/Shanghai"
        )

    def now(self) -> datetime:
        return self.year.now + self.ahead

    def seconds(self) -> float:
        """What has passed while the machine was awake."""
        return (self.year.now - START - self.asleep).total_seconds()

    async def execute(self, orders: Sequence[Order], by: str) -> Outcome:
        """The writer, without its thread. A machine may die before it commits, or before it hears of it."""
        if self.dying == "before":
            raise Killed
        found = self.writer.commit([Submission(orders, by)])[0]
        if self.dying == "after":
            raise Killed
        if isinstance(found, Exception):
            raise found
        return found

    async def tick(self) -> None:
        """One look at what is due, with whatever goes wrong this time."""
        chance = self.year.chance
        if chance.random() < 0.7:
            self.boards.fold_all()
        self.dying = chance.choice(["before", "after"]) if chance.random() < 0.03 else None
        if self.sober and chance.random() < 0.04:
            self.ahead = chance.choice([timedelta(hours=1), timedelta(days=365)])
        self.sober = not self.ahead  # twice the same would be a second reading that confirms
        try:
            await self.escalation.tick()
        except Killed:
            self.boards.stop()
            self.start()
        self.dying, self.ahead = None, timedelta()
        if chance.random() < 0.02:
            self.asleep += timedelta(hours=1)


class Year:
    """One year of a company of three departments, decided by a seed."""

    def __init__(self, folder: Path, seed: int, worked: tuple[bytearray, ...]) -> None:
        self.folder = folder
        self.chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
        self.vault = Vault()
        self.codec = Codec(self.vault)
        self.now = START
        folder.mkdir(parents=True, exist_ok=True)
        self.log = SharedLog(folder / "log")
        self.diaries = list(DIARIES)
        self.worked = list(worked)
        self.terms = Terms([], [], [])
        self.rules = {place: standard(day) for place, day in zip(PLACES, FULL_DAYS, strict=True)}
        self.hubs = [Machine(self, number) for number in range(HUBS)]
        self.items: list[str] = []

    async def live(self) -> None:
        """People work, calendars and policies are edited, hubs look now and then, and at the end."""
        await self.found()
        ends = START + timedelta(days=365)
        acts = [(self.some_minute(), self.act) for _ in range(COMMANDS)]
        acts += [(self.some_minute(), self.edit_calendar) for _ in range(4)]
        acts += [(self.some_minute(), self.edit_policy) for _ in range(2)]
        looks = [(when + HALF, hub.tick) for hub in self.hubs for when in self.looks()]
        for when, do in sorted([*acts, *looks], key=lambda each: each[0]):
            self.now = when
            await do()
        for _ in range(3):
            self.now = max(self.now, ends) + MINUTE
            for hub in self.hubs:
                hub.boards.fold_all()
                await hub.escalation.tick()

    def some_minute(self) -> datetime:
        return START + self.chance.randrange(1, 350 * 24 * 60) * MINUTE

    def looks(self) -> list[datetime]:
        """When a hub looks: every hour or so, with nights and weeks in which it is down."""
        found, when = [], START + MINUTE
        while when < START + timedelta(days=360):
            found.append(when)
            when += self.chance.choice([1, 7, 60, 61, 240, 600, 1440, 9000]) * MINUTE
        return found

    async def give(self, stream: str, *commands: Struct) -> None:
        """Through any hub. What makes no sense is refused, and nothing happens."""
        hub = self.chance.choice(self.hubs)
        try:
            await hub.execute([Order(stream, command) for command in commands], OPERATOR)
        except Refused:
            return

    async def found(self) -> None:
        """Three departments with a calendar each."""
        for stream, login in zip((*OWNERS, HEAD), ("an", "bo", "chu", "head"), strict=True):
            await self.give(stream, JoinPerson(login, login))
        for place, calendar, diary, owner in zip(PLACES, CALENDARS, DIARIES, OWNERS, strict=True):
            week = tuple(tuple(Hours(*part) for part in diary.week.get(day, ())) for day in range(7))
            await self.give(calendar, DefineCalendar(calendar, diary.zone, week), TakeEffect())
            await self.give(place, FoundDepartment(f"dep{place[-1]}", place), AppointHead(HEAD))
            await self.give(place, AssignExecutive(HEAD), ChooseCalendar(calendar))
            await self.give(owner, MovePerson(place))
        await self.give(LAST, SetLastRung(HEAD))
        self.note()

    def note(self) -> None:
        """The oracle's own book of what holds from now on."""
        self.terms.since.append(minute(self.now))
        self.terms.worked.append(dict(zip(PLACES, self.worked, strict=True)))
        self.terms.rules.append(self.rules)

    async def act(self) -> None:
        """Somebody does something to an action, or a new one is given."""
        if len(self.items) < ACTIONS and (not self.items or self.chance.random() < 0.4):
            self.items.append(numbered(1000 + len(self.items)))
            await self.give(self.items[-1], AssignAction("样机", self.chance.choice(OWNERS), self.some_due()))
            return
        item = self.chance.choice(self.items[-8:])
        await self.give(item, self.chance.choice(self.doings()))

    def some_due(self) -> str:
        """Some days ahead, now and then in the past."""
        days = self.chance.choice([-2, 1, 3, 5, 9, 14])
        when = self.now + timedelta(days=days, minutes=self.chance.randrange(1440))
        return when.isoformat()

    def doings(self) -> list[Any]:
        done = CompleteAction("完成")
        return [
            done,
            done,
            ReturnCompletion("缺"),
            ReturnCompletion("缺"),
            MoveDueDate(self.some_due(), "改期"),
            ReassignAction(self.chance.choice(OWNERS), "调岗"),
            VerifyCompletion(),
            CancelAction("取消"),
        ]

    async def edit_calendar(self) -> None:
        """A day off, or a day that is worked, from now on."""
        which = self.chance.randrange(len(DIARIES))
        day = date(2026, 1, 5) + timedelta(days=self.chance.randrange(350))
        off = self.chance.random() < 0.5
        declared = Declaration(day, "holiday" if off else "working")
        await self.give(CALENDARS[which], DeclareDays((declared,), "an edit"), TakeEffect())
        diary = self.diaries[which]
        times = [] if off else next(iter(DIARIES[which].week.values()))
        self.diaries[which] = diary._replace(otherwise={**diary.otherwise, day: times})
        self.worked[which] = walk_day(self.diaries[which], self.worked[which], day)
        self.note()

    async def edit_policy(self) -> None:
        """Other hours for the reminder and the rungs, from now on."""
        reminder, one, two = (self.chance.choice(hours) for hours in ([2, 4, 8], [1, 5, 9], [10, 20, 30]))
        rungs = (
            Rung("responsible"),
            Rung("department", Amount(hours=one)),
            Rung("executive", Amount(hours=two)),
        )
        await self.give(POLICY, SetLadder("action", "working", AtTarget(), (Amount(hours=reminder),), rungs))
        rules = Rules(reminder * 60, {"responsible": 0, "department": one * 60, "executive": two * 60})
        self.rules = dict.fromkeys(PLACES, rules)
        self.note()

    def wrong(self) -> list[str]:
        """Everything that is missing, double, early or at another time than the oracle says."""
        histories: dict[str, list[tuple[int, datetime, dict[str, Any]]]] = {}
        for stored in self.log.read(0, 10**6):
            body = msgspec.json.decode(stored.body)
            when = datetime.fromisoformat(body["envelope"]["recorded"])
            histories.setdefault(stored.stream, []).append((stored.version, when, body["event"]))
        found: list[str] = []
        for item in self.items:
            for clock in rounds(item, histories.get(item, []), self.terms):
                found += self.differences(clock, histories.pop(clock.id, []))
        stray = [
            stream for stream, history in histories.items() if history[0][2]["type"].startswith("escalation")
        ]
        return found + [f"no such clock: {stream}" for stream in stray]

    def differences(self, clock: Round, history: list[tuple[int, datetime, dict[str, Any]]]) -> list[str]:
        raised = [(event["facts"]["step"], event["facts"]["fell_due"], when) for _, when, event in history]
        times = {step: minute(datetime.fromisoformat(due)) for step, due, _ in raised}
        due = expected(clock, minute(self.now) - 1)
        found = [f"{clock.id}: {times} instead of {due}"] if times != due or len(raised) != len(times) else []
        early = [step for step, due_at, when in raised if when < datetime.fromisoformat(due_at)]
        return found + [f"{clock.id}: {step} was early" for step in early]


def standard(day: int) -> Rules:
    """A working day before, at due, one and three working days after; a day of so many minutes."""
    return Rules(day, {"responsible": 0, "department": day, "executive": 3 * day})


def simulate(folder: Path, seed: int, worked: tuple[bytearray, ...]) -> tuple[list[str], int]:
    """What went wrong in the year of this seed, and how many events it has."""
    year = Year(folder, seed, worked)
    try:
        asyncio.run(year.live())
        return year.wrong(), year.log.head()
    finally:
        for hub in year.hubs:
            hub.boards.stop()
        year.log.close()


def walked() -> tuple[bytearray, ...]:
    """The worked minutes of each department before any edit."""
    return tuple(walk(diary) for diary in DIARIES)

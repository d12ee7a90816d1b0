"""The escalation: every step of every clock goes on record when its time has come, once, whoever raises it.

What is due stands on the board of clocks, in the order it falls due. A step is raised on condition that its
item is as the board knows it; where it is not any more, the board catches up and says what is due then.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import structlog

from adapters.log import Log, Unavailable
from domain.company import HUB
from domain.orders import Order, Outcome
from domain.refusals import Reason, Refused
from domain.working_time import instant
from hub.boards import Boards, Stopped
from hub.clock import Clock
from projections import clock_lists, clocks
from projections.clock_lists import Waiting

NAME = "escalation"
PAGE = 500
SLEEP_SECONDS = 30.0
"""Looked at least so often, for the machine's clock may be set."""
RETRY_SECONDS = 2.0
CATCH_UP_SECONDS = 0.02
JUMP = timedelta(minutes=10)
APART_SECONDS = 20.0
"""A second reading that comes sooner says nothing new."""
TRIES = 20
"""How often in a row what is due may turn out to have changed."""

log = structlog.get_logger()


class Execute(Protocol):
    """The writer's door."""

    async def __call__(self, orders: Sequence[Order], by: str) -> Outcome: ...


class Reading(NamedTuple):
    """One look at both clocks: the wall's, and the seconds that cannot jump."""

    wall: datetime
    seconds: float

    def ahead_of(self, earlier: "Reading") -> timedelta:
        """How far the wall clock has gone beyond the time that has passed."""
        return self.wall - earlier.wall - timedelta(seconds=self.seconds - earlier.seconds)


class Guard:
    """Tells a clock that jumped ahead: believed once a second reading, or an operator, says the same."""

    def __init__(self, first: Reading) -> None:
        self.trusted = first
        self.suspect: Reading | None = None
        self.word: datetime | None = None

    def believes(self, reading: Reading, confirmed: datetime | None = None) -> bool:
        """Whether steps may be raised at this reading. `confirmed`: when an operator last said so."""
        if reading.ahead_of(self.trusted) <= JUMP or self.seconded(reading) or self.vouched(confirmed):
            self.trusted, self.suspect = reading, None
            return True
        if self.suspect is None or abs(reading.ahead_of(self.suspect)) > JUMP:
            log.warning("clock jumped ahead", to=str(reading.wall), since=str(self.trusted.wall))
            self.suspect, self.word = reading, confirmed
        return False

    def seconded(self, reading: Reading) -> bool:
        """Whether an earlier reading said the same."""
        suspect = self.suspect
        if suspect is None or reading.seconds - suspect.seconds < APART_SECONDS:
            return False
        return abs(reading.ahead_of(suspect)) <= JUMP

    def vouched(self, confirmed: datetime | None) -> bool:
        """Whether an operator has spoken since the jump."""
        return self.suspect is not None and confirmed != self.word


class Escalation:
    """Raises what is due, on the hub's loop."""

    def __init__(
        self,
        log_: Log,
        boards: Boards,
        execute: Execute,
        clock: Clock,
        seconds: Callable[[], float],
        zone: str,
    ) -> None:
        self.log = log_
        self.boards = boards
        self.execute = execute
        self.clock = clock
        self.seconds = seconds
        self.zone = zone
        self.guard = Guard(self.read_clocks())
        self.parked: set[tuple[str, str]] = set()
        self.turn = asyncio.Lock()
        self.work = asyncio.Event()
        self.ending = False

    def read_clocks(self) -> Reading:
        return Reading(self.clock(), self.seconds())

    def wake(self) -> None:
        """A clock may have changed. Call on the loop."""
        self.work.set()

    async def run(self) -> None:
        """Goes on until it is cancelled, or stopped in the middle of a tick."""
        while not self.ending:
            self.work.clear()
            try:
                await self.tick()
                await self.rest()
            except Exception:
                log.exception("escalation waits")
                await asyncio.sleep(RETRY_SECONDS)

    async def rest(self) -> None:
        """Until the next step falls due, or somebody wakes it."""
        following = clock_lists.next_at(self.boards.read("clocks"))
        seconds = SLEEP_SECONDS
        if following is not None and self.guard.suspect is None:
            seconds = min(max((following - self.clock()).total_seconds(), 0.05), SLEEP_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(
                seconds
            ):  # wait_for may lose a cancellation that comes with the wake-up
                await self.work.wait()

    async def tick(self) -> int:
        """Raises everything that is due by now; how many steps went on record. None while the clock is in
        doubt. Raises Stopped when the board cannot go on."""
        async with self.turn:
            reading = self.read_clocks()
            if not self.guard.believes(reading, self.confirmed()):
                return 0
            return await self.raise_due(reading.wall)

    def confirmed(self) -> datetime | None:
        """When an operator last vouched for the clock."""
        found = clocks.jump_confirmed(self.boards.read("clocks"))
        return instant(found) if found else None

    async def raise_due(self, now: datetime) -> int:
        """Sweep after sweep, until one finds nothing that it can raise."""
        total = 0
        for _ in range(TRIES):
            swept = await self.sweep(now)
            total += swept.events
            if not swept.position:
                break
            await self.caught_up(swept.position)
        return total

    async def sweep(self, now: datetime) -> "Raised":
        """Everything due, page after page; each clock's missed steps together and in order. The board need
        not show one page before the next is read, for the pages go on by time."""
        position, events, after = 0, 0, (0, "")
        while found := self.waiting(now, after):
            raised = await asyncio.gather(*[self.raise_steps(each, now) for each in found])
            position = max(position, *(result.position for result in raised))
            events += sum(result.events for result in raised)
            after = (found[-1].next_at, found[-1].id)
        return Raised(position, events)

    async def caught_up(self, position: int) -> None:
        """Returns when the board of clocks shows the position, though another board may have stopped."""
        with suppress(Stopped):
            await self.boards.reached(position)
        while self.boards.read("clocks").position < position:  # noqa: ASYNC110 - told to nobody outside
            await asyncio.sleep(CATCH_UP_SECONDS)

    def waiting(self, now: datetime, after: tuple[int, str]) -> list[Waiting]:
        return clock_lists.waiting(self.boards.read("clocks"), now, self.zone, after=after, limit=PAGE)

    async def raise_steps(self, waiting: Waiting, now: datetime) -> "Raised":
        """One clock's steps. What fails for reasons of its own is parked, and the other clocks go on."""
        try:
            outcome = await self.execute(waiting.orders(now), HUB)
            return Raised(outcome.position, outcome.events)
        except Refused as refusal:
            if refusal.reason is Reason.CHANGED:
                return Raised(self.log.head(), 0)
            await self.park(waiting, refusal)
        except (Unavailable, Stopped):
            raise
        except Exception as error:
            await self.park(waiting, error)
        return Raised(0, 0)

    async def park(self, waiting: Waiting, error: Exception) -> None:
        """Keeps it for people to see, once a step and reason."""
        if (waiting.id, repr(error)) not in self.parked:
            self.parked.add((waiting.id, repr(error)))
            await asyncio.to_thread(self.log.park, NAME, waiting.id, self.boards.position, repr(error))
            log.warning("escalation parked", clock=waiting.id, reason=repr(error))


class Raised(NamedTuple):
    """What came of it: the position that the board has to show now (0 for none), and the events."""

    position: int
    events: int

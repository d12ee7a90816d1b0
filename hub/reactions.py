"""Reactions: what the hub does by itself when something happened, exactly once for each event and target.

A reaction reads the log past its checkpoint and gives commands whose source is (reaction, position,
target); repeating one is a no-op. What cannot be done is parked, visibly, and the others go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

import structlog

from adapters.codec import Codec
from adapters.log import Log, Unavailable
from domain.company import HUB
from domain.envelope import Recorded
from domain.meetings import CarryOver, MeetingOpened
from domain.orders import Order, Outcome
from hub.batch import Source
from hub.boards import Boards
from projections import actions, meetings
from projections.actions import LIVE, Filter, Sight

PAGE = 500
RETRY_SECONDS = 2.0
EVERYTHING = Sight(HUB, 3)

log = structlog.get_logger()


class Step(NamedTuple):
    """One command that a reaction gives, and the target that makes it happen once."""

    target: str
    order: Order


class Execute(Protocol):
    """The writer's door."""

    def __call__(self, orders: Sequence[Order], by: str, *, source: Source) -> Awaitable[Outcome]: ...


Reaction = Callable[[Recorded, Boards], Awaitable[list[Step]]]


async def carry_over(recorded: Recorded, boards: Boards) -> list[Step]:
    """When a meeting of a series opens, its unfinished actions and parked topics come up by themselves."""
    if not isinstance(recorded.event, MeetingOpened):
        return []
    await boards.reached(recorded.position, None)
    held = boards.read("meetings")
    meeting = meetings.one(held, recorded.envelope.stream, EVERYTHING)
    if meeting is None or meeting.series is None:
        return []
    opened = actions.text_of(recorded.envelope.happened)
    series = Filter(statuses=LIVE, series=meeting.series)
    listed = actions.page(boards.read("actions"), series, EVERYTHING, limit=1000)
    owed = [item for item in listed if item.origin != meeting.id and item.created_at <= opened]
    commands = [CarryOver(item.id, "action", item.times + 1) for item in owed]
    topics = [t for t in meetings.open_topics(held, meeting.series) if t.meeting != meeting.id]
    commands += [CarryOver(topic.id, "parked", topic.times + 1) for topic in topics]
    return [Step(f"{meeting.id}:{command.item}", Order(meeting.id, command)) for command in commands]


REACTIONS: dict[str, Reaction] = {"carry-over": carry_over}


class Reactions:
    """Runs every reaction on the hub's loop, each with a checkpoint of its own kept with the log."""

    def __init__(self, log_: Log, codec: Codec, boards: Boards, execute: Execute) -> None:
        self.log = log_
        self.codec = codec
        self.boards = boards
        self.execute = execute
        self.positions = {name: self.begin(name) for name in REACTIONS}
        self.saved = dict(self.positions)
        self.work = asyncio.Event()

    def begin(self, name: str) -> int:
        """A reaction that is new starts at the end of the log."""
        found = self.log.checkpoint(name)
        if found is None:
            found = self.log.head()
            self.log.save_checkpoint(name, found)
        return found

    def wake(self) -> None:
        """There is more in the log. Call on the loop."""
        self.work.set()

    async def run(self) -> None:
        """Goes on until it is cancelled. A reaction that fails holds up none of the others."""
        while True:
            self.work.clear()
            failed = [name for name, reaction in REACTIONS.items() if not await self.follows(name, reaction)]
            if failed:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                await self.work.wait()

    async def follows(self, name: str, reaction: Reaction) -> bool:
        """Whether the reaction got to the end of the log."""
        try:
            await self.follow(name, reaction)
        except Exception:
            log.exception("reaction waits", reaction=name, position=self.positions[name])
            return False
        return True

    async def follow(self, name: str, reaction: Reaction) -> None:
        """Everything past the checkpoint."""
        while stored := self.log.read(self.positions[name], PAGE):
            acted = False
            for recorded in map(self.codec.decode, stored):
                for step in await reaction(recorded, self.boards):
                    await self.take(name, recorded.position, step)
                    acted = True
                self.positions[name] = recorded.position
            if acted or self.positions[name] - self.saved[name] >= PAGE:
                await asyncio.to_thread(self.save, name)

    def save(self, name: str) -> None:
        """Keeps how far the reaction has come. Not at every event: what is read twice is done once."""
        self.log.save_checkpoint(name, self.positions[name])
        self.saved[name] = self.positions[name]

    def save_all(self) -> None:
        """Keeps how far every reaction has come, before the hub stops."""
        for name in REACTIONS:
            if self.positions[name] > self.saved[name]:
                self.save(name)

    async def take(self, name: str, position: int, step: Step) -> None:
        """One command. What fails for reasons of its own is parked: repeating it would fail again."""
        try:
            await self.execute([step.order], HUB, source=Source(name, position, step.target))
        except Unavailable:
            raise
        except Exception as error:
            await asyncio.to_thread(self.log.park, name, step.target, position, repr(error))
            log.warning("reaction parked", reaction=name, target=step.target, reason=repr(error))

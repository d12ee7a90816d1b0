"""The relay: every event of the log onto NATS, exactly once and in order, for as long as the hub runs.

It keeps no checkpoint of its own: where to go on is what the stream says it last stored. Whatever fails,
it reads that anew and goes on from there. A second relay on the same streams does no harm.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from secrets import SystemRandom

from nats.aio.client import Client

from adapters.cloudevents import GRADED, OPEN, CloudEvents, Message
from adapters.codec import Stored
from adapters.jetstream import LARGEST_BATCH, Channel, Conflict, Diverged, Last, over_connection

CHUNK = LARGEST_BATCH
POLL_SECONDS = 1.0
"""How often the log is read unasked: another hub may have written to it."""
PAUSE_SECONDS = (0.1, 0.6)
"""Between attempts to connect, at random, so that many hubs do not come back at once."""
STAND_BY_SECONDS = (0.02, 0.2)
"""After losing a write to another relay, which is at work then."""

Read = Callable[[int, int], Sequence[Stored]]
"""The rows after a position, in order, at most so many. It may block."""

jitter = SystemRandom().uniform
logger = logging.getLogger(__name__)


class Relay:
    """Publishes what `read` gives. `position` is up to where the open stream is known to equal the log;
    `error` says in words what keeps the relay from going on."""

    def __init__(self, read: Read, url: str, log_id: str) -> None:
        self.read = read
        self.url = url
        self.events = CloudEvents(log_id)
        self.connected = False
        self.position = 0
        self.error: str | None = None
        self.grown = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """Tells, from any thread, that the log has grown."""
        if self.loop:
            with suppress(RuntimeError):  # the loop was closed: nobody is left to be woken
                self.loop.call_soon_threadsafe(self.grown.set)

    async def run(self) -> None:
        """Relays until it is cancelled. No failure ends it: each is shown in `error` and tried again."""
        self.loop = asyncio.get_running_loop()
        while True:
            try:
                await over_connection(self.url, self.relay)
            except Exception as error:
                self.fail(error)
            finally:
                self.connected = False
            await asyncio.sleep(jitter(*PAUSE_SECONDS))

    def fail(self, error: Exception) -> None:
        reason = f"at position {self.position}: {str(error) or type(error).__name__}"
        if reason != self.error:
            logger.warning("the relay to NATS stopped %s", reason)
        self.error = reason

    async def relay(self, client: Client) -> None:
        """Relays over one connection, until it fails."""
        channels = [Channel(client, stream) for stream in (*GRADED.values(), OPEN)]
        for channel in channels:
            await channel.ensure()
        while True:
            try:
                await self.resume(channels)
                await self.follow(channels)
            except Conflict as conflict:
                logger.info("another relay is at work: %s", conflict)
                await asyncio.sleep(jitter(*STAND_BY_SECONDS))

    async def resume(self, channels: Sequence[Channel]) -> None:
        """Reads where the streams stand. Raises Diverged when the open one does not end as the log has it.

        The open stream leads: it is written last, so that the others hold all that it has passed.
        """
        lasts = [await channel.resume() for channel in channels]
        if last := lasts[-1]:
            await asyncio.to_thread(self.check, last)
        self.position = channels[-1].position
        self.connected = True

    def check(self, last: Last) -> None:
        rows = self.read(last.position - 1, 1)
        expected = self.events.messages(rows[0])[0] if rows else None
        if expected is None or (expected.position, expected.subject, expected.body) != last:
            raise Diverged(f"the stream {OPEN} ends with {last.position}, and the log has it otherwise")

    async def follow(self, channels: Sequence[Channel]) -> None:
        """Publishes whatever comes after the position. While much is to be caught up, the next chunk is
        read as the last one is being stored."""
        position, coming = self.position, self.load(self.position)
        try:
            while True:
                messages = await coming
                position = messages[-1].position if messages else position
                if behind := len(messages) >= CHUNK:
                    coming = self.load(position)
                await self.publish(messages, channels)
                if not messages:
                    await self.growth()
                if not behind:
                    coming = self.load(position)
        finally:
            coming.cancel()

    def load(self, after: int) -> asyncio.Task[list[Message]]:
        """Starts to read; whatever is appended from here on wakes again."""
        self.grown.clear()
        return asyncio.create_task(asyncio.to_thread(self.messages, after))

    def messages(self, after: int) -> list[Message]:
        return [message for row in self.read(after, CHUNK) for message in self.events.messages(row)]

    async def publish(self, messages: Sequence[Message], channels: Sequence[Channel]) -> None:
        for channel in channels:
            await channel.append(
                [m for m in messages if m.stream == channel.stream and m.position > channel.position]
            )
        self.position = channels[-1].position
        self.error = None

    async def growth(self) -> None:
        """Returns when the log has grown, or after POLL_SECONDS."""
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self.grown.wait()

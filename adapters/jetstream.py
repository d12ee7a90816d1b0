"""One JetStream stream that grows only by the log's next message.

Every message carries its position, and every write the sequence that it expects to be the stream's last:
whoever else writes in between makes it fail as a whole instead of a gap, a double or a reorder. Message ids
are made anew for each write: by ids of its own, an event that is published again after a lost tail would be
acknowledged as a duplicate and not stored.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from secrets import token_hex
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from nats.aio.client import Client
from nats.js.api import RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from adapters.cloudevents import CONTENT_TYPE, STREAMS, Message

POSITION = "Hub-Position"
EXPECTED = "Nats-Expected-Last-Sequence"
MESSAGE_ID, EXPECTED_ID = "Nats-Msg-Id", "Nats-Expected-Last-Msg-Id"
BATCH, BATCH_SEQUENCE, BATCH_COMMIT = "Nats-Batch-Id", "Nats-Batch-Sequence", "Nats-Batch-Commit"
SMALLEST_BATCH, LARGEST_BATCH = 16, 1000
"""Of fewer messages a chain is quicker; more are refused by the server."""
WINDOW = 512
"""The longest chain, where the server has no atomic batches (before 2.12)."""
YIELD_EVERY = 128
"""Messages after which others get a turn, and the server what was written so far."""
PORTION_BYTES = 4 * 1024 * 1024
DUPLICATE_WINDOW = 120
ACK_SECONDS = 10
CANCEL_SECONDS = 0.1
WRONG_LAST = (10070, 10071)
"""The server's error codes where the last message or the last sequence is another than expected."""

T = TypeVar("T")


async def unheard(_: Exception) -> None:
    """Connection errors also end the connection or fail the request they belong to: they are met there."""


OPTIONS: dict[str, Any] = {
    "name": "collab-hub",
    "error_cb": unheard,
    "allow_reconnect": False,
    "max_reconnect_attempts": 1,
    "reconnect_time_wait": 0,
    "pending_size": -1,
    "ping_interval": 10,
}


class Conflict(Exception):
    """The stream's last sequence is not the expected one: somebody else wrote. Nothing was overwritten."""


class Unstored(Exception):
    """The server answered that it cannot store, for instance because its disk is full."""


class Diverged(Exception):
    """The stream holds something that is not in the log; only a repair helps."""


class Fault(Struct):
    code: int
    description: str = ""
    err_code: int = 0


class Ack(Struct):
    """The server's answer to a write."""

    seq: int = 0
    error: Fault | None = None


class Last(NamedTuple):
    """A stream's last message: its position in the log, subject and body."""

    position: int
    subject: str
    body: bytes


async def over_connection(url: str, work: Callable[[Client], Coroutine[Any, Any, T]]) -> T:
    """Does the work over a connection to one of the servers named in `url` (comma-separated).

    The connection never reconnects and never buffers, so that nothing written into a lost one is stored
    later: the work ends with it, in a ConnectionError. Raises nats.errors.Error when no server answers.
    """
    closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    client = Client()

    async def lost() -> None:
        if not closed.done():
            closed.set_result(None)

    async def connect_and_work() -> T:
        await client.connect(url.split(","), closed_cb=lost, **OPTIONS)
        return await work(client)

    task = asyncio.create_task(connect_and_work())
    ends: list[asyncio.Future[Any]] = [task, closed]
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ConnectionError("the connection to NATS was lost")
        return task.result()
    finally:
        await end(task)
        await client.close()


async def end(task: asyncio.Task[T]) -> None:
    """Cancels a task until it is over: the client, and wait_for before Python 3.12, lose a cancellation that
    comes together with an answer."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=CANCEL_SECONDS)
    if not task.cancelled():
        task.exception()


class Channel:
    """The writing end of a stream. `sequence` is its last sequence, `position` the log's position there."""

    def __init__(self, client: Client, stream: str) -> None:
        self.client = client
        self.js = client.jetstream()
        self.stream = stream
        self.sequence = 0
        self.position = 0
        self.atomic = False

    async def ensure(self) -> None:
        """Creates the stream where it is missing. What an operator set on an existing one stays as it is."""
        try:
            info = await self.js.stream_info(self.stream)
            if not (info.config.allow_atomic and info.config.allow_direct):
                info = await self.js.update_stream(info.config.evolve(allow_atomic=True, allow_direct=True))
        except NotFoundError:
            info = await self.js.add_stream(config_of(self.stream))
        self.atomic = bool(info.config.allow_atomic)

    async def resume(self) -> Last | None:
        """Takes up where the stream stands. Raises Diverged when its last message is none of the hub's.

        The sequence is read before the message and both from the leader: whatever is written in between
        only makes the next write fail.
        """
        state = (await self.js.stream_info(self.stream)).state
        last = await self.last()
        if last is None and state.messages:
            raise Diverged(f"the stream {self.stream} holds messages that are none of the hub's")
        self.sequence = state.last_seq
        self.position = last.position if last else 0
        return last

    async def last(self) -> Last | None:
        """The last message that is there. It must be asked for by the stream's own subjects: asked for `>`,
        the server (2.15) finds nothing at all once the very last message was deleted."""
        try:
            found = await self.js.get_last_msg(self.stream, STREAMS[self.stream])
        except NotFoundError:
            return None
        position = (found.headers or {}).get(POSITION, "")
        if not position.isdecimal():
            raise Diverged(f"the last message of the stream {self.stream} is none of the hub's")
        return Last(int(position), found.subject or "", found.data or b"")

    async def append(self, messages: Sequence[Message]) -> None:
        """Stores messages in order. Raises Conflict or Unstored; what is stored then, resume() tells."""
        for portion in portions(messages, LARGEST_BATCH if self.atomic else WINDOW):
            if self.atomic and len(portion) >= SMALLEST_BATCH:
                await self.append_batch(portion)
            else:
                await self.append_chain(portion)

    async def append_chain(self, messages: Sequence[Message]) -> None:
        """One after another, unawaited: the last acknowledgement proves all.

        Each expects the very message before it, not only its sequence: after a foreign write the first is
        refused, but a later one could meet the sequence that it expects, and leave a gap.
        """
        chain = token_hex(8)
        headers = {EXPECTED: str(self.sequence), MESSAGE_ID: f"{chain}.1"}
        for number, message in enumerate(messages[:-1], 1):
            await self.send(message, headers)
            headers = {EXPECTED_ID: f"{chain}.{number}", MESSAGE_ID: f"{chain}.{number + 1}"}
        await self.conclude(messages[-1], headers, len(messages))

    async def append_batch(self, messages: Sequence[Message]) -> None:
        """All or nothing, with one flush to the server's disk."""
        batch, size = token_hex(8), len(messages)
        for number, message in enumerate(messages[:-1], 1):
            headers = {BATCH: batch, BATCH_SEQUENCE: str(number)}
            if number == 1:
                headers[EXPECTED] = str(self.sequence)
            await self.send(message, headers)
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        await self.conclude(messages[-1], {BATCH: batch, BATCH_SEQUENCE: str(size), BATCH_COMMIT: "1"}, size)

    async def send(self, message: Message, headers: dict[str, str]) -> None:
        headers[POSITION] = str(message.position)
        headers["Content-Type"] = CONTENT_TYPE
        await self.client.publish(message.subject, message.body, headers=headers)

    async def conclude(self, message: Message, headers: dict[str, str], count: int) -> None:
        """Sends the last of `count` messages and waits until all are stored."""
        headers |= {POSITION: str(message.position), "Content-Type": CONTENT_TYPE}
        answer = await self.client.request(message.subject, message.body, ACK_SECONDS, headers=headers)
        ack = msgspec.json.decode(answer.data, type=Ack)
        if ack.error and ack.error.err_code not in WRONG_LAST:
            raise Unstored(f"{self.stream}: {ack.error.description} ({ack.error.err_code})")
        if ack.error or ack.seq != self.sequence + count:
            raise Conflict(f"{self.stream} does not end at {self.sequence}")
        self.sequence, self.position = ack.seq, message.position


def portions(messages: Sequence[Message], limit: int) -> Iterator[Sequence[Message]]:
    """Cuts into runs of at most `limit` messages and about PORTION_BYTES."""
    start = size = 0
    for end, message in enumerate(messages):
        if end > start and (end - start == limit or size + len(message.body) > PORTION_BYTES):
            yield messages[start:end]
            start, size = end, 0
        size += len(message.body)
    if messages:
        yield messages[start:]


def config_of(stream: str) -> StreamConfig:
    """A stream on disk that keeps everything."""
    return StreamConfig(
        name=stream,
        subjects=[STREAMS[stream]],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        duplicate_window=DUPLICATE_WINDOW,
        allow_direct=True,
        allow_atomic=True,
    )

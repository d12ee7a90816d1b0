"""Proves that the streams equal the log, message by message, and makes them equal.

A stream can only lose messages or grow at its end. So whatever is not the log's next message stands in the
way: a repair deletes it, and publishes the rest of the log after what was good.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.errors import NotFoundError

from adapters.cloudevents import GRADED, OPEN, STREAMS, CloudEvents, Message
from adapters.jetstream import POSITION, Channel, Conflict, over_connection
from adapters.relay import CHUNK, Read

PAGE = 1000
STALL_SECONDS = 10
PURGE_BEYOND = 1000
"""Deleting takes about 3 ms a message, publishing 0.03: beyond this many the whole stream is written anew."""

END_OF_BATCH, NOTHING_THERE = "204", "404"

Kind = Literal["missing", "altered", "doubled", "reordered", "foreign"]


class Stalled(Exception):
    """The server does not give out a stream's messages, or stopped in the middle."""


class Difference(Struct, frozen=True):
    """Where a stream first differs: at `sequence`, where the log's `position` should stand. Either is 0 when
    the stream or the log ends before."""

    kind: Kind
    position: int
    sequence: int


class Report(Struct, frozen=True):
    """What was found in a stream: of `checked` messages so many matched, in order. A repair deletes the
    `wrong` ones and publishes the `missing` ones."""

    stream: str
    checked: int
    matched: int
    wrong: int
    missing: int
    first_difference: Difference | None


class Found(NamedTuple):
    """A message of a stream; `position` is None where it carries none."""

    sequence: int
    subject: str
    position: int | None
    body: bytes


class Comparison:
    """Holds a stream's messages against the log's, one after another."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.matched = 0
        self.missing = 0
        self.passed = 0
        self.first: tuple[Found, Message | None] | None = None
        self.first_missing = 0
        self.wrong: list[int] = []

    async def run(self, stored: AsyncIterator[Found], log: AsyncIterator[Message], head: int) -> Report:
        """Messages of the log after position `head` may be missing."""
        due = await anext(log, None)
        async for found in stored:
            if due and found[1:] == due[1:]:
                self.matched, self.passed = self.matched + 1, due.position
                due = await anext(log, None)
            else:
                self.note(found, due)
        while due and due.position <= head:
            self.missing, self.first_missing = self.missing + 1, self.first_missing or due.position
            due = await anext(log, None)
        return self.report()

    def note(self, found: Found, due: Message | None) -> None:
        self.first = self.first or (found, due)
        self.wrong.append(found.sequence)

    def report(self) -> Report:
        wrong = len(self.wrong)
        return Report(
            self.stream, self.matched + wrong, self.matched, wrong, self.missing, self.first_difference()
        )

    def first_difference(self) -> Difference | None:
        if self.first:
            found, due = self.first
            return Difference(self.kind(found, due), due.position if due else 0, found.sequence)
        return Difference("missing", self.first_missing, 0) if self.missing else None

    def kind(self, found: Found, due: Message | None) -> Kind:
        """What the first wrong message, found where another was due, is a sign of, now that all are read."""
        if found.position is None:
            return "foreign"
        if due and found.position == due.position:
            return "altered"
        if due is None or found.position < due.position:
            return "doubled" if found.position <= self.passed else "foreign"
        return "reordered" if due.position <= self.passed else "missing"


async def verify(url: str, read: Read, log_id: str, head: int) -> list[Report]:
    """Compares every stream with the log; what was appended after position `head` need not be there yet."""

    async def work(client: Client) -> list[Report]:
        events = CloudEvents(log_id)
        return [
            await Comparison(stream).run(
                messages_of(client, stream), messages_in_log(read, events, stream), head
            )
            for stream in STREAMS
        ]

    return await over_connection(url, work)


async def repair(url: str, read: Read, log_id: str, head: int) -> list[Report]:
    """Makes every stream equal the log, while relays may run; returns what was found before.

    First a barrier goes into each stream, a message that is none of the hub's: no relay goes on behind it.
    The open stream's is taken away last, when the others are whole. An interrupted repair leaves barriers,
    which the next one deletes.
    """

    async def work(client: Client) -> list[Report]:
        channels = [Channel(client, stream) for stream in (*GRADED.values(), OPEN)]
        events = CloudEvents(log_id)
        barriers = [await raise_barrier(channel) for channel in channels]
        reports = [
            await clear(channel, barrier, read, events, head)
            for channel, barrier in zip(channels, barriers, strict=True)
        ]
        for channel, barrier in zip(channels, barriers, strict=True):
            await channel.js.delete_msg(channel.stream, barrier)
            await refill(channel, read, events)
        return reports

    return await over_connection(url, work)


async def raise_barrier(channel: Channel) -> int:
    """Its sequence. Deleting alone would stop no relay, as the last sequence stays what it was."""
    await channel.ensure()
    subject = STREAMS[channel.stream].replace(">", "repair")
    return (await channel.js.publish(subject, stream=channel.stream)).seq


async def clear(channel: Channel, barrier: int, read: Read, events: CloudEvents, head: int) -> Report:
    """Deletes what is wrong before the barrier."""
    comparison = Comparison(channel.stream)
    stored = messages_of(channel.client, channel.stream, barrier - 1)
    report = await comparison.run(stored, messages_in_log(read, events, channel.stream), head)
    if report.wrong > PURGE_BEYOND:
        await channel.js.purge_stream(channel.stream, seq=barrier)
    else:
        for sequence in comparison.wrong:
            await channel.js.delete_msg(channel.stream, sequence)
    return report


async def refill(channel: Channel, read: Read, events: CloudEvents) -> None:
    """Publishes the log's rest, by the relay's own way; a relay may do the same at the same time."""
    while True:
        with suppress(Conflict):
            await channel.resume()
            async for chunk in chunks_of_log(read, events, channel.stream, channel.position):
                await channel.append(chunk)
            return


async def chunks_of_log(
    read: Read, events: CloudEvents, stream: str, after: int = 0
) -> AsyncIterator[list[Message]]:
    """What the log has for a stream, by chunks of rows."""
    while rows := await asyncio.to_thread(read, after, CHUNK):
        after = rows[-1].position
        yield [message for row in rows for message in events.messages(row) if message.stream == stream]


async def messages_in_log(read: Read, events: CloudEvents, stream: str) -> AsyncIterator[Message]:
    async for chunk in chunks_of_log(read, events, stream):
        for message in chunk:
            yield message


async def messages_of(client: Client, stream: str, last: int | None = None) -> AsyncIterator[Found]:
    """The stream's messages in order, up to a sequence or the one that is its last now."""
    if last is None:
        with suppress(NotFoundError):
            last = (await client.jetstream().stream_info(stream)).state.last_seq
    following = 1
    while following <= (last or 0) and (page := await page_of(client, stream, following)):
        for found in page:
            if found.sequence <= (last or 0):
                yield found
        following = page[-1].sequence + 1


async def page_of(client: Client, stream: str, first: int) -> list[Found]:
    """Up to PAGE messages from a sequence on, in one request; empty where there are none. Raises Stalled."""
    page: list[Found] = []
    status: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def take(message: Msg) -> None:
        if ended := (message.headers or {}).get("Status"):
            status.set_result(ended)
        else:
            page.append(found_in(message))

    inbox = client.new_inbox()
    subscription = await client.subscribe(inbox, cb=take, pending_msgs_limit=0, pending_bytes_limit=0)
    request = msgspec.json.encode({"seq": first, "batch": PAGE})
    await client.publish(f"$JS.API.DIRECT.GET.{stream}", request, reply=inbox)
    try:
        async with asyncio.timeout(STALL_SECONDS):
            if await status not in (END_OF_BATCH, NOTHING_THERE):
                raise Stalled(f"the stream {stream} cannot be read at {first}: status {status.result()}")
    except TimeoutError as error:
        raise Stalled(f"the stream {stream} did not answer for {STALL_SECONDS} s at {first}") from error
    finally:
        await subscription.unsubscribe()
    return page


def found_in(message: Msg) -> Found:
    headers = message.headers or {}
    position = headers.get(POSITION, "")
    return Found(
        int(headers["Nats-Sequence"]),
        headers["Nats-Subject"],
        int(position) if position.isdecimal() else None,
        message.data,
    )

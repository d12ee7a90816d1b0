"""What tests of NATS share: a real server, a running relay, what a stream holds by a consumer's account."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import nats
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.client import JetStreamContext

from adapters.cloudevents import OPEN, CloudEvents
from adapters.codec import Stored
from adapters.nats_server import NatsServer
from adapters.relay import Read, Relay
from tests.adapters.rows import LOG_ID


class Held(NamedTuple):
    """A message that a stream holds."""

    subject: str
    position: str
    body: bytes


@asynccontextmanager
async def serving(folder: Path, port: int | None = None) -> AsyncIterator[NatsServer]:
    """A nats-server, stopped at the end."""
    server = NatsServer(folder, port)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def relaying(read: Read, url: str) -> AsyncIterator[Relay]:
    """A relay at work, cancelled at the end."""
    relay = Relay(read, url, LOG_ID)
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def jetstream(url: str) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(url)
    try:
        yield client.jetstream()
    finally:
        await client.close()


def reading(log: list[Stored]) -> Read:
    """Reads a log that is a list of dense positions."""
    return lambda after, limit: log[after : after + limit]


async def until(reached: Callable[[], bool], seconds: float = 20) -> None:
    """Returns once it is so; raises TimeoutError when it takes too long."""
    async with asyncio.timeout(seconds):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.001)


async def held(url: str, stream: str = OPEN) -> list[Held]:
    """Everything in a stream, in order, as a pull consumer gets it."""
    async with jetstream(url) as js:
        expected = (await js.stream_info(stream)).state.messages
        config = ConsumerConfig(ack_policy=AckPolicy.NONE)
        consumer = await js.pull_subscribe("", stream=stream, config=config)
        found: list[Held] = []
        while len(found) < expected:
            for message in await consumer.fetch(1000, timeout=5):
                position = (message.headers or {}).get("Hub-Position", "")
                found.append(Held(message.subject, position, message.data))
        return found


def told(log: Sequence[Stored], stream: str = OPEN) -> list[Held]:
    """What a stream must hold: every row of the log once, in order."""
    events = CloudEvents(LOG_ID)
    return [
        Held(message.subject, str(message.position), message.body)
        for row in log
        for message in events.messages(row)
        if message.stream == stream
    ]

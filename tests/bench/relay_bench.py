"""The relay's figures, beside raw limits of the same server in the same run."""

import asyncio
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

import nats
from nats.aio.msg import Msg
from nats.js.api import StreamConfig

from adapters.cloudevents import OPEN, CloudEvents
from adapters.codec import Stored
from tests.adapters.broker import reading, relaying, serving, until
from tests.adapters.rows import LOG_ID, rows

RUNS = 5
CATCH_UP = 6000
RAW = 2000
RATE = 500
SECONDS = 4
"""Events per second and for how long; the first tenth warms up and is not counted."""


def measure() -> dict[str, float]:
    """`relay_ratio`: events/s of the relay's catch-up over messages/s of `publish_async` with 256 in
    flight, same bodies, every write flushed to disk. `subscriber_p99_ms`: commit to delivery at 500/s."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(figures(Path(folder)))


async def figures(folder: Path) -> dict[str, float]:
    stored = rows(CATCH_UP)
    bodies = [CloudEvents(LOG_ID).messages(row)[0].body for row in stored[:RAW]]
    async with serving(folder) as server:
        pairs = [(await catch_up(server.url, stored), await raw(server.url, bodies)) for _ in range(RUNS)]
        return {
            "relay_ratio": median(relay / limit for relay, limit in pairs),
            "relay_events_per_s": median(relay for relay, _ in pairs),
            "relay_raw_per_s": median(limit for _, limit in pairs),
            "subscriber_p99_ms": median([await latency(server.url) for _ in range(3)]),
        }


async def catch_up(url: str, stored: list[Stored]) -> float:
    """Events/s from the first write to the last acknowledgement."""
    await emptied(url)
    async with relaying(reading(stored), url) as relay:
        await until(lambda: relay.connected)
        began = now()
        await until(lambda: relay.position == len(stored))
        return len(stored) / (now() - began)


async def raw(url: str, bodies: Sequence[bytes]) -> float:
    """Messages/s of publish_async with 256 in flight and no headers."""
    await emptied(url)
    client = await nats.connect(url)
    js = client.jetstream(publish_async_max_pending=256)
    await js.add_stream(StreamConfig(name=OPEN, subjects=["hub.v1.>"], allow_direct=True))
    began = now()
    for body in bodies:
        await js.publish_async("hub.v1.finance.legal.directory.department-founded", body)
    await js.publish_async_completed()
    taken = now() - began
    await client.close()
    return len(bodies) / taken


async def latency(url: str) -> float:
    """The 99th percentile, in milliseconds, of commit to delivery in a plain subscriber."""
    await emptied(url)
    stored = rows(RATE * SECONDS)
    log: list[Stored] = []
    committed: list[float] = []
    delivered: list[float] = []

    async def take(_: Msg) -> None:
        delivered.append(now())

    client = await nats.connect(url)
    await client.subscribe("hub.v1.>", cb=take)
    async with relaying(reading(log), url) as relay:
        await until(lambda: relay.connected)
        began = now()
        for count, row in enumerate(stored):
            await asyncio.sleep(began + count / RATE - now())
            log.append(row)
            committed.append(now())
            relay.wake()
        await until(lambda: len(delivered) == len(stored))
    await client.close()
    taken = [end - begin for begin, end in zip(committed, delivered, strict=True)]
    return quantiles(taken[len(taken) // 10 :], n=100)[98] * 1000


async def emptied(url: str) -> None:
    """Removes what an earlier run left."""
    client = await nats.connect(url)
    js = client.jetstream()
    for stream in await js.streams_info():
        await js.delete_stream(str(stream.config.name))
    await client.close()


def now() -> float:
    return asyncio.get_running_loop().time()


if __name__ == "__main__":
    print(json.dumps(measure()))

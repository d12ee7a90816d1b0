"""Durable append: events into the log, and commands through the writer, beside bare inserts of like rows.

All work on a log of a million events with the same columns, indexes and pragmas, turn by turn.
"""

import asyncio
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from timeit import default_timer as now

from msgspec import structs

from adapters.codec import Stored, leaf_of
from adapters.log import INSERT, Row
from adapters.log_sqlite import PRAGMAS
from domain.actions import AssignAction
from domain.catalogue import TAGS
from domain.envelope import Recorded
from domain.orders import Order
from hub.clock import machine_clock
from hub.hub import Hub
from hub.ids import new_id
from hub.writer import Writer
from tests.bench.grounds import founded, opened

EVENTS = 1_000_000
RUNS = 7
SAMPLES = 640
AMOUNTS = {1: 1_500, 64: 20_000}
"""Events a run, by how many callers wait at a time."""


def measure(*, quick: bool = False) -> dict[str, float]:
    """`append_ratio_N`: events/s that the log appends, N a transaction (envelope, JSON, hash, insert,
    commit), over rows/s of `executemany` with N ready-made rows a transaction. `command_ratio_N`: the
    same for commands of N callers at a time through the writer (rights, decision, fold, number, answer
    to each caller)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        founded(folder, EVENTS // 100 if quick else EVENTS)
        shutil.copyfile(folder / "log.db", folder / "raw.db")
        with opened(folder) as hub, closing(bare(folder / "raw.db")) as raw:
            with writing(hub) as writer:
                through(writer, 64, SAMPLES)
            samples = hub.log.read(hub.log.head() - SAMPLES, SAMPLES)
            found = figures("append", partial(appended, hub, samples), raw, samples, quick=quick)
            with writing(hub) as writer:
                return found | figures("command", partial(through, writer), raw, samples, quick=quick)


def figures(
    name: str,
    ours: Callable[[int, int], float],
    raw: sqlite3.Connection,
    samples: Sequence[Stored],
    *,
    quick: bool,
) -> dict[str, float]:
    """Ratio and rates for each number of events or callers at a time."""
    found: dict[str, float] = {}
    for batch, usual in AMOUNTS.items():
        runs, amount = (1, usual // 10) if quick else (RUNS, usual)
        pairs = [(ours(batch, amount), inserted(raw, samples, batch, amount)) for _ in range(runs)]
        found[f"{name}_ratio_{batch}"] = median(rate / limit for rate, limit in pairs)
        found[f"{name}_per_s_{batch}"] = median(rate for rate, _ in pairs)
        found[f"{name}_raw_per_s_{batch}"] = median(limit for _, limit in pairs)
    return found


def appended(hub: Hub, samples: Sequence[Stored], batch: int, amount: int) -> float:
    """Events/s from an event in memory to its row on disk, `batch` a transaction."""
    told = [hub.codec.decode(sample) for sample in samples]
    head, streams = hub.log.head(), [new_id() for _ in range(amount)]
    began = now()
    for start in range(0, amount - batch + 1, batch):
        rows = [
            row_of(hub, told[index % len(told)], head + 1 + index, streams[index])
            for index in range(start, start + batch)
        ]
        with hub.log.transaction() as turn:
            turn.append(rows)
    return amount // batch * batch / (now() - began)


def row_of(hub: Hub, told: Recorded, position: int, stream: str) -> Row:
    """The row of an event like this one, the first of a fresh stream."""
    envelope = structs.replace(told.envelope, stream=stream, version=1)
    body = hub.codec.encode(told.event, envelope)
    return position, stream, 1, TAGS[type(told.event)], body, leaf_of(body)


@contextmanager
def writing(hub: Hub) -> Iterator[Writer]:
    """The hub's writer at work, on its thread, with nobody reading behind it."""
    writer = Writer(hub.log, hub.codec, machine_clock, hub.zone, lambda _: None)
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()


def through(writer: Writer, callers: int, amount: int) -> float:
    """Events/s of so many callers who each wait for their answer before they go on. Like the bare rows,
    the commands are made before."""
    people = list(writer.company.people)
    shares = [
        [(assignment(people, turn), people[turn % len(people)]) for turn in range(amount // callers)]
        for _ in range(callers)
    ]

    async def call(share: Sequence[tuple[Order, str]]) -> None:
        for order, by in share:
            await writer.execute([order], by)

    async def work() -> float:
        began = now()
        await asyncio.gather(*map(call, shares))
        return amount // callers * callers / (now() - began)

    return asyncio.run(work())


def assignment(people: Sequence[str], turn: int) -> Order:
    """New work for somebody, as the API orders it."""
    command = AssignAction("核对五月试产线产能口径，下次会前反馈", people[-turn % len(people)], "2026-12-11")
    return Order(new_id(), command, fresh=True)


def bare(path: Path) -> sqlite3.Connection:
    """The same file format, written to with nothing in between."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def inserted(raw: sqlite3.Connection, samples: Sequence[Stored], batch: int, amount: int) -> float:
    """Rows/s of ready-made rows, `batch` a transaction, each transaction flushed to disk."""
    head = raw.execute("SELECT MAX(position) FROM events").fetchone()[0]
    chunks = [rows(samples, head + 1 + start, batch) for start in range(0, amount - batch + 1, batch)]
    began = now()
    for chunk in chunks:
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(INSERT, chunk)
        raw.execute("COMMIT")
    return len(chunks) * batch / (now() - began)


def rows(samples: Sequence[Stored], first: int, count: int) -> list[Row]:
    """Rows with the samples' bodies, each on a fresh stream."""
    found = []
    for position in range(first, first + count):
        sample = samples[position % len(samples)]
        found.append((position, new_id(), 1, sample.tag, sample.body, sample.leaf))
    return found


if __name__ == "__main__":
    print(json.dumps(measure()))

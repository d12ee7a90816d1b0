"""Reconciliation finds whatever differs between stream and log, and makes them equal again."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.js.client import JetStreamContext

from adapters import reconcile
from adapters.cloudevents import GRADED, OPEN, STREAMS, CloudEvents, Message
from adapters.codec import Stored
from adapters.jetstream import Channel, over_connection
from adapters.reconcile import Difference, Report, Stalled, repair, verify
from domain.envelope import Grade
from tests.adapters.broker import held, jetstream, reading, relaying, serving, told, until
from tests.adapters.rows import LOG_ID, row, rows

pytestmark = pytest.mark.nats

SIZE = 60
CORE = GRADED[Grade.CORE]


def messages(log: list[Stored]) -> list[Message]:
    return [message for stored in log for message in CloudEvents(LOG_ID).messages(stored)]


async def put(url: str, stream: str, chosen: list[Message]) -> None:
    """Stores messages just as they come, whatever the log says."""

    async def work(client: Client) -> None:
        channel = Channel(client, stream)
        await channel.ensure()
        channel.sequence = (await channel.js.stream_info(stream)).state.last_seq
        await channel.append(chosen)

    await over_connection(url, work)


async def verdict(url: str, log: list[Stored], stream: str = OPEN) -> Report:
    reports = await verify(url, reading(log), LOG_ID, len(log))
    return next(report for report in reports if report.stream == stream)


def found_and_repaired(
    folder: Path,
    spoil: Callable[[list[Message]], list[Message]],
    expected: Difference,
    wrong: int,
    missing: int,
) -> None:
    """Stores what `spoil` makes of the log's messages; it must be found, and be gone after a repair."""

    async def story() -> None:
        log = rows(SIZE)
        async with serving(folder) as server:
            await put(server.url, OPEN, spoil(messages(log)))
            report = await verdict(server.url, log)
            assert report.first_difference == expected
            assert (report.wrong, report.missing) == (wrong, missing)
            (*_, repaired) = await repair(server.url, reading(log), LOG_ID, SIZE)
            assert repaired == report
            assert await verdict(server.url, log) == Report(OPEN, SIZE, SIZE, 0, 0, None)
            assert await held(server.url) == told(log)

    asyncio.run(story())


def test_a_stream_that_equals_the_log_passes(tmp_path: Path) -> None:
    async def story() -> None:
        log = [row(position, list(Grade)[position % 4]) for position in range(1, 1300)]
        async with serving(tmp_path) as server, relaying(reading(log), server.url) as relay:
            await until(lambda: relay.position == len(log))
            reports = await verify(server.url, reading(log), LOG_ID, len(log))
            assert [report.stream for report in reports] == list(STREAMS)
            assert [report.first_difference for report in reports] == [None] * 3
            assert [report.matched for report in reports] == [1299, 325, 325]

    asyncio.run(story())


def test_a_gap_is_found_and_repaired(tmp_path: Path) -> None:
    found_and_repaired(
        tmp_path, lambda all_: all_[:20] + all_[21:], Difference("missing", 21, 21), wrong=39, missing=40
    )


def test_a_double_is_found_and_only_the_double_deleted(tmp_path: Path) -> None:
    found_and_repaired(
        tmp_path, lambda all_: all_[:20] + all_[10:11] + all_[20:], Difference("doubled", 21, 21), 1, 0
    )


def test_a_double_at_the_end_is_found_and_repaired(tmp_path: Path) -> None:
    found_and_repaired(tmp_path, lambda all_: [*all_, all_[-1]], Difference("doubled", 0, SIZE + 1), 1, 0)


def test_two_messages_in_the_wrong_order_are_found_and_repaired(tmp_path: Path) -> None:
    found_and_repaired(
        tmp_path,
        lambda all_: [*all_[:20], all_[21], all_[20], *all_[22:]],
        Difference("reordered", 21, 21),
        wrong=39,
        missing=39,
    )


def test_an_altered_body_is_found_and_repaired(tmp_path: Path) -> None:
    found_and_repaired(
        tmp_path,
        lambda all_: [*all_[:50], all_[50]._replace(body=all_[50].body + b" "), *all_[51:]],
        Difference("altered", 51, 51),
        wrong=10,
        missing=10,
    )


def test_an_altered_subject_is_found_and_repaired(tmp_path: Path) -> None:
    found_and_repaired(
        tmp_path,
        lambda all_: [*all_[:59], all_[59]._replace(subject="hub.v1.legal.finance.x.y")],
        Difference("altered", 60, 60),
        wrong=1,
        missing=1,
    )


def test_events_that_the_log_does_not_have_are_found_and_deleted(tmp_path: Path) -> None:
    found_and_repaired(
        tmp_path, lambda all_: all_ + messages(rows(2, first=61)), Difference("foreign", 0, 61), 2, 0
    )


def test_a_stream_that_ends_too_early_is_found_and_repaired(tmp_path: Path) -> None:
    found_and_repaired(tmp_path, lambda all_: all_[:45], Difference("missing", 46, 0), 0, 15)


def test_a_stream_that_is_wrong_from_the_start_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "PURGE_BEYOND", 10)
    found_and_repaired(tmp_path, lambda all_: all_[1:], Difference("missing", 1, 1), SIZE - 1, SIZE)


def test_what_came_into_the_log_meanwhile_need_not_be_there_yet(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(SIZE)
        async with serving(tmp_path) as server:
            await put(server.url, OPEN, messages(log)[:50])
            reports = await verify(server.url, reading(log), LOG_ID, 50)
            assert [report.first_difference for report in reports] == [None] * 3

    asyncio.run(story())


def test_deleted_messages_before_and_between_do_not_disturb(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(SIZE)
        every = messages(log)
        async with serving(tmp_path) as server, jetstream(server.url) as js:
            await put(server.url, OPEN, [every[5], *every[:30], every[7], *every[30:]])
            for sequence in (1, 32):
                await js.delete_msg(OPEN, sequence)
            assert (await verdict(server.url, log)).first_difference is None

    asyncio.run(story())


async def with_intruder(folder: Path, act: Callable[[str, JetStreamContext], Awaitable[None]]) -> None:
    """A running relay, a foreign message on each stream, a repair and more events: all must be equal."""
    log = [row(position, list(Grade)[position % 4]) for position in range(1, 401)]
    async with (
        serving(folder) as server,
        jetstream(server.url) as js,
        relaying(reading(log), server.url) as relay,
    ):
        await until(lambda: relay.position == 400)
        await act(server.url, js)
        log += [row(position, list(Grade)[position % 4]) for position in range(401, 501)]
        relay.wake()
        await repair(server.url, reading(log), LOG_ID, len(log))
        log += [row(position, list(Grade)[position % 4]) for position in range(501, 521)]
        relay.wake()
        await until(lambda: relay.position == 520 and relay.error is None)
        for stream in STREAMS:
            assert await held(server.url, stream) == told(log, stream)


def test_a_foreign_message_stops_the_relay_until_a_repair_deletes_it(tmp_path: Path) -> None:
    async def intrude(_: str, js: JetStreamContext) -> None:
        await js.publish("hub.v1.finance.legal.x.y", b"intruder")
        await js.publish("hub.v1g.core.x.y", b"intruder")

    asyncio.run(with_intruder(tmp_path, intrude))


def test_a_repair_beside_a_running_relay_leaves_no_gap(tmp_path: Path) -> None:
    async def lose(_: str, js: JetStreamContext) -> None:
        for sequence in range(381, 401):
            await js.delete_msg(OPEN, sequence)
        await js.delete_msg(CORE, 100)
        await js.purge_stream("HUB_CONFIDENTIAL")

    asyncio.run(with_intruder(tmp_path, lose))


def test_what_an_interrupted_repair_left_is_repaired(tmp_path: Path) -> None:
    async def interrupt(_: str, js: JetStreamContext) -> None:
        await js.publish("hub.v1.repair")

    asyncio.run(with_intruder(tmp_path, interrupt))


def test_a_stream_that_may_not_be_read_is_no_empty_stream(tmp_path: Path) -> None:
    async def story() -> None:
        async with serving(tmp_path) as server, jetstream(server.url) as js:
            await js.add_stream(name=OPEN, subjects=[STREAMS[OPEN]], allow_direct=False)
            await js.publish("hub.v1.x.y", b"")
            with pytest.raises(Stalled):
                await verify(server.url, reading(rows(1)), LOG_ID, 1)

    asyncio.run(story())

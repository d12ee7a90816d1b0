"""The stream equals the log: each event once, in order, whatever becomes of the broker or of other relays."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from adapters import relay as relays
from adapters.cloudevents import OPEN, STREAMS
from adapters.codec import Stored
from adapters.nats_server import NatsServer
from domain.envelope import Grade
from tests.adapters.broker import held, jetstream, reading, relaying, serving, told, until
from tests.adapters.rows import row, rows

pytestmark = pytest.mark.nats


def mixed(count: int, first: int = 1) -> list[Stored]:
    """Rows of every grade."""
    return [row(position, list(Grade)[position % 7 % 4]) for position in range(first, first + count)]


async def kill(server: NatsServer) -> None:
    """Kills the server and waits until it is back."""
    assert server.process is not None
    killed = server.process.pid
    os.kill(killed, signal.SIGKILL)
    await until(lambda: server.process is not None and server.process.pid != killed and not server.error)


def test_it_catches_up_and_then_follows_live(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(2500)
        async with serving(tmp_path) as server, relaying(reading(log), server.url) as relay:
            await until(lambda: relay.position == 2500)
            for position in range(2501, 2521):
                log.append(row(position))
                relay.wake()
                await until(lambda: relay.position == len(log))
            assert (relay.connected, relay.error) == (True, None)
            assert await held(server.url) == told(log)

    asyncio.run(story())


def test_each_grade_above_internal_has_its_own_stream_and_the_open_one_its_hash(tmp_path: Path) -> None:
    async def story() -> None:
        log = mixed(700)
        async with serving(tmp_path) as server, relaying(reading(log), server.url) as relay:
            await until(lambda: relay.position == 700)
            log += mixed(10, first=701)
            relay.wake()
            await until(lambda: relay.position == 710)
            for stream in STREAMS:
                assert await held(server.url, stream) == told(log, stream)

    asyncio.run(story())


def test_an_event_appended_without_a_word_is_found_by_the_poll(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "POLL_SECONDS", 0.05)

    async def story() -> None:
        log = rows(1)
        async with serving(tmp_path) as server, relaying(reading(log), server.url) as relay:
            await until(lambda: relay.position == 1)
            log.append(row(2))
            await until(lambda: relay.position == 2)

    asyncio.run(story())


def test_a_new_relay_goes_on_where_the_stream_ends(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(40)
        async with serving(tmp_path) as server:
            for _ in range(3):
                async with relaying(reading(log), server.url) as relay:
                    await until(lambda: relay.position == len(log))  # noqa: B023 - awaited at once
                log += rows(40, first=len(log) + 1)
            assert await held(server.url) == told(log[:-40])

    asyncio.run(story())


def test_a_broker_that_is_killed_again_and_again_loses_doubles_and_reorders_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        log = mixed(200)
        async with serving(tmp_path) as server, relaying(reading(log), server.url) as relay:

            async def load() -> None:
                while len(log) < 8000:
                    log.extend(mixed(len(log) % 60 + 1, first=len(log) + 1))
                    relay.wake()
                    await asyncio.sleep(0.01)

            loading = asyncio.create_task(load())
            for pause in (0.13, 0.31, 0.22, 0.05):
                await asyncio.sleep(pause)
                await kill(server)
            await loading
            await until(lambda: relay.position == len(log), 30)
            for stream in STREAMS:
                assert await held(server.url, stream) == told(log, stream)

    asyncio.run(story())


def test_two_relays_at_once_write_each_event_once(tmp_path: Path) -> None:
    async def story() -> None:
        log = mixed(3000)
        read = reading(log)
        async with (
            serving(tmp_path) as server,
            relaying(read, server.url) as one,
            relaying(read, server.url) as other,
        ):
            while len(log) < 3300:
                log.extend(mixed(3, first=len(log) + 1))
                one.wake()
                other.wake()
                await asyncio.sleep(0.005)
            await until(lambda: one.position == other.position == len(log), 30)
            for stream in STREAMS:
                assert await held(server.url, stream) == told(log, stream)

    asyncio.run(story())


def test_a_lost_tail_is_filled_again(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(100)
        async with serving(tmp_path) as server:
            async with relaying(reading(log), server.url) as relay:
                await until(lambda: relay.position == 100)
            async with jetstream(server.url) as js:
                for sequence in range(71, 101):
                    await js.delete_msg(OPEN, sequence)
            async with relaying(reading(log), server.url) as relay:
                await until(lambda: relay.position == 100)
            assert await held(server.url) == told(log)

    asyncio.run(story())


def test_a_stream_that_was_emptied_or_removed_is_filled_again(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(100)
        async with serving(tmp_path) as server:
            for method in ("purge_stream", "delete_stream"):
                async with relaying(reading(log), server.url) as relay:
                    await until(lambda: relay.position == 100)
                assert await held(server.url) == told(log)
                async with jetstream(server.url) as js:
                    await getattr(js, method)(OPEN)
            async with relaying(reading(log), server.url) as relay:
                await until(lambda: relay.position == 100)
            assert await held(server.url) == told(log)

    asyncio.run(story())


def test_without_a_broker_it_says_so_and_connects_when_one_comes(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(30)
        async with serving(tmp_path) as server:
            url, port = server.url, server.port
        async with relaying(reading(log), url) as relay:
            await until(lambda: relay.error is not None)
            assert (relay.connected, relay.position) == (False, 0)
            async with serving(tmp_path, port):
                await until(lambda: relay.position == 30)
                assert (relay.connected, relay.error) == (True, None)
                assert await held(url) == told(log)

    asyncio.run(story())


def test_a_message_of_somebody_elses_stops_it_visibly(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(30)
        async with serving(tmp_path) as server, relaying(reading(log), server.url) as relay:
            await until(lambda: relay.position == 30)
            async with jetstream(server.url) as js:
                await js.publish("hub.v1.finance.legal.x.y", b"intruder")
            log.append(row(31))
            relay.wake()
            await until(lambda: relay.error is not None)
            assert "none of the hub's" in str(relay.error)
            assert not relay.connected
            assert len(await held(server.url)) == 31

    asyncio.run(story())


def test_the_stream_of_another_log_is_left_alone(tmp_path: Path) -> None:
    async def story() -> None:
        log, other = rows(30), [row(position, text="Others") for position in range(1, 40)]
        async with serving(tmp_path) as server:
            async with relaying(reading(log), server.url) as relay:
                await until(lambda: relay.position == 30)
            async with relaying(reading(other), server.url) as relay:
                await until(lambda: relay.error is not None)
                assert "30" in str(relay.error)
            assert await held(server.url) == told(log)

    asyncio.run(story())


def test_a_log_that_cannot_be_read_stops_it_until_it_can(tmp_path: Path) -> None:
    async def story() -> None:
        log = rows(30)
        broken = True

        def read(after: int, limit: int) -> list[Stored]:
            if broken:
                raise OSError("disk I/O error")
            return log[after : after + limit]

        async with serving(tmp_path) as server, relaying(read, server.url) as relay:
            await until(lambda: relay.error is not None)
            assert "disk I/O error" in str(relay.error)
            broken = False
            await until(lambda: relay.position == 30 and relay.error is None)

    asyncio.run(story())


def test_events_of_the_largest_size_pass(tmp_path: Path) -> None:
    async def story() -> None:
        log = [row(position, text="x" * 240_000) for position in range(1, 41)]
        async with serving(tmp_path) as server, relaying(reading(log), server.url) as relay:
            await until(lambda: relay.position == 40)
            assert await held(server.url) == told(log)

    asyncio.run(story())

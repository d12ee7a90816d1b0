"""A stream takes the log's next messages as a whole, or nothing; whoever else wrote is never passed over."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from adapters.cloudevents import OPEN, CloudEvents
from adapters.jetstream import PORTION_BYTES, Channel, Conflict, Diverged, end, over_connection, portions
from tests.adapters.broker import Held, held, serving, told
from tests.adapters.rows import LOG_ID, rows

MESSAGES = [message for row in rows(25) for message in CloudEvents(LOG_ID).messages(row)]


def on_a_channel(folder: Path, act: Callable[[Channel], Coroutine[Any, Any, None]]) -> list[Held]:
    """Acts on a new stream; what it then holds."""

    async def work(client: Client) -> None:
        channel = Channel(client, OPEN)
        await channel.ensure()
        await channel.resume()
        await act(channel)

    async def story() -> list[Held]:
        async with serving(folder) as server:
            await over_connection(server.url, work)
            return await held(server.url)

    return asyncio.run(story())


@pytest.mark.nats
@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.parametrize("count", [1, 2, 25])
def test_messages_are_stored_in_order_with_their_positions(tmp_path: Path, atomic: bool, count: int) -> None:
    async def act(channel: Channel) -> None:
        channel.atomic = atomic
        await channel.append(MESSAGES[:count])
        assert (channel.sequence, channel.position) == (count, count)

    assert on_a_channel(tmp_path, act) == told(rows(count))


@pytest.mark.nats
@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.parametrize("foreign", [1, 2, 3])
def test_after_a_foreign_write_nothing_is_stored(tmp_path: Path, atomic: bool, foreign: int) -> None:
    async def act(channel: Channel) -> None:
        channel.atomic = atomic
        for _ in range(foreign):
            await channel.js.publish("hub.v1.x.y", b"foreign")
        with pytest.raises(Conflict):
            await channel.append(MESSAGES)
        assert (channel.sequence, channel.position) == (0, 0)

    assert on_a_channel(tmp_path, act) == [Held("hub.v1.x.y", "", b"foreign")] * foreign


@pytest.mark.nats
def test_it_goes_on_after_the_last_message_that_is_left(tmp_path: Path) -> None:
    async def act(channel: Channel) -> None:
        await channel.append(MESSAGES[:20])
        for sequence in (18, 19, 20):
            await channel.js.delete_msg(OPEN, sequence)
        await channel.resume()
        assert (channel.sequence, channel.position) == (20, 17)
        await channel.append(MESSAGES[17:])

    assert on_a_channel(tmp_path, act) == told(rows(25))


@pytest.mark.nats
def test_a_stream_of_somebody_elses_is_not_gone_on_with(tmp_path: Path) -> None:
    async def act(channel: Channel) -> None:
        await channel.js.publish("hub.v1.x.y", b"foreign")
        with pytest.raises(Diverged):
            await channel.resume()

    assert len(on_a_channel(tmp_path, act)) == 1


@pytest.mark.nats
def test_what_an_operator_set_on_the_stream_stays(tmp_path: Path) -> None:
    async def act(channel: Channel) -> None:
        info = await channel.js.stream_info(OPEN)
        await channel.js.update_stream(info.config.evolve(max_age=3600.0))
        await channel.ensure()
        assert (await channel.js.stream_info(OPEN)).config.max_age == 3600
        assert channel.atomic

    on_a_channel(tmp_path, act)


@pytest.mark.nats
def test_the_work_ends_with_its_connection(tmp_path: Path) -> None:
    async def act(channel: Channel) -> None:
        await channel.client.close()
        await asyncio.sleep(60)

    with pytest.raises(ConnectionError):
        on_a_channel(tmp_path, act)


@pytest.mark.nats
def test_what_the_work_raises_is_raised(tmp_path: Path) -> None:
    async def act(channel: Channel) -> None:
        await channel.js.stream_info("NONE")

    with pytest.raises(NotFoundError):
        on_a_channel(tmp_path, act)


def test_a_task_that_loses_a_cancellation_is_ended_all_the_same() -> None:
    async def deaf() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)

    async def story() -> bool:
        task = asyncio.create_task(deaf())
        await asyncio.sleep(0)
        await end(task)
        return task.cancelled()

    assert asyncio.run(story())


def test_portions_keep_every_message_in_order_within_the_limits() -> None:
    large = [message._replace(body=b"x" * (PORTION_BYTES // 4)) for message in MESSAGES]
    assert [len(portion) for portion in portions(MESSAGES, 10)] == [10, 10, 5]
    assert [len(portion) for portion in portions(large, 10)] == [4, 4, 4, 4, 4, 4, 1]
    assert [message for portion in portions(large, 10) for message in portion] == large
    assert list(portions([], 10)) == []

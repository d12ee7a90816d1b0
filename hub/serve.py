"""Runs the hub as a server: opens it, listens, tells the command line where it is, and stops it cleanly."""

import asyncio
import gc
import json
import os
import socket
from collections.abc import Callable

import uvicorn

from hub.app import make_app
from hub.config import Config
from hub.hub import Hub
from hub.sample_company import found_company, give_passwords

BACKLOG = 512
GC_THRESHOLDS = (50_000, 20, 50)


async def serve(config: Config, *, sample: bool, say: Callable[[str], None]) -> None:
    """Serves until it is asked to stop. The port is taken before anything is written."""
    with listening(config) as listener:
        hub = Hub(config)
        await hub.start()
        settle_memory()
        try:
            await greet(hub, listener, sample=sample, say=say)
            await Server(uvicorn_config(hub), hub).serve([listener])
        finally:
            config.control.unlink(missing_ok=True)
            await hub.stop()


def uvicorn_config(hub: Hub) -> uvicorn.Config:
    """Neither logging of its own nor a line for every request."""
    return uvicorn.Config(make_app(hub), log_config=None, access_log=False, lifespan="off")


def settle_memory() -> None:
    """What is loaded by now stays; looking through it again and again for garbage would cost a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


class Server(uvicorn.Server):
    """Ends the live streams when it is asked to stop, so that open pages do not hold it."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self.hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.hub.live.stop()
        await super().shutdown(sockets)


def listening(config: Config) -> socket.socket:
    """The socket that the hub serves on. Raises OSError when the port is taken."""
    listener = socket.create_server((config.host, config.port), backlog=BACKLOG)
    listener.set_inheritable(False)
    # asyncio does this by itself for sockets of its own; without it each answer waits for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


async def greet(hub: Hub, listener: socket.socket, *, sample: bool, say: Callable[[str], None]) -> None:
    """Loads the sample company into an empty hub, and says the address and how to sign in."""
    address = f"http://{hub.config.host}:{listener.getsockname()[1]}"
    write_control(hub, address)
    say(f"Collaboration hub: {address}")
    if sample:
        if hub.empty():
            await found_company(hub)
        password = await give_passwords(hub, hub.config.data / "sample-password")
        say(f"Sign in as admin (or any login of the sample company, e.g. fang.xiaoxue): {password}")
    elif hub.empty():
        say("Nobody has joined yet: open the address to create the administrator.")
    if hub.server and hub.server.url:
        say(f"Events on NATS: see {hub.server.url_file}")


def write_control(hub: Hub, address: str) -> None:
    """Where the command line finds the running hub; only the owner of the data folder can read it."""
    control = json.dumps({"address": address, "key": hub.identity.key, "pid": os.getpid()})
    handle = os.open(hub.config.control, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(control)


def run(config: Config, *, sample: bool, say: Callable[[str], None]) -> None:
    """Serves on an event loop of its own."""
    asyncio.run(serve(config, sample=sample, say=say))

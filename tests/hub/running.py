"""The hub's real process, as an operator starts it, for tests and measurements from outside."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import httpx

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from hub.cli import main; main()")
START_SECONDS = 60
ASK_SECONDS = 0.01


class Running(NamedTuple):
    """A hub that answers: its process, where it listens, and its operator's key."""

    process: Process
    address: str
    key: str


def environment(folder: Path, nats: str) -> dict[str, str]:
    """Settings of a hub on this data folder, on a free port of loopback."""
    return os.environ | {"HUB_DATA": str(folder), "PORT": "0", "HOST": "127.0.0.1", "HUB_NATS": nats}


async def spawn(folder: Path, *, sample: bool = True, nats: str = "embedded") -> Process:
    """Starts `hub serve`; what it says goes to a file beside the folder."""
    arguments = ["serve", *(["--sample"] if sample else [])]
    with record_of(folder).open("ab") as record:
        return await asyncio.create_subprocess_exec(
            *COMMAND, *arguments, cwd=ROOT, env=environment(folder, nats), stdout=DEVNULL, stderr=record
        )


def record_of(folder: Path) -> Path:
    """The file with all that hubs on this folder have said on standard error."""
    return folder.with_suffix(".record")


async def launch(folder: Path, *, sample: bool = True, nats: str = "embedded") -> Running:
    """A hub that answers. Raises RuntimeError with its last words when it does not come to that."""
    process = await spawn(folder, sample=sample, nats=nats)
    try:
        async with asyncio.timeout(START_SECONDS):
            return await answering(process, folder / "control.json")
    except (TimeoutError, ChildProcessError) as error:
        await kill(process)
        raise RuntimeError(f"the hub did not start: {record_of(folder).read_text()[-2000:]}") from error


async def answering(process: Process, control: Path) -> Running:
    """Waits until this process has said where it is, and answers there."""
    async with httpx.AsyncClient(timeout=5) as http:
        while process.returncode is None:
            with suppress(OSError, ValueError, httpx.HTTPError):
                said = said_in(control)
                if said["pid"] == process.pid and (await http.get(said["address"] + "/health")).is_success:
                    return Running(process, said["address"], said["key"])
            await asyncio.sleep(ASK_SECONDS)
    raise ChildProcessError(f"ended with {process.returncode}")


def said_in(control: Path) -> dict[str, Any]:
    """What the hub last wrote for its command line."""
    found: dict[str, Any] = json.loads(control.read_text())
    return found


async def kill(process: Process) -> None:
    """SIGKILL, and the process is gone when this returns."""
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def end(process: Process) -> None:
    """Asks it to stop and waits until it has."""
    with suppress(ProcessLookupError):
        process.terminate()
    await process.wait()


@asynccontextmanager
async def running(folder: Path, *, sample: bool = True, nats: str = "embedded") -> AsyncIterator[Running]:
    """A hub that is stopped at the end."""
    hub = await launch(folder, sample=sample, nats=nats)
    try:
        yield hub
    finally:
        await end(hub.process)


def client(hub: Running, token: str | None = None) -> httpx.AsyncClient:
    """The hub's API, for whom the token stands; without one, its operator."""
    headers = {"Authorization": f"Bearer {token or hub.key}"}
    return httpx.AsyncClient(base_url=hub.address, headers=headers, timeout=30)


async def token_of(hub: Running, login: str) -> str:
    """A bearer token of somebody."""
    async with client(hub) as http:
        answer = await http.post("/api/v1/admin/tokens", json={"person": login})
        return str(answer.raise_for_status().json()["token"])


async def people_of(hub: Running) -> dict[str, dict[str, Any]]:
    """Everybody with a login, by login."""
    async with client(hub) as http:
        found = (await http.get("/api/v1/people?limit=500")).raise_for_status().json()
    return {person["login"]: person for person in found["items"] if person["login"]}


async def command(folder: Path, arguments: Sequence[str], nats: str = "embedded") -> tuple[int, str]:
    """Runs a command of the hub on the data folder: its exit code and all that it printed."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        cwd=ROOT,
        env=environment(folder, nats),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()

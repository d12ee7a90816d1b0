"""Keep-alive HTTP clients in a process of their own, light enough not to be what is measured.

`python -m tests.bench.load` reads a Job in JSON from standard input and prints a Report in JSON.
"""

import asyncio
import sys
from statistics import quantiles
from timeit import default_timer as now
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

WARM_UP = 0.3
"""The first part of the time, not counted."""


class Job(Struct):
    """One request, given over and over by each of `clients` for `seconds`."""

    address: str
    path: str
    body: str
    token: str
    clients: int
    seconds: float


class Report(Struct):
    """Good answers a second, their 99th percentile in milliseconds, and how many answers were not good."""

    per_s: float
    p99_ms: float
    failed: int


class Client(asyncio.Protocol):
    """One connection: sends the request anew as soon as the answer is there."""

    def __init__(self, request: bytes, taken: list[tuple[float, float]], failed: list[bytes]) -> None:
        self.request = request
        self.taken = taken
        self.failed = failed
        self.read = b""
        self.began = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send(transport)

    def send(self, transport: asyncio.Transport) -> None:
        self.began = now()
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, found, rest = self.read.partition(b"\r\n\r\n")
        if found and len(rest) >= length_of(head):
            self.note(head)
            self.read = b""
            assert self.transport is not None
            self.send(self.transport)

    def note(self, head: bytes) -> None:
        if head[9:10] == b"2":
            ended = now()
            self.taken.append((ended, ended - self.began))
        else:
            self.failed.append(head)

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            self.failed.append(repr(exc).encode())


def length_of(head: bytes) -> int:
    """The answer's Content-Length."""
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


async def load(job: Job) -> Report:
    """Runs the job."""
    taken: list[tuple[float, float]] = []
    failed: list[bytes] = []
    loop = asyncio.get_running_loop()
    pairs = [
        await loop.create_connection(lambda: Client(request_of(job), taken, failed), *place_of(job))
        for _ in range(job.clients)
    ]
    await asyncio.sleep(job.seconds * WARM_UP)
    began = now()
    await asyncio.sleep(job.seconds * (1 - WARM_UP))
    ended = now()
    for transport, _ in pairs:
        transport.abort()
    counted = [duration for at, duration in taken if began <= at <= ended]
    if len(counted) < 2:
        raise RuntimeError(f"no good answers; {len(failed)} bad ones, the first {failed[:1]!r}")
    return Report(len(counted) / (ended - began), quantiles(counted, n=100)[98] * 1000, len(failed))


def place_of(job: Job) -> tuple[str, int]:
    host, _, port = urlsplit(job.address).netloc.partition(":")
    return host, int(port)


def request_of(job: Job) -> bytes:
    body = job.body.encode()
    lines = (
        f"POST {job.path} HTTP/1.1",
        f"Host: {urlsplit(job.address).netloc}",
        f"Authorization: Bearer {job.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + body


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(load(asked))) + b"\n")

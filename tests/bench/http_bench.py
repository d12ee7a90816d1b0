"""Commands over HTTP: the hub's real process beside a bare Litestar route with one durable commit."""

import asyncio
import json
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import msgspec

from tests.bench.load import Job, Report
from tests.hub.running import ROOT, end, people_of, running, token_of

CLIENTS = 32
RUNS = 5
SECONDS = 3.0
PATH = "/api/v1/actions"
WHO = "fang.xiaoxue"


def measure(*, quick: bool = False) -> dict[str, float]:
    """`http_ratio_32`: good answers/s of the hub over those of the bare route, 32 keep-alive clients
    assigning actions; `http_p99_ms_32`: the hub's slowest hundredth."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(figures(Path(folder), 1 if quick else RUNS, 0.5 if quick else SECONDS))


async def figures(folder: Path, runs: int, seconds: float) -> dict[str, float]:
    async with running(folder / "hub") as hub, bare(folder) as address:
        owner = (await people_of(hub))["du.yushui"]["id"]
        body = json.dumps(
            {"what": "核对五月试产线产能口径，下次会前反馈", "owner": owner, "due": "2026-12-11"}
        )
        job = Job(hub.address, PATH, body, await token_of(hub, WHO), CLIENTS, seconds)
        plain = msgspec.structs.replace(job, address=address)
        pairs = [(await loaded(job), await loaded(plain)) for _ in range(runs)]
    return {
        "http_ratio_32": median(real.per_s / limit.per_s for real, limit in pairs),
        "http_p99_ms_32": median(real.p99_ms for real, _ in pairs),
        "http_per_s_32": median(real.per_s for real, _ in pairs),
        "http_raw_per_s_32": median(limit.per_s for _, limit in pairs),
        "http_raw_p99_ms_32": median(limit.p99_ms for _, limit in pairs),
    }


@asynccontextmanager
async def bare(folder: Path) -> AsyncIterator[str]:
    """The bare route in a process of its own; its address."""
    arguments = (sys.executable, "-m", "tests.bench.bare", str(folder))
    process = await asyncio.create_subprocess_exec(*arguments, cwd=ROOT, stdout=PIPE)
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        await end(process)


async def loaded(job: Job) -> Report:
    """The report of a load process. Raises RuntimeError when any answer was not good."""
    arguments = (sys.executable, "-m", "tests.bench.load")
    process = await asyncio.create_subprocess_exec(*arguments, cwd=ROOT, stdin=PIPE, stdout=PIPE)
    printed, _ = await process.communicate(msgspec.json.encode(job))
    report = msgspec.json.decode(printed, type=Report)
    if report.failed:
        raise RuntimeError(f"{report.failed} requests failed")
    return report


if __name__ == "__main__":
    print(json.dumps(measure()))

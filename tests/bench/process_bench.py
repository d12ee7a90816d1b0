"""The hub's process: how soon it answers when it is started again, and how much memory it holds."""

import asyncio
import json
import tempfile
from pathlib import Path
from statistics import median
from timeit import default_timer as now

from tests.hub.running import Running, end, launch

STARTS = 5


def measure(*, quick: bool = False) -> dict[str, float]:
    """`start_s`: from the start of the process to a good /health, the sample company being there already.
    `rss_mb`: resident memory of the hub's process then, the broker's apart."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(figures(Path(folder) / "hub", 1 if quick else STARTS))


async def figures(folder: Path, starts: int) -> dict[str, float]:
    await end((await launch(folder)).process)
    taken, held = [], []
    for _ in range(starts):
        began = now()
        hub = await launch(folder)
        taken.append(now() - began)
        held.append(resident(hub))
        await end(hub.process)
    return {"start_s": median(taken), "rss_mb": median(held)}


def resident(hub: Running) -> float:
    """Megabytes of memory that the process holds (VmRSS, proc(5))."""
    for line in Path(f"/proc/{hub.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("this system does not tell a process's memory")


if __name__ == "__main__":
    print(json.dumps(measure()))

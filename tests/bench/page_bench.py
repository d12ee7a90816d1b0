"""An open page of the hub's real process: how soon a change by somebody else is to be seen on it."""

import asyncio
import json
import re
import tempfile
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from timeit import default_timer as now

import httpx

from tests.bench.process_bench import resident
from tests.hub.running import Running, client, people_of, running, token_of

CHANGES = 120
BETWEEN = 0.02
"""Seconds between two changes. A page re-reads itself at once, then at most twice a second: the first is
measured."""
PAGE = "/actions"
TOPICS = "/live?topics=action"
FIRST_DUE = date(2027, 12, 31)


def measure(*, quick: bool = False) -> dict[str, float]:
    """`board_p99_ms`: from sending a command to having the page that shows it, told by the event stream."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(figures(Path(folder) / "hub", 10 if quick else CHANGES))


async def figures(folder: Path, changes: int) -> dict[str, float]:
    async with running(folder) as hub, browser(hub) as page:
        await sign_in(page, "fang.xiaoxue", (folder / "sample-password").read_text().strip())
        owner = (await people_of(hub))["du.yushui"]["id"]
        async with client(hub, await token_of(hub, "han.lixia")) as other:
            taken = await watched(page, other, owner, changes)
        return {"board_p99_ms": quantiles(taken, n=100)[98] * 1000, "rss_after_pages_mb": resident(hub)}


def browser(hub: Running) -> httpx.AsyncClient:
    """Keeps cookies and connections as a browser does."""
    return httpx.AsyncClient(base_url=hub.address, timeout=30, headers={"Accept-Language": "zh-CN"})


async def sign_in(page: httpx.AsyncClient, login: str, password: str) -> None:
    """Fills in the form of the sign-in page."""
    form = (await page.get("/sign-in")).text
    found = re.search(r'name="csrf" value="([^"]+)"', form)
    assert found is not None
    typed = {"csrf": found[1], "login": login, "password": password}
    answer = await page.post("/sign-in", data=typed, headers={"Origin": str(page.base_url).rstrip("/")})
    assert answer.status_code == 303, answer.text


async def watched(page: httpx.AsyncClient, other: httpx.AsyncClient, owner: str, changes: int) -> list[float]:
    """Seconds from each of somebody else's commands to the page on which it is to be seen."""
    async with page.stream("GET", TOPICS) as stream:
        lines = stream.aiter_lines()
        taken = []
        for count in range(changes):
            due = FIRST_DUE - timedelta(days=count)
            taken.append(
                await seen(page, lines, other, {"what": f"第{count}项待办", "owner": owner, "due": str(due)})
            )
            await asyncio.sleep(BETWEEN)
        return taken


async def seen(
    page: httpx.AsyncClient, lines: AsyncIterator[str], other: httpx.AsyncClient, work: dict[str, str]
) -> float:
    """Seconds until the page shows the new work; it is read again whenever the stream names a change."""
    began = now()
    giving = asyncio.create_task(other.post("/api/v1/actions", json=work))
    shown = False
    while not shown:
        while not (await anext(lines)).startswith("data:"):
            pass
        shown = f">{work['what']}<" in (await page.get(PAGE)).text
    taken = now() - began
    (await giving).raise_for_status()
    return taken


if __name__ == "__main__":
    print(json.dumps(measure()))

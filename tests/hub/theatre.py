"""A hub in this process with the sample company and a clock that is set by hand: scenarios play on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from hub.app import make_app
from hub.config import Config
from hub.hub import Hub
from hub.sample_company import found_company
from tests.adapters.broker import held

ZONE = ZoneInfo("Asia/Shanghai")
Json = dict[str, Any]


class HandClock:
    """Stands still until it is set."""

    def __init__(self, when: str) -> None:
        self.set(when)

    def __call__(self) -> datetime:
        return self.now

    def set(self, when: str) -> None:
        """`05-06 14:00`: of 2026, in the company's zone."""
        self.now = datetime.fromisoformat(f"2026-{when}").replace(tzinfo=ZONE).astimezone(UTC)


class Refusal(Exception):
    """The API said no."""

    def __init__(self, status: int, problem: Json) -> None:
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem


class Theatre:
    """The API of the hub, for whoever's turn it is."""

    def __init__(self, hub: Hub, clock: HandClock, http: httpx.AsyncClient) -> None:
        self.hub = hub
        self.clock = clock
        self.http = http
        self.tokens: dict[str, str] = {}

    async def at(self, when: str, who: str, act: str, **fields: Any) -> Json:
        """At this time somebody gives a command. Raises Refusal."""
        self.clock.set(when)
        return await self.call("POST", who, act, json=fields)

    async def get(self, path: str, who: str = "admin", **query: str) -> Json:
        """What somebody is told."""
        return await self.call("GET", who, path, params=query)

    async def refusal(self, when: str, who: str, act: str, **fields: Any) -> tuple[int, str, Any]:
        """Status, reason and number of the finding of a command that is refused."""
        try:
            answer = await self.at(when, who, act, **fields)
        except Refusal as no:
            return no.status, no.problem["reason"], no.problem.get("finding")
        raise AssertionError(f"not refused: {answer}")

    async def call(self, method: str, who: str, path: str, **more: Any) -> Json:
        headers = {"Authorization": f"Bearer {await self.token(who)}"}
        answer = await self.http.request(method, f"/api/v1/{path}", headers=headers, **more)
        if not answer.is_success:
            raise Refusal(answer.status_code, answer.json())
        found: Json = answer.json()
        return found

    async def token(self, who: str) -> str:
        if who not in self.tokens:
            key = {"Authorization": f"Bearer {self.hub.identity.key}"}
            answer = await self.http.post("/api/v1/admin/tokens", json={"person": who}, headers=key)
            self.tokens[who] = answer.raise_for_status().json()["token"]
        return self.tokens[who]

    def person(self, login: str) -> str:
        return self.hub.named_id("person", login)

    def department(self, slug: str) -> str:
        return self.hub.named_id("department", slug)

    async def until(self, path: str, shown: Callable[[Json], bool]) -> Json:
        """What is told once it is so: the hub does some things by itself, a moment later."""
        async with asyncio.timeout(20):
            while not shown(found := await self.get(path)):  # noqa: ASYNC110 - told to nobody outside
                await asyncio.sleep(0.01)
        return found

    async def on_nats(self) -> list[Json]:
        """Every CloudEvent that the stream holds, in its order."""
        assert self.hub.relay is not None
        await asyncio.wait_for(self.hub.relayed(self.hub.writer.head), 20)
        return [json.loads(message.body) for message in await held(self.hub.relay.url)]


@asynccontextmanager
async def theatre(folder: Path, when: str) -> AsyncIterator[Theatre]:
    """The sample company, founded at this time, with NATS."""
    clock = HandClock(when)
    hub = Hub(Config(folder), clock)
    await hub.start()
    try:
        await found_company(hub)
        app: Any = make_app(hub)  # httpx and litestar each write ASGI's types in their own way
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as http:
            yield Theatre(hub, clock, http)
    finally:
        await hub.stop()


def local(instant: str) -> str:
    """An instant of the API as `05-06 14:00` in the company's zone."""
    return datetime.fromisoformat(instant).astimezone(ZONE).strftime("%m-%d %H:%M")

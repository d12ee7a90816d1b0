"""A real hub on an event loop of its own thread, called in plain calls through its whole application."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from domain.orders import Order
from hub.app import make_app
from hub.config import Config
from hub.hub import Hub
from tests.hub.scribe import founding

T = TypeVar("T")
SECONDS = 60


class Site:
    """The hub, and the API as the people of the small company call it."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.hub = Hub(Config(folder, nats="off", **settings))
        self.run(self.hub.start())
        app: Any = make_app(self.hub)  # httpx and litestar each write ASGI's types in their own way
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(base_url="http://hub", transport=transport)
        self.tokens: dict[str, str] = {"operator": self.hub.identity.key}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(SECONDS)

    def give(self, *orders: Order, by: str = "operator", **more: Any) -> None:
        """Commands without the API."""
        self.run(self.hub.execute(orders, by, **more))

    def token(self, person: str) -> str:
        """A bearer token of somebody, by id."""
        if person not in self.tokens:
            self.tokens[person] = self.hub.identity.make_token(person, "test", self.hub.new_id())
        return self.tokens[person]

    def call(
        self, method: str, path: str, *, by: str | None = "operator", headers: Any = None, **more: Any
    ) -> httpx.Response:
        """One request under /api/v1 (or to a path that begins with two slashes), as somebody or nobody."""
        sent = {"Authorization": f"Bearer {self.token(by)}"} if by else {}
        url = path[1:] if path.startswith("//") else f"/api/v1{path}"
        return self.run(self.http.request(method, url, headers=sent | (headers or {}), **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.call("POST", path, json={} if body is None else body, **more)

    def stop(self) -> None:
        self.run(self.http.aclose())
        self.run(self.hub.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@contextmanager
def site(folder: Path, **settings: Any) -> Iterator[Site]:
    """A hub of the small company, stopped at the end."""
    found = Site(folder, **settings)
    try:
        found.give(*founding())
        yield found
    finally:
        found.stop()


def problem(response: httpx.Response, status: int, reason: str | None = None) -> dict[str, Any]:
    """The answer as the problem document that it must be."""
    found: dict[str, Any] = response.json()
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert found["status"] == status
    assert found["title"]
    assert found["type"]
    assert found.get("reason") == reason, found
    return found

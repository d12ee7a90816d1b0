"""Live: which topics changed, as server-sent events. Pages re-read themselves; nothing else is sent."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from litestar import Router, get
from litestar.response import Stream

from ui.guards import signed_in
from ui.page import AnyRequest, hub_of, session_of
from ui.port import HubPort

KEEP_ALIVE_SECONDS = 15.0
LIFE_SECONDS = 300.0
"""A stream ends after this long and the browser opens it anew, so that a hub that stops is not held."""
MAX_TOPICS = 200


@get("/live", guards=[signed_in])
async def live(request: AnyRequest) -> Stream:
    """The stream of `?topics=action,<id>,...`."""
    asked = request.query_params.get("topics", "").split(",")
    topics = frozenset(topic for topic in asked if topic)
    session = session_of(request)
    return Stream(
        events(hub_of(request), frozenset(sorted(topics)[:MAX_TOPICS]), session.secret if session else ""),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def events(hub: HubPort, topics: frozenset[str], secret: str) -> AsyncIterator[str]:
    """Lines of the stream: a name of a topic as it changes, a comment while nothing does.

    Ends with the session, with the hub, and after LIFE_SECONDS.
    """
    changes = hub.subscribe(topics)
    loop = asyncio.get_running_loop()
    until = loop.time() + LIFE_SECONDS
    following: asyncio.Task[Any] = asyncio.ensure_future(anext(changes, None))
    yield "retry: 1000\n: open\n\n"
    try:
        while loop.time() < until and hub.session(secret) is not None:
            done, _ = await asyncio.wait({following}, timeout=KEEP_ALIVE_SECONDS)
            if not done:
                yield ": still here\n\n"
                continue
            topic = following.result()
            if topic is None:
                return
            following = asyncio.ensure_future(anext(changes, None))
            yield f"data: {topic}\n\n"
    finally:
        following.cancel()


router = Router("/", route_handlers=[live])

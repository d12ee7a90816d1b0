"""Tells open pages which topics changed."""

import asyncio
from collections.abc import AsyncIterator


class Live:
    """Listeners on the hub's event loop; `tell` may be called from any thread."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.loop: asyncio.AbstractEventLoop | None = None

    def tell(self, topics: set[str]) -> None:
        """Something under these topics changed."""
        if self.loop is not None and self.listeners and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.spread, topics)

    def spread(self, topics: set[str]) -> None:
        for listener in self.listeners:
            listener.offer(topics)

    async def subscribe(self, topics: frozenset[str]) -> AsyncIterator[str]:
        """The names of those topics as they change, until the hub stops. A slow listener misses repeats."""
        listener = Listener(topics)
        self.listeners.add(listener)
        try:
            while (topic := await listener.queue.get()) is not None:
                listener.waiting.discard(topic)
                yield topic
        finally:
            self.listeners.discard(listener)

    def stop(self) -> None:
        """Ends every subscription."""
        for listener in self.listeners:
            listener.queue.put_nowait(None)


class Listener:
    """One open stream: each topic waits at most once, so the queue is bounded by the topics."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.queue: asyncio.Queue[str | None] = asyncio.Queue()
        self.waiting: set[str] = set()

    def offer(self, topics: set[str]) -> None:
        for topic in (topics & self.topics) - self.waiting:
            self.waiting.add(topic)
            self.queue.put_nowait(topic)

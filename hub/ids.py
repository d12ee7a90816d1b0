"""Ids: time-ordered where something new begins, derived from a name where the name must be unique."""

import os
import time
from threading import Lock
from uuid import UUID, uuid5


class RandomBytes:
    """Random bytes drawn from the system many at a time: a draw lets other threads run, and costs."""

    def __init__(self, at_once: int = 4096) -> None:
        self.at_once = at_once
        self.drawn = b""
        self.guard = Lock()

    def take(self, count: int) -> bytes:
        """So many bytes that nobody else gets."""
        with self.guard:
            if len(self.drawn) < count:
                self.drawn = os.urandom(self.at_once)
            taken, self.drawn = self.drawn[:count], self.drawn[count:]
            return taken


RANDOM = RandomBytes()


def new_id() -> str:
    """A UUID of version 7: sorted by time of creation, so that indexes grow at one end."""
    bits = int.from_bytes(RANDOM.take(10), "big")
    stamp = time.time_ns() // 1_000_000
    text = f"{(stamp << 80) | (7 << 76) | ((bits >> 68) << 64) | (2 << 62) | (bits & (2**62 - 1)):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def named_id(log_id: str, kind: str, name: str) -> str:
    """The id of the one item of this kind and name in this log (a login, a slug, a meeting of the past)."""
    return str(uuid5(UUID(log_id), f"{kind}:{name}"))

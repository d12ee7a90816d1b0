"""Ids: time-ordered where something new begins, derived from a name where the name must be unique."""

import os
import time
from uuid import UUID, uuid5


def new_id() -> str:
    """A UUID of version 7: sorted by time of creation, so that indexes grow at one end."""
    bits = int.from_bytes(os.urandom(10), "big")
    stamp = time.time_ns() // 1_000_000
    return str(UUID(int=(stamp << 80) | (7 << 76) | ((bits >> 68) << 64) | (2 << 62) | (bits & (2**62 - 1))))


def named_id(log_id: str, kind: str, name: str) -> str:
    """The id of the one item of this kind and name in this log (a login, a slug, a meeting of the past)."""
    return str(uuid5(UUID(log_id), f"{kind}:{name}"))

"""Commands on their way to the writer, and what came of them."""

from msgspec import Struct


class Order(Struct, frozen=True, gc=False):
    """A command for one stream. `fresh`: the hub has just made the id, so nothing is stored under it.
    `expected`: refuse unless the stream is at this version. `unchanged`: refuse unless these streams, which
    were only read, are at the versions at which they were read."""

    stream: str
    command: Struct
    fresh: bool = False
    expected: int | None = None
    unchanged: tuple[tuple[str, int], ...] = ()


class Outcome(Struct, frozen=True, gc=False):
    """What came of it: the position of the last event (0 when there was nothing to record), the streams."""

    position: int
    streams: tuple[str, ...]
    events: int

"""The one place that reads the machine's clock; and a clock that is driven by hand, for trials."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def machine_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def monotonic_seconds() -> float:
    """Seconds since some moment; they go on evenly, whatever is done to the machine's clock."""
    return time.monotonic()


class SimulatedClock:
    """The machine's clock, put forward by hand. Put forward, it is as if the time had passed."""

    def __init__(self, start: datetime | None = None) -> None:
        self.ahead = timedelta() if start is None else start - machine_clock()

    def __call__(self) -> datetime:
        return machine_clock() + self.ahead

    def monotonic(self) -> float:
        """Goes forward with the clock."""
        return monotonic_seconds() + self.ahead.total_seconds()

    def advance(self, by: timedelta) -> None:
        """Puts the clock forward. Raises OverflowError beyond the calendar's end."""
        self.ahead = self() + by - machine_clock()


def clock_of(setting: str) -> Clock:
    """The clock that a setting asks for: `machine`, `simulated`, `simulated:2026-04-20T10:05:00+08:00`.

    Raises ValueError for anything else.
    """
    name, _, start = setting.partition(":")
    if name == "machine" and not start:
        return machine_clock
    if name != "simulated":
        raise ValueError(f"no clock is called {setting}")
    began = datetime.fromisoformat(start) if start else None
    if began is not None and began.tzinfo is None:
        raise ValueError(f"{start} lacks a time zone")
    return SimulatedClock(began)

"""Deadlines: what an item owes at the moment, as its aggregate declares it. Clocks are armed from them."""

from datetime import date, datetime

from msgspec import Struct


class Deadline(Struct, frozen=True):
    """One thing that somebody owes by a time.

    `part` tells deadlines of one kind and item apart. `target` is the time that people set, a day meaning the
    end of its working hours; a kind whose ladder counts from the start has none. `start` is from when it
    counts, where that is not the moment it arose. Without a `department`, that of whoever is responsible.
    `waiting` says for what it stands still.
    """

    kind: str
    responsible: str | None
    department: str | None = None
    part: str = ""
    target: datetime | date | None = None
    start: datetime | None = None
    waiting: str | None = None

    @property
    def key(self) -> str:
        """What names it within its item."""
        return f"{self.kind} {self.part}" if self.part else self.kind

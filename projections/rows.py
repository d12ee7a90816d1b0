"""What a board needs of its file: to write rows while folding, and to read them for a page."""

from typing import Any, Protocol

from domain.personal import Sealed


class Reads(Protocol):
    """The tables of one board."""

    def read(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one SELECT."""


class Writes(Reads, Protocol):
    """The tables of one board while events are folded into them. `zone` is the company's time zone."""

    zone: str
    memo: dict[str, Any]
    """What the fold has just written, by keys of its own, so as not to read it again; it may be emptied
    between two pages."""

    def write(self, statement: str, *values: Any) -> None:
        """One change of rows; all changes of a page of events are committed with its position."""

    def open(self, sealed: Sealed) -> str | None:
        """Personal text in the clear, None where the person was forgotten."""

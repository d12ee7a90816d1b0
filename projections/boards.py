"""Every board, registered once. Each has a file of its own and is rebuilt when its VERSION changes."""

from typing import Protocol

from domain.envelope import Recorded
from projections import actions, clocks, directory, meetings
from projections.rows import Writes


class Board(Protocol):
    """What a projection module offers: its tables, and the fold of one event into them. `READS` are the
    contexts of the events that it takes."""

    NAME: str
    READS: tuple[str, ...]
    VERSION: int
    TABLES: str

    def apply(self, rows: Writes, recorded: Recorded, /) -> None: ...


BOARDS: tuple[Board, ...] = (directory, meetings, actions, clocks)

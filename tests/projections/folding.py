"""Boards folded from a fixed small history, and from any other, in files of the test's own."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from adapters.codec import Codec, Stored, leaf_of
from adapters.views import BoardFile, board_path
from domain import actions, departments, people
from domain.catalogue import AGGREGATES, BY_EVENT, tag_of
from domain.clocks import clock_id
from domain.envelope import Envelope, Grade, Recorded
from projections.boards import BOARDS, Board
from tests.adapters.rows import Vault
from tests.domain.cast import ITEM, LI, MAKING, MONDAY, OTHER_ITEM, SALES, WANG, ZHAO, ZONE, numbered
from tests.domain.examples import EXAMPLES

CODEC = Codec(Vault())
BY_TYPE = {type(example): example for example in EXAMPLES}
MEETING, SECOND_ACTION = OTHER_ITEM, numbered(104)
PLACES = {
    "person": LI,
    "department": SALES,
    "meeting": MEETING,
    "action": ITEM,
    "escalation": clock_id(ITEM, "action", 1),
}
"""The streams of the examples; the other kinds have one item each."""


def history() -> list[Recorded]:
    """Every event that there is, at least once, a minute apart."""
    joined = BY_TYPE[people.PersonJoined]
    story: list[tuple[str, Struct]] = [(LI, joined), (WANG, joined), (ZHAO, joined)]
    story += [(MAKING, departments.DepartmentFounded("making", "制造部"))]
    story += [
        (place_of(example), example) for example in EXAMPLES if not isinstance(example, people.PersonJoined)
    ]
    story += [
        (SECOND_ACTION, actions.ActionAssigned("盘点备件", LI, SALES, "2026-05-01", assigner=WANG)),
        (SECOND_ACTION, actions.ActionBlocked("缺人")),
    ]
    return told(story)


def place_of(event: Struct) -> str:
    """The stream of an example."""
    name = BY_EVENT[type(event)].name
    return PLACES.get(name) or numbered(500 + [aggregate.name for aggregate in AGGREGATES].index(name))


def told(story: Iterable[tuple[str, Struct]]) -> list[Recorded]:
    """The events as a reader of the log gets them."""
    versions: dict[str, int] = {}
    found = []
    for position, (stream, event) in enumerate(story, 1):
        versions[stream] = versions.get(stream, 0) + 1
        number = f"NO-{position}" if type(event) in BY_EVENT[type(event)].numbered else None
        when = MONDAY + position * timedelta(minutes=1)
        envelope = Envelope(
            stream, versions[stream], LI, when, "sales", "making", Grade.INTERNAL, "5a17", number=number
        )
        body = CODEC.encode(event, envelope)
        found.append(
            CODEC.decode(Stored(position, stream, versions[stream], tag_of(type(event)), body, leaf_of(body)))
        )
    return found


def folded(board: Board, events: Sequence[Recorded], folder: Path, pages: Iterable[int] = ()) -> BoardFile:
    """The board after the events, folded in pages of these sizes, the file opened anew each time."""
    path, start = board_path(folder, board), 0
    for size in pages:
        file = BoardFile(path, board, CODEC.vault, ZONE)
        file.apply(events[start : start + size])
        start += size
        file.close()
    file = BoardFile(path, board, CODEC.vault, ZONE)
    file.apply(events)
    return file


def dump(board: Board, events: Sequence[Recorded], folder: Path, pages: Iterable[int] = ()) -> Any:
    """Every row of the board after the events."""
    with closing(folded(board, events, folder, pages)) as file:
        return file.dump()


def dumps(folder: Path) -> dict[str, Any]:
    """Every board of the fixed history, with its version, as the golden file has it."""
    found = {board.NAME: dump(board, history(), folder) for board in BOARDS}
    return {
        board.NAME: {
            "version": board.VERSION,
            "tables": {
                table: [[plain(cell) for cell in row] for row in rows]
                for table, rows in found[board.NAME].items()
            },
        }
        for board in BOARDS
    }


def plain(cell: Any) -> Any:
    """A cell as JSON can have it: what is stored in bytes is text."""
    return cell.decode() if isinstance(cell, bytes) else cell

"""Boards at work: kept up with the log, stopped visibly, rebuilt while they serve, mended when damaged."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from adapters.codec import leaf_of
from adapters.log_sqlite import SQLiteLog
from adapters.views import BoardFile, board_path
from domain.actions import ActionNudged, NudgeAction
from domain.envelope import Recorded
from domain.orders import Order
from hub import boards as boards_module
from hub.boards import Boards, Stopped
from projections.boards import BOARDS, Board
from projections.rows import Writes
from tests.domain.cast import ITEM, LI, ZONE, numbered
from tests.hub.scribe import ASSIGN, Scribe, begin, founding, secrets_in

FAR = 5.0


class Nudges:
    """A board of the tests' own: counts nudges, and cannot fold one at a position that it is told."""

    NAME, VERSION = "nudges", 1
    READS: tuple[str, ...] = ("action",)
    TABLES = "CREATE TABLE nudges (action TEXT, position INTEGER)"

    def __init__(self, failing_at: int = 0) -> None:
        self.failing_at = failing_at

    def apply(self, rows: Writes, recorded: Recorded, /) -> None:
        if recorded.position == self.failing_at:
            raise ValueError("nobody told me of this")
        if isinstance(recorded.event, ActionNudged):
            rows.write("INSERT INTO nudges VALUES (?, ?)", recorded.envelope.stream, recorded.position)


class Shelf:
    """Boards over a log with a writer, and what they announced."""

    def __init__(self, folder: Path, boards: Sequence[Board]) -> None:
        self.folder = folder / "views"
        self.log = SQLiteLog(folder / "log")
        self.secrets = secrets_in(folder)
        self.scribe = Scribe(self.log, self.secrets)
        self.told: list[tuple[int, set[str]]] = []
        self.boards = self.open(boards)

    def open(self, boards: Sequence[Board]) -> Boards:
        """The boards, not yet at work."""
        codec = self.scribe.codec
        return Boards(self.log, codec, self.secrets, self.folder, ZONE, self.changed, boards)

    def changed(self, position: int, topics: set[str]) -> None:
        self.told.append((position, topics))

    def give(self, *orders: Order) -> int:
        """Gives the orders and tells the boards; the position."""
        position = self.scribe.give(*orders, by=LI if len(orders) == 1 else "operator").position
        self.boards.wake()
        return position

    def reached(self, position: int, seconds: float = FAR) -> None:
        asyncio.run(self.boards.reached(position, seconds))

    def settled(self) -> None:
        self.reached(self.log.head())

    def asked(self, what: Callable[[Callable[[str | None], None]], None]) -> str | None:
        """The answer of a rebuild or a comparison."""
        answers: list[str | None] = []
        done = threading.Event()

        def answer(wrong: str | None) -> None:
            answers.append(wrong)
            done.set()

        what(answer)
        assert done.wait(20)
        return answers[0]

    def rebuild(self) -> str | None:
        return self.asked(self.boards.rebuild)

    def compare(self) -> str | None:
        return self.asked(lambda done: self.boards.rebuild(done, compare=True))

    def dumps(self) -> dict[str, Any]:
        return {name: file.dump() for name, file in self.boards.files.items()}

    def restart(self, boards: Sequence[Board]) -> None:
        self.boards.stop()
        self.boards = self.open(boards)
        self.boards.start()

    def close(self) -> None:
        self.scribe.stop()
        self.boards.stop()
        self.log.close()


ShelfOf = Callable[..., Shelf]


@pytest.fixture
def shelf_of(tmp_path: Path) -> Iterator[ShelfOf]:
    """Makes a shelf of the real boards with others beside them."""
    made: list[Shelf] = []

    def make(*others: Board) -> Shelf:
        made.append(Shelf(tmp_path, (*BOARDS, *others)))
        made[0].give(*founding(), begin(ITEM, ASSIGN))
        made[0].boards.start()
        return made[0]

    yield make
    for shelf in made:
        shelf.close()


@pytest.fixture
def shelf(shelf_of: ShelfOf) -> Shelf:
    return shelf_of()


def nudge(stream: str = ITEM) -> Order:
    return Order(stream, NudgeAction())


def nudges(shelf: Shelf) -> int:
    return int(shelf.boards.read("actions").read("SELECT nudges FROM actions WHERE id = ?", ITEM)[0][0])


# Keeping up


def test_whoever_waits_for_a_position_reads_what_they_wrote(shelf: Shelf) -> None:
    for count in range(1, 20):
        shelf.reached(shelf.give(nudge()))
        assert nudges(shelf) == count


def test_waiting_for_what_is_not_written_ends(shelf: Shelf) -> None:
    with pytest.raises(TimeoutError):
        shelf.reached(shelf.log.head() + 1, 0.05)


def test_many_may_wait_at_once(shelf: Shelf) -> None:
    async def wait_for_all() -> None:
        waiting = [asyncio.create_task(shelf.boards.reached(position, FAR)) for position in range(1, 40)]
        await asyncio.sleep(0)
        for _ in range(40):
            await shelf.scribe.writer.execute([nudge()], LI)
            shelf.boards.wake()
        await asyncio.gather(*waiting)

    asyncio.run(wait_for_all())


def test_pages_are_told_which_items_and_contexts_changed(shelf: Shelf) -> None:
    position = shelf.give(nudge())
    while not (told := [topics for reached, topics in shelf.told if reached >= position]):
        threading.Event().wait(0.001)
    assert {ITEM, "action"} <= told[0]
    shelf.told.clear()
    position = shelf.give(nudge())
    while not (told := [topics for reached, topics in shelf.told if reached >= position]):
        threading.Event().wait(0.001)
    assert told == [{ITEM, "action"}]


def test_boards_that_were_closed_go_on_where_they_were(shelf: Shelf) -> None:
    shelf.reached(shelf.give(nudge()))
    before = shelf.dumps()
    shelf.restart(BOARDS)
    shelf.settled()
    assert shelf.dumps() == before
    shelf.reached(shelf.give(nudge()))
    assert nudges(shelf) == 2


def test_several_pages_are_folded_as_one(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards_module, "PAGE", 3)
    shelf.give(*(begin(numbered(900 + number), ASSIGN) for number in range(20)))
    shelf.settled()
    assert shelf.compare() is None


# An event that a board cannot fold


def test_a_board_that_cannot_fold_an_event_stops_there_and_the_others_go_on(shelf_of: ShelfOf) -> None:
    failing = Nudges()
    shelf = shelf_of(failing)
    shelf.reached(shelf.give(nudge()))
    failing.failing_at = shelf.log.head() + 1
    with pytest.raises(Stopped, match=f"nudges stopped at position {failing.failing_at}"):
        shelf.reached(shelf.give(nudge()))
    shelf.give(nudge())
    actions = shelf.boards.files["actions"]
    while actions.position < shelf.log.head():
        threading.Event().wait(0.005)
    assert nudges(shelf) == 3
    states = shelf.boards.states()
    assert {name for name, state in states.items() if state.error} == {"nudges"}
    assert states["nudges"].position == failing.failing_at - 1
    assert str(failing.failing_at) in (states["nudges"].error or "")
    assert "nobody told me of this" in (states["nudges"].error or "")


def test_a_stopped_board_keeps_what_it_had_folded_of_the_page(shelf_of: ShelfOf) -> None:
    failing = Nudges()
    shelf = shelf_of(failing)
    shelf.settled()
    failing.failing_at = shelf.log.head() + 3
    shelf.scribe.give(*(nudge() for _ in range(5)), by=LI)
    shelf.boards.wake()
    with pytest.raises(Stopped):
        shelf.settled()
    file = shelf.boards.files["nudges"]
    assert file.position == failing.failing_at - 1
    assert file.read("SELECT count(*) FROM nudges") == [(2,)]


def test_nobody_reads_a_stopped_board_as_if_it_were_current(shelf_of: ShelfOf) -> None:
    failing = Nudges()
    shelf = shelf_of(failing)
    shelf.settled()
    failing.failing_at = shelf.log.head() + 1
    with pytest.raises(Stopped):
        shelf.reached(shelf.give(nudge()))
    with pytest.raises(Stopped):
        shelf.boards.read("nudges")
    with pytest.raises(Stopped):
        shelf.reached(1)


def test_whoever_waited_when_a_board_stopped_is_told_at_once(shelf_of: ShelfOf) -> None:
    failing = Nudges()
    shelf = shelf_of(failing)
    shelf.settled()
    failing.failing_at = shelf.log.head() + 1

    async def wait_far_ahead() -> None:
        waiting = asyncio.create_task(shelf.boards.reached(10**6, 60))
        await asyncio.sleep(0)
        await shelf.scribe.writer.execute([nudge()], LI)
        shelf.boards.wake()
        await asyncio.wait_for(waiting, FAR)

    with pytest.raises(Stopped):
        asyncio.run(wait_far_ahead())


def test_a_mended_board_is_rebuilt_and_serves_again(shelf_of: ShelfOf) -> None:
    failing = Nudges()
    shelf = shelf_of(failing)
    shelf.settled()
    failing.failing_at = shelf.log.head() + 1
    with pytest.raises(Stopped):
        shelf.reached(shelf.give(nudge()))
    assert f"position {failing.failing_at}" in (shelf.compare() or "")
    failing.failing_at = 0
    assert shelf.rebuild() is None
    shelf.reached(shelf.give(nudge()))
    assert shelf.boards.read("nudges").read("SELECT count(*) FROM nudges") == [(2,)]


def test_a_board_that_still_cannot_be_built_leaves_the_others_as_they_were(shelf_of: ShelfOf) -> None:
    failing = Nudges()
    shelf = shelf_of(failing)
    shelf.settled()
    failing.failing_at = shelf.log.head() + 1
    with pytest.raises(Stopped):
        shelf.reached(shelf.give(nudge()))
    assert f"position {failing.failing_at}" in (shelf.rebuild() or "")
    assert nudges(shelf) == 1
    assert list(shelf.folder.glob("*.fresh*")) == []


def unreadable(shelf: Shelf) -> int:
    """Puts an event into the log that no codec can read."""
    position = shelf.log.head() + 1
    body = b'{"envelope":{},"event":{"type":"action.action-teleported.v9"}}'
    with shelf.log.transaction() as turn:
        turn.append([(position, numbered(800), 1, "action.action-teleported.v9", body, leaf_of(body))])
    shelf.boards.wake()
    return position


def test_an_event_that_nobody_can_read_stops_every_board_visibly(shelf: Shelf) -> None:
    shelf.settled()
    position = unreadable(shelf)
    with pytest.raises(Stopped, match=f"position {position}"):
        shelf.settled()
    states = shelf.boards.states()
    assert {state.position for state in states.values()} == {position - 1}
    assert all(f"position {position}" in (state.error or "") for state in states.values())
    assert shelf.boards.is_alive()


# Rebuilding


def test_a_rebuilt_board_equals_the_old_one(shelf: Shelf) -> None:
    shelf.reached(shelf.give(nudge()))
    before = shelf.dumps()
    old = dict(shelf.boards.files)
    assert shelf.rebuild() is None
    assert shelf.dumps() == before
    assert all(shelf.boards.files[name] is not file for name, file in old.items())
    assert list(shelf.folder.glob("*.fresh*")) == []


def test_boards_serve_and_follow_while_they_are_rebuilt(shelf: Shelf) -> None:
    shelf.scribe.give(*(begin(numbered(2000 + number), ASSIGN) for number in range(3000)))
    shelf.boards.wake()
    shelf.settled()
    building = threading.Event()
    answers: list[str | None] = []

    def done(wrong: str | None) -> None:
        answers.append(wrong)
        building.set()

    shelf.boards.rebuild(done)
    count = 0
    while not building.is_set():
        shelf.reached(shelf.give(nudge()))
        count += 1
        assert nudges(shelf) == count
    assert answers == [None]
    assert count > 1, "the rebuild was over at once: the test shows nothing"
    shelf.reached(shelf.give(nudge()))
    assert nudges(shelf) == count + 1
    assert shelf.compare() is None


def test_comparing_under_load_finds_no_difference(shelf: Shelf) -> None:
    ending = threading.Event()

    def write() -> None:
        while not ending.is_set():
            shelf.give(nudge())

    writing = threading.Thread(target=write)
    writing.start()
    answers = [shelf.compare() for _ in range(6)]
    ending.set()
    writing.join()
    assert answers == [None] * 6


def test_readers_of_the_old_board_are_not_cut_off_by_the_new_one(shelf: Shelf) -> None:
    shelf.settled()
    held = shelf.boards.read("actions")
    shelf.rebuild()
    assert held.read("SELECT nudges FROM actions WHERE id = ?", ITEM) == [(0,)]


def test_a_changed_row_is_found_and_named(shelf: Shelf) -> None:
    shelf.settled()
    with closing(sqlite3.connect(board_path(shelf.folder, BOARDS[2]))) as other:
        other.execute("UPDATE actions SET owner = NULL")
        other.commit()
    assert shelf.compare() == "actions differs from the fold of the log"
    assert shelf.rebuild() is None
    assert shelf.compare() is None


def test_boards_ahead_of_a_log_that_was_put_back_are_found_and_rebuilt(shelf: Shelf) -> None:
    """An older copy of the log was restored: the boards know more than the truth."""
    shelf.reached(shelf.give(nudge()))
    with shelf.log.transaction() as turn:
        turn.execute("DELETE FROM events WHERE position = ?", shelf.log.head())
    assert "differs" in (shelf.compare() or "")
    assert shelf.rebuild() is None
    assert nudges(shelf) == 0


# Files


def test_a_file_that_is_no_database_is_made_anew(shelf: Shelf) -> None:
    shelf.settled()
    before = shelf.dumps()
    shelf.boards.stop()
    for board in BOARDS:
        board_path(shelf.folder, board).write_bytes(b"not a database at all, " * 500)
    shelf.restart(BOARDS)
    shelf.settled()
    assert shelf.dumps() == before


def damage(path: Path, spared: str) -> None:
    """Overwrites every page of a board's file but the first and the one of a table."""
    with closing(sqlite3.connect(path)) as file:
        size = file.execute("PRAGMA page_size").fetchone()[0]
        kept = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (spared,)).fetchone()[0]
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // size + 1):
        if page != kept:
            data[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(bytes(data))


def test_a_file_damaged_within_is_made_anew(shelf: Shelf) -> None:
    """What a power loss leaves, as the boards' files are not flushed with care."""
    shelf.scribe.give(*(begin(numbered(2000 + number), ASSIGN) for number in range(300)))
    shelf.boards.wake()
    shelf.settled()
    shelf.boards.stop()
    damage(board_path(shelf.folder, BOARDS[2]), spared="progress")
    shelf.restart(BOARDS)
    shelf.reached(shelf.give(nudge()))
    assert nudges(shelf) == 1
    assert shelf.compare() is None


def test_views_may_be_thrown_away(shelf: Shelf) -> None:
    shelf.settled()
    before = shelf.dumps()
    shelf.boards.stop()
    for file in shelf.folder.iterdir():
        file.unlink()
    shelf.restart(BOARDS)
    shelf.settled()
    assert shelf.dumps() == before


def later(board: Board) -> Board:
    """The same board in its next version."""
    module: Any = ModuleType(board.NAME)
    for name in ("NAME", "READS", "TABLES", "apply"):
        setattr(module, name, getattr(board, name))
    module.VERSION = board.VERSION + 1
    found: Board = module
    return found


def test_a_new_version_of_a_board_begins_in_a_file_of_its_own(shelf: Shelf) -> None:
    shelf.settled()
    before = shelf.dumps()
    shelf.restart([*BOARDS[:2], later(BOARDS[2]), *BOARDS[3:]])
    shelf.settled()
    assert shelf.dumps() == before
    assert not board_path(shelf.folder, BOARDS[2]).exists()


def test_a_page_that_fails_leaves_nothing_behind(tmp_path: Path, shelf: Shelf) -> None:
    shelf.settled()
    events = shelf.scribe.events()
    failing = Nudges(failing_at=len(events))
    with closing(BoardFile(tmp_path / "x.db", failing, shelf.secrets, ZONE)) as file:
        with pytest.raises(ValueError, match="nobody told me"):
            file.apply(events)
        assert file.position == 0
        file.apply(events[:-1])
        assert file.position == len(events) - 1

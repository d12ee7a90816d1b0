"""Keeps the boards up with the log, tells pages what changed, and lets a writer wait for their own change."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from msgspec import Struct

from adapters.codec import Codec, Vault
from adapters.log import Log, Unavailable
from adapters.views import BoardFile, board_path, open_board, remove, swap
from domain.envelope import Recorded
from projections.boards import BOARDS, Board

PAGE = 2000
POLL_SECONDS = 1.0

log = structlog.get_logger()


class Stopped(Exception):
    """A board cannot go on: an event it cannot fold. The message names the board and the position."""


class State(Struct, frozen=True):
    """How far a board is, and what stopped it."""

    position: int
    error: str | None = None


class Boards(threading.Thread):
    """Folds the log into every board, on a thread of its own.

    `changed` is called on that thread after each page, with the new position and the ids and contexts
    of what changed.
    """

    def __init__(
        self,
        log_: Log,
        codec: Codec,
        vault: Vault,
        folder: Path,
        zone: str,
        changed: Callable[[int, set[str]], None],
        boards: Sequence[Board] = BOARDS,
    ) -> None:
        super().__init__(name="boards", daemon=True)
        self.log = log_
        self.codec = codec
        self.vault = vault
        self.folder = folder
        self.zone = zone
        self.changed = changed
        self.files = {board.NAME: open_board(folder, board, vault, zone) for board in boards}
        self.errors: dict[str, str] = {}
        self.work = threading.Event()
        self.ending = False
        self.rebuilds: list[tuple[Callable[[str | None], None], bool]] = []
        self.waiters: list[tuple[int, asyncio.AbstractEventLoop, asyncio.Future[None]]] = []
        self.guard = threading.Lock()

    @property
    def position(self) -> int:
        """The position that every board that still goes on has reached."""
        going = [file.position for name, file in self.files.items() if name not in self.errors]
        return min(going, default=0)

    def states(self) -> dict[str, State]:
        """How far each board is."""
        return {name: State(file.position, self.errors.get(name)) for name, file in self.files.items()}

    def read(self, board: str) -> BoardFile:
        """The board's tables. Raises Stopped when it stopped: old rows must not pass for new."""
        if board in self.errors:
            raise Stopped(self.errors[board])
        return self.files[board]

    async def reached(self, position: int, seconds: float = 10.0) -> None:
        """Returns when all boards have folded the position. Raises Stopped at once when one stopped."""
        if self.errors:
            raise Stopped(next(iter(self.errors.values())))
        if self.position >= position:
            return
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self.guard:
            self.waiters.append((position, loop, future))
        self.settle_waiters()
        await asyncio.wait_for(future, seconds)

    def wake(self) -> None:
        """There is more in the log."""
        self.work.set()

    def stop(self) -> None:
        """Ends the thread after the page at hand."""
        self.ending = True
        self.work.set()
        if self.is_alive():
            self.join()
        for file in self.files.values():
            file.close()

    def run(self) -> None:
        while not self.ending:
            self.work.clear()
            try:
                while not self.ending and self.fold_page():
                    pass
                self.serve_rebuilds()
            except Unavailable:
                log.exception("log unavailable to the boards")
            self.work.wait(POLL_SECONDS)

    def fold_page(self) -> bool:
        """Folds the next page of the log into every board that is behind; False when there is none."""
        behind = [file for name, file in self.files.items() if name not in self.errors]
        start = min((file.position for file in behind), default=None)
        stored = [] if start is None else self.log.read(start, PAGE)
        if not stored:
            return False
        page = [self.codec.decode(each) for each in stored]
        for file in behind:
            self.fold(file, page)
        self.announce(page)
        return True

    def fold(self, file: BoardFile, page: Sequence[Recorded]) -> None:
        """A page into one board; where that fails, event by event up to the one that stops it."""
        try:
            file.apply(page)
        except Exception:
            for recorded in page:
                if not self.fold_one(file, recorded):
                    return

    def fold_one(self, file: BoardFile, recorded: Recorded) -> bool:
        try:
            file.apply([recorded])
        except Exception as error:
            name = file.board.NAME
            self.errors[name] = f"{name} stopped at position {recorded.position}: {error!r}"
            log.exception("board stopped", board=name, position=recorded.position)
            return False
        return True

    def announce(self, page: Sequence[Recorded]) -> None:
        self.settle_waiters()
        self.changed(self.position, {topic for recorded in page for topic in topics(recorded)})

    def settle_waiters(self) -> None:
        """Wakes whoever waits for a position that is reached, or for a board that stopped."""
        error = next(iter(self.errors.values()), None)
        position = self.position
        with self.guard:
            done = [w for w in self.waiters if error or w[0] <= position]
            self.waiters = [w for w in self.waiters if not error and w[0] > position]
        for _, loop, future in done:
            with suppress(RuntimeError):  # the waiter's loop has ended with its request
                loop.call_soon_threadsafe(release, future, error)

    def rebuild(self, done: Callable[[str | None], None], *, compare: bool = False) -> None:
        """Asks for all boards to be built anew beside the old; `done` gets None or what is wrong.

        With `compare` nothing is swapped: the fresh boards are held against the ones in use.
        """
        self.rebuilds.append((done, compare))
        self.work.set()

    def serve_rebuilds(self) -> None:
        while self.rebuilds:
            done, compare = self.rebuilds.pop()
            try:
                wrong = self.compare() if compare else self.replace()
                done(wrong)
            except Exception as error:
                log.exception("rebuild failed")
                done(repr(error))

    def fresh(self) -> dict[str, BoardFile]:
        """Every board built from the whole log, in files beside those in use."""
        built = {}
        for name, file in self.files.items():
            path = board_path(self.folder, file.board).with_suffix(".fresh")
            remove(path)
            built[name] = BoardFile(path, file.board, self.vault, self.zone)
        position = 0
        while page := [self.codec.decode(stored) for stored in self.log.read(position, PAGE)]:
            for file in built.values():
                file.apply(page)
            position = page[-1].position
        return built

    def replace(self) -> str | None:
        """Always None: a board that cannot be built raises."""
        for name, file in self.fresh().items():
            self.files[name] = swap(file, self.files[name])
            self.errors.pop(name, None)
        self.settle_waiters()
        return None

    def compare(self) -> str | None:
        """None when every board equals the fold of the log, else the first that does not."""
        fresh = self.fresh()
        while self.position < max(file.position for file in fresh.values()) and self.fold_page():
            pass
        differing = [name for name, file in fresh.items() if file.dump() != self.files[name].dump()]
        for file in fresh.values():
            file.close()
            remove(file.path)
        stopped = list(self.errors.values())
        return "; ".join(stopped + [f"{name} differs from the fold of the log" for name in differing]) or None


def topics(recorded: Recorded) -> tuple[str, ...]:
    """What a page may watch: one item, or a whole context."""
    event: Any = recorded.event
    context = type(event).__struct_config__.tag.split(".")[0] if event is not None else "sealed"
    return recorded.envelope.stream, context


def release(future: "asyncio.Future[None]", error: str | None) -> None:
    if not future.done():
        future.set_exception(Stopped(error)) if error else future.set_result(None)

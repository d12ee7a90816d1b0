"""Keeps the boards up with the log, tells pages what changed, and lets a writer wait for their own change."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import structlog
from msgspec import Struct

from adapters.codec import Codec, Stored, Vault
from adapters.log import Log, Unavailable
from adapters.views import BoardFile, Damaged, anew, board_path, open_board, remove, swap
from domain.envelope import Recorded
from projections.boards import BOARDS, Board

PAGE = 2000
REBUILD_PAGE = 10_000
"""Larger: nobody waits for the end of a page of a board that is being built."""
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
        self.rebuilds: list[tuple[dict[str, BoardFile], Callable[[str | None], None], bool]] = []
        self.serial = count()
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

    async def reached(self, position: int, seconds: float | None = 10.0) -> None:
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
        async with asyncio.timeout(seconds):  # wait_for may lose a cancellation that comes with the answer
            await future

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
        page, unreadable = self.decoded(stored)
        for file in behind:
            self.fold(file, page)
            if unreadable is not None:
                self.stop_board(file, *unreadable)
        self.announce(page)
        return unreadable is None

    def decoded(self, stored: Sequence[Stored]) -> tuple[list[Recorded], tuple[int, Exception] | None]:
        """The events up to the first that cannot be read, and that one's position and error."""
        page: list[Recorded] = []
        for each in stored:
            try:
                page.append(self.codec.decode(each))
            except Exception as error:
                log.exception("event cannot be read", position=each.position)
                return page, (each.position, error)
        return page, None

    def fold(self, file: BoardFile, page: Sequence[Recorded]) -> None:
        """A page into one board; where that fails, event by event up to the one that stops it."""
        try:
            file.apply(page)
        except Damaged:
            log.exception("board damaged; made anew from the log", board=file.board.NAME)
            self.files[file.board.NAME] = anew(file)
        except Exception:
            for recorded in page:
                if not self.fold_one(file, recorded):
                    return

    def fold_one(self, file: BoardFile, recorded: Recorded) -> bool:
        try:
            file.apply([recorded])
        except Exception as error:
            log.exception("board stopped", board=file.board.NAME, position=recorded.position)
            self.stop_board(file, recorded.position, error)
            return False
        return True

    def stop_board(self, file: BoardFile, position: int, error: Exception) -> None:
        name = file.board.NAME
        self.errors.setdefault(name, f"{name} stopped at position {position}: {error!r}")

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
        """Builds all boards anew beside those in use, which go on; `done` gets None or what is wrong.

        With `compare` nothing is put in place: the fresh boards are held against the ones in use.
        """
        threading.Thread(target=self.build, args=(done, compare), name="rebuild", daemon=True).start()

    def build(self, done: Callable[[str | None], None], compare: bool) -> None:
        """On a thread of its own up to the head, then the last step on the folding thread."""
        fresh = self.fresh()
        try:
            self.extend(fresh, self.log.head())
        except Exception as error:
            self.give_up(fresh, error, done)
            return
        self.rebuilds.append((fresh, done, compare))
        self.work.set()

    def serve_rebuilds(self) -> None:
        """Between two pages nothing moves: the fresh boards take the last steps and are used."""
        while self.rebuilds:
            fresh, done, compare = self.rebuilds.pop()
            try:
                self.extend(fresh, max((file.position for file in self.files.values()), default=0))
                wrong = self.compare(fresh) if compare else self.replace(fresh)
                done(wrong)
            except Exception as error:
                self.give_up(fresh, error, done)

    def give_up(
        self, fresh: dict[str, BoardFile], error: Exception, done: Callable[[str | None], None]
    ) -> None:
        """The boards in use stay; what was begun beside them goes."""
        log.exception("rebuild failed")
        at = max(file.at for file in fresh.values())
        for file in fresh.values():
            file.close()
            remove(file.path)
        done(f"position {at} cannot be folded: {error!r}")

    def fresh(self) -> dict[str, BoardFile]:
        """Every board empty, in files beside those in use."""
        built = {}
        for name, file in self.files.items():
            path = board_path(self.folder, file.board).with_suffix(f".{next(self.serial)}.fresh")
            remove(path)
            built[name] = BoardFile(path, file.board, self.vault, self.zone, journal="OFF")
        return built

    def extend(self, boards: dict[str, BoardFile], head: int) -> None:
        """Folds the log into the boards up to the position. Raises what folding raises."""
        position = min(file.position for file in boards.values())
        while position < head:
            stored = self.log.read(position, min(REBUILD_PAGE, head - position))
            page = [self.codec.decode(each) for each in stored]
            if not page:
                return  # the boards in use are ahead of a log that was put back
            for file in boards.values():
                file.apply(page)
            position = page[-1].position

    def replace(self, fresh: dict[str, BoardFile]) -> str | None:
        """Always None: a board that cannot be built raises before."""
        for name, file in fresh.items():
            self.files[name] = swap(file, self.files[name])
            self.errors.pop(name, None)
        self.settle_waiters()
        return None

    def compare(self, fresh: dict[str, BoardFile]) -> str | None:
        """None when every board equals the fold of the log, else which do not."""
        wrong = list(self.errors.values())
        for name, file in fresh.items():
            if name not in self.errors and file.dump() != self.files[name].dump():
                wrong.append(f"{name} differs from the fold of the log")
            file.close()
            remove(file.path)
        return "; ".join(wrong) or None


def topics(recorded: Recorded) -> tuple[str, ...]:
    """What a page may watch: one item, or a whole context."""
    event: Any = recorded.event
    context = type(event).__struct_config__.tag.split(".")[0] if event is not None else "sealed"
    return recorded.envelope.stream, context


def release(future: "asyncio.Future[None]", error: str | None) -> None:
    if not future.done():
        future.set_exception(Stopped(error)) if error else future.set_result(None)

"""The writer: the one place where commands become events.

Commands queue; a thread takes all that wait, decides them on its cache of states inside one transaction
of the log, commits to disk, and only then answers. So a busy item neither conflicts nor starves.
"""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import NamedTuple

import structlog
from msgspec import DecodeError

from adapters.codec import Codec, Stored, TooLarge
from adapters.log import Log, Unavailable
from domain import company as companies
from domain.catalogue import BY_EVENT, COMMANDS, EVENTS, OF_COMPANY
from domain.company import Company
from domain.envelope import Recorded
from domain.orders import Order, Outcome
from domain.refusals import Reason, Refused
from hub.batch import Batch, Source, Standing, Submission
from hub.clock import Clock

MAX_BATCH = 1024
MAX_CACHED = 200_000
KEY_DAYS = 30

log = structlog.get_logger()


class Waiting(NamedTuple):
    """A submission with the future that its result goes to."""

    submission: Submission
    future: "asyncio.Future[Outcome]"
    loop: asyncio.AbstractEventLoop


Result = Outcome | Exception


class Writer(threading.Thread):
    """Serves one log. `appended` is called with the new head after every commit, on the writer's thread."""

    def __init__(
        self, log_: Log, codec: Codec, clock: Clock, zone: str, appended: Callable[[int], None]
    ) -> None:
        super().__init__(name="writer", daemon=True)
        self.log = log_
        self.codec = codec
        self.clock = clock
        self.zone = zone
        self.appended = appended
        self.queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self.known: OrderedDict[str, Standing] = OrderedDict()
        self.company = Company()
        self.head = 0
        self.last_recorded = datetime.min.replace(tzinfo=clock().tzinfo)
        self.behind = True
        self.begun = False
        self.pruned_on = 0
        self.open_log()

    def open_log(self) -> None:
        """Folds the directory. Where an event of it cannot be read the hub still opens, so that it can be
        looked into; every command fails, with the reason, until it can."""
        try:
            self.catch_up(self.log.head())
        except Unavailable:
            raise
        except Exception:
            log.exception("the directory cannot be read")

    async def execute(
        self,
        orders: Sequence[Order],
        by: str,
        *,
        key: str | None = None,
        principal: str | None = None,
        effective: datetime | None = None,
        source: Source | None = None,
    ) -> Outcome:
        """Does the orders together or not at all, and returns when they are on disk.

        Raises Refused when they cannot be done, Unavailable when the log cannot be written now: then
        whether anything was stored is settled by repeating the call with the same key.
        """
        submission = Submission(orders, by, key, principal, effective, source)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        self.queue.put(Waiting(submission, future, loop))
        return await future

    def stop(self) -> None:
        """Finishes what was queued before, then ends the thread."""
        self.queue.put(None)
        self.join()

    def run(self) -> None:
        while (batch := self.take()) is not None:
            answer(batch, self.commit([waiting.submission for waiting in batch]))

    def take(self) -> list[Waiting] | None:
        """Waits for one submission and takes with it all that came meanwhile; None at the end."""
        first = self.queue.get()
        if first is None:
            return None
        batch = [first]
        try:
            while len(batch) < MAX_BATCH:
                following = self.queue.get_nowait()
                if following is None:
                    self.queue.put(None)
                    break
                batch.append(following)
        except Empty:
            pass
        return batch

    def commit(self, submissions: Sequence[Submission]) -> list[Result]:
        """One transaction for the whole batch. Whatever goes wrong, nothing is half done."""
        try:
            unread = {id(each): error for each in submissions if (error := self.load(each))}
            with self.log.transaction() as turn:
                if self.behind or not self.log.exclusive:
                    self.catch_up(turn.head())
                batch = Batch(turn, self.codec, self.known, self.company, self.head, self.zone)
                results = [unread.get(id(each)) or self.decide(batch, each) for each in submissions]
                batch.save()
                self.prune(batch)
        except Exception as error:
            self.forget(submissions)
            log.exception("nothing was written", commands=len(submissions))
            return [error] * len(submissions)
        self.adopt(batch)
        return results

    def decide(self, batch: Batch, submission: Submission) -> Result:
        """A failure of one submission is its own: the others of the batch go on."""
        self.last_recorded = at = max(self.clock(), self.last_recorded)
        try:
            return batch.handle(submission, at)
        except TooLarge:
            return Refused(Reason.TOO_LARGE)
        except Unavailable:
            raise
        except Exception as error:
            log.exception("command failed", commands=[type(order.command) for order in submission.orders])
            return error

    def adopt(self, batch: Batch) -> None:
        """What the committed batch left becomes what the writer knows."""
        self.known.update(batch.standings)
        self.company = batch.company
        while len(self.known) > MAX_CACHED:
            self.known.popitem(last=False)
        if batch.rows:
            self.head = batch.position
            self.appended(self.head)

    def forget(self, submissions: Sequence[Submission]) -> None:
        """After a failed commit nobody knows what was stored: read again before deciding again."""
        for submission in submissions:
            for order in submission.orders:
                self.known.pop(order.stream, None)
        self.behind = True

    def load(self, submission: Submission) -> Exception | None:
        """Reads streams that are not in the cache, before the lock is taken. A stream that cannot be read
        (a damaged body) is the trouble of its own submission."""
        try:
            for order in submission.orders:
                if not order.fresh and order.stream not in self.known:
                    self.known[order.stream] = self.read(order)
        except Unavailable:
            raise
        except Exception as error:
            log.exception("stream cannot be read", streams=[order.stream for order in submission.orders])
            return error
        return None

    def read(self, order: Order) -> Standing:
        """The order's stream; an empty one is kept as such, so that another hub's first event is noticed."""
        if events := self.log.stream(order.stream):
            return self.fold(events)
        aggregate = COMMANDS[type(order.command)].aggregate
        return Standing(aggregate, 0, aggregate.initial)

    def fold(self, events: Sequence[Stored]) -> Standing:
        """The stream as its events leave it."""
        aggregate = BY_EVENT[EVENTS[events[0].tag]]
        standing = Standing(aggregate, 0, aggregate.initial)
        for stored in events:
            standing = advanced(standing, self.codec.decode(stored))
        return standing

    def read_company(self, head: int) -> None:
        """The whole company at start; streams are read when they are needed."""
        self.company = Company()
        for stored in self.log.read_company(0):
            self.fold_company(self.codec.decode(stored))
        for last in self.log.read(max(head - 1, 0), 1):
            self.note_time(last)
        self.begun = True

    def catch_up(self, head: int) -> None:
        """Folds what others appended since, as far as it is in the cache or of the company."""
        if not self.begun:
            self.read_company(head)
            self.head = head
        for stored in self.log.read(self.head, head - self.head) if head > self.head else ():
            self.fold_foreign(self.codec.decode(stored))
        self.head = head
        self.behind = False

    def note_time(self, last: Stored) -> None:
        """The next event is not recorded before this one; one that cannot be read tells no time."""
        try:
            self.last_recorded = max(self.last_recorded, self.codec.envelope(last).recorded)
        except DecodeError:
            log.exception("the last event cannot be read", position=last.position)

    def fold_foreign(self, recorded: Recorded) -> None:
        """An event of another hub: the stream's cached state moves on, the directory too."""
        stream = recorded.envelope.stream
        cached = self.known.get(stream)
        if cached and recorded.envelope.version == cached.version + 1:
            self.known[stream] = advanced(self.of_kind(cached, recorded), recorded)
        self.fold_company(recorded)
        self.last_recorded = max(self.last_recorded, recorded.envelope.recorded)

    def of_kind(self, cached: Standing, recorded: Recorded) -> Standing:
        """A stream that was empty is of the kind of its first event."""
        if cached.version or recorded.event is None:
            return cached
        aggregate = BY_EVENT[type(recorded.event)]
        return Standing(aggregate, 0, aggregate.initial)

    def fold_company(self, recorded: Recorded) -> None:
        if type(recorded.event) in OF_COMPANY:
            envelope = recorded.envelope
            self.company = companies.evolve(self.company, recorded.event, envelope.stream, envelope.recorded)

    def prune(self, batch: Batch) -> None:
        """Once a day, client keys older than KEY_DAYS are forgotten."""
        today = int(self.clock().timestamp()) // 86_400
        if today != self.pruned_on:
            batch.turn.prune_keys(today - KEY_DAYS)
            self.pruned_on = today


def advanced(standing: Standing, recorded: Recorded) -> Standing:
    """The standing after one more event; an event whose key was destroyed changes only the version."""
    aggregate, _, state = standing
    if recorded.event is not None:
        state = aggregate.evolve(state, recorded.event, recorded.envelope.stream)
    return Standing(aggregate, recorded.envelope.version, state)


def answer(batch: Sequence[Waiting], results: Sequence[Result]) -> None:
    """Hands every result to its caller: one wake-up a loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Outcome], Result]]] = {}
    for waiting, result in zip(batch, results, strict=True):
        loops.setdefault(waiting.loop, []).append((waiting.future, result))
    for loop, pairs in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(resolve, pairs)


def resolve(pairs: Sequence[tuple["asyncio.Future[Outcome]", Result]]) -> None:
    """Runs on the callers' loop."""
    for future, result in pairs:
        if future.done():
            continue
        if isinstance(result, Outcome):
            future.set_result(result)
        else:
            future.set_exception(result)

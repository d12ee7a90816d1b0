"""One batch of commands, decided and put into rows inside one transaction of the log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from adapters.codec import Codec, leaf_of
from adapters.log import Remembered, Row, Turn
from domain import company as companies
from domain.access import may, may_see
from domain.catalogue import BY_EVENT, COMMANDS, OF_COMPANY, TAGS, Aggregate, Entry
from domain.company import Company, Now
from domain.envelope import Elsewhere, Envelope, Parties
from domain.orders import Order, Outcome
from domain.refusals import Reason, Refused
from hub.ids import RANDOM

SHORT_CODE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SALT_BYTES = 16


class Source(NamedTuple):
    """Why a reaction acts: its name, the position it read, and the target it acts on."""

    reaction: str
    position: int
    target: str


class Submission(Struct):
    """Orders that are done together or not at all, by somebody, perhaps under a key."""

    orders: Sequence[Order]
    by: str
    key: str | None = None
    principal: str | None = None
    effective: datetime | None = None
    source: Source | None = None


class Kept(Struct, frozen=True, omit_defaults=True):
    """An outcome as it is stored under its key."""

    outcome: Outcome | None = None
    reason: Reason | None = None
    details: dict[str, str | int] = {}


class Standing(NamedTuple):
    """A stream as the writer knows it."""

    aggregate: Aggregate
    version: int
    state: Any


KEPT = msgspec.json.Decoder(Kept)


class Batch:
    """Decides submissions one after the other, each on what the earlier ones left."""

    def __init__(
        self, turn: Turn, codec: Codec, known: dict[str, Standing], company: Company, head: int, zone: str
    ) -> None:
        self.turn = turn
        self.codec = codec
        self.known = known
        self.zone = zone
        self.rows: list[Row] = []
        self.standings: dict[str, Standing] = {}
        self.company = company
        self.numbers: dict[str, int] = {}
        self.head = head
        self.undo: list[tuple[dict[str, Any], str, Any]] = []
        self.keys: dict[tuple[str, str], Remembered] = {}
        self.handled: dict[tuple[str, str], int] = {}

    def handle(self, submission: Submission, at: datetime) -> Outcome | Refused:
        """The outcome; the same again for a key that was used for the same orders."""
        if submission.source is not None and self.was_handled(submission.source):
            return Outcome(0, (), 0)
        if submission.key is None:
            result = self.attempt(submission, at)
        else:
            result = self.once(submission, submission.key, at)
        if submission.source is not None:
            reaction, position, target = submission.source
            self.handled[reaction, target] = position
        return result

    def was_handled(self, source: Source) -> bool:
        found = self.handled.get((source.reaction, source.target))
        last = self.turn.handled(source.reaction, source.target) if found is None else found
        return last >= source.position

    def once(self, submission: Submission, key: str, at: datetime) -> Outcome | Refused:
        """Decides unless the key was used; refuses a key that was used for something else."""
        scope = submission.principal or submission.by
        digest = self.fingerprint(submission)
        found = self.keys.get((scope, key)) or self.turn.key(scope, key)
        if found is None:
            result = self.attempt(submission, at)
            kept = msgspec.json.encode(keep(result))
            self.keys[scope, key] = Remembered(scope, key, digest, kept, int(at.timestamp()) // 86_400)
            return result
        if found.digest != digest:
            return Refused(Reason.KEY_REUSED, key=key)
        return released(KEPT.decode(found.outcome))

    def fingerprint(self, submission: Submission) -> bytes:
        """Keyed, since orders may hold personal data."""
        orders = [(order.stream if not order.fresh else "", order.command) for order in submission.orders]
        return self.codec.vault.fingerprint(msgspec.json.encode(orders))

    def attempt(self, submission: Submission, at: datetime) -> Outcome | Refused:
        """All orders of the submission, or none."""
        before = len(self.rows), self.company
        self.undo.clear()
        try:
            for order in submission.orders:
                self.decide(order, submission, at)
        except BaseException as error:
            self.take_back(*before)
            if isinstance(error, Refused):
                return error
            raise
        events = len(self.rows) - before[0]
        streams = tuple([order.stream for order in submission.orders])
        return Outcome(self.head + len(self.rows) if events else 0, streams, events)

    def take_back(self, rows: int, company: Company) -> None:
        """What a submission changed before it was refused."""
        for known, key, value in reversed(self.undo):
            if value is None:
                del known[key]
            else:
                known[key] = value
        del self.rows[rows:]
        self.company = company

    def change(self, known: dict[str, Any], key: str, value: Any) -> None:
        self.undo.append((known, key, known.get(key)))
        known[key] = value

    def decide(self, order: Order, submission: Submission, at: datetime) -> None:
        """Checks right and version, decides, and records what was decided."""
        entry = COMMANDS[type(order.command)]
        standing = self.standing(order.stream, entry.aggregate)
        self.check(order, submission.by, entry, standing)
        now = Now(at, order.stream, submission.by, self.company, self.zone)
        for event in entry.aggregate.decide(order.command, standing.state, now):
            if type(event) is Elsewhere:
                self.record(event.stream, event.event, submission, at)
            else:
                self.record(order.stream, event, submission, at)

    def standing(self, stream: str, aggregate: Aggregate) -> Standing:
        found = self.standings.get(stream) or self.known.get(stream)
        return found if found and found.version else Standing(aggregate, 0, aggregate.initial)

    def version(self, stream: str) -> int:
        """The version of a stream that is only read, and perhaps not in the cache."""
        found = self.standings.get(stream) or self.known.get(stream)
        return found.version if found else self.turn.version(stream)

    def check(self, order: Order, by: str, entry: Entry, standing: Standing) -> None:
        """Who may not see an item is told that there is none."""
        if standing.aggregate is not entry.aggregate:
            raise Refused(Reason.EXISTS if entry.begins else Reason.NOT_FOUND)
        if standing.version == 0 and not entry.begins:
            raise Refused(Reason.NOT_FOUND)
        parties = entry.aggregate.parties(standing.state)
        if not may(by, entry.verb, parties, self.company):
            seen = entry.begins or may_see(by, parties, self.company)
            raise Refused(Reason.NOT_ALLOWED if seen else Reason.NOT_FOUND)
        if order.expected is not None and order.expected != standing.version:
            raise Refused(Reason.CHANGED, version=standing.version)
        for stream, version in order.unchanged:
            if (found := self.version(stream)) != version:
                raise Refused(Reason.CHANGED, item=stream, version=found)

    def record(self, stream: str, event: Struct, submission: Submission, at: datetime) -> None:
        """Folds the event into what is known and puts it into a row."""
        kind = type(event)
        aggregate = BY_EVENT[kind]
        _, version, state = self.standing(stream, aggregate)
        after = Standing(aggregate, version + 1, aggregate.evolve(state, event, stream))
        self.change(self.standings, stream, after)
        if kind in OF_COMPANY:
            self.company = companies.evolve(self.company, event, stream, at)  # type: ignore[arg-type] # events of the company only
        envelope = self.envelope(stream, after, aggregate, kind, submission, at)
        body = self.codec.encode(event, envelope)
        position = self.head + len(self.rows) + 1
        self.rows.append((position, stream, after.version, TAGS[kind], body, leaf_of(body)))

    def envelope(
        self,
        stream: str,
        standing: Standing,
        aggregate: Aggregate,
        kind: type[Struct],
        submission: Submission,
        at: datetime,
    ) -> Envelope:
        parties: Parties = aggregate.parties(standing.state)
        prefix = aggregate.numbered.get(kind)
        happened = submission.effective or at
        return Envelope(
            stream,
            standing.version,
            submission.by,
            at,
            self.company.slug(parties.sender),
            self.company.slug(parties.receiver),
            parties.grade,
            RANDOM.take(SALT_BYTES).hex(),
            submission.principal,
            submission.effective,
            self.number(prefix, parties, happened) if prefix else None,
            submission.key,
            None,
            submission.source.position if submission.source else None,
        )

    def number(self, prefix: str, parties: Parties, happened: datetime) -> str:
        """The next number of its kind; above internal a random code, so that numbers tell nothing."""
        kind, _, yearly = prefix.partition("-")
        if parties.grade.above_internal:
            return f"{kind}-{short_code()}"
        if yearly:
            kind = f"{kind}-{happened.astimezone(ZoneInfo(self.zone)).year}"
        last = self.numbers.get(kind) or self.turn.number(kind)
        self.change(self.numbers, kind, last + 1)
        return f"{kind}-{last + 1}"

    @property
    def position(self) -> int:
        """The head of the log once this batch is committed."""
        return self.head + len(self.rows)

    def save(self) -> None:
        """Puts everything into the transaction."""
        if self.rows:
            self.turn.append(self.rows)
        self.turn.remember(list(self.keys.values()))
        self.turn.handle([(*name, position) for name, position in self.handled.items()])
        self.turn.save_numbers(list(self.numbers.items()))


def short_code() -> str:
    """Five random characters that cannot be mistaken for one another."""
    return "".join(SHORT_CODE[byte % len(SHORT_CODE)] for byte in RANDOM.take(5))


def keep(result: Outcome | Refused) -> Kept:
    """A result as it is stored."""
    if isinstance(result, Outcome):
        return Kept(result)
    return Kept(None, result.reason, result.details)


def released(kept: Kept) -> Outcome | Refused:
    """A stored result as it was."""
    if kept.reason is not None:
        return Refused(kept.reason, **kept.details)
    return kept.outcome or Outcome(0, (), 0)

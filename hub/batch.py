"""One batch of commands, decided and put into rows inside one transaction of the log."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct, structs

from adapters.codec import Codec, leaf_of
from adapters.log import Remembered, Row, Turn
from domain import company as companies
from domain.access import may, may_see
from domain.catalogue import BY_COMMAND, BY_EVENT, DIRECTORY, Aggregate, tag_of, verb
from domain.company import Company, Now
from domain.envelope import Elsewhere, Envelope, Parties
from domain.orders import Order, Outcome
from domain.refusals import Reason, Refused

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

    version: int
    state: Any


class Changes(Struct):
    """What one submission changes, kept apart until all of it is accepted."""

    rows: list[Row]
    standings: dict[str, Standing]
    company: Company
    numbers: dict[str, int]
    position: int


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
        self.position = head
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
        changes = Changes([], {}, self.company, {}, self.position)
        try:
            for order in submission.orders:
                self.decide(order, submission, at, changes)
        except Refused as refusal:
            return refusal
        self.adopt(changes)
        streams = tuple(order.stream for order in submission.orders)
        return Outcome(changes.position if changes.rows else 0, streams, len(changes.rows))

    def adopt(self, changes: Changes) -> None:
        self.rows += changes.rows
        self.standings.update(changes.standings)
        self.company = changes.company
        self.numbers.update(changes.numbers)
        self.position = changes.position

    def decide(self, order: Order, submission: Submission, at: datetime, changes: Changes) -> None:
        """Checks right and version, decides, and records what was decided."""
        aggregate = BY_COMMAND[type(order.command)]
        standing = self.standing(order.stream, aggregate, changes)
        self.check(order, submission.by, aggregate, standing, changes.company)
        now = Now(at, order.stream, submission.by, changes.company, self.zone)
        for event in aggregate.decide(order.command, standing.state, now):
            if isinstance(event, Elsewhere):
                self.record(event.stream, event.event, submission, at, changes)
            else:
                self.record(order.stream, event, submission, at, changes)

    def standing(self, stream: str, aggregate: Aggregate, changes: Changes) -> Standing:
        return (
            changes.standings.get(stream)
            or self.standings.get(stream)
            or self.known.get(stream)
            or Standing(0, aggregate.initial)
        )

    def check(
        self, order: Order, by: str, aggregate: Aggregate, standing: Standing, company: Company
    ) -> None:
        """Who may not see an item is told that there is none."""
        kind = type(order.command)
        begins = tag_of(kind) in aggregate.creates
        parties = aggregate.parties(standing.state)
        if standing.version == 0 and not begins:
            raise Refused(Reason.NOT_FOUND)
        if not may(by, verb(aggregate, kind), parties, company):
            seen = begins or may_see(by, parties, company)
            raise Refused(Reason.NOT_ALLOWED if seen else Reason.NOT_FOUND)
        if order.expected is not None and order.expected != standing.version:
            raise Refused(Reason.CHANGED, version=standing.version)

    def record(
        self, stream: str, event: Struct, submission: Submission, at: datetime, changes: Changes
    ) -> None:
        """Folds the event into what is known and puts it into a row."""
        kind = type(event)
        aggregate = BY_EVENT[kind]
        before = self.standing(stream, aggregate, changes)
        after = Standing(before.version + 1, aggregate.evolve(before.state, event, stream))
        changes.standings[stream] = after
        if kind in DIRECTORY:
            changes.company = companies.evolve(changes.company, event, stream)  # type: ignore[arg-type] # directory events only
        envelope = self.envelope(stream, after, aggregate, submission, at, changes)
        if prefix := aggregate.numbered.get(kind):
            envelope = structs.replace(envelope, number=self.number(prefix, envelope, changes))
        body = self.codec.encode(event, envelope)
        changes.position += 1
        changes.rows.append((changes.position, stream, after.version, tag_of(kind), body, leaf_of(body)))

    def envelope(
        self,
        stream: str,
        standing: Standing,
        aggregate: Aggregate,
        submission: Submission,
        at: datetime,
        changes: Changes,
    ) -> Envelope:
        parties: Parties = aggregate.parties(standing.state)
        return Envelope(
            stream,
            standing.version,
            submission.by,
            at,
            changes.company.slug(parties.sender),
            changes.company.slug(parties.receiver),
            parties.grade,
            os.urandom(SALT_BYTES).hex(),
            submission.principal,
            submission.effective,
            None,
            submission.key,
            None,
            submission.source.position if submission.source else None,
        )

    def number(self, prefix: str, envelope: Envelope, changes: Changes) -> str:
        """The next number of its kind; above internal a random code, so that numbers tell nothing."""
        if envelope.grade.above_internal:
            return f"{prefix.removesuffix('-year')}-{short_code()}"
        year = envelope.happened.astimezone(ZoneInfo(self.zone)).year
        kind = prefix.replace("-year", f"-{year}")
        last = changes.numbers.get(kind) or self.numbers.get(kind) or self.turn.number(kind)
        changes.numbers[kind] = last + 1
        return f"{kind}-{last + 1}"

    def save(self) -> None:
        """Puts everything into the transaction."""
        if self.rows:
            self.turn.append(self.rows)
        self.turn.remember(list(self.keys.values()))
        self.turn.handle([(*name, position) for name, position in self.handled.items()])
        self.turn.save_numbers(list(self.numbers.items()))


def short_code() -> str:
    """Five random characters that cannot be mistaken for one another."""
    return "".join(SHORT_CODE[byte % len(SHORT_CODE)] for byte in os.urandom(5))


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

"""Minutes of the past, read from a file and taken as they are written."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from adapters.minutes import findings as reader
from adapters.minutes import source as sources
from domain.company import Company
from domain.meetings import AcceptFinding, DraftMinutes, PublishMinutes, RecordMeeting
from domain.minutes import Finding, past_meeting, undated
from domain.orders import Order
from domain.people import EnterOutsider
from domain.words import Attachment
from projections import owners
from projections.rows import Reads
from ui.port import MinutesRead, Unreadable

MEDIA = {".md": "text/markdown", ".vtt": "text/vtt"}
STARTS = time(9, 0)
LENGTH = timedelta(hours=1)


class Unsettled(Struct, frozen=True):
    """A finding whose owner a person must name: the line, what is to be done, the names as written."""

    line: int
    text: str
    names: tuple[str, ...]


class Import(Struct, frozen=True):
    """What bringing in one file means: the meeting's id, all orders, and what stays to be settled."""

    meeting: str
    held: datetime
    orders: list[Order]
    unsettled: list[Unsettled]


def read(data: bytes, name: str, known_names: Sequence[str]) -> MinutesRead:
    """What the file says. Raises Unreadable."""
    try:
        source = sources.read_source(data, name)
    except sources.Unreadable as error:
        raise Unreadable(error.reason) from error
    found = reader.find(source.text, source.held_on, known_names=known_names)
    return MinutesRead(source.title, source.held_on, source.text, tuple(finding(each) for each in found))


def finding(found: reader.Finding) -> Finding:
    """A finding of the reader in the words of the domain."""
    return Finding(
        line=found.line,
        kind=found.kind,
        text=found.text,
        owners=found.owners,
        due=found.due.isoformat() if found.due else None,
        due_phrase=found.due_phrase,
        closed=found.closed,
    )


def plan(
    minutes: MinutesRead,
    source: Attachment,
    rows: Reads,
    company: Company,
    named_id: Callable[[str, str], str],
    zone: str,
) -> Import:
    """The orders that record the meeting, accept every finding and publish. Raises Unreadable."""
    if minutes.held_on is None:
        raise Unreadable("no-date")
    meeting = named_id("meeting", past_meeting(minutes.title, minutes.held_on))
    starts = datetime.combine(minutes.held_on, STARTS, ZoneInfo(zone)).astimezone(UTC)
    begin = [
        Order(meeting, RecordMeeting(undated(minutes.title)[:500], starts, starts + LENGTH)),
        Order(meeting, DraftMinutes(source, minutes.findings)),
    ]
    joins: dict[str, Order] = {}
    accepts: list[Order] = []
    unsettled: list[Unsettled] = []
    matched: dict[tuple[str, ...], owners.Owners] = {}
    for number, each in enumerate(minutes.findings, 1):
        whom = matched.setdefault(each.owners, owners.match(rows, each.owners))
        outsiders = {named_id("outsider", name): name for name in whom.unknown}
        for person, name in outsiders.items():
            if person not in company.people:
                joins[person] = Order(person, EnterOutsider(name[:500]))
        people = (*whom.known, *outsiders)
        accepts.append(Order(meeting, AcceptFinding(number, people[0] if people else None, people[1:])))
        if each.kind == "action" and not whom.clear:
            unsettled.append(Unsettled(each.line, each.text, (*whom.ambiguous, *whom.departments)))
    orders = [*joins.values(), *begin, *accepts, Order(meeting, PublishMinutes())]
    return Import(meeting, starts + LENGTH, orders, unsettled)


def attachment(data: bytes, name: str) -> Attachment:
    """The file as the draft names its source."""
    return Attachment(sha256(data).hexdigest(), name, len(data), MEDIA.get(Path(name).suffix, "text/plain"))

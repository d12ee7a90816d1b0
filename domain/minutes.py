"""Minutes (会议纪要): findings in a source text, settled one by one, then published as actions.

Pure rules over the draft; `domain.meetings` gives the commands and keeps the state.
"""

import re
from datetime import date
from typing import Annotated, Literal
from uuid import NAMESPACE_OID, uuid5

from msgspec import Meta, Struct

from domain import actions
from domain.company import Now
from domain.due import Due
from domain.envelope import Elsewhere, Grade
from domain.refusals import Reason, Refused
from domain.words import Attachment, Id

Kind = Literal["action", "decision", "parked"]
Number = Annotated[int, Meta(ge=1, le=2_000)]


class Finding(Struct, frozen=True, omit_defaults=True):
    """What was found on one line of the source: owners as written, nobody looked up yet."""

    line: int
    kind: Kind
    text: Annotated[str, Meta(min_length=1, max_length=5_000)]
    owners: tuple[str, ...] = ()
    due: Due | None = None
    due_phrase: str | None = None
    closed: bool = False


class Settled(Struct, frozen=True, omit_defaults=True):
    """A finding as a person settled it: the owner is somebody, the due a date."""

    kind: Kind
    text: Annotated[str, Meta(min_length=1, max_length=5_000)]
    owner: Id | None = None
    supporting: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    due: Due | None = None
    closed: bool = False


class Draft(Struct, frozen=True, tag=True):
    """Minutes being prepared. `settled` has one entry a finding that is decided; None means dropped."""

    source: Attachment
    findings: tuple[Finding, ...]
    historical: bool
    settled: dict[int, Settled | None]

    def finding(self, number: int) -> Finding:
        """The finding of this number, counted from 1."""
        if 1 <= number <= len(self.findings):
            return self.findings[number - 1]
        raise Refused(Reason.FINDING_UNKNOWN, finding=number)


class Published(Struct, frozen=True, tag=True):
    """Minutes that are out, and who has acknowledged them."""

    acknowledged: frozenset[str] = frozenset()


Minutes = Draft | Published | None


def as_found(finding: Finding, owner: str | None, supporting: tuple[str, ...]) -> Settled:
    """The finding taken as it stands, with its owners looked up."""
    return Settled(finding.kind, finding.text, owner, supporting, finding.due, finding.closed)


def check_people(settled: Settled, now: Now) -> Settled:
    """Refuses owners who are not with the company."""
    for person in (settled.owner, *settled.supporting):
        if person is not None:
            now.company.employed(person)
    return settled


def check_publishable(draft: Draft) -> None:
    """Every finding is decided; every action has an owner and a due date (D3).

    Minutes of the past are recorded as they were written; what they lack is shown on the tracker.
    """
    for number in range(1, len(draft.findings) + 1):
        if number not in draft.settled:
            raise Refused(Reason.FINDING_UNDECIDED, finding=number)
        item = draft.settled[number]
        if item is not None and item.kind == "action" and not draft.historical:
            check_complete(number, item)


def check_complete(number: int, item: Settled) -> None:
    """An action that hub minutes hand out has an owner and, unless it is done already, a due date."""
    if item.owner is None:
        raise Refused(Reason.FINDING_NO_OWNER, finding=number)
    if item.due is None and not item.closed:
        raise Refused(Reason.FINDING_NO_DUE, finding=number)


DATE_IN_TITLE = re.compile(r"(?:\d{2,4} ?[年./-] ?)?\d{1,2} ?[月./-] ?\d{1,2} ?[日号]?")


def past_meeting(title: str, held_on: date) -> str:
    """The name under which a meeting of the past is kept once, however its title is spelled: its day, and its
    title without dates, digits, punctuation and space."""
    words = re.sub(r"[\W\d_]", "", DATE_IN_TITLE.sub("", title)).lower()
    return f"{held_on.isoformat()} {words}"


def undated(title: str) -> str:
    """The title without a day in it: some are copied from the meeting before, with its date."""
    return re.sub(r"[\s（(]*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[）)]*", "", title).strip() or title


def action_id(meeting: str, number: int) -> str:
    """The id of the action that finding `number` becomes."""
    return str(uuid5(uuid5(NAMESPACE_OID, meeting), str(number)))


class Source(Struct, frozen=True):
    """The meeting that the minutes are of: its id, series, department and grade."""

    meeting: str
    series: str | None
    sender: str | None
    grade: Grade


def hand_out(draft: Draft, source: Source, now: Now) -> list[Elsewhere[actions.Event]]:
    """The events that begin the life of every settled action."""
    return [
        Elsewhere(action_id(source.meeting, number), event)
        for number, item in sorted(draft.settled.items())
        if item is not None and item.kind == "action"
        for event in life(item, draft.finding(number), source, now)
    ]


def life(item: Settled, found: Finding, source: Source, now: Now) -> list[actions.Event]:
    """Assigned and, where the minutes say that it is done, completed and verified."""
    owner = now.company.people.get(item.owner) if item.owner else None
    assigned = actions.ActionAssigned(
        what=item.text,
        owner=item.owner,
        department=owner.department if owner else None,
        due=item.due,
        origin=actions.Origin("meeting", source.meeting, source.series, found.line),
        assigner=now.by,
        sender=source.sender,
        supporting=item.supporting,
        named=() if item.owner else found.owners,
        grade=source.grade,
    )
    if not item.closed:
        return [assigned]
    return [assigned, actions.ActionCompleted(found.text), actions.CompletionVerified()]

"""One meeting as its page shows it: plan, people, what comes up, minutes, and what the viewer may do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from litestar.exceptions import NotFoundException
from msgspec import Struct

from domain.access import may
from domain.envelope import Grade, Parties, Relation
from domain.meetings import MeetingExtended
from projections import actions, meetings, topics
from projections.actions import LIVE, ActionRow, Filter, Sight, text_of
from projections.meetings import FindingRow, MeetingRow, ParticipantRow, SeriesRow, TopicRow
from ui.needs import MINUTES_WITHIN
from ui.page import AnyRequest, hub_of, person_of
from ui.port import HubPort

MANY = 1000


class Coming(Struct, frozen=True):
    """An item that comes up in a meeting, and how many meetings it is then through."""

    kind: Literal["action", "parked"]
    times: int
    action: ActionRow | None = None
    topic: TopicRow | None = None


class Extension(Struct, frozen=True):
    """Going on beyond the end, and why."""

    minutes: int
    why: str


class MeetingView(Struct, frozen=True):
    """All that the page of a meeting shows. `allowed` are the verbs that the viewer may use now."""

    row: MeetingRow
    series: SeriesRow | None
    people: list[ParticipantRow]
    coming: list[Coming]
    parked: list[TopicRow]
    actions: list[ActionRow]
    decisions: list[FindingRow]
    extensions: list[Extension]
    me: ParticipantRow | None
    allowed: frozenset[str]

    @property
    def ends(self) -> str:
        """The planned end with what the meeting was extended by, an ISO instant."""
        longer = timedelta(minutes=sum(each.minutes for each in self.extensions))
        return text_of(datetime.fromisoformat(self.row.ends) + longer)

    @property
    def plannable(self) -> bool:
        """Whether the viewer may still change who is invited, when it is, or whether it takes place."""
        open_still = self.row.minutes != "published" and not self.row.historical
        return open_still and bool(self.allowed & {"invite", "reschedule", "cancel"})

    @property
    def minutes_due(self) -> str | None:
        """When the minutes have to be out, an ISO instant; minutes of the past have no such time."""
        if self.row.closed is None or self.row.minutes == "published" or self.row.historical:
            return None
        return text_of(datetime.fromisoformat(self.row.closed) + MINUTES_WITHIN)


def found(request: AnyRequest, meeting: str) -> MeetingRow:
    """The meeting, if there is one that the viewer may see; else the page says that there is none."""
    hub = hub_of(request)
    row = meetings.one(hub.board("meetings"), meeting, hub.sight(person_of(request)))
    if row is None:
        raise NotFoundException
    return row


def view(request: AnyRequest, row: MeetingRow) -> MeetingView:
    """Everything about a meeting that was found."""
    hub, person = hub_of(request), person_of(request)
    rows, sight = hub.board("meetings"), hub.sight(person)
    people = meetings.participants(rows, row.id)
    return MeetingView(
        row=row,
        series=meetings.series(rows, row.series) if row.series else None,
        people=people,
        coming=coming(hub, row, sight),
        parked=meetings.topics(rows, row.id),
        actions=actions.page(hub.board("actions"), Filter(origin=row.id), sight, limit=MANY),
        decisions=decided(meetings.findings(rows, row.id)) if row.minutes == "published" else [],
        extensions=extensions(hub, row),
        me=next((each for each in people if each.person == person), None),
        allowed=verbs(hub, person, row, people),
    )


def decided(findings: Sequence[FindingRow]) -> list[FindingRow]:
    return [each for each in findings if each.settled is not None and each.settled.kind == "decision"]


def extensions(hub: HubPort, row: MeetingRow) -> list[Extension]:
    if row.opened is None:
        return []
    events = [recorded.event for recorded in hub.history(row.id)]
    return [Extension(event.minutes, event.why) for event in events if isinstance(event, MeetingExtended)]


def coming(hub: HubPort, row: MeetingRow, sight: Sight) -> list[Coming]:
    """Before the meeting what will come up by itself, from its opening on what came up."""
    if row.series is None or row.stage == "cancelled":
        return []
    if row.stage == "scheduled":
        return to_come(hub, row.series, sight)
    carried = meetings.carried(hub.board("meetings"), row.id)
    ids = {each.item for each in carried if each.kind == "parked"}
    parked = topics.by_id(hub.board("meetings"), ids)
    found_again = [
        Coming(
            each.kind,
            each.times,
            actions.one(hub.board("actions"), each.item, sight) if each.kind == "action" else None,
            parked.get(each.item),
        )
        for each in carried
    ]
    return [each for each in found_again if each.action or each.topic]


def to_come(hub: HubPort, series: str, sight: Sight) -> list[Coming]:
    """Unfinished actions and open topics of the series, those that were through most meetings first."""
    owed = actions.page(hub.board("actions"), Filter(statuses=LIVE, series=series), sight, limit=MANY)
    parked = meetings.open_topics(hub.board("meetings"), series)
    items = [Coming("action", each.times + 1, action=each) for each in owed]
    items += [Coming("parked", each.times + 1, topic=each) for each in parked]
    return sorted(items, key=lambda each: -each.times)


def parties(row: MeetingRow, people: Sequence[ParticipantRow]) -> Parties:
    """Whose meeting it is, as domain.meetings has it."""
    relations: list[tuple[Relation, str]] = [("participant", each.person) for each in people]
    relations += [("facilitator", row.facilitator)] if row.facilitator else []
    relations += [("recorder", row.recorder)] if row.recorder else []
    return Parties(row.sender, row.sender, tuple(Grade)[row.grade], tuple(relations))


STAGE_VERBS: dict[str, tuple[str, ...]] = {
    "scheduled": ("reschedule", "invite", "publish-agenda", "open", "cancel"),
    "running": ("invite", "note-attendance", "park", "close-item", "extend", "close"),
    "over": ("invite", "note-attendance", "draft-minutes", "publish-minutes"),
    "cancelled": (),
}


def verbs(hub: HubPort, person: str, row: MeetingRow, people: Sequence[ParticipantRow]) -> frozenset[str]:
    """What the viewer may do to the meeting as it stands."""
    whose, company = parties(row, people), hub.company()
    allowed = {verb for verb in STAGE_VERBS[row.stage] if may(person, f"meeting.{verb}", whose, company)}
    if any(each.person == person for each in people):
        allowed |= {"answer"} if row.stage == "scheduled" else set()
        allowed |= {"acknowledge"} if row.minutes == "published" else set()
    return frozenset(allowed)

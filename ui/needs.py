"""What needs somebody now: own actions, work to confirm, minutes owed, minutes to acknowledge."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from domain.due import in_utc
from projections import desk, meetings
from projections.actions import ActionRow
from projections.meetings import MeetingRow
from ui.port import HubPort

Kind = Literal["action", "verify", "minutes", "acknowledge"]
MINUTES_WITHIN = timedelta(hours=24)
"""Minutes are out within a day of the meeting's end (D3)."""


class Need(Struct, frozen=True):
    """One thing on somebody's desk. `due_at` is an instant in UTC, None where there is no time."""

    kind: Kind
    due: str | None
    due_at: str | None
    action: ActionRow | None = None
    meeting: MeetingRow | None = None


def headed_by(hub: HubPort, person: str) -> tuple[str, ...]:
    """The departments that the person heads."""
    return tuple(each.id for each in hub.company().departments.values() if each.head == person)


def count(hub: HubPort, person: str) -> int:
    """How much needs the person: as many as `of` gives."""
    rows = hub.board("meetings")
    owed = len(meetings.owing_minutes(rows, person)) + len(meetings.to_acknowledge(rows, person))
    return desk.waiting(hub.board("actions"), person, headed_by(hub, person)) + owed


def of(hub: HubPort, person: str) -> list[Need]:
    """All that needs the person, by due time; what has no time comes last."""
    actions, rows, sight = hub.board("actions"), hub.board("meetings"), hub.sight(person)
    found = [Need("action", row.due, row.due_at, action=row) for row in desk.owed(actions, person, sight)]
    found += [
        Need("verify", None, None, action=row)
        for row in desk.to_verify(actions, person, headed_by(hub, person), sight)
    ]
    found += [minutes(row) for row in meetings.owing_minutes(rows, person)]
    found += [Need("acknowledge", None, None, meeting=row) for row in meetings.to_acknowledge(rows, person)]
    return sorted(found, key=lambda need: need.due_at or "~")


def minutes(row: MeetingRow) -> Need:
    """Minutes that are owed: due a day after the end."""
    end = datetime.fromisoformat(row.closed or row.ends)
    due = in_utc(end + MINUTES_WITHIN)
    return Need("minutes", due, due, meeting=row)

"""Meetings: the calendar, and one meeting with its agenda, people, carried-over items and minutes."""

from datetime import date, datetime
from typing import NamedTuple

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery

from projections import meetings
from projections.actions import text_of
from projections.meetings import MeetingRow
from ui.moments import Moments
from ui.page import AnyRequest, hub_of, moments_of, page, person_of
from ui.pages import meeting_acts, meeting_plan
from ui.pages.meeting_page import shown

PAGE = 50
MOST_AHEAD = 500


class Day(NamedTuple):
    """The meetings of one day."""

    day: date
    rows: list[MeetingRow]


def by_day(rows: list[MeetingRow], moments: Moments) -> list[Day]:
    """Rows in their order, a new group at each new day."""
    days: list[Day] = []
    for row in rows:
        on = moments.date_of(row.starts)
        if not days or days[-1].day != on:
            days.append(Day(on, []))
        days[-1].rows.append(row)
    return days


def earlier(rows: list[MeetingRow]) -> tuple[list[MeetingRow], str | None]:
    """A page of past meetings, and the instant before which the next one begins. Meetings that start together
    stay together."""
    if len(rows) <= PAGE:
        return rows, None
    kept = [row for row in rows[:PAGE] if row.starts != rows[PAGE].starts] or rows[:PAGE]
    return kept, kept[-1].starts


def instant_of(text: str | None, default: str) -> str:
    """An instant of the address bar; whatever is none counts as not given."""
    try:
        return text_of(datetime.fromisoformat(text)) if text else default
    except ValueError:
        return default


@get("/")
async def index(request: AnyRequest, before: FromQuery[str | None] = None) -> Response[str]:
    """Meetings under way and to come, then those that were held, the latest first."""
    hub, moments = hub_of(request), moments_of(request)
    rows, sight, now = hub.board("meetings"), hub.sight(person_of(request)), text_of(hub.now())
    past, further = earlier(meetings.latest(rows, sight, instant_of(before, now), limit=PAGE + 1))
    ahead = [] if before else meetings.page(rows, sight, since=now, limit=MOST_AHEAD)
    early = [row for row in reversed(ahead) if row.stage == "over"]
    running = [] if before else [row for row in [*past, *ahead] if is_on(row, now)]
    return page(
        request,
        "meetings/index.html",
        running=running,
        upcoming=by_day([row for row in ahead if row.stage in ("scheduled", "cancelled")], moments),
        past=by_day([*early, *(row for row in past if row not in running)], moments),
        further=further,
        owing=[] if before else meetings.owing_minutes(rows, person_of(request)),
        before=before,
    )


def is_on(row: MeetingRow, now: str) -> bool:
    """Being held, or should be although nobody opened it yet."""
    return row.stage == "running" or (row.stage == "scheduled" and row.starts <= now < row.ends)


@get("/{meeting:str}")
async def show(request: AnyRequest, meeting: FromPath[str]) -> Response[str]:
    """One meeting."""
    return shown(request, meeting)


router = Router(
    path="/meetings",
    route_handlers=[index, show, *meeting_plan.HANDLERS, *meeting_acts.HANDLERS],
)

"""My desk (我的工作台): what needs me by due time, what I asked for, what I have done."""

from itertools import groupby
from typing import Any

from litestar import Response, Router, get

from projections import actions, desk, directory, meetings
from projections.actions import ActionRow, Filter
from projections.directory import DepartmentRow
from projections.meetings import MeetingRow
from ui import needs
from ui.moments import GROUPS, Moments
from ui.names import Names
from ui.needs import Need
from ui.page import AnyRequest, here, hub_of, moments_of, names_of, page, person_of
from ui.port import HubPort

TABS = ("needs", "raised", "done")
DONE = 50
POSTS = ("business", "technical")


@get("/")
async def desk_page(request: AnyRequest) -> Response[Any]:
    """One of the tabs; the rail is the same on all."""
    hub, viewer = hub_of(request), person_of(request)
    names, moments = names_of(request), moments_of(request)
    tab = next((each for each in TABS if each == request.query_params.get("tab")), "needs")
    wanted = needs.of(hub, viewer)
    return page(
        request,
        "desk/desk.html",
        tab=tab,
        needs_n=len(wanted),
        late_n=sum(moments.group(need.due_at) == "late" for need in wanted),
        groups=grouped(wanted, moments),
        raised=desk.asked_for(hub.board("actions"), viewer, hub.sight(viewer)),
        done=finished(hub, viewer) if tab == "done" else [],
        back=here(request),
        company=hub.company(),
        **rail(hub, viewer, names, moments),
    )


def finished(hub: HubPort, viewer: str) -> list[ActionRow]:
    """What waits for somebody's word, then what is off the list."""
    rows, sight = hub.board("actions"), hub.sight(viewer)
    return desk.handed_in(rows, viewer, sight) + desk.done(rows, viewer, sight, DONE)


def grouped(wanted: list[Need], moments: Moments) -> list[tuple[str, list[Need]]]:
    """The needs under the headings of their time, only those headings that have any."""
    placed = sorted(wanted, key=lambda need: GROUPS.index(moments.group(need.due_at)))
    return [
        (group, list(several)) for group, several in groupby(placed, lambda need: moments.group(need.due_at))
    ]


def rail(hub: HubPort, viewer: str, names: Names, moments: Moments) -> dict[str, Any]:
    """Whom others reach my department through today, and my next meeting."""
    person = names.person(viewer)
    mine = names.departments().get(person.department or "") if person else None
    following = meetings.next_of(hub.board("meetings"), viewer, moments.stamp())
    return {
        "mine": mine,
        "contacts": contacts(mine, moments) if mine else {},
        "next_meeting": following,
        "carried": carried(hub, following) if following else 0,
    }


def contacts(department: DepartmentRow, moments: Moments) -> dict[str, str | None]:
    """Who holds the two posts today."""
    return {post: directory.holder(department, post, moments.now.date()) for post in POSTS}


def carried(hub: HubPort, meeting: MeetingRow) -> int:
    """How many open actions of the series will come up."""
    if meeting.series is None:
        return 0
    which = Filter(statuses=actions.OPEN, series=meeting.series)
    return actions.count(hub.board("actions"), which, hub.sight(meeting.facilitator or ""))


router = Router("/", route_handlers=[desk_page])

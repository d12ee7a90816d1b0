"""The public board (公共看板): one screen for the corridor, nothing above internal."""

from datetime import timedelta
from typing import Any

from litestar import Response, Router, get

from domain.due import in_utc
from domain.envelope import Grade
from projections import directory, meetings, wall
from projections.actions import Sight
from ui.moments import Moments
from ui.page import AnyRequest, hub_of, moments_of, names_of, page
from ui.port import HubPort

RANK = Grade.INTERNAL.rank
EVERYBODY = Sight(person="", rank=RANK)
WEEK = timedelta(days=7)


@get("/board")
async def board_page(request: AnyRequest) -> Response[Any]:
    """The board as it stands; it refreshes itself."""
    hub, moments, names = hub_of(request), moments_of(request), names_of(request)
    return page(
        request,
        "board.html",
        lines=lines(hub, moments),
        departments=names.departments().values(),
        just_done=wall.just_done(hub.board("actions"), RANK, 5),
        due_next=wall.due_next(hub.board("actions"), RANK, moments.stamp(), midnight(moments, 2), 5),
        meetings=meetings.page(
            hub.board("meetings"), EVERYBODY, since=midnight(moments, 0), until=midnight(moments, 2), limit=3
        ),
        today={
            row.name: directory.holder(row, "business", moments.now.date())
            for row in names.departments().values()
        },
    )


def lines(hub: HubPort, moments: Moments) -> dict[str | None, wall.Line]:
    """The figures of every department."""
    return wall.lines(
        hub.board("actions"),
        RANK,
        now=moments.stamp(),
        done_since=in_utc(moments.now - WEEK),
        due_from=midnight(moments, 1),
        due_until=midnight(moments, 2),
    )


def midnight(moments: Moments, days: int) -> str:
    """The beginning of the day that is `days` from today."""
    return moments.midnight((moments.now.date() + timedelta(days=days)).isoformat()) or ""


router = Router("/", route_handlers=[board_page])

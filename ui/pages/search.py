"""One box over actions, meetings and people: plain words, no ranking."""

from typing import Any

from litestar import Response, Router, get
from litestar.response import Redirect

from projections import actions, directory, find
from projections.actions import Filter
from ui.page import AnyRequest, hub_of, page, person_of

LIMIT = 20


@get("/search")
async def search(request: AnyRequest) -> Response[Any]:
    """What holds the words; the exact number of an action leads straight to it."""
    hub, text = hub_of(request), request.query_params.get("q", "").strip()[:100]
    sight = hub.sight(person_of(request))
    exact = actions.by_number(hub.board("actions"), text.upper(), sight) if text else None
    if exact is not None:
        return Redirect(f"/actions/{exact.id}", status_code=303)
    which = Filter(text=text)
    return page(
        request,
        "search.html",
        text=text,
        limit=LIMIT,
        actions=actions.page(hub.board("actions"), which, sight, limit=LIMIT) if text else [],
        action_count=actions.count(hub.board("actions"), which, sight) if text else 0,
        meetings=find.meetings(hub.board("meetings"), text, sight, LIMIT) if text else [],
        people=directory.people_page(hub.board("directory"), text=text, limit=LIMIT) if text else [],
    )


router = Router("/", route_handlers=[search])

"""All pages. Everything but sign-in, set-up and the choice of language needs a session and its own forms."""

from litestar import Router

from ui.guards import own_form, signed_in
from ui.pages import (
    actions,
    board,
    desk,
    directory,
    live,
    meetings,
    minutes,
    preferences,
    search,
    series,
    set_up,
    sign_in,
    tracker,
)

INSIDE = Router(
    "/",
    guards=[signed_in, own_form],
    route_handlers=[
        desk.router,
        tracker.router,
        actions.router,
        meetings.router,
        minutes.router,
        series.router,
        directory.router,
        board.router,
        search.router,
    ],
    include_in_schema=False,
)
OUTSIDE = Router(
    "/",
    route_handlers=[sign_in.router, set_up.router, preferences.router, live.router],
    include_in_schema=False,
)
ROUTERS = [INSIDE, OUTSIDE]
"""What the hub mounts beside its API and the static files."""

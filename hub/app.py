"""The web application: API and pages over one hub."""

from importlib.resources import files
from typing import Any

from litestar import Litestar, Request, Response, Router, get
from litestar.enums import ScopeType
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from adapters.log import Unavailable
from hub.admin_api import ADMIN
from hub.boards import Stopped
from hub.bodies import answer
from hub.callers import hub_of
from hub.clocks_api import CLOCKS
from hub.commands_api import command_routes
from hub.hub import Hub
from hub.lists_api import LISTS
from hub.openapi import DOCUMENT_ROUTES
from hub.problems import as_problem
from ui.cookies import SESSION
from ui.errors import Cause, error_page
from ui.pages import ROUTERS

MAX_REQUEST_BYTES = 32 * 1024 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CAUSES: dict[type[Exception], Cause] = {Unavailable: "log", Stopped: "board"}
"""What stands still, in the pages' words."""
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


@get("/health")
async def health(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Whether the hub, its boards and its relay are well; open to monitors."""
    return answer(hub_of(request).health())


def make_app(hub: Hub) -> Litestar:
    """The application over a hub that somebody else starts and stops."""
    api = Router(
        "/api/v1",
        route_handlers=[*command_routes(), *LISTS, *CLOCKS, *ADMIN, *DOCUMENT_ROUTES],
        exception_handlers={Exception: as_problem},
    )
    static = create_static_files_router("/static", [str(files("ui") / "static")])
    app = Litestar(
        [health, api, static, *ROUTERS],
        openapi_config=None,
        logging_config=None,
        exception_handlers={Exception: error_answer},
        middleware=[known_session],
        before_send=[safe_headers],
        request_max_body_size=MAX_REQUEST_BYTES,
    )
    app.state["hub"] = hub
    return app


def error_answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A page for people, a problem document for programs."""
    if request.url.path.startswith("/api/") or request.url.path == "/health":
        return as_problem(request, error)
    cause = CAUSES.get(type(error))
    return error_page(request, error, cause=cause)


def known_session(app: ASGIApp) -> ASGIApp:
    """Looks up the session of the cookie; an id that nobody issued is nobody's."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            request: Request[Any, Any, Any] = Request(scope)
            secret = request.cookies.get(SESSION)
            hub: Hub = scope["litestar_app"].state["hub"]
            scope["state"]["session"] = hub.session(secret) if secret else None
        await app(scope, receive, send)

    return middleware


async def safe_headers(message: Message, _scope: Scope) -> None:
    """Puts the security headers on every answer, that of an unknown address too."""
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], *RAW_HEADERS]

"""Who may come in, and whether a form is really one of ours."""

from hmac import compare_digest
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from ui import cookies, forms
from ui.forms import Typed
from ui.page import AnyRequest, session_of

Connection = ASGIConnection[Any, Any, Any, Any]


class SignInNeeded(NotAuthorizedException):
    """Nobody is signed in, or the session has ended. `typed` is what a form would have sent."""

    def __init__(self, typed: Typed | None = None) -> None:
        super().__init__("sign in first")
        self.typed = typed


class Forged(PermissionDeniedException):
    """A form that carries no token of this session: of another site, or from before the sign-in."""


async def signed_in(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Guard: only for people who are signed in. What was typed survives the end of a session."""
    request = as_request(connection)
    if session_of(request) is None:
        raise SignInNeeded(await forms.typed(request) if request.method == "POST" else None)


async def own_form(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Guard: every change carries the token of the session in its field `csrf`."""
    request = as_request(connection)
    session = session_of(request)
    if request.method == "POST" and session is not None:
        check(await forms.typed(request), session.csrf)


async def first_form(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Guard of forms before there is a session: the field and the cookie must hold the same token."""
    request = as_request(connection)
    if request.method == "POST":
        check(await forms.typed(request), request.cookies.get(cookies.FORM, ""))


def check(typed: Typed, token: str) -> None:
    """Compares in constant time. Raises Forged."""
    if not token or not compare_digest(typed.one("csrf").encode(), token.encode()):
        raise Forged


def as_request(connection: Connection) -> AnyRequest:
    """Routes of pages are plain HTTP: what a guard gets is the request itself."""
    if not isinstance(connection, Request):
        raise TypeError("a page over something else than HTTP")
    return connection

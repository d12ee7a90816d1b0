"""The cookies of the pages. All are of this site only; none but the preferences is readable by scripts."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Literal

import msgspec
from litestar import Request
from litestar.datastructures import Cookie

SESSION = "hub_session"
"""Holds the secret of the sign-in."""
FORM = "hub_form"
"""Double-submit token of the forms that are filled in before there is a session."""
NOTICE = "hub_notice"
"""What to say on the next page: the key of the words and their values."""
LANG = "lang"
THEME = "theme"

YEAR = 365 * 24 * 3600

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")


def cookie(name: str, value: str, *, plain_http: bool, max_age: int | None = None) -> Cookie:
    """A cookie that goes to this site only. `plain_http`: the office network has no TLS."""
    return Cookie(
        name,
        value=value,
        path="/",
        httponly=True,
        secure=not plain_http,
        samesite="lax",
        max_age=max_age,
    )


def gone(name: str, *, plain_http: bool) -> Cookie:
    """Takes a cookie away."""
    return cookie(name, "", plain_http=plain_http, max_age=0)


def form_token(request: Request[Any, Any, Any]) -> str:
    """The double-submit token that the browser holds, or a fresh one to be set."""
    return request.cookies.get(FORM) or secrets.token_urlsafe(24)


def theme(request: Request[Any, Any, Any]) -> Theme:
    """The theme that the visitor chose; auto follows the system."""
    wanted = request.cookies.get(THEME)
    return next((each for each in THEMES if each == wanted), "auto")


class Notice(msgspec.Struct, frozen=True):
    """What to say on the next page: the key of its words, and their values."""

    key: str
    values: dict[str, str] = {}


def notice_value(notice: Notice) -> str:
    """A notice as the cookie holds it."""
    return urlsafe_b64encode(msgspec.json.encode(notice)).decode()


def notice(request: Request[Any, Any, Any]) -> Notice | None:
    """The notice that waits, if there is one. Whether its key has words is not checked here."""
    try:
        return msgspec.json.decode(urlsafe_b64decode(request.cookies.get(NOTICE, "")), type=Notice)
    except ValueError:
        return None

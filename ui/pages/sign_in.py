"""Sign in, sign out, and back to what was left."""

from typing import Any

import msgspec
from litestar import Response, Router, get, post
from litestar.response import Redirect

from ui import cookies, forms
from ui.forms import Filled, Problem, Typed
from ui.guards import first_form, own_form
from ui.page import AnyRequest, bare, hub_of, local_path, session_of
from ui.port import HubPort, Session, Throttled

Kept = dict[str, tuple[str, ...]]


@get("/sign-in")
async def sign_in_page(request: AnyRequest) -> Response[Any]:
    """The form, or the first administrator's when nobody has joined yet."""
    if hub_of(request).empty():
        return Redirect("/set-up", status_code=303)
    following = local_path(request.query_params.get("next", "/"))
    return gate(request, Filled(), following)


@post("/sign-in", guards=[first_form], status_code=303)
async def sign_in(request: AnyRequest) -> Response[Any]:
    """A session and off to where the visitor wanted to go."""
    hub, typed = hub_of(request), await forms.typed(request)
    following = local_path(typed.one("next", "/"))
    try:
        session = await hub.sign_in(typed.one("login").strip(), typed.one("password"), address(request))
    except Throttled as error:
        return refused(request, typed, throttled(error), 429)
    if session is None:
        return refused(request, typed, Problem("password", "sign-in.wrong"), 401)
    if previous := session_of(request):
        hub.sign_out(previous.secret)
    kept = kept_fields(typed)
    return welcome(hub, session, resume(request, session, following, kept) if kept else None, following)


def welcome(hub: HubPort, session: Session, shown: Response[Any] | None, following: str) -> Response[Any]:
    """The answer that begins a session."""
    response: Response[Any] = shown or Redirect(following, status_code=303)
    response.cookies += [
        cookies.cookie(cookies.SESSION, session.secret, plain_http=hub.plain_http),
        cookies.gone(cookies.FORM, plain_http=hub.plain_http),
    ]
    return response


def resume(request: AnyRequest, session: Session, following: str, kept: Kept) -> Response[Any]:
    """What was typed before the session ended, to be sent under the new one."""
    return bare(request, "resume.html", csrf=session.csrf, next=following, kept=kept, lost_files=0)


def refused(request: AnyRequest, typed: Typed, problem: Problem, status: int) -> Response[Any]:
    """The form again, with the message and all that was typed but the password."""
    form = Filled(typed=typed, problems=(problem,))
    return gate(request, form, local_path(typed.one("next", "/")), status=status, kept=typed.one("kept"))


def gate(
    request: AnyRequest,
    form: Filled,
    following: str,
    *,
    status: int = 200,
    kept: str = "",
    lost_files: int = 0,
) -> Response[Any]:
    """The sign-in page, with the token that its form sends back. `kept` is encoded by `keep`."""
    token = cookies.form_token(request)
    response = bare(
        request,
        "sign_in.html",
        status=status,
        form=form,
        csrf=token,
        next=following,
        kept=kept,
        lost_files=lost_files,
    )
    plain_http = hub_of(request).plain_http
    response.cookies.append(cookies.cookie(cookies.FORM, token, plain_http=plain_http))
    return response


def keep(typed: Typed) -> str:
    """What was typed, as one hidden field."""
    return msgspec.json.encode(typed.without("csrf")).decode()


def kept_fields(typed: Typed) -> Kept:
    """What `keep` made, nothing where it cannot be read."""
    try:
        return msgspec.json.decode(typed.one("kept"), type=Kept)
    except msgspec.DecodeError:
        return {}


def throttled(error: Throttled) -> Problem:
    return Problem("password", "sign-in.throttled", {"minutes": -(-error.seconds // 60)})


def address(request: AnyRequest) -> str:
    """Where the visitor comes from, for the count of failures."""
    return request.client.host if request.client else "-"


@post("/sign-out", guards=[own_form], status_code=303)
async def sign_out(request: AnyRequest) -> Redirect:
    """Ends the session; other tabs find out at their next step."""
    hub = hub_of(request)
    if session := session_of(request):
        hub.sign_out(session.secret)
    ended = [cookies.gone(cookies.SESSION, plain_http=hub.plain_http)]
    return Redirect("/sign-in", status_code=303, cookies=ended)


router = Router("/", route_handlers=[sign_in_page, sign_in, sign_out])

"""Language, theme, password: what everybody sets for themselves."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.response import Redirect

from projections import directory
from ui import cookies, forms
from ui.forms import Filled, Invalid, Problem, Typed
from ui.guards import own_form, signed_in
from ui.page import AnyRequest, go, hub_of, local_path, page, person_of, session_of
from ui.pages.set_up import check_passwords
from ui.pages.sign_in import address, throttled, welcome
from ui.port import HubPort, Session, Throttled
from ui.words import LANGS


@get("/preferences/set")
async def set_preferences(request: AnyRequest) -> Redirect:
    """Keeps the language or theme in a cookie and goes back. A value that is none is left out."""
    query = request.query_params
    chosen = {cookies.LANG: LANGS, cookies.THEME: cookies.THEMES}
    plain_http = hub_of(request).plain_http
    kept = [
        cookies.cookie(name, query[name], plain_http=plain_http, max_age=cookies.YEAR)
        for name, values in chosen.items()
        if query.get(name) in values
    ]
    return Redirect(local_path(query.get("back", "/")), status_code=303, cookies=kept)


@get("/preferences", guards=[signed_in])
async def preferences(request: AnyRequest) -> Response[str]:
    """One's own settings."""
    return page(request, "preferences.html", form=Filled())


@post("/preferences/password", guards=[signed_in, own_form], status_code=303)
async def change_password(request: AnyRequest) -> Response[Any]:
    """Sets a new password: every session ends, and this browser gets a fresh one."""
    hub, typed = hub_of(request), await forms.typed(request)
    try:
        session = await changed(hub, person_of(request), typed, address(request))
    except Invalid as error:
        form = Filled(typed=typed, problems=error.problems)
        return page(request, "preferences.html", status=422, form=form)
    if previous := session_of(request):
        hub.sign_out(previous.secret)
    return welcome(hub, session, go(request, "/preferences", "password-changed"), "/preferences")


async def changed(hub: HubPort, person: str, typed: Typed, where: str) -> Session:
    """Checks the current password, sets the new one, signs in with it. Raises Invalid."""
    row = directory.person(hub.board("directory"), person)
    login = row.login if row and row.login else ""
    check_passwords(typed)
    proof = await proven(hub, login, typed.one("current"), where)
    hub.sign_out(proof.secret)
    await hub.set_password(person, typed.one("password"))
    return await proven(hub, login, typed.one("password"), where)


async def proven(hub: HubPort, login: str, password: str, where: str) -> Session:
    """A session for whoever knows the password. Raises Invalid."""
    try:
        session = await hub.sign_in(login, password, where)
    except Throttled as error:
        raise Invalid(Problem("current", throttled(error).words, throttled(error).details)) from error
    if session is None:
        raise Invalid(Problem("current", "password.current-wrong"))
    return session


router = Router("/", route_handlers=[set_preferences, preferences, change_password])

"""The first administrator, made on the page while nobody has joined yet."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.response import Redirect

from domain.company import OPERATOR
from domain.orders import Order
from domain.people import GrantRole, JoinPerson, Role
from domain.refusals import Refused
from ui import cookies, forms
from ui.forms import Filled, Invalid, Problem, Typed
from ui.guards import first_form
from ui.page import AnyRequest, bare, go, hub_of
from ui.pages.sign_in import address, welcome
from ui.port import MIN_PASSWORD, HubPort


@get("/set-up")
async def set_up_page(request: AnyRequest) -> Response[Any]:
    """The form; once somebody has joined there is only the sign-in."""
    if not hub_of(request).empty():
        return Redirect("/sign-in", status_code=303)
    return gate(request, Filled())


@post("/set-up", guards=[first_form], status_code=303)
async def set_up(request: AnyRequest) -> Response[Any]:
    """Joins the administrator and signs them in."""
    hub, typed = hub_of(request), await forms.typed(request)
    if not hub.empty():
        return Redirect("/sign-in", status_code=303)
    try:
        await create(hub, typed)
    except (Invalid, Refused) as error:
        return gate(request, Filled(typed=typed, problems=forms.problems_of(error)), 422)
    session = await hub.sign_in(typed.one("login").strip(), typed.one("password"), address(request))
    if session is None:
        return Redirect("/sign-in", status_code=303)
    return welcome(hub, session, go(request, "/", "set-up"), "/")


async def create(hub: HubPort, typed: Typed) -> None:
    """Person, role and password. Raises Invalid and Refused, and then nothing is done."""
    command = forms.from_form(JoinPerson, typed, mail=None, department=None, manager=None, post=None)
    if command.login is None:
        raise Invalid(Problem("login", "form.required"))
    check_passwords(typed)
    person = hub.named_id("person", command.login)
    await hub.execute([Order(person, command), Order(person, GrantRole(Role.ADMINISTRATOR))], OPERATOR)
    await hub.set_password(person, typed.one("password"))


def check_passwords(typed: Typed) -> None:
    """Long enough, and twice the same. Raises Invalid."""
    if len(typed.one("password")) < MIN_PASSWORD:
        raise Invalid(Problem("password", "password.short"))
    if typed.one("password") != typed.one("again"):
        raise Invalid(Problem("again", "password.differ"))


def gate(request: AnyRequest, form: Filled, status: int = 200) -> Response[Any]:
    token = cookies.form_token(request)
    response = bare(request, "set_up.html", status=status, form=form, csrf=token)
    plain_http = hub_of(request).plain_http
    response.cookies.append(cookies.cookie(cookies.FORM, token, plain_http=plain_http))
    return response


router = Router("/", route_handlers=[set_up_page, set_up])

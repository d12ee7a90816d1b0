"""What administrators (and heads, for their contacts) change in the directory."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from domain import departments as dep
from domain import people
from domain.orders import Order
from domain.refusals import Reason, Refused
from ui import forms
from ui.directory_view import administers
from ui.forms import Filled, Invalid, Problem, Typed
from ui.page import AnyRequest, go, hub_of, names_of, page, person_of
from ui.pages.directory_pages import shown_department, shown_person
from ui.port import MIN_PASSWORD

PERSON_ACTS: dict[str, type[Struct]] = {
    "rename": people.RenamePerson,
    "reach-by": people.ReachPersonBy,
    "move": people.MovePerson,
    "grant-role": people.GrantRole,
    "revoke-role": people.RevokeRole,
    "leave": people.LeavePerson,
}
DEPARTMENT_ACTS: dict[str, type[Struct]] = {
    "rename": dep.RenameDepartment,
    "appoint-head": dep.AppointHead,
    "assign-executive": dep.AssignExecutive,
    "roster-contact": dep.RosterContact,
    "relieve-contact": dep.RelieveContact,
}
"""The acts by the last part of their address."""


@post("/people/{person:str}/{act:str}")
async def do_person(
    request: AnyRequest, person: FromPath[str], act: FromPath[str]
) -> Response[str] | Redirect:
    """Changes somebody's entry."""
    typed = await forms.typed(request)
    try:
        await carry_out(request, PERSON_ACTS, person, act, typed)
    except (Invalid, Refused) as error:
        filled = Filled(act, typed, forms.problems_of(error))
        return shown_person(request, person, filled, forms.status_of(error))
    return go(request, f"/directory/people/{person}", "directory-changed")


@post("/departments/{department:str}/{act:str}")
async def do_department(
    request: AnyRequest, department: FromPath[str], act: FromPath[str]
) -> Response[str] | Redirect:
    """Changes a department."""
    typed = await forms.typed(request)
    try:
        await carry_out(request, DEPARTMENT_ACTS, department, act, typed)
    except (Invalid, Refused) as error:
        filled = Filled(act, typed, forms.problems_of(error))
        return shown_department(request, department, filled, forms.status_of(error))
    return go(request, f"/directory/departments/{department}", "directory-changed")


async def carry_out(
    request: AnyRequest, acts: dict[str, type[Struct]], item: str, act: str, typed: Typed
) -> None:
    """Does the act, if there is one of this name. Raises Invalid and Refused."""
    if act not in acts:
        raise NotFoundException
    hub = hub_of(request)
    command = forms.from_form(acts[act], typed, hub.zone)
    try:
        await hub.execute([Order(item, command)], person_of(request))
    except Refused as refused:
        if refused.reason is Reason.NOT_FOUND:
            raise NotFoundException from refused
        raise


@get("/people/new")
async def new_person(request: AnyRequest) -> Response[str]:
    """The form for somebody new."""
    return person_form(request, Filled())


def person_form(request: AnyRequest, form: Filled, status: int = 200) -> Response[str]:
    if not administers(request):
        raise NotFoundException
    names = names_of(request)
    departments = [(row.id, row.name) for row in names.departments().values()]
    return page(
        request,
        "directory/new_person.html",
        status=status,
        form=form,
        staff=names.staff(),
        departments=departments,
    )


@post("/people/new")
async def join(request: AnyRequest) -> Response[str] | Redirect:
    """Enters somebody, with a password to begin with where one is given."""
    typed = await forms.typed(request)
    try:
        person = await joined(request, typed)
    except (Invalid, Refused) as error:
        form = Filled("", typed, forms.problems_of(error))
        return person_form(request, form, forms.status_of(error))
    return go(request, f"/directory/people/{person}", "directory-joined")


async def joined(request: AnyRequest, typed: Typed) -> str:
    """Joins the person and sets the password. Raises Invalid and Refused, and then nothing is done."""
    hub, password = hub_of(request), typed.one("password")
    command = forms.from_form(people.JoinPerson, typed)
    if command.login is None:
        raise Invalid(Problem("login", "form.required"))
    if password and len(password) < MIN_PASSWORD:
        raise Invalid(Problem("password", "password.short"))
    person = hub.named_id("person", command.login)
    await hub.execute([Order(person, command)], person_of(request))
    if password:
        await hub.set_password(person, password)
    return person


@post("/people/{person:str}/password")
async def give_password(request: AnyRequest, person: FromPath[str]) -> Response[str] | Redirect:
    """Sets a new password for somebody who cannot sign in; their sessions end."""
    typed = await forms.typed(request)
    if not administers(request):
        raise NotFoundException
    if len(typed.one("password")) < MIN_PASSWORD:
        filled = Filled("password", typed, (Problem("password", "password.short"),))
        return shown_person(request, person, filled, 422)
    await hub_of(request).set_password(person, typed.one("password"))
    return go(request, f"/directory/people/{person}", "directory-password")


@get("/departments/new")
async def new_department(request: AnyRequest) -> Response[str]:
    """The form for a new department."""
    return department_form(request, Filled())


def department_form(request: AnyRequest, form: Filled, status: int = 200) -> Response[str]:
    if not administers(request):
        raise NotFoundException
    return page(request, "directory/new_department.html", status=status, form=form)


@post("/departments/new")
async def found(request: AnyRequest) -> Response[str] | Redirect:
    """Founds a department."""
    hub, typed = hub_of(request), await forms.typed(request)
    try:
        command = forms.from_form(dep.FoundDepartment, typed)
        department = hub.named_id("department", command.slug)
        await hub.execute([Order(department, command)], person_of(request))
    except (Invalid, Refused) as error:
        return department_form(request, Filled("", typed, forms.problems_of(error)), forms.status_of(error))
    return go(request, f"/directory/departments/{department}", "directory-founded")


HANDLERS = [
    do_person,
    do_department,
    new_person,
    join,
    give_password,
    new_department,
    found,
]

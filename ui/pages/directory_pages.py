"""The pages of one person and one department, also as they are shown again when an act was refused."""

from litestar import Response
from litestar.exceptions import NotFoundException

from domain.people import Role
from projections import actions, directory
from projections.actions import LIVE, Filter
from ui.directory_view import contacts, department_verbs, person_verbs, posts, turns
from ui.forms import Filled
from ui.page import AnyRequest, hub_of, moments_of, names_of, page, person_of

OWED = 200


def shown_person(
    request: AnyRequest, person: str, form: Filled | None = None, status: int = 200
) -> Response[str]:
    """A person with what they owe; `form` is a small form that was refused."""
    hub, viewer = hub_of(request), person_of(request)
    row = directory.person(hub.board("directory"), person)
    if row is None:
        raise NotFoundException
    owed, departments = Filter(statuses=LIVE, owner=person), directory.departments(hub.board("directory"))
    return page(
        request,
        "directory/person.html",
        status=status,
        row=row,
        form=form,
        owed=actions.page(hub.board("actions"), owed, hub.sight(viewer), limit=OWED),
        count=actions.count(hub.board("actions"), owed, hub.sight(viewer)),
        staff=names_of(request).staff(),
        departments=[(each.id, each.name) for each in departments],
        posts=posts(departments, person, moments_of(request).now.date()),
        roles=[role.value for role in Role],
        allowed=person_verbs(request, row),
    )


def shown_department(
    request: AnyRequest, department: str, form: Filled | None = None, status: int = 200
) -> Response[str]:
    """A department with its posts, whose turn was when, and its people; `form` was refused."""
    hub, today = hub_of(request), moments_of(request).now.date()
    rows = directory.departments(hub.board("directory"))
    row = next((each for each in rows if each.id == department), None)
    if row is None:
        raise NotFoundException
    return page(
        request,
        "directory/department.html",
        status=status,
        row=row,
        form=form,
        today=contacts(row, today),
        turns=turns(row, today),
        people=[each for each in directory.everybody(hub.board("directory")) if each.department == row.id],
        staff=names_of(request).staff(),
        allowed=department_verbs(request, row),
    )

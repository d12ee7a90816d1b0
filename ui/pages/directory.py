"""The directory: whom to ask in every department, who is who, and what somebody owes."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery, QueryParameter

from projections import directory
from projections.directory import PersonRow
from ui.directory_view import administers, contacts
from ui.forms import Filled
from ui.page import AnyRequest, hub_of, moments_of, page
from ui.pages import directory_acts, people_import
from ui.pages.directory_pages import shown_department, shown_person

SHOWN = 200


@get("/")
async def index(
    request: AnyRequest,
    q: FromQuery[str] = "",
    of: Annotated[str | None, QueryParameter(name="department")] = None,
    show: FromQuery[str] = "staff",
) -> Response[str]:
    """Departments with today's contacts, and people by search and department."""
    hub, today = hub_of(request), moments_of(request).now.date()
    rows = hub.board("directory")
    departments = directory.departments(rows)
    found = [row for row in shown_people(request, show) if fits(row, q, of)]
    order = {row.id: at for at, row in enumerate(departments)}
    found.sort(key=lambda row: (order.get(row.department or "", len(order)), row.name))
    return page(
        request,
        "directory/index.html",
        departments=[contacts(row, today) for row in departments],
        people=found[:SHOWN],
        count=len(found),
        form=Filled("people", values={"q": q, "department": of or "", "show": show}),
        narrowed=bool(q or of or show != "staff"),
        administrator=administers(request),
    )


def shown_people(request: AnyRequest, show: str) -> list[PersonRow]:
    """Everybody who works here, or who is outside the company, or who has left."""
    rows = hub_of(request).board("directory")
    if show == "outsiders":
        return [row for row in directory.people_page(rows, limit=100_000) if row.outsider]
    if show == "left":
        return [row for row in directory.people_page(rows, limit=100_000) if row.left]
    return directory.everybody(rows)


def fits(row: PersonRow, text: str, department: str | None) -> bool:
    """Whether the name, login, mail or post holds the text, in that department."""
    words = " ".join(filter(None, (row.name, row.login, row.mail, row.post))).lower()
    return text.strip().lower() in words and department in (None, "", row.department)


@get("/people/{person:str}")
async def person_page(request: AnyRequest, person: FromPath[str]) -> Response[str]:
    """One person."""
    return shown_person(request, person)


@get("/departments/{department:str}")
async def department_page(request: AnyRequest, department: FromPath[str]) -> Response[str]:
    """One department."""
    return shown_department(request, department)


router = Router(
    path="/directory",
    route_handlers=[
        index,
        person_page,
        department_page,
        *directory_acts.HANDLERS,
        *people_import.HANDLERS,
    ],
)

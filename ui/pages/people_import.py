"""People from a CSV file: checked and shown row by row first; then entered all together or not at all."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from domain.refusals import Refused
from projections import directory
from ui import forms, people_file
from ui.directory_view import administers
from ui.forms import Filled, Problem, Typed
from ui.page import AnyRequest, go, hub_of, page, person_of
from ui.people_file import BadFile, Known, Sheet
from ui.port import HubPort

EVERYBODY = 1_000_000


@get("/import")
async def ask(request: AnyRequest) -> Response[str]:
    """The form."""
    return form_page(request, Filled())


def form_page(
    request: AnyRequest, form: Filled, status: int = 200, sheet: Sheet | None = None, text: str = ""
) -> Response[str]:
    if not administers(request):
        raise NotFoundException
    return page(request, "directory/import.html", status=status, form=form, sheet=sheet, text=text)


@post("/import")
async def check_or_enter(request: AnyRequest) -> Response[str] | Redirect:
    """Checks the file and shows what it would do; with `enter` does it, in one transaction."""
    typed = await forms.typed(request)
    if not administers(request):
        raise NotFoundException
    try:
        text = await brought(typed)
        known = known_to(hub_of(request))
        sheet = people_file.read(text, known)
    except BadFile as error:
        return form_page(request, Filled("", typed, (Problem("text", f"directory.csv.{error.reason}"),)), 422)
    if "enter" not in typed.fields or sheet.faults or not sheet.new:
        return form_page(request, Filled("", Typed({})), 422 if sheet.faults else 200, sheet, text)
    return await enter(request, sheet, known, text)


async def brought(typed: Typed) -> str:
    """The text of the file, or what was pasted. Raises BadFile."""
    if typed.files:
        return people_file.text_of(await typed.files[0].read())
    return people_file.text_of(typed.one("text").encode())


def known_to(hub: HubPort) -> Known:
    """Logins and departments of the directory. A department is named by its slug or its name."""
    rows = hub.board("directory")
    people = directory.people_page(rows, limit=EVERYBODY)
    departments = directory.departments(rows)
    return Known(
        {row.login: row.id for row in people if row.login},
        {row.name: row.id for row in departments} | {row.slug: row.id for row in departments},
    )


async def enter(request: AnyRequest, sheet: Sheet, known: Known, text: str) -> Response[str] | Redirect:
    hub = hub_of(request)
    orders = people_file.orders(sheet, known, lambda login: hub.named_id("person", login))
    try:
        await hub.execute(orders, person_of(request))
    except Refused as refused:
        form = Filled("", Typed({}), (forms.refusal(refused),))
        return form_page(request, form, 409, sheet, text)
    return go(request, "/directory", "directory-imported", n=str(len(sheet.new)))


HANDLERS = [ask, check_or_enter]

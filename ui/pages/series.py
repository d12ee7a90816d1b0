"""Series of meetings: the same people and fixed agenda again and again, and what is still open in them."""

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from domain.orders import Order
from domain.refusals import Refused
from domain.series import StartSeries
from projections import meetings
from ui import agenda_form, forms, meeting_view
from ui.agenda_form import AgendaRow
from ui.forms import Filled, Invalid, Typed
from ui.page import AnyRequest, go, hub_of, names_of, page, person_of


@get("/")
async def index(request: AnyRequest) -> Response[str]:
    """All series with how many meetings they had and what comes next."""
    hub = hub_of(request)
    rows, sight = hub.board("meetings"), hub.sight(person_of(request))
    held = {row.id: meetings.of_series(rows, row.id, sight) for row in meetings.all_series(rows)}
    return page(request, "series/index.html", series=meetings.all_series(rows), held=held)


@get("/new")
async def new(request: AnyRequest) -> Response[str]:
    """The form."""
    return form_page(request, Filled(), agenda_form.as_rows(()))


def form_page(
    request: AnyRequest, form: Filled, rows: list[AgendaRow], status: int = 200, find: str = ""
) -> Response[str]:
    hub, names = hub_of(request), names_of(request)
    shown, left_out = agenda_form.choices(hub.board("directory"), names, form.chosen("invited"), find)
    return page(
        request,
        "series/new.html",
        status=status,
        form=form,
        rows=rows,
        staff=names.staff(),
        choices=shown,
        left_out=left_out,
        find=find,
    )


@post("/new")
async def start(request: AnyRequest) -> Response[str] | Redirect:
    """Starts the series; the form's own buttons only change the form."""
    hub, typed = hub_of(request), await forms.typed(request)
    rows, find = agenda_form.rows_of(typed), typed.one("find")
    if agenda_form.pressed(typed):
        return form_page(request, Filled(typed=typed), rows, find=find)
    series = hub.new_id()
    try:
        await hub.execute([Order(series, planned(typed, hub.zone), fresh=True)], person_of(request))
    except (Invalid, Refused) as error:
        form = Filled(typed=typed, problems=forms.problems_of(error))
        return form_page(request, form, rows, forms.status_of(error), find)
    return go(request, f"/series/{series}", "series-started")


def planned(typed: Typed, zone: str) -> StartSeries:
    """The command of the form. Raises Invalid."""
    return forms.from_form(StartSeries, typed, zone, agenda=agenda_form.agenda(typed))


@get("/{series:str}")
async def show(request: AnyRequest, series: FromPath[str]) -> Response[str]:
    """One series: its meetings, what is open in it, its fixed agenda."""
    hub = hub_of(request)
    rows, sight = hub.board("meetings"), hub.sight(person_of(request))
    row = meetings.series(rows, series)
    if row is None:
        raise NotFoundException
    return page(
        request,
        "series/series.html",
        row=row,
        held=meetings.of_series(rows, series, sight)[::-1],
        coming=meeting_view.to_come(hub, series, sight),
    )


router = Router(path="/series", route_handlers=[index, new, start, show])

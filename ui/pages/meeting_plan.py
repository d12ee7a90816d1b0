"""Planning a meeting: scheduling it, for a series with what the series says, and sending out its agenda."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from domain.meetings import PublishAgenda, ScheduleMeeting
from domain.orders import Order
from domain.refusals import Refused
from projections import meetings
from projections.meetings import SeriesRow
from ui import agenda_form, forms, meeting_view
from ui.agenda_form import AgendaRow
from ui.forms import Filled, Invalid, Typed
from ui.page import AnyRequest, go, hub_of, names_of, page, person_of, words_of
from ui.pages.meeting_acts import with_times


@get("/new")
async def new(
    request: AnyRequest,
    series: FromQuery[str | None] = None,
    invited: FromQuery[str | None] = None,
) -> Response[str]:
    """The form, filled in with what the series says."""
    found = meetings.series(hub_of(request).board("meetings"), series) if series else None
    values: dict[str, Any] = of_series(request, found) if found else {"recorder": person_of(request)}
    if invited:
        values["invited"] = (invited,)
    return form_page(request, Filled(values=values), agenda_form.as_rows(found.agenda if found else ()))


def of_series(request: AnyRequest, series: SeriesRow) -> dict[str, Any]:
    """What a series says of its next meeting."""
    hub = hub_of(request)
    held = meetings.of_series(hub.board("meetings"), series.id, hub.sight(person_of(request)))
    ordinal = max((row.ordinal or 0 for row in held), default=0) + 1
    return {
        "series": series.id,
        "title": words_of(request).t("meetings.nth", title=series.title, n=ordinal),
        "ordinal": ordinal,
        "facilitator": series.facilitator,
        "recorder": series.recorder,
        "invited": tuple(series.invited),
    }


def form_page(
    request: AnyRequest, form: Filled, rows: list[AgendaRow], status: int = 200, find: str = ""
) -> Response[str]:
    hub, names = hub_of(request), names_of(request)
    shown, left_out = agenda_form.choices(hub.board("directory"), names, form.chosen("invited"), find)
    return page(
        request,
        "meetings/new.html",
        status=status,
        form=form,
        rows=rows,
        all_series=[(row.id, row.title) for row in meetings.all_series(hub.board("meetings"))],
        staff=names.staff(),
        choices=shown,
        left_out=left_out,
        find=find,
    )


@post("/new")
async def schedule(request: AnyRequest) -> Response[str] | Redirect:
    """Schedules the meeting; the form's own buttons only change the form."""
    hub, typed = hub_of(request), await forms.typed(request)
    if "fill" in typed.fields:
        return filled_from_series(request, typed)
    rows, find = agenda_form.rows_of(typed), typed.one("find")
    if agenda_form.pressed(typed):
        return form_page(request, Filled(typed=typed), rows, find=find)
    meeting = hub.new_id()
    try:
        await hub.execute([Order(meeting, planned(typed, hub.zone), fresh=True)], person_of(request))
    except (Invalid, Refused) as error:
        form = Filled(typed=typed, problems=forms.problems_of(error))
        return form_page(request, form, rows, forms.status_of(error), find)
    return go(request, f"/meetings/{meeting}", "meeting-scheduled")


def planned(typed: Typed, zone: str) -> ScheduleMeeting:
    """The command of the form. Raises Invalid with all that is wrong."""
    problems: list[forms.Problem] = []
    items: tuple[Any, ...] = ()
    try:
        items = agenda_form.agenda(typed)
    except Invalid as error:
        problems += error.problems
    try:
        command = forms.from_form(ScheduleMeeting, with_times(typed), zone, agenda=items)
    except Invalid as error:
        raise Invalid(*error.problems, *problems) from error
    if problems:
        raise Invalid(*problems)
    return command


def filled_from_series(request: AnyRequest, typed: Typed) -> Response[str]:
    """What was typed, over what the chosen series says."""
    found = meetings.series(hub_of(request).board("meetings"), typed.one("series"))
    if found is None:
        return form_page(request, Filled(typed=typed), agenda_form.rows_of(typed))
    kept = {name: typed.one(name) for name in ("day", "starts", "ends", "grade")}
    return form_page(
        request, Filled(values=of_series(request, found) | kept), agenda_form.as_rows(found.agenda)
    )


@get("/{meeting:str}/agenda")
async def agenda(request: AnyRequest, meeting: FromPath[str]) -> Response[str]:
    """The agenda to be changed and sent out."""
    row = meeting_view.found(request, meeting)
    return agenda_page(request, meeting, Filled(), agenda_form.as_rows(row.agenda))


def agenda_page(
    request: AnyRequest, meeting: str, form: Filled, rows: list[AgendaRow], status: int = 200
) -> Response[str]:
    row = meeting_view.found(request, meeting)
    return page(request, "meetings/agenda.html", status=status, row=row, form=form, rows=rows)


@post("/{meeting:str}/agenda")
async def send_agenda(request: AnyRequest, meeting: FromPath[str]) -> Response[str] | Redirect:
    """Sends out the agenda as it stands in the form."""
    meeting_view.found(request, meeting)
    typed = await forms.typed(request)
    if agenda_form.pressed(typed):
        return agenda_page(request, meeting, Filled(typed=typed), agenda_form.rows_of(typed))
    try:
        items = agenda_form.agenda(typed)
        await hub_of(request).execute([Order(meeting, PublishAgenda(items))], person_of(request))
    except (Invalid, Refused) as error:
        form = Filled(typed=typed, problems=forms.problems_of(error))
        return agenda_page(request, meeting, form, agenda_form.rows_of(typed), forms.status_of(error))
    return go(request, f"/meetings/{meeting}", "meeting-publish-agenda")


HANDLERS = [new, schedule, agenda, send_agenda]

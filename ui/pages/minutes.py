"""The review of minutes: the text beside what was found in it, to accept, correct or drop; then publish."""

from collections.abc import Sequence
from datetime import datetime

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from domain.meetings import DropFinding, PublishMinutes, ReopenFinding
from domain.orders import Order
from domain.refusals import Refused
from projections import directory, meetings
from projections.actions import text_of
from projections.meetings import MeetingRow
from ui import forms, meeting_view, minutes_text, review, review_view, settling
from ui.forms import Filled, Invalid, Problem, Typed
from ui.minutes_text import NotRead
from ui.needs import MINUTES_WITHIN
from ui.page import AnyRequest, go, hub_of, moments_of, names_of, page, person_of
from ui.pages import minutes_import
from ui.pages.meeting_page import shown
from ui.review import Entry
from ui.review_view import ReviewView
from ui.settling import Desk, Settling


def opened(request: AnyRequest, meeting: str) -> tuple[MeetingRow, bool]:
    """The meeting, and whether the viewer may review a draft of its minutes now."""
    row, hub = meeting_view.found(request, meeting), hub_of(request)
    people = meetings.participants(hub.board("meetings"), meeting)
    allowed = "draft-minutes" in meeting_view.verbs(hub, person_of(request), row, people)
    return row, allowed and row.minutes == "draft"


def desk_of(request: AnyRequest, row: MeetingRow) -> Desk:
    hub = hub_of(request)
    return Desk(hub.board("directory"), lambda name: hub.named_id("outsider", name), hub.zone, row.historical)


def entries_of(request: AnyRequest, row: MeetingRow) -> list[Entry]:
    """The findings of the meeting's draft, with their names looked up."""
    hub = hub_of(request)
    rows = hub.board("meetings")
    following = next_meeting(request, row)
    return review.entries(
        hub.board("directory"),
        meetings.findings(rows, row.id),
        historical=row.historical,
        next_starts=following.starts if following else None,
    )


def next_meeting(request: AnyRequest, row: MeetingRow) -> MeetingRow | None:
    """The meeting of the series that is to be held next after this one."""
    if row.series is None:
        return None
    hub = hub_of(request)
    series = meetings.of_series(hub.board("meetings"), row.series, hub.sight(person_of(request)))
    later = (each for each in series if each.stage == "scheduled" and each.starts > row.starts)
    return next(later, None)


@get("/{meeting:str}/minutes")
async def show(
    request: AnyRequest, meeting: FromPath[str], edit: FromQuery[int | None] = None
) -> Response[str] | Redirect:
    """The review; `edit` opens the form of a finding."""
    return review_page(request, meeting, edit=edit)


def review_page(
    request: AnyRequest, meeting: str, form: Filled | None = None, status: int = 200, edit: int | None = None
) -> Response[str] | Redirect:
    """The review, or the meeting's own page where there is nothing to review."""
    row, reviewing = opened(request, meeting)
    if not reviewing:
        return go(request, f"/meetings/{meeting}")
    hub, names = hub_of(request), names_of(request)
    everybody = directory.everybody(hub.board("directory"))
    found = ReviewView.of(
        row,
        entries_of(request, row),
        minutes_text.source_lines(hub, row),
        next_meeting(request, row),
        {each.person for each in meetings.participants(hub.board("meetings"), meeting) if each.present},
    )
    return page(
        request,
        "minutes/review.html",
        status=status,
        v=found,
        row=row,
        form=form,
        edit=edit,
        prefilled=lambda entry: prefilled(request, row, entry),
        minutes_due=minutes_due(row),
        everybody=everybody,
        labels=review_view.labels(everybody, names),
    )


def minutes_due(row: MeetingRow) -> str | None:
    """When the minutes have to be out, an ISO instant."""
    return text_of(datetime.fromisoformat(row.closed) + MINUTES_WITHIN) if row.closed else None


def prefilled(request: AnyRequest, row: MeetingRow, entry: Entry) -> Filled:
    """The form of a finding before anything was typed: as found, known names filled in."""
    day, time = moments_of(request).fields(entry.due)
    values = {"text": entry.row.text, "kind": entry.row.kind, "due": day, "due_time": time}
    names = names_of(request)
    for slot, name in enumerate(entry.names, 1):
        if name.sure:
            values[f"other-{slot}"] = names.who(name.people[0].id).full
        elif name.meaning == "nobody" and row.historical:
            values[f"who-{slot}"] = "outsider"
    return Filled(f"f{entry.number}", values=values)


@post("/{meeting:str}/minutes/draft")
async def draft(request: AnyRequest, meeting: FromPath[str]) -> Response[str] | Redirect:
    """Reads a text or file into a draft; drafting again replaces it."""
    row, typed = meeting_view.found(request, meeting), await forms.typed(request)
    try:
        command = await minutes_text.drafting(hub_of(request), row, typed)
        await hub_of(request).execute([Order(meeting, command)], person_of(request))
    except NotRead as error:
        form = Filled("bring", typed, (Problem("text", f"minutes.unreadable.{error.reason}"),))
        return shown(request, meeting, form, 422)
    except Refused as error:
        return shown(request, meeting, Filled("bring", typed, (forms.refusal(error),)), 409)
    return go(request, f"/meetings/{meeting}/minutes", "minutes-drafted")


@post("/{meeting:str}/minutes/{number:int}/settle")
async def settle(
    request: AnyRequest, meeting: FromPath[str], number: FromPath[int]
) -> Response[str] | Redirect:
    """Takes a finding as its form has it."""
    row, reviewing = opened(request, meeting)
    typed = await forms.typed(request)
    entry = next((each for each in entries_of(request, row) if each.number == number), None)
    if entry is None or not reviewing:
        return go(request, f"/meetings/{meeting}/minutes")
    try:
        settled = settling.settle(entry, with_defaults(entry, typed, row), desk_of(request, row))
        await record(request, meeting, [settled])
    except (Invalid, Refused) as error:
        form = Filled(f"f{number}", typed, forms.problems_of(error))
        return review_page(request, meeting, form, forms.status_of(error))
    return onwards(request, meeting, number)


def with_defaults(entry: Entry, typed: Typed, row: MeetingRow) -> Typed:
    """Accepting at one press sends no fields: the finding stands as it is."""
    if "text" in typed.fields:
        return typed
    return Typed({**typed.fields, **accepted_as_is(entry, historical=row.historical)}, ())


def accepted_as_is(entry: Entry, *, historical: bool) -> dict[str, tuple[str, ...]]:
    """In minutes of the past, names that nobody bears become outsiders; the page says so beforehand."""
    fields: dict[str, tuple[str, ...]] = {
        "kind": (entry.row.kind,),
        "text": (entry.row.text,),
        "due": (entry.due or "",),
    }
    for slot, name in enumerate(entry.names, 1):
        if name.sure:
            fields[f"who-{slot}"] = (name.people[0].id,)
        elif historical and name.meaning == "nobody":
            fields[f"who-{slot}"] = ("outsider",)
    return fields


async def record(request: AnyRequest, meeting: str, settled: Sequence[Settling]) -> None:
    """Outsiders join and the findings are settled, in one transaction."""
    hub = hub_of(request)
    orders = settling.orders(meeting, list(settled), lambda person: person in hub.company().people)
    await hub.execute(orders, person_of(request))


def onwards(request: AnyRequest, meeting: str, number: int) -> Redirect:
    """Back to the review, at the next finding that is not decided."""
    row = meeting_view.found(request, meeting)
    waiting = [each.number for each in entries_of(request, row) if not each.decided]
    after = next((each for each in waiting if each > number), waiting[0] if waiting else None)
    return go(request, f"/meetings/{meeting}/minutes" + (f"#f{after}" if after else ""))


@post("/{meeting:str}/minutes/{number:int}/{act:str}")
async def decide(
    request: AnyRequest, meeting: FromPath[str], number: FromPath[int], act: FromPath[str]
) -> Response[str] | Redirect:
    """Drops a finding, or takes back what was settled of it."""
    command = {"drop": DropFinding(number), "reopen": ReopenFinding(number)}.get(act)
    meeting_view.found(request, meeting)
    if command is None:
        return go(request, f"/meetings/{meeting}/minutes")
    try:
        await hub_of(request).execute([Order(meeting, command)], person_of(request))
    except Refused as error:
        return review_page(request, meeting, Filled("all", None, (forms.refusal(error),)), 409)
    if act == "reopen":
        return go(request, f"/meetings/{meeting}/minutes?edit={number}#f{number}")
    return onwards(request, meeting, number)


@post("/{meeting:str}/minutes/accept-clear")
async def accept_clear(request: AnyRequest, meeting: FromPath[str]) -> Response[str] | Redirect:
    """Accepts every finding without a question; with `outsiders` also those whose names nobody bears."""
    row, reviewing = opened(request, meeting)
    typed = await forms.typed(request)
    with_outsiders = bool(typed.one("outsiders"))
    if reviewing:
        clear = [
            settling.as_clear(each, desk_of(request, row))
            for each in entries_of(request, row)
            if each.clear or (with_outsiders and each.unknown_only)
        ]
        await record(request, meeting, clear)
    return onwards(request, meeting, 0)


@post("/{meeting:str}/minutes/publish")
async def publish(request: AnyRequest, meeting: FromPath[str]) -> Response[str] | Redirect:
    """Publishes: the actions go to their owners. Minutes of the past take effect at their meeting's end."""
    row = meeting_view.found(request, meeting)
    effective = datetime.fromisoformat(row.ends) if row.historical else None
    try:
        orders = [Order(meeting, PublishMinutes())]
        await hub_of(request).execute(orders, person_of(request), effective=effective)
    except Refused as error:
        return review_page(request, meeting, Filled("all", None, (forms.refusal(error),)), 409)
    return go(request, f"/meetings/{meeting}", "minutes-published")


@get("/{meeting:str}/source")
async def source(request: AnyRequest, meeting: FromPath[str]) -> Response[str]:
    """The source text of the minutes."""
    row = meeting_view.found(request, meeting)
    return page(
        request, "minutes/source.html", row=row, lines=minutes_text.source_lines(hub_of(request), row)
    )


router = Router(
    path="/meetings",
    route_handlers=[
        show,
        draft,
        settle,
        decide,
        accept_clear,
        publish,
        source,
        *minutes_import.HANDLERS,
    ],
)

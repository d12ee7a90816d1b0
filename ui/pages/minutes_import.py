"""Bringing in minutes of meetings that were held before the hub: from files, or pasted."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from domain.meetings import RecordMeeting
from domain.minutes import past_meeting
from domain.orders import Order
from domain.refusals import Reason, Refused
from projections import meetings
from ui import forms, minutes_text
from ui.forms import Filled, Problem, Typed
from ui.minutes_text import NotRead
from ui.page import AnyRequest, go, hub_of, page, person_of
from ui.port import HubPort, MinutesRead

STARTS, LENGTH = time(9, 0), timedelta(hours=1)
"""Minutes say the day; the hours of a meeting of the past are not shown."""
MOST_FILES = 200


class Result(Struct, frozen=True):
    """What came of one text: the meeting it is of, or why it could not be read."""

    file: str
    state: Literal["read", "present", "failed"]
    meeting: str = ""
    title: str = ""
    findings: int = 0
    reason: str = ""


@get("/import")
async def ask(request: AnyRequest) -> Response[str]:
    """The form."""
    return form_page(request, Filled())


def form_page(
    request: AnyRequest, form: Filled, status: int = 200, results: list[Result] | None = None
) -> Response[str]:
    rows = meetings.all_series(hub_of(request).board("meetings"))
    series = [(row.id, row.title) for row in rows]
    return page(
        request, "minutes/import.html", status=status, form=form, results=results or [], all_series=series
    )


@post("/import")
async def bring_in(request: AnyRequest) -> Response[str] | Redirect:
    """Reads every text and records its meeting with a draft; one text goes on to its review at once."""
    typed = await forms.typed(request)
    texts = await minutes_text.brought(typed)
    if not texts:
        return form_page(request, Filled("", typed, (Problem("text", "minutes.unreadable.empty"),)), 422)
    if len(texts) == 1:
        return await one(request, *texts[0], typed)
    results = [await result(request, data, name, typed) for data, name in texts[:MOST_FILES]]
    return form_page(request, Filled(), results=results)


async def one(request: AnyRequest, data: bytes, name: str, typed: Typed) -> Response[str] | Redirect:
    """One text: its title and day may be typed."""
    day = typed_day(typed)
    try:
        minutes = minutes_text.read(hub_of(request), data, name, day)
        recorded = await record(request, minutes, data, name, typed)
    except NotRead as error:
        return not_read(request, error, data, name, typed)
    if recorded.state == "present":
        return form_page(request, Filled("", typed), 409, [recorded])
    return go(request, f"/meetings/{recorded.meeting}/minutes", "minutes-drafted")


def typed_day(typed: Typed) -> date | None:
    try:
        return date.fromisoformat(typed.one("held_on").strip())
    except ValueError:
        return None


def not_read(request: AnyRequest, error: NotRead, data: bytes, name: str, typed: Typed) -> Response[str]:
    """The form again. Where only the day is missing the text stands in it, so that nothing is chosen anew."""
    if error.reason not in ("no-date", "in-future"):
        problem = Problem("text", f"minutes.unreadable.{error.reason}")
        return form_page(request, Filled("", typed, (problem,)), 422)
    text = minutes_text.read(hub_of(request), data, name).text
    kept = Typed(typed.fields | {"text": (text,)})
    problem = Problem("held_on", f"minutes.unreadable.{error.reason}")
    return form_page(request, Filled("", kept, (problem,)), 422)


async def result(request: AnyRequest, data: bytes, name: str, typed: Typed) -> Result:
    """What came of one of several texts: each must name its day by itself."""
    alone = Typed({"series": typed.fields.get("series", ())})
    try:
        return await record(request, minutes_text.read(hub_of(request), data, name), data, name, alone)
    except NotRead as error:
        return Result(name, "failed", reason=error.reason)


async def record(request: AnyRequest, minutes: MinutesRead, data: bytes, name: str, typed: Typed) -> Result:
    """Records the meeting and its draft together. Raises NotRead where the day is missing or to come."""
    hub = hub_of(request)
    title = (" ".join(typed.one("title").split()) or minutes.title)[:500]
    day = checked_day(hub, minutes, name)
    starts = datetime.combine(day, STARTS, ZoneInfo(hub.zone)).astimezone(UTC)
    meeting = hub.named_id("meeting", past_meeting(title, day))
    held = RecordMeeting(title, starts, starts + LENGTH, typed.one("series") or None)
    draft = minutes_text.drafted(hub, data, name, minutes)
    try:
        orders = [Order(meeting, held), Order(meeting, draft)]
        await hub.execute(orders, person_of(request), effective=starts + LENGTH)
    except Refused as refused:
        if refused.reason is not Reason.EXISTS:
            raise
        return Result(name, "present", meeting, title)
    return Result(name, "read", meeting, title, len(minutes.findings))


def checked_day(hub: HubPort, minutes: MinutesRead, name: str) -> date:
    if minutes.held_on is None:
        raise NotRead("no-date", name)
    if minutes.held_on > hub.now().astimezone(ZoneInfo(hub.zone)).date():
        raise NotRead("in-future", name)
    return minutes.held_on


HANDLERS = [ask, bring_in]

"""What may be done to a meeting from its page, each by a small form."""

from litestar import Response, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from domain import meetings as mtg
from domain.orders import Order
from domain.refusals import Refused
from ui import forms, meeting_view
from ui.forms import Filled, Invalid, Typed
from ui.page import AnyRequest, go, hub_of, person_of
from ui.pages.meeting_page import shown

ACTS: dict[str, type[Struct]] = {
    "reschedule": mtg.RescheduleMeeting,
    "invite": mtg.InviteParticipant,
    "answer": mtg.AnswerInvitation,
    "publish-agenda": mtg.PublishAgenda,
    "open": mtg.OpenMeeting,
    "note-attendance": mtg.NoteAttendance,
    "park": mtg.ParkItem,
    "close-item": mtg.CloseItem,
    "extend": mtg.ExtendMeeting,
    "close": mtg.CloseMeeting,
    "acknowledge": mtg.AcknowledgeMinutes,
    "cancel": mtg.CancelMeeting,
}
"""The acts by the last part of their address."""


@post("/{meeting:str}/{act:str}")
async def do(request: AnyRequest, meeting: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Does one act, and shows the meeting again; what is refused keeps what was typed."""
    if act not in ACTS:
        raise NotFoundException
    meeting_view.found(request, meeting)
    typed = await forms.typed(request)
    hub = hub_of(request)
    try:
        order = Order(meeting, command(act, typed, hub.zone))
        await hub.execute([order], person_of(request))
    except (Invalid, Refused) as error:
        filled = Filled(act, typed, forms.problems_of(error))
        return shown(request, meeting, filled, forms.status_of(error))
    return go(request, f"/meetings/{meeting}", f"meeting-{act}")


def command(act: str, typed: Typed, zone: str) -> Struct:
    """The command of an act. Raises Invalid."""
    if act == "note-attendance":
        return mtg.NoteAttendance(typed.many("present"))
    if act == "publish-agenda":
        return mtg.PublishAgenda()
    if act == "reschedule":
        typed = with_times(typed)
    return forms.from_form(ACTS[act], typed, zone)


def with_times(typed: Typed) -> Typed:
    """A day and two times of day as the start and the end."""
    day = typed.one("day").strip()
    times = {name: typed.one(name).strip() for name in ("starts", "ends")}
    moments = {name: (f"{day}T{time}",) if day and time else ("",) for name, time in times.items()}
    return Typed(typed.fields | moments, typed.files)


HANDLERS = [do]

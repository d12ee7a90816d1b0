"""One action: its facts, what may be done, whose turn it is, its history; and a new one."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from domain import actions as act
from domain.envelope import Grade, Recorded
from domain.orders import Order
from domain.refusals import Reason, Refused
from projections import actions
from projections.actions import ActionRow
from ui import acts, files, forms, history
from ui.forms import Filled, Invalid, Typed
from ui.page import (
    AnyRequest,
    go,
    hub_of,
    moments_of,
    names_of,
    page,
    person_of,
    words_of,
)
from ui.port import HubPort

SIMPLE: Mapping[str, type[Struct]] = {
    "start": act.StartAction,
    "block": act.BlockAction,
    "unblock": act.UnblockAction,
    "reassign": act.ReassignAction,
    "nudge": act.NudgeAction,
    "verify": act.VerifyCompletion,
    "return": act.ReturnCompletion,
    "cancel": act.CancelAction,
}
"""Acts whose form has just the fields of the command."""


def found(request: AnyRequest, action_id: str) -> ActionRow:
    """The action, if it may be seen; absent and not allowed are refused alike."""
    hub = hub_of(request)
    row = actions.one(hub.board("actions"), action_id, hub.sight(person_of(request)))
    if row is None:
        raise Refused(Reason.NOT_FOUND)
    return row


@get("/{action_id:str}")
async def action_page(request: AnyRequest, action_id: FromPath[str]) -> Response[Any]:
    """The action's page; its number leads there too."""
    if action_id.upper().startswith("ACT-"):
        return by_number(request, action_id.upper())
    return shown(request, found(request, action_id))


def by_number(request: AnyRequest, number: str) -> Redirect:
    """From /actions/ACT-87 to the action's own address."""
    hub = hub_of(request)
    row = actions.by_number(hub.board("actions"), number, hub.sight(person_of(request)))
    if row is None:
        raise Refused(Reason.NOT_FOUND)
    return Redirect(f"/actions/{row.id}", status_code=303)


def shown(
    request: AnyRequest, row: ActionRow, tried: Filled | None = None, status: int = 200
) -> Response[str]:
    """The page, with the form that was tried filled in as it was."""
    hub, viewer = hub_of(request), person_of(request)
    names = names_of(request)
    lines = history.entries(hub.history(row.id), names, moments_of(request))
    seen = seen_version(tried.typed) if tried and tried.typed else None
    return page(
        request,
        "actions/one.html",
        status=status,
        reread=f"/actions/{row.id}",
        action=row,
        acts=acts.acts(row, viewer, hub.company()),
        turn=acts.turn_of(row, hub.company()),
        history=lines,
        meanwhile=[line for line in lines if seen is not None and line.version > seen],
        evidence_files=next((line.files for line in lines if line.icon == "done"), ()),
        forms=forms_of(row, moments_of(request).fields(row.due), tried),
        tried=tried,
        staff=names.staff(),
        kept=files.readable(tried.typed) if tried and tried.typed else {},
    )


def forms_of(row: ActionRow, due: tuple[str, str], tried: Filled | None) -> dict[str, Filled]:
    """A form for each act: as it was tried, else with what stands now."""
    standing = {"due": due[0], "due_time": due[1]}
    blank: dict[str, Filled] = {name: Filled(name, values=standing) for name in acts.POSSIBLE[row.status]}
    return {**blank, tried.name: tried} if tried else blank


def seen_version(typed: Typed) -> int | None:
    """The version that the form was opened at."""
    text = typed.one("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@post("/{action_id:str}/{act_name:str}", status_code=303)
async def do(request: AnyRequest, action_id: FromPath[str], act_name: FromPath[str]) -> Response[Any]:
    """Does one act. Where it is refused the page comes back with all that was typed."""
    hub, row, typed = hub_of(request), found(request, action_id), await forms.typed(request)
    if act_name not in (*SIMPLE, "complete", "move-due-date"):
        raise Refused(Reason.NOT_FOUND)
    try:
        typed = await files.keep(hub, typed) if act_name == "complete" else typed
        order = Order(
            row.id, command(act_name, typed, hub), expected=expected(act_name, typed, hub.history(row.id))
        )
        await hub.execute([order], person_of(request))
    except (Invalid, Refused) as error:
        tried = Filled(act_name, typed, forms.problems_of(error))
        return shown(request, found(request, action_id), tried, forms.status_of(error))
    return go(request, typed.one("back", f"/actions/{row.id}"), f"action-{act_name}", number=label(row))


def label(row: ActionRow) -> str:
    """What to call the action in a sentence."""
    return row.number or row.text


def expected(act_name: str, typed: Typed, history: list[Recorded]) -> int | None:
    """The version that the act is meant for: the one that was seen, nudges since then left aside.

    A nudge itself counts whatever happened meanwhile.
    """
    seen = None if act_name == "nudge" else seen_version(typed)
    since = [] if seen is None else [each for each in history if each.envelope.version > seen]
    only_nudges = bool(since) and all(isinstance(each.event, act.ActionNudged) for each in since)
    return since[-1].envelope.version if only_nudges else seen


def command(act_name: str, typed: Typed, hub: HubPort) -> Struct:
    """The command that a form makes. Raises Invalid."""
    if act_name == "complete":
        return forms.from_form(act.CompleteAction, typed, files=files.attachments(typed, hub))
    if act_name == "move-due-date":
        return forms.from_form(act.MoveDueDate, typed, due=forms.due_text(typed, hub.zone))
    return forms.from_form(SIMPLE[act_name], typed)


@get("/{action_id:str}/files/{digest:str}")
async def evidence_file(
    request: AnyRequest, action_id: FromPath[str], digest: FromPath[str]
) -> Response[bytes]:
    """A file of the evidence, to be saved; never shown inside the hub's own pages."""
    hub, row = hub_of(request), found(request, action_id)
    for recorded in hub.history(row.id):
        for attachment in recorded.event.files if isinstance(recorded.event, act.ActionCompleted) else ():
            if attachment.digest == digest and (data := hub.file(digest)) is not None:
                return files.download(attachment, data)
    raise Refused(Reason.NOT_FOUND)


@get("/new")
async def new_page(request: AnyRequest) -> Response[str]:
    """The form of a new action."""
    return new_form(request, Filled())


def new_form(request: AnyRequest, form: Filled, status: int = 200) -> Response[str]:
    words = words_of(request)
    grades = [("", [(grade.value, words.t(f"grade.{grade.value}")) for grade in Grade])]
    staff = names_of(request).staff()
    return page(request, "actions/new.html", status=status, form=form, staff=staff, grades=grades)


@post("/new", status_code=303)
async def new(request: AnyRequest) -> Response[Any]:
    """Hands out a new action."""
    hub, typed = hub_of(request), await forms.typed(request)
    action_id = hub.new_id()
    try:
        assign = forms.from_form(act.AssignAction, typed, due=forms.due_text(typed, hub.zone))
        await hub.execute([Order(action_id, assign, fresh=True)], person_of(request))
    except (Invalid, Refused) as error:
        form = Filled(typed=typed, problems=forms.problems_of(error))
        return new_form(request, form, forms.status_of(error))
    row = found(request, action_id)
    return go(request, f"/actions/{action_id}", "action-assign", number=label(row))


router = Router("/actions", route_handlers=[new_page, new, action_page, do, evidence_file])

"""Clocks over the API: lists, single clocks, how their time was spent, what a tick would raise, and when."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from domain.clocks import Segment, totals
from domain.envelope import Recorded
from domain.escalations import RaiseStep
from domain.posts import reach
from domain.refusals import Reason, Refused
from hub.bodies import answer, decoded, instant
from hub.callers import AnyRequest, allowed, hub_of
from hub.commands_api import checked
from hub.hub import Hub
from hub.lists_api import cursor, department_of, limit_of, page, pair_of, person_of, split, told, with_names
from hub.problems import Problem
from projections import clock_lists
from projections.clock_lists import LEVEL_NAMES, STATES, ClockRow, Which

DUE_LIMIT = 500


class Advance(Struct, frozen=True):
    """By how much a simulated clock is put forward."""

    advance_seconds: Annotated[int, Meta(ge=0, le=10 * 366 * 86_400)]


class Spent(Struct, frozen=True):
    """How long a clock was in a state, for a reason."""

    state: str
    why: str
    seconds: int


ADVANCE = msgspec.json.Decoder(Advance)


@get("/clocks")
async def list_clocks(request: AnyRequest) -> Response[bytes]:
    who = allowed(request, "query.clocks")
    hub, query = hub_of(request), request.query_params
    limit = limit_of(query.get("limit"))
    which = Which(
        levels=tuple(LEVEL_NAMES.index(name) for name in named(query.getall("level", []), LEVEL_NAMES)),
        departments=tuple(department_of(hub, name) for name in split(query.getall("department", []))),
        kinds=tuple(split(query.getall("kind", []))),
        states=tuple(named(query.getall("state", []), STATES)),
        owner=person_of(hub, query.get("owner")),
        item=query.get("item"),
    )
    board = hub.board("clocks")
    after = place_of(query.get("cursor"))
    found = clock_lists.page(board, which, hub.sight(who), hub.now(), hub.zone, after=after, limit=limit + 1)
    following = None
    if len(found) > limit:
        due, clock = clock_lists.place(board, found[limit - 1].id)
        following = cursor(str(due), clock)
    return page(hub, with_names(hub, found[:limit]), following)


@get("/clocks/due")
async def due_clocks(request: AnyRequest) -> Response[bytes]:
    """What a tick at the time `at` would raise, if nothing happened before."""
    allowed(request, "admin.maintenance")
    hub = hub_of(request)
    at = instant(request.query_params.get("at"), "at", hub.zone) or hub.now()
    found = clock_lists.waiting(hub.board("clocks"), at, hub.zone, limit=DUE_LIMIT)
    rows = [would_raise(hub, command) for each in found for command in each.commands(at)]
    return page(hub, sorted(rows, key=lambda row: (row["fell_due"], row["clock"])), None)


@get("/clocks/{item:str}")
async def get_clock(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
    return answer(with_names(hub_of(request), [visible(request, item)])[0])


@get("/clocks/{item:str}/explain")
async def explain_clock(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
    """How the clock spent its time, in all and stretch by stretch, and the events that made it so."""
    found, hub = visible(request, item), hub_of(request)
    body = {
        "clock": with_names(hub, [found])[0],
        "segments": found.segments,
        "totals": spent(found.segments),
        "events": [told(each) for each in events_behind(hub, found)],
    }
    return answer(body)


@post("/admin/clock", status_code=HTTPStatus.OK)
async def advance_clock(request: AnyRequest) -> Response[bytes]:
    """Puts a simulated clock forward; answers when everything that fell due is on record."""
    allowed(request, "admin.clock")
    hub = hub_of(request)
    wanted = decoded(await request.body(), ADVANCE)
    try:
        raised = await hub.advance(timedelta(seconds=wanted.advance_seconds))
    except LookupError as error:
        raise Problem(
            HTTPStatus.CONFLICT, "This hub goes by the machine's clock", detail=str(error)
        ) from error
    return answer({"now": hub.now(), "raised": raised, "position": hub.boards.position})


CLOCKS: tuple[HTTPRouteHandler, ...] = (list_clocks, due_clocks, get_clock, explain_clock, advance_clock)


def visible(request: AnyRequest, item: str) -> ClockRow:
    """The clock, for whom may see it. Raises Refused."""
    who = allowed(request, "query.clocks")
    hub = hub_of(request)
    found = clock_lists.one(hub.board("clocks"), checked(item), hub.sight(who), hub.now(), hub.zone)
    if found is None:
        raise Refused(Reason.NOT_FOUND)
    return found


def named(values: list[str], known: tuple[str, ...]) -> list[str]:
    """Names out of a closed set. Raises Problem 400."""
    found = split(values)
    if unknown := set(found) - set(known):
        raise Problem(HTTPStatus.BAD_REQUEST, "An unknown name", detail=", ".join(sorted(unknown))[:200])
    return found


def place_of(text: str | None) -> tuple[int, str]:
    """What a cursor of clocks holds. Raises Problem 400."""
    first, second = pair_of(text)
    if not first:
        return -1, ""
    if not first.lstrip("-").isdigit():
        raise Problem(HTTPStatus.BAD_REQUEST, "The cursor is none of ours")
    return int(first), second


def would_raise(hub: Hub, command: RaiseStep) -> dict[str, Any]:
    """One step as it would go on record."""
    facts, level = command.facts, command.level
    found = reach(
        hub.company(), facts.responsible, facts.department, level or "responsible", facts.fell_due, hub.zone
    )
    return {
        "clock": command.clock,
        "item": facts.item,
        "kind": facts.kind,
        "step": facts.step,
        "level": found.level if found and level else None,
        "whom": found.whom if found else None,
        "fell_due": facts.fell_due,
        "late": facts.late,
    }


def spent(segments: list[Segment]) -> list[Spent]:
    """How long in each state, and for each reason."""
    return [
        Spent(state, why, int(length.total_seconds())) for (state, why), length in totals(segments).items()
    ]


def events_behind(hub: Hub, clock: ClockRow) -> list[Recorded]:
    """What armed, paused, resumed and ended the clock, and its steps, by position."""
    turning = {clock.armed, clock.ended, *(part.since for part in clock.segments if part.state == "paused")}
    turning |= {part.until for part in clock.segments if part.state == "paused"}
    of_item = [each for each in hub.history(clock.item) if each.envelope.recorded in turning]
    return sorted([*of_item, *hub.history(clock.id)], key=lambda each: each.position)

"""One POST route a command, made from the catalogue.

A command that begins an item is posted to the item's kind (`POST /api/v1/actions`; a kind's second such
command under its own name), every other one to the item (`POST /api/v1/actions/{id}/complete`).
"""

import re
from http import HTTPStatus

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from domain.calendars import DefineCalendar
from domain.catalogue import AGGREGATES, COMMANDS, Aggregate, tag_of
from domain.departments import FoundDepartment
from domain.escalations import ConfirmJump, RaiseStep
from domain.orders import Order, Outcome
from domain.people import EnterOutsider, JoinPerson
from domain.policies import SetLadder, SetLastRung
from domain.refusals import Reason, Refused
from domain.words import UUID_FORM
from hub.bodies import answer, decoded, instant
from hub.callers import AnyRequest, caller, hub_of
from hub.hub import Hub
from hub.problems import Problem

MAX_KEY = 255


def command_routes() -> list[HTTPRouteHandler]:
    """The routes of every command in the catalogue."""
    return [
        begin_route(aggregate, command) if COMMANDS[command].begins else act_route(aggregate, command)
        for aggregate in AGGREGATES
        for command in aggregate.commands
    ]


def path_of(aggregate: Aggregate, command: type[Struct]) -> str:
    """Where the command is posted, under /api/v1."""
    tag = tag_of(command)
    if not COMMANDS[command].begins:
        return f"/{aggregate.path}/{{item:str}}/{tag}"
    return f"/{aggregate.path}" if tag == aggregate.creates[0] else f"/{aggregate.path}/{tag}"


def begin_route(aggregate: Aggregate, command: type[Struct]) -> HTTPRouteHandler:
    """201 with the id of what began."""
    decoder = msgspec.json.Decoder(command)

    @post(path_of(aggregate, command), name=f"{aggregate.name}.{tag_of(command)}")
    async def begin(request: AnyRequest) -> Response[bytes]:
        who = caller(request)
        order = beginning(hub_of(request), decoded(await request.body(), decoder))
        outcome = await give(request, order, who)
        return answered(outcome, HTTPStatus.CREATED)

    return begin


def act_route(aggregate: Aggregate, command: type[Struct]) -> HTTPRouteHandler:
    """200 with the position; `If-Match: "7"` refuses unless the item is at version 7."""
    decoder = msgspec.json.Decoder(command)

    @post(path_of(aggregate, command), name=f"{aggregate.name}.{tag_of(command)}", status_code=HTTPStatus.OK)
    async def act(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
        who = caller(request)
        order = Order(checked(item), decoded(await request.body(), decoder), expected=version_wanted(request))
        return answered(await give(request, order, who), HTTPStatus.OK)

    return act


async def give(request: AnyRequest, order: Order, who: str) -> Outcome:
    """Executes with the caller's key, and the time it happened where it is told afterwards."""
    hub = hub_of(request)
    effective = instant(request.headers.get("hub-effective-at"), "Hub-Effective-At")
    if effective is not None and effective > hub.now():
        raise Problem(HTTPStatus.BAD_REQUEST, "Hub-Effective-At is still to come")
    return await hub.execute([order], who, key=key_of(request), effective=effective)


def beginning(hub: Hub, command: Struct) -> Order:
    """An order for a new item: named where its name must be unique, else under a fresh id."""
    match command:
        case JoinPerson(login=str(login)):
            return Order(hub.named_id("person", login), command)
        case EnterOutsider():
            return Order(hub.named_id("outsider", command.name), command)
        case FoundDepartment():
            return Order(hub.named_id("department", command.slug), command)
        case DefineCalendar():
            return Order(hub.named_id("calendar", command.name), command)
        case SetLadder():
            return Order(hub.named_id("policy", command.kind), command)
        case SetLastRung():
            return Order(hub.named_id("policy", "last-rung"), command)
        case RaiseStep():
            return Order(command.clock, command)
        case ConfirmJump():
            return Order(hub.named_id("escalation", "jump"), command)
        case _:
            return Order(hub.new_id(), command, fresh=True)


def answered(outcome: Outcome, status: int) -> Response[bytes]:
    body = {"id": outcome.streams[0], "position": outcome.position, "events": outcome.events}
    return answer(body, status, {"Hub-Position": str(outcome.position)})


def checked(item: str) -> str:
    """The id, if it can be one. Raises Refused."""
    if not re.fullmatch(UUID_FORM.strip("^$"), item):
        raise Refused(Reason.MALFORMED, id=item[:100])
    return item


def key_of(request: AnyRequest) -> str | None:
    """The Idempotency-Key, of at most MAX_KEY characters. Raises Problem."""
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise Problem(HTTPStatus.BAD_REQUEST, f"Idempotency-Key has 1 to {MAX_KEY} characters")
    return key


def version_wanted(request: AnyRequest) -> int | None:
    """The version in If-Match. Raises Problem."""
    match = request.headers.get("if-match")
    if match is None:
        return None
    if not re.fullmatch(r'"\d{1,9}"', match):
        raise Problem(HTTPStatus.BAD_REQUEST, 'If-Match holds a version, like "7"')
    return int(match.strip('"'))

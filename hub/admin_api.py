"""What operators do over the API, and through it on the command line: tokens, minutes in, upkeep."""

import asyncio
import base64
import binascii
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from adapters import reconcile
from domain.people import Login
from domain.refusals import Reason, Refused
from domain.words import Attachment, Line
from hub import minutes_import
from hub.bodies import answer, decoded
from hub.callers import AnyRequest, allowed, hub_of
from hub.hub import Hub
from hub.problems import Problem
from projections import directory, meetings
from ui import people_file
from ui.pages.people_import import known_to
from ui.people_file import BadFile
from ui.port import MinutesRead, Unreadable

MAX_FILE_BODY = 8 * 1024 * 1024
RELAY_SECONDS = 10
"""How long a check waits for the relay to publish what was just appended."""


class TokenWanted(Struct, frozen=True):
    """For whom a token is made, by login, and what it is called on the list of tokens."""

    person: Login
    name: Line = "command line"
    days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class PasswordWanted(Struct, frozen=True):
    """A person's new password."""

    person: Login
    password: Annotated[str, Meta(min_length=10, max_length=200)]


class MinutesFile(Struct, frozen=True):
    """A file of minutes; its bytes in base64."""

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    content: Annotated[str, Meta(max_length=MAX_FILE_BODY)]


class PeopleFile(Struct, frozen=True):
    """A list of people as CSV, in base64. `dry_run`: check it, change nothing."""

    content: Annotated[str, Meta(max_length=MAX_FILE_BODY)]
    dry_run: bool = False


class Upkeep(Struct, frozen=True):
    """`repair`: not only say what is wrong with the stream, but mend it."""

    repair: bool = False


TOKEN = msgspec.json.Decoder(TokenWanted)
PASSWORD = msgspec.json.Decoder(PasswordWanted)
FILE = msgspec.json.Decoder(MinutesFile)
PEOPLE = msgspec.json.Decoder(PeopleFile)
UPKEEP = msgspec.json.Decoder(Upkeep)


@post("/admin/tokens")
async def make_token(request: AnyRequest) -> Response[bytes]:
    """A bearer token for somebody; it is shown this once."""
    allowed(request, "admin.tokens")
    hub = hub_of(request)
    wanted = decoded(await request.body(), TOKEN)
    person = by_login(hub, wanted.person)
    token_id = hub.new_id()
    expires = hub.identity.seconds() + wanted.days * 86_400 if wanted.days else None
    token = hub.identity.make_token(person, wanted.name, token_id, expires)
    return answer({"id": token_id, "token": token}, HTTPStatus.CREATED)


@get("/admin/tokens")
async def list_tokens(request: AnyRequest) -> Response[bytes]:
    """All tokens by id, never the tokens themselves."""
    allowed(request, "admin.tokens")
    fields = ("id", "person", "name", "since", "expires")
    found = [dict(zip(fields, row, strict=True)) for row in hub_of(request).identity.tokens()]
    return answer({"items": found, "next": None})


@delete("/admin/tokens/{token_id:str}", status_code=HTTPStatus.NO_CONTENT)
async def revoke_token(request: AnyRequest, token_id: FromPath[str]) -> None:
    """Ends a token at once."""
    allowed(request, "admin.tokens")
    if not hub_of(request).identity.revoke_token(token_id):
        raise Refused(Reason.NOT_FOUND)


@post("/admin/passwords", status_code=HTTPStatus.NO_CONTENT)
async def set_password(request: AnyRequest) -> None:
    """Sets somebody's password and ends their sessions."""
    allowed(request, "admin.tokens")
    hub = hub_of(request)
    wanted = decoded(await request.body(), PASSWORD)
    await hub.set_password(by_login(hub, wanted.person), wanted.password)


@post("/minutes/read", status_code=HTTPStatus.OK)
async def read_minutes(request: AnyRequest) -> Response[bytes]:
    """What a file of minutes says; changes nothing. `meeting` is null unless it was imported before."""
    allowed(request, "meeting.record")
    hub = hub_of(request)
    data, name = await file_of(request)
    minutes = legible(hub, data, name)
    planned = plan(hub, minutes, minutes_import.attachment(data, name))
    known = meetings.one(hub.board("meetings"), planned.meeting, hub.sight("operator")) is not None
    return answer(
        {
            "title": minutes.title,
            "held_on": minutes.held_on,
            "id": planned.meeting,
            "meeting": planned.meeting if known else None,
            "findings": minutes.findings,
            "unsettled": planned.unsettled,
        }
    )


@post("/minutes/import")
async def import_minutes(request: AnyRequest) -> Response[bytes]:
    """Records the meeting with every finding accepted, or refuses and changes nothing."""
    who = allowed(request, "meeting.record")
    hub = hub_of(request)
    data, name = await file_of(request)
    source = minutes_import.attachment(data, name)
    planned = plan(hub, legible(hub, data, name), source)
    await asyncio.to_thread(hub.keep_file, data)
    outcome = await hub.execute(planned.orders, who, effective=planned.held)
    found = meetings.one(hub.board("meetings"), planned.meeting, hub.sight("operator"))
    number = found.number if found else None
    return answer(
        {
            "id": planned.meeting,
            "number": number,
            "position": outcome.position,
            "unsettled": planned.unsettled,
        },
        HTTPStatus.CREATED,
    )


@post("/people/import", status_code=HTTPStatus.OK)
async def import_people(request: AnyRequest) -> Response[bytes]:
    """People from CSV: with `dry_run` only what would be done; with any fault in any row, nothing."""
    who = allowed(request, "person.join")
    hub = hub_of(request)
    wanted = decoded(await request.body(), PEOPLE)
    try:
        known = known_to(hub)
        sheet = people_file.read(people_file.text_of(base64.b64decode(wanted.content, validate=True)), known)
    except (BadFile, binascii.Error) as error:
        reason = error.reason if isinstance(error, BadFile) else "not-base64"
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "The file is no list of people", reason=reason
        ) from error
    entered = not (wanted.dry_run or sheet.faults)
    position = 0
    if entered and sheet.new:
        orders = people_file.orders(sheet, known, lambda login: hub.named_id("person", login))
        position = (await hub.execute(orders, who)).position
    return answer(
        {
            "new": [row.login for row in sheet.new],
            "present": [row.login for row in sheet.present],
            "faults": sheet.faults,
            "entered": entered,
            "position": position,
        }
    )


@post("/admin/rebuild", status_code=HTTPStatus.OK)
async def rebuild(request: AnyRequest) -> Response[bytes]:
    """Builds every board anew from the log, beside the old ones, and puts them in their place."""
    return await upkeep(request, compare=False)


@post("/admin/verify", status_code=HTTPStatus.OK)
async def verify(request: AnyRequest) -> Response[bytes]:
    """Holds the log against its own rules and hashes, and every board against the fold of the log."""
    return await upkeep(request, compare=True)


@post("/admin/reconcile", status_code=HTTPStatus.OK)
async def reconcile_stream(request: AnyRequest) -> Response[bytes]:
    """Holds the stream on NATS against the log."""
    allowed(request, "admin.maintenance")
    hub = hub_of(request)
    wanted = decoded(await request.body(), UPKEEP)
    if hub.relay is None:
        raise Problem(HTTPStatus.CONFLICT, "This hub has no broker")
    head = hub.writer.head
    with suppress(TimeoutError):
        await asyncio.wait_for(hub.relayed(head), RELAY_SECONDS)
    compare = reconcile.repair if wanted.repair else reconcile.verify
    reports = await compare(hub.relay.url, hub.log.read, hub.log_id, head)
    ok = not any(report.wrong or report.missing for report in reports)
    return answer({"ok": ok or wanted.repair, "position": head, "streams": reports})


ADMIN: tuple[HTTPRouteHandler, ...] = (
    make_token,
    list_tokens,
    revoke_token,
    set_password,
    read_minutes,
    import_minutes,
    import_people,
    rebuild,
    verify,
    reconcile_stream,
)


async def upkeep(request: AnyRequest, *, compare: bool) -> Response[bytes]:
    allowed(request, "admin.maintenance")
    hub = hub_of(request)
    if compare and (wrong := await asyncio.to_thread(hub.check_log)):
        return answer({"ok": False, "wrong": wrong})
    loop = asyncio.get_running_loop()
    done: asyncio.Future[str | None] = loop.create_future()

    def report(wrong: str | None) -> None:
        loop.call_soon_threadsafe(done.set_result, wrong)

    hub.boards.rebuild(report, compare=compare)
    wrong = await done
    return answer({"ok": wrong is None, "wrong": wrong, "position": hub.boards.position})


def by_login(hub: Hub, login: str) -> str:
    """The id of whoever signs in with this name. Raises Refused."""
    found = directory.person_by_login(hub.board("directory"), login)
    if found is None:
        raise Refused(Reason.PERSON_UNKNOWN, login=login)
    return found.id


async def file_of(request: AnyRequest) -> tuple[bytes, str]:
    """The posted file's bytes and name. Raises Problem."""
    body = await request.body()
    if len(body) > MAX_FILE_BODY:
        raise Refused(Reason.TOO_LARGE)
    try:
        wanted = FILE.decode(body)
        return base64.b64decode(wanted.content, validate=True), wanted.name
    except (msgspec.DecodeError, binascii.Error, UnicodeDecodeError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The body does not fit", detail=str(error)) from error


def legible(hub: Hub, data: bytes, name: str) -> MinutesRead:
    """The minutes in the file. Raises Problem 422 with the reason."""
    try:
        return hub.read_minutes(data, name)
    except Unreadable as error:
        raise unreadable(error, name) from error


def plan(hub: Hub, minutes: MinutesRead, source: Attachment) -> minutes_import.Import:
    """The orders of the import. Raises Problem 422 where the minutes lack a date."""
    try:
        board = hub.board("directory")
        return minutes_import.plan(minutes, source, board, hub.company(), hub.named_id, hub.zone)
    except Unreadable as error:
        raise unreadable(error, source.name) from error


def unreadable(error: Unreadable, name: str) -> Problem:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return Problem(status, "The file cannot be read as minutes", reason=error.reason, file=name)

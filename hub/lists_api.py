"""What the API tells: lists with cursors, single items, the history of an item, the feed of events."""

import base64
import binascii
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, structs

from domain.envelope import Recorded
from domain.refusals import Reason, Refused
from hub.bodies import answer, instant
from hub.callers import AnyRequest, allowed, hub_of
from hub.commands_api import checked
from hub.hub import Hub
from hub.problems import Problem
from projections import actions, directory, meetings
from projections.actions import ActionRow, Filter
from projections.clock_lists import ClockRow

DEFAULT_LIMIT = 100
MAX_LIMIT = 500
STATUSES = ("open", "started", "blocked", "completed", "verified", "cancelled")


class Page(Struct):
    """One page of a list. `next` is the cursor of the page after it; `position` is the board's."""

    items: list[Any]
    next: str | None
    position: int


@get("/actions")
async def list_actions(request: AnyRequest) -> Response[bytes]:
    who = allowed(request, "query.actions")
    hub, query = hub_of(request), request.query_params
    limit = limit_of(query.get("limit"))
    which = Filter(
        statuses=statuses_of(query.getall("status", [])),
        owner=person_of(hub, query.get("owner")),
        departments=tuple(department_of(hub, name) for name in split(query.getall("department", []))),
        due_before=due_of(query.get("due_before"), hub.zone),
        origin=query.get("origin"),
        series=query.get("series"),
        text=query.get("q", ""),
        unowned=query.get("unowned") == "true",
    )
    found = actions.page(
        hub.board("actions"), which, hub.sight(who), after=pair_of(query.get("cursor")), limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    following = cursor(last.due_at or actions.NO_DUE, last.id) if last else None
    return page(hub, with_names(hub, found[:limit]), following)


@get("/actions/{item:str}")
async def get_action(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
    who = allowed(request, "query.actions")
    hub = hub_of(request)
    found = actions.one(hub.board("actions"), checked(item), hub.sight(who))
    if found is None:
        raise Refused(Reason.NOT_FOUND)
    return answer(with_names(hub, [found])[0], headers={"ETag": f'"{found.version}"'})


@get("/meetings")
async def list_meetings(request: AnyRequest) -> Response[bytes]:
    who = allowed(request, "query.meetings")
    hub, query = hub_of(request), request.query_params
    limit = limit_of(query.get("limit"))
    found = meetings.page(
        hub.board("meetings"),
        hub.sight(who),
        since=query.get("since", ""),
        until=query.get("until", "~"),
        after=pair_of(query.get("cursor")),
        limit=limit + 1,
    )
    following = cursor(found[limit - 1].starts, found[limit - 1].id) if len(found) > limit else None
    return page(hub, found[:limit], following)


@get("/meetings/{item:str}")
async def get_meeting(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
    who = allowed(request, "query.meetings")
    hub = hub_of(request)
    board = hub.board("meetings")
    found = meetings.one(board, checked(item), hub.sight(who))
    if found is None:
        raise Refused(Reason.NOT_FOUND)
    more = {
        "participants": meetings.participants(board, found.id),
        "findings": meetings.findings(board, found.id),
        "topics": meetings.topics(board, found.id),
        "carried": meetings.carried(board, found.id),
    }
    return answer(structs.asdict(found) | more, headers={"ETag": f'"{found.version}"'})


@get("/series")
async def list_series(request: AnyRequest) -> Response[bytes]:
    allowed(request, "query.series")
    hub = hub_of(request)
    return short_page(request, [structs.asdict(each) for each in meetings.all_series(hub.board("meetings"))])


@get("/departments")
async def list_departments(request: AnyRequest) -> Response[bytes]:
    allowed(request, "query.departments")
    hub = hub_of(request)
    found = directory.departments(hub.board("directory"))
    return short_page(request, [with_contacts(hub, department) for department in found])


@get("/departments/{item:str}")
async def get_department(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
    allowed(request, "query.departments")
    hub = hub_of(request)
    found = [d for d in directory.departments(hub.board("directory")) if d.id == checked(item)]
    if not found:
        raise Refused(Reason.NOT_FOUND)
    return answer(with_contacts(hub, found[0]))


@get("/people")
async def list_people(request: AnyRequest) -> Response[bytes]:
    allowed(request, "query.people")
    hub, query = hub_of(request), request.query_params
    limit = limit_of(query.get("limit"))
    department = query.get("department")
    found = directory.people_page(
        hub.board("directory"),
        department=department_of(hub, department) if department else None,
        text=query.get("q", ""),
        after=pair_of(query.get("cursor"))[1],
        limit=limit + 1,
    )
    return page(hub, found[:limit], cursor("", found[limit - 1].id) if len(found) > limit else None)


@get("/people/{item:str}")
async def get_person(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
    allowed(request, "query.people")
    found = directory.person(hub_of(request).board("directory"), checked(item))
    if found is None:
        raise Refused(Reason.NOT_FOUND)
    return answer(found)


@get("/actions/{item:str}/history")
async def action_history(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
    who = allowed(request, "query.history")
    hub = hub_of(request)
    if actions.one(hub.board("actions"), checked(item), hub.sight(who)) is None:
        raise Refused(Reason.NOT_FOUND)
    return page(hub, [told(recorded) for recorded in hub.history(item)], None)


@get("/meetings/{item:str}/history")
async def meeting_history(request: AnyRequest, item: FromPath[str]) -> Response[bytes]:
    who = allowed(request, "query.history")
    hub = hub_of(request)
    if meetings.one(hub.board("meetings"), checked(item), hub.sight(who)) is None:
        raise Refused(Reason.NOT_FOUND)
    return page(hub, [told(recorded) for recorded in hub.history(item)], None)


@get("/events")
async def list_events(request: AnyRequest) -> Response[bytes]:
    """The feed: CloudEvents, the same bytes as on NATS."""
    allowed(request, "query.events")
    hub, query = hub_of(request), request.query_params
    limit = limit_of(query.get("limit"))
    after = whole(query.get("after", "0"), "after", 0, 2**53)
    stored = hub.log.read(after, limit)
    items = [msgspec.Raw(hub.events.messages(row)[0].body) for row in stored]
    last = stored[-1].position if stored else after
    return answer({"items": items, "next": last, "position": hub.writer.head})


LISTS: tuple[HTTPRouteHandler, ...] = (
    list_actions,
    get_action,
    action_history,
    list_meetings,
    get_meeting,
    meeting_history,
    list_series,
    list_departments,
    get_department,
    list_people,
    get_person,
    list_events,
)


def page(hub: Hub, items: list[Any], following: str | None) -> Response[bytes]:
    position = hub.boards.position
    return answer(Page(items, following, position), headers={"Hub-Position": str(position)})


def short_page(request: AnyRequest, rows: list[dict[str, Any]]) -> Response[bytes]:
    """A page of a list that is short enough to be read whole; the cursor names the last id before it."""
    limit = limit_of(request.query_params.get("limit"))
    after = pair_of(request.query_params.get("cursor"))[1]
    ids = [row["id"] for row in rows]
    start = ids.index(after) + 1 if after in ids else 0
    shown = rows[start : start + limit]
    following = cursor("", shown[-1]["id"]) if start + limit < len(rows) else None
    return page(hub_of(request), shown, following)


def with_names(hub: Hub, rows: Sequence[ActionRow | ClockRow]) -> list[dict[str, Any]]:
    """Actions or clocks with the names of owner and department beside their ids."""
    board = hub.board("directory")
    people = directory.people_by_id(board, {row.owner for row in rows if row.owner})
    names = {department.id: department for department in directory.departments(board)}
    return [
        structs.asdict(row)
        | {
            "owner_name": people[row.owner].name if row.owner in people else None,
            "owner_login": people[row.owner].login if row.owner in people else None,
            "department_name": names[row.department].name if row.department in names else None,
            "department_slug": names[row.department].slug if row.department in names else None,
        }
        for row in rows
    ]


def with_contacts(hub: Hub, department: directory.DepartmentRow) -> dict[str, Any]:
    """A department with today's holders of its two posts."""
    today: date = hub.now().date()
    return structs.asdict(department) | {
        "business_contact": directory.holder(department, "business", today),
        "technical_contact": directory.holder(department, "technical", today),
    }


def told(recorded: Recorded) -> dict[str, Any]:
    """An event of an item's history."""
    return {"position": recorded.position, "envelope": recorded.envelope, "event": recorded.event}


def limit_of(text: str | None) -> int:
    return DEFAULT_LIMIT if text is None else whole(text, "limit", 1, MAX_LIMIT)


def whole(text: str, name: str, least: int, most: int) -> int:
    """A whole number within bounds. Raises Problem 400."""
    if text.isascii() and text.isdigit() and len(text) <= 18 and least <= int(text) <= most:
        return int(text)
    raise Problem(HTTPStatus.BAD_REQUEST, f"{name} is a whole number from {least} to {most}")


def split(values: list[str]) -> list[str]:
    """Repeated parameters and commas both make lists."""
    return [part for value in values for part in value.split(",") if part]


def statuses_of(values: list[str]) -> tuple[str, ...]:
    """Statuses by name; `live` is everything that somebody still has to act on."""
    found = split(values)
    if unknown := set(found) - set(STATUSES) - {"live"}:
        raise Problem(HTTPStatus.BAD_REQUEST, "An unknown status", detail=", ".join(sorted(unknown))[:200])
    return actions.LIVE if "live" in found else tuple(found)


def person_of(hub: Hub, text: str | None) -> str | None:
    """A person by id or login; an unknown login is nobody, who owns nothing."""
    if not text or text in hub.company().people:
        return text or None
    found = directory.person_by_login(hub.board("directory"), text)
    return found.id if found else text


def department_of(hub: Hub, text: str) -> str:
    """A department by id or slug."""
    departments = hub.company().departments
    by_slug = {department.slug: department.id for department in departments.values()}
    return text if text in departments else by_slug.get(text.lower(), text)


def due_of(text: str | None, zone: str) -> str | None:
    """`due_before` as an instant that sorts; a day means its first moment in the company's zone."""
    when = instant(text, "due_before", zone)
    return None if when is None else actions.text_of(when)


def cursor(first: str, second: str) -> str:
    """Where a page ends, as text that clients pass back untouched."""
    return base64.urlsafe_b64encode(f"{first} {second}".encode()).decode().rstrip("=")


def pair_of(text: str | None) -> tuple[str, str]:
    """What a cursor holds. Raises Problem 400."""
    if not text:
        return "", ""
    try:
        held = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The cursor is none of ours") from error
    first, space, second = held.partition(" ")
    if not space or not held.isprintable():
        raise Problem(HTTPStatus.BAD_REQUEST, "The cursor is none of ours")
    return first, second

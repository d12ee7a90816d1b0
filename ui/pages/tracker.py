"""The tracker (待办清单): every action, filtered in the address bar, grouped by department or owner."""

from typing import Any

from litestar import Response, Router, get
from msgspec import Struct

from projections import actions, tracker
from projections.actions import NO_DUE, ActionRow, Filter, Sight
from projections.rows import Reads
from projections.tracker import By
from ui.page import AnyRequest, here, hub_of, moments_of, names_of, page, person_of
from ui.queries import Query, query_of

PAGE = 100
FIRST = 6
"""How many of each group are shown while there are several groups."""
GROUPS = 40


class Shown(Struct, frozen=True):
    """One group of the list: its heading's id (None: not settled), its rows, and where the rest is."""

    key: str | None
    by: By | None
    count: int
    late: int
    rows: list[ActionRow]
    rest: int = 0
    rest_url: str = ""


@get("/actions")
async def tracker_page(request: AnyRequest) -> Response[Any]:
    """The list for the filters of the address."""
    hub = hub_of(request)
    query, moments = query_of(request.query_params), moments_of(request)
    rows, sight = hub.board("actions"), hub.sight(person_of(request))
    which = query.filter(moments)
    shown, others = listed(rows, which, sight, query, moments.stamp())
    names = names_of(request)
    return page(
        request,
        "actions/list.html",
        query=query,
        groups=shown,
        more_groups=others,
        count=total(rows, which, sight, query),
        open_count=actions.count(rows, Filter(statuses=actions.LIVE), sight),
        chips=query.chips(names, moments),
        staff=names.staff(),
        back=here(request),
        company=hub.company(),
    )


def total(rows: Reads, which: Filter, sight: Sight, query: Query) -> int:
    """How many actions match."""
    if query.nowhere:
        return tracker.count_of_group(rows, which, sight, "department", None)
    return actions.count(rows, which, sight)


def listed(rows: Reads, which: Filter, sight: Sight, query: Query, now: str) -> tuple[list[Shown], int]:
    """The groups to show, and how many groups are left out."""
    if query.nowhere:
        return [flat_nowhere(rows, which, sight, query)], 0
    if query.group == "none":
        return [flat(rows, which, sight, query)], 0
    found = tracker.groups(rows, which, sight, query.group, now)
    size = PAGE if len(found) == 1 else FIRST
    shown = [grouped(rows, which, sight, query, query.group, each, size) for each in found[:GROUPS]]
    return shown, len(found[GROUPS:])


def grouped(
    rows: Reads, which: Filter, sight: Sight, query: Query, by: By, group: tracker.Group, size: int
) -> Shown:
    """The first of one group, and the address of all of it."""
    found = tracker.of_group(rows, which, sight, by, group.key, limit=size)
    rest = group.count - len(found)
    return Shown(group.key, by, group.count, group.late, found, rest, query.narrowed(by, group.key))


def flat(rows: Reads, which: Filter, sight: Sight, query: Query) -> Shown:
    """One page of everything, by due time."""
    found = actions.page(rows, which, sight, after=query.after, limit=PAGE)
    rest = tracker.count_after(rows, which, sight, place(found[-1])) if len(found) == PAGE else 0
    return Shown(None, None, len(found), 0, found, rest, query.following(place(found[-1])) if rest else "")


def flat_nowhere(rows: Reads, which: Filter, sight: Sight, query: Query) -> Shown:
    """One page of what belongs to no department."""
    found = tracker.of_group(rows, which, sight, "department", None, after=query.after, limit=PAGE + 1)
    more = found[PAGE:]
    url = query.following(place(found[PAGE - 1])) if more else ""
    return Shown(None, None, len(found[:PAGE]), 0, found[:PAGE], len(more), url)


def place(row: ActionRow) -> tuple[str, str]:
    """Where a row stands in the order of due times."""
    return row.due_at or NO_DUE, row.id


router = Router("/", route_handlers=[tracker_page])

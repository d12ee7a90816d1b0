"""The tracker's groups: how many actions each department or owner has, and the first of them."""

from typing import Any, Literal

from msgspec import Struct

from projections.actions import SELECT, ActionRow, Filter, Sight, action_row, conditions
from projections.rows import Reads

By = Literal["department", "owner"]


class Group(Struct, frozen=True):
    """One department or owner (None: not settled) with its actions that match, and how many are overdue."""

    key: str | None
    count: int
    late: int


def groups(rows: Reads, which: Filter, sight: Sight, by: By, now: str) -> list[Group]:
    """Every group that has an action of the filter, those with the most overdue first."""
    where, values = conditions(which, sight)
    found = rows.read(
        f"SELECT a.{by}, count(*), sum(a.due_at <= ? AND a.status IN ('open', 'started', 'blocked')) AS late"
        f" FROM actions a WHERE {where} GROUP BY a.{by} ORDER BY late DESC, count(*) DESC, a.{by}",
        now,
        *values,
    )
    return [Group(*row) for row in found]


def of_group(
    rows: Reads,
    which: Filter,
    sight: Sight,
    by: By,
    key: str | None,
    *,
    after: tuple[str, str] = ("", ""),
    limit: int,
) -> list[ActionRow]:
    """The actions of one group by due time, then id, after the given pair of both."""
    where, values = in_group(which, sight, by, key)
    found = rows.read(
        f"{SELECT} WHERE {where} AND (a.due_at, a.id) > (?, ?) ORDER BY a.due_at, a.id LIMIT ?",
        *values,
        *after,
        limit,
    )
    return [action_row(row) for row in found]


def count_of_group(rows: Reads, which: Filter, sight: Sight, by: By, key: str | None) -> int:
    """How many actions the group has."""
    where, values = in_group(which, sight, by, key)
    return int(rows.read(f"SELECT count(*) FROM actions a WHERE {where}", *values)[0][0])


def count_after(rows: Reads, which: Filter, sight: Sight, after: tuple[str, str]) -> int:
    """How many actions come after a pair of due time and id."""
    where, values = conditions(which, sight)
    found = rows.read(
        f"SELECT count(*) FROM actions a WHERE {where} AND (a.due_at, a.id) > (?, ?)", *values, *after
    )
    return int(found[0][0])


def in_group(which: Filter, sight: Sight, by: By, key: str | None) -> tuple[str, list[Any]]:
    """The WHERE of a filter, narrowed to one group; equality by itself, so that the indexes serve."""
    where, values = conditions(which, sight)
    if key is None:
        return f"{where} AND a.{by} IS NULL", values
    return f"{where} AND a.{by} = ?", [*values, key]

"""The public board: what each department has done lately, what is due, what is late; nothing secret."""

from msgspec import Struct

from projections.actions import SELECT, ActionRow, action_row
from projections.rows import Reads

SHOWN = "a.grade <= ?"


class Line(Struct, frozen=True):
    """One department: done since a moment, due within a span, overdue."""

    department: str | None
    done: int
    due: int
    late: int


def lines(
    rows: Reads, rank: int, *, now: str, done_since: str, due_from: str, due_until: str
) -> dict[str | None, Line]:
    """Every department that has an action up to the grade; times are stored text of instants."""
    open_ = "a.status IN ('open', 'started', 'blocked')"
    found = rows.read(
        "SELECT a.department, sum(a.status = 'verified' AND a.changed_at >= ?),"
        f" sum({open_} AND a.due_at >= ? AND a.due_at < ?), sum({open_} AND a.due_at <= ?)"
        f" FROM actions a WHERE {SHOWN} GROUP BY a.department",
        done_since,
        due_from,
        due_until,
        now,
        rank,
    )
    return {row[0]: Line(*row) for row in found}


def just_done(rows: Reads, rank: int, limit: int) -> list[ActionRow]:
    """What was verified last, the latest first."""
    found = rows.read(
        f"{SELECT} WHERE a.status = 'verified' AND {SHOWN} ORDER BY a.changed_at DESC, a.id LIMIT ?",
        rank,
        limit,
    )
    return [action_row(row) for row in found]


def due_next(rows: Reads, rank: int, now: str, until: str, limit: int) -> list[ActionRow]:
    """What is due soon, the nearest first."""
    found = rows.read(
        f"{SELECT} WHERE a.status IN ('open', 'started', 'blocked') AND a.due_at > ? AND a.due_at < ?"
        f" AND {SHOWN} ORDER BY a.due_at, a.id LIMIT ?",
        now,
        until,
        rank,
        limit,
    )
    return [action_row(row) for row in found]

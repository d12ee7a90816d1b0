"""The public board: what each department has done lately, what is due, what is late; nothing secret."""

from msgspec import Struct

from projections.actions import SELECT, ActionRow, action_row
from projections.rows import Reads

SHOWN = "a.grade <= ?"
OPEN = "a.live AND a.status <> 'completed'"
VERIFIED = "NOT a.live AND a.status = 'verified'"


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
    found = rows.read(
        "SELECT a.department, sum(a.due_at >= ? AND a.due_at < ?), sum(a.due_at <= ?) FROM actions a"
        f" WHERE {OPEN} AND {SHOWN} GROUP BY a.department",
        due_from,
        due_until,
        now,
        rank,
    )
    done = rows.read(
        "SELECT a.department, count(*) FROM actions a"
        f" WHERE {VERIFIED} AND a.changed_at >= ? AND {SHOWN} GROUP BY a.department",
        done_since,
        rank,
    )
    open_, finished = {row[0]: row[1:] for row in found}, dict(done)
    return {
        department: Line(department, finished.get(department, 0), *open_.get(department, (0, 0)))
        for department in (*open_, *finished)
    }


def just_done(rows: Reads, rank: int, limit: int) -> list[ActionRow]:
    """What was verified last, the latest first."""
    found = rows.read(
        f"{SELECT} WHERE {VERIFIED} AND {SHOWN} ORDER BY a.changed_at DESC, a.id LIMIT ?",
        rank,
        limit,
    )
    return [action_row(row) for row in found]


def due_next(rows: Reads, rank: int, now: str, until: str, limit: int) -> list[ActionRow]:
    """What is due soon, the nearest first."""
    found = rows.read(
        f"{SELECT} WHERE {OPEN} AND a.due_at > ? AND a.due_at < ?"
        f" AND {SHOWN} ORDER BY a.due_at, a.id LIMIT ?",
        now,
        until,
        rank,
        limit,
    )
    return [action_row(row) for row in found]

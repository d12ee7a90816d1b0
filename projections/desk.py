"""What concerns one person: what they owe, what they asked for, what they have done."""

from projections.actions import SEEN, SELECT, ActionRow, Sight, action_row, seeing
from projections.rows import Reads

OWED = "a.live AND a.owner = ? AND a.status <> 'completed'"
TO_VERIFY = """a.live AND a.status = 'completed' AND a.owner IS NOT ?
 AND (a.assigner = ? OR ((a.assigner IS NULL OR a.assigner IS a.owner) AND instr(?, a.department)))"""
"""Who confirms: the assigner; where there is none, or they are the owner, the head of the department."""


def owed(rows: Reads, person: str, sight: Sight) -> list[ActionRow]:
    """The person's own open actions, by due time."""
    found = rows.read(
        f"{SELECT} WHERE {OWED} AND {SEEN} ORDER BY a.due_at, a.id",
        person,
        *seeing(sight),
    )
    return [action_row(row) for row in found]


def to_verify(rows: Reads, person: str, headed: tuple[str, ...], sight: Sight) -> list[ActionRow]:
    """Completed actions that wait for this person's word; `headed` are the departments they head."""
    found = rows.read(
        f"{SELECT} WHERE {TO_VERIFY} AND {SEEN} ORDER BY a.due_at, a.id",
        person,
        person,
        " ".join(headed),
        *seeing(sight),
    )
    return [action_row(row) for row in found]


def waiting(rows: Reads, person: str, headed: tuple[str, ...]) -> int:
    """How many actions the person owes or has to verify."""
    found = rows.read(
        f"SELECT (SELECT count(*) FROM actions a WHERE {OWED}),"
        f" (SELECT count(*) FROM actions a WHERE {TO_VERIFY})",
        person,
        person,
        person,
        " ".join(headed),
    )
    return int(found[0][0]) + int(found[0][1])


def asked_for(rows: Reads, person: str, sight: Sight) -> list[ActionRow]:
    """Actions that the person handed to somebody else and that are not off the list, by due time."""
    found = rows.read(
        f"{SELECT} WHERE a.assigner = ? AND a.owner IS NOT ? AND a.live AND {SEEN} ORDER BY a.due_at, a.id",
        person,
        person,
        *seeing(sight),
    )
    return [action_row(row) for row in found]


def handed_in(rows: Reads, person: str, sight: Sight) -> list[ActionRow]:
    """What the person has completed and somebody else still has to verify."""
    found = rows.read(
        f"{SELECT} WHERE a.live AND a.owner = ? AND a.status = 'completed' AND {SEEN}"
        " ORDER BY a.due_at, a.id",
        person,
        *seeing(sight),
    )
    return [action_row(row) for row in found]


def done(rows: Reads, person: str, sight: Sight, limit: int) -> list[ActionRow]:
    """What the person had that is off the list, the latest first."""
    found = rows.read(
        f"{SELECT} WHERE a.owner = ? AND NOT a.live AND {SEEN} ORDER BY a.changed_at DESC, a.id LIMIT ?",
        person,
        *seeing(sight),
        limit,
    )
    return [action_row(row) for row in found]

"""What may be done to an action now: by its state, and by who looks."""

from typing import Literal

from msgspec import Struct

from domain.access import may
from domain.company import Company
from domain.envelope import Grade, Parties, Relation
from projections.actions import ActionRow

ActName = Literal[
    "start",
    "complete",
    "unblock",
    "block",
    "verify",
    "return",
    "move-due-date",
    "reassign",
    "nudge",
    "cancel",
]

POSSIBLE: dict[str, tuple[ActName, ...]] = {
    "open": ("start", "complete", "block", "move-due-date", "reassign", "nudge", "cancel"),
    "started": ("complete", "block", "move-due-date", "reassign", "nudge", "cancel"),
    "blocked": ("unblock", "complete", "move-due-date", "reassign", "nudge", "cancel"),
    "completed": ("verify", "return"),
    "verified": (),
    "cancelled": (),
}
"""The acts that a state knows, in the order shown."""

GRADES = tuple(Grade)


class Act(Struct, frozen=True):
    """An act that the state knows; `why_not` keys the words why this viewer cannot do it."""

    name: ActName
    why_not: str | None = None


def parties_of(row: ActionRow) -> Parties:
    """Between whom the action lies, as domain.access needs it."""
    people: list[tuple[Relation, str]] = [("supporter", helper) for helper in row.supporting]
    people += [("owner", row.owner)] if row.owner else []
    people += [("assigner", row.assigner)] if row.assigner else []
    return Parties(row.sender, row.department, GRADES[row.grade], tuple(people))


def acts(row: ActionRow, viewer: str, company: Company) -> list[Act]:
    """Every act of the state, with why the viewer cannot do it where that is so."""
    return [Act(name, why_not(name, row, viewer, company)) for name in POSSIBLE[row.status]]


def why_not(name: ActName, row: ActionRow, viewer: str, company: Company) -> str | None:
    """The key of the words why not, None where the viewer may."""
    if name == "verify" and row.owner == viewer:
        return "refusal.action.own-verification"
    if name == "nudge" and row.owner in (viewer, None):
        return "action.why-not.nudge-self" if row.owner else "action.why-not.nudge-nobody"
    if may(viewer, f"action.{name}", parties_of(row), company):
        return None
    return f"action.why-not.{name}"


def can(name: ActName, row: ActionRow, viewer: str, company: Company) -> bool:
    """Whether the state knows the act and the viewer may do it."""
    return name in POSSIBLE[row.status] and why_not(name, row, viewer, company) is None


def turn_of(row: ActionRow, company: Company) -> str | None:
    """Whose turn it is: the owner's, then the word of whoever confirms. None when nobody's."""
    match row.status:
        case "open" | "started" | "blocked":
            return row.owner
        case "completed":
            department = company.departments.get(row.department or "")
            asker = row.assigner if row.assigner != row.owner else None
            return asker or (department.head if department else None)
        case "verified" | "cancelled":
            return None

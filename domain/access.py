"""Who may do what to which item: one pure function over one table.

Every command and query of the hub has its row; the catalogue refuses to start without one.
"""

from functools import cache
from typing import Literal

from domain.company import HUB, OPERATOR, Company
from domain.envelope import Parties, Relation
from domain.people import Role

Standing = Relation | Literal["anyone", "employee", "head", "officer", "administrator", "auditor", "system"]
"""What somebody is to an item, or to the whole company. `head` is head of, or executive in charge of,
a department that the item lies between."""

ANYONE: frozenset[Standing] = frozenset({"anyone"})
STAFF: frozenset[Standing] = frozenset({"employee"})
ADMIN: frozenset[Standing] = frozenset({"administrator"})
DOER: frozenset[Standing] = frozenset({"owner", "supporter", "head", "officer"})
STEWARD: frozenset[Standing] = frozenset({"owner", "assigner", "head", "officer"})
CHECKER: frozenset[Standing] = frozenset({"assigner", "head", "officer"})
HOST: frozenset[Standing] = frozenset({"facilitator", "recorder", "officer"})

POLICY: dict[str, frozenset[Standing]] = {
    "person.join": ADMIN,
    "person.enter-outsider": STAFF,
    "person.rename": ADMIN | {"self"},
    "person.reach-by": ADMIN | {"self"},
    "person.move": ADMIN,
    "person.grant-role": ADMIN,
    "person.revoke-role": ADMIN,
    "person.leave": ADMIN,
    "person.absent": ADMIN | {"self", "head"},
    "person.return": ADMIN | {"self", "head"},
    "department.found": ADMIN,
    "department.rename": ADMIN,
    "department.appoint-head": ADMIN,
    "department.assign-executive": ADMIN,
    "department.roster-contact": ADMIN | {"head"},
    "department.relieve-contact": ADMIN | {"head"},
    "department.choose-calendar": ADMIN,
    "series.start": STAFF,
    "meeting.schedule": STAFF,
    "meeting.record": STAFF,
    "meeting.reschedule": HOST,
    "meeting.invite": HOST,
    "meeting.answer": ANYONE,
    "meeting.publish-agenda": HOST,
    "meeting.open": HOST,
    "meeting.note-attendance": HOST,
    "meeting.park": HOST | {"participant"},
    "meeting.close-item": HOST,
    "meeting.carry-over": frozenset({"system"}),
    "meeting.extend": HOST,
    "meeting.close": HOST,
    "meeting.draft-minutes": HOST,
    "meeting.accept-finding": HOST,
    "meeting.correct-finding": HOST,
    "meeting.drop-finding": HOST,
    "meeting.reopen-finding": HOST,
    "meeting.publish-minutes": HOST,
    "meeting.acknowledge": ANYONE,
    "meeting.cancel": HOST,
    "action.assign": STAFF,
    "action.start": DOER,
    "action.block": DOER,
    "action.unblock": DOER,
    "action.move-due-date": STEWARD,
    "action.reassign": STEWARD,
    "action.nudge": STAFF,
    "action.complete": DOER,
    "action.verify": CHECKER,
    "action.return": CHECKER | {"owner"},
    "action.cancel": CHECKER,
    "calendar.define": ADMIN,
    "calendar.declare-days": ADMIN,
    "calendar.take-effect": ADMIN,
    "policy.set-ladder": ADMIN | {"officer"},
    "policy.set-last-rung": ADMIN,
    "escalation.raise": frozenset({"system"}),
    "escalation.confirm-jump": ADMIN,
    "query.actions": ANYONE,
    "query.departments": ANYONE,
    "query.people": ANYONE,
    "query.meetings": ANYONE,
    "query.series": ANYONE,
    "query.clocks": ANYONE,
    "query.events": frozenset({"administrator", "auditor"}),
    "query.history": ANYONE,
    "query.health": ANYONE,
    "admin.tokens": ADMIN,
    "admin.maintenance": ADMIN,
    "admin.clock": ADMIN,
}


def may(actor: str, verb: str, parties: Parties, company: Company) -> bool:
    """Whether `actor` (a person's id, `hub` or `operator`) may do `verb` to an item of these parties."""
    found = standings(actor, parties, company)
    return not POLICY[verb].isdisjoint(found) and sees(found, parties)


def may_see(actor: str, parties: Parties, company: Company) -> bool:
    """Up to internal everybody with the company sees; above, only who has to do with the item."""
    return sees(standings(actor, parties, company), parties)


def sees(found: frozenset[Standing], parties: Parties) -> bool:
    """What the standings let somebody see of an item."""
    return bool(found - OF_THE_COMPANY) if parties.grade.above_internal else bool(found)


OF_THE_COMPANY: frozenset[Standing] = frozenset({"anyone", "employee", "administrator", "officer"})
"""Standings that show nothing of items above internal."""

HUB_ITSELF: frozenset[Standing] = frozenset(
    {"anyone", "employee", "administrator", "officer", "auditor", "system"}
)


def standings(actor: str, parties: Parties, company: Company) -> frozenset[Standing]:
    """Everything that the actor is, to the company and to the item."""
    if actor in (HUB, OPERATOR):
        return HUB_ITSELF
    person = company.people.get(actor)
    if person is None or person.left:
        return frozenset()
    found = offices(person.roles, person.outsider)
    relations = [relation for relation, who in parties.people if who == actor]
    return found.union(relations, headship(actor, parties, company))


@cache
def offices(roles: frozenset[Role], outsider: bool) -> frozenset[Standing]:
    """What being here, and the roles in the whole company, make of somebody."""
    named: dict[Role, Standing] = {
        Role.FOLLOW_UP_OFFICER: "officer",
        Role.ADMINISTRATOR: "administrator",
        Role.AUDITOR: "auditor",
    }
    found: set[Standing] = {"anyone"} if outsider else {"anyone", "employee"}
    return frozenset(found | {standing for role, standing in named.items() if role in roles})


def headship(actor: str, parties: Parties, company: Company) -> tuple[Standing, ...]:
    """Head or executive in charge of a department that the item lies between."""
    for side in (parties.sender, parties.receiver):
        department = company.departments.get(side) if side else None
        if department and actor in (department.head, department.executive):
            return ("head",)
    return ()

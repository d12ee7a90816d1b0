"""Who may do what to which item: one pure function over one table.

Every command and query of the hub has its row; the catalogue refuses to start without one.
"""

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
    "person.rename": ADMIN | {"self"},
    "person.reach-by": ADMIN | {"self"},
    "person.move": ADMIN,
    "person.grant-role": ADMIN,
    "person.revoke-role": ADMIN,
    "person.leave": ADMIN,
    "department.found": ADMIN,
    "department.rename": ADMIN,
    "department.appoint-head": ADMIN,
    "department.assign-executive": ADMIN,
    "department.roster-contact": ADMIN | {"head"},
    "department.relieve-contact": ADMIN | {"head"},
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
    "query.actions": ANYONE,
    "query.departments": ANYONE,
    "query.people": ANYONE,
    "query.meetings": ANYONE,
    "query.series": ANYONE,
    "query.events": frozenset({"administrator", "auditor"}),
    "query.history": ANYONE,
    "query.health": ANYONE,
    "admin.tokens": ADMIN,
    "admin.maintenance": ADMIN,
}


def may(actor: str, verb: str, parties: Parties, company: Company) -> bool:
    """Whether `actor` (a person's id, `hub` or `operator`) may do `verb` to an item of these parties."""
    return bool(POLICY[verb] & standings(actor, parties, company)) and may_see(actor, parties, company)


def may_see(actor: str, parties: Parties, company: Company) -> bool:
    """Up to internal everybody with the company sees; above, only who has to do with the item."""
    if actor in (HUB, OPERATOR):
        return True
    if not parties.grade.above_internal:
        person = company.people.get(actor)
        return person is not None and not person.left
    return bool(standings(actor, parties, company) - {"anyone", "employee", "administrator", "officer"})


def standings(actor: str, parties: Parties, company: Company) -> frozenset[Standing]:
    """Everything that the actor is, to the company and to the item."""
    if actor in (HUB, OPERATOR):
        return frozenset({"anyone", "employee", "administrator", "officer", "auditor", "system"})
    person = company.people.get(actor)
    if person is None or person.left:
        return frozenset()
    found: set[Standing] = {"anyone"} if person.outsider else {"anyone", "employee"}
    found.update(relation for relation, who in parties.people if who == actor)
    return frozenset(found | offices(person.roles) | headship(actor, parties, company))


def offices(roles: frozenset[Role]) -> set[Standing]:
    """What the roles in the whole company make of somebody."""
    named: dict[Role, Standing] = {
        Role.FOLLOW_UP_OFFICER: "officer",
        Role.ADMINISTRATOR: "administrator",
        Role.AUDITOR: "auditor",
    }
    return {standing for role, standing in named.items() if role in roles}


def headship(actor: str, parties: Parties, company: Company) -> set[Standing]:
    """Head or executive in charge of a department that the item lies between."""
    sides = [company.departments.get(side) for side in (parties.sender, parties.receiver) if side]
    leads = any(side is not None and actor in (side.head, side.executive) for side in sides)
    return {"head"} if leads else set()

"""People join, are renamed, move, hold roles, and leave."""

import pytest
from msgspec import Struct, structs

from domain.catalogue import BY_NAME
from domain.company import Company, evolve, holds
from domain.envelope import Parties
from domain.people import (
    Command,
    EnterOutsider,
    GrantRole,
    JoinPerson,
    LeavePerson,
    MovePerson,
    Person,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonReachableBy,
    PersonRenamed,
    ReachPersonBy,
    RenamePerson,
    RevokeRole,
    Role,
    RoleGranted,
    RoleRevoked,
    parties,
)
from domain.personal import Plain
from domain.refusals import Reason
from tests.domain.cast import COMPANY, HEAD, ITEM, LI, MAKING, NOBODY, QIAN, SALES, ZHAO
from tests.domain.story import given, state_after

joined = PersonJoined(Plain(ITEM, "孙立"), Plain(ITEM, "sun.li"), department=SALES)
INITIAL = BY_NAME["person"].initial
COMMANDS: tuple[Command, ...] = (
    RenamePerson("孙莉"),
    ReachPersonBy("sun.li@zixu.example"),
    MovePerson(MAKING),
    GrantRole(Role.AUDITOR),
    RevokeRole(Role.AUDITOR),
    LeavePerson(),
)


def test_somebody_joins_with_all_that_is_personal_about_them_marked() -> None:
    join = JoinPerson("孙立", "sun.li", "sun.li@zixu.example", SALES, HEAD, "销售经理")
    given().when(join).then(
        PersonJoined(
            Plain(ITEM, "孙立"),
            Plain(ITEM, "sun.li"),
            Plain(ITEM, "sun.li@zixu.example"),
            SALES,
            HEAD,
            "销售经理",
        )
    )


def test_an_outsider_is_entered_once_with_a_name_alone() -> None:
    entered = PersonJoined(Plain(ITEM, "质检组"), outsider=True)
    given().when(EnterOutsider("质检组")).then(entered)
    given(entered).when(EnterOutsider("质检组")).nothing()


def test_a_login_is_taken_once() -> None:
    given(joined).when(JoinPerson("孙丽", "sun.li")).refused(Reason.LOGIN_TAKEN)


def test_department_and_manager_must_be_known() -> None:
    given().when(JoinPerson("孙立", department=NOBODY)).refused(Reason.DEPARTMENT_UNKNOWN, department=NOBODY)
    given().when(JoinPerson("孙立", manager=NOBODY)).refused(Reason.PERSON_UNKNOWN, person=NOBODY)
    given(joined).when(MovePerson(NOBODY)).refused(Reason.DEPARTMENT_UNKNOWN, department=NOBODY)
    given(joined).when(MovePerson(SALES, NOBODY)).refused(Reason.PERSON_UNKNOWN, person=NOBODY)


def test_nobody_reports_to_somebody_who_left() -> None:
    given().when(JoinPerson("孙立", manager=QIAN)).refused(Reason.PERSON_LEFT, person=QIAN)
    given(joined).when(MovePerson(SALES, QIAN)).refused(Reason.PERSON_LEFT, person=QIAN)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_can_be_done_to_somebody_unknown(command: Struct) -> None:
    given().when(command).refused(Reason.PERSON_UNKNOWN)


def test_names_and_addresses_change() -> None:
    given(joined).when(RenamePerson("孙莉")).then(PersonRenamed(Plain(ITEM, "孙莉")))
    given(joined).when(ReachPersonBy("sun@zixu.example")).then(
        PersonReachableBy(Plain(ITEM, "sun@zixu.example"))
    )


def test_people_move_to_a_department_and_under_a_manager() -> None:
    moved = PersonMoved(MAKING, ZHAO)
    given(joined).when(MovePerson(MAKING, ZHAO)).then(moved)
    given(joined, moved).when(MovePerson(MAKING, ZHAO)).nothing()
    given(joined).when(MovePerson(SALES, post="总监")).then(PersonMoved(SALES, post="总监"))


def test_nobody_reports_to_themselves_directly_or_around_a_circle() -> None:
    company = structs.replace(COMPANY, people=COMPANY.people | {ITEM: Person(ITEM, SALES)})
    under = company.people | {HEAD: Person(HEAD, SALES, manager=ITEM)}
    circle = structs.replace(company, people=under)
    given(joined, company=company).when(MovePerson(SALES, ITEM)).refused(Reason.OWN_MANAGER)
    given(joined, company=circle).when(MovePerson(SALES, HEAD)).refused(Reason.OWN_MANAGER)
    given(joined, company=circle).when(MovePerson(SALES, ZHAO)).refused(Reason.OWN_MANAGER)
    given(joined, company=company).when(MovePerson(SALES, ZHAO)).then(PersonMoved(SALES, ZHAO))


def test_a_role_is_held_once_and_taken_once() -> None:
    granted, revoked = RoleGranted(Role.AUDITOR), RoleRevoked(Role.AUDITOR)
    given(joined).when(GrantRole(Role.AUDITOR)).then(granted)
    given(joined, granted).when(GrantRole(Role.AUDITOR)).nothing()
    given(joined).when(RevokeRole(Role.AUDITOR)).nothing()
    given(joined, granted).when(RevokeRole(Role.AUDITOR)).then(revoked)
    given(joined, granted, revoked).when(GrantRole(Role.AUDITOR)).then(granted)


def test_people_leave_once_and_get_nothing_new() -> None:
    given(joined).when(LeavePerson()).then(PersonLeft())
    given(joined, PersonLeft()).when(LeavePerson()).nothing()
    given(joined, PersonLeft()).when(GrantRole(Role.AUDITOR)).refused(Reason.PERSON_LEFT, person=ITEM)


def test_a_person_is_of_their_department() -> None:
    moved = state_after(INITIAL, (joined, PersonMoved(MAKING)))
    assert parties(moved) == Parties(MAKING, MAKING, people=(("self", ITEM),))
    assert parties(INITIAL) == Parties()


def test_the_company_knows_everybody_their_roles_and_who_left() -> None:
    company = Company()
    for event in (joined, RoleGranted(Role.AUDITOR)):
        company = evolve(company, event, ITEM)
    assert company.employed(ITEM).roles == {Role.AUDITOR}
    assert holds(company, ITEM, Role.AUDITOR)
    assert not holds(company, ITEM, Role.CHAIR)
    assert not holds(company, LI, Role.AUDITOR)
    assert not holds(evolve(company, PersonLeft(), ITEM), ITEM, Role.AUDITOR)


def test_a_desk_is_the_department_of_whoever_acts() -> None:
    assert [COMPANY.slug(COMPANY.people[who].department) for who in (LI, ZHAO)] == ["sales", "sales"]
    assert COMPANY.slug(None) == "-"
    assert COMPANY.slug(NOBODY) == "-"

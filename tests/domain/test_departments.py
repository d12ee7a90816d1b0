"""Departments: head, executive in charge, and two contacts who take turns."""

from datetime import date

import pytest
from msgspec import Struct

from domain.catalogue import BY_NAME
from domain.departments import (
    AppointHead,
    AssignExecutive,
    Command,
    ContactRelieved,
    ContactRostered,
    Department,
    DepartmentFounded,
    DepartmentRenamed,
    ExecutiveAssigned,
    FoundDepartment,
    HeadAppointed,
    RelieveContact,
    RenameDepartment,
    RosterContact,
    parties,
)
from domain.envelope import Parties
from domain.refusals import Reason
from tests.domain.cast import EXECUTIVE, HEAD, ITEM, LI, NOBODY, QIAN, WANG, ZHAO
from tests.domain.story import given, state_after

founded = DepartmentFounded("quality", "质量部")
INITIAL = BY_NAME["department"].initial
JANUARY, MARCH, APRIL, JUNE = (date(2026, month, 1) for month in (1, 3, 4, 6))
COMMANDS: tuple[Command, ...] = (
    RenameDepartment("品质部"),
    AppointHead(HEAD),
    AssignExecutive(EXECUTIVE),
    RosterContact("business", LI, JANUARY),
    RelieveContact("business", LI),
)


def department(*events: Struct) -> Department:
    """The department as these events leave it."""
    found = state_after(INITIAL, (founded, *events))
    assert isinstance(found, Department)
    return found


def test_a_department_is_founded_once_under_its_slug() -> None:
    given().when(FoundDepartment("quality", "质量部")).then(founded)
    given(founded).when(FoundDepartment("quality", "品质部")).refused(Reason.SLUG_TAKEN)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_can_be_done_to_an_unknown_department(command: Struct) -> None:
    given().when(command).refused(Reason.DEPARTMENT_UNKNOWN)


def test_a_department_is_renamed_and_keeps_its_slug() -> None:
    given(founded).when(RenameDepartment("品质部")).then(DepartmentRenamed("品质部"))
    assert department(DepartmentRenamed("品质部")).slug == "quality"


def test_head_and_executive_are_named_once() -> None:
    given(founded).when(AppointHead(HEAD)).then(HeadAppointed(HEAD))
    given(founded, HeadAppointed(HEAD)).when(AppointHead(HEAD)).nothing()
    given(founded).when(AssignExecutive(EXECUTIVE)).then(ExecutiveAssigned(EXECUTIVE))
    given(founded, ExecutiveAssigned(EXECUTIVE)).when(AssignExecutive(EXECUTIVE)).nothing()


@pytest.mark.parametrize(
    "command", [AppointHead(QIAN), AssignExecutive(QIAN), RosterContact("business", QIAN, JANUARY)]
)
def test_nobody_who_left_gets_a_post(command: Struct) -> None:
    given(founded).when(command).refused(Reason.PERSON_LEFT, person=QIAN)


def test_a_head_must_be_known() -> None:
    given(founded).when(AppointHead(NOBODY)).refused(Reason.PERSON_UNKNOWN, person=NOBODY)


def test_a_turn_on_a_post_is_rostered_once() -> None:
    turn = ContactRostered("business", LI, JANUARY, MARCH)
    given(founded).when(RosterContact("business", LI, JANUARY, MARCH)).then(turn)
    given(founded, turn).when(RosterContact("business", LI, JANUARY, MARCH)).nothing()
    given(founded, turn).when(RosterContact("technical", LI, JANUARY)).then(
        ContactRostered("technical", LI, JANUARY)
    )


def test_a_turn_ends_no_earlier_than_it_begins() -> None:
    given(founded).when(RosterContact("business", LI, MARCH, JANUARY)).refused(Reason.CONTACT_DATES)
    given(founded).when(RosterContact("business", LI, MARCH, MARCH)).then(
        ContactRostered("business", LI, MARCH, MARCH)
    )


def test_somebody_is_relieved_of_a_post_they_hold() -> None:
    turn = ContactRostered("business", LI, JANUARY)
    given(founded, turn).when(RelieveContact("business", LI)).then(ContactRelieved("business", LI))
    given(founded, turn).when(RelieveContact("technical", LI)).nothing()
    assert department(turn, ContactRelieved("business", LI)).roster == ()


def test_the_contact_of_a_day_is_whose_turn_began_last() -> None:
    quality = department(
        ContactRostered("business", LI, JANUARY, MARCH),
        ContactRostered("business", WANG, MARCH),
        ContactRostered("technical", ZHAO, APRIL),
    )
    assert quality.contact("business", date(2025, 12, 31)) is None
    assert quality.contact("business", date(2026, 2, 28)) == LI
    assert quality.contact("business", MARCH) == WANG
    assert quality.contact("business", JUNE) == WANG
    assert quality.contact("technical", MARCH) is None
    assert quality.contact("technical", JUNE) == ZHAO


def test_a_turn_that_is_rostered_anew_replaces_the_one_it_corrects() -> None:
    """The board keeps one turn a person and first day; so must who decides."""
    quality = department(
        ContactRostered("business", LI, JANUARY), ContactRostered("business", LI, JANUARY, MARCH)
    )
    assert quality.contact("business", JUNE) is None


def test_a_departments_affairs_are_its_own() -> None:
    assert parties(department()) == Parties(ITEM, ITEM)
    assert parties(INITIAL) == Parties()

"""Whom a step reaches, and that each is on record once: absence, vacancy, one person on two rungs."""

from datetime import UTC, date, datetime, timedelta

from msgspec import structs

from domain import company as companies
from domain.calendars import CalendarDefined
from domain.company import Company
from domain.departments import CalendarChosen, ChooseCalendar, Department, DepartmentFounded, HeadAppointed
from domain.escalations import (
    ConfirmJump,
    Facts,
    JumpConfirmed,
    LevelReached,
    RaiseStep,
    ReminderDue,
    RungSkipped,
)
from domain.ladders import Level
from domain.people import Absence, BeAbsent, Person, PersonAbsent, PersonJoined, PersonReturned, ReturnPerson
from domain.personal import Plain
from domain.posts import Reached, Skipped, reach
from domain.refusals import Reason
from tests.domain.cast import (
    COMPANY,
    EXECUTIVE,
    HEAD,
    ITEM,
    LI,
    MAKING,
    MONDAY,
    NOBODY,
    OFFICER,
    OTHER_ITEM,
    QIAN,
    SALES,
    WANG,
    ZHAO,
    ZONE,
)
from tests.domain.examples import WEEK
from tests.domain.story import given

TODAY = date(2026, 4, 20)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FACTS = Facts(ITEM, "action", "responsible", MONDAY, MONDAY, 1, 1, LI, SALES)
RAISE = RaiseStep(ITEM, FACTS, "responsible")
LEVELS: tuple[Level, ...] = ("responsible", "department", "executive")


def company(*people: Person, head: str | None = HEAD, executive: str | None = EXECUTIVE) -> Company:
    """Sales with these posts, and the officer on the last rung of all."""
    return structs.replace(
        COMPANY,
        people=COMPANY.people | {person.id: person for person in people},
        departments={SALES: Department(SALES, "sales", head, executive)},
        last_rung=OFFICER,
    )


def away(person: str, deputy: str | None, days: int = 0) -> Person:
    """Somebody of sales who is away today and so many days more."""
    return Person(person, SALES, absences=(Absence(TODAY, TODAY + days * DAY, deputy),))


def climbed(
    among: Company, responsible: str | None = LI, at: datetime = MONDAY
) -> list[tuple[str, str] | None]:
    """Level and person of each rung."""
    found = [reach(among, responsible, None, level, at, ZONE) for level in LEVELS]
    return [(each.level, each.whom) if each else None for each in found]


def test_the_rungs_are_the_person_the_head_and_the_executive() -> None:
    assert climbed(company()) == [("responsible", LI), ("department", HEAD), ("executive", EXECUTIVE)]


def test_a_deputy_acts_for_who_is_absent() -> None:
    found = reach(company(away(LI, ZHAO)), LI, None, "responsible", MONDAY, ZONE)
    assert found == Reached("responsible", ZHAO, LI)


def test_a_deputy_who_is_absent_has_a_deputy() -> None:
    among = company(away(LI, ZHAO), away(ZHAO, WANG))
    assert among.acting(LI, MONDAY, ZONE) == WANG


def test_deputies_in_a_circle_are_nobody() -> None:
    among = company(away(LI, ZHAO), away(ZHAO, LI))
    assert among.acting(LI, MONDAY, ZONE) is None


def test_an_absence_ends_with_its_last_day_where_the_person_works() -> None:
    among = company(away(LI, ZHAO))
    midnight = datetime(2026, 4, 20, 16, tzinfo=UTC)
    assert [among.acting(LI, midnight + shift, ZONE) for shift in (-HOUR, timedelta())] == [ZHAO, LI]
    munich = CalendarDefined("DE-MUC", "Europe/Berlin", WEEK)
    among = companies.evolve(among, munich, OTHER_ITEM)
    among = companies.evolve(among, CalendarChosen(OTHER_ITEM), SALES)
    assert among.acting(LI, midnight, ZONE) == ZHAO, "in Munich it is still the twentieth"


def test_who_is_absent_without_a_deputy_is_passed_over_and_the_record_says_why() -> None:
    found = reach(company(away(LI, None)), LI, None, "responsible", MONDAY, ZONE)
    assert found == Reached("department", HEAD, HEAD, (Skipped("responsible", "vacant"),))


def test_a_vacant_rung_climbs_at_once() -> None:
    assert climbed(company(head=None)) == [
        ("responsible", LI),
        ("executive", EXECUTIVE),
        ("executive", OFFICER),
    ]
    assert climbed(company(head=QIAN))[1] == ("executive", EXECUTIVE), "whoever left holds no post"


def test_nobody_responsible_is_a_vacancy_and_the_posts_are_those_of_the_department() -> None:
    found = reach(company(), None, SALES, "responsible", MONDAY, ZONE)
    assert found == Reached("department", HEAD, HEAD, (Skipped("responsible", "vacant"),))


def test_one_person_on_two_rungs_moves_the_upper_one_up() -> None:
    """As in finance, whose chief is head and executive: rung 3 becomes the president."""
    assert climbed(company(executive=HEAD)) == [
        ("responsible", LI),
        ("department", HEAD),
        ("executive", OFFICER),
    ]
    assert climbed(company(), HEAD) == [
        ("responsible", HEAD),
        ("department", EXECUTIVE),
        ("executive", OFFICER),
    ]


def test_a_deputy_who_holds_the_next_rung_moves_it_up_as_well() -> None:
    assert [found[1] for found in climbed(company(away(LI, HEAD))) if found] == [HEAD, EXECUTIVE, OFFICER]


def test_at_the_top_there_is_nobody_else() -> None:
    assert [found[1] for found in climbed(company(head=OFFICER, executive=OFFICER), OFFICER) if found] == [
        OFFICER
    ] * 3


def test_in_an_empty_company_nobody_is_reached() -> None:
    assert climbed(Company(), NOBODY) == [None] * 3


def test_a_post_is_whose_it_was_when_the_step_fell_due() -> None:
    among = companies.evolve(company(), HeadAppointed(ZHAO), SALES, MONDAY + HOUR)
    found = [climbed(among, at=at)[1] for at in (MONDAY, MONDAY + HOUR)]
    assert found == [("department", HEAD), ("department", ZHAO)]


def test_of_several_changes_each_holds_for_its_own_time() -> None:
    among = company()
    for hours, person in ((1, ZHAO), (2, WANG), (3, LI)):
        among = companies.evolve(among, HeadAppointed(person), SALES, MONDAY + hours * HOUR)
    heads = [among.department_at(SALES, MONDAY + hours * HOUR) for hours in range(4)]
    assert [place.head if place else None for place in heads] == [HEAD, ZHAO, WANG, LI]


def test_a_level_goes_on_record_with_whom_it_reached() -> None:
    given(company=company()).when(RAISE).then(LevelReached(FACTS, "responsible", LI, LI))


def test_a_reminder_has_no_level() -> None:
    given(company=company()).when(structs.replace(RAISE, level=None)).then(ReminderDue(FACTS, LI, LI))


def test_where_nobody_is_left_the_record_says_so() -> None:
    given(company=Company()).when(RAISE).then(RungSkipped(FACTS, "vacant", "responsible"))


def test_a_step_that_is_on_record_is_not_recorded_again() -> None:
    given(LevelReached(FACTS, "responsible", LI, LI)).when(RAISE).nothing()
    given(RungSkipped(FACTS, "vacant")).when(RAISE).nothing()
    given(ReminderDue(FACTS, LI, LI)).when(RAISE).nothing()


def test_another_step_of_the_clock_is() -> None:
    later = structs.replace(FACTS, step="department")
    given(LevelReached(FACTS, "responsible", LI, LI), company=company()).when(
        structs.replace(RAISE, facts=later, level="department")
    ).then(LevelReached(later, "department", HEAD, HEAD))


def test_no_step_goes_on_record_before_its_time() -> None:
    early = structs.replace(FACTS, fell_due=MONDAY + timedelta(microseconds=1))
    given(company=company()).when(structs.replace(RAISE, facts=early)).refused(
        Reason.STEP_NOT_DUE, step="responsible"
    )


def test_a_step_belongs_to_its_own_clock() -> None:
    given().when(structs.replace(RAISE, clock=OTHER_ITEM)).refused(Reason.NOT_FOUND)


def test_a_jump_is_confirmed_once_a_moment() -> None:
    given().when(ConfirmJump()).then(JumpConfirmed(MONDAY))
    given(JumpConfirmed(MONDAY)).when(ConfirmJump()).nothing()


JOINED = PersonJoined(Plain(ITEM, "李小满"), department=SALES)


def test_somebody_is_away_and_back_earlier() -> None:
    told = PersonAbsent(date(2026, 4, 17), date(2026, 4, 24), WANG)
    given(JOINED).when(BeAbsent(told.since, told.until, WANG)).then(told)
    given(JOINED, told).when(BeAbsent(told.since, told.until, WANG)).nothing()
    given(JOINED, told).when(ReturnPerson()).then(PersonReturned(TODAY))
    given(JOINED, told, PersonReturned(TODAY)).when(ReturnPerson()).nothing()
    given(JOINED).when(ReturnPerson()).nothing()


def test_an_absence_that_makes_no_sense_is_refused() -> None:
    given(JOINED).when(BeAbsent(TODAY, TODAY - DAY, WANG)).refused(Reason.ABSENCE_DATES)
    given(JOINED).when(BeAbsent(TODAY, TODAY, ITEM)).refused(Reason.OWN_DEPUTY)
    given(JOINED).when(BeAbsent(TODAY, TODAY, QIAN)).refused(Reason.PERSON_LEFT, person=QIAN)


def test_a_department_chooses_a_calendar_that_there_is() -> None:
    founded = DepartmentFounded("making", "制造部")
    known = companies.evolve(COMPANY, CalendarDefined("CN-HQ", ZONE, WEEK), OTHER_ITEM)
    given(founded, company=known).when(ChooseCalendar(OTHER_ITEM)).then(CalendarChosen(OTHER_ITEM))
    given(founded, CalendarChosen(OTHER_ITEM), company=known).when(ChooseCalendar(OTHER_ITEM)).nothing()
    given(founded).when(ChooseCalendar(MAKING)).refused(Reason.CALENDAR_UNKNOWN, calendar=MAKING)

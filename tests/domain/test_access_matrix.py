"""Who may do what: every right of everybody to every item, held against a table written by hand."""

from pathlib import Path

import pytest
from msgspec import structs

from domain.access import POLICY, may, may_see
from domain.catalogue import COMMANDS
from domain.company import HUB, OPERATOR, Company
from domain.departments import Department
from domain.envelope import Grade, Parties, Relation
from domain.people import Person, Role
from tests.domain.cast import MAKING, SALES, numbered

TABLE = Path(__file__).parents[1] / "golden" / "access.txt"
RELATIONS: dict[str, Relation] = {
    "own": "owner",
    "sup": "supporter",
    "asg": "assigner",
    "slf": "self",
    "fac": "facilitator",
    "rec": "recorder",
    "par": "participant",
    "gon": "owner",
}
ROLES = {"off": Role.FOLLOW_UP_OFFICER, "adm": Role.ADMINISTRATOR, "aud": Role.AUDITOR}
COLUMNS = [
    "nob",
    "gon",
    "out",
    "emp",
    "own",
    "sup",
    "asg",
    "slf",
    "fac",
    "rec",
    "par",
    "hd",
    "exe",
    "off",
    "adm",
    "aud",
    "hub",
]
IDS = {column: numbered(number) for number, column in enumerate(COLUMNS, 1)} | {"hub": HUB}


def everybody() -> Company:
    """One person a column, but for nobody and the hub."""
    people = {
        IDS[column]: Person(
            IDS[column],
            outsider=column == "out",
            left=column == "gon",
            roles=frozenset({ROLES[column]} if column in ROLES else ()),
        )
        for column in COLUMNS
        if column not in ("nob", "hub")
    }
    departments = (
        Department(SALES, "sales", head=IDS["hd"]),
        Department(MAKING, "making", executive=IDS["exe"]),
    )
    return Company(people, {department.id: department for department in departments})


COMPANY = everybody()
ITEM = Parties(
    SALES, MAKING, Grade.INTERNAL, tuple((relation, IDS[column]) for column, relation in RELATIONS.items())
)


def table() -> dict[str, dict[str, str]]:
    """What the table says, by verb and column."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    head, *rows = (line.split() for line in lines if line.strip() and not line.startswith("#"))
    return {verb: dict(zip(head, cells, strict=True)) for verb, *cells in rows}


EXPECTED = table()
BEGINNING = {entry.verb for entry in COMMANDS.values() if entry.begins}


def cell(verb: str, column: str) -> str:
    """What the code says, in the table's letters."""
    below, above = (
        may(
            IDS[column], verb, Parties() if verb in BEGINNING else structs.replace(ITEM, grade=grade), COMPANY
        )
        for grade in (Grade.INTERNAL, Grade.CONFIDENTIAL)
    )
    assert below or not above, "nobody has more rights to what is secret"
    return "y" if above else "i" if below else "."


def test_the_table_has_a_row_for_every_verb_and_a_column_for_everybody() -> None:
    assert set(EXPECTED) == set(POLICY)
    assert {tuple(row) for row in EXPECTED.values()} == {tuple(COLUMNS)}
    assert {letter for row in EXPECTED.values() for letter in row.values()} == set("yi.")


@pytest.mark.parametrize("verb", EXPECTED)
def test_everybody_may_do_what_the_table_says(verb: str) -> None:
    assert {column: cell(verb, column) for column in COLUMNS} == EXPECTED[verb]


@pytest.mark.parametrize("verb", POLICY)
def test_public_is_as_internal_and_core_as_confidential(verb: str) -> None:
    for column in COLUMNS:
        rights = [
            may(IDS[column], verb, structs.replace(ITEM, grade=grade), COMPANY)
            for grade in (Grade.PUBLIC, Grade.INTERNAL, Grade.CONFIDENTIAL, Grade.CORE)
        ]
        assert rights[0] == rights[1]
        assert rights[2] == rights[3]


@pytest.mark.parametrize("verb", POLICY)
def test_the_operator_at_the_console_is_as_the_hub(verb: str) -> None:
    for grade in Grade:
        item = structs.replace(ITEM, grade=grade)
        assert may(OPERATOR, verb, item, COMPANY) == may(HUB, verb, item, COMPANY)


def test_who_may_do_something_to_an_item_may_see_it() -> None:
    for grade in Grade:
        item = structs.replace(ITEM, grade=grade)
        seeing = {who for who in IDS.values() if may_see(who, item, COMPANY)}
        assert {who for who in IDS.values() for verb in POLICY if may(who, verb, item, COMPANY)} <= seeing


def test_heads_of_other_departments_learn_nothing_of_what_is_secret() -> None:
    elsewhere = Parties(numbered(77), None, Grade.CONFIDENTIAL)
    assert [column for column in COLUMNS if may_see(IDS[column], elsewhere, COMPANY)] == ["aud", "hub"]

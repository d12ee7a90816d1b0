"""Names of people and departments for one page: looked up once, with the department where it is needed."""

from msgspec import Struct

from domain.company import HUB, OPERATOR
from projections import directory, namesakes
from projections.directory import DepartmentRow, PersonRow
from projections.rows import Reads
from ui.words import Words


class Who(Struct, frozen=True):
    """Somebody as a page shows them. `department` is empty unless two people bear the name, and so is
    `named`, the name with the department."""

    name: str
    initial: str
    department: str = ""
    named: str = ""
    outsider: bool = False
    left: bool = False

    @property
    def full(self) -> str:
        """The name as plain text, with the department where it is needed."""
        return self.named or self.name


class Names:
    """The names that one page needs, read from the directory's board."""

    def __init__(self, rows: Reads, words: Words) -> None:
        self.rows = rows
        self.t = words.t
        self.people: dict[str, PersonRow | None] = {}
        self.several: dict[str, bool] = {}
        self.departments_by_id: dict[str, DepartmentRow] | None = None

    def who(self, person: str | None) -> Who:
        """The person of this id; the hub and its console have names too."""
        if person in (HUB, OPERATOR):
            return Who(self.t(f"person.{person}"), "")
        if person is None:
            return Who(self.t("person.nobody"), "?")
        row = self.person(person)
        return self.shown(row) if row else Who(self.t("person.unknown"), "?")

    def person(self, person: str) -> PersonRow | None:
        """The person's row in the directory."""
        if person not in self.people:
            self.people[person] = directory.person(self.rows, person)
        return self.people[person]

    def shown(self, row: PersonRow) -> Who:
        """A row of the directory as a page shows it. A forgotten person has no name."""
        name = row.name or self.t("person.forgotten")
        department = self.department(row.department) if row.department and self.ambiguous(row.name) else ""
        named = self.t("person.with-department", name=name, department=department) if department else ""
        return Who(name, initial(name), department, named, row.outsider, row.left)

    def ambiguous(self, name: str) -> bool:
        """Whether more than one person bears the name."""
        if name not in self.several:
            self.several[name] = namesakes.borne_by_several(self.rows, name)
        return self.several[name]

    def departments(self) -> dict[str, DepartmentRow]:
        """All departments by id, in the order of founding."""
        if self.departments_by_id is None:
            self.departments_by_id = {row.id: row for row in directory.departments(self.rows)}
        return self.departments_by_id

    def department(self, department: str | None) -> str:
        """The name of a department."""
        found = self.departments().get(department or "")
        return found.name if found else self.t("department.none")

    def staff(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Everybody who works here as choices of a select: (department, [(id, name and post)])."""
        groups: dict[str, list[tuple[str, str]]] = {name.name: [] for name in self.departments().values()}
        for row in directory.everybody(self.rows):
            label = f"{row.name} · {row.post}" if row.post else row.name
            groups.setdefault(self.department(row.department), []).append((row.id, label))
        return [(department, people) for department, people in groups.items() if people]


def initial(name: str) -> str:
    """What stands in the round mark: the last character of a Chinese name, else the first letter."""
    return name[-1:] if name and ord(name[-1]) > 0x2E80 else name[:1].upper()

"""Whom the names in minutes mean: one person, several to choose from, a department, or nobody known.

Ambiguous names are asked, never guessed.
"""

from collections.abc import Sequence

from msgspec import Struct

from projections import directory
from projections.directory import DepartmentRow, PersonRow
from projections.rows import Reads


class Owners(Struct, frozen=True):
    """`known` are settled ids in the order written; the other names are in exactly one of the rest."""

    known: tuple[str, ...] = ()
    ambiguous: dict[str, list[PersonRow]] = {}
    departments: dict[str, DepartmentRow] = {}
    unknown: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether the first owner can be taken without asking."""
        return not self.ambiguous and not self.departments


def match(rows: Reads, names: Sequence[str]) -> Owners:
    """Looks the names up in the directory: by full name, login or mail; departments by their name."""
    known: list[str] = []
    ambiguous: dict[str, list[PersonRow]] = {}
    named_departments: dict[str, DepartmentRow] = {}
    unknown: list[str] = []
    departments = {department.name: department for department in directory.departments(rows)} if names else {}
    for name in names:
        found = directory.people_named(rows, name)
        if len(found) == 1:
            known.append(found[0].id)
        elif found:
            ambiguous[name] = found
        elif name in departments:
            named_departments[name] = departments[name]
        else:
            unknown.append(name)
    return Owners(tuple(dict.fromkeys(known)), ambiguous, named_departments, tuple(unknown))

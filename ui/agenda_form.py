"""The rows of an agenda in a form, and whom to invite: both work without JavaScript, button by button."""

from collections.abc import Sequence
from itertools import zip_longest

import msgspec
from msgspec import Struct

from domain.series import AgendaItem
from projections import directory
from projections.directory import PersonRow
from projections.rows import Reads
from ui.forms import Invalid, Problem, Typed
from ui.names import Names

SHOWN_AT_ONCE = 200
EMPTY_ROWS = 2


class AgendaRow(Struct, frozen=True):
    """A row as typed."""

    title: str = ""
    minutes: str = ""
    expected: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed that says anything."""
        return not (self.title.strip() or self.expected.strip())


class Choice(Struct, frozen=True):
    """Somebody who may be invited. `words` is what a search looks through."""

    person: PersonRow
    department: str
    words: str


def rows_of(typed: Typed) -> list[AgendaRow]:
    """The rows as typed; more rows after the button for one more, one less after the button at a row."""
    fields = (typed.fields.get(f"agenda_{name}", ()) for name in ("title", "minutes", "expected"))
    rows = [AgendaRow(*values) for values in zip_longest(*fields, fillvalue="")]
    gone = typed.one("remove")
    if gone.isdecimal():
        rows = [row for number, row in enumerate(rows, 1) if number != int(gone)]
    return [*rows, AgendaRow()] if "add" in typed.fields or not rows else rows


def as_rows(agenda: Sequence[AgendaItem]) -> list[AgendaRow]:
    """An agenda that stands already, or empty rows to begin with."""
    rows = [AgendaRow(item.title, str(item.minutes), item.expected) for item in agenda]
    return rows or [AgendaRow(minutes="10")] * EMPTY_ROWS


def agenda(typed: Typed) -> tuple[AgendaItem, ...]:
    """The agenda; blank rows are left out. Raises Invalid with the first row that does not fit."""
    return tuple(item(number, row) for number, row in enumerate(rows_of(typed), 1) if not row.blank)


def item(number: int, row: AgendaRow) -> AgendaItem:
    typed = {
        "title": row.title.strip(),
        "minutes": row.minutes.strip() or 10,
        "expected": row.expected.strip(),
    }
    try:
        return msgspec.convert(typed, AgendaItem, strict=False)
    except msgspec.ValidationError as error:
        raise Invalid(Problem("agenda", "meetings.agenda-row", {"n": number})) from error


def pressed(typed: Typed) -> bool:
    """Whether a button was pressed that only changes the form."""
    return any(name in typed.fields for name in ("add", "remove", "look", "fill"))


def choices(people: Reads, names: Names, chosen: Sequence[str], text: str) -> tuple[list[Choice], int]:
    """Who is shown to choose from: the chosen, then those who fit the search; and how many are left out."""
    wanted = text.strip().lower()
    places = {department: at for at, department in enumerate(names.departments())}
    everybody = [choice(row, names) for row in directory.everybody(people)]
    everybody.sort(key=lambda each: places.get(each.person.department or "", len(places)))
    first = [each for each in everybody if each.person.id in chosen]
    fitting = [each for each in everybody if each.person.id not in chosen and wanted in each.words]
    return first + fitting[:SHOWN_AT_ONCE], max(0, len(fitting) - SHOWN_AT_ONCE)


def choice(row: PersonRow, names: Names) -> Choice:
    department = names.department(row.department)
    words = " ".join((row.name, row.login or "", row.post or "", department)).lower()
    return Choice(row, department, words)

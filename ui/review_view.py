"""The review of minutes as its page shows it: lines with their findings, and what is still to be settled."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from projections.directory import PersonRow
from projections.meetings import FindingRow, MeetingRow
from ui.names import Names
from ui.review import Entry, Lack, lacking

Mark = Literal["", "found", "is-open"]


class Line(Struct, frozen=True):
    """A line of the source with the findings on it; `mark` is how it is shown."""

    number: int
    text: str
    entries: tuple[Entry, ...] = ()
    mark: Mark = ""


class ReviewView(Struct, frozen=True):
    """Everything that the review shows. `lacks` keep the minutes from being published."""

    row: MeetingRow
    entries: list[Entry]
    lines: list[Line]
    lacks: list[Lack]
    next_meeting: MeetingRow | None
    present: frozenset[str]

    @classmethod
    def of(
        cls,
        row: MeetingRow,
        entries: list[Entry],
        source: Sequence[str],
        next_meeting: MeetingRow | None,
        present: set[str],
    ) -> "ReviewView":
        """Puts the findings beside their lines."""
        findings: list[FindingRow] = [each.row for each in entries]
        lacks = lacking(findings, historical=row.historical)
        asking = {lack.number for lack in lacks if asks(entries[lack.number - 1], historical=row.historical)}
        return cls(row, entries, lines(entries, source, asking), lacks, next_meeting, frozenset(present))

    @property
    def clear(self) -> int:
        """How many can be accepted without a question."""
        return sum(each.clear for each in self.entries)

    @property
    def unknown_only(self) -> list[Entry]:
        """Those of which only names are unknown."""
        return [each for each in self.entries if each.unknown_only]

    @property
    def unknown(self) -> list[str]:
        """The names that keep them from being clear."""
        names = (
            name.written for each in self.unknown_only for name in each.names if name.meaning == "nobody"
        )
        return list(dict.fromkeys(names))

    @property
    def wants(self) -> list[Lack]:
        """What a person has to say something about; the rest only wants to be accepted."""
        return [lack for lack in self.lacks if self.asks(self.entry(lack.number))]

    def asks(self, entry: Entry) -> bool:
        """Whether the finding asks something. In minutes of the past an unknown name does not: it becomes
        an outsider."""
        return asks(entry, historical=self.row.historical)

    @property
    def waiting(self) -> int:
        """How many that are not decided ask something."""
        return sum(not each.decided and self.asks(each) for each in self.entries)

    @property
    def counts(self) -> Counter[str]:
        """How many there are in each state."""
        return Counter(each.row.state for each in self.entries)

    def entry(self, number: int) -> Entry:
        """The finding of this number."""
        return self.entries[number - 1]


def asks(entry: Entry, *, historical: bool) -> bool:
    """Whether a finding asks more of a person than to be accepted."""
    return not entry.clear and not (historical and entry.unknown_only)


def lines(entries: Sequence[Entry], source: Sequence[str], asking: set[int]) -> list[Line]:
    """Every line of the source with its findings; open where one of them asks something."""
    on: dict[int, list[Entry]] = {}
    for each in entries:
        on.setdefault(each.row.line, []).append(each)
    return [line(n, text, on.get(n, []), asking) for n, text in enumerate(source, 1)]


def line(number: int, text: str, entries: list[Entry], asking: set[int]) -> Line:
    is_open = any(each.number in asking for each in entries)
    mark: Mark = "is-open" if is_open else "found" if entries else ""
    return Line(number, text.rstrip("\r"), tuple(entries), mark)


def labels(everybody: Sequence[PersonRow], names: Names) -> dict[str, str]:
    """What to type for each person, by id: the name, with the department where two bear it, or the login
    where even that leaves a doubt."""
    bearers = Counter(row.name for row in everybody)
    places = Counter((row.name, row.department) for row in everybody)
    found = {}
    for row in everybody:
        if bearers[row.name] == 1:
            found[row.id] = row.name
        elif places[row.name, row.department] == 1:
            found[row.id] = f"{row.name}（{names.department(row.department)}）"
        else:
            found[row.id] = row.login or row.name
    return found

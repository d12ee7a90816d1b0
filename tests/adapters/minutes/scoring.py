"""How well the findings agree with what a person has labelled, action by action."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import msgspec

from adapters.minutes import findings, source

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "minutes-openharmony"


_SHARES = ("precision", "recall", "owners", "due", "closed")


class Label(msgspec.Struct, frozen=True):
    """What a person found on a line; `text` is how it begins."""

    file: str
    line: int
    kind: str
    text: str
    owners: tuple[str, ...]
    due: date | None
    closed: bool


class Score(msgspec.Struct, frozen=True):
    """Shares of 1. Of the labelled actions: found, with the very owners, the very day, the right state."""

    labelled: int
    found: int
    precision: float
    recall: float
    owners: float
    due: float
    closed: float
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        shares = " ".join(f"{name} {getattr(self, name):.3f}" for name in _SHARES)
        return f"{self.labelled} labelled, {self.found} found: {shares}"


def labels(path: Path) -> list[Label]:
    """The labels in a file of one JSON object a line."""
    return msgspec.json.Decoder(Label).decode_lines(path.read_bytes())


def score(wanted: Iterable[Label], files: Iterable[Path]) -> Score:
    """Compare the actions labelled with those found in these files."""
    expected = [each for each in wanted if each.kind == "action"]
    got = [each for path in files for each in _actions(path)]
    pairs = _pairs(expected, got)
    return _score(expected, got, pairs)


def _actions(path: Path) -> list[Label]:
    read = source.read_source(path.read_bytes(), path.name)
    found = findings.find(read.text, read.held_on)
    return [
        Label(path.name, each.line, each.kind, each.text, each.owners, each.due, each.closed)
        for each in found
        if each.kind == "action"
    ]


def _score(expected: list[Label], got: list[Label], pairs: list[tuple[int, int]]) -> Score:
    both = [(expected[left], got[right]) for left, right in pairs]
    count = max(1, len(expected))
    wrong = _unpaired("missed", expected, {left for left, _ in pairs})
    wrong += _unpaired("not labelled", got, {right for _, right in pairs})
    wrong += [f"labelled {left}\n   found {right}" for left, right in both if _facts(left) != _facts(right)]
    return Score(
        labelled=len(expected),
        found=len(got),
        precision=len(pairs) / max(1, len(got)),
        recall=len(pairs) / count,
        owners=sum(set(left.owners) == set(right.owners) for left, right in both) / count,
        due=sum(left.due == right.due for left, right in both) / count,
        closed=sum(left.closed == right.closed for left, right in both) / count,
        wrong=tuple(wrong),
    )


def _facts(label: Label) -> tuple[set[str], date | None, bool]:
    return set(label.owners), label.due, label.closed


def _unpaired(why: str, labels: list[Label], paired: set[int]) -> list[str]:
    return [f"{why}: {each}" for at, each in enumerate(labels) if at not in paired]


def _pairs(expected: list[Label], got: list[Label]) -> list[tuple[int, int]]:
    """Each label with the finding of its line that reads most like it, each used once."""
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for right, each in enumerate(got):
        places[each.file, each.line].append(right)
    near = [
        (_likeness(each.text, got[right].text), left, right)
        for left, each in enumerate(expected)
        for right in places[each.file, each.line]
    ]
    return _best_first(sorted(near, reverse=True))


def _best_first(near: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    used: set[tuple[str, int]] = set()
    pairs: list[tuple[int, int]] = []
    for likeness, left, right in near:
        if likeness > 0.5 and ("left", left) not in used and ("right", right) not in used:
            used |= {("left", left), ("right", right)}
            pairs.append((left, right))
    return pairs


def _likeness(label: str, text: str) -> float:
    label, text = "".join(label.split()), "".join(text.split())
    size = min(len(label), len(text))
    return SequenceMatcher(None, label[:size], text[:size], autojunk=False).ratio() if size else 0.0

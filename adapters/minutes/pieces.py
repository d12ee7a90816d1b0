"""One line, or a piece of a cell, cut into its items: numbers, labels and clauses in the middle of it."""

from adapters.minutes import markers, markup, sections, tails


def split(text: str) -> list[str]:
    """The items on one line: numbered, each after a label of its own, or clauses with an owner each."""
    numbered = _cut(text, _starts(markup.folded(text)))
    labelled = [part for piece in numbered for part in _cut(piece, _sections(markup.folded(piece)))]
    again = [part for piece in labelled for part in _cut(piece, _starts(markup.folded(piece)))]
    return [part for piece in again for part in _cut(piece, tails.clauses(markup.folded(piece)))]


def _cut(text: str, places: list[int]) -> list[str]:
    ends = [*places, len(text)]
    return [text[start:end] for start, end in zip([0, *places], ends, strict=True)]


def _sections(seen: str) -> list[int]:
    return sections.inside(seen, max(1, _label_end(seen)))


def _label_end(seen: str) -> int:
    """Where a section that opens in the middle may begin: behind the label that the text begins with."""
    mark = markers.marker(seen)
    start = mark.end if mark else 0
    opened = sections.label(seen[start:])
    return start + opened.end if opened else 0


def _starts(seen: str) -> list[int]:
    behind = _label_end(seen)
    return [behind + at for at in markers.inner_starts(seen[behind:])]

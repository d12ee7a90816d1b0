"""The reasons for refusals are a closed set: each is given somewhere, each of the domain's is tested."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.refusals import Reason

ROOT = Path(__file__).parents[2]
GIVERS = ("domain", "hub", "ui", "adapters")


def reasons_in(files: Iterable[Path]) -> set[str]:
    """The names of the reasons that the files' code gives to `Refused` or `.refused`."""
    return {
        part.attr
        for file in files
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and name_of(call.func) in ("Refused", "refused", "parametrize")
        for part in ast.walk(call)
        if isinstance(part, ast.Attribute) and name_of(part.value) == "Reason"
    }


def name_of(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def files_of(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def test_every_reason_is_given_by_something() -> None:
    assert set(Reason.__members__) - reasons_in(files_of(*GIVERS)) == set()


def test_every_reason_that_the_domain_gives_is_given_in_a_test_of_the_domain() -> None:
    tested = reasons_in((ROOT / "tests" / "domain").glob("test_*.py"))
    assert reasons_in(files_of("domain")) - tested == set()


def test_the_words_of_every_reason_are_a_context_and_a_reason() -> None:
    assert all(reason.value.count(".") == 1 and reason.value.islower() for reason in Reason)

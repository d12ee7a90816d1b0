"""The one registration is complete, its names are those agreed, and stored bytes never change."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from adapters.codec import Codec
from domain.access import POLICY
from domain.catalogue import AGGREGATES, COMMANDS, EVENTS, PERSONAL, UPCASTS, tag_of
from domain.envelope import Envelope, Grade
from tests.adapters.rows import Vault
from tests.domain.cast import ITEM, LI, MONDAY
from tests.domain.examples import EXAMPLES

GOLDEN = Path(__file__).parents[1] / "golden" / "events.jsonl"
CONTEXTS = {
    "directory",
    "calendar",
    "policy",
    "request",
    "raci",
    "meeting",
    "action",
    "escalation",
    "decision",
} | {
    "dispute",
    "resource",
    "knowledge",
    "feedback",
    "scorecard",
    "log",
}
"""As EVENTS.md has them."""
CODEC = Codec(Vault())


def stored(event: Struct) -> str:
    """The event's own part of its stored body."""
    envelope = Envelope(ITEM, 1, LI, MONDAY, "sales", "-", Grade.INTERNAL, "")
    body = msgspec.json.decode(CODEC.encode(event, envelope), type=dict[str, msgspec.Raw])
    return bytes(body["event"]).decode()


def golden() -> list[str]:
    return GOLDEN.read_text(encoding="utf-8").splitlines()


def golden_tag(line: str) -> str:
    tag: str = msgspec.json.decode(line)["type"]
    return tag


def test_every_command_has_a_policy_and_every_policy_is_of_something() -> None:
    named = {entry.verb for entry in COMMANDS.values()}
    stale = {verb for verb in POLICY if verb not in named and not verb.startswith(("query.", "admin."))}
    assert named - set(POLICY) == set()
    assert stale == set()


def test_every_query_and_every_duty_of_an_administrator_is_asked_for_somewhere() -> None:
    code = "".join(file.read_text(encoding="utf-8") for part in ("hub", "ui") for file in files_of(part))
    others = {verb for verb in POLICY if verb.startswith(("query.", "admin."))}
    assert {verb for verb in others if f'"{verb}"' not in code} == {"query.health"}


def files_of(folder: str) -> Iterator[Path]:
    return (Path(__file__).parents[2] / folder).rglob("*.py")


@pytest.mark.parametrize("tag", EVENTS)
def test_a_tag_is_context_event_and_version(tag: str) -> None:
    context, event, version = tag.split(".")
    assert context in CONTEXTS
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", event)
    assert re.fullmatch(r"v[1-9]\d*", version)
    assert "updated" not in event


def test_a_tag_says_what_its_class_says() -> None:
    spelled = {tag: re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower() for tag, kind in EVENTS.items()}
    assert {tag: name for tag, name in spelled.items() if tag.split(".")[1] != name} == {}


def test_names_and_places_are_unique() -> None:
    tags = [tag_of(event) for aggregate in AGGREGATES for event in aggregate.events]
    assert len(tags) == len(set(tags)) == len(EVENTS)
    assert len({aggregate.name for aggregate in AGGREGATES}) == len({a.path for a in AGGREGATES})
    assert set(UPCASTS) <= set(EVENTS), "a retired event must still be decoded before it is upcast"


def test_what_begins_an_item_is_a_command_of_it() -> None:
    for aggregate in AGGREGATES:
        assert set(aggregate.creates) <= {tag_of(command) for command in aggregate.commands}
        assert set(aggregate.numbered) <= set(aggregate.events)


def test_there_is_one_example_of_each_event() -> None:
    assert [tag_of(type(example)) for example in EXAMPLES] == [tag for tag in EVENTS if tag not in UPCASTS], (
        "tests/domain/examples.py: one example an event, in the order of the catalogue"
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: tag_of(type(example)))
def test_an_example_fills_every_field_that_may_be_left_out(example: Struct) -> None:
    """Else a changed default or a renamed field would not show in the golden bytes."""
    for field in msgspec.structs.fields(type(example)):
        if field.default is not msgspec.NODEFAULT:
            assert getattr(example, field.name) != field.default, field.name


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: tag_of(type(example)))
def test_the_stored_bytes_of_an_event_never_change(example: Struct) -> None:
    bytes_, tag = stored(example), tag_of(type(example))
    assert bytes_ in golden(), (
        f"{tag} is stored in another shape than before:\n  {bytes_}\n"
        "Events are read for ever. If a field was only added, with a default, fill it in the example and\n"
        "ADD this line to tests/golden/events.jsonl, leaving the old one. Any other change is a new\n"
        f"event: tag it {tag.rpartition('.')[0]}.v2, keep the old class, and lead from it to the new one in\n"
        "catalogue.UPCASTS."
    )


@pytest.mark.parametrize("line", golden(), ids=golden_tag)
def test_bytes_that_were_ever_stored_are_read_without_loss(line: str) -> None:
    event = CODEC.event_decoder.decode(line)
    assert tag_of(type(event)) == golden_tag(line)
    again = msgspec.json.decode(msgspec.json.encode(event))
    assert msgspec.json.decode(line).items() <= again.items()


def test_no_golden_line_was_taken_out() -> None:
    assert {golden_tag(line) for line in golden()} == set(EVENTS)


def test_what_is_personal_is_known_by_its_type() -> None:
    named = {tag_of(event): fields for event, fields in PERSONAL.items()}
    assert named == {
        "directory.person-joined.v1": ("name", "login", "mail"),
        "directory.person-renamed.v1": ("name",),
        "directory.person-reachable-by.v1": ("mail",),
    }

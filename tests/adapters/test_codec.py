"""Events to stored bytes and back: nothing personal or secret in the clear, and old events stay readable."""

import base64
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct, structs

from adapters.codec import MAX_EVENT_BYTES, Codec, Stored, TooLarge, leaf_of
from adapters.secrets import Secrets
from domain.catalogue import EVENTS, PERSONAL, tag_of
from domain.envelope import Envelope, Grade
from domain.personal import Plain, Sealed
from tests.domain.cast import ITEM, LI, MONDAY, SALES
from tests.domain.examples import EXAMPLES

ENVELOPE = Envelope(ITEM, 3, LI, MONDAY, "sales", "making", Grade.INTERNAL, "5a17")
CONFIDENTIAL = structs.replace(ENVELOPE, grade=Grade.CONFIDENTIAL)
ids = [tag_of(type(example)) for example in EXAMPLES]


@pytest.fixture
def vault(tmp_path: Path) -> Secrets:
    return Secrets(tmp_path / "secrets.db")


@pytest.fixture
def codec(vault: Secrets) -> Codec:
    return Codec(vault)


def row(body: bytes, tag: str = "x") -> Stored:
    return Stored(9, ITEM, 3, tag, body, leaf_of(body))


def texts_of(value: Any) -> list[str]:
    """Every text that an event holds, whatever it is in."""
    match value:
        case str():
            return [value]
        case tuple() | list():
            return [text for each in value for text in texts_of(each)]
        case Struct():
            return texts_of(structs.astuple(value))
        case _:
            return []


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("event", EXAMPLES, ids=ids)
def test_an_event_comes_back_as_it_was(codec: Codec, event: Struct, grade: Grade) -> None:
    envelope = structs.replace(ENVELOPE, grade=grade, effective=MONDAY, number="ACT-7", key="k", causation=4)
    found = codec.decode(row(codec.encode(event, envelope)))
    assert (found.position, found.envelope) == (9, envelope)
    assert opened(codec, found.event) == event


def opened(codec: Codec, event: Struct) -> Struct:
    """The event with what is sealed in the clear again."""
    changes = {
        name: Plain(value.subject, (codec.vault.open(value.subject, value.box) or b"").decode())
        for name in PERSONAL.get(type(event), ())
        if isinstance(value := getattr(event, name), Sealed)
    }
    return structs.replace(event, **changes)


@pytest.mark.parametrize("event", [e for e in EXAMPLES if type(e) in PERSONAL], ids=lambda e: tag_of(type(e)))
def test_what_is_personal_is_sealed(codec: Codec, event: Struct) -> None:
    body = codec.encode(event, ENVELOPE)
    personal = [value.text for value in structs.astuple(event) if isinstance(value, Plain)]
    assert personal
    assert [text for text in personal if readable(text, body)] == []


def readable(text: str, body: bytes) -> bool:
    """Whether somebody with the bytes alone finds the text, as it is or in base64."""
    hidden = base64.b64decode(body.partition(b'"box":"')[2].partition(b'"')[0] or b"")
    return (
        text.encode() in body or text.encode("ascii", "backslashreplace") in body or text.encode() in hidden
    )


@pytest.mark.parametrize("event", EXAMPLES, ids=ids)
def test_above_internal_nothing_of_the_item_is_in_the_clear(codec: Codec, event: Struct) -> None:
    body = codec.encode(event, CONFIDENTIAL)
    known = {LI, ITEM, SALES}
    told = [text for text in texts_of(event) if len(text) > 8 and text not in known]
    assert [text for text in told if text.encode() in body] == []
    assert msgspec.json.decode(body).keys() == {"envelope", "tag", "sealed"}


def test_up_to_internal_the_event_is_stored_as_it_is(codec: Codec) -> None:
    body = msgspec.json.decode(codec.encode(EXAMPLES[9], ENVELOPE))
    assert body["event"] == {"type": "directory.department-founded.v1", "slug": "sales", "name": "销售部"}
    assert body["envelope"]["recorded"] == "2026-04-20T06:00:00Z"


def test_each_sealing_differs_so_that_equal_texts_do_not_show(codec: Codec) -> None:
    assert codec.encode(EXAMPLES[1], ENVELOPE) != codec.encode(EXAMPLES[1], ENVELOPE)


def test_who_was_forgotten_stays_an_event_without_a_name(codec: Codec, vault: Secrets) -> None:
    body = codec.encode(EXAMPLES[0], ENVELOPE)
    vault.destroy(LI)
    event: Any = codec.decode(row(body)).event
    assert event.department == SALES
    assert vault.open(LI, event.name.box) is None


def test_an_item_whose_key_was_destroyed_has_no_event_but_keeps_its_place(
    codec: Codec, vault: Secrets
) -> None:
    body = codec.encode(EXAMPLES[-1], CONFIDENTIAL)
    vault.destroy(f"item:{ITEM}")
    found = codec.decode(row(body))
    assert (found.event, found.envelope) == (None, CONFIDENTIAL)


def test_a_forgotten_name_stays_forgotten_when_the_store_is_opened_again(tmp_path: Path) -> None:
    first = Secrets(tmp_path / "secrets.db")
    body = Codec(first).encode(EXAMPLES[0], ENVELOPE)
    first.destroy(LI)
    first.close()
    event: Any = Codec(Secrets(tmp_path / "secrets.db")).decode(row(body)).event
    assert Secrets(tmp_path / "secrets.db").open(LI, event.name.box) is None


def test_an_event_that_is_too_large_is_refused() -> None:
    class Open:
        """Seals nothing, so that sizes are exact."""

        def seal(self, _subject: str, data: bytes) -> bytes:
            return data

        def open(self, _subject: str, box: bytes) -> bytes | None:
            return box

        def fingerprint(self, data: bytes) -> bytes:
            return data

    codec, founded = Codec(Open()), EVENTS["directory.department-founded.v1"]
    spare = MAX_EVENT_BYTES - len(codec.encode(founded("sales", ""), ENVELOPE))
    assert len(codec.encode(founded("sales", "x" * spare), ENVELOPE)) == MAX_EVENT_BYTES
    with pytest.raises(TooLarge):
        codec.encode(founded("sales", "x" * (spare + 1)), ENVELOPE)


def test_the_leaf_is_the_hash_that_certificates_are_logged_with() -> None:
    """RFC 9162, 2.1.1: a zero byte before the entry keeps leaves apart from nodes."""
    assert leaf_of(b"") == sha256(b"\0").digest()
    assert leaf_of(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"


class MovedV1(Struct, frozen=True, tag="test.item-moved.v1"):
    to: str


class MovedV2(Struct, frozen=True, tag="test.item-moved.v2"):
    place: str
    shelf: int


class MovedV3(Struct, frozen=True, tag="test.item-moved.v3"):
    place: str
    shelf: int
    why: str = ""


EVOLVED: dict[str, type[Struct]] = {tag_of(kind): kind for kind in (MovedV1, MovedV2, MovedV3)}
LEADS = {
    "test.item-moved.v1": lambda old: MovedV2(old.to, 0),
    "test.item-moved.v2": lambda old: MovedV3(old.place, old.shelf, "unknown"),
}


@pytest.mark.parametrize("grade", [Grade.INTERNAL, Grade.CORE])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        (MovedV1("A"), MovedV3("A", 0, "unknown")),
        (MovedV2("A", 4), MovedV3("A", 4, "unknown")),
        (MovedV3("A", 4, "space"), MovedV3("A", 4, "space")),
    ],
)
def test_a_retired_event_is_read_as_its_latest_successor(
    vault: Secrets, written: Struct, read: Struct, grade: Grade
) -> None:
    codec = Codec(vault, EVOLVED, LEADS)
    body = codec.encode(written, structs.replace(ENVELOPE, grade=grade))
    assert codec.decode(row(body)).event == read


def test_a_field_added_with_a_default_is_read_from_bytes_without_it(vault: Secrets) -> None:
    codec = Codec(vault, EVOLVED, {})
    body = codec.encode(MovedV3("A", 4), ENVELOPE).replace(b',"why":""', b"")
    assert b"why" not in body
    assert codec.decode(row(body)).event == MovedV3("A", 4)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"envelope":{}}', b'{"envelope":null,"event":{"type":"x"}}']
)
def test_bytes_that_no_codec_wrote_are_no_event(codec: Codec, body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        codec.decode(row(body))


def test_an_event_of_a_later_hub_is_no_event_of_this_one(codec: Codec) -> None:
    body = codec.encode(EXAMPLES[9], ENVELOPE).replace(b"department-founded.v1", b"department-founded.v9")
    with pytest.raises(msgspec.DecodeError):
        codec.decode(row(body))

"""Rows become CloudEvents that any subscriber can read, and that give nothing away above internal."""

import base64
import json
from datetime import datetime
from typing import Any

import msgspec
import pytest

from adapters.cloudevents import CloudEvents, Message
from adapters.codec import Stored, leaf_of
from domain.departments import DepartmentFounded
from domain.envelope import Envelope, Grade
from tests.adapters.rows import CODEC, LOG_ID, MORNING, TAG, row

EVENTS = CloudEvents(LOG_ID)


def only(stored: Stored) -> Message:
    (message,) = EVENTS.messages(stored)
    return message


def read(message: Message) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(message.body)
    return event


def with_envelope(**changes: Any) -> Stored:
    envelope = Envelope("s", 3, "someone", MORNING, "-", "-", Grade.PUBLIC, "salt", **changes)
    body = CODEC.encode(DepartmentFounded("fin", '财务 "A"'), envelope)
    return Stored(7, "s", 3, TAG, body, leaf_of(body))


def test_an_internal_event_is_a_complete_cloudevent() -> None:
    stored = row(5)
    assert read(only(stored)) == {
        "specversion": "1.0",
        "id": f"{LOG_ID}:5",
        "source": f"/collab-hub/{LOG_ID}",
        "type": TAG,
        "subject": stored.stream,
        "time": "2026-11-23T09:00:00.005000Z",
        "datacontenttype": "application/json",
        "dataschema": f"/schemas/{TAG}",
        "position": 5,
        "streamversion": 1,
        "actor": "0198f0a0-0000-7000-8000-0000000000ff",
        "sender": "finance",
        "receiver": "legal",
        "grade": "internal",
        "correlation": "0198f0a0-0000-7000-8000-0000000000fe",
        "leaf": stored.leaf.hex(),
        "data": json.loads(stored.body)["event"],
    }


def test_attribute_names_are_lower_case_letters_and_digits_as_the_specification_asks() -> None:
    event = read(only(with_envelope(number="ACT-1", effective=MORNING, causation=4, principal="head")))
    assert all(name.isalnum() and name.islower() for name in event)


def test_the_subject_names_departments_and_the_event_without_its_version() -> None:
    assert only(row(5)).subject == "hub.v1.finance.legal.directory.department-founded"


def test_an_item_of_no_department_has_dashes_in_its_subject() -> None:
    assert only(with_envelope()).subject == "hub.v1.-.-.directory.department-founded"


def test_what_the_envelope_may_have_is_told_only_where_it_is_set() -> None:
    event = read(only(with_envelope(number="ACT-1", effective=datetime(2026, 1, 2, tzinfo=MORNING.tzinfo))))
    assert (event["number"], event["happened"]) == ("ACT-1", "2026-01-02T00:00:00Z")
    assert not {"correlation", "causation", "principal"} & set(event)


def test_the_event_is_passed_on_byte_for_byte_as_it_was_stored() -> None:
    stored = with_envelope()
    event = stored.body[stored.body.index(b'"event":') + len(b'"event":') : -1]
    assert only(stored).body.endswith(b'"data":' + event + b"}")


def test_the_same_row_gives_the_same_bytes() -> None:
    assert CloudEvents(LOG_ID).messages(row(5)) == EVENTS.messages(row(5))


def test_the_salt_and_the_command_key_are_never_told() -> None:
    stored = with_envelope(key="0198f0a0-key")
    assert not {"salt", "key"} & set(read(only(stored)))


@pytest.mark.parametrize("grade", [Grade.CONFIDENTIAL, Grade.CORE])
def test_above_internal_the_open_stream_learns_a_position_and_a_hash_alone(grade: Grade) -> None:
    stored = row(5, grade)
    message = EVENTS.messages(stored)[0]
    assert (message.stream, message.subject) == ("HUB", "hub.v1.sealed")
    assert read(message) == {
        "specversion": "1.0",
        "id": f"{LOG_ID}:5",
        "source": f"/collab-hub/{LOG_ID}",
        "type": "sealed.v1",
        "position": 5,
        "leaf": stored.leaf.hex(),
    }


@pytest.mark.parametrize("grade", [Grade.CONFIDENTIAL, Grade.CORE])
def test_above_internal_the_grades_own_stream_gets_the_sealed_event(grade: Grade) -> None:
    stored = row(5, grade)
    message = EVENTS.messages(stored)[1]
    assert message.stream == f"HUB_{grade.name}"
    assert message.subject == f"hub.v1g.{grade}.finance.legal.directory.department-founded"
    event = read(message)
    opened = CODEC.vault.open(f"item:{stored.stream}", base64.b64decode(event["data_base64"]))
    assert opened is not None
    assert json.loads(opened)["slug"] == "dep5"
    assert (event["type"], event["grade"], "data" in event) == (TAG, grade, False)


def test_a_row_that_is_no_event_of_ours_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        EVENTS.messages(Stored(1, "s", 1, TAG, b'{"envelope":{}}', b""))

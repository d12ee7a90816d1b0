"""The log's rows as structured CloudEvents 1.0 (JSON): the same bytes for the same row, every time.

The event itself is passed through as it was stored, neither decoded nor encoded again. Of an item above
*internal* the open stream gets the position and the salted leaf hash alone; the whole event, sealed as it
is stored, goes to the stream of its grade.
"""

from functools import cache
from typing import NamedTuple

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from adapters.codec import Stored
from domain.envelope import Grade

OPEN = "HUB"
GRADED = {grade: f"HUB_{grade.name}" for grade in Grade if grade.above_internal}
STREAMS = {OPEN: "hub.v1.>"} | {stream: f"hub.v1g.{grade}.>" for grade, stream in GRADED.items()}
"""Every stream and the subjects that it takes."""

CONTENT_TYPE = "application/cloudevents+json"
SEALED_SUBJECT = "hub.v1.sealed"
SEALED_TYPE = "sealed.v1"


class Message(NamedTuple):
    """What is published about the row at `position`: where to, and the body."""

    stream: str
    subject: str
    position: int
    body: bytes


class Head(Struct, gc=False):
    """The part of the envelope that subscribers get."""

    actor: Raw
    recorded: Raw
    sender: str
    receiver: str
    grade: Grade
    principal: Raw | UnsetType = UNSET
    effective: Raw | UnsetType = UNSET
    number: Raw | UnsetType = UNSET
    correlation: Raw | UnsetType = UNSET
    causation: Raw | UnsetType = UNSET


class Body(Struct, gc=False):
    """The stored body; of `event` and `sealed` exactly one is there."""

    envelope: Head
    event: Raw | UnsetType = UNSET
    sealed: Raw | UnsetType = UNSET


class CloudEvent(Struct, gc=False):
    """The attributes in the order in which they are written; those below `subject` without a meaning in
    the specification are extensions."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: Raw
    datacontenttype: str
    dataschema: str
    position: int
    streamversion: int
    actor: Raw
    sender: str
    receiver: str
    grade: Grade
    principal: Raw | UnsetType
    number: Raw | UnsetType
    happened: Raw | UnsetType
    correlation: Raw | UnsetType
    causation: Raw | UnsetType
    leaf: str
    data: Raw | UnsetType
    data_base64: Raw | UnsetType


class SealedEvent(Struct, gc=False):
    """That there is an event at this position, and nothing else about it."""

    specversion: str
    id: str
    source: str
    type: str
    position: int
    leaf: str


class CloudEvents:
    """Turns rows of the log `log_id` (a UUID) into messages. Raises msgspec.DecodeError on bad rows."""

    def __init__(self, log_id: str) -> None:
        self.log_id = log_id
        self.source = f"/collab-hub/{log_id}"
        self.decode = msgspec.json.Decoder(Body).decode
        self.encode = msgspec.json.Encoder().encode

    def messages(self, row: Stored) -> tuple[Message, ...]:
        """The row's message on the open stream, and for an item above internal the one on its grade's."""
        body = self.decode(row.body)
        head = body.envelope
        to = f"{head.sender}.{head.receiver}.{kind_of(row.tag)}"
        stream = GRADED.get(head.grade)
        if stream is None:
            return (Message(OPEN, f"hub.v1.{to}", row.position, self.full(row, body)),)
        return (
            Message(OPEN, SEALED_SUBJECT, row.position, self.sealed(row)),
            Message(stream, f"hub.v1g.{head.grade}.{to}", row.position, self.full(row, body)),
        )

    def full(self, row: Stored, body: Body) -> bytes:
        head = body.envelope
        return self.encode(
            CloudEvent(
                "1.0",
                f"{self.log_id}:{row.position}",
                self.source,
                row.tag,
                row.stream,
                head.recorded,
                "application/json" if body.sealed is UNSET else "application/octet-stream",
                schema_of(row.tag),
                row.position,
                row.version,
                head.actor,
                head.sender,
                head.receiver,
                head.grade,
                head.principal,
                head.number,
                head.effective,
                head.correlation,
                head.causation,
                row.leaf.hex(),
                body.event,
                body.sealed,
            )
        )

    def sealed(self, row: Stored) -> bytes:
        identity = f"{self.log_id}:{row.position}"
        return self.encode(
            SealedEvent("1.0", identity, self.source, SEALED_TYPE, row.position, row.leaf.hex())
        )


@cache
def kind_of(tag: str) -> str:
    """`<context>.<event>`: the tag without its version."""
    return tag.rpartition(".")[0]


@cache
def schema_of(tag: str) -> str:
    return f"/schemas/{tag}"

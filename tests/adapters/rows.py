"""Rows as the log stores them, made by the real codec, for tests and measurements of what reads them."""

from datetime import UTC, datetime, timedelta

from adapters.codec import Codec, Stored, leaf_of
from domain.departments import DepartmentFounded
from domain.envelope import Envelope, Grade

LOG_ID = "0198f0a0-0000-7000-8000-00000000000a"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
TAG = "directory.department-founded.v1"


class Vault:
    """Marks what would be sealed."""

    def seal(self, subject: str, data: bytes) -> bytes:
        return b"sealed:" + subject.encode() + data

    def open(self, subject: str, box: bytes) -> bytes | None:
        return box.removeprefix(b"sealed:" + subject.encode())

    def fingerprint(self, data: bytes) -> bytes:
        return data


CODEC = Codec(Vault())


def row(position: int, grade: Grade = Grade.INTERNAL, text: str = "Finance and accounting") -> Stored:
    """The event at a position, in a stream of its own."""
    stream = f"0198f0a0-0000-7000-8000-{position:012}"
    envelope = Envelope(
        stream,
        1,
        actor="0198f0a0-0000-7000-8000-0000000000ff",
        recorded=MORNING + timedelta(milliseconds=position),
        sender="finance",
        receiver="legal",
        grade=grade,
        salt="c2FsdHNhbHRzYWx0c2FsdA",
        correlation="0198f0a0-0000-7000-8000-0000000000fe",
    )
    body = CODEC.encode(DepartmentFounded(f"dep{position}", text), envelope)
    return Stored(position, stream, 1, TAG, body, leaf_of(body))


def rows(count: int, first: int = 1) -> list[Stored]:
    """So many internal events, from a position on."""
    return [row(position) for position in range(first, first + count)]

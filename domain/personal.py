"""Personal data inside events: sealed with a key per person, so that forgetting destroys one key."""

from msgspec import Struct


class Plain(Struct, frozen=True, tag="plain"):
    """Personal text on its way into an event. It is never stored: the writer seals it first."""

    subject: str
    text: str


class Sealed(Struct, frozen=True, tag="sealed"):
    """Personal text as stored: readable only while the key of `subject` exists."""

    subject: str
    box: bytes


Personal = Plain | Sealed

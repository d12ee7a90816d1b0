"""Events to stored bytes and back.

The stored body is `{"envelope": {...}, "event": {...}}` in JSON; the event's tag is the stored type.
Personal fields are sealed before they are written. Of an item above *internal* the whole event is
sealed: `{"envelope": {...}, "tag": "...", "sealed": "..."}`.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import Any, Protocol

import msgspec
from msgspec import Struct, structs

from domain.catalogue import EVENTS, PERSONAL, UPCASTS, tag_of
from domain.envelope import Envelope, Recorded
from domain.personal import Plain, Sealed

MAX_EVENT_BYTES = 256 * 1024


class Stored(Struct, frozen=True, gc=False):
    """One row of the log. `leaf` is the RFC 9162 leaf hash of `body`."""

    position: int
    stream: str
    version: int
    tag: str
    body: bytes
    leaf: bytes


class TooLarge(ValueError):
    """An event of more than MAX_EVENT_BYTES."""


class Vault(Protocol):
    """Seals data under a key per subject, which is made when it is first used."""

    def seal(self, subject: str, data: bytes) -> bytes: ...

    def open(self, subject: str, box: bytes) -> bytes | None:
        """The data, or None when the subject's key was destroyed."""

    def fingerprint(self, data: bytes) -> bytes:
        """A digest that only the vault's owner can recompute."""


class Body(Struct, frozen=True, omit_defaults=True):
    """The stored shape. Exactly one of `event` and `sealed` is there."""

    envelope: Envelope
    event: msgspec.Raw | None = None
    tag: str | None = None
    sealed: bytes | None = None


class Named(Struct, frozen=True):
    """The name under which an event is stored."""

    type: str


class Surrounded(Struct, frozen=True):
    """What every stored body tells, sealed or not."""

    envelope: Envelope
    event: Named | None = None
    tag: str | None = None

    @property
    def named(self) -> str | None:
        """The event's tag."""
        return self.event.type if self.event else self.tag


class Codec:
    """Encodes and decodes the events of a catalogue; `upcasts` lead from retired events to current ones."""

    def __init__(
        self,
        vault: Vault,
        events: Mapping[str, type[Struct]] = EVENTS,
        upcasts: Mapping[str, Callable[[Any], Any]] = UPCASTS,
    ) -> None:
        self.vault = vault
        self.upcasts = {events[tag]: upcast for tag, upcast in upcasts.items()}
        union = reduce(or_, events.values())
        self.encoder = msgspec.json.Encoder()
        self.envelope_decoder = msgspec.json.Decoder(Surrounded)
        self.event_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(union)
        self.body_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
            msgspec.defstruct(
                "Read",
                [
                    ("envelope", Envelope),
                    ("event", union | None, None),
                    ("sealed", bytes | None, None),
                ],
            )
        )

    def encode(self, event: Struct, envelope: Envelope) -> bytes:
        """The body to store. Raises TooLarge."""
        kind = type(event)
        if kind in PERSONAL:
            event = self.seal_fields(event)
        if envelope.grade.above_internal:
            sealed = self.vault.seal(f"item:{envelope.stream}", self.encoder.encode(event))
            body = self.encoder.encode(Body(envelope, tag=tag_of(kind), sealed=sealed))
        else:
            body = self.encoder.encode({"envelope": envelope, "event": event})
        if len(body) > MAX_EVENT_BYTES:
            raise TooLarge(f"an event of {len(body)} bytes; at most {MAX_EVENT_BYTES} are stored")
        return body

    def seal_fields(self, event: Struct) -> Struct:
        """The event with every personal field sealed under its subject's key."""
        changes = {
            name: Sealed(value.subject, self.vault.seal(value.subject, value.text.encode()))
            for name in PERSONAL[type(event)]
            if isinstance(value := getattr(event, name), Plain)
        }
        return structs.replace(event, **changes)

    def decode(self, stored: Stored) -> Recorded:
        """The event as it is understood today. Raises msgspec.DecodeError on bytes it cannot read."""
        body = self.body_decoder.decode(stored.body)
        event = body.event if body.sealed is None else self.unsealed(body)
        while upcast := self.upcasts.get(type(event)):
            event = upcast(event)
        return Recorded(stored.position, body.envelope, event)

    def envelope(self, stored: Stored) -> Envelope:
        """The envelope alone, which every hub can read whatever the event is."""
        return self.envelope_decoder.decode(stored.body).envelope

    def unsealed(self, body: Any) -> Any:
        opened = self.vault.open(f"item:{body.envelope.stream}", body.sealed)
        return None if opened is None else self.event_decoder.decode(opened)


def leaf_of(body: bytes) -> bytes:
    """The RFC 9162 leaf hash: SHA-256 over a zero byte and the entry."""
    return sha256(b"\x00" + body).digest()

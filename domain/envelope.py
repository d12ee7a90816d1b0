"""What surrounds every event: who, when, between which departments, and how far it may be seen."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

E = TypeVar("E")


class Grade(StrEnum):
    """Confidentiality, lowest first (公开 / 内部 / 普通商密 / 核心商密)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    CORE = "core"

    @property
    def rank(self) -> int:
        """0 for public to 3 for core."""
        return RANKS[self]

    @property
    def above_internal(self) -> bool:
        """Whether items of this grade are sealed at rest and kept off the open stream."""
        return self in ABOVE_INTERNAL


RANKS = {grade: rank for rank, grade in enumerate(Grade)}
ABOVE_INTERNAL = (Grade.CONFIDENTIAL, Grade.CORE)

Relation = Literal["self", "owner", "supporter", "assigner", "facilitator", "recorder", "participant"]
"""What a person is to an item."""


class Parties(Struct, frozen=True, gc=False):
    """Between whom an item lives: departments by id, its grade, and who has to do with it as what."""

    sender: str | None = None
    receiver: str | None = None
    grade: Grade = Grade.INTERNAL
    people: tuple[tuple[Relation, str | None], ...] = ()


class Envelope(Struct, frozen=True, omit_defaults=True, gc=False):
    """Stored with the event and hashed with it.

    `recorded` never lies before its predecessor's; `effective` is set where something is told of an
    earlier time; `principal` where a deputy acts; `sender` and `receiver` are department slugs, `-`
    where there is none; `salt` keeps the leaf hash from being guessed.
    """

    stream: str
    version: int
    actor: str
    recorded: datetime
    sender: str
    receiver: str
    grade: Grade
    salt: str
    principal: str | None = None
    effective: datetime | None = None
    number: str | None = None
    key: str | None = None
    correlation: str | None = None
    causation: int | None = None

    @property
    def happened(self) -> datetime:
        """When it happened: the effective time where one is given, else the recorded one."""
        return self.effective or self.recorded


class Recorded(Struct, frozen=True, gc=False):
    """An event read back, with where it stands in the log. It is None where its key was destroyed."""

    position: int
    envelope: Envelope
    event: Any


class Elsewhere(Struct, Generic[E], frozen=True):
    """An event that a decision puts at the start of another stream, in the same transaction."""

    stream: str
    event: E

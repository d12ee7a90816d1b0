"""Sizes and forms of the text that commands take: refused at the edge, before anything is decided."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

UUID_FORM = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

Id = Annotated[str, Meta(pattern=UUID_FORM, description="The id of an item: a UUID in lower case")]
Slug = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9]{1,15}$", description="A department's short name, for ever")
]
Moment = Annotated[datetime, Meta(tz=True, description="A moment with its zone: 2026-05-06T14:00:00+08:00")]
Line = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
Text = Annotated[str, Meta(min_length=1, max_length=20_000, pattern=r"\S")]
Why = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S", description="The reason, in words")]


class Attachment(Struct, frozen=True):
    """A file kept with an item. `digest` is the SHA-256 of its bytes and names the blob."""

    digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    name: Annotated[str, Meta(min_length=1, max_length=255)]
    size: int
    media: Annotated[str, Meta(max_length=127)]

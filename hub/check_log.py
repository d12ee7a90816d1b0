"""Holds the log against its own rules: dense positions, contiguous versions, whole hashes, forward time."""

from collections.abc import Callable, Sequence

import msgspec

from adapters.codec import Stored, Surrounded, leaf_of

PAGE = 5000


def check_log(read: Callable[[int, int], Sequence[Stored]]) -> str | None:
    """None when all is well, else the first rule that is broken, with its position."""
    decoder = msgspec.json.Decoder(Surrounded)
    versions: dict[str, int] = {}
    position, recorded = 0, None
    while page := read(position, PAGE):
        for stored in page:
            if stored.position != position + 1:
                return f"position {position + 1} is missing"
            if wrong := check_row(stored, versions, decoder):
                return f"position {stored.position}: {wrong}"
            envelope = decoder.decode(stored.body).envelope
            if recorded is not None and envelope.recorded < recorded:
                return f"position {stored.position}: recorded before its predecessor"
            position, recorded = stored.position, envelope.recorded
    return None


def check_row(
    stored: Stored, versions: dict[str, int], decoder: msgspec.json.Decoder[Surrounded]
) -> str | None:
    """What is wrong with one row, given the versions of the streams so far."""
    if leaf_of(stored.body) != stored.leaf:
        return "the bytes do not match their hash"
    try:
        body = decoder.decode(stored.body)
    except msgspec.DecodeError as error:
        return f"cannot be read: {error}"
    envelope = body.envelope
    if body.named != stored.tag:
        return "the tag is not the one of its event"
    if (envelope.stream, envelope.version) != (stored.stream, stored.version):
        return "the row does not stand where its envelope says"
    if stored.version != versions.get(stored.stream, 0) + 1:
        return f"version {stored.version} of the stream follows {versions.get(stored.stream, 0)}"
    versions[stored.stream] = stored.version
    return None

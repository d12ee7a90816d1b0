"""Files that come with a form: stored at once, named in hidden fields, so that a refused form keeps them."""

import re
from contextlib import suppress
from urllib.parse import quote

import msgspec
from litestar import Response

from domain.words import Attachment
from ui.forms import Invalid, Problem, Typed
from ui.port import HubPort

MEDIA = re.compile(r"[a-z]{1,40}/[a-z0-9.+-]{1,80}\Z")
OCTETS = "application/octet-stream"


async def keep(hub: HubPort, typed: Typed) -> Typed:
    """Stores the files that were sent; they join those of an earlier try in the field `kept`.

    Raises Invalid where one is too large: the others are kept.
    """
    kept, problems = list(typed.many("kept")), []
    for upload in typed.files:
        data, name = await upload.read(), base_name(upload.filename)
        try:
            digest = hub.keep_file(data)
        except ValueError:
            problems.append(Problem("files", "form.file-too-large", {"name": name}))
            continue
        kept.append(encoded(Attachment(digest, name, len(data), media_of(upload.content_type))))
    together = Typed({**typed.fields, "kept": tuple(dict.fromkeys(kept))})
    if problems:
        typed.fields.update(together.fields)
        raise Invalid(*problems)
    return together


def attachments(typed: Typed, hub: HubPort) -> tuple[Attachment, ...]:
    """The files of the field `kept`, which must be stored. Raises Invalid."""
    found = tuple(decoded(text) for text in typed.many("kept"))
    for attachment in found:
        data = hub.file(attachment.digest)
        if data is None or len(data) != attachment.size:
            raise Invalid(Problem("files", "form.not-valid"))
    return found


def readable(typed: Typed) -> dict[str, str]:
    """The values of the field `kept` that name a file, each with the file's name."""
    found = {}
    for text in typed.many("kept"):
        with suppress(Invalid):  # said by `attachments` already; the form comes back without it
            found[text] = decoded(text).name
    return found


def encoded(attachment: Attachment) -> str:
    return msgspec.json.encode(attachment).decode()


def decoded(text: str) -> Attachment:
    try:
        return msgspec.json.decode(text, type=Attachment)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Invalid(Problem("files", "form.not-valid")) from error


def base_name(name: str) -> str:
    """The file's own name without folders and control characters, short enough to keep."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(each for each in last if each.isprintable()).strip()
    return clean[-200:] or "file"


def media_of(said: str | None) -> str:
    """The media type as the browser said it, where it looks like one."""
    plain = (said or "").partition(";")[0].strip().lower()
    return plain if MEDIA.match(plain) else OCTETS


def download(attachment: Attachment, data: bytes) -> Response[bytes]:
    """A file to be saved under its name; the browser does not show it."""
    plain = attachment.name.encode("ascii", "replace").decode().replace('"', "_").replace("\\", "_")
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name, safe='')}"
    return Response(
        data,
        media_type=attachment.media if MEDIA.match(attachment.media) else OCTETS,
        headers={
            "Content-Disposition": named,
            "Cache-Control": "private, no-cache",
        },
    )

"""The text of minutes: brought in as a file or pasted, kept as it came, and shown line by line."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.meetings import DraftMinutes
from domain.words import Attachment
from projections.meetings import MeetingRow
from ui.forms import Typed
from ui.port import HubPort, MinutesRead, Unreadable

MEDIA = {"md": "text/markdown", "markdown": "text/markdown", "vtt": "text/vtt"}
PASTED = "minutes.txt"
MOST_FINDINGS = 2_000


class NotRead(Exception):
    """A text that cannot be read as minutes; `reason` keys the words, `file` names what was brought in."""

    def __init__(self, reason: str, file: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file


async def brought(typed: Typed) -> list[tuple[bytes, str]]:
    """What was brought in, each with its name: the files, and the text that was pasted."""
    found = [(await file.read(), file.filename) for file in typed.files]
    text = typed.one("text")
    return [*found, *([(text.encode(), PASTED)] if text.strip() else [])]


async def drafting(hub: HubPort, row: MeetingRow, typed: Typed) -> DraftMinutes:
    """The draft of the first text that was brought in. Raises NotRead."""
    texts = await brought(typed)
    if not texts:
        raise NotRead("empty", PASTED)
    data, name = texts[0]
    return drafted(hub, data, name, read(hub, data, name, held_on(hub, row)))


def drafted(hub: HubPort, data: bytes, name: str, minutes: MinutesRead) -> DraftMinutes:
    """The draft of minutes that were read; their source is kept as it came."""
    if len(minutes.findings) > MOST_FINDINGS:
        raise NotRead("too-many-findings", name)
    media = MEDIA.get(name.rsplit(".", 1)[-1].lower(), "text/plain")
    source = Attachment(hub.keep_file(data), name[-255:], len(data), media)
    return DraftMinutes(source, minutes.findings)


def read(hub: HubPort, data: bytes, name: str, day: date | None = None) -> MinutesRead:
    """The minutes as read. The day of the meeting, where it is known, stands before the file's name, so that
    days without a year count from it. Raises NotRead."""
    try:
        return hub.read_minutes(data, f"{day.isoformat()}-{name}" if day else name)
    except Unreadable as error:
        raise NotRead(error.reason, name) from error


def held_on(hub: HubPort, row: MeetingRow) -> date:
    """The day of the meeting where the company is."""
    return datetime.fromisoformat(row.starts).astimezone(ZoneInfo(hub.zone)).date()


def source_lines(hub: HubPort, row: MeetingRow) -> list[str]:
    """The lines of the source; none where there is no source, or it is gone."""
    data = hub.file(row.source.digest) if row.source else None
    if data is None or row.source is None:
        return []
    return read(hub, data, row.source.name, held_on(hub, row)).text.rstrip("\n").split("\n")

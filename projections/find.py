"""Plain search: meetings by words of their title or by number."""

from projections.actions import Sight
from projections.meetings import SEEN, SELECT, MeetingRow, meeting_row, seeing
from projections.rows import Reads


def meetings(rows: Reads, text: str, sight: Sight, limit: int) -> list[MeetingRow]:
    """Meetings whose title holds the text, or whose own or minutes' number it is, the latest first."""
    found = rows.read(
        f"{SELECT} WHERE (instr(lower(m.title), lower(?)) OR m.number = ? OR m.minutes_number = ?) AND {SEEN}"
        " ORDER BY m.starts DESC, m.id LIMIT ?",
        text,
        text,
        text,
        *seeing(sight),
        limit,
    )
    return [meeting_row(row) for row in found]

"""Due dates as people say them: a day, or a moment.

A due is ISO text: `2026-04-30` means the end of that working day, `2026-05-06T04:00:00Z` a moment.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain.refusals import Reason, Refused

FORM = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$"
YEARS = range(1970, 3000)
"""Dues outside these years are slips of the pen, and would not sort as text."""
Due = Annotated[
    str, Meta(max_length=25, pattern=FORM, description="2026-04-30, or 2026-05-06T12:00:00+08:00")
]

DAY_ENDS = time(18, 0)
"""Until calendars say otherwise, a day is over at 18:00 (SAMPLE-COMPANY, CN-HQ)."""


def settled(due: str) -> str:
    """The due in the one form that is stored: the day as it is, a moment in UTC. Refuses what is no date."""
    if not re.match(FORM, due) or int(due[:4]) not in YEARS:
        raise Refused(Reason.DUE_UNREADABLE, due=due)
    try:
        return date.fromisoformat(due).isoformat() if len(due) == 10 else in_utc(datetime.fromisoformat(due))
    except (ValueError, OverflowError) as error:
        raise Refused(Reason.DUE_UNREADABLE, due=due) from error


def moment(due: str, zone: str) -> datetime:
    """The instant from which the due is overdue; a day counts to its end in `zone`."""
    if len(due) == 10:
        return datetime.combine(date.fromisoformat(due), DAY_ENDS, ZoneInfo(zone)).astimezone(UTC)
    return datetime.fromisoformat(due)


def in_utc(when: datetime) -> str:
    """A moment as stored text, which sorts by time. Raises OverflowError at the ends of the calendar."""
    return when.astimezone(UTC).isoformat("T", "seconds")[:19] + "Z"

"""Time as people read it: what is left or late first, then the date, in the company's zone."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.due import DAY_ENDS, in_utc
from ui.words import Words

SOON = timedelta(days=1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

Group = str
GROUPS: tuple[Group, ...] = ("late", "today", "tomorrow", "week", "later", "never")
"""The groups of a list by due time, in the order shown."""


class DueText(NamedTuple):
    """A due time in words: `left` is what is left or late, `when` the date, `iso` for the machine."""

    left: str
    when: str
    iso: str
    kind: str


class Moments:
    """Words for instants, as seen at `now` in `zone`, in one language."""

    def __init__(self, now: datetime, zone: str, words: Words) -> None:
        self.zone = ZoneInfo(zone)
        self.now = now.astimezone(self.zone)
        self.t = words.t

    def local(self, when: str | datetime) -> datetime:
        """An instant, or its ISO text, in the zone."""
        found = datetime.fromisoformat(when) if isinstance(when, str) else when
        return found.astimezone(self.zone)

    def weekday(self, day: date) -> str:
        return self.t(f"time.weekday.{day.isoweekday()}")

    def clock(self, when: str | datetime) -> str:
        """The time of day: 18:00."""
        return self.local(when).strftime("%H:%M")

    def day(self, when: str | datetime | date) -> str:
        """A day with its weekday; the year where it is not this one."""
        found = when if isinstance(when, date) and not isinstance(when, datetime) else self.date_of(when)
        key = "time.day" if found.year == self.now.year else "time.day-of-year"
        return self.t(key, weekday=self.weekday(found), **parts(found, self.t))

    def date_of(self, when: str | datetime) -> date:
        """The day of an instant, or of ISO text; a text that is only a day is that day."""
        if isinstance(when, str) and len(when) == 10:
            return date.fromisoformat(when)
        return self.local(when).date()

    def moment(self, when: str | datetime) -> str:
        """Day and time: 05-14 周四 18:00."""
        return self.t("time.moment", day=self.day(when), clock=self.clock(when))

    def long_day(self) -> str:
        """Today, spelled out for a page's head."""
        day = self.now.date()
        return self.t("time.long-day", weekday=self.weekday(day), **parts(day, self.t))

    def span(self, length: timedelta) -> str:
        """A length of time in at most two units."""
        if length >= 3 * DAY:
            return self.t("time.days", n=length // DAY)
        if length >= DAY:
            hours = length % DAY // HOUR
            return self.t("time.days-hours" if hours else "time.days", n=length // DAY, hours=hours)
        if length >= HOUR:
            minutes = length % HOUR // MINUTE
            return self.t(
                "time.hours-minutes" if minutes else "time.hours", n=length // HOUR, minutes=minutes
            )
        return self.t("time.minutes", n=length // MINUTE)

    def ago(self, when: str | datetime) -> str:
        """How long ago: a length of time, or the day where that is longer ago than a week."""
        passed = self.now - self.local(when)
        if passed < MINUTE:
            return self.t("time.just-now")
        return self.moment(when) if passed >= 7 * DAY else self.t("time.ago", span=self.span(passed))

    def due(self, due: str | None, due_at: str | None) -> DueText | None:
        """A due as people said it (`due`, a day or a moment) with the instant from which it is overdue."""
        if due is None or due_at is None:
            return None
        at = self.local(due_at)
        late, left = self.now - at, at - self.now
        if late >= timedelta(0):
            return DueText(
                self.t("time.late", span=self.span(late)), self.moment(at), at.isoformat(), "due-late"
            )
        kind = "due-soon" if left < SOON else ""
        return DueText(self.t("time.left", span=self.span(left)), self.moment(at), at.isoformat(), kind)

    def group(self, due_at: str | None) -> Group:
        """The group of GROUPS that an instant falls in. The week ends on Sunday."""
        if due_at is None:
            return "never"
        at, today = self.local(due_at), self.now.date()
        if at <= self.now:
            return "late"
        days = (at.date() - today).days
        if days <= 1:
            return "tomorrow" if days else "today"
        return "week" if days <= 7 - today.isoweekday() else "later"

    def stamp(self) -> str:
        """Now, as the stored text of an instant."""
        return in_utc(self.now)

    def midnight(self, day: str) -> str | None:
        """The beginning of a day, as the stored text of an instant."""
        return in_utc(datetime.combine(date.fromisoformat(day), time(), self.zone)) if day else None

    def fields(self, due: str | None) -> tuple[str, str]:
        """A due as the values of a date field and a time field; a day has no time."""
        if due is None or len(due) == 10:
            return due or "", ""
        at = self.local(due)
        return at.date().isoformat(), at.strftime("%H:%M")

    @property
    def day_ends(self) -> str:
        """When a working day is over."""
        return DAY_ENDS.strftime("%H:%M")


def parts(day: date, t: Callable[..., str]) -> dict[str, str]:
    """The parts of a date that its words put together."""
    return {
        "year": str(day.year),
        "month": str(day.month),
        "mm": f"{day.month:02}",
        "dd": f"{day.day:02}",
        "day": str(day.day),
        "month_name": t(f"time.month.{day.month}"),
    }

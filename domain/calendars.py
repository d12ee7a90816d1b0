"""Calendars: what counts as working time, edited as a draft, in force version by version.

A clock keeps the version that was in force when it was armed; so an edit acts forward and moves no deadline.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, structs

from domain.envelope import Elsewhere, Parties
from domain.refusals import Reason, Refused
from domain.words import Line
from domain.working_hours import Calendar, Daily, SpecialDay, Week, Weekly, special_on, well_formed

if TYPE_CHECKING:
    from domain.company import Now

Kind = Literal["holiday", "working", "ordinary"]
"""Off; worked although the week says otherwise; or as the week says, which takes a declaration back."""
Region = Annotated[
    str, Meta(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$", description="Whose holidays: CN, DE-BY (ISO 3166)")
]
CalendarYear = Annotated[int, Meta(ge=1970, le=2199)]


class CalendarDefined(Struct, frozen=True, omit_defaults=True, tag="calendar.calendar-defined.v1"):
    """`since` is the local day from which on the weekly hours hold; without it they always did."""

    name: str
    zone: str
    week: Weekly
    since: date | None = None
    region: str | None = None


class DayDeclared(Struct, frozen=True, omit_defaults=True, tag="calendar.day-declared.v1"):
    """A working day without hours of its own has those of the longest day of its week."""

    day: date
    kind: Kind
    source: str
    hours: Daily = ()
    name: str = ""


class YearAnnounced(Struct, frozen=True, tag="calendar.year-announced.v1"):
    year: int
    source: str


class CalendarTakingEffect(Struct, frozen=True, tag="calendar.calendar-taking-effect.v1"):
    """Clocks that are armed from `since` on use this version."""

    version: int
    since: datetime


Event = CalendarDefined | DayDeclared | YearAnnounced | CalendarTakingEffect


class DefineCalendar(Struct, frozen=True, tag="define"):
    """Draft a calendar's name, zone and weekly hours: for always, or from a local day on."""

    name: Line
    zone: Annotated[str, Meta(min_length=1, max_length=64, description="An IANA zone: Asia/Shanghai")]
    week: Weekly
    since: date | None = None
    region: Region | None = None


class Declaration(Struct, frozen=True, omit_defaults=True):
    """What one day is, and what it is called. Hours are for working days that are not full days."""

    day: date
    kind: Kind
    hours: Daily = ()
    name: Annotated[str, Meta(max_length=200)] = ""


class DeclareDays(Struct, frozen=True, tag="declare-days"):
    """Draft holidays and make-up working days; `announces` says that a year is complete with them."""

    days: Annotated[tuple[Declaration, ...], Meta(max_length=400)]
    source: Line
    announces: CalendarYear | None = None


class TakeEffect(Struct, frozen=True, tag="take-effect"):
    """Put the draft in force as the next version, for clocks that are armed from now on."""


Command = DefineCalendar | DeclareDays | TakeEffect


class Undefined(Struct, frozen=True):
    """No calendar has this id."""


class Version(Struct, frozen=True):
    """A calendar as it was put in force, and when."""

    since: datetime
    calendar: Calendar


class Defined(Struct, frozen=True):
    """A calendar: its draft, and every version that was put in force, oldest first."""

    name: str
    draft: Calendar
    versions: tuple[Version, ...] = ()

    def in_force(self, at: datetime) -> Calendar | None:
        """The version for a clock that is armed at that instant; before the first one, the first one."""
        begun = [version for version in self.versions if version.since <= at] or self.versions[:1]
        return begun[-1].calendar if begun else None


State = Undefined | Defined
INITIAL = Undefined()
Events = list[Event | Elsewhere[Event]]


def decide(command: Command, calendar: State, now: "Now") -> Events:
    """What happens when `command` is given. Repeating a command records nothing."""
    if isinstance(command, DefineCalendar):
        return define(command, calendar)
    if isinstance(calendar, Undefined):
        raise Refused(Reason.NOT_FOUND)
    match command:
        case DeclareDays():
            return declare(command, calendar)
        case TakeEffect():
            return take_effect(calendar, now)


def define(command: DefineCalendar, calendar: State) -> Events:
    """A zone that exists, hours that do not overlap, and some hours at all."""
    if not exists(command.zone):
        raise Refused(Reason.CALENDAR_ZONE, zone=command.zone)
    for day in command.week:
        check(day)
    if not any(command.week):
        raise Refused(Reason.CALENDAR_EMPTY)
    event = CalendarDefined(command.name, command.zone, command.week, command.since, command.region)
    return [] if evolve(calendar, event, "") == calendar else [event]


def declare(command: DeclareDays, calendar: Defined) -> Events:
    """Only what changes the draft is recorded; of two words on one day, the last."""
    days = {day.day: day for day in command.days}.values()
    for day in days:
        check(day.hours)
        if day.hours and day.kind != "working":
            raise Refused(Reason.CALENDAR_HOURS)
    events: Events = [
        DayDeclared(day.day, day.kind, command.source, day.hours, day.name)
        for day in days
        if special(day) != special_on(calendar.draft, day.day)
    ]
    if command.announces is None or command.announces in calendar.draft.announced:
        return events
    return [*events, YearAnnounced(command.announces, command.source)]


def take_effect(calendar: Defined, now: "Now") -> Events:
    """A draft that changes nothing makes no version."""
    current = calendar.versions[-1].calendar.version if calendar.versions else 0
    if current and numbered(calendar.draft, current) == calendar.versions[-1].calendar:
        return []
    return [CalendarTakingEffect(current + 1, now.at)]


def check(hours: Daily) -> None:
    """Refuses hours that overlap, or end before they begin."""
    if not well_formed(hours):
        raise Refused(Reason.CALENDAR_HOURS)


def exists(zone: str) -> bool:
    """Whether the zone is known to the time zone database."""
    try:
        return bool(ZoneInfo(zone))
    except (LookupError, ValueError, OSError):
        return False


def evolve(calendar: State, event: Event, _stream: str) -> State:
    """The calendar after `event`."""
    if isinstance(event, CalendarDefined):
        return defined(calendar, event)
    if isinstance(calendar, Undefined):
        return calendar
    draft = calendar.draft
    match event:
        case DayDeclared():
            kept = {day.day: day for day in draft.days if day.day != event.day}
            changed = {event.day: found} if (found := special(event)) else {}
            days = tuple(day for _, day in sorted((kept | changed).items()))
            return structs.replace(calendar, draft=structs.replace(draft, days=days))
        case YearAnnounced():
            announced = draft.announced | {event.year}
            return structs.replace(calendar, draft=structs.replace(draft, announced=announced))
        case CalendarTakingEffect():
            version = Version(event.since, numbered(draft, event.version))
            return structs.replace(calendar, versions=(*calendar.versions, version))


def defined(calendar: State, event: CalendarDefined) -> Defined:
    """Weekly hours from a day on leave those before that day as they are."""
    draft = calendar.draft if isinstance(calendar, Defined) else Calendar(event.zone, ())
    before = tuple(week for week in draft.weeks if event.since and week.since < event.since)
    begin = event.since if event.since and before else date.min
    unchanged = before and before[-1].days == event.week
    weeks = before if unchanged else (*before, Week(begin, event.week))
    announced = draft.announced if draft.region == event.region else frozenset()
    draft = structs.replace(draft, zone=event.zone, weeks=weeks, region=event.region, announced=announced)
    return Defined(event.name, draft, calendar.versions if isinstance(calendar, Defined) else ())


def special(day: Declaration | DayDeclared) -> SpecialDay | None:
    """What a declaration makes of a day; nothing for an ordinary one."""
    match day.kind:
        case "ordinary":
            return None
        case "holiday":
            return SpecialDay(day.day)
        case "working":
            return SpecialDay(day.day, day.hours, full=not day.hours)


def numbered(draft: Calendar, version: int) -> Calendar:
    """The draft as the version of this number."""
    return structs.replace(draft, version=version)


def year_as(calendar: Calendar, year: int, days: tuple[Declaration, ...]) -> tuple[Declaration, ...]:
    """What to declare so that the year has just these special days: others become ordinary again."""
    listed = {day.day for day in days}
    dropped = [d.day for d in calendar.days if d.day.year == year and d.day not in listed]
    changed = [day for day in days if special(day) != special_on(calendar, day.day)]
    return (*changed, *(Declaration(day, "ordinary") for day in dropped))


def parties(_calendar: State) -> Parties:
    """A calendar belongs to the whole company."""
    return Parties()

"""Series of meetings (会议系列): the same people, time and fixed agenda, week after week."""

from typing import Annotated

from msgspec import Meta, Struct

from domain.company import Now
from domain.envelope import Elsewhere, Parties
from domain.refusals import Reason, Refused
from domain.words import Id, Line


class AgendaItem(Struct, frozen=True):
    """An agenda item (议题) with its minutes and the outcome that is expected of it."""

    title: Line
    minutes: Annotated[int, Meta(ge=1, le=480)] = 10
    expected: Annotated[str, Meta(max_length=500)] = ""


Agenda = Annotated[tuple[AgendaItem, ...], Meta(max_length=50)]
Invited = Annotated[tuple[Id, ...], Meta(max_length=500)]


class SeriesStarted(Struct, frozen=True, omit_defaults=True, tag="meeting.series-started.v1"):
    title: str
    facilitator: str | None = None
    recorder: str | None = None
    sender: str | None = None
    agenda: tuple[AgendaItem, ...] = ()
    invited: tuple[str, ...] = ()


Event = SeriesStarted


class StartSeries(Struct, frozen=True, tag="start"):
    """Start a series with its fixed agenda and standing participants."""

    title: Line
    facilitator: Id | None = None
    recorder: Id | None = None
    agenda: Agenda = ()
    invited: Invited = ()


Command = StartSeries


class NotStarted(Struct, frozen=True):
    """No series has this id."""


class Series(Struct, frozen=True):
    """A series under way."""

    facilitator: str | None
    recorder: str | None
    sender: str | None


State = NotStarted | Series
INITIAL = NotStarted()


def decide(command: Command, series: State, now: Now) -> list[Event | Elsewhere[Event]]:
    """A series is started once."""
    if isinstance(series, Series):
        raise Refused(Reason.EXISTS)
    for person in (command.facilitator, command.recorder, *command.invited):
        if person is not None:
            now.company.employed(person)
    return [
        SeriesStarted(
            command.title, command.facilitator, command.recorder, now.desk, command.agenda, command.invited
        )
    ]


def evolve(_series: State, event: Event, _stream: str) -> State:
    """The series after `event`."""
    return Series(event.facilitator, event.recorder, event.sender)


def parties(series: State) -> Parties:
    """A series belongs to the department that started it."""
    match series:
        case NotStarted():
            return Parties()
        case Series():
            return Parties(series.sender, series.sender)

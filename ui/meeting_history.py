"""The history of a meeting (操作记录): what was done, by whom and when, in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from domain import meetings as mtg
from domain.envelope import Recorded
from ui.names import Names
from ui.words import Words

ICONS: dict[type, str] = {
    mtg.MeetingScheduled: "meeting",
    mtg.MeetingRescheduled: "clock",
    mtg.ParticipantInvited: "user",
    mtg.InvitationAnswered: "reply",
    mtg.AgendaPublished: "doc",
    mtg.MeetingOpened: "doing",
    mtg.AttendanceNoted: "people",
    mtg.ItemParked: "pause",
    mtg.ItemClosed: "check",
    mtg.ItemCarriedOver: "history",
    mtg.MeetingExtended: "clock",
    mtg.MeetingClosed: "done",
    mtg.MinutesDrafted: "doc",
    mtg.FindingAccepted: "edit",
    mtg.FindingCorrected: "edit",
    mtg.FindingDropped: "edit",
    mtg.FindingReopened: "edit",
    mtg.MinutesPublished: "deliver",
    mtg.MinutesAcknowledged: "check",
    mtg.MeetingCancelled: "x",
}

SETTLING = (mtg.FindingAccepted, mtg.FindingCorrected, mtg.FindingDropped, mtg.FindingReopened)
CARRYING = (mtg.ItemCarriedOver,)


class Line(Struct, frozen=True):
    """One line: its icon, its words, what was said with it, who did it and when."""

    icon: str
    words: str
    said: str
    actor: str
    when: datetime
    count: int = 1
    kind: str = ""


def lines(history: Iterable[Recorded], words: Words, names: Names) -> list[Line]:
    """The latest first. What one person settled in a row is one line, so is what was carried over."""
    told: list[Line] = []
    for recorded in history:
        if recorded.event is None:
            continue
        line = line_of(recorded, words, names)
        if told and line.kind and (told[-1].kind, told[-1].actor) == (line.kind, line.actor):
            count = told[-1].count + 1
            line = structs.replace(line, count=count, words=words.t(f"meetings.history.{line.kind}", n=count))
            told.pop()
        told.append(line)
    return told[::-1]


def line_of(recorded: Recorded, words: Words, names: Names) -> Line:
    event, envelope = recorded.event, recorded.envelope
    kind = "settled" if isinstance(event, SETTLING) else "carried" if isinstance(event, CARRYING) else ""
    text = words.t(f"meetings.history.{key(event)}", **values(event, words, names))
    said = getattr(event, "why", "") or getattr(event, "outcome", "")
    return Line(ICONS[type(event)], text, said, envelope.actor, envelope.recorded, kind=kind)


def key(event: Any) -> str:
    """The words of an event, beside its kind: what was recorded afterwards was never scheduled."""
    if isinstance(event, mtg.MeetingScheduled) and event.historical:
        return "recorded"
    if isinstance(event, SETTLING):
        return "settled"
    if isinstance(event, mtg.ItemCarriedOver):
        return "carried"
    tag: str = type(event).__struct_config__.tag
    return tag.split(".")[1]


def values(event: Any, words: Words, names: Names) -> dict[str, Any]:
    """What the words of an event put in."""
    match event:
        case mtg.ParticipantInvited(person):
            return {"name": names.who(person).full}
        case mtg.InvitationAnswered(person, answer):
            return {"answer": words.t(f"meetings.answer.{answer}")}
        case mtg.AttendanceNoted(present):
            return {"n": len(present)}
        case mtg.ItemParked(title=title):
            return {"title": title}
        case mtg.MeetingExtended(minutes):
            return {"n": minutes}
        case mtg.MinutesDrafted(findings=findings):
            return {"n": len(findings)}
        case mtg.MinutesPublished(actions=actions):
            return {"n": len(actions)}
        case _ if isinstance(event, (*SETTLING, *CARRYING)):
            return {"n": 1}
        case _:
            return {}

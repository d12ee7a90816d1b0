"""The history of an action (操作记录): every event in the office's words, with who, when and why."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from domain import actions as act
from domain.envelope import Recorded
from domain.words import Attachment
from ui.moments import Moments
from ui.names import Names


class Entry(Struct, frozen=True):
    """One line: `said` is what somebody wrote, `by` who acted, `for_whom` in whose place."""

    version: int
    icon: str
    by: str
    when: datetime
    words: str
    said: str = ""
    for_whom: str | None = None
    files: tuple[Attachment, ...] = ()


def entries(history: Iterable[Recorded], names: Names, moments: Moments) -> list[Entry]:
    """The lines of an item's history, the latest first."""
    return [entry(recorded, names, moments) for recorded in history][::-1]


def entry(recorded: Recorded, names: Names, moments: Moments) -> Entry:
    """One event as a line. What was sealed for somebody who is forgotten has no words any more."""
    icon, words, said = told(recorded.event, names, moments)
    files = recorded.event.files if isinstance(recorded.event, act.ActionCompleted) else ()
    envelope = recorded.envelope
    return Entry(
        envelope.version, icon, envelope.actor, envelope.happened, words, said, envelope.principal, files
    )


def told(event: act.Event | None, names: Names, moments: Moments) -> tuple[str, str, str]:
    """Icon, words, and what was written."""
    t = names.t
    match event:
        case act.ActionAssigned():
            return "action", assigned(event, names, moments), ""
        case act.ActionStarted():
            return "doing", t("history.started"), ""
        case act.ActionBlocked(why):
            return "block", t("history.blocked"), why
        case act.ActionUnblocked():
            return "doing", t("history.unblocked"), ""
        case act.DueDateMoved(before, due, why):
            return (
                "clock",
                t("history.moved", before=said_due(before, moments), due=said_due(due, moments)),
                why,
            )
        case act.ActionReassigned(before, owner, _, why):
            words = t("history.reassigned", before=names.who(before).full, owner=names.who(owner).full)
            return "swap", words, why
        case act.ActionNudged():
            return "bell", t("history.nudged"), ""
        case act.ActionCompleted(evidence):
            return "done", t("history.completed"), evidence
        case act.CompletionVerified():
            return "check", t("history.verified"), ""
        case act.CompletionReturned(why):
            return "reply", t("history.returned"), why
        case act.ActionCancelled(why):
            return "x", t("history.cancelled"), why
        case None:
            return "lock", t("history.forgotten"), ""


def assigned(event: act.ActionAssigned, names: Names, moments: Moments) -> str:
    """To whom, until when; the names as the minutes wrote them where nobody was settled on."""
    owner = names.who(event.owner).full if event.owner else "、".join(event.named)
    key = "history.assigned" if owner else "history.assigned-nobody"
    return names.t(key, owner=owner, due=said_due(event.due, moments))


def said_due(due: str | None, moments: Moments) -> str:
    """A due as it was said: a day, a moment, or none."""
    if due is None:
        return moments.t("time.no-due")
    return moments.day(due) if len(due) == 10 else moments.moment(due)

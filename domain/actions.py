"""Actions (待办): work that a meeting, decision or ruling hands to one owner, until it is done."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from domain.company import Now
from domain.deadlines import Deadline
from domain.due import Due, settled
from domain.envelope import Elsewhere, Grade, Parties, Relation
from domain.refusals import Reason, Refused
from domain.words import Attachment, Id, Line, Text, Why


class Origin(Struct, frozen=True, omit_defaults=True):
    """Where an action comes from: the item, its number on screen, and the line of its minutes."""

    kind: Literal["meeting"]
    item: Id
    series: Id | None = None
    line: int | None = None


class ActionAssigned(Struct, frozen=True, omit_defaults=True, tag="action.action-assigned.v1"):
    """`named` keeps the owners as the minutes wrote them where nobody could be settled on."""

    what: str
    owner: str | None = None
    department: str | None = None
    due: str | None = None
    origin: Origin | None = None
    assigner: str | None = None
    sender: str | None = None
    supporting: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    grade: Grade = Grade.INTERNAL


class ActionStarted(Struct, frozen=True, tag="action.action-started.v1"):
    pass


class ActionBlocked(Struct, frozen=True, tag="action.action-blocked.v1"):
    why: str


class ActionUnblocked(Struct, frozen=True, tag="action.action-unblocked.v1"):
    pass


class DueDateMoved(Struct, frozen=True, tag="action.due-date-moved.v1"):
    before: str | None
    due: str
    why: str


class ActionReassigned(Struct, frozen=True, tag="action.action-reassigned.v1"):
    before: str | None
    owner: str
    department: str | None
    why: str


class ActionNudged(Struct, frozen=True, tag="action.action-nudged.v1"):
    pass


class ActionCompleted(Struct, frozen=True, omit_defaults=True, tag="action.action-completed.v1"):
    evidence: str
    files: tuple[Attachment, ...] = ()


class CompletionVerified(Struct, frozen=True, tag="action.completion-verified.v1"):
    pass


class CompletionReturned(Struct, frozen=True, tag="action.completion-returned.v1"):
    why: str


class ActionCancelled(Struct, frozen=True, tag="action.action-cancelled.v1"):
    why: str


Event = (
    ActionAssigned
    | ActionStarted
    | ActionBlocked
    | ActionUnblocked
    | DueDateMoved
    | ActionReassigned
    | ActionNudged
    | ActionCompleted
    | CompletionVerified
    | CompletionReturned
    | ActionCancelled
)


class AssignAction(Struct, frozen=True, tag="assign"):
    """Hand work to one owner, with a due date."""

    what: Line
    owner: Id
    due: Due
    supporting: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    grade: Grade = Grade.INTERNAL


class StartAction(Struct, frozen=True, tag="start"):
    """Say that work has begun."""


class BlockAction(Struct, frozen=True, tag="block"):
    """Say that work cannot go on, and why."""

    why: Why


class UnblockAction(Struct, frozen=True, tag="unblock"):
    """Say that work goes on."""


class MoveDueDate(Struct, frozen=True, tag="move-due-date"):
    """Set another due date, with the reason (延期)."""

    due: Due
    why: Why


class ReassignAction(Struct, frozen=True, tag="reassign"):
    """Give the action to another owner, with the reason (改派)."""

    owner: Id
    why: Why


class NudgeAction(Struct, frozen=True, tag="nudge"):
    """Remind the owner (催办). Each nudge counts."""


class CompleteAction(Struct, frozen=True, tag="complete"):
    """Say that the work is done, with evidence (办结)."""

    evidence: Text
    files: Annotated[tuple[Attachment, ...], Meta(max_length=20)] = ()


class VerifyCompletion(Struct, frozen=True, tag="verify"):
    """Confirm that it is done; the action leaves the list (销号). Not by the owner."""


class ReturnCompletion(Struct, frozen=True, tag="return"):
    """Say what is still missing; the action is open again."""

    why: Why


class CancelAction(Struct, frozen=True, tag="cancel"):
    """Say that the work is no longer wanted, and why."""

    why: Why


Command = (
    AssignAction
    | StartAction
    | BlockAction
    | UnblockAction
    | MoveDueDate
    | ReassignAction
    | NudgeAction
    | CompleteAction
    | VerifyCompletion
    | ReturnCompletion
    | CancelAction
)


class Unassigned(Struct, frozen=True, tag=True):
    """Nothing has been assigned under this id."""


class Work(Struct, frozen=True):
    """What is to be done, by whom and when."""

    owner: str | None
    department: str | None
    due: str | None
    assigner: str | None
    sender: str | None
    supporting: tuple[str, ...]
    grade: Grade


class Open(Struct, frozen=True, tag=True):
    """To be done: not begun, under way, or blocked."""

    work: Work
    progress: Literal["open", "started", "blocked"] = "open"


class Completed(Struct, frozen=True, tag=True):
    """The owner says it is done; somebody else has to confirm."""

    work: Work


class Closed(Struct, frozen=True, tag=True):
    """Off the list: confirmed or cancelled."""

    work: Work
    how: Literal["verified", "cancelled"]


State = Unassigned | Open | Completed | Closed
INITIAL = Unassigned()
Events = list[Event | Elsewhere[Event]]


def decide(command: Command, action: State, now: Now) -> Events:
    """What happens when `command` is given. Repeating a command records nothing."""
    if isinstance(command, AssignAction):
        return assign(command, action, now)
    if isinstance(action, Unassigned):
        raise Refused(Reason.NOT_FOUND)
    match command:
        case StartAction():
            return start(action)
        case BlockAction():
            return block(command, action)
        case UnblockAction():
            return [ActionUnblocked()] if still_open(action).progress == "blocked" else []
        case MoveDueDate():
            return move_due_date(command, still_open(action))
        case ReassignAction():
            return reassign(command, still_open(action), now)
        case NudgeAction():
            still_open(action)
            return [ActionNudged()]
        case CompleteAction():
            return complete(command, action)
        case VerifyCompletion():
            return verify(action, now)
        case ReturnCompletion():
            return give_back(command, action)
        case CancelAction():
            return cancel(command, action)


def assign(command: AssignAction, action: State, now: Now) -> Events:
    """The owner and all who support must be with the company."""
    if not isinstance(action, Unassigned):
        raise Refused(Reason.EXISTS)
    for helper in command.supporting:
        now.company.employed(helper)
    return [
        ActionAssigned(
            what=command.what,
            owner=command.owner,
            department=now.company.employed(command.owner).department,
            due=settled(command.due),
            assigner=now.by,
            sender=now.desk,
            supporting=command.supporting,
            grade=command.grade,
        )
    ]


def still_open(action: Open | Completed | Closed) -> Open:
    """The action as open work; refused when it is completed or off the list."""
    if isinstance(action, Open):
        return action
    raise Refused(Reason.ACTION_CLOSED)


def start(action: Open | Completed | Closed) -> Events:
    match still_open(action).progress:
        case "open":
            return [ActionStarted()]
        case "started":
            return []
        case "blocked":
            raise Refused(Reason.ACTION_BLOCKED)


def block(command: BlockAction, action: Open | Completed | Closed) -> Events:
    return [] if still_open(action).progress == "blocked" else [ActionBlocked(command.why)]


def move_due_date(command: MoveDueDate, action: Open) -> Events:
    due = settled(command.due)
    return [] if due == action.work.due else [DueDateMoved(action.work.due, due, command.why)]


def reassign(command: ReassignAction, action: Open, now: Now) -> Events:
    owner = now.company.employed(command.owner)
    if command.owner == action.work.owner:
        return []
    return [ActionReassigned(action.work.owner, command.owner, owner.department, command.why)]


def complete(command: CompleteAction, action: Open | Completed | Closed) -> Events:
    match action:
        case Open():
            return [ActionCompleted(command.evidence, command.files)]
        case Completed() | Closed(how="verified"):
            return []
        case Closed():
            raise Refused(Reason.ACTION_CLOSED)


def verify(action: Open | Completed | Closed, now: Now) -> Events:
    """Nobody confirms their own work."""
    match action:
        case Open():
            raise Refused(Reason.ACTION_NOT_COMPLETED)
        case Completed(work) if work.owner == now.by:
            raise Refused(Reason.OWN_VERIFICATION)
        case Completed():
            return [CompletionVerified()]
        case Closed(how="verified"):
            return []
        case Closed():
            raise Refused(Reason.ACTION_CLOSED)


def give_back(command: ReturnCompletion, action: Open | Completed | Closed) -> Events:
    match action:
        case Completed():
            return [CompletionReturned(command.why)]
        case Open():
            raise Refused(Reason.ACTION_NOT_COMPLETED)
        case Closed():
            raise Refused(Reason.ACTION_CLOSED)


def cancel(command: CancelAction, action: Open | Completed | Closed) -> Events:
    match action:
        case Open():
            return [ActionCancelled(command.why)]
        case Closed(how="cancelled"):
            return []
        case Completed() | Closed():
            raise Refused(Reason.ACTION_CLOSED)


def evolve(action: State, event: Event, _stream: str) -> State:
    """The action after `event`."""
    if isinstance(event, ActionAssigned):
        return Open(work_of(event))
    if isinstance(action, Unassigned):
        return action
    work = action.work
    match event:
        case ActionStarted() | ActionUnblocked():
            return Open(work, "started")
        case ActionBlocked():
            return Open(work, "blocked")
        case DueDateMoved():
            return structs.replace(action, work=structs.replace(work, due=event.due))
        case ActionReassigned():
            held = structs.replace(work, owner=event.owner, department=event.department)
            return structs.replace(action, work=held)
        case ActionNudged():
            return action
        case ActionCompleted():
            return Completed(work)
        case CompletionVerified():
            return Closed(work, "verified")
        case CompletionReturned():
            return Open(work, "started")
        case ActionCancelled():
            return Closed(work, "cancelled")


def work_of(event: ActionAssigned) -> Work:
    """What an assignment says of the work."""
    return Work(
        owner=event.owner,
        department=event.department,
        due=event.due,
        assigner=event.assigner,
        sender=event.sender,
        supporting=event.supporting,
        grade=event.grade,
    )


def parties(action: State) -> Parties:
    """From the department that asked to the owner's."""
    if isinstance(action, Unassigned):
        return Parties()
    work = action.work
    people: tuple[tuple[Relation, str | None], ...] = (("owner", work.owner), ("assigner", work.assigner))
    helpers: tuple[tuple[Relation, str], ...] = tuple([("supporter", helper) for helper in work.supporting])
    return Parties(work.sender, work.department, work.grade, people + helpers)


BEARING: tuple[type[Struct], ...] = (
    ActionAssigned,
    DueDateMoved,
    ActionReassigned,
    ActionCompleted,
    CompletionVerified,
    CompletionReturned,
    ActionCancelled,
)
"""The events that bear on deadlines."""


def deadlines(action: State) -> tuple[Deadline, ...]:
    """The due date. While somebody has to confirm that the work is done, the owner's clock stands."""
    match action:
        case Open(work) if work.due:
            return (owed(work, None),)
        case Completed(work) if work.due:
            return (owed(work, "confirmation"),)
        case _:
            return ()


def owed(work: Work, waiting: str | None) -> Deadline:
    return Deadline("action", work.owner, work.department, target=target(work.due or ""), waiting=waiting)


def target(due: str) -> date | datetime:
    """A due as a day or a moment."""
    return date.fromisoformat(due) if len(due) == 10 else datetime.fromisoformat(due)

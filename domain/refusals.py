"""Why the hub says no: a closed set of reasons, each translated on the pages."""

from enum import StrEnum


class Reason(StrEnum):
    """Every reason a command can be refused for. The value is the key of its words on screen."""

    NOT_ALLOWED = "access.not-allowed"
    NOT_FOUND = "item.not-found"
    EXISTS = "item.exists-already"
    CHANGED = "item.changed-meanwhile"
    KEY_REUSED = "command.key-used-for-another"
    TOO_LARGE = "command.too-large"
    MALFORMED = "command.malformed"

    PERSON_UNKNOWN = "person.unknown"
    PERSON_LEFT = "person.left"
    LOGIN_TAKEN = "person.login-taken"
    OWN_MANAGER = "person.own-manager"
    DEPARTMENT_UNKNOWN = "department.unknown"
    SLUG_TAKEN = "department.slug-taken"
    ABSENCE_DATES = "person.absence-dates"
    OWN_DEPUTY = "person.own-deputy"
    CONTACT_DATES = "department.contact-dates"

    DUE_UNREADABLE = "due.unreadable"

    CALENDAR_ZONE = "calendar.zone-unknown"
    CALENDAR_HOURS = "calendar.hours-overlap"
    CALENDAR_EMPTY = "calendar.without-hours"
    CALENDAR_UNKNOWN = "calendar.unknown"

    LADDER_KIND = "policy.kind-unknown"
    LADDER_DUE = "policy.due-of-another-kind"
    LADDER_RUNGS = "policy.rungs-out-of-order"
    LADDER_RETROACTIVE = "policy.retroactive"
    STEP_NOT_DUE = "escalation.step-not-due"

    ACTION_CLOSED = "action.closed"
    ACTION_NOT_COMPLETED = "action.not-completed"
    ACTION_BLOCKED = "action.blocked"
    OWN_VERIFICATION = "action.own-verification"

    TIMES_CROSSED = "meeting.ends-before-it-starts"
    MEETING_NOT_OPEN = "meeting.not-open"
    MEETING_OVER = "meeting.over"
    MEETING_CANCELLED = "meeting.cancelled"
    AGENDA_EMPTY = "meeting.agenda-empty"
    AGENDA_ITEM_UNKNOWN = "meeting.agenda-item-unknown"
    NOT_INVITED = "meeting.not-invited"
    MINUTES_MISSING = "minutes.missing"
    MINUTES_PUBLISHED = "minutes.published-already"
    MINUTES_NOT_PUBLISHED = "minutes.not-published"
    FINDING_UNKNOWN = "minutes.finding-unknown"
    FINDING_UNDECIDED = "minutes.finding-undecided"
    FINDING_NO_OWNER = "minutes.action-without-owner"
    FINDING_NO_DUE = "minutes.action-without-due-date"
    TOO_MANY_FINDINGS = "minutes.too-many-findings"


class Refused(Exception):
    """A command that cannot be done. `details` name the fields or items concerned, for the message."""

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.details = details

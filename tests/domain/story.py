"""Tests as sentences: given what happened, when somebody commands, then this happens, or it is refused."""

from datetime import datetime
from typing import Any

import pytest
from msgspec import Struct, structs

from domain.catalogue import BY_EVENT, COMMANDS
from domain.company import Company, Now
from domain.refusals import Reason, Refused
from tests.domain.cast import COMPANY, ITEM, LI, MONDAY, ZONE


class Story(Struct, frozen=True):
    """What happened to one item so far, and the command that comes next."""

    past: tuple[Struct, ...] = ()
    stream: str = ITEM
    company: Company = COMPANY
    command: Any = None
    by: str = LI
    at: datetime = MONDAY

    def when(self, command: Struct, by: str = LI) -> "Story":
        """Somebody gives the command."""
        return structs.replace(self, command=command, by=by)

    def then(self, *events: Struct) -> None:
        """Exactly these events are recorded."""
        assert self.decided() == list(events)

    def nothing(self) -> None:
        """It is no error, and nothing is recorded."""
        self.then()

    def refused(self, reason: Reason, **details: str | int) -> None:
        """It is refused for this reason, and the refusal names these details."""
        with pytest.raises(Refused) as refusal:
            self.decided()
        assert (refusal.value.reason, refusal.value.details) == (reason, details)

    def decided(self) -> list[Struct]:
        now = Now(self.at, self.stream, self.by, self.company, ZONE)
        aggregate = COMMANDS[type(self.command)].aggregate
        return aggregate.decide(self.command, state_after(aggregate.initial, self.past, self.stream), now)


def state_after(state: Any, events: tuple[Struct, ...], stream: str = ITEM) -> Any:
    """The fold of the events."""
    for event in events:
        state = BY_EVENT[type(event)].evolve(state, event, stream)
    return state


def given(*past: Struct, stream: str = ITEM, company: Company = COMPANY) -> Story:
    """This happened before."""
    return Story(past, stream, company)

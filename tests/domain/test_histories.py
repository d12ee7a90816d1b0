"""Whatever people do, in whatever order: the stored events explain the state, and repeating does nothing."""

from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from domain import company as companies
from domain.catalogue import BY_EVENT, COMMANDS, OF_COMPANY
from domain.refusals import Refused
from tests.domain.cast import COMPANY, LI
from tests.domain.world import ANEW, CODEC, PROLOGUES, STRATEGIES, World, commands, who


class Histories(RuleBasedStateMachine):
    """People give commands in any order, allowed or not."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @initialize(prologue=st.sampled_from(PROLOGUES))
    def it_begins(self, prologue: tuple[Any, ...]) -> None:
        for command in prologue:
            assert isinstance(self.world.give(command, LI), list)

    @rule(command=commands, by=who)
    def somebody_commands(self, command: Any, by: str) -> None:
        before, company = dict(self.world.states), self.world.company
        found = self.world.give(command, by)
        if isinstance(found, Refused):
            assert (self.world.states, self.world.company) == (before, company)
        elif not isinstance(command, ANEW):
            self.repeating_records_nothing(command, by)

    def repeating_records_nothing(self, command: Any, by: str) -> None:
        """A command given twice is an error or nothing, so whoever is in doubt may repeat it."""
        again = self.world.decide(command, by)
        assert isinstance(again, Refused) or again == []

    def teardown(self) -> None:
        """The stored events explain every state."""
        states: dict[str, Any] = {}
        company = COMPANY
        for recorded in map(CODEC.decode, self.world.stored):
            stream, aggregate = recorded.envelope.stream, BY_EVENT[type(recorded.event)]
            states[stream] = aggregate.evolve(states.get(stream, aggregate.initial), recorded.event, stream)
            if type(recorded.event) in OF_COMPANY:
                company = companies.evolve(company, recorded.event, stream)
        assert states == self.world.states
        assert company == self.world.company


Histories.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=40,
    phases=(Phase.reuse, Phase.generate),  # shrinking forty steps takes minutes
)
TestHistories = Histories.TestCase


def test_the_histories_know_every_command_that_has_fields() -> None:
    assert {kind for kind in COMMANDS if kind.__struct_fields__} <= set(STRATEGIES)

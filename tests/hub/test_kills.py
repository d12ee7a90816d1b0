"""The hub's real process is killed in the middle of its work, and nothing that was acknowledged is lost."""

import asyncio
from pathlib import Path

import pytest

from tests.soak.campaign import survive

SEED = 20260427
KILLS = 10


@pytest.mark.nats
@pytest.mark.timeout(300)
def test_what_was_acknowledged_survives_being_killed_at_random_moments(tmp_path: Path) -> None:
    answered = asyncio.run(survive(tmp_path / "hub", SEED, KILLS))
    assert answered > KILLS * 10

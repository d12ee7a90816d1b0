"""One campaign of kills with all that is checked after it."""

from pathlib import Path

from tests.soak import evidence
from tests.soak.kills import Campaign


async def survive(folder: Path, seed: int, kills: int) -> int:
    """Raises AssertionError when anything that was acknowledged is lost, doubled or out of order; returns
    how many commands were answered."""
    campaign = Campaign(folder, seed)
    told = await campaign.run(kills)
    events = evidence.events_of(folder)
    evidence.check_log(events)
    evidence.check_answers(events, campaign.answers)
    evidence.check_actions(events, told)
    evidence.check_stream(events, await evidence.stream_of(folder))
    return len(campaign.answers)

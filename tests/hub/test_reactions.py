"""What the hub does by itself: once for each event and target, parked where it cannot, in nobody's way."""

import time  # noqa: TID251 - waits for what happens on another thread
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.actions import ActionNudged, NudgeAction
from domain.envelope import Recorded
from domain.orders import Order
from hub import reactions
from hub.reactions import Step
from tests.domain.cast import LI, WANG, ZHAO, numbered
from tests.hub.calling import Site, site

SECONDS = 10.0


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


def soon(it_is_so: Callable[[], Any]) -> Any:
    """What it is once it is so."""
    end = time.monotonic() + SECONDS
    while not (found := it_is_so()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.005)
    return found


def settled(hub: Site) -> None:
    """Every reaction has seen every event."""
    soon(lambda: min(hub.hub.reactions.positions.values()) >= hub.hub.log.head())


def meeting(hub: Site, series: str, day: int) -> str:
    """A meeting of the series, on a day of a month to come."""
    times = {"starts": f"2036-05-{day:02}T14:00:00+08:00", "ends": f"2036-05-{day:02}T15:00:00+08:00"}
    body = {"title": "周会", "facilitator": LI, "recorder": ZHAO, "series": series, **times}
    return str(hub.post("/meetings", body, by=LI).raise_for_status().json()["id"])


def held(hub: Site, found: str, *findings: dict[str, Any]) -> None:
    """Opened, closed, and its minutes published with these findings."""
    source = {"digest": "0" * 64, "name": "x.md", "size": 1, "media": "text/plain"}
    hub.post(f"/meetings/{found}/open", by=LI).raise_for_status()
    hub.post(f"/meetings/{found}/close", by=LI).raise_for_status()
    draft = {"source": source, "findings": list(findings)}
    hub.post(f"/meetings/{found}/draft-minutes", draft, by=LI).raise_for_status()
    for number, finding in enumerate(findings, 1):
        owner = {"owner": WANG} if finding["kind"] == "action" else {}
        hub.post(f"/meetings/{found}/accept-finding", {"finding": number, **owner}, by=LI).raise_for_status()
    hub.post(f"/meetings/{found}/publish-minutes", by=LI).raise_for_status()


WORK = {"line": 1, "kind": "action", "text": "寄出样件", "due": "2036-06-01"}
TOPIC = {"line": 2, "kind": "parked", "text": "备件库存"}


def carried(hub: Site, found: str) -> list[tuple[str, int]]:
    return sorted((each["kind"], each["times"]) for each in hub.get(f"/meetings/{found}").json()["carried"])


def test_what_a_series_left_undone_comes_up_in_its_next_meetings(hub: Site) -> None:
    series = hub.post("/series", {"title": "周会"}, by=LI).json()["id"]
    first, second, third = (meeting(hub, series, day) for day in (4, 11, 18))
    held(hub, first, WORK, TOPIC)
    hub.post(f"/meetings/{second}/open", by=LI).raise_for_status()
    soon(lambda: carried(hub, second) == [("action", 2), ("parked", 2)])
    hub.post(f"/meetings/{second}/close", by=LI).raise_for_status()
    action = hub.get("/actions?q=寄出").json()["items"][0]
    assert action["times"] == 2
    hub.post(f"/actions/{action['id']}/complete", {"evidence": "单"}, by=WANG).raise_for_status()
    hub.post(f"/actions/{action['id']}/verify", by=LI).raise_for_status()
    hub.post(f"/meetings/{third}/open", by=LI).raise_for_status()
    soon(lambda: carried(hub, third) == [("parked", 3)])
    settled(hub)
    assert carried(hub, third) == [("parked", 3)]


def test_nothing_is_carried_into_a_meeting_of_another_series(hub: Site) -> None:
    one, other = (hub.post("/series", {"title": "周会"}, by=LI).json()["id"] for _ in range(2))
    held(hub, meeting(hub, one, 4), WORK)
    elsewhere = meeting(hub, other, 11)
    hub.post(f"/meetings/{elsewhere}/open", by=LI).raise_for_status()
    settled(hub)
    assert carried(hub, elsewhere) == []


def test_a_hub_opened_again_repeats_nothing(tmp_path: Path) -> None:
    with site(tmp_path) as hub:
        series = hub.post("/series", {"title": "周会"}, by=LI).json()["id"]
        held(hub, meeting(hub, series, 4), WORK)
        second = meeting(hub, series, 11)
        hub.post(f"/meetings/{second}/open", by=LI).raise_for_status()
        soon(lambda: carried(hub, second))
        settled(hub)
    again = Site(tmp_path)
    settled(again)
    assert carried(again, second) == [("action", 2)]
    again.stop()


def test_a_hub_opened_again_carries_nothing_into_the_meeting_that_it_came_from(tmp_path: Path) -> None:
    """What is read again was true when it happened, not now: then there was nothing to carry."""
    with site(tmp_path) as hub:
        series = hub.post("/series", {"title": "周会"}, by=LI).json()["id"]
        first = meeting(hub, series, 4)
        held(hub, first, WORK, TOPIC)
        settled(hub)
        before = carried(hub, first)
    again = Site(tmp_path)
    settled(again)
    assert carried(again, first) == before == []
    again.stop()


def always(command: Any, target: str) -> Any:
    """A reaction to every nudge."""

    async def react(recorded: Recorded, _: Any) -> list[Step]:
        return [Step(target, Order(target, command))] if isinstance(recorded.event, ActionNudged) else []

    return react


async def fail(recorded: Recorded, _: Any) -> list[Step]:
    """A reaction with a fault of its own."""
    raise LookupError(recorded.position)


def nudged(hub: Site) -> str:
    """An action that somebody was just nudged about."""
    body = {"what": "寄出样件", "owner": WANG, "due": "2036-05-01"}
    action = str(hub.post("/actions", body, by=LI).json()["id"])
    hub.post(f"/actions/{action}/nudge", by=LI).raise_for_status()
    return action


@pytest.fixture
def absent_minded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A hub that reacts to every nudge with a command to an action that is not there."""
    others = {"absent-minded": always(NudgeAction(), numbered(999)), **reactions.REACTIONS}
    monkeypatch.setattr(reactions, "REACTIONS", others)
    with site(tmp_path) as found:
        yield found


def test_what_is_refused_is_parked_visibly_and_the_others_go_on(absent_minded: Site) -> None:
    nudged(absent_minded)
    parked = soon(absent_minded.hub.log.parked)
    name, target, position, error = parked[0]
    assert (name, target) == ("absent-minded", numbered(999))
    assert position == absent_minded.hub.log.head()
    assert "item.not-found" in error
    settled(absent_minded)
    nudged(absent_minded)
    soon(lambda: len(absent_minded.hub.log.parked()) == 2)


def test_what_is_parked_shows_on_health(absent_minded: Site) -> None:
    assert absent_minded.get("//health").json()["status"] == "ok"
    nudged(absent_minded)
    soon(absent_minded.hub.log.parked)
    assert absent_minded.get("//health").json()["status"] == "degraded"


def test_a_reaction_with_a_fault_keeps_no_other_from_its_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "REACTIONS", {"faulty": fail, **reactions.REACTIONS})
    monkeypatch.setattr(reactions, "RETRY_SECONDS", 0.01)
    with site(tmp_path) as hub:
        series = hub.post("/series", {"title": "周会"}, by=LI).json()["id"]
        held(hub, meeting(hub, series, 4), WORK)
        second = meeting(hub, series, 11)
        hub.post(f"/meetings/{second}/open", by=LI).raise_for_status()
        soon(lambda: carried(hub, second) == [("action", 2)])


def test_a_new_reaction_begins_at_the_end_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with site(tmp_path) as hub:
        action = nudged(hub)
    nudging = always(NudgeAction(), action)
    monkeypatch.setattr(reactions, "REACTIONS", {"echo": nudging, **reactions.REACTIONS})
    again = Site(tmp_path)
    settled(again)
    assert again.get(f"/actions/{action}").json()["nudges"] == 1
    again.stop()

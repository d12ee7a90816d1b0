"""Boards: a new fold has a new version, a view equals the fold of the log, and an oracle agrees."""

import json
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue import EVENTS
from domain.envelope import Recorded
from domain.escalations import RaiseStep
from projections import actions
from projections.boards import BOARDS, Board
from tests.domain.cast import LI
from tests.domain.world import CODEC, PROLOGUES, World, commands, who
from tests.projections.folding import dump, dumps, folded, history
from tests.projections.golden import GOLDEN

by_name = pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.NAME)
steps = st.tuples(commands.filter(lambda command: not isinstance(command, RaiseStep)), who)
histories = st.tuples(st.sampled_from(PROLOGUES), st.lists(steps, max_size=40))
"""Only the hub raises steps, of clocks that it knows."""


@by_name
def test_a_changed_fold_has_a_new_version(board: Board, tmp_path: Path) -> None:
    """Without one, hubs would go on with tables that the old code made."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))[board.NAME]
    found = json.loads(json.dumps(dumps(tmp_path)[board.NAME]))
    renew = "look at the difference, then write the golden file anew: python -m tests.projections.golden"
    if found["tables"] != golden["tables"]:
        assert found["version"] != golden["version"], (
            f"the fold of {board.NAME} has changed: bump VERSION in projections/{board.NAME}.py, {renew}"
        )
    assert found == golden, f"{board.NAME} has a new version: {renew}"


def test_the_fixed_history_holds_every_event() -> None:
    assert {type(recorded.event) for recorded in history()} == set(EVENTS.values())


@by_name
def test_a_board_has_an_arm_for_every_event_that_it_says_it_reads(board: Board) -> None:
    contexts = {tag.split(".")[0] for tag in EVENTS}
    assert set(board.READS) <= contexts


def happened(story: Any) -> list[Recorded]:
    """The events of a random history."""
    world, (prologue, steps) = World(), story
    for command in prologue:
        world.give(command, LI)
    for command, by in steps:
        world.give(command, by)
    return [CODEC.decode(stored) for stored in world.stored]


@settings(max_examples=25)
@given(histories, st.lists(st.integers(1, 9), max_size=8))
def test_a_board_is_the_same_however_the_log_was_cut_into_pages(story: Any, pages: list[int]) -> None:
    events = happened(story)
    for board in BOARDS:
        with TemporaryDirectory() as one, TemporaryDirectory() as other:
            assert dump(board, events, Path(one), pages) == dump(board, events, Path(other))


@settings(max_examples=25)
@given(histories)
def test_events_that_come_twice_count_once(story: Any) -> None:
    """A page that was folded but whose position was not seen to be is folded again."""
    events = happened(story)
    for board in BOARDS:
        with TemporaryDirectory() as one, TemporaryDirectory() as other:
            twice = [each for event in events for each in (event, event)]
            assert dump(board, [*twice, *events], Path(one)) == dump(board, events, Path(other))


STATUS = {
    "action.action-assigned.v1": "open",
    "action.action-started.v1": "started",
    "action.action-unblocked.v1": "started",
    "action.completion-returned.v1": "started",
    "action.action-blocked.v1": "blocked",
    "action.action-completed.v1": "completed",
    "action.completion-verified.v1": "verified",
    "action.action-cancelled.v1": "cancelled",
}


def owed(bodies: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the stored JSON says of every action: slow, obvious, and by no code of the hub."""
    found: dict[str, dict[str, Any]] = {}
    for body in bodies:
        tag, stream = body["event"]["type"], body["envelope"]["stream"]
        if tag == "meeting.item-carried-over.v1" and body["event"]["item"] in found:
            if body["event"]["kind"] == "action":
                found[body["event"]["item"]]["times"] = body["event"]["times"]
        elif tag == "action.action-assigned.v1":
            found[stream] = {"status": "open", "nudges": 0, "times": 1 if "origin" in body["event"] else 0}
            found[stream] |= {name: body["event"].get(name) for name in ("owner", "department", "due")}
            found[stream]["version"] = 1
        elif tag.startswith("action."):
            action = found[stream]
            action["version"] = body["envelope"]["version"]
            action["status"] = STATUS.get(tag, action["status"])
            action["nudges"] += tag == "action.action-nudged.v1"
            if tag in ("action.due-date-moved.v1", "action.action-reassigned.v1"):
                action |= {k: v for k, v in body["event"].items() if k in ("owner", "department", "due")}
    return found


@settings(max_examples=40)
@given(histories)
def test_the_tracker_says_what_the_stored_events_say(story: Any) -> None:
    world, (prologue, steps) = World(), story
    for command, by in [*((command, LI) for command in prologue), *steps]:
        world.give(command, by)
    events = [CODEC.decode(stored) for stored in world.stored]
    fields = ("status", "nudges", "times", "owner", "department", "due", "version")
    with TemporaryDirectory() as folder, closing(folded(actions, events, Path(folder))) as board:
        rows = board.read(f"SELECT id, {', '.join(fields)} FROM actions")
    found = {row[0]: dict(zip(fields, row[1:], strict=True)) for row in rows}
    assert found == owed([json.loads(stored.body) for stored in world.stored])

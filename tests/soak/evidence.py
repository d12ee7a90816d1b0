"""What a stopped hub has left on disk: its log by sqlite3, its stream by nats-py, without the hub's code.

The expectations are slow and obvious on purpose.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from tests.adapters.broker import Held, held, serving
from tests.soak.kills import Answer, Asked


class Event(NamedTuple):
    """A row of the log, its body parsed."""

    position: int
    stream: str
    version: int
    tag: str
    leaf: str
    body: dict[str, Any]


STATUS = {
    "action.action-assigned.v1": "open",
    "action.action-started.v1": "started",
    "action.action-unblocked.v1": "started",
    "action.completion-returned.v1": "started",
    "action.action-blocked.v1": "blocked",
    "action.action-completed.v1": "completed",
    "action.completion-verified.v1": "verified",
}


def events_of(folder: Path) -> list[Event]:
    """The log, in order."""
    with closing(sqlite3.connect(folder / "log.db")) as connection:
        found = connection.execute(
            "SELECT position, stream, version, tag, hex(leaf), body FROM events ORDER BY position"
        )
        return [Event(p, s, v, tag, leaf.lower(), json.loads(body)) for p, s, v, tag, leaf, body in found]


async def stream_of(folder: Path) -> list[Held]:
    """The stream as a consumer gets it."""
    async with serving(folder) as server:
        return await held(server.url)


def check_log(events: list[Event]) -> None:
    """Dense positions; every stream's versions count up from one."""
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    versions: dict[str, int] = {}
    for event in events:
        assert event.version == versions.get(event.stream, 0) + 1, event
        versions[event.stream] = event.version


def check_answers(events: list[Event], answers: dict[str, tuple[Asked, Answer]]) -> None:
    """What was answered is in the log, once; what was refused is not; and nothing else was done."""
    by_key: dict[str, list[Event]] = {}
    for event in events:
        if "key" in event.body["envelope"]:
            by_key.setdefault(event.body["envelope"]["key"], []).append(event)
    for key, (asked, answer) in answers.items():
        done = by_key.pop(key, [])
        if answer.status >= 400:
            assert not done, f"refused, and yet done: {asked}"
            continue
        assert len(done) == answer.body["events"], f"{asked}: {answer}, in the log {len(done)} times"
        if done:
            assert (done[-1].position, done[-1].stream) == (answer.body["position"], answer.body["id"])
    assert not by_key, f"nobody was told of {sorted(by_key)}"


def check_actions(events: list[Event], told: dict[str, dict[str, Any]]) -> None:
    """The list of actions says what the events say, one after the other."""
    expected: dict[str, tuple[str, int, int, str]] = {}
    for event in events:
        if not event.tag.startswith("action."):
            continue
        status, nudges, _, due = expected.get(event.stream, ("", 0, 0, ""))
        nudges += event.tag == "action.action-nudged.v1"
        due = event.body["event"].get("due", due)
        expected[event.stream] = STATUS.get(event.tag, status), nudges, event.version, due
    found = {
        action: (item["status"], item["nudges"], item["version"], item["due"])
        for action, item in told.items()
    }
    assert found == expected


def check_stream(events: list[Event], stream: list[Held]) -> None:
    """One message an event, in the log's order, with the log's content."""
    assert [int(message.position) for message in stream] == [event.position for event in events]
    for event, message in zip(events, stream, strict=True):
        told = json.loads(message.body)
        assert (told["position"], told["type"], told["subject"]) == (event.position, event.tag, event.stream)
        assert (told["leaf"], told["data"]) == (event.leaf, event.body["event"])

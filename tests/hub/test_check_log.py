"""Every rule that the log keeps is checked, and the first event that breaks one is named."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec import structs

from adapters.codec import Stored, leaf_of
from hub.check_log import check_log
from tests.adapters.rows import CODEC, MORNING, row, rows

Change = Callable[[list[Stored]], list[Stored]]


def checked(log: list[Stored]) -> str | None:
    return check_log(lambda after, limit: [each for each in log if each.position > after][:limit])


def with_changes(position: int, **fields: object) -> Change:
    """One row of the log changed, as it stands in the file."""
    return lambda log: [
        structs.replace(each, **fields) if each.position == position else each for each in log
    ]


def told_earlier(log: list[Stored]) -> list[Stored]:
    """The seventh event claims an earlier time, and its hash was made to fit."""
    recorded = CODEC.decode(log[6])
    envelope = structs.replace(recorded.envelope, recorded=MORNING - timedelta(days=1))
    body = CODEC.encode(recorded.event, envelope)
    return with_changes(7, body=body, leaf=leaf_of(body))(log)


def test_a_whole_log_keeps_every_rule() -> None:
    assert checked([]) is None
    assert checked(rows(12)) is None


def test_a_long_log_is_read_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.check_log.PAGE", 5)
    assert checked(rows(12)) is None
    assert "position 9" in (checked([each for each in rows(12) if each.position != 9]) or "")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda log: log[1:], "position 1 is missing"),
        (lambda log: log[:6] + log[7:], "position 7 is missing"),
        (with_changes(7, body=rows(12)[6].body.replace(b"Finance", b"Finamce")), "position 7"),
        (with_changes(7, body=b""), "position 7"),
        (with_changes(7, leaf=b""), "position 7"),
        (with_changes(7, leaf=rows(12)[7].leaf), "position 7"),
        (with_changes(7, stream=row(8).stream), "position 7"),
        (with_changes(7, version=2), "position 7"),
        (with_changes(7, body=row(8).body, leaf=row(8).leaf), "position 7"),
        (with_changes(7, body=b"no json", leaf=leaf_of(b"no json")), "position 7"),
        (lambda log: [*log, structs.replace(log[6], position=13)], "position 13"),
        (told_earlier, "position 7: recorded before its predecessor"),
        (with_changes(7, tag="action.action-started.v1"), "position 7"),
    ],
)
def test_the_first_broken_rule_is_named(change: Change, named: str) -> None:
    assert named in (checked(change(rows(12))) or "nothing was found")

"""The hub put together: what is its owner's alone, and two hubs on one PostgreSQL log."""

import time  # noqa: TID251 - waits for what happens on another thread
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.domain.cast import LI, WANG
from tests.hub.calling import Site, site
from tests.postgres import PostgresServer

SECONDS = 15.0
REPORT = {"what": "写报告", "owner": WANG, "due": "2036-05-01"}


def soon(it_is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not it_is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


def test_the_data_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Names are sealed in the log; what people wrote about their work, up to internal, is not."""
    with site(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
        assert (tmp_path / "data" / "secrets.db").stat().st_mode & 0o077 == 0


def test_a_stopped_hub_opens_again_with_all_it_had(tmp_path: Path) -> None:
    with site(tmp_path) as hub:
        action = hub.post("/actions", REPORT, by=LI).json()["id"]
        before, head = hub.get(f"/actions/{action}").json(), hub.hub.log.head()
    again = Site(tmp_path)
    assert again.get(f"/actions/{action}").json() == before
    assert again.hub.log.head() == head
    again.stop()


@pytest.fixture
def pair(empty_database: str, tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    """Two hubs on one log; the second shares the first one's secrets."""
    with site(tmp_path / "one", log_url=empty_database) as one:
        (tmp_path / "two").mkdir()
        (tmp_path / "two" / "secrets.db").symlink_to(tmp_path / "one" / "secrets.db")
        two = Site(tmp_path / "two", log_url=empty_database)
        yield one, two
        two.stop()


@pytest.mark.postgres
def test_what_one_hub_writes_the_other_shows(pair: tuple[Site, Site]) -> None:
    for writing, reading in (pair, pair[::-1]):
        action = writing.post("/actions", REPORT, by=LI).raise_for_status().json()["id"]
        soon(lambda hub=reading, action=action: hub.get(f"/actions/{action}").status_code == 200)  # type: ignore[misc] # bound now
    numbers = sorted(item["number"] for item in pair[0].get("/actions").json()["items"])
    assert numbers == ["ACT-1", "ACT-2"]


@pytest.mark.postgres
def test_both_go_on_after_the_connections_were_cut(
    pair: tuple[Site, Site], empty_database: str, postgres_server: PostgresServer
) -> None:
    one, two = pair
    postgres_server.cut(empty_database)
    soon(lambda: one.post("/actions", REPORT, by=LI).status_code == 201)
    action = one.get("/actions").json()["items"][0]["id"]
    soon(lambda: two.get(f"/actions/{action}").status_code == 200)
    time.sleep(1.2)
    for hub in pair:
        assert [task.get_name() for task in hub.hub.tasks if task.done()] == []
        assert hub.hub.boards.is_alive()
        assert hub.hub.writer.is_alive()
    soon(lambda: two.post(f"/actions/{action}/start", by=WANG).status_code == 200)
    soon(lambda: one.get(f"/actions/{action}").json()["status"] == "started")

"""The command line: each command works whether or not the hub runs, says clearly what is wrong, and then
changes nothing."""

import json
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from domain.actions import AssignAction, StartAction
from domain.departments import RenameDepartment
from domain.orders import Order
from tests.domain.cast import LI, SALES, WANG, numbered
from tests.hub.calling import site
from tests.hub.commands import HUB, ROOT, Done, Operator, control_of, copied, hub, serving, settings
from tests.hub.scribe import begin

MINUTES = """# 产销研周协调会 2026-04-20

时间：2026-04-20

## 待办
- 寄出样件 12 台 责任人：wang 4月30日
- 更新价格表 责任人：质检组 4月30日
"""
OTHER = MINUTES.replace("04-20", "04-27").replace("样件", "备件")
FIELDS = ["file", "line", "kind", "text", "owners", "due", "closed"]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the small company with some work in it; tests take copies."""
    data = tmp_path_factory.mktemp("grown") / "data"
    with site(data) as found:
        orders = [begin(numbered(300 + n), AssignAction(f"事项 {n}", WANG, "2036-05-01")) for n in range(20)]
        found.give(*orders, by=LI)
        found.give(*(Order(order.stream, StartAction()) for order in orders))
        found.give(Order(SALES, RenameDepartment("营销部")))
    return data


def head(data: Path) -> int:
    """How many events the log holds, by no code of the hub."""
    with closing(sqlite3.connect(data / "log.db")) as log:
        return int(log.execute("SELECT max(position) FROM events").fetchone()[0])


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def said(done: Done) -> str:
    """Everything that the command said, for messages of failed tests."""
    return f"{done.returncode}\n{done.stdout}\n{done.stderr}"


def refused(done: Done, *words: str) -> None:
    """The command failed with a message for people, not with the code's own trouble."""
    assert done.returncode in (1, 2), said(done)
    assert "─ Error ─" in done.stderr, said(done)
    for word in words:
        assert word in " ".join(done.stderr.replace("│", " ").split()), said(done)


BAD: dict[str, bytes] = {
    "empty.md": b"",
    "blank.md": b" \n\n\t\n",
    "picture.md": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "letter.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "noise.txt": bytes((number * 97 + 131) % 124 + 132 for number in range(3000)),
    "undated.md": "# 会议\n\n## 待办\n- 寄样 责任人：wang\n".encode(),
}
GOOD = {
    "20.md": MINUTES.encode(),
    "27.md": OTHER.encode(),
    "twice.md": (MINUTES + "\n- 另一件 责任人：li\n").encode(),
    "gb.md": MINUTES.encode("gb18030"),
}


def lay_out(folder: Path) -> Path:
    """The files that the commands are given."""
    for name, content in (BAD | GOOD).items():
        write(folder / name, content)
    with (folder / "sparse.md").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    (folder / "folder.md").mkdir()
    return folder


EVERY_BAD = [*BAD, "sparse.md", "folder.md", "absent.md"]
TAKE, READ = ("import", "minutes", "--accept-all"), ("import", "minutes", "--dry-run", "--json")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def operator() -> Iterator[Operator]:
    found = Operator()
    yield found
    found.close()


class Site(NamedTuple):
    """A data folder of the test's own, and the operator who gives commands there."""

    data: Path
    operator: Operator

    def hub(self, *arguments: str | Path) -> Done:
        return self.operator.hub(self.data, *arguments)


@pytest.fixture
def at(grown: Path, operator: Operator, tmp_path: Path) -> Site:
    return Site(copied(grown, tmp_path / "data"), operator)


def change(path: Path, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute(statement, values)
        file.commit()


def view(data: Path, name: str) -> Path:
    return next((data / "views").glob(f"{name}.*.db"))


def flip(data: Path, position: int) -> None:
    """Changes one letter of an event's text, as a disk or a person might."""
    with closing(sqlite3.connect(data / "log.db")) as log:
        body = bytearray(log.execute("SELECT body FROM events WHERE position = ?", (position,)).fetchone()[0])
    body[body.rindex(b'"type"') + 1] ^= 1
    change(data / "log.db", "UPDATE events SET body = ? WHERE position = ?", bytes(body), position)


LAST_ROW = "DELETE FROM events WHERE position = (SELECT max(position) FROM events)"
DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a flipped bit in an action": (lambda data: flip(data, 20), "position 20"),
    "a flipped bit in the directory": (lambda data: flip(data, 3), "position 3"),
    "a flipped bit in the last event": (lambda data: flip(data, head(data)), "do not match their hash"),
    "a deleted row": (
        lambda data: change(data / "log.db", "DELETE FROM events WHERE position = 20"),
        "position 20 is missing",
    ),
    "a deleted last row": (lambda data: change(data / "log.db", LAST_ROW), "differs"),
    "a changed version": (
        lambda data: change(data / "log.db", "UPDATE events SET version = 9 WHERE position = 30"),
        "position 30",
    ),
    "a changed hash": (
        lambda data: change(data / "log.db", "UPDATE events SET leaf = x'00' WHERE position = 20"),
        "position 20",
    ),
    "a changed name in the directory": (
        lambda data: change(view(data, "directory"), "UPDATE people SET name = 'x'"),
        "directory differs",
    ),
    "a changed row of the tracker": (
        lambda data: change(view(data, "actions"), "UPDATE actions SET nudges = 7"),
        "actions differs",
    ),
}


# While the hub does not run


def test_a_token_for_nobody_is_refused_without_a_word_on_standard_output(at: Site) -> None:
    done = at.hub("token", "create", "--person", "nobody")
    refused(done, "unknown")
    assert done.stdout == ""


def findings_in(done: Done) -> list[dict[str, Any]]:
    assert done.returncode == 0, said(done)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_minutes_are_read_without_a_change(at: Site, files: Path, grown: Path) -> None:
    findings = findings_in(at.hub(*READ, files / "20.md"))
    assert [list(finding) for finding in findings] == [FIELDS, FIELDS]
    assert [finding["line"] for finding in findings] == [6, 7]
    assert {finding["file"] for finding in findings} == {str(files / "20.md")}
    first = findings[0]
    found = (first["kind"], first["owners"], first["due"], first["closed"])
    assert found == ("action", ["wang"], "2026-04-30", False)
    assert "寄出样件 12 台" in first["text"]
    assert head(at.data) == head(grown)


def test_minutes_in_gb18030_say_the_same_as_in_utf_8(at: Site, files: Path) -> None:
    done = at.hub(*READ, files / "20.md", files / "gb.md")
    findings = [finding | {"file": ""} for finding in findings_in(done)]
    assert findings[:2] == findings[2:]


def test_minutes_are_taken_once_and_the_second_time_changes_nothing(at: Site, files: Path) -> None:
    taken = at.hub(*TAKE, files / "20.md")
    assert taken.returncode == 0, said(taken)
    assert "2 findings" in taken.stdout
    assert [action for action in bodies(at.data, "action.") if "寄出样件 12 台" in action and WANG in action]
    before = head(at.data)
    refused(at.hub(*TAKE, files / "27.md", files / "20.md"), "20.md", "already", "nothing was changed")
    assert head(at.data) == before


def bodies(data: Path, tag: str) -> list[str]:
    """The stored events of a kind, as text."""
    with closing(sqlite3.connect(data / "log.db")) as log:
        return [
            row[0].decode() for row in log.execute("SELECT body FROM events WHERE tag GLOB ?", (tag + "*",))
        ]


def test_minutes_that_name_one_meeting_twice_change_nothing(at: Site, files: Path, grown: Path) -> None:
    refused(at.hub(*TAKE, files / "20.md", files / "twice.md"), "twice.md", "same meeting", "20.md")
    assert head(at.data) == head(grown)


def test_whatever_is_no_minutes_is_named_and_nothing_is_changed(at: Site, files: Path, grown: Path) -> None:
    done = at.hub(*TAKE, files / "20.md", *(files / name for name in EVERY_BAD))
    refused(done, "nothing was changed", *EVERY_BAD, f"{len(EVERY_BAD)} of {len(EVERY_BAD) + 1} files")
    assert "20.md" not in done.stderr
    assert head(at.data) == head(grown)


@pytest.mark.parametrize("flags", [(), ("--dry-run", "--accept-all")])
def test_whether_minutes_are_read_or_taken_must_be_said(
    at: Site, files: Path, flags: tuple[str, ...]
) -> None:
    done = at.hub("import", "minutes", *flags, files / "20.md")
    assert done.returncode == 2, said(done)


def test_events_are_printed_from_a_position_on(at: Site) -> None:
    events = findings_in(at.hub("tail", "--from-position", "12", "--count", "3", "--json"))
    assert [event["position"] for event in events] == [12, 13, 14]
    assert {event["specversion"] for event in events} == {"1.0"}
    last = at.hub("tail", "--from-position", str(head(at.data)), "--count", "10", "--json")
    assert len(findings_in(last)) == 1


def test_known_people_are_known_after_the_views_were_thrown_away(at: Site, files: Path) -> None:
    shutil.rmtree(at.data / "views")
    done = at.hub(*TAKE, files / "20.md")
    assert done.returncode == 0, said(done)
    assert [action for action in bodies(at.data, "action.") if "寄出样件 12 台" in action and WANG in action]


def test_a_command_is_given_by_its_path(at: Site) -> None:
    report = json.dumps({"what": "写报告", "owner": WANG, "due": "2036-05-01"})
    first, again = (at.hub("do", "actions", "--json", report, "--key", "k") for _ in range(2))
    assert first.returncode == again.returncode == 0, said(first)
    assert json.loads(first.stdout) == json.loads(again.stdout)
    refused(at.hub("do", f"actions/{numbered(999)}/start"), "Not found")


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_found_and_its_place_named(at: Site, damage: str) -> None:
    make, named = DAMAGES[damage]
    make(at.data)
    done = at.hub("verify")
    refused(done, named)
    assert done.stdout == ""


def test_rebuilding_mends_a_damaged_view(at: Site) -> None:
    change(view(at.data, "actions"), "DELETE FROM actions")
    for command in ("rebuild", "verify"):
        done = at.hub(command)
        assert (done.returncode, done.stdout) == (0, f"ok, position {head(at.data)}\n"), said(done)


def test_reconciling_without_a_broker_says_so(at: Site) -> None:
    refused(at.hub("reconcile", "--verify"), "no broker")


# While the hub runs


class Served(NamedTuple):
    """A data folder whose hub runs, and what `token create` printed before it did."""

    data: Path
    address: str
    printed: str


@pytest.fixture(scope="module")
def served(grown: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = copied(grown, tmp_path_factory.mktemp("served") / "data")
    printed = hub(data, "token", "create", "--person", "li").stdout
    with serving(data) as control:
        yield Served(data, control["address"], printed)


def test_a_token_is_printed_alone_whether_or_not_the_hub_runs(served: Served) -> None:
    printed = hub(served.data, "token", "create", "--person", "li").stdout
    for token in (served.printed, printed):
        assert token.startswith("hub_")
        assert token.endswith("\n")
        assert len(token.split()) == 1
        bearer = {"Authorization": f"Bearer {token.strip()}"}
        assert (
            httpx.get(f"{served.address}/api/v1/actions", headers=bearer, trust_env=False).status_code == 200
        )


def test_commands_go_through_the_running_hub(served: Served, operator: Operator, files: Path) -> None:
    data, file, hub = served.data, files / "20.md", operator.hub
    before = head(data)
    taken = hub(data, "import", "minutes", "--accept-all", file)
    assert taken.returncode == 0, said(taken)
    assert head(data) > before
    refused(hub(data, "import", "minutes", "--accept-all", file), "already")
    tailed = hub(data, "tail", "--from-position", str(before + 1), "--count", "1000", "--json")
    positions = [json.loads(line)["position"] for line in tailed.stdout.splitlines()]
    assert positions == list(range(before + 1, head(data) + 1))
    for command in ("verify", "rebuild"):
        assert hub(data, command).returncode == 0
    assert json.loads(hub(data, "health").stdout)["position"] == head(data)


def test_a_proxy_is_not_asked_for_the_way_to_ones_own_machine(served: Served) -> None:
    """Office networks name a proxy in the environment; the key to the hub is not for it."""
    nowhere = "http://127.0.0.1:9"
    done = hub(served.data, "health", HTTP_PROXY=nowhere, http_proxy=nowhere, ALL_PROXY=nowhere)
    assert done.returncode == 0, said(done)


def test_where_the_hub_is_only_its_owner_may_read(served: Served) -> None:
    assert (served.data / "control.json").stat().st_mode & 0o077 == 0
    assert (served.data / "secrets.db").stat().st_mode & 0o077 == 0


def test_a_second_hub_on_the_folder_is_refused(served: Served) -> None:
    refused(hub(served.data, "serve"), "another hub has this data folder open")
    assert hub(served.data, "health").returncode == 0, "the first hub's control file must still be there"


def test_after_a_kill_the_commands_do_without_the_hub(grown: Path, tmp_path: Path) -> None:
    data = copied(grown, tmp_path / "data")
    process = subprocess.Popen(
        [*HUB, "serve"], cwd=ROOT, env=settings(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    control_of(data, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (data / "control.json").exists()
    done = hub(data, "verify")
    assert done.returncode == 0, said(done)

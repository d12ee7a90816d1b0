"""The locks pin what pyproject.toml asks for, by hash, and name no host and no path."""

import re
import tomllib
from importlib.metadata import Distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / ".ci").glob("*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pinned(lock: str) -> set[str]:
    """The names that a lock pins."""
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / ".ci" / lock).read_text(), re.MULTILINE))


def named(*extras: str) -> set[str]:
    """The names that pyproject.toml asks for."""
    asked = [
        *PROJECT["dependencies"],
        *(line for extra in extras for line in PROJECT["optional-dependencies"][extra]),
    ]
    return {re.split(r"[^A-Za-z0-9-]", line)[0].lower() for line in asked}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host_and_no_path(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"//|@|--index|--find-links|#", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_of_a_lock_has_a_hash(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_pin_all_that_the_project_asks_for() -> None:
    assert named("embedded") | {"setuptools"} <= pinned("requirements.lock")
    assert named("embedded", "test") <= pinned("requirements-test.lock")


def test_the_tests_run_on_the_versions_that_run_the_hub() -> None:
    lines = [(ROOT / ".ci" / lock).read_text() for lock in ("requirements.lock", "requirements-test.lock")]
    run, test = ({line for line in text.splitlines() if "==" in line} for text in lines)
    assert run <= test


def test_what_is_installed_is_what_is_pinned() -> None:
    pins = dict(
        re.findall(r"^([a-z0-9-]+)==(\S+) \\", (ROOT / ".ci" / "requirements.lock").read_text(), re.MULTILINE)
    )
    for name in ("litestar", "msgspec", "eventsourcing", "nats-py"):
        assert Distribution.from_name(name).version == pins[name]

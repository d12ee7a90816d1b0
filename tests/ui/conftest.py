"""The hub's real process with the sample company, for all tests of pages."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.hub.running import COMMAND, ROOT, environment
from tests.ui.site import Site

ATTEMPTS = 1000


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A hub that serves the sample company on a free port; every test works on items of its own."""
    folder = tmp_path_factory.mktemp("site") / "data"
    yield from serving(folder, "--sample")


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """A hub where nobody has joined yet."""
    yield from serving(tmp_path / "data")


def serving(folder: Path, *options: str) -> Iterator[Site]:
    """The running hub on this folder, stopped at the end."""
    record = folder.with_suffix(".record")
    with record.open("ab") as said:
        process = subprocess.Popen(
            [*COMMAND, "serve", *options],
            cwd=ROOT,
            env=environment(folder, "off"),
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
    try:
        site = Site(address_of(process, folder / "control.json", record), folder)
        yield site
        site.close()
    finally:
        process.terminate()
        process.wait(20)


def address_of(process: subprocess.Popen[bytes], control: Path, record: Path) -> str:
    """Where the process listens, once it answers."""
    for _ in range(ATTEMPTS):
        try:
            address = str(json.loads(control.read_text())["address"])
            if httpx.get(f"{address}/sign-in", timeout=5).status_code in (200, 303):
                return address
        except (OSError, ValueError, httpx.HTTPError):
            pass
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise RuntimeError(f"the hub did not start: {record.read_text()[-2000:]}")

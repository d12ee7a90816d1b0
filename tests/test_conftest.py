"""A test that cannot run says so loudly, and fails the run in CI."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(ci: str) -> subprocess.CompletedProcess[str]:
    """The browser tests, on a machine without a browser."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "tests/test_browser.py",
        "-k",
        "opens_in",
    ]
    environment = {**os.environ, "HUB_CHROMIUM": "/nowhere/chromium", "CI": ci, "PYTEST_ADDOPTS": ""}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_summary_names_what_did_not_run() -> None:
    done = run(ci="")
    assert done.returncode == 0
    assert "NOT RUN: 1 TEST: NO CHROMIUM" in done.stdout


def test_ci_counts_it_as_failed() -> None:
    done = run(ci="true")
    assert done.returncode == 1
    assert "CI=true: WHAT DID NOT RUN COUNTS AS FAILED" in done.stdout

"""What all tests share: the servers they stand on, and a loud word on every test that did not run.

A test that needs a browser, a PostgreSQL or a nats-server carries the marker of that name; whoever uses the
fixtures gets it by itself. Where the machine lacks it the test is skipped, the summary says NOT RUN, and with
CI=true the run fails.
"""

import os
from collections import Counter

import pytest
from hypothesis import settings

from tests.machine import lacking

pytest_plugins = ["tests.browser", "tests.postgres"]

MARKER_OF_FIXTURE = {
    "chromium": "browser",
    "page": "browser",
    "postgres": "postgres",
    "postgres_server": "postgres",
}

# A machine shared with others stalls now and then; pytest-timeout catches what truly hangs.
settings.register_profile("hub", settings(), deadline=None)
settings.load_profile("hub")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with what its fixtures stand on, before -m selects by marker."""
    for item in items:
        for fixture in set(MARKER_OF_FIXTURE) & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKER_OF_FIXTURE[fixture])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, saying what it lacks."""
    for marker in item.iter_markers():
        if reason := lacking(marker.name):
            pytest.skip(reason)


REAL_INPUT = "real input"
"""How the reason of a skip begins when ../shared/data is absent: the project passes without it."""


def not_run(config: pytest.Config) -> Counter[str]:
    """How many tests were skipped, by reason."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    return Counter(_reason(report) for report in skipped)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that did not run is a failure."""
    if (
        session.exitstatus == pytest.ExitCode.OK
        and os.environ.get("CI") == "true"
        and any(not reason.startswith(REAL_INPUT) for reason in not_run(session.config))
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name in capitals what did not run, and why."""
    reasons = not_run(config)
    if not reasons:
        return
    terminalreporter.section("NOT RUN", sep="!", red=True, bold=True)
    for reason, count in reasons.items():
        terminalreporter.line(f"NOT RUN: {count} {'TEST' if count == 1 else 'TESTS'}: {reason}", red=True)
    if os.environ.get("CI") == "true":
        terminalreporter.line("CI=true: WHAT DID NOT RUN COUNTS AS FAILED", red=True)

"""A real Chromium for the tests, driven by Playwright."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from tests import machine

FLAGS = [  # no sandbox, for root in a container; the rest keeps Chromium from calling home
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium; while it is open, asyncio.run refuses to work in this thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(machine.node()))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=machine.chromium(), args=FLAGS)
            yield browser
            browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium for the tests of one module.

    Not of the session: Playwright keeps an event loop running in this thread while it is open, and no later
    test could use asyncio.run.
    """
    with launched() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page of a new visitor, in Chinese.

    An uncaught script error or a breach of the Content Security Policy fails the test.
    """
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(_text_of(error)))
    page.on("console", lambda message: wrong.extend(_csp_breach(message)))
    yield page
    context.close()
    assert wrong == []


def _text_of(error: Error) -> str:
    return f"script error: {error}"


def _csp_breach(message: ConsoleMessage) -> list[str]:
    return [message.text] if "Content Security Policy" in message.text else []

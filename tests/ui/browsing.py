"""Pages of a running hub in a real browser, each visitor in a browser of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.ui.site import Site

GRAVE = ("serious", "critical")


@contextmanager
def browsing(
    chromium: Browser,
    site: Site,
    login: str | None = None,
    *,
    lang: Literal["zh-CN", "en-GB"] = "zh-CN",
    theme: Literal["light", "dark"] = "light",
    width: int = 1440,
    scripts: bool = True,
) -> Iterator[BrowserContext]:
    """A browser of somebody who is signed in already (nobody without a login).

    At the end there must have been no script error and no breach of the Content Security Policy.
    """
    context = chromium.new_context(
        base_url=site.address,
        locale=lang,
        timezone_id="Asia/Shanghai",
        color_scheme=theme,
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
    )
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(f"script error: {error.error}"))
    context.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    if login:
        secret = site.visitor(login).http.cookies["hub_session"]
        context.add_cookies([{"name": "hub_session", "value": secret, "url": site.address}])
    try:
        yield context
    finally:
        context.close()
    assert wrong == []


def opened(context: BrowserContext, path: str) -> Page:
    """The page at this path."""
    page = context.new_page()
    page.goto(path)
    return page


def live(page: Page) -> Page:
    """The page once it hears of changes."""
    page.wait_for_selector("#live:not([hidden]):not(.live-off)", timeout=10_000)
    return page


def grave(page: Page) -> list[str]:
    """What is gravely wrong with the page for people with disabilities, as axe finds it."""
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{page.url} {violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

"""The browser that the tests stand on is a real one."""

import pytest
from playwright.sync_api import Page

from tests import browser_setup, machine


def test_a_page_opens_in_chinese(page: Page) -> None:
    page.set_content("<p>行动项</p>")
    assert page.inner_text("p") == "行动项"
    assert page.evaluate("[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]") == [
        "zh-CN",
        "Asia/Shanghai",
    ]


def test_a_named_browser_is_the_only_one_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_CHROMIUM", "/nowhere/chromium")
    assert machine.chromium() is None
    assert "NO CHROMIUM" in str(machine.lacking("browser"))


def test_a_stub_is_not_taken_for_a_browser() -> None:
    assert not browser_setup.works(None)
    assert not browser_setup.works("/bin/true")
    assert not browser_setup.works("/bin/false")

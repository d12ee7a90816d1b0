"""Every word on screen is there in both languages, and none is there for nothing."""

import re
from pathlib import Path
from string import Formatter

import pytest

import ui
from domain.refusals import Reason
from ui.words import CATALOGUE, Words, load, negotiated

UI = Path(ui.__file__).parent
SOURCES = [*UI.rglob("*.py"), *(UI / "templates").rglob("*.html")]
TEXT = "\n".join(path.read_text("utf-8") for path in SOURCES)
ASKED = set(re.findall(r"""\bt\(\s*["']([a-z0-9.-]+)["']\s*[,)]""", TEXT))
PREFIXES = {
    "refusal.",
    "notice.",
    *re.findall(r"""\bt\(\s*["']([a-z0-9.-]+[.-])["']\s*~""", TEXT),
    *re.findall(r"""\bt\(\s*f["']([a-z0-9.-]+[.-])\{""", TEXT),
    *re.findall(r"""(?:return|words=|reason=|key =|Problem\([^,]+,) f["']([a-z0-9.-]+[.-])\{""", TEXT),
}
"""What a page puts a key together from."""
MENTIONED = set(re.findall(r"""["']([a-z0-9-]+(?:\.[a-z0-9-]+)+)["']""", TEXT))


DATES = {"time.day", "time.day-of-year", "time.long-day"}
"""Each language puts a date together from other parts."""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_key_has_words_in_both_languages() -> None:
    assert [key for key, entry in CATALOGUE.items() if not (entry.zh.strip() and entry.en.strip())] == []


def test_both_languages_say_the_same_values() -> None:
    differing = [
        key
        for key, entry in CATALOGUE.items()
        if placeholders(entry.zh) != placeholders(entry.en)
        or not placeholders(entry.one or "") <= placeholders(entry.en)
    ]
    assert set(differing) <= DATES


def test_every_key_that_a_page_asks_for_has_words() -> None:
    assert sorted(ASKED - set(CATALOGUE)) == []


def test_every_key_is_asked_for_somewhere() -> None:
    put_together = tuple(PREFIXES)
    assert [
        key for key in CATALOGUE if key not in MENTIONED | ASKED and not key.startswith(put_together)
    ] == []


def test_every_notice_is_given_somewhere() -> None:
    quoted = set(re.findall(r"""["']([a-z0-9-]+)["']""", TEXT))
    told = [key.removeprefix("notice.") for key in CATALOGUE if key.startswith("notice.")]
    assert [name for name in told if not {name, name.partition("-")[2]} & quoted] == []


def test_a_key_that_a_page_puts_together_leads_to_words() -> None:
    assert [prefix for prefix in PREFIXES if not any(key.startswith(prefix) for key in CATALOGUE)] == []


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_has_words(reason: Reason) -> None:
    assert f"refusal.{reason.value}" in CATALOGUE


def test_a_missing_key_raises() -> None:
    with pytest.raises(KeyError):
        Words("zh").t("no.such-key")


def test_one_thing_is_singular_in_english() -> None:
    assert Words("en").t("time.days", n=1) == "1 day"
    assert Words("en").t("time.days", n=2) == "2 days"
    assert Words("zh").t("time.days", n=1) == "1 天"


def test_a_key_given_twice_is_an_error(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('[x.y]\nzh = "甲"\nen = "A"\n', "utf-8")
    with pytest.raises(ValueError, match=r"x\.y is given twice"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("cookie", "accepted", "lang"),
    [
        (None, "", "zh"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "de, fr;q=0.5", "zh"),
        (None, "de, en;q=0.3, zh-CN;q=0.7", "zh"),
        (None, "zh-TW, en;q=0.9", "zh"),
        ("en", "zh-CN", "en"),
        ("tlh", "en", "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers_else_chinese(
    cookie: str | None, accepted: str, lang: str
) -> None:
    assert negotiated(cookie, accepted) == lang

"""Every word on screen, in Chinese and English, from `ui/words/*.toml`.

A key is a table with `zh` and `en`; `one` is the English for exactly one. Placeholders are those of
str.format. A key that is missing raises, so that a page never shows a key for a word.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
HTML_LANG: dict[Lang, str] = {"zh": "zh-Hans", "en": "en"}
FOLDER = Path(__file__).parent / "words"


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one key."""

    zh: str
    en: str
    one: str | None = None


def flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Entry]]:
    """The entries of a table, each with its dotted key. A key with words may lead to further keys."""
    words = {name: value for name, value in table.items() if isinstance(value, str)}
    if words:
        yield prefix, Entry(**words)
    for name, inner in table.items():
        if isinstance(inner, dict):
            yield from flat(inner, f"{prefix}.{name}" if prefix else name)


def load(folder: Path = FOLDER) -> dict[str, Entry]:
    """All entries of the folder's files. Raises ValueError where two files give one key."""
    catalogue: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, entry in flat(tomllib.loads(path.read_text("utf-8"))):
            if key in catalogue:
                raise ValueError(f"{path.name}: {key} is given twice")
            catalogue[key] = entry
    return catalogue


class Words:
    """The words in one language."""

    def __init__(self, lang: Lang, catalogue: dict[str, Entry] | None = None) -> None:
        self.lang = lang
        self.catalogue = CATALOGUE if catalogue is None else catalogue

    def t(self, key: str, /, **values: Any) -> str:
        """The words of a key, with the values put in. Raises KeyError where there are none."""
        entry = self.catalogue[key]
        text = entry.zh if self.lang == "zh" else entry.en
        if self.lang == "en" and entry.one is not None and values.get("n") == 1:
            text = entry.one
        return text.format(**values)

    def has(self, key: str) -> bool:
        """Whether there are words for the key."""
        return key in self.catalogue


CATALOGUE = load()


def negotiated(cookie: str | None, accepted: str) -> Lang:
    """The language of a visitor: as chosen, else the first that their browser accepts, else Chinese."""
    for wanted in (cookie or "", *by_quality(accepted)):
        match wanted.lower()[:2]:
            case "zh":
                return "zh"
            case "en":
                return "en"
            case _:
                continue
    return "zh"


def by_quality(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, most wanted first."""
    weighed = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        weight = float(quality) if quality.replace(".", "", 1).isdigit() else 1.0
        weighed.append((-weight, tag))
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0]) if tag]

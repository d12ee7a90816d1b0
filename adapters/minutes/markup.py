"""Markup taken off a line: what remains is what a reader sees, with every link's label marked as one."""

import html
import re
from functools import lru_cache
from typing import Final

# A link's label is one name whatever spaces it has; these signs, of no meaning elsewhere, keep it together.
ATOM_START: Final = "\ue000"
ATOM_END: Final = "\ue001"

BREAK: Final = re.compile(r"<br ?/? ?>|</?(?:li|p|div)>", re.IGNORECASE)

_LINK: Final = re.compile(
    r"\[([^\[\]\n]{1,120})\] ?(?:\([^()\n]{0,300}(?:\([^()\n]{0,80}\)[^()\n]{0,80})?\)|(?=https?://))"
)
_LINKED: Final = re.compile(f"({ATOM_END})https?://[^\\s，。；、)]{{1,300}}")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_STRONG: Final = re.compile(r"\*\*|__(?=[^\w]|$)|(?<!\w)__")
_ATOMS: Final = str.maketrans("", "", ATOM_START + ATOM_END)

_FULL_WIDTH: Final = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_LOOKALIKES: Final = {"—": "—", "–": "—", "―": "—", "─": "—", "﹣": "-", "－": "-", "‐": "-", "‑": "-",
                      "【": "[", "】": "]", "〔": "(", "〕": ")", "︰": ":", "∶": ":"}  # fmt: skip
_FOLD: Final[dict[int, int | str]] = {**_FULL_WIDTH, **{ord(sign): to for sign, to in _LOOKALIKES.items()}}


def plain(text: str) -> str:
    """One line without markup: links are their labels between atom signs, runs of spaces are one space."""
    text = html.unescape(text).translate(_ATOMS)
    text = _LINK.sub(f"{ATOM_START}\\1{ATOM_END}", " ".join(text.split()))
    text = _STRONG.sub("", _TAG.sub("", _LINKED.sub(r"\1", text)))
    return " ".join(_ESCAPE.sub(r"\1", text).split())


@lru_cache(maxsize=128)  # every stage of reading asks for the same line
def folded(text: str) -> str:
    """The same text, sign by sign and of the same length, with full-width forms as their ASCII ones."""
    return text.translate(_FOLD)


def shown(text: str) -> str:
    """The text as a person is to read it: without atom signs."""
    return text.translate(_ATOMS)


def joined(before: str, text: str) -> str:
    """Two lines as one: Chinese without a space between."""
    close = ord(before[-1:] or " ") > _CJK and ord(text[:1] or " ") > _CJK
    return before + text if close else f"{before} {text}"


_CJK: Final = 0x2E80

"""WebVTT: what was said, sentence by sentence, with who said it."""

import re
from typing import Final

import msgspec

from adapters.minutes import markup, sections
from adapters.minutes.outline import Item

_TIMING: Final = re.compile(r"[\d:.]{1,20} ?--> ?[\d:.]{1,20}")
_VOICE: Final = re.compile(r"<v(?:\.[\w.]{1,40})? ([^<>]{1,80})>")
_NAMED: Final = re.compile(r"([\w .·]{1,40}?) ?[:：] ?(?=\S)")
_SENTENCE: Final = re.compile(r"[^。！？!?]*(?:[。！？!?]+|$)")
_ENGLISH_STOP: Final = re.compile(r"(?<=[a-z\d)]\.) (?=[A-Z])")
_NO_CUE: Final = ("WEBVTT", "NOTE", "STYLE", "REGION")


class _Turn(msgspec.Struct):
    """What one speaker says without another between, as (line, text)."""

    speaker: str
    parts: list[tuple[int, str]]


def items(lines: list[str]) -> list[Item]:
    """Every sentence as an item, on the line on which it begins, with its speaker."""
    return [item for turn in _turns(lines) for item in _sentences(turn)]


def _turns(lines: list[str]) -> list[_Turn]:
    turns: list[_Turn] = []
    for line, speaker, text in _cue_lines(lines):
        if turns and speaker in {"", turns[-1].speaker}:
            turns[-1].parts.append((line, text))
        else:
            turns.append(_Turn(speaker, [(line, text)]))
    return turns


def _cue_lines(lines: list[str]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    in_cue = False
    for at, line in enumerate(lines, 1):
        if _TIMING.search(line[:80]):
            in_cue = True
        elif not line.strip() or line.startswith(_NO_CUE):
            in_cue = False
        elif in_cue:
            found += ((at, speaker, text) for speaker, text in _voices(line))
    return found


def _voices(line: str) -> list[tuple[str, str]]:
    """The speakers on one line, each with the words; without a voice tag `Name: words` names one."""
    pieces = _VOICE.split(line)
    spoken = [
        (name.strip(), markup.plain(words)) for name, words in zip(pieces[1::2], pieces[2::2], strict=True)
    ]
    before = markup.plain(pieces[0])
    named = _NAMED.match(before)
    if named and not sections.label(markup.folded(before)) and not spoken:
        return [(named[1].strip(), before[named.end() :])]
    return [*([("", before)] if before else []), *spoken]


def _sentences(turn: _Turn) -> list[Item]:
    found: list[Item] = []
    whole = True
    for line, text in turn.parts:
        for piece in _split(text):
            if whole:
                found.append(Item(line, piece, "none", speaker=turn.speaker))
            else:
                found[-1].text = markup.joined(found[-1].text, piece)
            whole = piece.endswith(("。", "！", "？", "!", "?", "."))
    return [_labelled(item) for item in found]


def _split(text: str) -> list[str]:
    sentences = (match[0] for match in _SENTENCE.finditer(text))
    return [piece.strip() for each in sentences for piece in _ENGLISH_STOP.split(each) if piece.strip()]


def _labelled(item: Item) -> Item:
    opened = sections.label(markup.folded(item.text))
    if opened and opened.end < len(item.text):
        item.section, item.text = opened.section, item.text[opened.end :]
    return item

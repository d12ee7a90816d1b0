"""The history of a meeting tells everything that can happen to one."""

from typing import Any, get_args

import pytest

from domain import meetings
from ui.meeting_history import ICONS, SETTLING
from ui.words import CATALOGUE


@pytest.mark.parametrize("event", get_args(meetings.Event))
def test_every_event_has_an_icon_and_words(event: Any) -> None:
    assert event in ICONS
    tag = event.__struct_config__.tag.split(".")[1]
    told = "settled" if event in SETTLING else "carried" if event is meetings.ItemCarriedOver else tag
    assert f"meetings.history.{told}" in CATALOGUE

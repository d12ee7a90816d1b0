"""What was typed becomes a command, or a message at each field."""

from datetime import UTC, datetime

import pytest

from domain.actions import AssignAction, BlockAction, MoveDueDate
from domain.departments import RosterContact
from domain.meetings import ScheduleMeeting
from domain.people import JoinPerson
from domain.refusals import Reason, Refused
from ui import forms
from ui.forms import Filled, Invalid, Problem, Typed

LI, WANG = "00000000-0000-7000-8000-000000000011", "00000000-0000-7000-8000-000000000012"


def wrong(error: Invalid) -> dict[str, str]:
    return {problem.field: problem.words for problem in error.problems}


def test_fields_become_the_command_and_repeated_ones_a_tuple() -> None:
    typed = Typed({"what": (" 冻结 BOM ",), "owner": (LI,), "supporting": ("", WANG), "grade": ("public",)})
    command = forms.from_form(AssignAction, typed, due="2026-05-09")
    assert (command.what, command.owner, command.due) == ("冻结 BOM", LI, "2026-05-09")
    assert command.supporting == (WANG,)
    assert command.grade.value == "public"


def test_one_value_of_a_repeated_field_is_a_tuple_too() -> None:
    typed = Typed({"what": ("x",), "owner": (LI,), "supporting": (WANG,)})
    assert forms.from_form(AssignAction, typed, due="2026-05-09").supporting == (WANG,)


def test_an_empty_field_takes_its_default() -> None:
    person = forms.from_form(JoinPerson, Typed({"name": ("Max",), "mail": ("",), "department": (" ",)}))
    assert (person.mail, person.department) == (None, None)


def test_every_wrong_field_gets_its_own_message() -> None:
    typed = Typed({"what": ("x" * 501,), "owner": ("nobody",), "supporting": (LI, "?")})
    with pytest.raises(Invalid) as caught:
        forms.from_form(AssignAction, typed, due="")
    assert wrong(caught.value) == {
        "what": "form.too-long",
        "owner": "form.not-valid",
        "due": "form.required",
        "supporting": "form.not-valid",
    }
    assert caught.value.problems[0].details == {"n": 500}


def test_a_text_of_blanks_is_missing() -> None:
    with pytest.raises(Invalid) as caught:
        forms.from_form(BlockAction, Typed({"why": (" \n ",)}))
    assert wrong(caught.value) == {"why": "form.required"}


def test_a_nul_is_refused_at_the_field() -> None:
    with pytest.raises(Invalid) as caught:
        forms.from_form(BlockAction, Typed({"why": ("a\x00b",)}))
    assert wrong(caught.value) == {"why": "form.not-valid"}


def test_a_time_without_a_zone_is_one_of_the_company() -> None:
    typed = Typed(
        {
            "title": ("周协调会",),
            "starts": ("2026-05-11T14:00",),
            "ends": ("2026-05-11 15:00",),
            "facilitator": (LI,),
            "recorder": (WANG,),
            "ordinal": ("19",),
        }
    )
    meeting = forms.from_form(ScheduleMeeting, typed, "Asia/Shanghai")
    assert meeting.starts.astimezone(UTC) == datetime(2026, 5, 11, 6, tzinfo=UTC)
    assert meeting.ends.astimezone(UTC) == datetime(2026, 5, 11, 7, tzinfo=UTC)
    assert meeting.ordinal == 19


def test_what_is_no_date_or_no_number_says_so() -> None:
    with pytest.raises(Invalid) as caught:
        forms.from_form(RosterContact, Typed({"post": ("business",), "person": (LI,), "since": ("尽快",)}))
    assert wrong(caught.value) == {"since": "form.not-a-date"}
    assert caught.value.problems[0].details == {"text": "尽快"}
    typed = Typed({"title": ("x",), "starts": ("soon",), "ends": ("2026-05-11",), "ordinal": ("many",)})
    with pytest.raises(Invalid) as caught:
        forms.from_form(ScheduleMeeting, typed, facilitator=LI, recorder=LI)
    assert wrong(caught.value) == {"starts": "form.not-a-date", "ordinal": "form.not-a-number"}


@pytest.mark.parametrize(
    ("day", "clock", "due"),
    [
        ("2026-05-09", "", "2026-05-09"),
        ("2026-05-09", "12:00", "2026-05-09T12:00:00+08:00"),
        ("2026-05-09 12:00", "", "2026-05-09T12:00:00+08:00"),
        ("尽快", "", "尽快"),
        ("", "", ""),
    ],
)
def test_a_due_is_a_day_or_a_moment_of_the_companys_zone(day: str, clock: str, due: str) -> None:
    assert forms.due_text(Typed({"due": (day,), "due_time": (clock,)}), "Asia/Shanghai") == due


def test_a_refusal_stands_at_the_field_that_it_is_about() -> None:
    assert forms.refusal(Refused(Reason.DUE_UNREADABLE, due="尽快")) == Problem(
        "due", "refusal.due.unreadable", {"due": "尽快"}
    )
    assert forms.refusal(Refused(Reason.ACTION_CLOSED)).field == ""
    assert forms.status_of(Refused(Reason.ACTION_CLOSED)) == 409
    assert forms.status_of(Refused(Reason.DUE_UNREADABLE)) == 422
    assert forms.status_of(Invalid()) == 422


def test_a_form_shows_what_was_typed_before_what_stands() -> None:
    typed = Typed({"due": ("尽快",), "supporting": (LI, WANG)})
    form = Filled("move", typed, (Problem("due", "refusal.due.unreadable"),), {"due": "2026-05-09"})
    assert form.value("due") == "尽快"
    assert form.chosen("supporting") == (LI, WANG)
    assert form.id("due") == "move-due"
    assert form.problem("due") is not None
    assert form.problem("why") is None
    assert Filled(values={"due": "2026-05-09", "why": None}).value("due") == "2026-05-09"


def test_the_due_of_a_command_without_one_is_asked_for() -> None:
    with pytest.raises(Invalid) as caught:
        forms.from_form(MoveDueDate, Typed({"why": ("x",)}), due="")
    assert wrong(caught.value) == {"due": "form.required"}

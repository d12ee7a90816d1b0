"""Pages for errors say what happened, keep what was typed, and tell nothing of what is hidden."""

from http.cookies import SimpleCookie

import pytest
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.testing import RequestFactory

from domain.refusals import Reason, Refused
from ui.errors import Cause, error_page
from ui.guards import Forged
from ui.page import local_path
from ui.port import Throttled


def shown(error: Exception, cause: Cause | None = None, accept: str = "zh-CN") -> tuple[int, str]:
    request = RequestFactory().get("/actions/x", headers={"Accept-Language": accept})
    answer = error_page(request, error, cause=cause)
    return answer.status_code or 0, str(answer.content)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFoundException(), 404, "没有找到这一项"),
        (HTTPException(status_code=403), 404, "没有找到这一项"),
        (MethodNotAllowedException(), 405, "这个地址不能直接打开"),
        (HTTPException(status_code=413), 413, "文件太大"),
        (HTTPException(status_code=400), 400, "无法读懂"),
        (Forged(), 403, "这张表单已失效"),
        (Refused(Reason.ACTION_CLOSED), 409, "已办结或已取消"),
        (Throttled(90), 429, "尝试太多次"),
        (RuntimeError("secret inside"), 500, "出了意外"),
    ],
)
def test_an_error_has_a_page_of_its_own(error: Exception, status: int, words: str) -> None:
    found, page = shown(error)
    assert found == status
    assert words in page
    assert "secret inside" not in page


def test_absent_and_not_allowed_are_the_same_page() -> None:
    absent = shown(Refused(Reason.NOT_FOUND))
    assert absent == shown(Refused(Reason.NOT_ALLOWED)) == shown(NotFoundException())


def test_a_log_that_cannot_be_written_says_that_nothing_was_lost() -> None:
    status, page = shown(RuntimeError(), "log")
    assert status == 503
    assert "之前的内容都在" in page
    status, page = shown(RuntimeError(), "board", "en")
    assert status == 503
    assert "All that was sent is stored" in page


def test_who_comes_too_often_is_told_when_to_come_again() -> None:
    answer = error_page(RequestFactory().get("/sign-in"), Throttled(90))
    assert answer.headers["Retry-After"] == "90"


@pytest.mark.parametrize(
    ("path", "led_to"),
    [
        ("/actions?status=open", "/actions?status=open"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/actions\nSet-Cookie: x=1", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_sent_away_to_another_site(path: str, led_to: str) -> None:
    assert local_path(path) == led_to


def test_a_cookie_value_of_a_stranger_is_no_notice() -> None:
    cookie = SimpleCookie({"hub_notice": "!!!"}).output(header="").strip()
    request = RequestFactory().get("/actions", headers={"Cookie": cookie})
    assert error_page(request, NotFoundException()).status_code == 404

"""The stream of changes: what changed, at once, to whoever may ask, and no longer than the session."""

from collections.abc import Iterator

import httpx
import pytest

from tests.ui.site import Site, Visitor, id_in


def lines(answer: httpx.Response) -> Iterator[str]:
    return (line for line in answer.iter_lines() if line)


@pytest.fixture
def officer(site: Site) -> Visitor:
    return site.visitor("fang.xiaoxue")


def test_a_change_is_told_under_its_context_and_its_item(site: Site, officer: Visitor) -> None:
    action = officer.assign("实时的事", officer.person("温长庚"))
    watcher = site.visitor("wen.changgeng")
    with watcher.http.stream("GET", f"/live?topics=action,{id_in(action)}") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        said = lines(answer)
        assert next(said) == "retry: 1000"
        assert next(said) == ": open"
        officer.post(f"{action}/nudge")
        assert {next(said), next(said)} == {"data: action", f"data: {id_in(action)}"}


def test_topics_that_were_not_asked_for_are_not_told(site: Site, officer: Visitor) -> None:
    quiet = officer.assign("别人的实时", officer.person("温长庚"))
    watched = officer.assign("看着的实时", officer.person("温长庚"))
    with site.visitor("wen.changgeng").http.stream("GET", f"/live?topics={id_in(watched)}") as answer:
        said = lines(answer)
        assert [next(said), next(said)] == ["retry: 1000", ": open"]
        officer.post(f"{quiet}/nudge")
        officer.post(f"{watched}/nudge")
        assert next(said) == f"data: {id_in(watched)}"


def test_the_stream_ends_with_the_session(site: Site, officer: Visitor) -> None:
    action = officer.assign("会话结束的实时", officer.person("温长庚"))
    watcher = site.visitor("wen.changgeng")
    with watcher.http.stream("GET", f"/live?topics={id_in(action)}") as answer:
        said = lines(answer)
        assert [next(said), next(said)] == ["retry: 1000", ": open"]
        watcher.post("/sign-out")
        officer.post(f"{action}/nudge")
        assert [line for line in said if line.startswith("data")] in ([], [f"data: {id_in(action)}"])


def test_a_stranger_gets_no_stream(site: Site) -> None:
    answer = site.stranger().get("/live?topics=action", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 401

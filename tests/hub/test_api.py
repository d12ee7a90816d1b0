"""The API's contract: shapes, rights, errors as problem documents, keys, and pages without loss or double."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.actions import AssignAction
from domain.catalogue import AGGREGATES
from domain.envelope import Grade
from domain.orders import Order
from domain.people import LeavePerson
from hub.openapi import document
from tests.domain.cast import ADMIN, HEAD, LI, MAKING, OFFICER, SALES, WANG, ZHAO, numbered
from tests.hub.calling import Site, problem, site
from tests.hub.scribe import begin

NOWHERE = "00000000-0000-7000-8000-00000000dead"
FIELDS = {"id", "number", "text", "owner", "department", "due", "status"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as found:
        yield found


def assigned(
    hub: Site, what: str = "寄出样件", due: str = "2036-04-30", owner: str = WANG, **more: Any
) -> str:
    """The id of a new action."""
    body = {"what": what, "owner": owner, "due": due, **more}
    return str(hub.post("/actions", body, by=LI).raise_for_status().json()["id"])


def scheduled(hub: Site, **more: Any) -> str:
    """The id of a new meeting."""
    times = {"starts": "2036-04-20T14:00:00+08:00", "ends": "2036-04-20T15:00:00+08:00"}
    body = {"title": "周会", "facilitator": LI, "recorder": ZHAO, **times, **more}
    return str(hub.post("/meetings", body, by=LI).raise_for_status().json()["id"])


# Health and lists


def test_health_says_how_far_the_log_the_views_and_the_relay_are(hub: Site) -> None:
    found = hub.get("//health", by=None).raise_for_status().json()
    assert found["status"] == "ok"
    assert found["position"] == hub.hub.log.head() == found["views"]["position"]
    assert found["relay"]["connected"] is False
    assert found["relay"]["position"] == 0


def test_an_action_is_listed_with_what_the_contract_names(hub: Site) -> None:
    action = assigned(hub, "写报告")
    found = hub.get("/actions?q=写报告").raise_for_status().json()
    assert found.keys() == {"items", "next", "position"}
    assert (found["next"], found["position"]) == (None, hub.hub.log.head())
    item = found["items"][0]
    assert item.keys() >= FIELDS
    assert item["number"].startswith("ACT-")
    shown = {name: item[name] for name in ("id", "text", "owner", "department", "due", "status")}
    assert shown == {
        "id": action,
        "text": "写报告",
        "owner": WANG,
        "department": MAKING,
        "due": "2036-04-30",
        "status": "open",
    }
    assert (item["owner_name"], item["department_name"]) == ("wang", "制造部")


@pytest.mark.parametrize("path", ["/departments", "/people", "/meetings", "/series", "/actions"])
def test_every_list_has_the_same_frame(hub: Site, path: str) -> None:
    found = hub.get(path).raise_for_status().json()
    assert found.keys() == {"items", "next", "position"}
    assert isinstance(found["items"], list)
    assert isinstance(found["position"], int)


@pytest.mark.parametrize("path", ["/departments", "/people", "/meetings", "/series", "/actions"])
def test_every_list_keeps_to_its_limit_and_goes_on_where_it_ended(hub: Site, path: str) -> None:
    for _ in range(2):
        assigned(hub)
        scheduled(hub)
        hub.post("/series", {"title": "周会"}, by=LI).raise_for_status()
    every = [item["id"] for item in hub.get(f"{path}?limit=500").json()["items"]]
    paged = list(pages(hub, f"{path}?limit=1"))
    assert [[item["id"] for item in page] for page in paged] == [[each] for each in every]


def pages(hub: Site, path: str) -> Iterator[list[dict[str, Any]]]:
    """Page by page to the end."""
    cursor: str | None = ""
    while cursor is not None:
        found = hub.get(f"{path}&cursor={cursor}")
        yield found.raise_for_status().json()["items"]
        cursor = found.json()["next"]


def test_departments_and_people_are_told_with_their_names(hub: Site) -> None:
    departments = {each["slug"]: each for each in hub.get("/departments").json()["items"]}
    assert (departments["sales"]["name"], departments["sales"]["head"]) == ("销售部", HEAD)
    people = {each["login"]: each for each in hub.get("/people").json()["items"]}
    assert (people["li"]["id"], people["li"]["name"], people["li"]["department"]) == (LI, "li", SALES)
    assert hub.get(f"/people/{LI}").json() == people["li"]
    assert hub.get(f"/departments/{SALES}").json()["id"] == SALES


def test_a_meeting_is_told_with_its_people(hub: Site) -> None:
    meeting = scheduled(hub, invited=[WANG])
    found = hub.get(f"/meetings/{meeting}").raise_for_status().json()
    assert (found["starts"], found["stage"], found["minutes"]) == (
        "2036-04-20T06:00:00Z",
        "scheduled",
        "none",
    )
    assert {each["person"] for each in found["participants"]} == {LI, ZHAO, WANG}
    assert meeting in {each["id"] for each in hub.get("/meetings").json()["items"]}


@pytest.mark.parametrize(
    ("since", "until", "there"), [("2036-04-20", "2036-04-21", True), ("2036-04-21", "2037", False)]
)
def test_meetings_are_listed_by_their_start(hub: Site, since: str, until: str, there: bool) -> None:
    meeting = scheduled(hub)
    found = hub.get(f"/meetings?since={since}&until={until}").json()["items"]
    assert (meeting in {each["id"] for each in found}) is there


# Paging


def test_a_long_list_pages_without_loss_or_double(tmp_path: Path) -> None:
    """250 actions, many due on one day, some without any date; every page size gives the same."""
    with site(tmp_path) as hub:
        orders = [
            begin(numbered(5000 + n), AssignAction(f"事项 {n}", (WANG, LI)[n % 2], f"2036-05-{1 + n % 7:02}"))
            for n in range(250)
        ]
        hub.give(*orders, by=LI)
        expected = sorted(order.stream for order in orders)
        for limit in (7, 100, 249, 250, 251, 500):
            found = [item for page in pages(hub, f"/actions?limit={limit}") for item in page]
            assert sorted(item["id"] for item in found) == expected
            assert [item["due"] for item in found] == sorted(item["due"] for item in found)
        half = [item["id"] for page in pages(hub, "/actions?limit=9&owner=li") for item in page]
        assert len(half) == len(set(half)) == 125
        page_by_default = hub.get("/actions").json()
        assert len(page_by_default["items"]) == 100
        assert page_by_default["next"]


def test_a_list_that_grows_while_it_is_read_shows_each_item_once(tmp_path: Path) -> None:
    with site(tmp_path) as hub:
        hub.give(
            *(begin(numbered(5000 + n), AssignAction("旧", WANG, "2036-05-01")) for n in range(20)), by=LI
        )
        seen: list[str] = []
        for number, page in enumerate(pages(hub, "/actions?limit=4")):
            seen += [item["id"] for item in page]
            hub.give(begin(numbered(6000 + number), AssignAction("新", WANG, "2036-04-01")), by=LI)
        assert sorted(seen) == [numbered(5000 + n) for n in range(20)]


# Filters


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, str]]]:
    """A hub with five actions by name."""
    with site(tmp_path_factory.mktemp("filters")) as hub:
        made = {
            "early": assigned(hub, "早", "2036-04-01"),
            "late": assigned(hub, "晚", "2036-06-01"),
            "moment": assigned(hub, "时刻", "2036-05-01T08:00:00+08:00"),
            "lis": assigned(hub, "李的", "2036-05-02", owner=LI),
            "done": assigned(hub, "办结", "2036-05-03"),
        }
        hub.post(f"/actions/{made['late']}/start", by=WANG).raise_for_status()
        hub.post(f"/actions/{made['done']}/complete", {"evidence": "单"}, by=WANG).raise_for_status()
        yield hub, made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "early late moment lis done"),
        ("status=open", "early moment lis"),
        ("status=started", "late"),
        ("status=completed", "done"),
        ("status=verified", ""),
        ("status=open&status=started", "early late moment lis"),
        ("status=open,completed", "early moment lis done"),
        ("status=live", "early late moment lis done"),
        (f"owner={LI}", "lis"),
        ("owner=li", "lis"),
        ("owner=wang&status=open", "early moment"),
        ("owner=nobody", ""),
        (f"department={SALES}", "lis"),
        ("department=making", "early late moment done"),
        ("department=making,sales", "early late moment lis done"),
        ("department=MAKING&department=sales", "early late moment lis done"),
        ("department=nowhere", ""),
        ("due_before=2036-05-01", "early"),
        ("due_before=2036-05-01T00:00:00Z", "early"),
        ("due_before=2036-05-01T00:00:01Z", "early moment"),
        ("due_before=2036-05-01T08:00:01%2B08:00", "early moment"),
        ("due_before=2036-05-02", "early moment"),
        ("due_before=2036-05-03&owner=wang&status=open", "early moment"),
        ("due_before=2036-05-02T10:00:00Z", "early moment"),
        ("due_before=2036-05-02T10:00:01Z", "early moment lis"),
        ("q=办", "done"),
        ("q=%25", ""),
    ],
)
def test_actions_are_filtered(filtered: tuple[Site, dict[str, str]], query: str, expected: str) -> None:
    hub, made = filtered
    found = {item["id"] for item in hub.get(f"/actions?{query}").raise_for_status().json()["items"]}
    assert {name for name, action in made.items() if action in found} == set(expected.split())


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=501",
        "limit=banana",
        "limit=1.5",
        "limit=１",
        "limit=99999999999999999999999999",
        "limit=",
        "cursor=!!!",
        "cursor=%00",
        "cursor=é",
        "status=banana",
        "status=OPEN",
        "due_before=banana",
        "due_before=2036-13-01",
        "due_before=0001-01-01",
        "due_before=9999-12-31T23:59:59-23:59",
    ],
)
def test_a_query_that_makes_no_sense_is_a_problem(hub: Site, query: str) -> None:
    problem(hub.get(f"/actions?{query}"), 400)


@pytest.mark.parametrize("path", ["/departments", "/people", "/meetings", "/series"])
def test_limits_make_sense_everywhere(hub: Site, path: str) -> None:
    problem(hub.get(f"{path}?limit=banana"), 400)


# Who is asking


def paths(method: str) -> list[str]:
    """Every path of the document with this method, an id filled in."""
    return [path.format(item=NOWHERE) for path, found in document()["paths"].items() if method in found]


@pytest.mark.parametrize("path", paths("get"))
def test_reading_needs_a_token(hub: Site, path: str) -> None:
    problem(hub.get(path, by=None), 401)


@pytest.mark.parametrize("path", paths("post"))
def test_writing_needs_a_token(hub: Site, path: str) -> None:
    problem(hub.post(path, by=None), 401)


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic bGk6bGk=", "", "Bearer \xff"]
)
def test_a_token_that_nobody_issued_is_none(hub: Site, header: str) -> None:
    found = hub.get("/actions", by=None, headers={"Authorization": header.encode("latin-1")})
    problem(found, 401)


def test_a_token_ends_when_it_is_revoked(hub: Site) -> None:
    made = hub.post("/admin/tokens", {"person": "li", "name": "probe"}).raise_for_status().json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    assert hub.get("/actions", by=None, headers=bearer).status_code == 200
    assert made["id"] in {each["id"] for each in hub.get("/admin/tokens").json()["items"]}
    assert made["token"] not in hub.get("/admin/tokens").text
    assert hub.call("DELETE", f"/admin/tokens/{made['id']}").status_code == 204
    problem(hub.get("/actions", by=None, headers=bearer), 401)


def test_a_token_of_somebody_who_left_opens_nothing(tmp_path: Path) -> None:
    with site(tmp_path) as hub:
        assert hub.get("/actions", by=WANG).status_code == 200
        hub.give(Order(WANG, LeavePerson()))
        assert hub.get("/actions", by=WANG).status_code in (401, 403)
        assert hub.post("/actions", {"what": "x", "owner": LI, "due": "2036-05-01"}, by=WANG).status_code in (
            401,
            403,
        )


@pytest.mark.parametrize("path", ["/admin/tokens", "/admin/passwords", "/admin/rebuild", "/admin/verify"])
@pytest.mark.parametrize("who", [LI, HEAD, OFFICER])
def test_upkeep_is_for_administrators(hub: Site, path: str, who: str) -> None:
    problem(hub.post(path, by=who), 403, "access.not-allowed")


def test_only_administrators_keep_the_directory(hub: Site) -> None:
    body = {"name": "周", "login": "zhou.one"}
    problem(hub.post("/people", body, by=LI), 403, "access.not-allowed")
    assert hub.post("/people", body, by=ADMIN).status_code == 201
    problem(hub.post("/people", body, by=ADMIN), 409, "person.login-taken")


def test_what_is_secret_is_on_no_list_of_whoever_may_not_see_it(hub: Site) -> None:
    secret = assigned(hub, "收购方案", owner=LI, grade="confidential")
    absent = problem(hub.get(f"/actions/{NOWHERE}", by=WANG), 404, "item.not-found")
    assert problem(hub.get(f"/actions/{secret}", by=WANG), 404, "item.not-found") == absent
    assert problem(hub.get(f"/actions/{secret}/history", by=WANG), 404, "item.not-found") == absent
    denied = problem(hub.post(f"/actions/{secret}/nudge", by=WANG), 404, "item.not-found")
    assert denied == problem(hub.post(f"/actions/{NOWHERE}/nudge", by=WANG), 404, "item.not-found")
    for who, seen in ((WANG, False), (OFFICER, False), (ADMIN, False), (LI, True), (HEAD, True)):
        listed = {item["id"] for page in pages_of(hub, "/actions?limit=500", who) for item in page}
        assert (secret in listed) is seen
        assert ("收购方案" in hub.get("/actions?q=收购", by=who).text) is seen
    assert Grade.CONFIDENTIAL.rank == hub.get(f"/actions/{secret}", by=LI).json()["grade"]


def pages_of(hub: Site, path: str, who: str) -> Iterator[list[dict[str, Any]]]:
    found = hub.get(path, by=who).json()
    yield found["items"]
    while found["next"]:
        found = hub.get(f"{path}&cursor={found['next']}", by=who).json()
        yield found["items"]


def test_the_feed_shows_of_what_is_secret_only_that_it_is(hub: Site) -> None:
    assigned(hub, "收购方案乙", owner=LI, grade="core")
    feed = hub.get(f"/events?after={hub.hub.log.head() - 1}", by=ADMIN).raise_for_status().json()
    assert [event["type"] for event in feed["items"]] == ["sealed.v1"]
    assert "收购方案乙" not in json.dumps(feed, ensure_ascii=False)
    problem(hub.get("/events", by=LI), 403, "access.not-allowed")


def test_the_feed_pages_over_every_event(hub: Site) -> None:
    positions: list[int] = []
    after = 0
    while found := hub.get(f"/events?after={after}&limit=7").json()["items"]:
        positions += [event["position"] for event in found]
        after = positions[-1]
    assert positions == list(range(1, hub.hub.log.head() + 1))
    problem(hub.get("/events?after=-1"), 400)
    problem(hub.get(f"/events?after={'9' * 30}"), 400)


# Commands


def test_an_action_lives_its_life_over_the_api(hub: Site) -> None:
    action = assigned(hub)
    moved = {"due": "2036-05-06T12:00:00+08:00", "why": "客户改期"}
    steps = [
        ("start", {}, WANG, "started"),
        ("block", {"why": "缺料"}, WANG, "blocked"),
        ("unblock", {}, WANG, "started"),
        ("move-due-date", moved, LI, "started"),
        ("nudge", {}, ZHAO, "started"),
        ("complete", {"evidence": "签收单"}, WANG, "completed"),
        ("return", {"why": "少一台"}, LI, "started"),
        ("complete", {"evidence": "补寄单"}, WANG, "completed"),
        ("verify", {}, LI, "verified"),
    ]
    for command, body, who, status in steps:
        done = hub.post(f"/actions/{action}/{command}", body, by=who).raise_for_status()
        assert done.json() == {"id": action, "position": hub.hub.log.head(), "events": 1}
        assert done.headers["Hub-Position"] == str(hub.hub.log.head())
        assert hub.get(f"/actions/{action}").json()["status"] == status
    found = hub.get(f"/actions/{action}")
    assert (found.json()["due"], found.json()["nudges"]) == ("2036-05-06T04:00:00Z", 1)
    assert found.headers["ETag"] == '"10"'
    history = hub.get(f"/actions/{action}/history").json()["items"]
    assert [each["event"]["type"].split(".")[1] for each in history][:3] == [
        "action-assigned",
        "action-started",
        "action-blocked",
    ]
    assert [each["envelope"]["version"] for each in history] == list(range(1, 11))


def test_whoever_wrote_reads_it_at_once(hub: Site) -> None:
    for number in range(25):
        action = assigned(hub, f"立刻 {number}")
        assert hub.get(f"/actions/{action}").json()["text"] == f"立刻 {number}"


def test_completing_with_a_key_is_done_once(hub: Site) -> None:
    action, key = assigned(hub), {"Idempotency-Key": "7c9"}
    first = hub.post(f"/actions/{action}/complete", {"evidence": "单"}, by=WANG, headers=key)
    again = hub.post(f"/actions/{action}/complete", {"evidence": "单"}, by=WANG, headers=key)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert hub.get(f"/actions/{action}").json()["version"] == 2
    other = hub.post(f"/actions/{action}/complete", {"evidence": "另一张"}, by=WANG, headers=key)
    problem(other, 422, "command.key-used-for-another")


def test_beginning_with_a_key_gives_the_same_id(hub: Site) -> None:
    body = {"what": "一次", "owner": WANG, "due": "2036-05-01"}
    first, again = (hub.post("/actions", body, by=LI, headers={"Idempotency-Key": "a"}) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert len(hub.get("/actions?q=一次").json()["items"]) == 1


def test_a_refusal_is_repeated_with_its_key(hub: Site) -> None:
    action, key = assigned(hub), {"Idempotency-Key": "refused"}
    answers = [
        hub.post(f"/actions/{action}/verify", by=LI, headers=key),
        hub.post(f"/actions/{action}/complete", {"evidence": "单"}, by=WANG),
        hub.post(f"/actions/{action}/verify", by=LI, headers=key),
    ]
    assert [answer.status_code for answer in answers] == [409, 200, 409]
    assert answers[0].json() == answers[2].json()


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_a_likely_length(hub: Site, key: str) -> None:
    problem(hub.post(f"/actions/{assigned(hub)}/start", by=WANG, headers={"Idempotency-Key": key}), 400)


def test_a_command_may_name_the_version_it_saw(hub: Site) -> None:
    action = assigned(hub)
    start = f"/actions/{action}/start"
    changed = problem(hub.post(start, by=WANG, headers={"If-Match": '"7"'}), 409, "item.changed-meanwhile")
    assert changed["version"] == 1
    assert hub.post(start, by=WANG, headers={"If-Match": '"1"'}).json()["events"] == 1
    for match in ("7", '"x"', '"-1"', '"12345678901"', "*"):
        problem(hub.post(start, by=WANG, headers={"If-Match": match}), 400)


def test_what_happened_earlier_is_told_in_utc(hub: Site) -> None:
    body = {"what": "补记", "owner": WANG, "due": "2036-05-01"}
    done = hub.post("/actions", body, by=LI, headers={"Hub-Effective-At": "2026-03-01T12:00:00+08:00"})
    found = hub.get(f"/actions/{done.json()['id']}").json()
    assert found["created_at"] == "2026-03-01T04:00:00Z"
    history = hub.get(f"/actions/{done.json()['id']}/history").json()["items"]
    assert history[0]["envelope"]["effective"] == "2026-03-01T04:00:00Z"


@pytest.mark.parametrize(
    "when",
    ["banana", "2026-03-01", "2026-03-01T12:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"],
)
def test_an_effective_time_that_is_none_is_a_problem(hub: Site, when: str) -> None:
    body = {"what": "补记", "owner": WANG, "due": "2036-05-01"}
    problem(hub.post("/actions", body, by=LI, headers={"Hub-Effective-At": when}), 400)


def test_nothing_is_told_of_a_time_still_to_come(hub: Site) -> None:
    """The effective time is for what happened earlier; else anybody could date work into next year."""
    body = {"what": "预记", "owner": WANG, "due": "2036-05-01"}
    tomorrow = (hub.hub.now() + timedelta(days=1)).isoformat()
    problem(hub.post("/actions", body, by=LI, headers={"Hub-Effective-At": tomorrow}), 400)


def test_refusals_say_why_in_words_and_as_a_reason(hub: Site) -> None:
    found = problem(hub.post(f"/actions/{assigned(hub)}/verify", by=LI), 409, "action.not-completed")
    assert found["title"] == "Not completed"
    lost = {"what": "x", "owner": NOWHERE, "due": "2036-05-01"}
    assert problem(hub.post("/actions", lost, by=LI), 422, "person.unknown")["person"] == NOWHERE
    late = {"what": "x", "owner": WANG, "due": "2036-02-30"}
    assert problem(hub.post("/actions", late, by=LI), 422, "due.unreadable")["due"] == "2036-02-30"


# Ids


@pytest.mark.parametrize("path", ["/actions", "/meetings", "/departments", "/people"])
def test_an_unknown_id_is_not_found(hub: Site, path: str) -> None:
    problem(hub.get(f"{path}/{NOWHERE}"), 404, "item.not-found")


@pytest.mark.parametrize("path", ["/actions", "/meetings", "/departments", "/people"])
@pytest.mark.parametrize(
    "item", ["banana", "1", NOWHERE.upper(), f"{{{NOWHERE}}}", "%00", "é", "x" * 3000, "..%2f"]
)
def test_a_malformed_id_is_the_callers_mistake(hub: Site, path: str, item: str) -> None:
    answer = hub.get(f"{path}/{item}")
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


def acts() -> list[str]:
    """Every command to an item that is there already."""
    return [path for path in paths("post") if NOWHERE in path]


@pytest.mark.parametrize("path", acts())
def test_a_command_to_nothing_is_not_found(hub: Site, path: str) -> None:
    answer = hub.post(path, example_of(path))
    problem(answer, 404, "item.not-found")


@pytest.mark.parametrize("path", acts())
def test_a_command_to_a_malformed_id_is_the_callers_mistake(hub: Site, path: str) -> None:
    problem(hub.post(path.replace(NOWHERE, "banana")), 400, "command.malformed")


@pytest.mark.parametrize("path", acts())
def test_a_command_to_an_item_of_another_kind_finds_nothing(hub: Site, path: str) -> None:
    kind = path.split("/")[1]
    other = scheduled(hub) if kind != "meetings" else assigned(hub)
    problem(hub.post(path.replace(NOWHERE, other), example_of(path)), 404, "item.not-found")


def example_of(path: str) -> dict[str, Any]:
    """A body that fits the command of this path, made from the document."""
    described = document()
    operation = described["paths"][path.replace(NOWHERE, "{item}")]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = filled(schema, described["components"]["schemas"])
    return found


def filled(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """The plainest value that fits a schema."""
    if "$ref" in schema:
        return filled(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            needed = schema.get("required", [])
            return {name: filled(schema["properties"][name], schemas) for name in needed}
        case "array":
            return []
        case "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case _:
            return text_for(schema)


def text_for(schema: dict[str, Any]) -> str:
    candidates = (LI, "2036-05-01", "2036-05-01T00:00:00Z", "quality", "a@b", "f" * 64, "x")
    formats = {"date": "2036-05-01", "date-time": "2036-05-01T00:00:00Z"}
    if "format" in schema:
        return formats[schema["format"]]
    pattern = schema.get("pattern", "")
    return next(text for text in candidates if re.search(pattern, text))


# Bodies


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"evidence":1}',
        b'{"evidence":""}',
        b'{"evidence":"   "}',
        b'{"evidence":null}',
        b'{"evidence":"\\ud800"}',
        b'{"evidence":"\xed\xa0\x80"}',
        b'{"evidence":"a\\u0000b"}',
        b'{"evidence":"a\x00b"}',
        b'{"evidence":"x","files":[{"digest":"zz","name":"n","size":1,"media":"m"}]}',
        b'{"evidence":"x","n":' + b"9" * 30 + b"}",
        b'{"evidence":"x","n":-' + b"9" * 30 + b"}",
        b'{"evidence":"x","n":' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"evidence":"x","n":' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
        b'{"evidence":"' + "字".encode() * 20_001 + b'"}',
        b'{"type":"cancel","evidence":"x"}',
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_that_does_not_fit_is_a_problem_and_changes_nothing(hub: Site, body: bytes) -> None:
    action = assigned(hub)
    before = hub.hub.log.stream(action)
    problem(hub.call("POST", f"/actions/{action}/complete", by=WANG, content=body), 400)
    assert hub.hub.log.stream(action) == before


@pytest.mark.parametrize(
    "text",
    ['{"深":[[[1]]]}', "9" * 40, "\\u0000 as text", "a\\b", "\U0001f600", "[[[[" * 20, "line\nbreak\ttab"],
)
def test_text_that_only_looks_odd_is_taken_as_it_is(hub: Site, text: str) -> None:
    action = assigned(hub)
    hub.post(f"/actions/{action}/complete", {"evidence": text}, by=WANG).raise_for_status()
    assert hub.get(f"/actions/{action}").json()["evidence"] == text


def test_a_problem_with_a_body_says_where(hub: Site) -> None:
    body = {"what": "x", "owner": WANG, "due": "2036-05-01", "supporting": [LI, "banana"]}
    assert problem(hub.post("/actions", body, by=LI), 400)["at"] == "$.supporting[1]"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(hub: Site) -> None:
    action = assigned(hub)
    body = b'{"evidence":"' + b"x" * 600_000 + b'"}'
    problem(hub.call("POST", f"/actions/{action}/complete", content=body, by=WANG), 413, "command.too-large")
    huge = b"x" * (33 * 1024 * 1024)
    problem(hub.call("POST", f"/actions/{action}/complete", content=huge, by=WANG), 413)


def test_a_poisonous_draft_stops_no_board(hub: Site) -> None:
    """What minutes hand out must be foldable, whatever a program put into the draft."""
    times = {"starts": "2026-01-05T09:00:00+08:00", "ends": "2026-01-05T10:00:00+08:00"}
    meeting = hub.post("/meetings/record", {"title": "旧会", **times}, by=LI).json()["id"]
    source = {"digest": "0" * 64, "name": "x.md", "size": 1, "media": "text/plain"}
    for due in ("banana", "0900-01-01T00:00:00Z", "2036-02-30", "9999-12-31"):
        finding = {"line": 1, "kind": "action", "text": "x", "owners": ["李"], "due": due}
        hub.post(f"/meetings/{meeting}/draft-minutes", {"source": source, "findings": [finding]}, by=LI)
        hub.post(f"/meetings/{meeting}/accept-finding", {"finding": 1, "owner": LI}, by=LI)
        hub.post(f"/meetings/{meeting}/publish-minutes", by=LI)
        assert not [state.error for state in hub.hub.boards.states().values() if state.error]


@pytest.mark.parametrize("due", ["0001-01-01", "0900-01-01T00:00:00Z", "9999-12-31", "9999-12-31T23:59:59Z"])
def test_no_due_stops_the_tracker(hub: Site, due: str) -> None:
    answer = hub.post("/actions", {"what": "x", "owner": WANG, "due": due}, by=LI)
    assert answer.status_code in (201, 400, 422)
    assert hub.get("/actions").status_code == 200


# Methods and paths


def test_an_unknown_path_is_a_problem(hub: Site) -> None:
    problem(hub.get("/nothing"), 404)
    problem(hub.post(f"/actions/{NOWHERE}/explode"), 404)


def test_a_wrong_method_is_a_problem(hub: Site) -> None:
    problem(hub.get(f"/actions/{NOWHERE}/complete"), 405)
    problem(hub.call("DELETE", f"/actions/{NOWHERE}"), 405)
    problem(hub.call("PUT", "/actions", content=b"{}"), 405)


def test_every_answer_carries_the_headers_that_browsers_heed(hub: Site) -> None:
    answers: list[httpx.Response] = [hub.get("/actions"), hub.get("/nothing"), hub.get("/actions", by=None)]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_every_command_of_the_catalogue_has_a_path() -> None:
    found = set(paths("post"))
    for aggregate in AGGREGATES:
        assert f"/{aggregate.path}" in found
        for command in aggregate.commands:
            tag = str(command.__struct_config__.tag)
            expected = f"/{aggregate.path}/{NOWHERE}/{tag}"
            if tag in aggregate.creates:
                expected = f"/{aggregate.path}" if tag == aggregate.creates[0] else f"/{aggregate.path}/{tag}"
            assert expected in found

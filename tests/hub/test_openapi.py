"""The API's own document: whole, true of every answer, and readable without asking anybody outside."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from hub.app import make_app
from hub.openapi import document
from tests.domain.cast import LI, WANG
from tests.hub.calling import Site, site

DOCUMENT = document()
METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = [
    (method, path) for path, found in DOCUMENT["paths"].items() for method in found if method in METHODS
]
NOWHERE = "00000000-0000-7000-8000-00000000dead"
UNDOCUMENTED = {"/api/v1/openapi.json", "/api/v1/docs"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as found:
        yield found


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in the document."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from parts(each)


def test_the_document_is_of_openapi_3_1() -> None:
    assert re.fullmatch(r"3\.1\.\d+", DOCUMENT["openapi"])
    assert DOCUMENT["info"].keys() >= {"title", "version"}
    assert DOCUMENT["servers"] == [{"url": "/api/v1"}]
    assert all(path.startswith("/") for path in DOCUMENT["paths"])


def test_every_reference_leads_somewhere() -> None:
    for part in parts(DOCUMENT):
        if "$ref" in part:
            root, *names = part["$ref"].split("/")
            assert root == "#"
            found: Any = DOCUMENT
            for name in names:
                found = found[name]


def test_every_schema_is_a_json_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_operations_have_names_of_their_own() -> None:
    names = [part["operationId"] for part in parts(DOCUMENT) if "operationId" in part]
    assert len(names) == len(set(names))
    assert len(names) >= len(OPERATIONS) - 10


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_an_operation_describes_its_path_and_its_errors(method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    declared = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
    assert declared == set(re.findall(r"{(\w+)}", path))
    assert operation["responses"].keys() >= {"400", "401", "403", "404"}
    assert any(status.startswith("2") for status in operation["responses"])


def test_every_route_of_the_api_is_in_the_document(hub: Site) -> None:
    app: Litestar = make_app(hub.hub)
    routes = {
        (method.lower(), re.sub(r"{(\w+):\w+}", r"{\1}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/v1/")
        for method in route.methods
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    }
    described = {(method, f"/api/v1{path}") for method, path in OPERATIONS}
    assert {each for each in routes if each[1] not in UNDOCUMENTED} == described


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_answers_as_it_says(hub: Site, method: str, path: str) -> None:
    """An empty call gets an answer that the document knows, in the shape that it names."""
    answer = hub.call(method.upper(), path.replace("{item}", NOWHERE).replace("{token_id}", NOWHERE), json={})
    responses = DOCUMENT["paths"][path][method]["responses"]
    assert str(answer.status_code) in responses, answer.text
    content = responses[str(answer.status_code)].get("content", {})
    for media, described in content.items():
        assert answer.headers["content-type"] == media
        fits(answer.json(), described["schema"])


def fits(value: Any, schema: dict[str, Any]) -> None:
    """Raises where the value is not as the schema, with the document's references, has it."""
    validator = jsonschema.Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    validator.validate(value)


def test_real_items_are_as_the_document_says(hub: Site) -> None:
    hub.post("/actions", {"what": "寄出样件", "owner": WANG, "due": "2026-04-30"}, by=LI).raise_for_status()
    times = {"starts": "2026-04-20T14:00:00+08:00", "ends": "2026-04-20T15:00:00+08:00"}
    agenda = [{"title": "遗留事项"}]
    meeting = {"title": "周会", "facilitator": LI, "recorder": WANG, **times, "agenda": agenda}
    hub.post("/meetings", meeting, by=LI).raise_for_status()
    hub.post("/series", {"title": "周会", "agenda": agenda}, by=LI).raise_for_status()
    for name in ("actions", "meetings", "series", "departments", "people"):
        found = hub.get(f"/{name}").raise_for_status().json()
        listed = DOCUMENT["paths"][f"/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
        assert found["items"]
        fits(found, listed["schema"])
        if f"/{name}/{{item}}" in DOCUMENT["paths"]:
            one = DOCUMENT["paths"][f"/{name}/{{item}}"]["get"]["responses"]["200"]["content"]
            fits(hub.get(f"/{name}/{found['items'][0]['id']}").json(), one["application/json"]["schema"])


def test_a_body_needs_what_is_required_and_nothing_else() -> None:
    schema = DOCUMENT["components"]["schemas"]["CompleteAction"]
    assert schema["required"] == ["evidence"]
    fits({"evidence": "单"}, schema)
    with pytest.raises(jsonschema.ValidationError):
        fits({"evidence": ""}, schema)


def test_times_are_described_as_times() -> None:
    properties = DOCUMENT["components"]["schemas"]["ScheduleMeeting"]["properties"]
    assert properties["starts"]["format"] == properties["ends"]["format"] == "date-time"


def test_the_document_and_its_page_are_open_to_read_and_the_same_every_time(hub: Site) -> None:
    first, second = (hub.get("/openapi.json", by=None).raise_for_status() for _ in range(2))
    assert first.content == second.content
    assert first.json() == json.loads(json.dumps(DOCUMENT))


def test_the_page_asks_nobody_outside(hub: Site) -> None:
    page = hub.get("/docs", by=None).raise_for_status()
    assert page.headers["content-type"].startswith("text/html")
    assert re.findall(r"""(?:src|href|action)\s*=\s*["'](?!/|#)""", page.text) == []
    assert "<script" not in page.text
    for _, path in OPERATIONS:
        assert f"/api/v1{path}" in page.text

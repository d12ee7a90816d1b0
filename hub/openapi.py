"""The OpenAPI 3.1 document of the API, and a page that shows it without asking anybody outside."""

from html import escape
from typing import Any

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from domain.catalogue import AGGREGATES, COMMANDS, Aggregate, tag_of
from domain.refusals import Reason
from hub import admin_api, clocks_api
from hub.bodies import answer
from hub.commands_api import path_of
from hub.lists_api import MAX_LIMIT, STATUSES
from projections import actions, clock_lists, directory, meetings

ERRORS = {"400": "The input does not fit", "401": "No valid token", "403": "Not allowed", "409": "Refused"}
REF = "#/components/schemas/{name}"
UUID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string"}
DONE = {
    "type": "object",
    "required": ["id", "position", "events"],
    "properties": {"id": UUID, "position": {"type": "integer"}, "events": {"type": "integer"}},
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "reason": {"type": "string", "description": f"One of: {', '.join(Reason)}"},
    },
}
ROWS: dict[str, type[Any]] = {
    "actions": actions.ActionRow,
    "meetings": meetings.MeetingRow,
    "series": meetings.SeriesRow,
    "departments": directory.DepartmentRow,
    "people": directory.PersonRow,
    "clocks": clock_lists.ClockRow,
}
FILTERS: dict[str, dict[str, dict[str, Any]]] = {
    "actions": {
        "status": {"type": "string", "description": f"{', '.join(STATUSES)}, or live; repeat or use commas"},
        "owner": {"type": "string", "description": "id or login"},
        "department": {"type": "string", "description": "id or slug; repeat or use commas"},
        "due_before": {"type": "string", "description": "a day or a moment"},
        "q": TEXT,
    },
    "meetings": {"since": TEXT, "until": TEXT},
    "people": {"department": TEXT, "q": TEXT},
    "clocks": {
        "level": {
            "type": "string",
            "description": f"{', '.join(clock_lists.LEVEL_NAMES)}; repeat or use commas",
        },
        "department": {"type": "string", "description": "id or slug; repeat or use commas"},
        "kind": {"type": "string", "description": "action, agenda, minutes, acknowledgment, ..."},
        "state": {
            "type": "string",
            "description": "running, paused or ended; without, all that have not ended",
        },
        "owner": {"type": "string", "description": "id or login"},
        "item": UUID,
    },
    "series": {},
    "departments": {},
}
OPERATIONS: dict[str, tuple[str, type[Any] | None]] = {
    "/minutes/read": ("Read a file of minutes; changes nothing", admin_api.MinutesFile),
    "/minutes/import": ("Record a meeting of the past from its minutes", admin_api.MinutesFile),
    "/people/import": ("People from a CSV file, all or none", admin_api.PeopleFile),
    "/admin/tokens": ("Make a bearer token for somebody", admin_api.TokenWanted),
    "/admin/passwords": ("Set somebody's password", admin_api.PasswordWanted),
    "/admin/rebuild": ("Build every board anew from the log", None),
    "/admin/verify": ("Check the log, and every board against the log", None),
    "/admin/clock": ("Put a simulated clock forward", clocks_api.Advance),
    "/admin/reconcile": ("Hold the stream on NATS against the log", admin_api.Upkeep),
}
READINGS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "/clocks/due": (
        "What a tick at a time would raise",
        [{"name": "at", "in": "query", "required": False, "schema": {"type": "string"}}],
    ),
    "/events": (
        "Events as CloudEvents, the same bytes as on NATS",
        [
            {"name": "after", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 0}},
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT},
            },
        ],
    ),
    "/actions/{item}/history": ("Every event of an action", []),
    "/meetings/{item}/history": ("Every event of a meeting", []),
    "/admin/tokens": ("All tokens by id, never the tokens themselves", []),
    "/clocks/{item}/explain": ("How a clock spent its time, and the events behind it", []),
}


def document() -> dict[str, Any]:
    """The whole document, the same bytes for the same code."""
    kinds: list[type[Any]] = [command for aggregate in AGGREGATES for command in aggregate.commands]
    kinds += [*ROWS.values(), *(kind for _, kind in OPERATIONS.values() if kind)]
    _, schemas = msgspec.json.schema_components(kinds, ref_template=REF)
    for command in COMMANDS:
        untag(schemas[command.__name__])
    paths: dict[str, dict[str, Any]] = {}
    for aggregate in AGGREGATES:
        for command in aggregate.commands:
            path = path_of(aggregate, command).replace(":str", "")
            paths.setdefault(path, {})["post"] = command_operation(aggregate, command)
    for name in ROWS:
        paths.setdefault(f"/{name}", {})["get"] = list_operation(name)
    for name in ("actions", "meetings", "departments", "people", "clocks"):
        paths[f"/{name}/{{item}}"] = {"get": item_operation(name)}
    for path, (summary, more) in READINGS.items():
        paths.setdefault(path, {})["get"] = reading_operation(path, summary, more)
    for path, (summary, kind) in OPERATIONS.items():
        paths.setdefault(path, {})["post"] = plain_operation(summary, kind)
    paths["/admin/tokens/{token_id}"] = {"delete": revocation()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Collaboration hub", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": PROBLEM, "Done": DONE},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def untag(schema: dict[str, Any]) -> None:
    """A command is named by its path; the tag in its body is not asked for."""
    schema["properties"].pop("type")
    schema["required"] = [name for name in schema["required"] if name != "type"]


def revocation() -> dict[str, Any]:
    parameters = [parameter("token_id", "path", TEXT)]
    done = {"204": {"description": "It opens nothing any more"}}
    return {
        "summary": "End a token",
        "tags": ["upkeep"],
        "parameters": parameters,
        "responses": done | problems(),
    }


def command_operation(aggregate: Aggregate, command: type[Any]) -> dict[str, Any]:
    header = [parameter("Idempotency-Key", "header", {"type": "string", "minLength": 1, "maxLength": 255})]
    beginning = COMMANDS[command].begins
    if not beginning:
        header.append(parameter("item", "path", UUID))
        header.append(parameter("If-Match", "header", {"type": "string", "pattern": r'^"\d{1,9}"$'}))
    return {
        "operationId": f"{aggregate.name}.{tag_of(command)}",
        "summary": (command.__doc__ or "").strip(),
        "tags": [aggregate.path],
        "parameters": header,
        "requestBody": body_of(command),
        "responses": {"201" if beginning else "200": json_of(ref("Done"), "Done"), **problems()},
    }


def list_operation(name: str) -> dict[str, Any]:
    query = [parameter(field, "query", schema) for field, schema in FILTERS[name].items()]
    query.append(parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}))
    query.append(parameter("cursor", "query", TEXT))
    page = {
        "type": "object",
        "required": ["items", "next", "position"],
        "properties": {
            "items": {"type": "array", "items": ref(ROWS[name].__name__)},
            "next": {"type": ["string", "null"]},
            "position": {"type": "integer"},
        },
    }
    return {
        "operationId": f"{name}.list",
        "tags": [name],
        "parameters": query,
        "responses": {"200": json_of(page, "One page"), **problems()},
    }


def item_operation(name: str) -> dict[str, Any]:
    return {
        "operationId": f"{name}.get",
        "tags": [name],
        "parameters": [parameter("item", "path", UUID)],
        "responses": {"200": json_of(ref(ROWS[name].__name__), "The item"), **problems()},
    }


def reading_operation(path: str, summary: str, more: list[dict[str, Any]]) -> dict[str, Any]:
    item = [parameter("item", "path", UUID)] if "{item}" in path else []
    context, name = path.split("/")[1], path.rpartition("/")[2]
    return {
        "operationId": f"{context}.{name}",
        "summary": summary,
        "tags": [context],
        "parameters": [*item, *more],
        "responses": {"200": {"description": "Done"}, **problems()},
    }


def plain_operation(summary: str, kind: type[Any] | None) -> dict[str, Any]:
    body = {"requestBody": body_of(kind)} if kind else {}
    done = {"200": {"description": "Done"}, "201": {"description": "Made"}, "204": {"description": "Done"}}
    return {"summary": summary, "tags": ["upkeep"], **body, "responses": done | problems()}


def parameter(name: str, where: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


def body_of(kind: type[Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": ref(kind.__name__)}}}


def json_of(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def problems() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ref("Problem")}}
    codes = ERRORS | {"404": "There is none", "413": "Too large", "422": "Cannot be taken", "503": "Not now"}
    return {code: {"description": text, "content": content} for code, text in codes.items()}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": REF.format(name=name)}


def as_page(described: dict[str, Any]) -> str:
    """The document for reading: one line an operation, the schemas below."""
    rows = "".join(
        f"<tr><td>{method.upper()}</td><td><code>/api/v1{escape(path)}</code></td>"
        f"<td>{escape(operation.get('summary', ''))}</td></tr>"
        for path, methods in sorted(described["paths"].items())
        for method, operation in methods.items()
    )
    schemas = "".join(
        f"<h3 id='{escape(name)}'>{escape(name)}</h3><pre>"
        f"{escape(msgspec.json.format(msgspec.json.encode(schema), indent=2).decode())}</pre>"
        for name, schema in sorted(described["components"]["schemas"].items())
    )
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>API</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='stylesheet' href='/static/app.css'></head><body><main class='main' id='main'>"
        "<div class='head'><h1>API</h1><a href='/api/v1/openapi.json'>openapi.json</a></div>"
        f"<table class='tbl'><tbody>{rows}</tbody></table>{schemas}</main></body></html>"
    )


@get("/openapi.json")
async def openapi_json() -> Response[bytes]:
    return answer(document())


@get("/docs", media_type="text/html")
async def openapi_page() -> Response[str]:
    return Response(as_page(document()), media_type="text/html")


DOCUMENT_ROUTES: tuple[HTTPRouteHandler, ...] = (openapi_json, openapi_page)

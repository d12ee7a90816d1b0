"""Errors as problem details (RFC 9457): one shape for whatever goes wrong."""

from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from adapters.log import Unavailable
from domain.refusals import Reason, Refused
from hub.boards import Stopped

MEDIA_TYPE = "application/problem+json"

STATUS = {
    Reason.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Reason.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Reason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reason.MALFORMED: HTTPStatus.BAD_REQUEST,
    Reason.KEY_REUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Reason.PERSON_UNKNOWN: HTTPStatus.UNPROCESSABLE_ENTITY,
    Reason.PERSON_LEFT: HTTPStatus.UNPROCESSABLE_ENTITY,
    Reason.DEPARTMENT_UNKNOWN: HTTPStatus.UNPROCESSABLE_ENTITY,
    Reason.DUE_UNREADABLE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Reason.TIMES_CROSSED: HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""Refusals that are not a conflict with the state of the item (409)."""

log = structlog.get_logger()


class Problem(Exception):
    """An error of the interface itself: wrong credentials, unreadable input."""

    def __init__(self, status: HTTPStatus, title: str, **details: Any) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.details = details


def problem(status: int, title: str, **details: Any) -> Response[bytes]:
    """A problem document. `details` are extension members."""
    body = {"type": "about:blank", "title": title, "status": int(status), **details}
    return Response(msgspec.json.encode(body), status_code=status, media_type=MEDIA_TYPE)


def as_problem(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Any exception as a problem; what nobody expected is logged and says nothing of its inside."""
    match error:
        case Refused():
            return refused(error)
        case Problem():
            return problem(error.status, error.title, **error.details)
        case Unavailable():
            return problem(503, "The log cannot be written or read now; nothing was lost", detail=str(error))
        case Stopped():
            return problem(503, "A board stands still", detail=str(error))
        case HTTPException():
            return problem(error.status_code, HTTPStatus(error.status_code).phrase)
        case _:
            log.error("unexpected error", path=request.url.path, exc_info=error)
            return problem(500, "Something unexpected went wrong; it is in the hub's own record")


def refused(refusal: Refused) -> Response[bytes]:
    """A refused command: 409 unless the reason says otherwise."""
    status = STATUS.get(refusal.reason, HTTPStatus.CONFLICT)
    details = {**refusal.details, "reason": refusal.reason.value}
    return problem(status, refusal.reason.value.split(".", 1)[1].replace("-", " ").capitalize(), **details)

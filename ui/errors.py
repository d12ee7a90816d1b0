"""Error pages: what happened, that nothing was lost, and the way on. Absent and not allowed look the same."""

from typing import Any, Literal

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from domain.refusals import Reason, Refused
from ui.forms import Filled
from ui.guards import Forged, SignInNeeded
from ui.page import bare, quoted_here
from ui.pages import sign_in
from ui.port import Throttled

log = structlog.get_logger()

Cause = Literal["log", "board"]
Kind = Literal[
    "absent",
    "forged",
    "method",
    "too-large",
    "bad-request",
    "throttled",
    "refused",
    "log",
    "board",
    "unexpected",
]

STATUS: dict[Kind, int] = {
    "absent": 404,
    "forged": 403,
    "method": 405,
    "too-large": 413,
    "bad-request": 400,
    "throttled": 429,
    "refused": 409,
    "log": 503,
    "board": 503,
    "unexpected": 500,
}
KIND_OF_STATUS: dict[int, Kind] = {
    400: "bad-request",
    403: "absent",
    404: "absent",
    405: "method",
    413: "too-large",
    422: "bad-request",
    429: "throttled",
}


def error_page(
    request: Request[Any, Any, Any], error: Exception, *, cause: Cause | None = None
) -> Response[Any]:
    """The page for an error. `cause` says that the log cannot be written, or that a board stands still.

    Stands on no board, so that it works while boards do not.
    """
    if isinstance(error, SignInNeeded):
        return sign_in_first(request, error)
    kind: Kind = cause or kind_of(error)
    if kind == "unexpected":
        log.error("unexpected error", path=request.url.path, exc_info=error)
    reason = f"refusal.{error.reason.value}" if isinstance(error, Refused) and kind == "refused" else ""
    details = error.details if isinstance(error, Refused) else {}
    response = bare(request, "error.html", status=STATUS[kind], kind=kind, reason=reason, details=details)
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def kind_of(error: Exception) -> Kind:
    """What kind of page says it. Whatever nobody expected says nothing of its inside."""
    match error:
        case Refused(reason=Reason.NOT_FOUND | Reason.NOT_ALLOWED):
            return "absent"
        case Refused():
            return "refused"
        case Forged():
            return "forged"
        case Throttled():
            return "throttled"
        case HTTPException():
            return KIND_OF_STATUS.get(error.status_code, "unexpected")
        case _:
            return "unexpected"


def sign_in_first(request: Request[Any, Any, Any], error: SignInNeeded) -> Response[Any]:
    """Off to the sign-in, and back afterwards. A form waits there for its owner to sign in again."""
    if "text/event-stream" in request.headers.get("Accept", ""):
        return Response("", status_code=401)
    if error.typed is None:
        return Redirect(f"/sign-in?next={quoted_here(request)}", status_code=303)
    return sign_in.gate(
        request,
        Filled(),
        request.url.path,
        status=401,
        kept=sign_in.keep(error.typed),
        lost_files=len(error.typed.files),
    )

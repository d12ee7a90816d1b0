"""Who calls the API: a bearer token stands for a person, the hub's own key for its operator."""

from http import HTTPStatus
from typing import Any

from litestar import Request

from domain.access import may
from domain.company import OPERATOR
from domain.envelope import Parties
from domain.refusals import Reason, Refused
from hub.hub import Hub
from hub.problems import Problem

AnyRequest = Request[Any, Any, Any]


def hub_of(request: AnyRequest) -> Hub:
    """The hub that this application serves."""
    hub: Hub = request.app.state["hub"]
    return hub


def caller(request: AnyRequest) -> str:
    """The person's id, or `operator`. Raises Problem 401 without a valid token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    identity = hub_of(request).identity
    if scheme.lower() == "bearer" and token:
        if identity.is_key(token):
            return OPERATOR
        if person := identity.bearer(token):
            return person
    raise Problem(HTTPStatus.UNAUTHORIZED, "A bearer token is needed", challenge="Bearer")


def allowed(request: AnyRequest, verb: str) -> str:
    """The caller, who may do `verb`. Raises Problem 401, or Refused."""
    who = caller(request)
    if not may(who, verb, Parties(), hub_of(request).company()):
        raise Refused(Reason.NOT_ALLOWED)
    return who

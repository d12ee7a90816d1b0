"""JSON bodies at the edge: what no store could keep, or no reader should meet, is refused here."""

import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response

from domain.due import YEARS
from domain.refusals import Reason, Refused
from hub.problems import Problem

MAX_BODY_BYTES = 512 * 1024
MAX_DEPTH = 32
MAX_DIGITS = 18
T = TypeVar("T")

NUL = re.compile(rb"\x00|(?<!\\)(?:\\\\)*\\u0000")
LONG_NUMBER = re.compile(rb"(?<![\w.+-])-?\d{%d,}(?![\w.])" % (MAX_DIGITS + 1))
STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def decoded(body: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """The body as its Struct. Raises Problem 400 with the place of the error, Refused when too large."""
    if len(body) > MAX_BODY_BYTES:
        raise Refused(Reason.TOO_LARGE)
    check_bytes(body)
    try:
        return decoder.decode(body or b"{}")
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        raise Problem(
            HTTPStatus.BAD_REQUEST, "The body does not fit", detail=message, at=path.rstrip("`") or "$"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The body is no JSON", detail=str(error)) from error


def check_bytes(body: bytes) -> None:
    """Neither NUL, nor numbers that overflow a database, nor nesting without end."""
    if NUL.search(body):
        raise Problem(HTTPStatus.BAD_REQUEST, "The body holds a NUL character")
    bare = STRING.sub(b'""', body)
    if LONG_NUMBER.search(bare):
        raise Problem(HTTPStatus.BAD_REQUEST, f"The body holds a number of more than {MAX_DIGITS} digits")
    depth = 0
    for byte in bare:
        depth += (byte in b"{[") - (byte in b"}]")
        if depth > MAX_DEPTH:
            raise Problem(HTTPStatus.BAD_REQUEST, f"The body is nested deeper than {MAX_DEPTH}")


def instant(text: str | None, name: str, zone: str | None = None) -> datetime | None:
    """A moment in UTC from a header or query; one without a zone is in `zone`. Raises Problem 400."""
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
        when = when if zone is None or when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))
        if when.tzinfo is not None and when.year in YEARS:
            return when.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"{name} is no time", detail=text[:100]) from error
    raise Problem(HTTPStatus.BAD_REQUEST, f"{name} lacks a time zone or a likely year", detail=text[:100])


def answer(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A JSON answer."""
    return Response(
        msgspec.json.encode(value), status_code=status, media_type="application/json", headers=headers
    )

"""Forms: what was typed becomes a command, or a message at each field; what was typed is never lost."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from msgspec import NODEFAULT, Struct, inspect, structs

from domain.refusals import Reason, Refused

S = TypeVar("S", bound=Struct)

FIELD_OF: dict[Reason, str] = {
    Reason.DUE_UNREADABLE: "due",
    Reason.LOGIN_TAKEN: "login",
    Reason.SLUG_TAKEN: "slug",
    Reason.CONTACT_DATES: "until",
    Reason.TIMES_CROSSED: "ends",
    Reason.PERSON_LEFT: "owner",
    Reason.OWN_MANAGER: "manager",
    Reason.AGENDA_EMPTY: "agenda",
}
"""The field that a refusal is about, where every form names it alike."""


class Problem(Struct, frozen=True):
    """What is wrong with a field (with the whole form where `field` is empty): the key of its words."""

    field: str
    words: str
    details: dict[str, Any] = {}


class Invalid(Exception):
    """What was typed makes no command."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(f"{problem.field}: {problem.words}" for problem in problems))
        self.problems = problems


class Typed:
    """What somebody typed, by field, as sent: nothing trimmed. Files stand apart."""

    def __init__(
        self, fields: Mapping[str, tuple[str, ...]] | None = None, files: tuple[UploadFile, ...] = ()
    ) -> None:
        self.fields = dict(fields or {})
        self.files = files

    def one(self, name: str, default: str = "") -> str:
        """The value of a field; the last where it was sent more than once."""
        values = self.fields.get(name)
        return values[-1] if values else default

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field that are not empty."""
        return tuple(value for value in self.fields.get(name, ()) if value.strip())

    def without(self, *names: str) -> dict[str, tuple[str, ...]]:
        """Every field but these."""
        return {name: values for name, values in self.fields.items() if name not in names}


async def typed(request: Request[Any, Any, Any]) -> Typed:
    """What the request's form holds. Empty file fields are left out."""
    fields: dict[str, tuple[str, ...]] = {}
    files: list[UploadFile] = []
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files += [value] if value.filename else []
        else:
            fields[name] = (*fields.get(name, ()), str(value).replace("\r\n", "\n"))
    return Typed(fields, tuple(files))


class Filled:
    """A form as a template shows it: what was typed or stands already, and what is wrong.

    `name` keeps the ids of several forms on one page apart.
    """

    def __init__(
        self,
        name: str = "",
        typed: Typed | None = None,
        problems: tuple[Problem, ...] = (),
        values: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.typed = typed
        self.problems = problems
        self.values = {key: "" if value is None else value for key, value in (values or {}).items()}

    def id(self, field: str) -> str:
        """The id of a field on the page."""
        return f"{self.name}-{field}" if self.name else field

    def value(self, field: str) -> str:
        """What stands in a field."""
        return self.typed.one(field) if self.typed else str(self.values.get(field, ""))

    def chosen(self, field: str) -> tuple[str, ...]:
        """What is chosen in a field that takes several."""
        if self.typed:
            return self.typed.many(field)
        given = self.values.get(field, ())
        return (given,) if isinstance(given, str) else tuple(given)

    def problem(self, field: str) -> Problem | None:
        """What is wrong with a field."""
        return next((problem for problem in self.problems if problem.field == field), None)


def from_form(kind: type[S], typed: Typed, zone: str = "UTC", **given: Any) -> S:
    """The Struct that the form's fields of the same names make; `given` that are not empty stand as they are.

    Repeated fields become tuples, empty ones their default, and a time without a zone is one in `zone`.
    Raises Invalid with a problem at every field that does not fit.
    """
    values = {name: value for name, value in given.items() if value != ""}
    problems: list[Problem] = []
    for field in structs.fields(kind):
        if field.name in values:
            continue
        try:
            values.update(read(field, typed, zone))
        except Invalid as error:
            problems += error.problems
    if problems:
        raise Invalid(*problems)
    return kind(**values)


def read(field: structs.FieldInfo, typed: Typed, zone: str) -> dict[str, Any]:
    """The value of one field, nothing where it is empty and may be."""
    type_ = inspect.type_info(field.type)
    if isinstance(type_, inspect.VarTupleType):
        several = [text.strip() for text in typed.many(field.name)]
        return {field.name: converted(several, field, zone)} if several else {}
    text = typed.one(field.name).strip()
    if text:
        return {field.name: converted(text, field, zone)}
    if field.default is NODEFAULT and field.default_factory is NODEFAULT:
        raise Invalid(Problem(field.name, "form.required"))
    return {}


def converted(value: str | list[str], field: structs.FieldInfo, zone: str) -> Any:
    """A typed value as the field's type. Raises Invalid."""
    if "\x00" in "".join(value):
        raise Invalid(Problem(field.name, "form.not-valid"))
    kinds = set(map(type, members(inspect.type_info(field.type))))
    try:
        if inspect.DateTimeType in kinds and isinstance(value, str):
            return local_moment(value, zone)
        return msgspec.convert(value, field.type, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise Invalid(wrong(field, value, kinds)) from error


def wrong(field: structs.FieldInfo, value: str | list[str], kinds: set[type]) -> Problem:
    """Why a value does not fit, in the words of a page."""
    longest = max((getattr(each, "max_length", None) or 0 for each in leaves(field)), default=0)
    if longest and any(len(each) > longest for each in ([value] if isinstance(value, str) else value)):
        return Problem(field.name, "form.too-long", {"n": longest})
    if {inspect.DateTimeType, inspect.DateType} & kinds:
        return Problem(field.name, "form.not-a-date", {"text": str(value)})
    if inspect.IntType in kinds:
        return Problem(field.name, "form.not-a-number", {"text": str(value)})
    return Problem(field.name, "form.not-valid")


def members(type_: inspect.Type) -> Iterator[inspect.Type]:
    """The types of a union, without what annotations add."""
    match type_:
        case inspect.UnionType(types):
            for each in types:
                yield from members(each)
        case inspect.Metadata(inner):
            yield from members(inner)
        case _:
            yield type_


def leaves(field: structs.FieldInfo) -> Iterator[inspect.Type]:
    """The types of a field's values, of the items where it takes several."""
    for each in members(inspect.type_info(field.type)):
        yield from members(each.item_type) if isinstance(each, inspect.VarTupleType) else (each,)


def local_moment(text: str, zone: str) -> datetime:
    """The instant of `2026-05-06T12:00` or `2026-05-06 12:00` in the zone. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def due_text(typed: Typed, zone: str, field: str = "due") -> str:
    """A due from a date field and, where it is filled in, the time field beside it (`<field>_time`).

    What is no date is returned as typed: the domain refuses it.
    """
    day, clock = typed.one(field).strip(), typed.one(f"{field}_time").strip()
    text = f"{day}T{clock}" if clock else day
    try:
        date.fromisoformat(text)
    except ValueError:
        try:
            return local_moment(text, zone).isoformat()
        except ValueError:
            return text
    return text


def refusal(refused: Refused) -> Problem:
    """A refusal as a problem of the field that it is about, or of the whole form."""
    return Problem(FIELD_OF.get(refused.reason, ""), f"refusal.{refused.reason.value}", dict(refused.details))


def status_of(problem: Exception) -> int:
    """409 where the item has changed or does not allow it now, 422 where the form is wrong."""
    if isinstance(problem, Refused) and refusal(problem).field == "":
        return 409
    return 422


def problems_of(error: Invalid | Refused) -> tuple[Problem, ...]:
    """What is wrong, whichever of the two said it."""
    return error.problems if isinstance(error, Invalid) else (refusal(error),)

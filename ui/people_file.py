"""People from a CSV file: read, checked row by row, and turned into orders before anything is written."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from domain.orders import Order
from domain.people import GrantRole, JoinPerson, Role

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "login": ("login", "username", "账号", "登录名", "用户名"),
    "name": ("name", "full name", "姓名"),
    "mail": ("mail", "email", "e-mail", "邮箱", "电子邮箱", "邮件"),
    "department": ("department", "dept", "部门", "部门代码"),
    "manager": ("manager", "reports to", "直属上级", "上级"),
    "post": ("post", "title", "job title", "职务", "岗位"),
    "roles": ("roles", "role", "角色"),
}
"""Each column by the header names that it may bear, in either language."""

ROLE_NAMES: dict[str, Role] = {
    "督办专员": Role.FOLLOW_UP_OFFICER,
    "仲裁委员": Role.COMMITTEE_MEMBER,
    "主任委员": Role.CHAIR,
    "副主任委员": Role.VICE_CHAIR,
    "审计": Role.AUDITOR,
    "管理员": Role.ADMINISTRATOR,
    "系统接口": Role.INTEGRATION,
    **{role.value: role for role in Role},
}

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
MAIL = re.compile(r"[^@\s]{1,190}@[^@\s]{1,60}\Z")


class BadFile(Exception):
    """The file is no list of people. `reason` keys its words: empty, too-large, encoding, no-login ..."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Row(Struct, frozen=True):
    """One line of the file; `line` counts from 1, the header included."""

    line: int
    login: str
    name: str
    mail: str = ""
    department: str = ""
    manager: str = ""
    post: str = ""
    roles: tuple[str, ...] = ()


class Fault(Struct, frozen=True):
    """What is wrong with one cell; `reason` keys the words."""

    line: int
    column: str
    value: str
    reason: str


class Known(Struct, frozen=True):
    """What the directory holds already: ids of people by login, of departments by slug and by name."""

    logins: Mapping[str, str]
    departments: Mapping[str, str]


class Sheet(Struct, frozen=True):
    """A file that was checked: rows of new people, rows of people already there, and all faults."""

    new: tuple[Row, ...]
    present: tuple[Row, ...]
    faults: tuple[Fault, ...]


def text_of(data: bytes) -> str:
    """The file as text: UTF-8 with or without byte order mark, or GB18030. Raises BadFile."""
    if len(data) > MAX_BYTES:
        raise BadFile("too-large")
    if b"\0" in data:
        raise BadFile("not-text")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile("encoding")


def read(text: str, known: Known) -> Sheet:
    """The rows and every fault in them. Raises BadFile where there is no table of people at all."""
    rows = parse(text)
    here = {row.login for row in rows} | set(known.logins)
    faults = [fault for row in rows for fault in faults_of(row, known, here)]
    faults += doubles(rows) + circles(rows)
    new = tuple(row for row in rows if row.login not in known.logins)
    present = tuple(row for row in rows if row.login in known.logins)
    return Sheet(new, present, tuple(sorted(faults, key=lambda fault: fault.line)))


def parse(text: str) -> list[Row]:
    """The lines of the table under their columns; empty lines are left out."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(
            csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
        )
    except csv.Error as error:
        raise BadFile("not-a-table") from error
    at, header = next(((n, line) for n, line in enumerate(lines) if any(line)), (0, []))
    places = columns(header)
    found = [
        row_of(n, line, places) for n, line in enumerate(lines[at + 1 :], at + 2) if "".join(line).strip()
    ]
    if not found:
        raise BadFile("empty")
    if len(found) > MAX_ROWS:
        raise BadFile("too-many-rows")
    return found


def columns(header: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Raises BadFile without the two that are needed."""
    titles = [title.strip().lower() for title in header]
    places = {
        column: next(n for n, title in enumerate(titles) if title in names)
        for column, names in COLUMNS.items()
        if any(title in names for title in titles)
    }
    if not any(titles):
        raise BadFile("empty")
    if not {"login", "name"} <= places.keys():
        raise BadFile("no-columns")
    return places


def row_of(number: int, line: Sequence[str], places: Mapping[str, int]) -> Row:
    cells = {column: line[place].strip() if place < len(line) else "" for column, place in places.items()}
    roles = tuple(role for role in re.split(r"[\s,;，；、|]+", cells.pop("roles", "")) if role)
    return Row(number, roles=roles, **cells)


def faults_of(row: Row, known: Known, here: set[str]) -> list[Fault]:
    """What is wrong with a row by itself."""
    checks = (
        ("login", row.login, "login-form", bool(LOGIN.match(row.login))),
        ("name", row.name, "name-missing", 0 < len(row.name) <= 500),
        ("mail", row.mail, "mail-form", not row.mail or bool(MAIL.match(row.mail))),
        (
            "department",
            row.department,
            "department",
            not row.department or row.department in known.departments,
        ),
        ("manager", row.manager, "manager", not row.manager or row.manager in here),
        ("post", row.post, "post-long", len(row.post) <= 500),
    )
    wrong = [Fault(row.line, column, value, reason) for column, value, reason, good in checks if not good]
    return wrong + [Fault(row.line, "roles", role, "role") for role in row.roles if role not in ROLE_NAMES]


def doubles(rows: Sequence[Row]) -> list[Fault]:
    """Logins that the file names more than once."""
    seen: set[str] = set()
    faults = []
    for row in rows:
        if row.login and row.login in seen:
            faults.append(Fault(row.line, "login", row.login, "login-twice"))
        seen.add(row.login)
    return faults


def circles(rows: Sequence[Row]) -> list[Fault]:
    """People whose managers lead back to themselves."""
    above = {row.login: row.manager for row in rows}
    return [Fault(row.line, "manager", row.manager, "circle") for row in rows if leads_back(row.login, above)]


def leads_back(login: str, above: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    at = above.get(login, "")
    while at and at not in seen:
        if at == login:
            return True
        seen.add(at)
        at = above.get(at, "")
    return False


def orders(sheet: Sheet, known: Known, person_id: Callable[[str], str]) -> list[Order]:
    """The commands that enter the new people, managers before those who report to them."""
    waiting = {row.login: row for row in sheet.new}
    ordered: list[Row] = []
    for row in sheet.new:
        chain: list[Row] = []
        at: Row | None = row
        while at is not None and at.login in waiting:
            chain.append(waiting.pop(at.login))
            at = waiting.get(at.manager)
        ordered += reversed(chain)
    return [order for row in ordered for order in joining(row, known, person_id)]


def joining(row: Row, known: Known, person_id: Callable[[str], str]) -> list[Order]:
    person = person_id(row.login)
    join = JoinPerson(
        name=row.name,
        login=row.login,
        mail=row.mail or None,
        department=known.departments[row.department] if row.department else None,
        manager=(known.logins.get(row.manager) or person_id(row.manager)) if row.manager else None,
        post=row.post or None,
    )
    return [Order(person, join), *(Order(person, GrantRole(ROLE_NAMES[role])) for role in row.roles)]

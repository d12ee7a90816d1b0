"""People from CSV: what may stand in a file, and every fault named by its row."""

import pytest

from domain.people import GrantRole, JoinPerson, Role
from ui import people_file
from ui.people_file import BadFile, Known

KNOWN = Known({"meng.dongzhi": "id-meng"}, {"qad": "id-qad", "质量部": "id-qad"})
GOOD = (
    "login,name,mail,department,manager,post,roles\n"
    "chang.daxue,常大雪,c@zixu.example,qad,meng.dongzhi,工程师,auditor\n"
)


def faults(text: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.reason) for each in people_file.read(text, KNOWN).faults]


def test_a_row_becomes_a_person_with_roles() -> None:
    orders = people_file.orders(people_file.read(GOOD, KNOWN), KNOWN, lambda login: f"id-{login}")
    joined, granted = orders[0].command, orders[1].command
    assert joined == JoinPerson("常大雪", "chang.daxue", "c@zixu.example", "id-qad", "id-meng", "工程师")
    assert granted == GrantRole(Role.AUDITOR)
    assert {order.stream for order in orders} == {"id-chang.daxue"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_departments_by_name_and_each_encoding_are_read(encoding: str) -> None:
    text = "账号;姓名;部门;直属上级;角色\nchang.daxue;常大雪;质量部;meng.dongzhi;审计、督办专员\n"
    sheet = people_file.read(people_file.text_of(text.encode(encoding)), KNOWN)
    assert sheet.faults == ()
    assert sheet.new[0].department == "质量部"
    assert sheet.new[0].roles == ("审计", "督办专员")


def test_managers_join_before_those_who_report_to_them() -> None:
    text = "login,name,manager\nc,丙,b\nb,乙,a\na,甲,\n"
    orders = people_file.orders(people_file.read(text, KNOWN), KNOWN, lambda login: login)
    assert [order.stream for order in orders] == ["a", "b", "c"]


def test_whoever_is_there_already_is_left_alone() -> None:
    sheet = people_file.read("login,name\nmeng.dongzhi,孟冬至\nchang.daxue,常大雪\n", KNOWN)
    assert [row.login for row in sheet.present] == ["meng.dongzhi"]
    assert [row.login for row in sheet.new] == ["chang.daxue"]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("Chang,常大雪,,,,,", "login", "login-form"),
        (",常大雪,,,,,", "login", "login-form"),
        ("c,,,,,,", "name", "name-missing"),
        ("c,常大雪,nowhere,,,,", "mail", "mail-form"),
        ("c,常大雪,,xyz,,,", "department", "department"),
        ("c,常大雪,,,nobody,,", "manager", "manager"),
        ("c,常大雪,,,c,,", "manager", "circle"),
        ("c,常大雪,,,,,boss", "roles", "role"),
    ],
)
def test_each_fault_is_named_with_its_row_and_column(row: str, column: str, reason: str) -> None:
    assert faults(f"login,name,mail,department,manager,post,roles\n\n{row}\n") == [(3, column, reason)]


def test_a_login_that_stands_twice_is_a_fault() -> None:
    assert faults("login,name\nc,甲\nc,乙\n") == [(3, "login", "login-twice")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"login,name\n", "empty"),
        (b"PK\x03\x04\x00\x00", "not-text"),
        (b"\xff\xfe\xff,\xff", "encoding"),
        ("姓名,部门\n常大雪,qad\n".encode(), "no-columns"),
        (b'login,name\nc,"open\n', "not-a-table"),
        (b"x" * (people_file.MAX_BYTES + 1), "too-large"),
        (b"login,name\n" + b"".join(b"p%d,P\n" % n for n in range(5_001)), "too-many-rows"),
    ],
)
def test_what_is_no_list_of_people_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(BadFile) as refused:
        people_file.read(people_file.text_of(data), KNOWN)
    assert refused.value.reason == reason

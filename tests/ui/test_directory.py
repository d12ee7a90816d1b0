"""The directory: everybody finds whom to ask; only administrators change it."""

import re

import pytest

from tests.ui.site import Site, Visitor

HEADER = "login,name,mail,department,manager,post,roles\n"


def found(admin: Visitor, slug: str) -> str:
    """A new department; its address."""
    answer = admin.post("/directory/departments/new", name=f"部门 {slug}", slug=slug)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def joined(admin: Visitor, login: str, **more: str) -> str:
    """Somebody new; their address."""
    answer = admin.post("/directory/people/new", name=f"人 {login}", login=login, **more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_every_department_shows_todays_contacts(site: Site) -> None:
    page = site.visitor("lu.xiazhi").text("/directory")
    assert page.count("今日业务接口人") == 1
    rows = re.findall(
        r"<tr role=\"row\"><td role=\"cell\" class=\"f-1\"><a class=\"strong\".*?</tr>", page, re.DOTALL
    )
    manufacturing = next(row for row in rows if "制造部" in row)
    assert all(name in manufacturing for name in ("张小满", "彭立秋", "石大暑", "沈立春"))


def test_people_are_found_by_any_word_and_department(site: Site) -> None:
    lu = site.visitor("lu.xiazhi")
    assert "傅霜降" in lu.text("/directory?q=采购")
    assert "杜雨水" not in lu.text("/directory?q=采购")
    assert "没有符合条件的人" in lu.text("/directory?q=没有这样的人")


def test_somebody_who_is_no_administrator_finds_no_way_to_change_it(site: Site) -> None:
    lu = site.visitor("lu.xiazhi")
    for path in ("/directory/people/new", "/directory/departments/new", "/directory/import"):
        assert lu.get(path).status_code == 404
        assert lu.post(path).status_code in (404, 409, 422)
    assert lu.post("/directory/departments/new", name="私设", slug="sishe").status_code == 404
    assert "私设" not in lu.text("/directory")


def test_a_department_gets_head_executive_and_contacts(site: Site) -> None:
    admin = site.visitor("admin")
    place = found(admin, "pilot")
    person = admin.person("江寒露")
    for act in ("appoint-head", "assign-executive"):
        assert admin.post(f"{place}/{act}", person=person).status_code == 303
    turn = {"post": "business", "person": person, "since": "2026-01-01"}
    crossed = admin.post(f"{place}/roster-contact", **turn, until="2025-01-01")
    assert crossed.status_code == 422
    assert 'id="roster-contact-until-e"' in crossed.text
    assert admin.post(f"{place}/roster-contact", **turn).status_code == 303
    assert "在任" in admin.text(place)
    assert admin.post(f"{place}/relieve-contact", post="business", person=person).status_code == 303
    assert "在任" not in admin.text(place)


def test_a_slug_and_a_login_are_taken_once(site: Site) -> None:
    admin = site.visitor("admin")
    found(admin, "once")
    again = admin.post("/directory/departments/new", name="又一个", slug="once")
    assert again.status_code == 422
    assert 'id="slug-e"' in again.text
    joined(admin, "once.person")
    taken = admin.post("/directory/people/new", name="另一人", login="once.person")
    assert taken.status_code == 422
    assert 'id="login-e"' in taken.text
    assert 'value="另一人"' in taken.text


def test_somebody_new_signs_in_with_the_first_password_until_they_leave(site: Site) -> None:
    admin = site.visitor("admin")
    assert (
        admin.post("/directory/people/new", name="短", login="short.pw", password="short").status_code == 422
    )
    person = joined(admin, "new.person", password="a long password")
    stranger = site.stranger()
    token = re.search(r'name="csrf" value="([^"]+)"', stranger.get("/sign-in").text)
    assert token is not None
    fields = {"csrf": token[1], "login": "new.person", "password": "a long password", "next": "/"}
    assert stranger.post("/sign-in", data=fields).status_code == 303
    assert stranger.get("/directory").status_code == 200
    assert admin.post(f"{person}/leave").status_code == 303
    assert stranger.get("/directory").status_code == 303
    assert "人 new.person" in admin.text("/directory?show=left")


def test_names_departments_and_roles_are_changed(site: Site) -> None:
    admin = site.visitor("admin")
    person = joined(admin, "changing.person")
    place = found(admin, "target").removeprefix("/directory/departments/")
    assert admin.post(f"{person}/rename", name="新名字").status_code == 303
    assert admin.post(f"{person}/reach-by", mail="no mail").status_code == 422
    assert admin.post(f"{person}/move", department=place, post="新岗位").status_code == 303
    assert admin.post(f"{person}/grant-role", role="auditor").status_code == 303
    page = admin.text(person)
    assert all(word in page for word in ("新名字", "新岗位", "部门 target", "审计"))
    assert admin.post(f"{person}/revoke-role", role="auditor").status_code == 303
    assert '<span class="tag">审计</span>' not in admin.text(person)


def test_everybody_changes_their_own_name_but_nobody_elses(site: Site) -> None:
    admin = site.visitor("admin")
    other = joined(admin, "other.person")
    lu = site.visitor("lu.xiazhi")
    assert lu.post(f"{other}/rename", name="改别人").status_code == 409
    assert "改别人" not in admin.text(other)


def test_what_somebody_owes_stands_on_their_page(site: Site) -> None:
    han = site.visitor("han.lixia")
    person = han.person("童南斗")
    han.assign("核对往来账", person)
    assert "核对往来账" in han.text(f"/directory/people/{person}")


def test_a_file_with_faults_enters_nobody(site: Site) -> None:
    admin = site.visitor("admin")
    text = f"{HEADER}ok.person,好的人,ok@zixu.example,qad,meng.dongzhi,,\nBad,坏的人,x,nowhere,,,\n"
    answer = admin.post("/directory/import", files={"file": ("people.csv", text.encode("gb18030"))})
    assert answer.status_code == 422
    assert all(word in answer.text for word in ("3 处有误", "第 3 行", "没有这个部门", "没有写入任何人"))
    forced = admin.post("/directory/import", text=text, enter="1")
    assert forced.status_code == 422
    assert "好的人" not in admin.text("/directory")


def test_a_good_file_is_shown_first_and_entered_at_the_second_press(site: Site) -> None:
    admin = site.visitor("admin")
    text = f"{HEADER}boss.csv,甲经理,,qad,,经理,auditor\nstaff.csv,乙员工,,质量部,boss.csv,员工,\n"
    shown = admin.post("/directory/import", text=text)
    assert "写入 2 人" in shown.text
    assert "乙员工" not in admin.text("/directory")
    assert admin.post("/directory/import", text=text, enter="1").status_code == 303
    assert "乙员工" in admin.text("/directory")
    assert "都已在通讯录中" in admin.post("/directory/import", text=text).text


@pytest.mark.parametrize("kind", ["people", "departments"])
def test_nobody_and_no_department_of_that_id(site: Site, kind: str) -> None:
    admin = site.visitor("admin")
    assert admin.get(f"/directory/{kind}/no-such").status_code == 404
    assert admin.post(f"/directory/{kind}/no-such/rename", name="某").status_code == 404
    assert admin.post(f"/directory/{kind}/no-such/no-act").status_code == 404

"""Signing in, the first administrator, passwords, and forms that outlive a session."""

from tests.ui.site import TOKEN, Site, found


def test_who_is_not_signed_in_is_sent_to_the_sign_in_and_back(site: Site) -> None:
    http = site.stranger()
    answer = http.get("/actions?group=owner")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Factions%3Fgroup%3Downer"
    page = http.get(answer.headers["location"]).text
    assert 'value="/actions?group=owner"' in page
    fields = {"csrf": found(TOKEN, page), "login": "admin", "password": site.password}
    answer = http.post("/sign-in", data={**fields, "next": "/actions?group=owner"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/actions?group=owner")


def test_a_wrong_password_stands_at_the_field_and_the_login_is_kept(site: Site) -> None:
    http = site.stranger()
    token = found(TOKEN, http.get("/sign-in").text)
    answer = http.post("/sign-in", data={"csrf": token, "login": "gu.qiming", "password": "wrong password"})
    assert answer.status_code == 401
    assert "账号或密码不对" in answer.text
    assert 'value="gu.qiming"' in answer.text
    assert "wrong password" not in answer.text


def test_a_sign_in_form_of_another_site_is_refused(site: Site) -> None:
    http = site.stranger()
    http.get("/sign-in")
    answer = http.post("/sign-in", data={"csrf": "forged", "login": "admin", "password": site.password})
    assert answer.status_code == 403
    assert "hub_session" not in answer.headers.get("set-cookie", "")


def test_the_session_cookie_is_out_of_reach_of_scripts_and_fresh_every_time(site: Site) -> None:
    http = site.stranger()
    http.cookies.set("hub_session", "brought-along")
    token = found(TOKEN, http.get("/sign-in").text)
    answer = http.post("/sign-in", data={"csrf": token, "login": "admin", "password": site.password})
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("hub_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "brought-along" not in cookie


def test_a_form_without_the_token_of_the_session_changes_nothing(site: Site) -> None:
    visitor = site.visitor("fang.xiaoxue")
    action = visitor.assign("不会被催的事", visitor.person("温长庚"))
    answer = visitor.http.post(f"{action}/nudge", data={"csrf": "forged"})
    assert answer.status_code == 403
    assert "这张表单已失效" in answer.text
    assert "已催" not in visitor.text(action)


def test_a_form_survives_the_end_of_its_session(site: Site) -> None:
    visitor = site.visitor("lan.lidong")
    action = visitor.assign("写到一半会话结束", visitor.person("蓝立冬"))
    token = visitor.token()
    visitor.post("/sign-out")
    typed = {"csrf": token, "evidence": "第一行\n“第二行”", "version": "1"}
    answer = visitor.http.post(f"{action}/complete", data=typed)
    assert answer.status_code == 401
    assert "你刚才填写的内容都在" in answer.text

    page = answer.text
    fields = {
        "csrf": found(TOKEN, page),
        "login": "lan.lidong",
        "password": site.password,
        "next": f"{action}/complete",
    }
    kept = visitor.http.post("/sign-in", data={**fields, "kept": kept_field(page)})
    assert kept.status_code == 200
    assert "第一行\n“第二行”" in kept.text
    again = visitor.http.post(
        f"{action}/complete",
        data={"csrf": found(TOKEN, kept.text), "evidence": "第一行\n“第二行”", "version": "1"},
    )
    assert again.status_code == 303
    assert "完成待确认" in visitor.text(action)


def kept_field(page: str) -> str:
    from html import unescape

    return unescape(page.split('name="kept" value="')[1].split('"')[0])


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    visitor = site.visitor("tong.nandou")
    secret = visitor.http.cookies["hub_session"]
    visitor.post("/sign-out")
    again = site.stranger()
    again.cookies.set("hub_session", secret)
    assert again.get("/").status_code == 303


def test_a_new_password_ends_other_sessions_and_is_the_only_one(site: Site) -> None:
    here, elsewhere = site.visitor("bai.tianji"), site.visitor("bai.tianji")
    new = "correct horse battery"
    wrong = here.post("/preferences/password", current="not it at all", password=new, again=new)
    assert wrong.status_code == 422
    assert "现在的密码不对" in wrong.text
    short = here.post("/preferences/password", current=site.password, password="short", again="short")
    assert "太短" in short.text
    changed = here.post("/preferences/password", current=site.password, password=new, again=new)
    assert changed.status_code == 303
    assert "密码已修改" in here.text("/preferences")
    assert elsewhere.get("/").status_code == 303
    token = found(TOKEN, site.stranger().get("/sign-in").text)
    fields = {"csrf": token, "login": "bai.tianji", "password": site.password}
    stranger = site.stranger()
    stranger.cookies.set("hub_form", token)
    assert stranger.post("/sign-in", data=fields).status_code == 401


def test_the_first_administrator_is_made_on_the_page_once(empty_site: Site) -> None:
    http = empty_site.stranger()
    assert http.get("/").headers["location"].startswith("/sign-in")
    assert http.get("/sign-in").headers["location"] == "/set-up"
    page = http.get("/set-up").text
    fields = {"csrf": found(TOKEN, page), "name": "方小雪", "login": "fang.xiaoxue"}
    differing = http.post("/set-up", data={**fields, "password": "0123456789", "again": "9876543210"})
    assert differing.status_code == 422
    assert "两次输入不一致" in differing.text
    bad = http.post(
        "/set-up", data={**fields, "login": "方", "password": "0123456789", "again": "0123456789"}
    )
    assert bad.status_code == 422
    made = http.post("/set-up", data={**fields, "password": "0123456789", "again": "0123456789"})
    assert (made.status_code, made.headers["location"]) == (303, "/")
    assert "方小雪" in http.get("/").text
    assert http.get("/set-up").headers["location"] == "/sign-in"
    other = empty_site.stranger()
    other.cookies.set("hub_form", "x")
    late = other.post("/set-up", data={"csrf": "x", "name": "y", "login": "z", "password": "0123456789"})
    assert late.headers["location"] == "/sign-in"


def test_language_and_theme_are_kept_and_lead_back_to_the_page(site: Site) -> None:
    http = site.stranger()
    answer = http.get("/preferences/set?lang=en&back=/sign-in%3Fnext%3D/board")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/board")
    assert 'lang="en"' in http.get("/sign-in").text
    http.get("/preferences/set?theme=dark&back=//elsewhere.example")
    page = http.get("/sign-in").text
    assert 'data-theme="dark"' in page
    assert http.get("/preferences/set?theme=pink&back=//elsewhere.example").headers["location"] == "/"
    assert 'data-theme="dark"' in http.get("/sign-in").text

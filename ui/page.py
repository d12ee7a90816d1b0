"""Renders pages: templates with the words, the viewer, names and times that every page needs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect
from markupsafe import Markup
from msgspec import Struct

from ui import acts, cookies, needs
from ui.forms import Filled
from ui.moments import Moments
from ui.names import Names
from ui.port import HubPort, Session
from ui.words import HTML_LANG, Words, negotiated

HEADERS = {
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie, Accept-Language",
}
"""Of every page; the application adds those for security. no-cache rather than no-store: going back must
find what was typed."""

LIVE_HEADER = "X-Live"
"""Sent by a page that re-reads itself: it must not use up the notice for the next page."""

AnyRequest = Request[Any, Any, Any]

ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


ENVIRONMENT.globals["can"] = acts.can


class Viewer(Struct, frozen=True):
    """Whoever looks: their id, name and department."""

    id: str
    name: str
    initial: str
    department: str
    department_id: str | None


def hub_of(request: AnyRequest) -> HubPort:
    """The hub behind the page."""
    hub: HubPort = request.app.state["hub"]
    return hub


def session_of(request: AnyRequest) -> Session | None:
    """The visitor's sign-in, if there is one."""
    return request.scope.get("state", {}).get("session")


def person_of(request: AnyRequest) -> str:
    """The id of whoever is signed in. Only for pages behind the guard `signed_in`."""
    session = session_of(request)
    if session is None:
        raise LookupError("a page for people who are signed in stands without its guard")
    return session.person


def words_of(request: AnyRequest) -> Words:
    """The words in the visitor's language."""
    accepted = request.headers.get("Accept-Language", "")
    return Words(negotiated(request.cookies.get(cookies.LANG), accepted))


def moments_of(request: AnyRequest) -> Moments:
    """Times as the visitor reads them."""
    hub = hub_of(request)
    return Moments(hub.now(), hub.zone, words_of(request))


def names_of(request: AnyRequest) -> Names:
    """Names of people and departments for this page."""
    return Names(hub_of(request).board("directory"), words_of(request))


def page(request: AnyRequest, template: str, /, *, status: int = 200, **context: Any) -> Response[str]:
    """The template as an answer, for a visitor who is signed in or not.

    Beside `context` it may use: t, words, lang, names, viewer, session, csrf, now (Moments), theme, needs_n,
    notice, path, and the functions who, department, due, day, moment, clock, ago, icon, number, filled.
    `reread` is the address from which the open page keeps itself up; an answer to a form has none unless
    it is given.
    """
    hub, words = hub_of(request), words_of(request)
    names, moments = names_of(request), moments_of(request)
    session = session_of(request)
    told = told_now(request, words)
    body = ENVIRONMENT.get_template(template).render(
        plain(request, words)
        | helpers(names, moments)
        | {
            "session": session,
            "viewer": viewer_of(session, names) if session else None,
            "csrf": session.csrf if session else "",
            "needs_n": needs.count(hub, session.person) if session else 0,
            "notice": told,
        }
        | context
    )
    used_up = [cookies.gone(cookies.NOTICE, plain_http=hub.plain_http)] if told else []
    return answer(body, status, used_up)


def bare(request: AnyRequest, template: str, /, *, status: int = 200, **context: Any) -> Response[str]:
    """A page that needs no board: sign-in, and errors while boards stand still."""
    body = ENVIRONMENT.get_template(template).render(plain(request, words_of(request)) | context)
    return answer(body, status, ())


def answer(body: str, status: int, set_cookies: list[Cookie] | tuple[Cookie, ...]) -> Response[str]:
    return Response(
        body, status_code=status, media_type=MediaType.HTML, headers=HEADERS, cookies=list(set_cookies)
    )


def go(request: AnyRequest, path: str, notice: str = "", **values: str) -> Redirect:
    """303 to a page of the hub, which says `notice.<notice>` with the values."""
    plain_http = hub_of(request).plain_http
    told = cookies.notice_value(cookies.Notice(f"notice.{notice}", values)) if notice else None
    kept = [cookies.cookie(cookies.NOTICE, told, plain_http=plain_http, max_age=60)] if told else []
    return Redirect(local_path(path), status_code=303, cookies=kept)


def local_path(path: str, default: str = "/") -> str:
    """The path when it leads to a page of the hub, else `default`: nobody is sent away to another site."""
    parts = urlsplit(path)
    local = path.startswith("/") and not path.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    return path if local and path.isprintable() else default


def here(request: AnyRequest) -> str:
    """Path and query of the page."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def quoted_here(request: AnyRequest) -> str:
    """Path and query of the page, as a value inside another address."""
    return quote(here(request), safe="")


def told_now(request: AnyRequest, words: Words) -> str | None:
    """The words of the notice that waits. A page that re-reads itself leaves it for the next page."""
    notice = None if request.headers.get(LIVE_HEADER) else cookies.notice(request)
    if notice is None or not notice.key.startswith("notice.") or not words.has(notice.key):
        return None
    return words.t(notice.key, **notice.values)


def viewer_of(session: Session, names: Names) -> Viewer:
    """Whoever is signed in, with the department as everybody knows it."""
    person = names.person(session.person)
    department = person.department if person else None
    who = names.who(session.person)
    return Viewer(
        session.person, who.name, who.initial, names.department(department) if department else "", department
    )


def plain(request: AnyRequest, words: Words) -> dict[str, Any]:
    """What every template may use, boards or none."""
    return {
        "t": words.t,
        "words": words,
        "lang": words.lang,
        "html_lang": HTML_LANG[words.lang],
        "theme": cookies.theme(request),
        "path": request.url.path,
        "here": here(request),
        "reread": here(request) if request.method == "GET" else "",
        "icon": icon,
        "number": partial(number, words.t),
        "filled": Filled,
        "quoted": partial(quote, safe=""),
    }


def helpers(names: Names, moments: Moments) -> dict[str, Any]:
    """Names and times for templates."""
    return {
        "names": names,
        "now": moments,
        "who": partial(who, names),
        "department": names.department,
        "due": partial(due, moments),
        "day": moments.day,
        "moment": moments.moment,
        "clock": moments.clock,
        "ago": moments.ago,
    }


ICON = Markup('<svg class="i{}" aria-hidden="true"><use href="/static/sprite.svg#i-{}"/></svg>')


def number(t: Callable[..., str], text: str | None) -> str:
    """A human number in the office's words: MIN-2026-17 is 会议纪要〔2026〕17号, ACT-87 stays as it is."""
    kind, _, rest = (text or "").partition("-")
    year, _, n = rest.partition("-")
    return t("minutes.numbered", year=year, n=n) if kind == "MIN" and n else text or ""


def icon(name: str, small: bool = False) -> Markup:
    """An icon of the sprite. It says nothing to assistive technology: a word stands beside it."""
    return ICON.format(" i-s" if small else "", name)


def who(names: Names, person: str | None, *, department: bool = False) -> Markup:
    """Somebody: mark, name, and the department where two bear the name (or when asked for)."""
    shown = names.who(person)
    row = names.person(person) if department and person else None
    place = shown.department or (names.department(row.department) if row and row.department else "")
    notes = [place] if place else []
    notes += [names.t("person.outsider")] if shown.outsider else []
    notes += [names.t("person.left")] if shown.left else []
    muted = Markup("").join(Markup(' <span class="muted">{}</span>').format(note) for note in notes)
    mark = Markup('<span class="av" aria-hidden="true">{}</span>').format(shown.initial)
    return Markup('<span class="who">{}<span>{}{}</span></span>').format(
        mark if shown.initial else "", shown.name, muted
    )


def due(moments: Moments, said: str | None, due_at: str | None, *, done: bool = False) -> Markup:
    """A due: what is left or late first, the date after it, fainter. What is done is neither."""
    text = moments.due(said, due_at)
    if text is None:
        return Markup('<span class="muted">{}</span>').format(moments.t("time.no-due"))
    left = Markup('<span class="due {}">{}</span> ').format(text.kind, text.left)
    when = Markup('<time class="sub" datetime="{}">{}</time>').format(text.iso, text.when)
    return when if done else left + when

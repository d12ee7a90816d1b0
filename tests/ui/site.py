"""A running hub as its visitors meet it: over HTTP, with forms and cookies, as browsers send them."""

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
CHOICE = re.compile(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]+)</option>')
LATER = "2031-05-09"


class Visitor:
    """Somebody signed in, with a browser that runs no scripts and follows no redirects."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.csrf = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers=headers)

    def text(self, path: str) -> str:
        """The page, as text with its entities resolved."""
        answer = self.get(path).raise_for_status()
        return unescape(str(answer.text))

    def token(self) -> str:
        """The token of this session's forms."""
        self.csrf = self.csrf or found(TOKEN, self.text("/preferences"))
        return self.csrf

    def post(self, path: str, files: Any = None, **fields: Any) -> httpx.Response:
        """Sends a form of this session."""
        return self.http.post(path, data={"csrf": self.token(), **fields}, files=files)

    def person(self, name: str, post: str = "") -> str:
        """The id of a colleague, as the form of a new action offers it."""
        page = self.text("/actions/new")
        return next(
            str(person)
            for person, label in CHOICE.findall(page)
            if label.split(" · ")[0] == name and (not post or label.endswith(post))
        )

    def assign(self, what: str, owner: str, due: str = LATER, **more: str) -> str:
        """Hands out a new action; its address."""
        answer = self.post("/actions/new", what=what, owner=owner, due=due, **more)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


class Site:
    """A running hub; `folder` is its data folder."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.clients: list[httpx.Client] = []

    @property
    def password(self) -> str:
        """The password of everybody in the sample company."""
        return (self.folder / "sample-password").read_text().strip()

    def stranger(self, **headers: str) -> httpx.Client:
        """Somebody who is not signed in."""
        self.clients.append(httpx.Client(base_url=self.address, headers=headers, timeout=30))
        return self.clients[-1]

    def close(self) -> None:
        """Everybody leaves."""
        for client in self.clients:
            client.close()

    def visitor(self, login: str, **headers: str) -> Visitor:
        """Signs somebody in."""
        http = self.stranger(**headers)
        token = found(TOKEN, http.get("/sign-in").text)
        answer = http.post(
            "/sign-in", data={"csrf": token, "login": login, "password": self.password, "next": "/"}
        )
        assert answer.status_code == 303, answer.text
        return Visitor(http)


def found(pattern: re.Pattern[str], text: str) -> str:
    """The first group of the first match, which must be there."""
    match = pattern.search(text)
    assert match, f"no {pattern.pattern} in {text[:2000]}"
    return match[1]


def id_in(location: str) -> str:
    """The id at the end of an address."""
    return urlsplit(location).path.rsplit("/", 1)[-1]

"""Who somebody is: passwords, sessions and tokens, over the secrets store.

Secrets of 256 random bits are stored as digests; passwords as argon2id hashes, computed off the event
loop. An unknown sign-in name costs as much time as a wrong password.
"""

import asyncio
import secrets
from collections import defaultdict, deque
from hmac import compare_digest
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from adapters.secrets import Secrets, digest_of
from hub.clock import Clock
from ui.port import MIN_PASSWORD, Session, Throttled

IDLE_SECONDS = 12 * 3600
LIFE_SECONDS = 7 * 24 * 3600
TOUCH_SECONDS = 300
FAILURES = 10
WINDOW_SECONDS = 300
HASHER = PasswordHasher()


class Identity:
    """Sign-in and tokens. `key` is the running hub's own key for its command line."""

    def __init__(self, store: Secrets, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.key = secrets.token_urlsafe(32)
        self.nobody = HASHER.hash(secrets.token_urlsafe(16))
        self.failures: dict[str, deque[float]] = defaultdict(deque)
        self.known_tokens: dict[str, tuple[str, int | None]] = {}

    def seconds(self) -> int:
        return int(self.clock().timestamp())

    async def set_password(self, person: str, password: str) -> None:
        """Sets the password and ends the person's sessions. Raises ValueError when it is too short."""
        self.keep_password(person, await self.hashed(password))

    async def hashed(self, password: str) -> str:
        """The argon2id hash. Raises ValueError when the password is too short."""
        if len(password) < MIN_PASSWORD:
            raise ValueError(f"at least {MIN_PASSWORD} characters")
        return await asyncio.to_thread(HASHER.hash, password)

    def keep_password(self, person: str, hashed: str) -> None:
        """Replaces the person's password; sessions that began with the old one end."""
        self.store.write("REPLACE INTO passwords VALUES (?, ?)", (person, hashed))
        self.store.write("DELETE FROM sessions WHERE person = ?", (person,))

    async def sign_in(self, person: str | None, password: str, login: str, address: str) -> Session | None:
        """A fresh session, or None where name and password do not match. Raises Throttled."""
        self.throttle(f"login {login}")
        self.throttle(f"address {address}")
        row = self.store.one("SELECT hash FROM passwords WHERE person = ?", (person,)) if person else None
        matches = await asyncio.to_thread(verified, row[0] if row else self.nobody, password)
        if not (row and person and matches):
            self.failures[f"login {login}"].append(self.seconds())
            self.failures[f"address {address}"].append(self.seconds())
            return None
        self.failures.pop(f"login {login}", None)
        return self.begin_session(person)

    def throttle(self, what: str) -> None:
        """Ten failures in five minutes are enough for one name or one address."""
        failed, now = self.failures[what], self.seconds()
        while failed and failed[0] <= now - WINDOW_SECONDS:
            failed.popleft()
        if len(failed) >= FAILURES:
            raise Throttled(int(failed[0] + WINDOW_SECONDS - now) + 1)
        if not failed:
            del self.failures[what]

    def begin_session(self, person: str) -> Session:
        """A session under a fresh id: one that a browser brought along is never taken over."""
        now = self.seconds()
        session = Session(secrets.token_urlsafe(32), person, secrets.token_urlsafe(32))
        self.store.write(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
            (digest_of(session.secret), person, session.csrf, now, now),
        )
        return session

    def session(self, secret: str) -> Session | None:
        """The session of a cookie, while neither idle time nor life ran out."""
        digest, now = digest_of(secret), self.seconds()
        row = self.store.one("SELECT person, csrf, since, seen FROM sessions WHERE digest = ?", (digest,))
        if row is None:
            return None
        person, csrf, since, seen = row
        if now - seen > IDLE_SECONDS or now - since > LIFE_SECONDS:
            self.sign_out(secret)
            return None
        if now - seen > TOUCH_SECONDS:
            self.store.write("UPDATE sessions SET seen = ? WHERE digest = ?", (now, digest))
        return Session(secret, person, csrf)

    def sign_out(self, secret: str) -> None:
        self.store.write("DELETE FROM sessions WHERE digest = ?", (digest_of(secret),))

    def end_everything(self, person: str) -> None:
        """Ends all sessions and tokens of somebody."""
        self.store.write("DELETE FROM sessions WHERE person = ?", (person,))
        self.store.write("DELETE FROM tokens WHERE person = ?", (person,))
        self.known_tokens.clear()

    def make_token(self, person: str, name: str, token_id: str, expires: int | None = None) -> str:
        """A bearer token, shown this once."""
        token = f"hub_{secrets.token_urlsafe(32)}"
        self.store.write(
            "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?)",
            (digest_of(token), token_id, person, name, self.seconds(), expires),
        )
        return token

    def revoke_token(self, token_id: str) -> bool:
        """Ends a token; whether there was one."""
        self.known_tokens.clear()
        return self.store.write("DELETE FROM tokens WHERE id = ?", (token_id,)) > 0

    def tokens(self, person: str | None = None) -> list[tuple[Any, ...]]:
        """id, person, name, since and expiry of tokens, never the tokens."""
        return self.store.all(
            "SELECT id, person, name, since, expires FROM tokens"
            " WHERE ? IS NULL OR person = ? ORDER BY since",
            (person, person),
        )

    def bearer(self, token: str) -> str | None:
        """Whom a bearer token stands for, None where it is unknown or ran out."""
        if token not in self.known_tokens:
            row = self.store.one("SELECT person, expires FROM tokens WHERE digest = ?", (digest_of(token),))
            if row is None:
                return None
            self.known_tokens[token] = (row[0], row[1])
        person, expires = self.known_tokens[token]
        return None if expires is not None and expires <= self.seconds() else person

    def is_key(self, token: str) -> bool:
        """Whether this is the hub's own key, which only the owner of the data folder can read."""
        return compare_digest(token.encode(), self.key.encode())


def verified(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False

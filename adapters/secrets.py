"""The secrets store: what may change and be destroyed, apart from the log and its backups.

Keys that seal personal data, sign-in names, credentials, sessions, tokens. One SQLite file that only
its owner can read; every change is on disk before it is answered.
"""

import os
import sqlite3
import threading
from collections.abc import Sequence
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.log import Unavailable

TABLES = """
CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passwords (person TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    digest BLOB PRIMARY KEY, person TEXT NOT NULL, csrf TEXT NOT NULL,
    since INTEGER NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
    digest BLOB PRIMARY KEY, id TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL,
    since INTEGER NOT NULL, expires INTEGER
) WITHOUT ROWID;
"""
NONCE_BYTES = 12


class Secrets:
    """One file of secrets, used from any thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self.guard = threading.Lock()
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("PRAGMA secure_delete=ON")
        self.db.executescript(TABLES)
        self.boxes: dict[str, AESGCM] = {}
        self.pepper = self.setting("pepper", os.urandom(32))

    def seal(self, subject: str, data: bytes) -> bytes:
        """Encrypts under the subject's key, which is made and stored when it is first used."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.box(subject, create=True).encrypt(nonce, data, subject.encode())

    def open(self, subject: str, box: bytes) -> bytes | None:
        """Decrypts, or returns None when the key was destroyed."""
        try:
            opener = self.box(subject, create=False)
            return opener.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], subject.encode())
        except (KeyError, InvalidTag):
            return None

    def box(self, subject: str, *, create: bool) -> AESGCM:
        """The subject's cipher. Raises KeyError where there is no key and none is to be made."""
        if subject not in self.boxes:
            if create:
                self.write("INSERT OR IGNORE INTO keys VALUES (?, ?)", (subject, AESGCM.generate_key(256)))
            row = self.one("SELECT key FROM keys WHERE subject = ?", (subject,))
            if row is None:
                raise KeyError(subject)
            self.boxes[subject] = AESGCM(row[0])
        return self.boxes[subject]

    def destroy(self, subject: str) -> None:
        """Destroys the subject's key: whatever it sealed can never be read again."""
        self.boxes.pop(subject, None)
        self.write("DELETE FROM keys WHERE subject = ?", (subject,))

    def fingerprint(self, data: bytes) -> bytes:
        """A digest that nobody without this store can recompute."""
        return digest(self.pepper, data, "sha256")

    def setting(self, name: str, fresh: bytes) -> bytes:
        """The stored value; `fresh` becomes it where there is none."""
        self.write("INSERT OR IGNORE INTO settings VALUES (?, ?)", (name, fresh))
        row = self.one("SELECT value FROM settings WHERE name = ?", (name,))
        return bytes(row[0]) if row else fresh

    def write(self, statement: str, values: Sequence[Any]) -> int:
        """Runs one statement by itself and says how many rows it changed. Raises Unavailable."""
        try:
            with self.guard:
                return self.db.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise Unavailable(f"the secrets store: {error}") from error

    def one(self, statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        with self.guard:
            row: tuple[Any, ...] | None = self.db.execute(statement, values).fetchone()
            return row

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.guard:
            return self.db.execute(statement, values).fetchall()

    def close(self) -> None:
        with self.guard:
            self.db.close()


def digest_of(secret: str) -> bytes:
    """How sessions and tokens are stored: never as they are. Enough, as they hold 256 random bits."""
    return sha256(secret.encode()).digest()

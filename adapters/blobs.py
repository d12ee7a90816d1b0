"""Files by content: a blob is named by the SHA-256 of its bytes, so it never changes and is kept once."""

import os
from hashlib import sha256
from pathlib import Path

MAX_BLOB_BYTES = 20 * 1024 * 1024


class Blobs:
    """A folder of blobs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Stores the bytes, on disk when this returns, and gives their digest in hex.

        Raises ValueError above MAX_BLOB_BYTES, OSError when the disk does not take it.
        """
        if len(data) > MAX_BLOB_BYTES:
            raise ValueError(f"a file of {len(data)} bytes; at most {MAX_BLOB_BYTES} are kept")
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{os.getpid()}")
            with beside.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            beside.rename(path)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes of this digest, None where there are none. Raises ValueError when they were altered."""
        try:
            data = self.path(digest).read_bytes()
        except FileNotFoundError:
            return None
        if sha256(data).hexdigest() != digest:
            raise ValueError(f"blob {digest} was altered on disk")
        return data

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest[2:]

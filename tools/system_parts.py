"""What a Python package cannot bring along: libraries and fonts of the system.

As root on Debian they are installed with apt-get; anywhere else their absence is told to a person.
Installing is an attempt: whether it helped is seen by looking for the part again.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

CHINESE_FONT_PACKAGE = "fonts-noto-cjk"

# What hangs, or downloads through a network that swallows packets, must end some time.
ANSWER_SECONDS = 60
DOWNLOAD_SECONDS = 600


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def answer(command: Sequence[str]) -> str:
    """Return what a quick question answers on standard output; nothing if it fails."""
    try:
        answered = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=ANSWER_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answered.stdout if answered.returncode == 0 else ""


def attempt(command: Sequence[str]) -> None:
    """Run a command that may fail, with its output on standard error."""
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            timeout=DOWNLOAD_SECONDS,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        say(str(error))


def has_chinese_font() -> bool:
    """Tell whether pages in Traditional Chinese would show more than empty boxes."""
    if sys.platform != "linux":
        return True
    return bool(answer(["fc-list", ":lang=zh-tw"]).strip())


def can_apt_install() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def apt_install(*packages: str, apt_get: Sequence[str] = ("apt-get",)) -> None:
    # Another apt-get may be at work on a machine that has just started: wait for it.
    command = [*apt_get, "-qy", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    attempt([*command, "update"])
    attempt([*command, "install", "--no-install-recommends", *packages])

"""Finds a Chromium for the browser tests, or gets one.

In: the machine (the CHROMIUM variable, PATH, Playwright's downloads). Out: the path of a browser
that starts, or `NoBrowserError` saying how to get one. A missing browser is an error, never a
reason to skip: what a reader clicks is tested everywhere or nowhere.

    python -m tests.browser.chromium            print the path of the browser that is there
    python -m tests.browser.chromium --ensure   ... and first get it, and a Chinese font, if need be
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.system_parts import (
    CHINESE_FONT_PACKAGE,
    answer,
    apt_install,
    attempt,
    can_apt_install,
    has_chinese_font,
    say,
)

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT = (sys.executable, "-m", "playwright")
DRIVER_LIBRARY_PACKAGE = "libatomic1"

HOW_TO_GET_ONE = """\
The browser tests need Chromium or Chrome, and none was found. Any of these will do:
  Debian, as root: apt-get install chromium fonts-noto-cjk
  Fedora, as root: dnf install chromium google-noto-sans-cjk-fonts
  macOS:           brew install --cask google-chrome
  anywhere:        python -m playwright install --with-deps chromium
  already there:   CHROMIUM=/path/to/chrome make test"""

HOW_TO_START_THE_DRIVER = """\
Playwright's driver, the Node.js inside its Python package, does not start here:
  python -m playwright --version
says why. A bare Debian lacks a library that it needs; as root: apt-get install libatomic1"""


class NoBrowserError(Exception):
    """No usable browser; the message says what to do about it."""


def find_chromium(environment: Mapping[str, str] = os.environ) -> str:
    """Return the path of a browser that starts; installs nothing.

    CHROMIUM comes first, and when it names no browser that is an error: someone meant it.
    Raises NoBrowserError.
    """
    if chosen := environment.get("CHROMIUM"):
        if starts(chosen):
            return chosen
        raise NoBrowserError(f"CHROMIUM={chosen} is not a browser that starts here.")
    for candidate in _candidates():
        if starts(candidate):
            return candidate
    raise NoBrowserError(HOW_TO_GET_ONE)


def ensure_chromium(environment: Mapping[str, str] = os.environ) -> str:
    """Return the path of a browser that starts, installing what is missing: browser, font, library.

    Raises NoBrowserError when something is missing that this user cannot install.
    """
    if not _driver_starts() and can_apt_install():
        apt_install(DRIVER_LIBRARY_PACKAGE)
    if not _driver_starts():
        raise NoBrowserError(HOW_TO_START_THE_DRIVER)
    try:
        executable = find_chromium(environment)
    except NoBrowserError:
        if environment.get("CHROMIUM"):
            raise
        executable = _get_chromium(environment)
    if not has_chinese_font() and can_apt_install():
        apt_install(CHINESE_FONT_PACKAGE)
    return executable


def starts(executable: str) -> bool:
    """Tell whether this is a Chromium that runs here.

    Being on PATH is not enough: Ubuntu's chromium-browser may only say that a snap is needed,
    and a downloaded Chromium may lack the libraries it links to.
    """
    return "Chrom" in answer([executable, "--version"])


def _candidates() -> Iterator[str]:
    """Yield the places to look in, the cheapest first."""
    for command in COMMANDS:
        if path := shutil.which(command):
            yield path
    yield from filter(os.path.exists, MACOS_APPLICATIONS)
    if not _driver_starts():
        return
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    if Path(downloaded).exists():
        yield downloaded


def _get_chromium(environment: Mapping[str, str]) -> str:
    """Download Playwright's Chromium, or failing that install Debian's."""
    say("No Chromium here: trying Playwright's download.")
    attempt([*PLAYWRIGHT, "install", "chromium"])
    try:
        return find_chromium(environment)
    except NoBrowserError:
        if not can_apt_install():
            raise
    say("That gave none: installing Debian's chromium.")
    apt_install("chromium", CHINESE_FONT_PACKAGE)
    return find_chromium(environment)


def _driver_starts() -> bool:
    return "Version" in answer([*PLAYWRIGHT, "--version"])


def main() -> int:
    parser = argparse.ArgumentParser(description="Print the path of the browser that tests use.")
    parser.add_argument("--ensure", action="store_true", help="install one if there is none")
    arguments = parser.parse_args()
    try:
        print(ensure_chromium() if arguments.ensure else find_chromium())
    except NoBrowserError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

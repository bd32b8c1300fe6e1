"""Makes sure that WeasyPrint has what it needs of the system to set the handbook: Pango, a font.

    python -m tools.typesetting                            install them, as root on Debian
    python -m tools.typesetting --apt-get "sudo apt-get"   ... or with this command

Exit status: 0 all is there, 1 something is missing; how to get it is told.
"""

import argparse
import importlib.util
import sys

from tools.system_parts import (
    CHINESE_FONT_PACKAGE,
    answer,
    apt_install,
    can_apt_install,
    has_chinese_font,
    say,
)

PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fontconfig",
    CHINESE_FONT_PACKAGE,
)
HOW_TO_GET_THEM = f"""\
The handbook's PDF needs {{missing}}. Either of these will do:
  Debian, as root: apt-get install {" ".join(PACKAGES)}
  Fedora, as root: dnf install pango google-noto-sans-cjk-fonts
  macOS:           brew install pango"""


def is_installed() -> bool:
    """Whether the package is there, its libraries aside."""
    return importlib.util.find_spec("weasyprint") is not None


def missing_parts() -> list[str]:
    """What WeasyPrint lacks of the system, in words."""
    starts = answer([sys.executable, "-c", "import weasyprint; print(weasyprint.__version__)"])
    parts = (("Pango", bool(starts)), ("a font for Traditional Chinese", has_chinese_font()))
    return [name for name, is_there in parts if not is_there]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Get what WeasyPrint needs of the system.")
    parser.add_argument("--apt-get", default="", help="the command to install Debian packages with")
    options = parser.parse_args(argv)
    if not is_installed():
        say("WeasyPrint is not installed; run: make handbook")
        return 1
    if missing_parts() and (options.apt_get or can_apt_install()):
        apt_install(*PACKAGES, apt_get=options.apt_get.split() or ("apt-get",))
    missing = missing_parts()
    if missing:
        say(HOW_TO_GET_THEM.format(missing=" and ".join(missing)))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

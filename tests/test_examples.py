"""Every example on /open-data/ runs as printed, against the site it stands on."""

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.serving import serve

ROOT = Path(__file__).parent.parent
TOP_FIVE = """\
2016-03-15 協助傳統產業技術開發計畫(CITD)
2016-03-15 製造業節能減碳服務團計畫
2016-03-15 商業服務價值提升計畫
2016-03-31 智慧財產價值躍升計畫
2016-03-31 產業綠色成長推動計畫
"""


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> "list[tuple[str, str, str]]":
    """Language, code and output of each example, run against a site built for its own address."""
    folder = tmp_path_factory.mktemp("examples")
    site = folder / "site"
    site.mkdir()
    with serve(site, "/some/sub/path/") as home:
        staged = folder / "built"
        command = [sys.executable, "build.py", "--out", str(staged), "--no-search"]
        subprocess.run(
            [*command, "--today", "2016-03-01", "--base-url", home], cwd=ROOT, check=True
        )
        shutil.copytree(staged, site, dirs_exist_ok=True)
        page = (site / "open-data" / "index.html").read_text(encoding="utf-8")
        found = re.findall(r'<code data-language="(\w+)">(.*?)</code>', page, re.DOTALL)
        return [(kind, code, run(kind, html.unescape(code))) for kind, code in found]


def run(kind: str, code: str) -> str:
    command = [sys.executable, "-X", "utf8", "-c", code]
    if kind == "shell":
        command = ["sh", "-c", code]
        if shutil.which("curl") is None:
            pytest.fail("the example needs curl, and this machine has none")
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout


def test_there_are_three_examples(examples: "list[tuple[str, str, str]]") -> None:
    assert [kind for kind, _, _ in examples] == ["python", "shell", "python"]


def test_the_next_deadlines(examples: "list[tuple[str, str, str]]") -> None:
    assert examples[0][2] == TOP_FIVE


def test_the_telephone_of_one_measure(examples: "list[tuple[str, str, str]]") -> None:
    assert re.findall(r'"phone": "(.+?)"', examples[1][2]) == ["(02)2321-2200", "(02)2577-4249"]


def test_windows_by_kind(examples: "list[tuple[str, str, str]]") -> None:
    kinds = [line.split()[0] for line in examples[2][2].splitlines()]
    assert kinds == ["announced", "annual", "fixed", "rolling", "unstated"]

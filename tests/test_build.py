"""The command line: what it builds, says and returns."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample import MEASURE, write_content

ROOT = Path(__file__).parent.parent


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "build.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | environment,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_build_says_in_one_line_what_it_did(tmp_path: Path) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    done = run("--content", str(content), "--out", str(tmp_path / "site"), "--today", "2016-03-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 measures, ")
    assert done.stdout.count("\n") == 1
    for stage in ("read", "render", "search", "write"):
        assert f"{stage} " in done.stdout


def test_problems_stop_the_build_and_the_published_site_stays(tmp_path: Path) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    out = tmp_path / "site"
    options = ("--content", str(content), "--out", str(out), "--today", "2016-03-01")
    assert run(*options).returncode == 0
    before = files(out)

    measure = content / "measures" / "sample.md"
    measure.write_text(MEASURE.replace("closes: 105-03-15", "closes: 105-02-30"))
    done = run(*options)

    assert done.returncode == 1
    assert f"{measure}:18:" in done.stderr
    assert "日期「105-02-30」不存在：民國 105 年 2 月只有 1 到 29 日，找到 30 日" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(out) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--today", "2016-02-30"),
        ("--base-url", "ftp://example.org/"),
        ("--base-url", "example.org"),
        ("--base-url", "http://[::1/"),
        ("--base-url", "http://a.example:99999/"),
        ("--base-url", "http://user:word@a.example/"),
        ("--base-url", 'http://a.example/"><script>/'),
        ("--base-url", "http://a.example/ x/"),
        ("--base-url", "http://a.example\\@b.example/"),
        ("--base-url", "http://例.tw/"),
        ("--base-url", "http://a.example/x/../y/"),
        ("--base-url", "http://a.example//x/"),
        ("--jobs", "many"),
        ("--jobs", "0"),
        ("--shard", "3/2"),
        ("--shard", "0/2"),
        ("--shard", "half"),
        ("--nonsense",),
        ("publish",),
    ],
)
def test_wrong_usage_is_status_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage: build.py" in done.stderr


def test_check_writes_nothing(tmp_path: Path) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    before = sorted(tmp_path.rglob("*"))
    assert run("check", "--content", str(content)).returncode == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_the_same_content_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """Another time zone, locale, hash seed, order of files on disk and working folder."""
    shutil.copytree(ROOT / "content", tmp_path / "one" / "content")
    (tmp_path / "two" / "content" / "measures").mkdir(parents=True)
    for path in sorted((ROOT / "content").rglob("*"), reverse=True):
        target = tmp_path / "two" / path.relative_to(ROOT)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    environments: dict[str, dict[str, str]] = {
        "one": {"TZ": "Asia/Taipei", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        "two": {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
    }
    built = []
    for name, environment in environments.items():
        out = tmp_path / name / "site"
        options = ("--content", str(tmp_path / name / "content"), "--today", "2016-03-01")
        done = run(*options, "--out", str(out), **environment)
        assert done.returncode == 0, done.stderr
        built.append(files(out))
    assert sorted(built[0]) == sorted(built[1])
    assert [path for path in built[0] if built[0][path] != built[1][path]] == []


def test_an_old_address_leads_on_but_is_not_listed(tmp_path: Path) -> None:
    text = MEASURE.replace("source: ", "aliases: [old-name]\nsource: ")
    content = write_content(tmp_path, sample=text)
    out = tmp_path / "site"
    options = ("--content", str(content), "--out", str(out), "--base-url", "https://example.org/a/")
    assert run(*options, "--no-search").returncode == 0

    page = (out / "measures" / "old-name" / "index.html").read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../../measures/sample/">' in page
    listed = (out / "sitemap.xml").read_text(encoding="utf-8")
    assert "https://example.org/a/measures/sample/" in listed
    assert "old-name" not in listed

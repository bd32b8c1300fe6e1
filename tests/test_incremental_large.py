"""The same of a large site, and of one that becomes large or ceases to be."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_build import files
from tests.test_incremental import CHANGES, COUNT, Project, edit

Site = dict[str, bytes]
OPTIONS = ("--today", "2016-03-01", "--base-url", "https://example.org/a/")
CHANGED = (
    *("a deadline", "a title", "a body", "another measure", "a renamed measure"),
    *("the name of an agency", "a synonym"),
)


def large_project(folder: Path, limit: int = 5) -> Project:
    """A project whose nine measures make a large site."""
    project = Project(folder)
    edit("catalogue/scale.py", "LARGE = 20_000", f"LARGE = {limit}")(project.root)
    edit("catalogue/paging.py", "ROWS_PER_PAGE = 250", "ROWS_PER_PAGE = 4")(project.root)
    edit("catalogue/open_data.py", "PART = 1_000", "PART = 4")(project.root)
    edit("catalogue/search.py", "IDS = 100", "IDS = 2")(project.root)
    return project


def is_large(site: Site) -> bool:
    return "api/v1/measures-1.json.bz2" in site


def builds(project: Project, name: str, cache: Path) -> tuple[Site, Site, Site]:
    """The site before a change and after it, and a fresh one."""
    cached = ("--cache", str(cache), *OPTIONS)
    project.build("site", *cached)
    before = project.site("site")
    CHANGES[name](project.root)
    project.commit()
    project.build("site", *cached)
    project.build("fresh", "--fresh", *OPTIONS)
    return before, project.site("site"), project.site("fresh")


@pytest.mark.parametrize("name", CHANGED)
def test_after_any_change_a_large_site_is_what_a_fresh_build_makes(
    name: str, tmp_path: Path
) -> None:
    before, changed, fresh = builds(large_project(tmp_path), name, tmp_path / "cache")
    assert is_large(before)
    assert changed == fresh != before
    (twin,) = (tmp_path / "cache").glob("twin-*")
    assert files(twin) == changed


@pytest.mark.parametrize("name", ["another measure", "a measure less"])
def test_a_site_becomes_large_and_ceases_to_be(name: str, tmp_path: Path) -> None:
    project = large_project(tmp_path, COUNT if name == "another measure" else COUNT - 1)
    before, after, fresh = builds(project, name, tmp_path / "cache")
    assert (is_large(before), is_large(after)) == (
        (False, True) if name == "another measure" else (True, False)
    )
    assert after == fresh
    assert ("search/texts/1.json" in after) != is_large(after)


def test_parts_of_a_large_site_are_the_whole_put_together(tmp_path: Path) -> None:
    first, second = large_project(tmp_path / "first"), large_project(tmp_path / "second")
    first.build("part", "--shard", "1/2", "--fresh", *OPTIONS)
    second.build("part", "--shard", "2/2", "--fresh", *OPTIONS)
    parts = ("../part", str(tmp_path / "second" / "part"))
    first.build("joined", "--fresh", *OPTIONS, "--join", *parts)
    first.build("whole", "--fresh", *OPTIONS)

    assert first.site("joined") == first.site("whole")
    shares = [set(project.site("part")) for project in (first, second)]
    assert shares[0] & shares[1] == {".support-measures-site", "files.sha256"}
    assert {"measures/m1/index.html", "calendar/all.ics", "search/ids/0.json"} < shares[0] | shares[
        1
    ]


def test_a_large_site_is_whole(tmp_path: Path) -> None:
    project = large_project(tmp_path)
    project.build("site", "--fresh", *OPTIONS)
    site = project.site("site")
    assert {path.rpartition(".")[2] for path in site if path.startswith("api/v1/measures-")} == {
        "bz2"
    }
    command = [sys.executable, "build.py", "check", "--site", "../site"]
    checked = subprocess.run(command, cwd=project.root, capture_output=True, encoding="utf-8")
    assert checked.stdout == "../site：完整。\n"

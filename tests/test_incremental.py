"""A build that takes over what is still right makes the same site as one that makes everything."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sample import MEASURE, write_content
from tests.test_build import files

ROOT = Path(__file__).parent.parent
COUNT = 9
"""Measures; the last is alone in its subcategory and of another agency."""
Change = Callable[[Path], object]


class Project:
    """A copy of the project, with content of its own, that can be built and changed."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        for name in ("catalogue", "templates"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, self.root / name, ignore=ignored)
        shutil.copy(ROOT / "build.py", self.root)
        # As if there were thousands of measures.
        edit("catalogue/twin.py", "WORTH_IT = 2_000", "WORTH_IT = 0")(self.root)
        edit("catalogue/tasks.py", "BUNDLE = 100", "BUNDLE = 3")(self.root)
        edit("catalogue/paging.py", "PER_PAGE = 100", "PER_PAGE = 4")(self.root)
        texts = {f"m{number}": _measure(number) for number in range(1, COUNT + 1)}
        write_content(self.root, **texts)
        shutil.copytree(ROOT / "content" / "pages", self.root / "content" / "pages")
        self.git("init", "-q", "-b", "main")
        self.commit()

    def git(self, *arguments: str) -> None:
        names = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
        subprocess.run(["git", *names, *arguments], cwd=self.root, check=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "A change")

    def build(self, out: str, *options: str) -> str:
        """What the command says; the site is then in `out` below the project's folder."""
        command = [sys.executable, "build.py", "--out", f"../{out}", *options]
        done = subprocess.run(command, cwd=self.root, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def site(self, out: str) -> dict[str, bytes]:
        return files(self.root.parent / out)


def _measure(number: int) -> str:
    text = MEASURE.replace("number: 1", f"number: {number}").replace("測試措施", f"措施{number}號")
    if number == COUNT:
        text = text.replace("研發貸款協助", "品牌貸款協助").replace("工業局", "國際貿易局")
    return text


def edit(path: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        file = root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, path
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def rename(root: Path) -> None:
    (root / "content/measures/m3.md").rename(root / "content/measures/new-name.md")
    edit("content/measures/new-name.md", "source: ", "aliases: [m3]\nsource: ")(root)


CHANGES: dict[str, Change] = {
    "a deadline": edit("content/measures/m2.md", "closes: 105-03-15", "closes: 105-04-15"),
    "a title": edit("content/measures/m2.md", "措施2號", "改名的措施"),
    "an early end": edit("content/measures/m2.md", "closes: 105-03-15", "closes: 105-02-25"),
    "a period without end": edit("content/measures/m2.md", "closes: 105-03-15", "note: 隨到隨審"),
    "a kind of service": edit("content/measures/m2.md", "type: 輔導補助", "type: 融資貸款"),
    "an event": edit("content/measures/m2.md", "date: 105-02-15", "date: 105-02-16"),
    "a body": edit("content/measures/m2.md", "內文。", "另一段內文。"),
    "a number": edit("content/measures/m2.md", "number: 2", "number: 20"),
    "an agency of a measure": edit("content/measures/m2.md", "工業局", "技術處"),
    "another measure": lambda root: (root / "content/measures/m10.md").write_text(
        _measure(10), encoding="utf-8"
    ),
    "a measure less": lambda root: (root / "content/measures/m4.md").unlink(),
    "a renamed measure": rename,
    "the name of an agency": edit("content/agencies.yml", "name: 教育部", "name: 教育的部"),
    "the site": edit("content/site.yml", "一次查清楚", "一次看清楚"),
    "a synonym": edit("content/synonyms.yml", "借錢", "借款"),
    "a page of prose": edit("content/pages/about.md", "專人", "專門的人"),
    "another page of prose": lambda root: (root / "content/pages/news.md").write_text(
        "---\ntitle: 新頁\nsummary: 一頁。\n---\n內文。\n", encoding="utf-8"
    ),
    "a template": edit("templates/measure.html", "聯絡窗口", "聯絡的人"),
    "a style sheet": edit("templates/assets/css/site.css", "#faf9f5", "#fafafa"),
    "the code": edit("catalogue/schedule.py", "額滿為止", "額滿即止"),
}
MEASURES_LEFT_ALONE = {
    *("a deadline", "an early end", "a period without end", "a kind of service"),
    *("an event", "a title", "a body", "another measure", "a measure less"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_any_change_the_site_is_what_a_fresh_build_makes(name: str, tmp_path: Path) -> None:
    project = Project(tmp_path)
    options = ("--today", "2016-03-01", "--base-url", "https://example.org/a/")
    options += () if name in ("a body", "a synonym", "another measure") else ("--no-search",)
    cached = ("--cache", str(tmp_path / "cache"), *options)
    project.build("site", *cached)

    CHANGES[name](project.root)
    project.commit()
    said = project.build("site", *cached)
    project.build("fresh", "--fresh", *options)

    changed, fresh = project.site("site"), project.site("fresh")
    (twin,) = (tmp_path / "cache").glob("twin-*")
    assert files(twin) == changed
    assert sorted(changed) == sorted(fresh)
    assert [path for path in fresh if changed[path] != fresh[path]] == []
    anew, count = map(int, said.split("-> ../site, ")[1].split(" pieces")[0].split(" of "))
    assert anew < count if name in MEASURES_LEFT_ALONE else anew <= count


@pytest.mark.parametrize(
    "options",
    [
        ("--today", "2016-03-02"),
        ("--base-url", "https://example.org/b/"),
        ("--repository-url", "https://example.org/repository"),
        ("--jobs", "1"),
    ],
)
def test_another_build_of_the_same_content(options: tuple[str, ...], tmp_path: Path) -> None:
    project = Project(tmp_path)
    cached = ("--cache", str(tmp_path / "cache"), "--no-search")
    project.build("site", *cached, "--today", "2016-03-01", "--base-url", "https://example.org/a/")

    usual = ("--today", "2016-03-01", "--base-url", "https://example.org/a/")
    project.build("site", *cached, *usual, *options)
    project.build("fresh", "--fresh", "--no-search", *usual, *options)

    assert project.site("site") == project.site("fresh")


def test_nothing_is_done_where_nothing_has_changed(tmp_path: Path) -> None:
    project = Project(tmp_path)
    options = ("--today", "2016-03-01", "--no-search", "--cache", str(tmp_path / "cache"))
    project.build("site", *options)
    before = {path: path.stat().st_ino for path in (tmp_path / "site").rglob("*")}

    said = project.build("site", *options)

    assert said == "nothing has changed since ../site was made\n"
    assert {path: path.stat().st_ino for path in (tmp_path / "site").rglob("*")} == before


def test_a_site_that_is_gone_or_anothers_is_made_anew(tmp_path: Path) -> None:
    project = Project(tmp_path)
    options = ("--today", "2016-03-01", "--no-search", "--cache", str(tmp_path / "cache"))
    project.build("site", *options)
    first = project.site("site")

    shutil.rmtree(tmp_path / "site")
    project.build("site", *options)
    assert project.site("site") == first

    edit("content/measures/m1.md", "措施1號", "別的措施")(project.root)
    project.build("site", "--fresh", "--no-search", "--today", "2016-03-01")
    edit("content/measures/m1.md", "別的措施", "措施1號")(project.root)
    project.build("site", *options)
    assert project.site("site") == first


def test_parts_made_by_several_machines_are_the_whole_put_together(tmp_path: Path) -> None:
    first, second = Project(tmp_path / "first"), Project(tmp_path / "second")
    options = ("--today", "2016-03-01", "--fresh", "--base-url", "https://example.org/a/")
    small = edit("catalogue/search.py", "SHARD = 5_000", "SHARD = 4")
    for project in (first, second):
        small(project.root)

    first.build("part", "--shard", "1/2", *options)
    second.build("part", "--shard", "2/2", *options)
    parts = ("../part", str(tmp_path / "second" / "part"))
    said = first.build("joined", *options, "--join", *parts)
    first.build("whole", *options)

    assert first.site("joined") == first.site("whole")
    assert "search/1/facets.json" in first.site("whole")
    shares = [set(project.site("part")) for project in (first, second)]
    common = {".support-measures-site", "files.sha256"}
    assert shares[0] & shares[1] == common
    assert min(map(len, shares)) > 30
    gathered = [path for path in first.site("whole") if path not in shares[0] | shares[1]]
    assert {path.split("/")[0] for path in gathered} == {
        *("api", "calendar", "robots.txt", "search", "service-worker.js", "sitemap.xml")
    }
    tables = {path for path in gathered if path.startswith("api/")}
    assert tables == {"api/v1/measures.json", "api/v1/measures.csv"}
    words = {path for path in gathered if path.startswith("search/")}
    assert "search/index.json" in words
    assert {path.split("/")[1] for path in words} == {"index.json", "pages", "words"}
    assert " pieces made anew" in said


def test_a_part_of_other_content_is_not_taken_over(tmp_path: Path) -> None:
    first, second = Project(tmp_path / "first"), Project(tmp_path / "second")
    options = ("--today", "2016-03-01", "--fresh", "--no-search")
    edit("content/measures/m2.md", "措施2號", "別的措施")(second.root)
    for number, project in enumerate((first, second), start=1):
        project.build("part", "--shard", f"{number}/2", *options)

    parts = ("../part", str(tmp_path / "second" / "part"))
    first.build("joined", *options, "--join", *parts)
    first.build("whole", *options)

    assert first.site("joined") == first.site("whole")


def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path) -> None:
    project = Project(tmp_path)
    cache = tmp_path / "cache"
    options = ("--today", "2016-03-01", "--no-search", "--cache", str(cache))
    project.build("site", *options)
    first = project.site("site")

    for path in (path for path in cache.rglob("*") if path.is_file()):
        halved = path.read_bytes()[: path.stat().st_size // 2]
        path.unlink()  # the files of the twin are those of the site
        path.write_bytes(halved)
    edit("content/measures/m1.md", "措施1號", "別的措施")(project.root)
    project.build("site", *options)
    project.build("fresh", "--fresh", *options)

    assert project.site("site") == project.site("fresh") != first

"""All or nothing: a build is killed, starved and raced over a published site, which stays whole.

TRUST_KILLS=200 kills that many real builds at random moments (20 without it), TRUST_SEED chooses
other moments.
"""

import contextlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogue import staging
from catalogue.output import MARKER, OutputError
from catalogue.publication import Page
from tests.sample import CONTENT, MEASURE, publish, write_content
from tests.test_build import files, run
from tests.trust.stepping import PROCESSES, REFUSED, site, standing

ROOT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("TRUST_KILLS", "20"))
SEED = int(os.environ.get("TRUST_SEED", "20160301"))
TODAY = "2016-03-01"
Site = dict[str, bytes]


def command(content: Path, out: Path) -> list[str]:
    arguments = ("--content", str(content), "--out", str(out), "--today", TODAY)
    return [sys.executable, "build.py", "build", *arguments]


def start(content: Path, out: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command(content, out), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def build(content: Path, out: Path) -> Site:
    done = start(content, out)
    assert (done.communicate()[1], done.returncode) == (b"", 0)
    return files(out)


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The real content, and the same with a measure more, one fewer and one changed."""
    folder = tmp_path_factory.mktemp("contents")
    one, two = folder / "one", folder / "two"
    shutil.copytree(CONTENT, one)
    shutil.copytree(CONTENT, two)
    measures = two / "measures"
    (measures / "citd.md").unlink()
    new = MEASURE.replace("number: 1\n", "number: 43\n")
    (measures / "new-measure.md").write_text(new, encoding="utf-8")
    changed = measures / "logistics.md"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n多一段。\n", encoding="utf-8")
    return one, two


@pytest.fixture(scope="module")
def sites(contents: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> list[Site]:
    """The whole site of each content."""
    folder = tmp_path_factory.mktemp("whole")
    return [build(content, folder / content.name) for content in contents]


def step_through(mode: str, folder: Path) -> dict[str, Any]:
    folder.chmod(0o755)
    program = [sys.executable, "-m", "tests.trust.stepping", mode, str(folder)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("mode", ["kill", "kill-twin"])
def test_killed_before_any_step_of_writing(tmp_path: Path, mode: str) -> None:
    """Every single step, not a sample: old or new, and the next build leaves nothing behind."""
    said = step_through(mode, tmp_path)
    outcomes = said["outcomes"]
    assert set(outcomes) == {"-9: old", "-9: new"}
    assert sum(outcomes.values()) == said["steps"]
    assert sum(outcomes.values()) > 20


@pytest.mark.parametrize("mode", ["full", "full-twin"])
def test_a_full_disk_at_any_step_of_writing(tmp_path: Path, mode: str) -> None:
    """Every step fails once: the build says so and the old site stands, or it got along."""
    said = step_through(mode, tmp_path)
    outcomes = said["outcomes"]
    assert set(outcomes) == {f"{REFUSED}: old", "0: new"}
    assert outcomes[f"{REFUSED}: old"] > 10


def test_real_builds_killed_at_random_moments(
    contents: tuple[Path, Path], sites: list[Site], tmp_path: Path
) -> None:
    out = tmp_path / "site"
    moments = random.Random(SEED)
    build(contents[0], out)
    before = sites[0]
    found: Counter[str] = Counter()
    for number in range(KILLS):
        turn = (number + 1) % 2
        known = set(tmp_path.iterdir())
        victim = start(contents[turn], out)
        # Half of them at any time; half once it writes, which takes few of its milliseconds.
        if number % 4 < 2:
            wait(victim, moments.uniform(0, 1.2))
        else:
            wait_until_writing(victim, out)
            wait(victim, moments.uniform(0, 0.3))
        victim.kill()
        victim.communicate()

        after = files(out)
        assert after in (before, sites[turn]), f"seed {SEED}, kill {number}: a mixture"
        found["survived"] += 1
        found["died while writing"] += bool(set(tmp_path.iterdir()) - known)
        found["old site" if after == before else "new site"] += 1
        before = after
    assert build(contents[0], out) == sites[0]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert found["survived"] == KILLS
    print(f"\n{KILLS} builds killed (seed {SEED}): {dict(found)}")


def wait(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def wait_until_writing(process: "subprocess.Popen[bytes]", out: Path) -> None:
    known = set(out.parent.iterdir())
    while process.poll() is None and set(out.parent.iterdir()) <= known:
        wait(process, 0.001)


def test_two_real_builds_at_once(
    contents: tuple[Path, Path], sites: list[Site], tmp_path: Path
) -> None:
    out = tmp_path / "site"
    for _ in range(2):
        racers = [start(content, out) for content in contents]
        said = [racer.communicate()[1] for racer in racers]
        assert ([racer.returncode for racer in racers], said) == ([0, 0], [b"", b""])
        assert files(out) in sites
        assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("mode", ["race", "race-twin"])
def test_many_builds_at_once_while_a_reader_reads(tmp_path: Path, mode: str) -> None:
    said = step_through(mode, tmp_path)
    assert said["statuses"] == {"0": PROCESSES}
    assert said["seen"] == ["a home page"]
    assert said["standing"] in map(str, range(PROCESSES))
    assert said["then"] == "last"
    assert said["left"] == ["site"]


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[int | None]:
    """Make `folder` a file system of its own; where that is not allowed, yield a limit instead.

    The limit, in bytes, is for the size of each file that a build writes.
    """
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(["mount", *options], capture_output=True, check=False)
    except FileNotFoundError:
        mounted = None
    if mounted is None or mounted.returncode != 0:
        yield 20_000
        return
    try:
        yield None
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_file_system(contents: tuple[Path, Path], sites: list[Site], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    # Room for one site, with every file in pages of 4 kB and a folder each, but not for two.
    size = sum(-(-len(content) // 4096) * 4096 for content in sites[0].values())
    with small_disk(disk, size * 5 // 4 // 2**20 + 1) as limit:
        assert build(contents[0], disk / "site") == sites[0]
        done = build_limited(contents[1], disk / "site", limit)

        assert done.returncode == 1
        assert done.stderr.startswith(f"build.py: cannot write {disk / 'site'}: ")
        assert done.stderr.count("\n") == 1
        assert files(disk / "site") == sites[0]
        assert [path.name for path in disk.iterdir()] == ["site"]


@pytest.mark.parametrize("limit", [0, 30_000])
def test_a_limit_on_the_size_of_files(tmp_path: Path, limit: int) -> None:
    """Where the index cannot be made, and where the first large page cannot be written."""
    content = write_content(tmp_path, sample=MEASURE)
    folder = tmp_path / "published"
    before = build(content, folder / "site")

    done = build_limited(content, folder / "site", limit)

    assert done.returncode == 1
    assert done.stderr.startswith("build.py: ")
    assert done.stderr.count("\n") == 1
    assert files(folder / "site") == before
    assert [path.name for path in folder.iterdir()] == ["site"]


def build_limited(
    content: Path, out: Path, limit: int | None
) -> "subprocess.CompletedProcess[str]":
    """A build that may write no file above `limit` bytes."""

    def starve() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [*command(content, out), "--fresh"],  # it would not write what has not changed
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        preexec_fn=starve,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    # Not below pytest's own folder, which only this user may enter.
    shared = Path("/tmp" if os.geteuid() == 0 else tmp_path) / f"trust-{os.getpid()}"
    shared.mkdir()
    try:
        said = step_through("denied", shared)
    finally:
        shutil.rmtree(shared)
    assert said == {"status": REFUSED, "standing": "old", "left": ["site"]}


@pytest.mark.parametrize("out", ["/proc/site", "{file}/site", "{file}", "/dev/null"])
def test_a_place_where_no_folder_can_be(tmp_path: Path, out: str) -> None:
    file = tmp_path / "file"
    file.write_text("kept")
    content = write_content(tmp_path, sample=MEASURE)

    done = run("--content", str(content), "--out", out.format(file=file))

    assert done.returncode == 1
    assert done.stderr.startswith("build.py: ")
    assert done.stderr.count("\n") == 1
    assert file.read_text() == "kept"


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("which", ["the content", "its parent", "a parent further up"])
def test_sources_are_never_replaced(tmp_path: Path, which: str, marked: bool) -> None:
    """Not even with a marker in them, which a pull request could add."""
    content = write_content(tmp_path / "deep", sample=MEASURE)
    folder = {
        "the content": content,
        "its parent": content.parent,
        "a parent further up": tmp_path,
    }[which]
    if marked:
        (folder / MARKER).write_text("")
    before = files(tmp_path)

    done = run("--content", str(content), "--out", str(folder), "--today", TODAY, "--no-search")

    assert done.returncode == 1
    assert done.stderr.startswith(f"build.py: {folder} ")
    assert files(tmp_path) == before


@pytest.mark.parametrize("out", ["site", "measures/site", "../link/site"])
def test_no_site_is_put_among_the_content(tmp_path: Path, out: str) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    (tmp_path / "link").symlink_to(content)
    before = files(content)
    done = run("--content", str(content), "--out", str(content / out), "--today", TODAY)
    assert done.returncode == 1
    assert done.stderr.startswith("build.py: ")
    assert files(content) == before


@pytest.mark.parametrize("out", [".", "..", "/", "catalogue", "content/measures", "templates/.."])
def test_the_project_is_never_replaced(tmp_path: Path, out: str) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    done = run("--content", str(content), "--out", out, "--today", TODAY, "--no-search")
    assert done.returncode == 1
    assert done.stderr.startswith("build.py: ")
    assert (ROOT / "build.py").is_file()


def test_the_project_is_never_replaced_through_a_link(tmp_path: Path) -> None:
    sources = tmp_path / "project"
    publish(sources, site("old"))
    (tmp_path / "link").symlink_to(tmp_path)

    with pytest.raises(OutputError, match="which the site is made from"):
        publish(tmp_path / "link" / "project", site("new"), sources=[sources])

    assert standing(sources) == "old"


def test_a_running_build_is_no_leftover(tmp_path: Path) -> None:
    out = tmp_path / "site"
    with staging.staging(out) as folder:
        (folder / "index.html").write_text("half")
        publish(out, site("other"))
        assert (folder / "index.html").read_text() == "half"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("name", ["site[1]", "*", "網站", "a b", "-x", ".hidden", "x" * 200])
def test_any_name_of_a_folder(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    (tmp_path / f".{name}.building-dead").mkdir()
    bystander = tmp_path / ".site1.building-x"
    bystander.mkdir()

    publish(out, site("old"))
    publish(out, site("new"))

    assert standing(out) == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, bystander.name])


class TestWithoutExchange:
    """Where the system cannot swap two folders in one step."""

    @pytest.fixture(autouse=True)
    def _two_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "_exchange", lambda new, old: False)

    def test_a_site_is_replaced(self, tmp_path: Path) -> None:
        publish(tmp_path / "site", site("old"))
        publish(tmp_path / "site", site("new"))
        assert standing(tmp_path / "site") == "new"
        assert [path.name for path in tmp_path.iterdir()] == ["site"]

    def test_the_old_site_is_put_back_if_the_new_one_cannot_move(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "site"
        publish(out, site("old"))
        rename = Path.rename

        def fail(self: Path, target: Path) -> Path:
            if ".building-" in self.name:
                raise OSError("device is on fire")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(OutputError, match="on fire"):
            publish(out, site("new"))
        assert standing(out) == "old"
        assert [path.name for path in tmp_path.iterdir()] == ["site"]

    def test_a_build_that_died_in_between_is_mended_by_the_next(self, tmp_path: Path) -> None:
        out = tmp_path / "site"
        publish(out, site("old"))
        out.rename(tmp_path / ".site.replaced-dead")

        def fail() -> Iterator[Page]:
            yield from site("half")
            raise OSError("no space left on device")

        with pytest.raises(OutputError):
            publish(out, fail())
        assert standing(out) == "old"
        assert [path.name for path in tmp_path.iterdir()] == ["site"]

"""GitHub's side of the project: valid files, workflows that may do little and leak nothing."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools import links_issue

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[!c]*.yml"))

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def load(path: Path) -> dict[str, Any]:
    # The base loader keeps every scalar a text, `on` included.
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in load(path)["jobs"].values() for step in job.get("steps", [])]


def test_the_workflows_are_those_known_here() -> None:
    assert [path.stem for path in WORKFLOWS] == ["check", "links", "nightly", "publish"]


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("dependabot", [GITHUB / "dependabot.yml"]),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_follow_the_published_schema(schema: str, paths: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    checked = subprocess.run(
        [*command, *map(str, paths)], capture_output=True, encoding="utf-8", check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "ok -- validation done\n")


@each_workflow
def test_every_action_is_pinned_by_commit_with_its_version(path: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    own = [action for action in used if action == "./.github/workflows/publish.yml"]
    assert own == (["./.github/workflows/publish.yml"] if path.stem == "nightly" else [])
    assert len(used) - len(own) == sum("uses" in step for step in steps(path)) > 0
    for action in set(used) - set(own):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_an_action_has_one_version_everywhere() -> None:
    used = {step["uses"] for path in WORKFLOWS for step in steps(path) if "uses" in step}
    assert len({action.split("@")[0] for action in used}) == len(used)


def test_permissions_are_the_least_that_work() -> None:
    granted = {
        path.stem: [load(path)["permissions"]]
        + [job["permissions"] for job in load(path)["jobs"].values() if "permissions" in job]
        for path in WORKFLOWS
    }
    assert granted == {
        "check": [{"contents": "read"}],
        "links": [{}, {"contents": "read", "issues": "write"}],
        "nightly": [
            {},
            {"contents": "read", "pages": "write", "id-token": "write"},  # passed on to publish
            {"contents": "read"},
        ],
        "publish": [
            {},
            {"contents": "read", "pages": "read"},
            {"pages": "write", "id-token": "write"},
        ],
    }


@each_workflow
def test_nothing_that_others_write_becomes_shell(path: Path) -> None:
    for step in steps(path):
        assert "${{" not in step.get("run", ""), step["name"]


@each_workflow
def test_no_secret_is_used_and_no_token_stays_in_the_checkout(path: Path) -> None:
    assert "secrets." not in path.read_text(encoding="utf-8")
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


@each_workflow
def test_every_command_is_the_makefile_or_python(path: Path) -> None:
    for step in steps(path):
        if "run" in step:
            assert re.fullmatch(r"(make|\.venv/bin/python) [^;&|\n]+", step["run"]), step["run"]


def test_what_starts_each_workflow() -> None:
    starts = {path.stem: load(path)["on"] for path in WORKFLOWS}
    assert starts == {
        "check": {"pull_request": ""},
        "links": {"schedule": [{"cron": "30 17 1 * *"}], "workflow_dispatch": ""},
        "nightly": {
            "schedule": [{"cron": "10 16 * * *"}],  # 00:10 in Taipei
            "workflow_dispatch": "",
        },
        # No schedule: GitHub would one day disable it, and with it what a push starts.
        "publish": {"push": {"branches": ["main"]}, "workflow_call": "", "workflow_dispatch": ""},
    }


def test_only_a_whole_site_is_published_and_one_at_a_time() -> None:
    workflow = load(GITHUB / "workflows" / "publish.yml")
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": "false"}
    assert workflow["jobs"]["deploy"]["needs"] == "build"
    assert "if" not in workflow["jobs"]["deploy"]  # a failed build ends it
    assert "continue-on-error" not in str(workflow)


def test_the_handbook_is_printed_for_the_address_it_is_published_at() -> None:
    printed, made = (
        next(step for step in steps(GITHUB / "workflows" / "publish.yml") if step["name"] == name)
        for name in ("印手冊", "做網站")
    )
    assert printed["env"]["BASE_URL"] == made["env"]["BASE_URL"]
    assert 'HANDBOOK_FLAGS="--base-url $BASE_URL"' in printed["run"]
    assert "--base-url $BASE_URL " in made["run"]
    assert made["run"].endswith('--handbook-pdf handbook.pdf"')


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    """A clone of this working tree, with `origin/main` to compare with and its own .venv."""
    origin, clone = tmp_path / "origin", tmp_path / "repo"
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (origin / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, origin / name)
    git(origin, "init", "--quiet", "--initial-branch", "main")
    commit(origin, "The published state")
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    (clone / ".venv").mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (clone / ".venv" / name).symlink_to(Path(sys.prefix) / name)
    for name in (".created", ".requirements.installed", ".requirements-dev.installed"):
        (clone / ".venv" / name).touch()  # newer than the locks: nothing is to be installed
    return clone


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=True
    ).stdout


def commit(folder: Path, message: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    git(folder, "add", "--all")
    git(folder, *identity, "commit", "--quiet", "--no-verify", "--message", message)


def run_checks(clone: Path) -> tuple[dict[str, int], str, str]:
    """Exit status of each step of check.yml but the tests and the handbook, output, summary.

    The environment is a fork's: no token, no secret, nothing of this one but PATH.
    """
    summary = clone.parent / "summary.md"
    values = {
        "${{ github.repository_owner }}": "org",
        "${{ github.event.repository.name }}": "repo",
        "${{ github.server_url }}": "https://github.com",
        "${{ github.repository }}": "org/repo",
        "${{ github.base_ref }}": "main",
    }
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(clone.parent),
        "LANG": "C.UTF-8",
        "CI": "true",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    ended, output = {}, ""
    for step in steps(GITHUB / "workflows" / "check.yml"):
        if not step.get("run") or step["run"].startswith(("make test", "make handbook")):
            continue
        own = dict(step.get("env", {}))
        for expression, value in values.items():
            own = {name: text.replace(expression, value) for name, text in own.items()}
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=clone,
            env=environment | own,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        ended[step["name"]] = done.returncode
        output += done.stdout + done.stderr
        if done.returncode != 0:
            break
    return ended, output, summary.read_text(encoding="utf-8") if summary.exists() else ""


def test_a_changed_deadline_passes_and_is_told_in_the_summary(fork: Path) -> None:
    git(fork, "switch", "--quiet", "--create", "change")
    measure = fork / "content" / "measures" / "citd.md"
    text = measure.read_text(encoding="utf-8")
    measure.write_text(text.replace("closes: 105-03-15", "closes: 105-03-31"), encoding="utf-8")
    commit(fork, "CITD 第一梯次截止日改為 105-03-31")

    ended, output, summary = run_checks(fork)

    steps_run = (
        "檢查內容",
        "試做網站",
        "檢查做好的網站",
        "說明讀者會看到什麼改變",
        "報告網站的狀況",
    )
    assert ended == dict.fromkeys(steps_run, 0), output
    assert "3 月 15 日" in summary
    assert "3 月 31 日" in summary
    assert "\n## 網站報告\n\n105 年版，42 項措施、61 個服務項目、3 頁說明；" in summary
    assert "\n網站：131 頁、" in summary
    home = (fork / "site" / "index.html").read_text(encoding="utf-8")
    assert "https://org.github.io/repo/" in home


def test_a_mistake_is_annotated_at_its_line_and_stops_the_check(fork: Path) -> None:
    measure = fork / "content" / "measures" / "citd.md"
    text = measure.read_text(encoding="utf-8")
    line = text[: text.index("closes: 105-03-15")].count("\n") + 1
    measure.write_text(text.replace("closes: 105-03-15", "closes: 105-02-30"), encoding="utf-8")
    commit(fork, "A date that does not exist")

    ended, output, summary = run_checks(fork)

    assert ended == {"檢查內容": 2}  # make's own status for a failed command
    assert f"::error file=content/measures/citd.md,line={line}," in output
    assert summary == ""
    assert not (fork / "site").exists()


def test_a_vanishing_address_is_refused(fork: Path) -> None:
    measures = fork / "content" / "measures"
    (measures / "citd.md").rename(measures / "citd-2016.md")
    commit(fork, "Renamed without an alias")

    ended, output, _ = run_checks(fork)

    assert ended["說明讀者會看到什麼改變"] == 1, output


GH = """\
#!{python}
import json, pathlib, sys
log = pathlib.Path({log!r})
log.write_text(log.read_text() + json.dumps([sys.argv[1:], sys.stdin.read()]) + "\\n")
if sys.argv[1:3] == ["issue", "list"]:
    print({issues!r})
"""


@pytest.mark.parametrize(
    ("issues", "command"),
    [
        (
            '[{"number": 3, "title": "內容有誤："}]',
            ["issue", "create", "--title", "外部連結檢查報告", "--body-file", "-"],
        ),
        (
            '[{"number": 9, "title": "外部連結檢查報告"}, {"number": 3, "title": "內容有誤："}]',
            ["issue", "edit", "9", "--body-file", "-"],
        ),
    ],
    ids=["created", "updated"],
)
def test_the_link_report_is_one_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issues: str, command: list[str]
) -> None:
    log = tmp_path / "log"
    log.touch()
    gh = tmp_path / "gh"
    gh.write_text(GH.format(python=sys.executable, log=str(log), issues=issues), encoding="utf-8")
    gh.chmod(0o755)
    (tmp_path / "build.py").write_text("print('一個連結壞了'); raise SystemExit(1)", "utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(links_issue, "ROOT", tmp_path)

    assert links_issue.main() == 0

    calls = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert calls[1:] == [[command, "一個連結壞了\n"]]


def test_a_crash_of_the_link_check_leaves_the_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "build.py").write_text("raise SystemExit(2)", "utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))  # where there is no gh: it must not be called
    monkeypatch.setattr(links_issue, "ROOT", tmp_path)

    assert links_issue.main() == 1
    assert "printed nothing" in capsys.readouterr().err


def test_a_report_too_long_for_an_issue_is_cut_at_a_line() -> None:
    report = "".join(f"- 連結 {number:05}\n" for number in range(10_000))

    short = links_issue.shortened(report)

    assert len(short) < 65_000
    lines = short.splitlines()
    assert lines[-3].startswith("- 連結 ")
    assert len(lines[-3]) == len("- 連結 00000")
    assert lines[-1] == "（報告太長，其餘請在自己的電腦執行 `python build.py links`。）"

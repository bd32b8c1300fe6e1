"""A git repository with the real content in it, for tests that change it."""

import shutil
import subprocess
from pathlib import Path

from tests.sample import CONTENT

AT = "2016-02-20T12:00:00+08:00"


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Editor", "-c", "user.email=editor@example.tw")
    subprocess.run(
        ["git", *identity, "-c", "commit.gpgsign=false", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder),
            "GIT_AUTHOR_DATE": AT,
            "GIT_COMMITTER_DATE": AT,
        },
    )


def commit(folder: Path, message: str = "Edit") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--message", message)


def real_repository(folder: Path) -> Path:
    """The content's folder in a new repository whose only commit, on `main`, has all of it."""
    shutil.copytree(CONTENT, folder / "content")
    git(folder, "init", "--initial-branch=main")
    commit(folder)
    return folder / "content"


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place where `old` stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")

"""What builds a site of a corpus: this project, and Hugo with Pagefind after it.

Each keeps a copy of the content, an output folder and caches of its own under a scratch folder,
and knows how to forget what it has built, how to build, and how to take over a changed measure.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import distribution, version
from pathlib import Path
from uuid import uuid4

import pagefind_bin_extended  # type: ignore[import-untyped]

from bench.hugo_content import TODAY, categories_of, with_taxonomies
from bench.measuring import Cost, run

ROOT = Path(__file__).parent.parent
HUGO_SITE = Path(__file__).parent / "hugo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """This project. A second build into the same folder, with the same cache, is incremental."""

    content: Path
    out: Path
    cache: Path

    def forget(self) -> None:
        """Set aside whatever an earlier build left: the next one is cold."""
        _set_aside(self.out, self.cache)

    def build(self, *, search: bool, look: bool) -> Cost:
        command: list[str | Path] = [sys.executable, ROOT / "build.py", "build"]
        command += ["--content", self.content, "--out", self.out, "--today", TODAY]
        command += ["--cache", self.cache, "--jobs", str(os.cpu_count() or 1)]
        return run(command if search else [*command, "--no-search"], ROOT, look=look)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hugo:
    """Hugo, then Pagefind over its output; both without caches of other runs."""

    source: Path
    out: Path

    def prepare(self, content: Path) -> None:
        """Lay out Hugo's source folder from a content folder of ours; not part of any time."""
        shutil.copytree(HUGO_SITE, self.source)
        shutil.copytree(ROOT / "templates" / "assets", self.source / "static" / "assets")
        categories = categories_of(content)
        for path in sorted((content / "measures").glob("*.md")):
            self._write(path, categories)

    def take(self, measure: Path) -> None:
        """Take over one measure's file as it is now."""
        self._write(measure, categories_of(measure.parent.parent))

    def _write(self, path: Path, categories: dict[str, str]) -> None:
        text = path.read_text(encoding="utf-8")
        target = self.source / "content" / "measures" / path.name
        target.write_text(with_taxonomies(text, categories), encoding="utf-8")

    def forget(self) -> None:
        """Set aside whatever an earlier build left: the next one is cold."""
        _set_aside(self.out, self.source / "resources", self.source.parent / "hugo-cache")

    @property
    def command(self) -> list[str | Path]:
        program = str(distribution("hugo").locate_file("hugo/binaries/hugo"))
        cache = self.source.parent / "hugo-cache"
        return [program, "--source", self.source, "--destination", self.out, "--cacheDir", cache]

    def render(self, *, look: bool) -> Cost:
        return run(self.command, self.source, look=look)

    def index(self, *, look: bool) -> Cost:
        program = pagefind_bin_extended.get_executable()
        return run([program, "--site", self.out, "--silent"], self.source, look=look)


def _set_aside(*folders: Path) -> None:
    """Move folders away, to be removed at the end with everything else.

    For minutes after a file was removed, ext4 gives its inode to no other, and looks past all of
    these for each file that is made: after 20,000 removals that took 25 times as long.
    """
    for folder in folders:
        if folder.exists():
            folder.rename(folder.with_name(f"{folder.name}-{uuid4().hex}"))


def versions() -> str:
    """Of everything that takes part."""
    python = ".".join(map(str, sys.version_info[:3]))
    packages = ("hugo", "pagefind-bin-extended", "pagefind-bin", "jinja2", "markdown-it-py")
    return ", ".join([f"Python {python}", *(f"{name} {version(name)}" for name in packages)])

"""What builds a site of a corpus: this project, and Hugo with Pagefind after it.

Each keeps a copy of the content, an output folder and caches of its own under a scratch folder,
and knows how to forget what it has built, how to build, and how to take over a changed measure.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import pagefind_bin_extended  # type: ignore[import-untyped]
import yaml

from bench.measuring import Cost, run

ROOT = Path(__file__).parent.parent
HUGO_SITE = Path(__file__).parent / "hugo"
TODAY = "2016-03-01"
ROC_OFFSET = 1911


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """This project. A second build into the same folder is the incremental one."""

    content: Path
    out: Path

    def forget(self) -> None:
        """Remove whatever an earlier build left: the next one is cold."""
        shutil.rmtree(self.out, ignore_errors=True)
        for cache in self.out.parent.glob(f".{self.out.name}*"):
            shutil.rmtree(cache, ignore_errors=True)

    def build(self, *, search: bool, look: bool) -> Cost:
        command: list[str | Path] = [sys.executable, ROOT / "build.py", "build"]
        command += ["--content", self.content, "--out", self.out, "--today", TODAY]
        command += ["--jobs", str(os.cpu_count() or 1)]
        return run(command if search else [*command, "--no-search"], ROOT, look=look)


def stages(told: str) -> dict[str, float]:
    """Seconds of each stage, from the last line of a build: `… in 2.3 s (read 0.4, render 1.1)`."""
    found = re.findall(r"\(([^()]*\d\.\d+[^()]*)\)", told)
    return {
        name.strip(): float(seconds)
        for name, seconds in re.findall(r"([a-z][a-z -]*) (\d+\.\d+)", found[-1] if found else "")
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Hugo:
    """Hugo, then Pagefind over its output; both without caches of other runs."""

    source: Path
    out: Path

    def prepare(self, content: Path) -> None:
        """Lay out Hugo's source folder from a content folder of ours; not part of any time."""
        shutil.copytree(HUGO_SITE, self.source)
        shutil.copytree(ROOT / "templates" / "assets", self.source / "static" / "assets")
        categories = _categories(content)
        for path in sorted((content / "measures").glob("*.md")):
            self._write(path, categories)

    def take(self, measure: Path) -> None:
        """Take over one measure's file as it is now."""
        self._write(measure, _categories(measure.parent.parent))

    def _write(self, path: Path, categories: dict[str, str]) -> None:
        text = path.read_text(encoding="utf-8")
        target = self.source / "content" / "measures" / path.name
        target.write_text(with_taxonomies(text, categories), encoding="utf-8")

    def forget(self) -> None:
        """Remove whatever an earlier build left: the next one is cold."""
        for folder in (self.out, self.source / "resources", self.source.parent / "hugo-cache"):
            shutil.rmtree(folder, ignore_errors=True)

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


def _categories(content: Path) -> dict[str, str]:
    """The category of each subcategory, by name."""
    listed = yaml.safe_load((content / "categories.yml").read_text(encoding="utf-8"))
    return {
        subcategory["name"]: category["name"]
        for category in listed["categories"]
        for subcategory in category["subcategories"]
    }


def with_taxonomies(text: str, categories: dict[str, str]) -> str:
    """A measure's file for Hugo: the same, with the keys its taxonomies and order are made from."""
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    data: dict[str, Any] = yaml.load(front, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    closing = sorted(_closing_days(data))
    added = {
        "weight": int(data["number"]),
        "categories": [categories[data["subcategory"]]],
        "subcategories": [data["subcategory"]],
        "kinds": sorted({service["type"] for service in data["services"]}),
        "deadlines": sorted({day[:7] for day in closing}),
        "next_deadline": next((day for day in closing if day >= TODAY), ""),
    }
    lines = yaml.safe_dump(added, allow_unicode=True, sort_keys=False, default_flow_style=None)
    return f"---\n{lines}{front}\n---\n{body}"


def _closing_days(data: dict[str, Any]) -> Iterator[str]:
    """Closing days (or months) in ISO form."""
    for service in data["services"]:
        for window in service["windows"]:
            if closes := window.get("closes"):
                year, rest = closes.split("-", 1)
                yield f"{int(year) + (ROC_OFFSET if len(year) == 3 else 0)}-{rest}"


def versions() -> str:
    """Of everything that takes part."""
    python = ".".join(map(str, sys.version_info[:3]))
    packages = ("hugo", "pagefind-bin-extended", "pagefind-bin", "jinja2", "markdown-it-py")
    return ", ".join([f"Python {python}", *(f"{name} {version(name)}" for name in packages)])

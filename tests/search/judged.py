"""The judged queries; what a measure page says, and which pages a literal query should find.

- `literal.txt`: queries copied from the corpus, one a line. Their truth is computed: the measures
  whose published text contains them.
- `everyday.yml`: what readers say instead. Judged by reading the measures; each says why.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
ARTICLE = re.compile(r'<article class="measure[ "].*?</article>', re.DOTALL)

ASK_PAGE = """
async (queries) => {
  const input = document.getElementById("q");
  const status = document.getElementById("search-status");
  const answers = [];
  for (const query of queries) {
    const start = performance.now();
    const shown = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!status.textContent.includes(`「${query}」`)) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(status, { childList: true });
    });
    input.value = query;
    input.dispatchEvent(new Event("input"));
    await shown;
    const time = performance.now() - start;
    for (let more; (more = document.querySelector("#search-results .more button")); ) {
      more.click();
      while (more.isConnected) await new Promise((resolve) => setTimeout(resolve));
    }
    const links = (list) =>
      [...document.querySelectorAll(`${list} .card-title a`)].map(({ href }) => href);
    const main = links("#search-results");
    answers.push({ main, all: [...main, ...links("#search-related")], time });
  }
  return answers;
}
"""
"""Queries in; of each what the search page shows, as addresses (`main` list, `all` as a reader
sees them from top to bottom), and the milliseconds until it did."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Everyday:
    """A query in a reader's own words, and the ids of the measures that answer it."""

    query: str
    right: tuple[str, ...]
    reason: str


def literal_queries() -> list[str]:
    lines = (HERE / "literal.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def everyday_queries() -> list[Everyday]:
    entries = yaml.safe_load((HERE / "everyday.yml").read_text(encoding="utf-8"))
    return [Everyday(**{**entry, "right": tuple(entry["right"])}) for entry in entries]


def published_texts(site: Path) -> dict[str, str]:
    """Measure id -> the text of its page's article, comparable; in order of ids."""
    texts = {}
    for path in sorted((site / "measures").glob("*/index.html")):
        article = ARTICLE.search(path.read_text(encoding="utf-8"))
        if article is None:
            raise ValueError(f"no article in {path}")
        texts[path.parent.name] = comparable(html.unescape(re.sub("<[^>]+>", "", article[0])))
    return texts


def comparable(text: str) -> str:
    """Width, case, 台 and 臺, spaces and digit-grouping commas make no difference to a reader."""
    text = unicodedata.normalize("NFKC", text).lower().replace("台", "臺")
    return re.sub(r" |(?<=\d),(?=\d{3})", "", text)


def truth(query: str, texts: Mapping[str, str]) -> set[str]:
    """The measures whose text contains the query.

    A word or number is not looked for inside a longer one: who asks for IR does not mean
    HiRecruit, and 200 萬 is not in 1,200 萬.
    """
    wanted = comparable(query)
    before = {True: "(?<![a-z])", False: ""}[bool(re.match("[a-z]", wanted))]
    before += r"(?<![0-9])(?<![0-9]\.)" if wanted[0].isdecimal() else ""
    after = "(?![a-z])" if re.search("[a-z]$", wanted) else ""
    after += r"(?!\.?[0-9])" if wanted[-1].isdecimal() else ""
    pattern = re.compile(before + re.escape(wanted) + after)
    return {name for name, text in texts.items() if pattern.search(text)}

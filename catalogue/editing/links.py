"""The catalogue in; a report on the external links of its measures, as Markdown, out.

    build.py links

Reads other people's web sites, so it is never part of a build and is no judge: a dead link proves
nothing about a measure, nor does a live one. Sites are asked one page at a time, four at once.
"""

import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from catalogue.editing.fetching import Answer, fetch
from catalogue.markup import escape
from catalogue.model import Catalogue, Measure
from catalogue.prose import render_markdown

SITES_AT_ONCE = 4
PAUSE = 1.0
"""Seconds between two pages of one site."""
_HOME = re.compile(r"/?((index|default|home|main)\.\w+)?", re.IGNORECASE)
_GENERIC = re.compile(r"(全球資訊網|資訊網|整合|網站|官網|網頁|專區|計畫|網)+$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A link of a measure; `name` is None for one in the body."""

    measure: Measure
    name: str | None
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something a person should look at."""

    heading: str
    reference: Reference
    told: str


DEAD = "連不上"
REFUSED = "網站不讓程式檢查，請用瀏覽器看"
MOVED = "轉到首頁，原來的網頁可能沒了"
UNNAMED = "網頁上找不到措施的名稱"
HEADINGS = (DEAD, MOVED, UNNAMED, REFUSED)


def check_links(catalogue: Catalogue, timeout: float, pause: float = PAUSE) -> str:
    """The report; `timeout` and `pause` in seconds. Raise nothing because of a link."""
    references = [found for measure in catalogue.measures for found in _references(measure)]
    answers = _fetch_all({reference.url for reference in references}, timeout, pause)
    findings = [f for r in references if (f := judge(r, answers[r.url])) is not None]
    return "\n".join(_report(len(answers), findings))


def _references(measure: Measure) -> Iterator[Reference]:
    """Each address once."""
    named = {link.url: link.name for link in measure.links}
    hrefs = re.findall(r'<a href="(https?://[^"]+)"', render_markdown(measure.body))
    urls = dict.fromkeys((*named, *(href.replace("&amp;", "&") for href in hrefs)))
    return (Reference(measure=measure, name=named.get(url), url=url) for url in urls)


def _fetch_all(urls: Iterable[str], timeout: float, pause: float) -> Mapping[str, Answer]:
    sites: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        sites[urlsplit(url).netloc.lower()].append(url)
    visit = partial(_visit, get=partial(fetch, timeout=timeout), pause=pause)
    with ThreadPoolExecutor(SITES_AT_ONCE) as pool:
        return {url: answer for site in pool.map(visit, sites.values()) for url, answer in site}


def _visit(
    urls: Sequence[str], get: Callable[[str], Answer], pause: float
) -> list[tuple[str, Answer]]:
    answers = []
    for number, url in enumerate(urls):
        if number:
            time.sleep(pause)
        answers.append((url, get(url)))
    return answers


def judge(reference: Reference, answer: Answer) -> Finding | None:
    """What is doubtful about a link, if anything."""

    def finding(heading: str, told: str) -> Finding:
        return Finding(heading=heading, reference=reference, told=told)

    if answer.failure is not None:
        return finding(REFUSED if answer.refused else DEAD, answer.failure)
    if _is_home(answer.url) and not _is_home(reference.url):
        return finding(MOVED, f"轉到 {answer.url}")
    names = list(_names(reference))
    if answer.text is not None and not any(name in _folded(answer.text) for name in names):
        return finding(UNNAMED, f"找過：{'、'.join(names)}")
    return None


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return _HOME.fullmatch(parts.path) is not None and not parts.query


def _names(reference: Reference) -> Iterator[str]:
    """What the page may call the measure: its title with and without what is in brackets, the
    bracketed short name, and the link's name without 網站, 資訊網 and the like."""
    title = _folded(reference.measure.title)
    found = [title, re.sub(r"\(.*?\)", "", title), *re.findall(r"\((.*?)\)", title)]
    if reference.name is not None:
        found.append(_GENERIC.sub("", _folded(reference.name)))
    yield from dict.fromkeys(name for name in found if len(name) >= 3)


def _folded(text: str) -> str:
    """Text as it is compared: no spaces, one width, one case, 臺 for 台."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("台", "臺")
    return "".join(plain.split())


def _report(checked: int, findings: Sequence[Finding]) -> Iterator[str]:
    yield "# 外部連結檢查"
    yield ""
    yield f"檢查了 {checked} 個網址，{len(findings)} 處要請人看一下。"
    yield "連不上不代表措施沒了，連得上也不代表措施還在；請打開網頁或打電話確認後再改。"
    for heading in HEADINGS:
        group = [finding for finding in findings if finding.heading == heading]
        if group:
            yield from ("", f"## {heading}（{len(group)}）", "")
            yield from map(_line, group)


def _line(finding: Finding) -> str:
    measure, url = finding.reference.measure, finding.reference.url
    where = f"content/measures/{measure.id}.md"
    return f"- {escape(measure.title)}（{where}）：<{url}>：{escape(finding.told)}"

"""Search of the other pages: their prose, its index by Pagefind, and what that depends on."""

import base64
import json
import shutil
from pathlib import Path

import pagefind_bin  # type: ignore[import-untyped]
import pytest

from catalogue.model import Catalogue
from catalogue.pagefind import Chunk, PagefindError, as_stored, index_words, read_cbor
from catalogue.publication import Page
from catalogue.site_pages import SitePage, read_page, site_page_tasks
from catalogue.tasks import Task
from catalogue.urls import file_of
from catalogue.validation import load_catalogue
from tests.sample import CONTENT, MEASURE, STORY, pages_of, write_content

HTML = """<!doctype html><title>不算</title><header>不算</header>
<main id="main"><a class="landmark" href="#main">:::</a>
<nav><a href="x">不算</a></nav>
<article class="prose wrap"><h1>中堅
  企業</h1>
<p class="lead">服務團<strong>電話</strong>&amp;信箱<br />第二行</p>
<p>到<time data-today>105 年 3 月 1 日</time>，還有 <span data-count-status="open">3</span> 場。</p>
<ul><li>人才</li><li hidden>不算<b>不算</b></li><li>技術</li></ul>
<ul class="chips"><li>不算<br>不算</li></ul><ol class="rows events"><li>不算</li></ol>
<svg><path d="M0 0"/><text>不算</text></svg><input name="x"><p>最後</p></article>
<section class="chapter" id="x"><p>不算</p></section></main><footer>不算</footer>"""


def test_a_page_is_its_heading_and_its_prose() -> None:
    assert read_page("about/", HTML) == SitePage(
        address="about/",
        title="中堅 企業",
        text="服務團電話&信箱\n第二行\n到今天，還有 … 場。\n人才\n技術\n最後",
    )


def test_a_page_without_a_heading_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"^about/: a page without a heading$"):
        read_page("about/", "<main><p>內文</p></main>")


NO = base64.b64encode(b'{"payload":{"type":"Error","message":"no"}}')


def stored(chunks: list[Chunk]) -> dict[str, list[int]]:
    """Word -> its pages."""
    words = {}
    for chunk in chunks:
        found = read_cbor(chunk.content)[0]
        assert (found[0][0], found[-1][0]) == (chunk.first, chunk.last)
        for word, pages, _ in found:
            words[word] = [sum(page[0] for page in pages[: i + 1]) for i in range(len(pages))]
    return words


def test_pagefind_keeps_every_word_with_its_pages() -> None:
    first = {"節能", "能", "4", "4.0", "力ǀ4.0", "a+", "citd", "b", "ii", "𠮷"}
    assert stored(index_words([first, {"其他"}, {"b", "節能", "café", "ガ", "한"}])) == {
        "節能": [0, 2],
        "能": [0],
        "4": [0],
        "4\ua78f0": [0],
        "力ǀ4\ua78f0": [0],
        "a\u1429": [0],
        "citd": [0],
        "b": [0, 2],
        "ii": [0],
        "𠮷": [0],
        "其他": [1],
        "cafe": [2],
        "カ": [2],
        "\u1112\u1161\u11ab": [2],
    }
    assert as_stored("café 4.0") == "cafe 4\ua78f0"


def test_many_pages_fill_several_chunks_in_order() -> None:
    pages = [{f"補{chr(code)}" for code in range(0x4E00, 0x4E00 + 200)} for _ in range(300)]
    chunks = index_words(pages)
    bounds = [bound for chunk in chunks for bound in (chunk.first, chunk.last)]
    assert len(chunks) > 2
    assert bounds == sorted(bounds)
    assert stored(chunks) == {word: list(range(300)) for word in pages[0]}
    assert index_words(pages) == chunks


@pytest.mark.parametrize(
    ("says", "message"),
    [
        ("exit 3", "Pagefind ended early, with status 3"),
        (
            "printf %s, "
            + base64.b64encode(b'{"payload":{"type":"Error","message":"no"}}').decode(),
            "Pagefind: no",
        ),
    ],
)
def test_a_failure_of_pagefind_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, message: str
) -> None:
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\n{says}\n")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: str(program))
    with pytest.raises(PagefindError, match=f"^{message}$"):
        index_words([{f"補{n}" for n in range(9_000)}] * 9)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    content = write_content(tmp_path, one=MEASURE)
    shutil.copytree(CONTENT / "pages", content / "pages")
    (content / "stories").mkdir()
    (content / "stories" / "screw.md").write_text(STORY)
    return load_catalogue(content)


ADDRESSES = [
    *("about/", "accessibility/", "policy/"),
    *("events/", "match/", "shortlist/", "calendar/", "open-data/", "offline/", "handbook/"),
    *("stories/", "stories/screw/"),
]


def made_of(catalogue: Catalogue, **texts: str) -> tuple[Task, dict[str, bytes]]:
    """The task and its files, of pages that say their address or, by name, something else."""
    html = {
        address: f"<main><h1>標題</h1><p>{texts.get(address[:-1], address)}</p></main>"
        for address in [*ADDRESSES, "", "measures/one/", "sitemap/"]
    }
    site = [Page(path=file_of(address), content=text.encode()) for address, text in html.items()]
    contents = {page.path: page.content for page in site}
    [task] = site_page_tasks(catalogue, contents.__getitem__)
    return task, {page.path: page.content for page in pages_of([task])}


def test_pages_of_prose_and_tools_are_indexed(catalogue: Catalogue) -> None:
    _, files = made_of(catalogue, about="龜速 K9")
    index = json.loads(files["search/pages/index.json"])
    assert index["pages"] == [[address, "標題"] for address in ADDRESSES]
    [[first, last, name]] = index["chunks"]
    assert (first, last) == ("9", "龜速")
    assert "龜龟" in index["variants"].split()
    assert set(files) == {
        "search/pages/index.json",
        f"search/pages/words/{name}.bin",
        *(f"search/pages/texts/{address[:-1]}.json" for address in ADDRESSES),
    }
    assert json.loads(files["search/pages/texts/stories/screw.json"]) == {
        "title": "標題",
        "text": "stories/screw/",
    }


def test_the_index_depends_on_those_pages_alone(catalogue: Catalogue) -> None:
    before, files = made_of(catalogue)
    same, _ = made_of(catalogue, sitemap="別的")
    changed, others = made_of(catalogue, about="別的")
    assert same.also == before.also
    assert changed.also != before.also
    assert {path for path in files if path not in others or files[path] != others[path]} == {
        "search/pages/index.json",
        "search/pages/texts/about.json",
        *(path for path in files if path.startswith("search/pages/words/")),
    }

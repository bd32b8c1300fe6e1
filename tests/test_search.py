"""Search's files: what depends on what, and that Pagefind keeps every gram with its rank."""

import json
import pickle
from pathlib import Path

import pytest

from catalogue import search
from catalogue.model import Catalogue
from catalogue.pagefind import CHUNK, FILLER, LAST, MARK, _read_cbor, index_texts, page_text
from catalogue.publication import Page
from catalogue.search import (
    SearchEntry,
    render_shard,
    search_entry,
    search_tasks,
    vocabulary_variants,
)
from catalogue.search_columns import column, windows_column
from catalogue.tasks import pages_of
from catalogue.validation import load_catalogue
from tests.sample import MEASURE, write_content

HTML = """<article class="measure"><header data-field="title">節能計畫</header>
<p data-field="summary">補助節能 3 年。</p><p data-field="body">節能補助，計畫</p></article>"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    numbers = {f"number-{n}": MEASURE.replace("number: 1", f"number: {n}") for n in (1, 2, 3, 7)}
    titled = {name: text.replace("測試", f"測試{name[-1]}") for name, text in numbers.items()}
    return load_catalogue(write_content(tmp_path, **titled))


@pytest.fixture
def entries(catalogue: Catalogue) -> list[SearchEntry]:
    return [search_entry(measure, HTML) for measure in catalogue.measures]


def stored(texts: list[str]) -> dict[str, dict[int, list[int]]]:
    """Word -> page -> locations, of all words that are not there to fill chunks."""
    words = {}
    for chunk in index_texts(texts):
        for word, pages, _ in _read_cbor(chunk.content)[0]:
            if not word.endswith(LAST):
                words[word] = locations(pages)
    return words


def locations(pages: list[list[object]]) -> dict[int, list[int]]:
    found, page = {}, 0
    for step, steps, _ in pages:
        assert isinstance(step, int)
        assert isinstance(steps, list)
        page += step
        found[page] = [location for location in steps if location >= 0]
    return found


def test_pagefind_keeps_every_word_with_its_rank() -> None:
    first = [{"節能", "能", "4"}, set(), {"力ǀ4.0", "a+", "a+ǀ企"}, {"citd", "b"}]
    texts = [page_text(first, ["ǃ打品牌"]), page_text([{"b"}, {"節能"}], [])]
    assert stored(texts) == {
        "節能": {0: [0], 1: [1]},
        "能": {0: [0]},
        f"{MARK}4": {0: [0]},
        "力ǀ4\ua78f0": {0: [2]},
        f"{MARK}a\u1429": {0: [2]},
        f"{MARK}a\u1429ǀ企": {0: [2]},
        f"{MARK}citd": {0: [3]},
        f"{MARK}b": {0: [3], 1: [0]},
        f"{MARK}ǃ打品牌": {0: [4]},
    }


def test_accents_are_written_as_pagefind_stores_them() -> None:
    assert set(stored([page_text([{"café", "ガ", "한국"}], [])])) == {
        f"{MARK}cafe",
        "カ",
        "\u1112\u1161\u11ab\u1100\u116e\u11a8",
    }


def test_what_nobody_looks_up_is_left_out() -> None:
    texts = [page_text([{f"補{chr(code)}" for code in range(0x4E00, 0x5200)}], [])] * 3
    chunks = index_texts(texts)
    assert len(chunks) > 1
    assert not any(chunk.first.startswith(LAST) for chunk in chunks)
    *_, (last, pages, _) = _read_cbor(chunks[-1].content)[0]
    assert last == FILLER
    assert len(pages[0][1]) > CHUNK


def test_an_entry_is_small_and_can_cross_processes(entries: list[SearchEntry]) -> None:
    entry = entries[0]
    assert pickle.loads(pickle.dumps(entry)) == entry
    assert json.loads(entry.text) == {
        "id": "number-1",
        "title": "測試1措施",
        "summary": "每案最高補助 200 萬元。",
        "belongs": "經濟部工業局・研發貸款協助",
        "fields": [["summary", "補助節能 3 年。"], ["body", "節能補助，計畫"]],
    }
    ranks = [set(word.split("-")) - {LAST} for word in entry.words.split()]
    assert ranks == [
        {"節能", "能計", "計畫", "畫"},
        {"補助", "助節", "能", "能ǀ3", f"{MARK}3", f"{MARK}3ǀ年", "年"},
        set(),
        {"能補", "助"},
    ]


def test_a_measure_of_a_number_changes_one_shard(
    catalogue: Catalogue, entries: list[SearchEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SHARD", 3)
    html = {f"measures/number-{n}/index.html": HTML.encode() for n in (1, 2, 3, 7)}
    before = contents(pages_of(search_tasks(catalogue, html.__getitem__)))
    assert {path.split("/")[1] for path in before} == {"index.json", "0", "2"}
    assert json.loads(before["search/index.json"])["shards"] == [0, 2]
    assert json.loads(before["search/2/shard.json"])["numbers"] == [[7, 1]]

    html["measures/number-7/index.html"] = HTML.replace("節能", "減碳").encode()
    after = contents(pages_of(search_tasks(catalogue, html.__getitem__)))
    moved = {path for path in before | after if before.get(path) != after.get(path)}
    assert {path.rpartition("/")[0].split("/")[1] for path in moved} == {"2"}
    known = vocabulary_variants(catalogue.vocabulary)
    alone = contents(render_shard(0, entries[:3], known))
    assert alone == {path: text for path, text in after.items() if path.startswith("search/0/")}


def contents(pages: object) -> dict[str, bytes]:
    assert hasattr(pages, "__iter__")
    return {page.path: page.content for page in pages if isinstance(page, Page)}


def test_numbers_are_written_as_runs() -> None:
    assert search._runs([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 1], [9, 2]]
    assert search._runs([]) == []


def test_a_column_lists_its_values_once() -> None:
    assert column(["乙", "甲", "乙"]) == {"values": ["乙", "甲"], "of": "010"}


def test_windows_refer_to_a_list_of_days() -> None:
    measures = [
        [("fixed", "2016-01-26", "2016-03-15"), ("fixed", None, "2016-01-28")],
        [("annual", (2, 3)), ("rolling",)],
        [("announced",), ("unstated",)],
    ]
    assert windows_column(measures) == {
        "days": ["2016-01-26", 2, 47],
        "of": "f13f02 m" + chr(0x30 + 0b110) + "r au",
    }

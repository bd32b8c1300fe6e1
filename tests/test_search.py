"""Search's files: texts, words, what order and filters need, and what each depends on."""

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import search, search_words, segment_shelf
from catalogue.cache import Cache
from catalogue.model import Catalogue, Measure
from catalogue.publication import Page, as_written
from catalogue.search import index_tasks, shard_tasks
from catalogue.search_columns import column, windows_column
from catalogue.search_texts import ranked_grams, text_page, with_texts
from catalogue.search_words import read_words, word_tasks
from catalogue.segment_shelf import Texts
from catalogue.segments import Ranked, bucket_bits, patched, segment_of
from catalogue.tasks import task
from catalogue.urls import first_of_words
from catalogue.urls import search_words as address_of_words
from catalogue.validation import load_catalogue
from catalogue.views import Views
from catalogue.word_index import Chunk, chunks_of
from tests.sample import MEASURE, pages_of, write_content

HTML = """<article class="measure"><header data-field="title">節能計畫</header>
<p data-field="summary">補助節能 3 年。</p><p data-field="body">節能補助，計畫</p></article>"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    numbers = {f"number-{n}": MEASURE.replace("number: 1", f"number: {n}") for n in (1, 2, 3, 7)}
    titled = {name: text.replace("測試", f"測試{name[-1]}") for name, text in numbers.items()}
    return load_catalogue(write_content(tmp_path, **titled))


def read_chunks(chunks: Sequence[Chunk]) -> dict[str, list[tuple[int, int]]]:
    """Word -> number and rank of each posting, in order; as the browser reads them."""
    found = {}
    for chunk in chunks:
        data, at = gzip.decompress(chunk.content), 0
        while at < len(data):
            length, at = integer(data, at)
            word, at = data[at : at + length].decode(), at + length
            length, at = integer(data, at)
            end, posting, postings = at + length, 0, []
            while at < end:
                step, at = integer(data, at)
                posting += step
                postings.append(divmod(posting, 4))
            found[word] = postings
    return found


def integer(data: bytes, at: int) -> tuple[int, int]:
    number, shift = 0, 0
    while True:
        byte, at = data[at], at + 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def test_every_word_is_kept_with_its_measures_and_ranks() -> None:
    texts = [
        (1, [{"補助", "4.0"}, set(), {"補丁"}, {"citd"}]),
        (2, [set(), {"補助"}, set(), {"補丁"}]),
        (40_000, [{"補丁"}, set(), set(), set()]),
        (40_100, [set(), set(), {"補助"}, {"補丁"}]),
    ]
    segments = [segment_of(texts[:2], 8), segment_of(texts[2:], 8)]
    buckets = [list(segment.buckets) for segment in segments]
    assert buckets == [[0, ord("補") >> 8], [ord("補") >> 8]]
    assert read_chunks(chunks_of(ord("補") >> 8, 8, segments)) == {
        "補丁": [(1, 2), (2, 3), (40_000, 0), (40_100, 3)],
        "補助": [(1, 0), (2, 1), (40_100, 2)],
    }
    assert read_chunks(chunks_of(0, 8, segments)) == {"4.0": [(1, 0)], "citd": [(1, 3)]}
    assert segments[0].characters == ".04cdit丁助補"


def test_segments_make_the_same_chunks_however_measures_are_shared_out() -> None:
    texts = [(n, [{f"補{chr(0x4E00 + n * k % 97)}" for k in range(9)}]) for n in range(1, 60)]
    bucket = ord("補") >> 8
    one = chunks_of(bucket, 8, [segment_of(texts, 8)])
    many = chunks_of(bucket, 8, [segment_of(texts[i : i + 7], 8) for i in range(0, 60, 7)])
    assert one == many


def test_chunks_are_small_and_named_after_the_words_they_begin_with() -> None:
    texts = [(n, [{f"補{chr(code)}" for code in range(0x4E00, 0x5200)}]) for n in (1, 2, 3)]
    chunks = chunks_of(ord("補") >> 8, 8, [segment_of(texts, 8)])
    sizes = [len(gzip.decompress(chunk.content)) for chunk in chunks]
    assert sum(sizes) == 1024 * (1 + 6 + 1 + 3)
    assert [size // 1000 for size in sizes] == [7, 3]
    assert [chunk.first for chunk in chunks] == ["補", "補" + chr(0x4E00 + 727)]
    assert address_of_words(chunks[1].first) == "search/words/88dc-50d7.bin"
    assert first_of_words("search/words/88dc-50d7.bin") == chunks[1].first


def test_more_measures_have_narrower_buckets() -> None:
    assert [bucket_bits(count) for count in (42, 1_000, 10_000, 100_000)] == [8, 4, 0, 0]


def test_the_narrowest_buckets_of_numbers_have_two_characters() -> None:
    words = ["1", "10", "105", "1é", "1\N{BLACK STAR}", "2", "2016", "b", "bb", "補", "補1", "補助"]
    assert words == sorted(words)
    segment = segment_of([(1, [set(words)])], 0)
    chunks = {bucket: chunks_of(bucket, 0, [segment]) for bucket in segment.buckets}
    assert [[*read_chunks(some)] for some in chunks.values()] == [
        *(["1"], ["10", "105"], ["1é", "1\N{BLACK STAR}"], ["2"], ["2016"], ["b"], ["bb"]),
        ["補", "補1", "補助"],
    ]
    names = [chunk.first for some in chunks.values() for chunk in some]
    assert names == ["1", "10", "1é", "2", "20", "b", "bb", "補"]


def test_a_text_says_what_a_result_shows(catalogue: Catalogue) -> None:
    page = text_page(catalogue.measures[0], HTML)
    assert page.path == "search/texts/1.json"
    assert json.loads(page.content) == {
        "id": "number-1",
        "title": "測試1措施",
        "summary": "每案最高補助 200 萬元。",
        "belongs": "經濟部工業局・研發貸款協助",
        "fields": [["summary", "補助節能 3 年。"], ["body", "節能補助，計畫"]],
    }
    assert ranked_grams(page.content) == [
        {"測試", "試", "試ǀ1", "1", "1ǀ措", "措施", "施"},
        {"補助", "助節", "節能", "能", "能ǀ3", "3", "3ǀ年", "年"},
        set(),
        {"能補", "助", "計畫", "畫"},
    ]


def search_files(
    catalogue: Catalogue,
    cache: Cache,
    before: Mapping[str, bytes] | None = None,
    read: list[str] | None = None,
    **html: str,
) -> dict[str, bytes]:
    """All files of search, of measures whose page is HTML or, by id, another.

    `before` are the files of the site that is replaced, `read` gets the paths of texts read.
    """

    def page_of(measure: Measure) -> list[Page]:
        content = html.get(measure.id.replace("-", "_"), HTML).encode()
        return [Page(path=f"measures/{measure.id}/index.html", content=content)]

    tasks = [task(m.id, [m], partial(page_of, m), with_text=True) for m in catalogue.measures]
    pages = list(pages_of(with_texts(tasks, catalogue)))
    made = {page.path: page.content for page in pages if page.path.startswith("search/")}
    assert len(made) == len(tasks)

    def read_text(path: str) -> bytes:
        if read is not None:
            read.append(path)
        return made[path]

    def read_earlier(path: str) -> bytes:
        if before is None or path not in before:
            raise FileNotFoundError(path)
        return before[path]

    texts = Texts(files=dict(map(as_written, pages)), read=read_text, read_earlier=read_earlier)
    words = read_words(catalogue, texts, cache, b"", 1)
    chunks = list(pages_of(word_tasks(words)))
    index = index_tasks(catalogue, words, [chunk.path for chunk in chunks])
    others = (*chunks, *pages_of(index), *pages_of(shard_tasks(catalogue, Views(date(2016, 3, 1)))))
    return made | {page.path: page.content for page in others}


def test_a_measure_changes_its_own_files_and_the_chunks_of_its_words(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SHARD", 3)
    monkeypatch.setattr(search_words, "SEGMENT", 2)
    cache = Cache(tmp_path / "cache")
    before = search_files(catalogue, cache)
    index = json.loads(before["search/index.json"])
    assert index["shards"] == [0, 2]
    assert index["words"]["bits"] == 11
    assert index["numbers"] == [[1, 3], [7, 1]]

    changed = HTML.replace("計畫</p>", "計畫、減碳</p>")
    kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}
    after = search_files(catalogue, cache, number_7=changed)
    again = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}
    assert {name for name in again if again[name] != kept[name]} == {"words-3", "words-3-words"}
    assert after == search_files(catalogue, Cache(None), number_7=changed)
    moved = {path for path in before | after if before.get(path) != after.get(path)}
    # 減碳 and 碳, so nothing in the buckets of the other words.
    words = {first_of_words(path) for path in moved if path.startswith("search/words/")}
    assert {ord(word[0]) >> 11 for word in words} == {ord("減") >> 11, ord("碳") >> 11}
    assert moved - {address_of_words(word) for word in words} == {
        "search/index.json",
        "search/texts/7.json",
    }


def test_only_the_texts_of_changed_measures_are_read_again(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_shelf, "FEW", 1)
    cache = Cache(tmp_path / "cache")
    before = search_files(catalogue, cache)

    def read_for(before: Mapping[str, bytes] | None, **html: str) -> list[str]:
        read: list[str] = []
        after = search_files(catalogue, cache, before, read, **html)
        assert after == search_files(catalogue, Cache(None), **html)
        return read

    more = HTML.replace("計畫</p>", "計畫、減碳</p>")
    assert read_for(before) == []
    assert read_for(before, number_3=more) == ["search/texts/3.json"]
    texts = [f"search/texts/{number}.json" for number in (1, 2, 3, 7)]
    # More than FEW; the site as it was is not there; it has another text by now.
    assert read_for(before, number_1=more, number_2=more) == texts
    assert read_for(None) == texts
    assert read_for(before | {"search/texts/7.json": b"{}"}, number_7=more) == texts
    (tmp_path / "cache" / "words-0-words").unlink()
    assert read_for(before, number_7=more) == texts


WORDS = st.sets(st.text("補助計畫1a", min_size=1, max_size=3), max_size=6)
RANKED = st.lists(WORDS, min_size=4, max_size=4).map(
    lambda ranks: [rank - set().union(*ranks[:place]) for place, rank in enumerate(ranks)]
)


@given(
    before=st.dictionaries(st.integers(1, 200), RANKED, max_size=6),
    now=st.dictionaries(st.integers(1, 200), RANKED, max_size=6),
    bits=st.sampled_from([0, 4, 8]),
)
def test_a_patched_segment_is_the_one_made_of_all_texts(
    before: dict[int, Ranked], now: dict[int, Ranked], bits: int
) -> None:
    whole = before | now
    old = segment_of(sorted(before.items()), bits)
    changes = {number: (before.get(number, ()), words) for number, words in now.items()}
    new = patched(old, bits, changes)
    assert new == segment_of(sorted(whole.items()), bits)
    back = {number: (words, before.get(number, ())) for number, words in now.items()}
    assert patched(new, bits, back) == old


def test_only_variants_of_what_occurs_are_published(catalogue: Catalogue) -> None:
    variants = json.loads(search_files(catalogue, Cache(None))["search/index.json"])["variants"]
    assert "節节" in variants.split()
    assert "龟" not in variants


def test_numbers_are_written_as_runs() -> None:
    assert search._runs([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 1], [9, 2]]
    assert search._runs([]) == []


def test_windows_are_found_by_the_number_of_their_measure(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WINDOWS", 4)
    pages = pages_of(shard_tasks(catalogue, Views(date(2016, 3, 1))))
    windows = {page.path: json.loads(page.content) for page in pages if "windows" in page.path}
    days = ["2016-01-26", 49, 47, 60]
    assert windows == {
        "search/windows/0.json": {"days": days, "of": "f12i34 f12i34 f12i34"},
        "search/windows/1.json": {"days": days, "of": "  f12i34"},
    }


def test_a_column_lists_its_values_once() -> None:
    assert column(["乙", "甲", "乙"]) == {"values": ["乙", "甲"], "of": "010"}


def test_windows_refer_to_a_list_of_days() -> None:
    measures = [
        [("fixed", "2016-01-26", "2016-03-15"), ("fixed", None, "2016-01-28")],
        [("annual", (2, 3)), ("rolling",)],
        [("announced",), ("unstated",), ("fixed", "2016-03-15", "2016-06")],
        [("fixed", "2016-05", None), ("fixed", "2016-05", "2016-06")],
    ]
    assert windows_column(measures) == {
        "days": ["2016-01-26", 2, 47, 47, 60],
        "of": "f13f02 m" + chr(0x30 + 0b110) + "r auh35 g40i45",
    }

"""What an earlier build has read is not read again, and is the same; only what has changed is."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from catalogue import loading, shelf
from catalogue.cache import Cache
from catalogue.inputs import KEPT_STAMPS, Source, stamps
from catalogue.loading import Loaded, load_quickly, read_measures
from catalogue.packing import pack, unpack
from catalogue.shelf import Batch
from catalogue.validation import load_catalogue
from catalogue.views import view_measure
from tests.sample import CONTENT, MEASURE, write_content

TODAY = date(2016, 3, 1)


def measure(number: int) -> str:
    text = MEASURE.replace("number: 1", f"number: {number}")
    return text.replace("測試措施", f"措施 {number}")


def source_of(content: Path, shared: bytes = b"shared") -> Source:
    measures = stamps(content / "measures")
    return Source(content=content, measures=measures, today=TODAY, shared=shared, history=b"")


def load(content: Path, cache: Cache, **options: object) -> Loaded:
    loaded = load_quickly(source_of(content), 1, cache, **options)  # type: ignore[arg-type]
    assert loaded is not None
    return loaded


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_content(tmp_path, **{f"m{number}": measure(number) for number in range(1, 7)})


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names of the files that were read, by the process that read them, as that goes on."""
    found: list[list[str]] = []
    really = loading._read

    def note(source: Source, vocabulary: object, names: object) -> Batch:
        batch = really(source, vocabulary, names)  # type: ignore[arg-type]
        found.append(list(batch.stamps))
        return batch

    monkeypatch.setattr(loading, "_read", note)
    return found


def test_the_real_measures_are_the_same_after_packing() -> None:
    catalogue = load_catalogue(CONTENT)
    viewed = [(measure, view_measure(measure, TODAY)) for measure in catalogue.measures]

    again = unpack(catalogue.vocabulary, pack(catalogue.vocabulary, viewed))

    assert again == viewed
    assert [hash(measure) for measure, _ in again] == [hash(m) for m in catalogue.measures]
    agencies = {agency.id: agency for agency in catalogue.vocabulary.agencies}
    assert all(a is agencies[a.id] for measure, _ in again for a in measure.agencies)


def test_the_rest_of_a_measure_is_read_when_it_is_asked_for() -> None:
    catalogue = load_catalogue(CONTENT)
    citd = next(measure for measure in catalogue.measures if measure.id == "citd")
    ((kept, view),) = unpack(
        catalogue.vocabulary, pack(catalogue.vocabulary, [(citd, view_measure(citd, TODAY))])
    )

    assert kept.title == view.measure.title == citd.title
    assert kept.facts == citd.facts
    assert kept.services == citd.services
    assert kept.contacts is kept.contacts, "read once"
    assert not kept.__dict__.keys() & {"services", "contacts"}, "and not kept for good"
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        kept.colour  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("jobs", [1, 2])
def test_reading_in_processes_gives_the_same_catalogue(
    content: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr("catalogue.parallel.MIN_SHARE", 2)
    catalogue = load_catalogue(content)
    for _ in range(2):  # the second time from the cache
        loaded = load_quickly(source_of(content), jobs, cache)
        assert loaded is not None
        assert loaded.catalogue == catalogue
        views = [loaded.views.of(measure) for measure in loaded.catalogue.measures]
        assert views == [view_measure(measure, TODAY) for measure in catalogue.measures]


def test_only_what_has_changed_is_read(content: Path, cache: Cache, read: list[list[str]]) -> None:
    load(content, cache)
    load(content, cache)
    (content / "measures" / "m2.md").write_text(measure(2).replace("內文", "另一段"), "utf-8")
    (content / "measures" / "m7.md").write_text(measure(7), encoding="utf-8")
    (content / "measures" / "m4.md").unlink()
    loaded = load(content, cache)
    load(content, cache)

    assert read == [[f"m{number}.md" for number in range(1, 7)], ["m2.md", "m7.md"]]
    assert loaded.catalogue == load_catalogue(content)


def test_what_is_read_ahead_is_not_read_again(
    content: Path, cache: Cache, read: list[list[str]]
) -> None:
    load(content, cache)
    for number in (2, 5):
        text = measure(number).replace("內文", "另一段")
        (content / "measures" / f"m{number}.md").write_text(text, encoding="utf-8")
    kept = cache.load(KEPT_STAMPS, b"shared")
    assert {n for n, now in stamps(content / "measures").items() if kept[n] != now} == {
        "m2.md",
        "m5.md",
    }

    loaded = load(
        content, cache, ahead=partial(read_measures, source_of(content), cache, ["m2.md"])
    )

    assert read[1:] == [["m2.md"], ["m5.md"]]
    assert loaded.catalogue == load_catalogue(content)


def test_many_changes_are_written_with_the_others_and_none_is_kept_for_ever(
    content: Path, cache: Cache, read: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MAX_SINCE", 2)
    sizes = []
    for revision in range(9):
        text = measure(2).replace("內文", f"第 {revision} 段")
        (content / "measures" / "m2.md").write_text(text, encoding="utf-8")
        assert load(content, cache).catalogue == load_catalogue(content)
        counts = [
            sum(len(batch.stamps) for batch in part)
            for part in (shelf.Shelf(cache, b"shared")._large, shelf.Shelf(cache, b"shared")._since)
        ]
        sizes.append(tuple(counts))

    # 6 measures, and 1 more a change; the large file takes 3 over; above 12, it begins again.
    assert sizes == [(6, 0), (6, 1), (6, 2), (9, 0), (9, 1), (9, 2), (12, 0), (6, 0), (6, 1)]
    assert [len(names) for names in read] == [6] + 8 * [1]


def test_content_with_a_fault_is_not_read_quickly(tmp_path: Path, cache: Cache) -> None:
    content = write_content(tmp_path, m1=measure(1), m2=measure(2))
    second = content / "measures" / "m2.md"
    load(content, cache)
    faults: list[Callable[[], object]] = [
        lambda: second.write_text(measure(1), encoding="utf-8"),
        lambda: second.write_text(measure(2).replace("105-06", "105-13"), encoding="utf-8"),
        lambda: (content / "measures" / "M3.md").write_text(measure(3), encoding="utf-8"),
        lambda: (content / "measures" / "m3.md").symlink_to(second),
        lambda: (content / "measures" / "more").mkdir(),
    ]
    for spoil in faults:
        spoil()
        assert load_quickly(source_of(content), 1, cache) is None
        for path in (content / "measures").iterdir():
            path.rmdir() if path.is_dir() else path.unlink()
        for number in (1, 2):
            (content / "measures" / f"m{number}.md").write_text(measure(number), encoding="utf-8")
        load(content, cache)


def test_what_was_kept_for_other_code_is_not_used(
    content: Path, cache: Cache, read: list[list[str]]
) -> None:
    load(content, cache)
    assert load_quickly(source_of(content, b"other"), 1, cache) is not None
    assert list(map(len, read)) == [6, 6]


def test_large_files_that_do_not_belong_together_are_not_used(
    content: Path, cache: Cache, tmp_path: Path, read: list[list[str]]
) -> None:
    load(content, cache)
    rest = tmp_path / "cache" / "measures-rest"
    rest.write_bytes(bytes(16) + rest.read_bytes()[16:])
    assert load(content, cache).catalogue == load_catalogue(content)
    assert list(map(len, read)) == [6, 6]


def test_values_and_bytes_are_kept_for_what_they_were_made_for(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.save("value", b"a", {"one": 1})
    cache.save_bytes("bytes", b"token", [b"first", memoryview(b"second")])

    assert cache.load("value", b"a") == {"one": 1}
    assert cache.load("value", b"b") is None
    assert cache.load("nothing", b"a") is None
    found = cache.load_bytes("bytes", b"token")
    assert found is not None
    assert bytes(found) == b"firstsecond"
    assert cache.load_bytes("bytes", b"other") is None
    assert cache.load_bytes("nothing", b"token") is None
    assert Cache(None).load_bytes("bytes", b"token") is None

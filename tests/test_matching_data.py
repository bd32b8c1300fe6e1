"""What the scripts of the matching page and the shortlist are given of the catalogue."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import to_json

from bench.corpus import write_corpus
from catalogue import urls
from catalogue.matching import NEEDS, OTHER_NEED, needs_of
from catalogue.matching_data import PART, PART_BYTES, matching_measure, matching_tasks
from catalogue.model import Catalogue
from catalogue.publication import Publication
from catalogue.tasks import key_of
from catalogue.validation import load_catalogue
from tests.sample import CONTENT, MEASURE, pages_of, write_content

PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://example.org/a/")
WINDOWS = """\
      - {kind: fixed, label: 第一梯次, opens: 105-01-26, closes: 105-03-15}
      - {kind: fixed, label: 第二梯次, opens: 105-05, closes: 105-06, tentative: true}
"""
MANY = {
    "unstated": "{kind: unstated}",
    "april": "{kind: fixed, closes: 105-04-30}",
    "over": "{kind: fixed, closes: 105-02-29}",
    "rolling": "{kind: rolling}",
    "march": "{kind: fixed, closes: 105-03-31}",
    "opened": "{kind: fixed, opens: 105-02-01}",
    "august": "{kind: annual, months: [8]}",
    "may": "{kind: fixed, closes: 105-05-31}",
    "also-rolling": "{kind: rolling}",
}
"""Measures, by what their one window is, in the order of their numbers."""
ORDER = ["march", "rolling", "april", "opened", "may", "also-rolling", "august", "unstated", "over"]


def many(folder: Path, **changed: str) -> Catalogue:
    """A catalogue of MANY measures that all answer the same two needs."""
    texts = {
        name: MEASURE.replace("number: 1", f"number: {number}")
        .replace("測試措施", f"措施 {name}")
        .replace(WINDOWS, f"      - {window}\n")
        for number, (name, window) in enumerate((MANY | changed).items(), start=1)
    }
    return load_catalogue(write_content(folder, **texts))


@pytest.fixture(autouse=True)
def _three_are_all_that_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalogues of more than three measures are too large to compare."""
    monkeypatch.setattr("catalogue.matching.WHOLE", 3)


def files_of(catalogue: Catalogue) -> dict[str, Any]:
    made = pages_of(matching_tasks(catalogue, PUBLICATION))
    return {page.path: json.loads(page.content) for page in made}


def ids(part: Any) -> list[str]:
    return [measure["id"] for measure in part["measures"]]


def test_who_is_there_for_a_service_by_name_is_called_about_it() -> None:
    measures = load_catalogue(CONTENT).measures
    (park,) = (m for m in measures if m.id == "science-park-rd")
    assert [service["contact"]["who"] for service in matching_measure(park)["services"]] == [
        "新竹科學工業園區管理局 黃先生",
        "中部科學工業園區管理局 盧小姐",
    ]


def test_what_the_browser_gets(tmp_path: Path) -> None:
    text = MEASURE.replace("  - text: 有工廠登記", "  - {text: 有工廠登記, test: {factory: true}}")
    text = text.replace("source: 手冊第 1 頁", "source: 手冊第 1 頁\naliases: [old-id, older-id]")
    catalogue = load_catalogue(write_content(tmp_path, one=text))
    pages = {p.path: p.content for p in pages_of(matching_tasks(catalogue, PUBLICATION))}
    assert list(pages) == [urls.MATCH_JSON, urls.NAMES_JSON]
    assert json.loads(pages[urls.NAMES_JSON]) == {
        "titles": {"one": "測試措施"},
        "aliases": {"old-id": "one", "older-id": "one"},
    }
    (measure,) = json.loads(pages[urls.MATCH_JSON])["measures"]
    assert measure == {
        "id": "one",
        "number": 1,
        "title": "測試措施",
        "agencies": ["經濟部工業局"],
        "preferences": ["優先支持"],
        "calendar": True,
        "services": [
            {
                "name": "輔導補助",
                "needs": ["grants", "research"],
                "windows": [
                    ["fixed", "2016-01-26", "2016-03-15"],
                    ["fixed", "2016-05", "2016-06"],
                ],
                "contact": {
                    "who": "經濟部工業局 林技正",
                    "phone": "(02)2754-1255 分機 2414",
                    "link": "tel:+886227541255,2414",
                },
                "criteria": [{"text": "有工廠登記", "test": {"factory": True}}],
            }
        ],
    }


def test_a_large_catalogue_is_published_by_need(tmp_path: Path) -> None:
    files = files_of(many(tmp_path))
    assert list(files) == [
        "match/measures.json",
        "match/names.json",
        "match/grants.json",
        "match/research.json",
    ]
    assert list(files["match/measures.json"]) == ["certain", "uncertain", "needs"]
    assert files["match/measures.json"]["needs"] == ["grants", "research"]
    assert files["match/names.json"] == {"titles": None, "aliases": None}
    assert files["match/grants.json"]["total"] == 9
    assert ids(files["match/grants.json"]) == ORDER


def test_of_a_need_there_is_a_part_of_which_neither_kind_takes_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PART == 500
    monkeypatch.setattr("catalogue.matching_data.PART", 4)
    part = files_of(many(tmp_path))["match/research.json"]
    assert (part["total"], ids(part)) == (9, ["march", "rolling", "april", "opened"])


def test_what_counts_is_the_service_that_answers_the_need(tmp_path: Path) -> None:
    """A loan that can be had does not bring the grant of the same measure forward."""
    loan = "  - {type: 融資貸款, offer: 低利貸款。, windows: [{kind: rolling}]}\npreferences:"
    many(tmp_path)
    path = tmp_path / "content" / "measures" / "over.md"
    path.write_text(path.read_text("utf-8").replace("preferences:", loan), "utf-8")
    files = files_of(load_catalogue(tmp_path / "content"))
    assert ids(files["match/loans.json"]) == ["over"]
    assert ids(files["match/grants.json"]) == ORDER


def test_no_file_is_larger_than_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_corpus(tmp_path / "content", 60)
    catalogue = load_catalogue(tmp_path / "content")
    whole = list(pages_of(matching_tasks(catalogue, PUBLICATION)))
    monkeypatch.setattr("catalogue.matching_data.PART_BYTES", 8_000)
    bounded = list(pages_of(matching_tasks(catalogue, PUBLICATION)))
    assert max(len(page.content) for page in whole) > 8_000
    assert max(len(page.content) for page in bounded) <= 8_000
    cut = []
    for before, after in zip(whole, bounded, strict=True):
        everything, part = json.loads(before.content), json.loads(after.content)
        if part != everything:
            count = len(part["measures"])
            assert part == everything | {"measures": everything["measures"][:count]}
            assert len(after.content) + len(to_json(everything["measures"][count])) >= 8_000
            cut.append(after.path)
    assert cut == [
        f"match/{need}.json" for need in ("people", "market", "patents", "digital", "experts")
    ]


def test_a_need_costs_a_reader_at_most_150_kilobytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real measures, which are more varied than made-up ones, compress to a quarter."""
    monkeypatch.setattr("catalogue.matching.WHOLE", 42)
    whole = next(iter(pages_of(matching_tasks(load_catalogue(CONTENT), PUBLICATION)))).content
    assert len(gzip.compress(whole, 6)) / len(whole) * PART_BYTES <= 150_000


def test_a_change_makes_only_the_needs_anew_that_show_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.matching_data.PART", 4)

    def keys(catalogue: Catalogue) -> dict[str, str]:
        digests = {measure.id: measure.digest for measure in catalogue.measures}
        found = matching_tasks(catalogue, PUBLICATION)
        return {task.name: key_of(task, b"", digests) for task in found}

    def made_anew(name: str, old: str, new: str) -> list[str]:
        path = tmp_path / "content" / "measures" / f"{name}.md"
        text = path.read_text("utf-8")
        assert old in text
        before = keys(load_catalogue(tmp_path / "content"))
        path.write_text(text.replace(old, new), "utf-8")
        after = keys(load_catalogue(tmp_path / "content"))
        return [task for task in after if after[task] != before.get(task)]

    many(tmp_path)
    # All of the category of technology answer the need for research; a loan is no grant.
    assert made_anew("rolling", "type: 輔導補助", "type: 融資貸款") == [
        "matching, tables",
        "matching, loans",
        "matching, grants",
        "matching, research",
    ]
    assert made_anew("over", "105-02-29", "105-02-28") == []
    assert made_anew("march", "措施 march", "三月的措施") == [
        "matching, grants",
        "matching, research",
    ]
    assert made_anew("rolling", "措施 rolling", "隨時的措施") == [
        "matching, loans",
        "matching, research",
    ]
    assert made_anew("may", "source: ", "aliases: [old-may]\nsource: ") == ["matching, renamed"]


def test_each_old_id_has_a_file(tmp_path: Path) -> None:
    many(tmp_path)
    path = tmp_path / "content" / "measures" / "may.md"
    text = path.read_text("utf-8").replace("source: ", "aliases: [old-may, june]\nsource: ")
    path.write_text(text, "utf-8")
    files = files_of(load_catalogue(tmp_path / "content"))
    renamed = {path: value for path, value in files.items() if "renamed" in path}
    assert renamed == {
        "match/renamed/old-may.json": {"id": "may"},
        "match/renamed/june.json": {"id": "may"},
    }


def test_the_file_of_a_need_takes_no_other_s_place() -> None:
    paths = [urls.match_json(need.id) for need in (*NEEDS, OTHER_NEED)]
    assert len({*paths, urls.MATCH_JSON, urls.NAMES_JSON}) == len(paths) + 2


def test_every_measure_is_in_the_files_of_its_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.matching.WHOLE", 41)
    catalogue = load_catalogue(CONTENT)
    files = files_of(catalogue)
    for need in (*NEEDS, OTHER_NEED):
        expected = {
            measure.id
            for measure in catalogue.measures
            if any(need.id in needs_of(measure, s.type.id) for s in measure.services)
        }
        part = files.get(urls.match_json(need.id), {"total": 0, "measures": []})
        assert (part["total"], set(ids(part))) == (len(expected), expected), need.id

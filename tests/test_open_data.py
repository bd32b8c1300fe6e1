"""The files under api/v1/, as the programs that rely on them read them."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import regress

from catalogue.json_schema import front_matter_schema
from catalogue.model import Catalogue
from catalogue.open_data import json_bytes
from catalogue.publication import Publication
from catalogue.published import published_measure
from catalogue.reading import read_document
from catalogue.validation import load_catalogue
from catalogue.window_table import CSV_COLUMNS, csv_bytes
from tests.sample import CONTENT, MEASURE, all_data, write_content

PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://org.github.io/repo/")

MEASURE_KEYS = [
    "id",
    "number",
    "title",
    "url",
    "summary",
    "status",
    "next_deadline",
    "category",
    "subcategory",
    "agencies",
    "services",
    "preferences",
    "events",
    "contacts",
    "links",
    "caveats",
    "source",
    "verified_on",
]
SERVICE_KEYS = ["type", "audience", "offer", "amounts", "percents", "term", "windows"]
WINDOW_KEYS = [
    "kind",
    "opens",
    "closes",
    "precision",
    "months",
    "label",
    "tentative",
    "until_full",
    "note",
    "status",
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


@pytest.fixture(scope="module")
def files(catalogue: Catalogue) -> dict[str, bytes]:
    return all_data(catalogue, PUBLICATION)


@pytest.fixture(scope="module")
def measures(files: dict[str, bytes]) -> dict[str, Any]:
    whole = json.loads(files["api/v1/measures.json"])
    return {measure["id"]: measure for measure in whole["measures"]}


def test_the_whole_catalogue_is_there(files: dict[str, bytes]) -> None:
    whole = json.loads(files["api/v1/measures.json"])
    measures = whole["measures"]

    assert list(whole) == ["edition", "today", "count", "measures"]
    assert (whole["edition"], whole["today"], whole["count"]) == (105, "2016-03-01", 42)
    assert [measure["number"] for measure in measures] == list(range(1, 43))
    assert len({measure["category"]["id"] for measure in measures}) == 5
    assert len({measure["subcategory"]["id"] for measure in measures}) == 19


def test_keys_are_exactly_those_of_the_contract(measures: dict[str, Any]) -> None:
    for measure in measures.values():
        assert list(measure) == MEASURE_KEYS
        assert list(measure["category"]) == list(measure["subcategory"]) == ["id", "name"]
        for agency in measure["agencies"]:
            assert list(agency) == ["id", "name"]
        for service in measure["services"]:
            assert list(service) == SERVICE_KEYS
            for amount in service["amounts"]:
                assert list(amount) == ["twd", "text"]
            for window in service["windows"]:
                assert list(window) == WINDOW_KEYS
        for preference in measure["preferences"]:
            assert list(preference) == ["type", "text"]
        for event in measure["events"]:
            assert list(event) == ["date", "place", "name"]
        for contact in measure["contacts"]:
            assert list(contact) == ["role", "organisation", "people"]
            for person in contact["people"]:
                assert list(person) == ["name", "phone", "ext", "note"]
        for link in measure["links"]:
            assert list(link) == ["name", "url"]


def test_citd_as_the_handbook_has_it(measures: dict[str, Any]) -> None:
    citd = measures["citd"]
    (service,) = citd["services"]

    assert citd["number"] == 12
    assert citd["title"] == "協助傳統產業技術開發計畫(CITD)"
    assert citd["url"] == "https://org.github.io/repo/measures/citd/"
    assert (citd["status"], citd["next_deadline"]) == ("open", "2016-03-15")
    assert citd["category"] == {"id": "technology", "name": "技術面"}
    assert citd["subcategory"] == {"id": "rd-projects", "name": "提高研發類科專計畫協助"}
    assert citd["agencies"] == [{"id": "idb", "name": "經濟部工業局"}]
    assert service["type"] == "輔導補助"
    assert [amount["twd"] for amount in service["amounts"]] == [
        2_000_000,
        2_000_000,
        10_000_000,
        2_000_000,
    ]
    assert service["percents"] == [50]
    assert service["windows"] == [
        {
            "kind": "fixed",
            "opens": "2016-01-26",
            "closes": "2016-03-15",
            "precision": "day",
            "months": None,
            "label": "第一梯次",
            "tentative": False,
            "until_full": False,
            "note": None,
            "status": "open",
        },
        {
            "kind": "fixed",
            "opens": "2016-05-01",
            "closes": "2016-06-30",
            "precision": "month",
            "months": None,
            "label": "第二梯次",
            "tentative": True,
            "until_full": False,
            "note": None,
            "status": "upcoming",
        },
    ]
    assert [preference["type"] for preference in citd["preferences"]] == ["補助加碼", "優先支持"]
    assert citd["contacts"] == [
        {
            "role": "主辦機關",
            "organisation": "經濟部工業局",
            "people": [{"name": "林技正", "phone": "(02)2754-1255", "ext": "2414", "note": None}],
        },
        {
            "role": "執行單位",
            "organisation": "財團法人中國生產力中心",
            "people": [{"name": "李經理", "phone": "(02)2709-0638", "ext": "218", "note": None}],
        },
    ]
    assert citd["links"] == [
        {"name": "協助傳統產業技術開發計畫網站", "url": "http://www.citd.moeaidb.gov.tw"}
    ]


def test_periods_of_the_other_kinds(measures: dict[str, Any]) -> None:
    def first_window(measure_id: str) -> dict[str, Any]:
        window: dict[str, Any] = measures[measure_id]["services"][0]["windows"][0]
        return {key: window[key] for key in ("kind", "opens", "closes", "precision", "months")}

    undated = {"opens": None, "closes": None, "precision": None}
    assert first_window("substitute-service") == {"kind": "annual", **undated, "months": [8]}
    assert first_window("taiwan-image") == {"kind": "announced", **undated, "months": None}
    assert first_window("model-tech-universities") == {"kind": "rolling", **undated, "months": None}
    assert first_window("workforce-upgrade-training") == {
        "kind": "fixed",
        "opens": None,
        "closes": "2016-06-30",
        "precision": "day",
        "months": None,
    }
    assert measures["substitute-service"]["status"] == "upcoming"
    assert measures["substitute-service"]["next_deadline"] == "2016-08-31"


def test_what_the_contract_has_no_key_for_is_said_in_the_text(tmp_path: Path) -> None:
    text = MEASURE.replace("type: 輔導補助\n", "type: 輔導補助\n    name: 新產品\n")
    text = text.replace("closes: 105-03-15", "closes: 105-03-15, until_spent: true")
    text = text.replace("tentative: true", "until_spent: true, note: 每年公告")
    catalogue = load_catalogue(write_content(tmp_path, grant=text))

    published = published_measure(catalogue.measures[0], date(2016, 3, 1), "https://a.tw/")

    (service,) = published["services"]
    assert service["offer"] == "新產品：補助研發經費。"
    assert [window["note"] for window in service["windows"]] == [
        "預算用完為止",
        "每年公告；預算用完為止",
    ]


def test_each_measure_has_its_own_file(files: dict[str, bytes], measures: dict[str, Any]) -> None:
    for measure_id, measure in measures.items():
        assert json.loads(files[f"api/v1/measures/{measure_id}.json"]) == measure


def test_json_is_for_people_until_it_is_large(files: dict[str, bytes]) -> None:
    assert files["api/v1/measures.json"].startswith(b'{\n  "edition": 105,\n')
    assert "協助傳統產業".encode() in files["api/v1/measures.json"]
    for path, content in files.items():
        if not path.endswith(".csv"):
            assert content.endswith(b"}\n"), path
    assert json_bytes(["甲" * 400_000, 1]) == f'["{"甲" * 400_000}",1]\n'.encode()


def test_the_published_data_agrees_with_its_own_schema(files: dict[str, bytes]) -> None:
    schema = json.loads(files["api/v1/measures.schema.json"])

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(
        json.loads(files["api/v1/measures.json"]),
        schema,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )


# --- CSV


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_module_would_write_the_table_just_so(files: dict[str, bytes]) -> None:
    text = files["api/v1/measures.csv"].decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline="")))
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\r\n").writerows(table)
    assert again.getvalue() == text
    assert {len(row) for row in table} == {len(CSV_COLUMNS)}


def test_the_table_has_one_row_a_window(files: dict[str, bytes], measures: dict[str, Any]) -> None:
    content = files["api/v1/measures.csv"]
    expected = [
        (measure["id"], str(number), window["opens"] or "", window["closes"] or "")
        for measure in measures.values()
        for number, service in enumerate(measure["services"], start=1)
        for window in service["windows"]
    ]

    table = rows(content)

    assert [(r["id"], r["service"], r["opens"], r["closes"]) for r in table] == expected
    assert len({row["id"] for row in table}) == 42
    assert all(None not in row and None not in row.values() for row in table)


def test_the_table_opens_in_a_spreadsheet(files: dict[str, bytes]) -> None:
    content = files["api/v1/measures.csv"]

    assert content.startswith(b"\xef\xbb\xbfid,number,title,")
    assert content.endswith(b"\r\n")
    assert content.split(b"\r\n")[0].decode("utf-8-sig").split(",") == list(CSV_COLUMNS)
    assert rows(content)[0].keys() == CSV_COLUMNS.keys()


def test_a_row_says_all_of_a_window(files: dict[str, bytes]) -> None:
    row = next(
        row
        for row in rows(files["api/v1/measures.csv"])
        if row["id"] == "citd" and row["label"] == "第二梯次"
    )

    assert row["kind"] == "fixed"
    assert (row["opens"], row["closes"], row["precision"]) == (
        "2016-05-01",
        "2016-06-30",
        "month",
    )
    assert (row["tentative"], row["until_full"], row["months"]) == ("true", "false", "")
    assert (row["status"], row["window_status"]) == ("open", "upcoming")
    assert row["percents"] == "50"
    assert row["contacts"] == (
        "主辦機關 經濟部工業局：林技正 (02)2754-1255 分機 2414；"
        "執行單位 財團法人中國生產力中心：李經理 (02)2709-0638 分機 218"
    )


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        ("(02)2754-1255", "(02)2754-1255"),
        ("2~3 月，20~30 萬", "2~3 月，20~30 萬"),
        ('他說 "好",\n再來', '他說 "好",\n再來'),
    ],
)
def test_no_cell_is_run_as_a_formula(catalogue: Catalogue, text: str, cell: str) -> None:
    measure = published_measure(catalogue.measures[0], PUBLICATION.today, "https://a.tw/")
    measure["summary"] = text

    assert rows(csv_bytes([measure]))[0]["summary"] == cell


# --- the JSON Schema of what editors write


@pytest.fixture(scope="module")
def schema(files: dict[str, bytes]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files["api/v1/schema.json"])
    return loaded


def written(text: str, folder: Path) -> Any:
    path = folder / "measure.md"
    path.write_text(text, encoding="utf-8")
    return json.loads(json.dumps(read_document(path, path.name).data))


def test_the_schema_is_one(catalogue: Catalogue, schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema == front_matter_schema(catalogue.vocabulary)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_every_measure_agrees_with_the_schema(schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted((CONTENT / "measures").glob("*.md")):
        data = json.loads(json.dumps(read_document(path, path.name).data))

        assert [error.message for error in validator.iter_errors(data)] == [], path.name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[經濟部工業局]", "[經濟部工業局處]"),
        ("subcategory: 研發貸款協助", "subcategory: 研發貸款"),
        ("type: 輔導補助", "type: 補助輔導"),
        ("percent: 50", "percent: 101"),
        ("percent: 50", "percent: 0"),
        ("number: 1\n", "number: 0\n"),
        ("    audience: 製造業\n", "    audience:\n"),
        ("summary: 每案", "sumary: 每案"),
        ("kind: fixed, label: 第一梯次", "kind: fix, label: 第一梯次"),
        ("opens: 105-01-26", "opens: 一月"),
        ("http://www.example.gov.tw/", "www.example.gov.tw"),
        ("(02)2754-1255", "02-27541255"),
    ],
)
def test_the_schema_refuses_what_the_check_refuses(
    tmp_path: Path, schema: dict[str, Any], old: str, new: str
) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    assert MEASURE.count(old) == 1

    assert validator.is_valid(written(MEASURE, tmp_path))
    assert not validator.is_valid(written(MEASURE.replace(old, new), tmp_path))


def inner_schemas(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [inner for item in schema for inner in inner_schemas(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(inner for value in schema.values() for inner in inner_schemas(value))]


def test_patterns_are_those_of_an_editors_javascript(schema: dict[str, Any]) -> None:
    """JSON Schema wants ECMA-262 with the u flag, which is stricter than Python."""
    patterns = {s["pattern"] for s in inner_schemas(schema) if isinstance(s.get("pattern"), str)}

    assert len(patterns) >= 4
    for pattern in patterns:
        regress.Regex(pattern, "u")


def test_editors_read_the_schema_in_chinese(schema: dict[str, Any]) -> None:
    titles = [s["title"] for s in inner_schemas(schema) if isinstance(s.get("title"), str)]

    assert len(titles) > 60
    assert [title for title in titles if title.isascii()] == []
    assert "discriminator" not in json.dumps(schema)


# --- DCAT


def test_the_catalog_leads_to_files_that_exist(files: dict[str, bytes]) -> None:
    catalog = json.loads(files["api/v1/catalog.jsonld"])
    (dataset,) = catalog["dcat:dataset"]
    found = {
        part["dcat:downloadURL"]["@id"].removeprefix(PUBLICATION.base_url): part["dcat:mediaType"][
            "@id"
        ].removeprefix("https://www.iana.org/assignments/media-types/")
        for part in dataset["dcat:distribution"]
    }

    assert catalog["@type"] == "dcat:Catalog"
    assert dataset["@type"] == "dcat:Dataset"
    assert dataset["dcterms:title"]["@value"] == "中堅企業輔導措施（105 年）"
    assert dataset["dcterms:temporal"]["dcat:endDate"]["@value"] == "2016-12-31"
    assert "dcterms:modified" not in dataset  # the handbook's data has not been touched since
    assert found == {
        "api/v1/measures.json": "application/json",
        "api/v1/measures.csv": "text/csv",
        "calendar/all.ics": "text/calendar",
        "feed.xml": "application/atom+xml",
    }
    assert {path for path in found if path.startswith("api/")} <= files.keys()
    prefixes = catalog["@context"].keys()
    for node in inner_schemas(catalog):
        for key in node:
            assert key.startswith("@") or key in prefixes or key.split(":")[0] in prefixes, key

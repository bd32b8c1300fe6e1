"""The catalogue in; the files under `api/v1/`, out: JSON, CSV, their schemas, a DCAT description.

JSON is UTF-8, two spaces deep for people who look at it, and compact where that alone takes more
than 1 MB. CSV (RFC 4180) is written for spreadsheets: a byte order mark, since Excel takes a file
without one for Big5; one row a window; and no cell that a spreadsheet would run as a formula
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from pydantic import TypeAdapter

from catalogue import urls
from catalogue.data_catalog import data_catalog
from catalogue.json_schema import DIALECT, front_matter_schema
from catalogue.model import Catalogue
from catalogue.publication import Page, Publication
from catalogue.published import (
    PublishedCatalogue,
    PublishedContact,
    PublishedMeasure,
    PublishedPerson,
    PublishedService,
    PublishedWindow,
    published_measure,
)

COMPACT_ABOVE = 1_000_000
"""Bytes."""

CSV_COLUMNS = {
    "id": "措施代碼，也是網址的一部分",
    "number": "手冊中的順序",
    "title": "措施名稱",
    "url": "措施頁面的網址",
    "summary": "一句話說明",
    "status": "措施在檔案產生那天的狀態：open、upcoming、announced、unstated、closed",
    "next_deadline": "檔案產生那天起，最近的截止日",
    "category": "手冊的五大面向之一",
    "subcategory": "手冊的小類",
    "agencies": "主辦機關，以「、」分開",
    "service": "這個期間屬於措施的第幾個服務項目",
    "type": "服務種類",
    "audience": "對象",
    "offer": "內容；有名稱時寫成「名稱：內容」",
    "amounts": "金額，以「；」分開",
    "percents": "百分比，以「；」分開",
    "term": "期限",
    "kind": "期間種類：fixed、annual、rolling、announced、unstated",
    "opens": "開始日",
    "closes": "截止日，當天仍可申請",
    "precision": "日期準到 day（日）或 month（月）；月份以第一天開始、最後一天截止",
    "months": "每年可申請的月份，以「、」分開",
    "label": "期間名稱，例如第一梯次",
    "tentative": "暫定：true 或 false",
    "until_full": "額滿為止：true 或 false",
    "note": "對期間的其他說明",
    "window_status": "這個期間在檔案產生那天的狀態",
    "preferences": "中堅企業優惠，以「；」分開",
    "contacts": "聯絡窗口，以「；」分開",
    "links": "相關網站，以「；」分開",
    "caveats": "提醒，以「；」分開",
    "source": "資料來源",
    "verified_on": "最近查證日；空白表示手冊出版後尚未查證",
}
"""The columns of `measures.csv`, in order, and what they hold: for the page about open data."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # Excel reads the full-width signs as well


def render_open_data(catalogue: Catalogue, publication: Publication) -> Iterator[Page]:
    """Every file under `api/v1/`."""
    measures = [
        published_measure(measure, publication.today, publication.base_url)
        for measure in catalogue.measures
    ]
    whole: PublishedCatalogue = {
        "edition": catalogue.vocabulary.site.edition,
        "today": publication.today.isoformat(),
        "count": len(measures),
        "measures": measures,
    }
    yield Page(path=urls.MEASURES_JSON, content=json_bytes(whole))
    for measure in measures:
        yield Page(path=urls.measure_json(measure["id"]), content=json_bytes(measure))
    yield Page(path=urls.MEASURES_CSV, content=csv_bytes(measures))
    for path, described in (
        (urls.FRONT_MATTER_SCHEMA, front_matter_schema(catalogue.vocabulary)),
        (urls.MEASURES_JSON_SCHEMA, measures_schema()),
        (urls.DATA_CATALOG, data_catalog(catalogue, publication)),
    ):
        yield Page(path=path, content=json_bytes(described))


def measures_schema() -> dict[str, object]:
    """The JSON Schema of `measures.json`, generated from the types that are published."""
    return {"$schema": DIALECT} | TypeAdapter(PublishedCatalogue).json_schema()


def json_bytes(value: object) -> bytes:
    """JSON in UTF-8, keys as they stand, a newline at the end."""
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    if len(compact) > COMPACT_ABOVE:
        return compact + b"\n"
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def csv_bytes(measures: Iterable[PublishedMeasure]) -> bytes:
    """The table of all windows: UTF-8 with a byte order mark, CRLF, a heading of column names."""
    buffer = io.StringIO(newline="")
    table = csv.DictWriter(buffer, CSV_COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for measure in measures:
        for number, service in enumerate(measure["services"], start=1):
            for window in service["windows"]:
                row = _row(measure, number, service, window)
                table.writerow({column: _cell(value) for column, value in row.items()})
    return buffer.getvalue().encode("utf-8-sig")


def _row(
    measure: PublishedMeasure, number: int, service: PublishedService, window: PublishedWindow
) -> dict[str, object]:
    return {
        "id": measure["id"],
        "number": measure["number"],
        "title": measure["title"],
        "url": measure["url"],
        "summary": measure["summary"],
        "status": measure["status"],
        "next_deadline": measure["next_deadline"],
        "category": measure["category"]["name"],
        "subcategory": measure["subcategory"]["name"],
        "agencies": "、".join(agency["name"] for agency in measure["agencies"]),
        "service": number,
        "type": service["type"],
        "audience": service["audience"],
        "offer": service["offer"],
        "amounts": "；".join(amount["text"] for amount in service["amounts"]),
        "percents": "；".join(map(str, service["percents"])),
        "term": service["term"],
        "kind": window["kind"],
        "opens": window["opens"],
        "closes": window["closes"],
        "precision": window["precision"],
        "months": "、".join(map(str, window["months"] or ())),
        "label": window["label"],
        "tentative": window["tentative"],
        "until_full": window["until_full"],
        "note": window["note"],
        "window_status": window["status"],
        "preferences": "；".join(f"{p['type']}：{p['text']}" for p in measure["preferences"]),
        "contacts": "；".join(map(_contact, measure["contacts"])),
        "links": "；".join(f"{link['name']} {link['url']}" for link in measure["links"]),
        "caveats": "；".join(measure["caveats"]),
        "source": measure["source"],
        "verified_on": measure["verified_on"],
    }


def _contact(contact: PublishedContact) -> str:
    people = "、".join(map(_person, contact["people"]))
    return f"{contact['role']} {contact['organisation']}：{people}"


def _person(person: PublishedPerson) -> str:
    """`林技正（技術問題）(02)2754-1255 分機 2414`."""
    name = f"{person['name']}（{person['note']}）" if person["note"] else f"{person['name']} "
    return name + person["phone"] + (f" 分機 {person['ext']}" if person["ext"] else "")


def _cell(value: object) -> str:
    """A cell's text; an apostrophe in front of what a spreadsheet would take for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text

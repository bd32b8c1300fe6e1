"""Published measures in; the table of all windows, out: CSV (RFC 4180), one row a window.

It is written for spreadsheets: a byte order mark, since Excel takes a file without one for Big5;
and no cell that a spreadsheet would run as a formula
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
from collections.abc import Iterable, Iterator

from catalogue.published import (
    PublishedContact,
    PublishedMeasure,
    PublishedPerson,
    PublishedService,
    PublishedWindow,
)

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

# Excel reads full-width signs as well.
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋")


def csv_bytes(measures: Iterable[PublishedMeasure]) -> bytes:
    """The table of all windows: UTF-8 with a byte order mark, CRLF, a heading of column names."""
    buffer = io.StringIO(newline="")
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(CSV_COLUMNS)
    for measure in measures:
        table.writerows(_rows(measure))
    return buffer.getvalue().encode("utf-8-sig")


def _rows(measure: PublishedMeasure) -> Iterator[list[str]]:
    """One a window; what the measure and the service say is the same in all of theirs."""
    of_measure = _of_measure(measure)
    for number, service in enumerate(measure["services"], start=1):
        of_service = of_measure | _of_service(number, service)
        for window in service["windows"]:
            cells = of_service | _of_window(window)
            yield [_cell(cells[column]) for column in CSV_COLUMNS]


def _of_measure(measure: PublishedMeasure) -> dict[str, object]:
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
        "preferences": "；".join(f"{p['type']}：{p['text']}" for p in measure["preferences"]),
        "contacts": "；".join(map(_contact, measure["contacts"])),
        "links": "；".join(f"{link['name']} {link['url']}" for link in measure["links"]),
        "caveats": "；".join(measure["caveats"]),
        "source": measure["source"],
        "verified_on": measure["verified_on"],
    }


def _of_service(number: int, service: PublishedService) -> dict[str, object]:
    return {
        "service": number,
        "type": service["type"],
        "audience": service["audience"],
        "offer": service["offer"],
        "amounts": "；".join(amount["text"] for amount in service["amounts"]),
        "percents": "；".join(map(str, service["percents"])),
        "term": service["term"],
    }


def _of_window(window: PublishedWindow) -> dict[str, object]:
    return {
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
    return f"'{text}" if text[:1] in _FORMULA_STARTS else text

"""A valid catalogue, the files it was read from and a day in; warnings for editors, out. Pure.

Warnings never stop a build: they say what has become doubtful, and where to change it.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from catalogue.dates import ROC_OFFSET
from catalogue.documents import Document
from catalogue.markup import HTML_TAG, LINK_SYNTAX, shown
from catalogue.model import Catalogue, FixedWindow, Measure, Service
from catalogue.problems import Problem
from catalogue.rules import doubtful_phones
from catalogue.schedule import Status, best_status
from catalogue.yaml_tree import KeyPath

MAX_SUMMARY = 80
"""Characters of a summary that a search result shows whole."""
VERIFIED_FOR_DAYS = 365
PLACEHOLDER = "待補"
"""What stands for a text that an editor has still to write."""


def warnings(
    catalogue: Catalogue, documents: Mapping[str, Document], today: date
) -> tuple[Problem, ...]:
    """Everything an editor should look at, by place; `documents` are the measures' by id."""
    edition = catalogue.vocabulary.site.edition
    return tuple(
        sorted(
            problem
            for measure in catalogue.measures
            for problem in _warnings_of(measure, documents[measure.id], edition, today)
        )
    )


def _warnings_of(
    measure: Measure, document: Document, edition: int, today: date
) -> Iterator[Problem]:
    if len(measure.summary) > MAX_SUMMARY:
        message = f"一句話說明有 {len(measure.summary)} 個字，{MAX_SUMMARY} 個字以內比較好讀。"
        yield _warning(document, ("summary",), "summary-long", message)
    yield from _doubtful_dates(measure, document, edition, today)
    for index, service in enumerate(measure.services):
        yield from _past_windows(service, index, document, today)
    for keys, phone, has_caveat in doubtful_phones(document):
        if has_caveat:
            message = f"電話「{phone}」在臺灣不可能存在，caveats 已經說明；查到正確的號碼後請改正。"
            yield _warning(document, keys, "phone-doubtful", message)
    for index, link in enumerate(measure.links):
        if link.url.startswith("http://"):
            message = "網址是 http；請試試 https，可以打開就改。"
            yield _warning(document, ("links", index, "url"), "link-http", message)
    yield from _markup(document, document.data, ())
    yield from _placeholders(document)


def known_since(measure: Measure, edition: int) -> date:
    """The day from which the facts of a measure are: when verified, else the edition's new year."""
    if measure.verified_on:
        return measure.verified_on.first
    return date(edition + ROC_OFFSET, 1, 1)


def is_overdue(since: date, today: date) -> bool:
    """Whether facts of a day are to be verified again: after a year."""
    return (today - since).days > VERIFIED_FOR_DAYS


def closed_for_good(service: Service, today: date) -> tuple[date, int] | None:
    """The last day of a service that has closed, and the number of that window; else None."""
    if best_status(service.windows, today) is not Status.CLOSED:
        return None
    return max(
        (window.closes.last, number)
        for number, window in enumerate(service.windows)
        if isinstance(window, FixedWindow) and window.closes
    )


def _warning(document: Document, keys: KeyPath, code: str, message: str) -> Problem:
    return document.problem(document.value_place(keys), code, message, severity="warning")


def _doubtful_dates(
    measure: Measure, document: Document, edition: int, today: date
) -> Iterator[Problem]:
    since = known_since(measure, edition)
    if is_overdue(since, today):
        verified = measure.verified_on is not None
        told = f"最近查證日 {since} 到今天超過一年" if verified else "沒有查證日，資料已超過一年"
        message = f"{told}；向主辦機關確認後，請把日期寫在 verified_on。"
        keys: KeyPath = ("verified_on",) if verified else ("source",)
        yield _warning(document, keys, "unverified", message)
    for key, moment in (("verified_on", measure.verified_on), ("updated", measure.updated)):
        if moment and moment.first > today:
            message = f"{moment} 還沒到（今天是 {today}），請確認日期。"
            yield _warning(document, (key,), "date-future", message)


def _past_windows(
    service: Service, index: int, document: Document, today: date
) -> Iterator[Problem]:
    """A service that has closed: told at the window that closed last."""
    if (closed := closed_for_good(service, today)) is None:
        return
    day, number = closed
    message = f"「{service.heading}」的申請期間到 {day} 都過了；有新的期間請加上去。"
    keys: KeyPath = ("services", index, "windows", number, "closes")
    yield _warning(document, keys, "windows-past", message)


def _placeholders(document: Document) -> Iterator[Problem]:
    """What `new` left for the editor to write; comments in the front matter are no text."""
    for number, line in enumerate(document.lines, start=1):
        is_comment = number < document.end_line and line.lstrip().startswith("#")
        if PLACEHOLDER in line and not is_comment:
            place = (number, line.index(PLACEHOLDER) + 1)
            message = "還有「待補」，讀者會看到；請換成正確的內容。"
            yield document.problem(place, "placeholder", message, severity="warning")


def _markup(document: Document, data: object, keys: KeyPath) -> Iterator[Problem]:
    """Tags and links in plain texts: readers see them as they are written."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _markup(document, value, (*keys, key))
    elif isinstance(data, tuple):
        for index, value in enumerate(data):
            yield from _markup(document, value, (*keys, index))
    elif isinstance(data, str) and (found := HTML_TAG.search(data) or LINK_SYNTAX.search(data)):
        message = f"欄位是純文字，讀者會看到「{shown(found[0])}」這些符號，請刪掉。"
        yield _warning(document, keys, "text-markup", message)

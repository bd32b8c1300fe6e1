"""The catalogue and its changes in; `feed.xml`, out: Atom (RFC 4287) of what is new for readers.

Every date is the content's: that of a change, or of the day after a measure's last deadline.
Two builds of the same content and day give the same bytes, and an entry keeps its id (RFC 4151).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from heapq import nlargest
from operator import attrgetter
from urllib.parse import urlsplit
from xml.etree import ElementTree

from catalogue import urls
from catalogue.changes import KIND_NAMES, Change, Kind
from catalogue.dates import ROC_OFFSET, roc_date
from catalogue.model import Catalogue
from catalogue.publication import Page, Publication
from catalogue.schedule import Status
from catalogue.tasks import Task, task
from catalogue.views import MeasureView, Views

MAX_ENTRIES = 100
NEWS = frozenset(
    {
        Kind.NEW,
        Kind.REMOVED,
        Kind.CLOSED,
        Kind.PERIOD,
        Kind.MONEY,
        Kind.CONTACT,
        Kind.SERVICE,
        Kind.EVENT,
        Kind.UPDATED,
        Kind.VERIFIED,
    }
)
"""What a reader must act on; a sentence said better is no news."""

_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 has no way to write (section 2.2).
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def feed_tasks(
    catalogue: Catalogue,
    publication: Publication,
    changes: Sequence[Change],
    views: Views | None = None,
) -> Iterator[Task]:
    """`feed.xml`, the newest first; at most 100 entries."""
    render = partial(_feed, catalogue, publication, changes, views or Views(publication.today))
    yield task("feed", catalogue.measures, render, also=repr(changes))


def _feed(
    catalogue: Catalogue, publication: Publication, changes: Sequence[Change], views: Views
) -> Iterator[Page]:
    news = [change for change in changes if change.kind in NEWS]
    news += _closings(map(views.of, catalogue.measures))
    # Sorting is stable: within a day, changes keep the order of the measure's page.
    entries = sorted(news, key=lambda change: change.day, reverse=True)[:MAX_ENTRIES]
    published = {measure.id for measure in catalogue.measures}
    site = catalogue.vocabulary.site
    year = site.edition + ROC_OFFSET
    authority = _authority(publication.base_url, year)

    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-Hant-TW"})
    _text(feed, "id", f"{authority}changes")
    _text(feed, "title", f"{site.title}：最近的變更")
    _text(feed, "subtitle", "新收錄的措施，以及申請期間、金額、聯絡窗口的異動")
    newest = max((change.day for change in entries), default=date(year, 1, 1))
    _text(feed, "updated", _moment(newest))
    _text(ElementTree.SubElement(feed, "author"), "name", site.organisation)
    _link(feed, "self", "application/atom+xml", urls.absolute(publication.base_url, urls.FEED))
    _link(feed, "alternate", "text/html", urls.absolute(publication.base_url, urls.HOME))
    for change in entries:
        address = urls.measure(change.measure_id)
        _entry(
            feed,
            change,
            identifier=f"{authority}{address}{_mark(change)}",
            page=urls.absolute(
                publication.base_url, address if change.measure_id in published else urls.MEASURES
            ),
        )
    ElementTree.indent(feed)
    content = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    yield Page(path=urls.FEED, content=content + b"\n")


def _closings(views: Iterable[MeasureView]) -> Iterator[Change]:
    """That measures have closed for good, the last of them; said from the next day on."""
    closed = (view for view in views if view.state.status is Status.CLOSED)
    # The same ones as of a stable sort, in their order.
    for view in nlargest(MAX_ENTRIES, closed, key=attrgetter("when_day")):
        last = date.fromisoformat(view.when_day)
        yield Change(
            measure_id=view.measure.id,
            title=view.measure.title,
            day=last + timedelta(days=1),
            kind=Kind.CLOSED,
            text=f"手冊所列的申請期間已在 {roc_date(last)}全部截止，新的期間請洽主辦機關。",
        )


def _authority(base_url: str, year: int) -> str:
    """`tag:org.github.io,2016:repo/`; the port is left out, since a tag has no place for it."""
    parts = urlsplit(base_url)
    return f"tag:{parts.hostname or 'localhost'},{year}:{parts.path.lstrip('/')}"


def _mark(change: Change) -> str:
    """Tells a change from the measure's others: day, subject, and a digest of its text."""
    digest = hashlib.sha256(change.text.encode()).hexdigest()[:12]
    return f"{change.day.isoformat()}/{change.kind}/{digest}"


def _entry(feed: ElementTree.Element, change: Change, identifier: str, page: str) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    _text(entry, "id", identifier)
    _text(entry, "title", f"{change.title}：{KIND_NAMES[change.kind]}")
    _text(entry, "updated", _moment(change.day))
    _link(entry, "alternate", "text/html", page)
    term = {"term": change.kind.value, "label": KIND_NAMES[change.kind]}
    ElementTree.SubElement(entry, "category", term)
    _text(entry, "content", change.text).set("type", "text")


def _moment(day: date) -> str:
    """The beginning of a day in Taipei (RFC 3339)."""
    return f"{day.isoformat()}T00:00:00+08:00"


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = _NO_XML.sub("", text)
    return element


def _link(parent: ElementTree.Element, relation: str, media_type: str, address: str) -> None:
    attributes = {"rel": relation, "type": media_type, "href": address}
    ElementTree.SubElement(parent, "link", attributes)

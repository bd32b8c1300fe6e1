"""A content folder with one small measure, for tests of what changes and how it is published."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from catalogue.calendars import calendar_tasks, gathered_calendar_tasks
from catalogue.changes import Change
from catalogue.incremental import Record, entry_of
from catalogue.model import Catalogue, FrontMatter, name_index
from catalogue.open_data import gathered_data_tasks, open_data_tasks
from catalogue.output import staged
from catalogue.publication import Page, Publication, as_written
from catalogue.reading import read_document
from catalogue.tasks import Work, one_by_one
from catalogue.vocabulary import Vocabulary

CONTENT = Path(__file__).parent.parent / "content"

MEASURE = """\
---
number: 1
title: 測試措施
summary: 每案最高補助 200 萬元。
subcategory: 研發貸款協助
agencies: [經濟部工業局]
services:
  - type: 輔導補助
    offer: 補助研發經費。
    audience: 製造業
    amounts:
      - {twd: 2000000, text: 每案上限}
    percents:
      - {percent: 50, text: 不超過總經費的一半}
    eligibility:
      - text: 有工廠登記
    windows:
      - {kind: fixed, label: 第一梯次, opens: 105-01-26, closes: 105-03-15}
      - {kind: fixed, label: 第二梯次, opens: 105-05, closes: 105-06, tentative: true}
preferences:
  - {type: 優先支持, text: 審查時優先。}
contacts:
  - role: 主辦機關
    organisation: 經濟部工業局
    people:
      - {name: 林技正, phone: (02)2754-1255, ext: "2414"}
links:
  - {name: 計畫網站, url: http://www.example.gov.tw/}
events:
  - {date: 105-02-15, place: 臺北, name: 說明會}
caveats: [手冊有兩種寫法。]
source: 手冊第 1 頁
---
內文。
"""

STORY = """\
---
title: 一顆螺絲，賣到三十個國家
company: 測試精密股份有限公司
year: 105
award: 測試用的獎
summary: 三年內外銷金額成長一倍。
links:
  - {name: 公司網站, url: https://www.example.com/}
caveats: [外銷金額由公司提供。]
source: 虛構，只供測試
---
## 做到了什麼

賣到三十個國家。
"""
"""Of a firm that does not exist."""


def write_content(folder: Path, **measures: str) -> Path:
    """A content folder with the real vocabulary and the given measures, by id."""
    content = folder / "content"
    (content / "measures").mkdir(parents=True)
    for path in CONTENT.glob("*.yml"):
        shutil.copy(path, content)
    for measure_id, text in measures.items():
        (content / "measures" / f"{measure_id}.md").write_text(text, encoding="utf-8")
    return content


def front_matter(folder: Path, text: str, vocabulary: Vocabulary) -> FrontMatter:
    """The validated front matter of a measure's text."""
    path = folder / "measure.md"
    path.write_text(text, encoding="utf-8")
    data = read_document(path, path.name).data
    return FrontMatter.model_validate(data, context=name_index(vocabulary))


def publish(
    out: Path,
    pages: Iterable[Page],
    sources: Iterable[Path] = (),
    twin: Path | None = None,
    jobs: int = 1,
) -> list[str]:
    """Put a site of these pages in the place of `out`; the paths of those that were written."""
    written = []
    with staged(out, sources, twin, jobs) as folder:
        there = folder.found()
        entries: dict[str, str] = {}
        for page in pages:
            key = sha256(page.content).hexdigest()
            entry = there.find(page.path, key)
            if entry is None:
                entry = entry_of(key, folder.write([page]))
                written.append(page.path)
            entries[page.path] = entry
        folder.finish(Record(folder.path, entries))
    return written


def pages_of(work: Iterable[Work]) -> Iterator[Page]:
    """The pages of all tasks, in order."""
    for each in one_by_one(work):
        yield from each.render()


def all_data(catalogue: Catalogue, publication: Publication) -> dict[str, bytes]:
    """Every file under `api/v1/` by its path."""
    pages = list(pages_of(open_data_tasks(catalogue, publication)))
    made = {page.path: page.content for page in pages}
    written = dict(map(as_written, pages))
    gathered = gathered_data_tasks(catalogue, publication, written, made.__getitem__)
    return made | {page.path: page.content for page in pages_of(gathered)}


def all_calendars(
    catalogue: Catalogue, publication: Publication, changes: Sequence[Change]
) -> dict[str, bytes]:
    """Every calendar by its path: of each measure, and those gathered from them."""
    tasks = calendar_tasks(catalogue, publication, changes)
    pages = list(pages_of(tasks))
    made = {page.path: page.content for page in pages}
    written = dict(map(as_written, pages))
    gathered = gathered_calendar_tasks(catalogue, publication, written, made.__getitem__)
    return made | {page.path: page.content for page in pages_of(gathered)}

"""Measure pages in; the texts that search is made of, out: `search/texts/<number>.json`.

A text is what a reader sees in the page's article, by the sections that its template marks with
`data-field`: the browser shows it as a result, reads excerpts from it, and asks it whether words
stand together; the word index is made of it. A large site has no texts: both then read the page.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial

from pydantic_core import to_json

from catalogue import urls
from catalogue.model import Catalogue, Measure
from catalogue.prose import plain_text
from catalogue.publication import Page
from catalogue.segments import RANKS
from catalogue.tasks import Bundle, Task, Work
from catalogue.tokens import grams

FIELD_RANKS = {"title": 0, "summary": 1, "answers": 2, "services": 2, "preferences": 2}
"""Where a hit counts more: title, summary, what is offered; everything else is the last rank."""

# Those of a large site have no quotes that HTML does not need; page-text.js reads them likewise.
_ARTICLE = re.compile(r'<article class="?measure[ ">].*?</article>', re.DOTALL)
_FIELD = re.compile(r'<[a-z]+\d? [^>]*data-field="?([a-z]+)\b[^>]*>')


def with_texts(work: Iterable[Work], catalogue: Catalogue) -> Iterator[Work]:
    """The same tasks, of which those that make a measure's page also make its text."""

    @cache
    def by_id() -> Mapping[str, Measure]:
        return {measure.id: measure for measure in catalogue.measures}

    def with_text(task: Task) -> Task:
        if not task.with_text:
            return task
        render = partial(_with_text, task, by_id)
        return task._replace(render=render, also=f"{task.also}\nwith its text")

    def with_text_each(bundle: Bundle) -> Iterator[Task]:
        return map(with_text, bundle.tasks())

    for each in work:
        if isinstance(each, Bundle):
            tasks = partial(with_text_each, each)
            yield each._replace(tasks=tasks, also=f"{each.also}\nwith texts")
        else:
            yield with_text(each)


def _with_text(task: Task, by_id: Callable[[], Mapping[str, Measure]]) -> Iterator[Page]:
    measure = by_id()[task.measures[0]]
    path = urls.file_of(urls.measure(measure.id))
    for page in task.render():
        yield page
        if page.path == path:
            yield text_page(measure, page.content.decode())


def text_page(measure: Measure, html: str) -> Page:
    """What search shows and reads of a measure, from its page."""
    text = {
        "id": measure.id,
        "title": measure.title,
        "summary": measure.summary,
        "belongs": "、".join(agency.name for agency in measure.agencies)
        + f"・{measure.subcategory.name}",
        "fields": [field for field in read_fields(html) if field[0] != "title"],
    }
    return Page(path=urls.search_text(measure.number), content=to_json(text))


def read_fields(html: str) -> tuple[tuple[str, str], ...]:
    """Name and text of each section of a measure page's article."""
    article = _ARTICLE.search(html)
    if article is None:
        raise ValueError("a measure page without an article")
    parts = _FIELD.split(article[0])
    return tuple(
        (name, plain_text(part)) for name, part in zip(parts[1::2], parts[2::2], strict=True)
    )


def text_source(measure: Measure, is_large: bool) -> str:
    """The file that search reads a measure's text from."""
    return urls.file_of(urls.measure(measure.id)) if is_large else urls.search_text(measure.number)


def ranked_grams(source: bytes, is_large: bool = False) -> list[set[str]]:
    """The grams of a text's file by rank; each is in the best of its ranks only."""
    if is_large:
        fields = read_fields(source.decode())
    else:
        told = json.loads(source)
        fields = (("title", told["title"]), *told["fields"])
    texts: list[list[str]] = [[] for _ in range(RANKS)]
    for name, field in fields:
        texts[FIELD_RANKS.get(name, RANKS - 1)].append(field)
    ranks = [grams(*some) for some in texts]
    better: set[str] = set()
    for rank in ranks:
        rank -= better
        better |= rank
    return ranks

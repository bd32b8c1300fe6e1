"""Two versions of the content in; what the change means to readers, as Markdown, out.

    build.py review main

compares the content in the working tree with git's revision. Dates and amounts are compared, not
lines (see `changes`). A change that makes a published address vanish is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue import urls
from catalogue.changes import KIND_NAMES, Kind, compare, reached
from catalogue.dates import both_calendars
from catalogue.editing.addresses import vanished_addresses
from catalogue.editing.succession import Succession, follow
from catalogue.editing.versions import Version, read_version
from catalogue.markup import escape
from catalogue.model import Catalogue, Measure
from catalogue.pairing import listed, reworded
from catalogue.problems import ContentError, Problem
from catalogue.validation import load_catalogue
from catalogue.views import view_measure
from catalogue.vocabulary import Vocabulary
from catalogue.writing import Story, TextPage

MAX_OLD_PROBLEMS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """`markdown` for a pull request's summary; `problems` for which the change is refused."""

    markdown: str
    problems: tuple[Problem, ...] = ()


def review(content: Path, revision: str, today: date) -> Review:
    """What the content of the working tree changes for readers, compared with a git revision.

    Content that does not validate is itself the review. Raise EditingError where git cannot tell.
    """
    try:
        catalogue = load_catalogue(content)
    except ContentError as error:
        lines = ["## 內容有問題，還不能比較", "", *(f"- {escape(str(p))}" for p in error.problems)]
        return Review(markdown="\n".join(lines), problems=error.problems)
    before = read_version(content, revision, catalogue.vocabulary)
    problems = tuple(vanished_addresses(content, before, catalogue))
    told = "\n\n".join(_paragraphs(before, catalogue, problems, today))
    return Review(markdown=told, problems=problems)


def _paragraphs(
    before: Version, after: Catalogue, problems: Sequence[Problem], today: date
) -> Iterator[str]:
    yield "## 讀者會看到的改變"
    yield f"和版本 {before.commit} 比較；狀態是 {both_calendars(today)}的。"
    if problems:
        yield "### ⛔ 網址會失效，請先修正"
        yield "\n".join(f"- {escape(str(problem))}" for problem in problems)
    if before.problems:
        yield "\n".join(_what_was_unreadable(before))
    sections = [*_measures(before, after, today), *_other_content(before, after)]
    yield from sections or ["這次修改不影響讀者看到的內容。"]


def _what_was_unreadable(before: Version) -> Iterator[str]:
    yield "舊版的內容不能全部用現在的規則讀取，下面只比較讀得懂的部分。"
    if before.unreadable:
        yield f"沒有比較的措施：{'、'.join(sorted(before.unreadable))}"
    yield ""
    yield from (f"- {escape(problem)}" for problem in before.problems[:MAX_OLD_PROBLEMS])
    if len(before.problems) > MAX_OLD_PROBLEMS:
        yield f"- 還有 {len(before.problems) - MAX_OLD_PROBLEMS} 個問題"


def _measures(before: Version, after: Catalogue, today: date) -> Iterator[str]:
    story = follow(before.catalogue, after)
    for measure in after.measures:
        old = story.before.get(measure.id)
        if old is not None:
            yield from _changed(old, measure, today)
        elif measure.id not in before.unreadable:
            yield _section(
                f"新增：{measure.title}",
                measure.id,
                (f"{escape(measure.summary)}", f"今天的狀態：{_status(measure, today)}"),
            )
    yield from _removed(story, today)


def _changed(before: Measure, after: Measure, today: date) -> Iterator[str]:
    """One section with every difference, or nothing."""
    lines = [f"**{KIND_NAMES[d.kind]}**：{escape(d.text)}" for d in compare(before, after)]
    lines += (f"**{KIND_NAMES[Kind.TEXT]}**：{escape(t)}" for t in _body(before.body, after.body))
    renamed = before.id != after.id
    if not (lines or renamed):
        return
    if renamed:
        moved = f"網址由 {urls.measure(before.id)} 改為 {urls.measure(after.id)}"
        leads = "，舊網址會轉到新網址" if before.id in after.aliases else ""
        lines.insert(0, f"**改名**：{moved}{leads}")
    was, is_now = _status(before, today), _status(after, today)
    change = f"{was} → {is_now}" if was != is_now else f"{is_now}（不變）"
    yield _section(after.title, after.id, (*lines, f"今天的狀態：{change}"))


def _removed(story: Succession, today: date) -> Iterator[str]:
    for measure, heir in story.removed:
        way = f"舊網址會轉到「{escape(heir.title)}」" if heir else "舊網址會失效"
        status = f"原本今天的狀態：{_status(measure, today)}"
        yield _section(f"移除：{measure.title}", measure.id, (way, status))


def _section(title: str, measure_id: str, lines: Sequence[str]) -> str:
    items = "\n".join(f"- {line}" for line in lines)
    return f"### {escape(title)}（{urls.measure(measure_id)}）\n\n{items}"


def _status(measure: Measure, today: date) -> str:
    view = view_measure(measure, today)
    return escape(f"{view.state.name}，{view.when}")


def _body(before: str, after: str) -> list[str]:
    """The lines of prose that differ."""
    told = list(listed("內文", before.split("\n"), after.split("\n")))
    return told or (["內文的順序有調整"] if before != after else [])


def _other_content(before: Version, after: Catalogue) -> Iterator[str]:
    lines = list(_vocabulary_changes(before.catalogue.vocabulary, after.vocabulary))
    if not before.problems:  # else old text pages were not read
        lines += _text_changes("頁面", _pages(before.catalogue), _pages(after))
        lines += _text_changes("故事", _stories(before.catalogue), _stories(after))
    if lines:
        yield "\n".join(("### 整個網站", "", *(f"- {escape(line)}" for line in lines)))


def _vocabulary_changes(before: Vocabulary, after: Vocabulary) -> Iterator[str]:
    for name in type(after.site).model_fields:
        of_site = (_in_words(getattr(site, name)) for site in (before.site, after.site))
        yield from reworded(f"site.yml 的 {name} ", *of_site)
    for label, attribute in (
        ("主辦機關（agencies.yml）", "agencies"),
        ("分類（categories.yml）", "categories"),
        ("服務種類（services.yml）", "service_types"),
    ):
        old, new = getattr(before, attribute), getattr(after, attribute)
        yield from listed(label, [e.name for e in old], [e.name for e in new])
        if old != new and [e.name for e in old] == [e.name for e in new]:
            yield f"{label}的代碼、說明或簡稱有修改"
    if before.synonyms != after.synonyms:
        yield "搜尋用的同義詞（synonyms.yml）有修改"


def _in_words(value: object) -> str:
    """A field of site.yml as one text."""
    if isinstance(value, tuple):
        return "、".join(map(reached, value))
    return "（沒有）" if value is None else str(value)


def _pages(catalogue: Catalogue) -> dict[str, TextPage | Story]:
    return {f"{page.id}/": page for page in catalogue.pages}


def _stories(catalogue: Catalogue) -> dict[str, TextPage | Story]:
    return {urls.story(story.id): story for story in catalogue.stories}


def _text_changes(
    kind: str, old: Mapping[str, TextPage | Story], new: Mapping[str, TextPage | Story]
) -> Iterator[str]:
    """What became of pages of prose, by address."""
    for address in sorted(old.keys() | new.keys()):
        if address not in new:
            yield f"移除{kind}「{old[address].title}」（{address}）"
        elif address not in old:
            yield f"新增{kind}「{new[address].title}」（{address}）"
        else:
            was, page = old[address], new[address]
            where = f"「{page.title}」（{address}）的"
            yield from reworded(f"{where}標題", was.title, page.title)
            yield from reworded(f"{where}一句話說明", was.summary, page.summary)
            yield from (f"{where}{text}" for text in _body(was.body, page.body))
            told = {"title", "summary", "body"}
            if was.model_dump(exclude=told) != page.model_dump(exclude=told):
                yield f"{where}其他欄位有修改"

"""Two versions of the content in; every published address that the new one drops, as problems, out.

Others have bookmarked, printed and linked them. A renamed measure keeps its old address with
`aliases:`; other addresses come from ids, which are put back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalogue import urls
from catalogue.editing.succession import follow
from catalogue.editing.versions import Version
from catalogue.model import Catalogue, Measure
from catalogue.problems import Problem
from catalogue.reading import read_document
from catalogue.vocabulary import Vocabulary


def vanished_addresses(content: Path, before: Version, after: Catalogue) -> Iterator[Problem]:
    """A problem for each file that must keep an address, with the line that keeps it."""
    yield from _vanished_measures(content, before, after)
    yield from _vanished_entries(content, before.catalogue.vocabulary, after.vocabulary)
    kept = {page.id for page in after.pages}
    for page in before.catalogue.pages:
        if page.id not in kept:
            path = content / "pages" / f"{page.id}.md"
            yield _problem(path, f"網址 {page.id}/ 會失效：請把這個檔案放回來，檔名不要改")
    told = {story.id for story in after.stories}
    for story in before.catalogue.stories:
        if story.id not in told:
            path = content / "stories" / f"{story.id}.md"
            address = urls.story(story.id)
            yield _problem(path, f"網址 {address} 會失效：請把這個檔案放回來，檔名不要改")


def _problem(path: Path, message: str, line: int = 1) -> Problem:
    return Problem(path=path.as_posix(), line=line, column=1, message=message)


def _vanished_measures(content: Path, before: Version, after: Catalogue) -> Iterator[Problem]:
    kept = {name for measure in after.measures for name in (measure.id, *measure.aliases)}
    lost: dict[str, list[str]] = defaultdict(list)
    for name, owner in _published(before):
        if name not in kept:
            heir = _heir(owner, before.catalogue, after) if owner else None
            lost[heir.id if heir else ""].append(name)
    heirs = {measure.id: measure for measure in after.measures}
    for heir_id, names in lost.items():
        if heir_id:
            yield _missing_alias(content, heirs[heir_id], names)
        else:
            yield from (_without_heir(content, name) for name in names)


def _published(before: Version) -> Iterator[tuple[str, Measure | None]]:
    """Every name that a measure's address had, and whose it was."""
    for measure in before.catalogue.measures:
        yield from ((name, measure) for name in (measure.id, *measure.aliases))
    yield from ((name, None) for name in sorted(before.unreadable))


def _heir(owner: Measure, before: Catalogue, after: Catalogue) -> Measure | None:
    """The measure that owes `owner`'s addresses; by its number where title and id have changed."""
    became = follow(before, after).before
    ids = {measure.id for measure in before.measures}
    return next((m for m in after.measures if became.get(m.id) == owner), None) or next(
        (m for m in after.measures if m.number == owner.number and m.id not in ids), None
    )


def _missing_alias(content: Path, heir: Measure, names: Iterable[str]) -> Problem:
    path = content / "measures" / f"{heir.id}.md"
    document = read_document(path, path.as_posix())
    entry = f"aliases: [{', '.join((*heir.aliases, *names))}]"
    addresses = "、".join(map(urls.measure, names))
    if heir.aliases:
        line, _ = document.place(("aliases",))
        cure = f"請把 aliases 改成「{entry}」"
    else:
        line, _ = document.place(("title",))
        cure = f"請在第 {line} 行（title）上面加一行「{entry}」"
    return _problem(path, f"舊網址 {addresses} 會失效：{cure}，舊網址就會轉到新網址", line)


def _without_heir(content: Path, name: str) -> Problem:
    return _problem(
        content / "measures" / f"{name}.md",
        f"這個檔案不見了，網址 {urls.measure(name)} 會失效：請把檔案放回來"
        "（停辦的措施也留著，把期間改成已截止，並在 caveats 說明）；"
        f"若併入別的措施，請在那個措施的檔案加一行「aliases: [{name}]」",
    )


def _vanished_entries(content: Path, before: Vocabulary, after: Vocabulary) -> Iterator[Problem]:
    kept = {address for _, address, _, _ in _entries(after)}
    for file, address, entry_id, name in _entries(before):
        if address not in kept:
            cure = f"請把「{name}」的 id 改回 {entry_id}；名稱可以改，id 不能改也不能刪"
            yield _problem(content / file, f"網址 {address} 會失效：{cure}")


def _entries(vocabulary: Vocabulary) -> Iterator[tuple[str, str, str, str]]:
    """File, address, id and name of every vocabulary entry with a page of its own."""
    for agency in vocabulary.agencies:
        yield "agencies.yml", urls.agency(agency.id), agency.id, agency.name
    for category in vocabulary.categories:
        yield "categories.yml", urls.category(category.id), category.id, category.name
        for sub in category.subcategories:
            yield "categories.yml", urls.subcategory(category.id, sub.id), sub.id, sub.name
    for kind in vocabulary.service_types:
        yield "services.yml", urls.service(kind.id), kind.id, kind.name

"""In a real browser: accepted hostile content does nothing, and the policy would stop the rest."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Route

from catalogue import urls
from catalogue.assets import render_assets
from catalogue.cache import Cache
from catalogue.model import Catalogue
from catalogue.problems import ContentError
from catalogue.publication import Page, as_written
from catalogue.search import index_tasks, shard_tasks
from catalogue.search_texts import text_page
from catalogue.search_words import read_words, word_tasks
from catalogue.segment_shelf import Texts
from catalogue.site_pages import site_page_tasks
from catalogue.validation import load_catalogue
from catalogue.views import Views
from tests.browser.serving import serve
from tests.browser.watching import watch
from tests.conftest import ROOT
from tests.sample import pages_of, publish, write_content
from tests.trust.attacks import ADDRESS_FIELD, ADDRESSES, FIELDS, TEXTS, carrying, plain, written
from tests.trust.harmless import render

BASE_PATH = "/catalogue/"
PWNED = "() => window.pwned"


def hostile_content(folder: Path) -> tuple[Path, int]:
    """Content with every attack that is accepted, in every field that accepts it; how many."""
    content = write_content(folder)
    measures = content / "measures"
    tried: dict[str, tuple[str, str]] = {}
    for name, text in TEXTS.items():
        for field in FIELDS:
            measure_id = f"m{len(tried) + 1}"
            document = carrying(len(tried) + 1, text, [field])
            if field == "title":
                document["title"] = f"{text}{measure_id}"
            _put(measures, measure_id, written(document))
            tried[measure_id] = (name, field)
    refused = _refused(content)
    shutil.rmtree(measures)
    measures.mkdir()
    shown = 0
    for number, (name, text) in enumerate(TEXTS.items(), start=1):
        fields = [
            field
            for measure_id, (its, field) in tried.items()
            if its == name and measure_id not in refused
        ]
        shown += len(fields)
        document = carrying(number, text, fields)
        if "title" in fields:
            document["title"] = f"{text}m{number}"
        _put(measures, f"m{number}", written(document))
    for number, address in enumerate(ADDRESSES, start=len(TEXTS) + 1):
        document = plain(number)
        ADDRESS_FIELD(document, address)
        _put(measures, f"m{number}", written(document))
    for measure_id in _refused(content):
        (measures / f"{measure_id}.md").unlink()
    return content, shown


def _put(measures: Path, measure_id: str, text: str) -> None:
    (measures / f"{measure_id}.md").write_bytes(text.encode("utf-8", "surrogatepass"))


def _refused(content: Path) -> set[str]:
    try:
        load_catalogue(content)
    except ContentError as error:
        return {Path(problem.path).stem for problem in error.problems}
    return set()


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of a site made of hostile content."""
    folder = tmp_path_factory.mktemp("hostile")
    content, shown = hostile_content(folder)
    assert shown > 2000
    catalogue = load_catalogue(content)
    pages = render(catalogue)
    site = folder / "site"
    assets = render_assets(ROOT / "templates" / "assets")
    publish(site, [*pages, *assets, *search_files(catalogue, pages)])
    with serve(site, BASE_PATH) as home:
        yield home, site


def search_files(catalogue: Catalogue, pages: list[Page]) -> Iterator[Page]:
    """All that search reads of these pages."""
    made = {page.path: page.content for page in pages}
    for measure in catalogue.measures:
        text = text_page(measure, made[urls.file_of(urls.measure(measure.id))].decode())
        made[text.path] = text.content
        yield text
    files = dict(as_written(Page(path=path, content=content)) for path, content in made.items())
    words = read_words(catalogue, Texts(files=files, read=made.__getitem__), Cache(None), b"", 1)
    chunks = list(pages_of(word_tasks(words)))
    yield from chunks
    yield from pages_of(index_tasks(catalogue, words, [chunk.path for chunk in chunks]))
    yield from pages_of(shard_tasks(catalogue, Views(date(2016, 3, 1))))
    yield from pages_of(site_page_tasks(catalogue, made.__getitem__))


def test_nothing_executes_and_nothing_leaves(
    browser: Browser, hostile_site: tuple[str, Path]
) -> None:
    home, site = hostile_site
    context = browser.new_context(base_url=home, locale="zh-TW", timezone_id="Asia/Taipei")
    complaints = watch(context, home)
    dialogs: list[str] = []

    def hear(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page = context.new_page()
    page.on("dialog", hear)
    visited = 0
    for path in (*sorted(site.glob("*/index.html")), *sorted(site.glob("measures/*/index.html"))):
        address = path.parent.relative_to(site).as_posix()
        page.goto("" if address == "." else f"{address}/", wait_until="load")
        # What a reader does that wakes handlers up: points, moves the focus, unfolds.
        page.evaluate(
            """() => {
                for (const element of document.querySelectorAll("main *")) {
                    for (const name of ["mouseover", "focus", "toggle"])
                        element.dispatchEvent(new Event(name));
                    if (element.tagName === "A" && element.protocol === "javascript:")
                        element.click();
                }
            }"""
        )
        assert page.evaluate(PWNED) is None, address
        visited += 1
    context.close()
    assert dialogs == []
    assert complaints == []
    assert visited > 200
    print(f"\n{visited} hostile pages visited: 0 scripts, 0 dialogs, 0 foreign requests")


@pytest.mark.parametrize(
    "question",
    [
        "<img src=x onerror=window.pwned=1>",
        '"><script>window.pwned=1</script>',
        "{{ 7*7 }}",
        "javascript:window.pwned=1",
        "script window.pwned=1",
        "\u202e補助",
        "__proto__",
        "constructor",
        "a" * 3000,
        "%",
        "\\",
        "(" * 200,
    ],
)
def test_hostile_questions_and_hits(
    browser: Browser, hostile_site: tuple[str, Path], question: str
) -> None:
    home, _ = hostile_site
    context = browser.new_context(base_url=home, locale="zh-TW", timezone_id="Asia/Taipei")
    complaints = watch(context, home)
    page = context.new_page()
    page.goto("search/")
    page.get_by_role("searchbox").first.fill(question)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(PWNED) is None
    assert page.locator("main script, main img, main iframe, main [onerror]").count() == 0
    context.close()
    assert complaints == []


INJECTED = {
    "an inline script": "<script>window.pwned=1</script>",
    "a handler": "<img src=x onerror='window.pwned=1'>",
    "a script from elsewhere": "<script src='https://evil.example/x.js'></script>",
    "a script as data": "<script src='data:text/javascript,window.pwned=1'></script>",
    "a frame": "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "a picture from elsewhere": "<img src='https://evil.example/x.png'>",
    "a style": "<style>@import 'https://evil.example/x.css'; body { color: red }</style>",
    "a plugin": "<object data='https://evil.example/x'></object>",
    "a base": "<base href='https://evil.example/'><script src='x.js'></script>",
    "eval": "<script type=module src='data:text/javascript,eval(%22window.pwned=1%22)'></script>",
    "a link": "<a id=x href='javascript:window.pwned=1'>x</a>",
    "a form": "<form id=f action='https://evil.example/'><button id=x>x</button></form>",
}


@pytest.mark.parametrize("kind", INJECTED)
def test_the_policy_stops_what_would_get_through(
    browser: Browser, served_site: str, kind: str
) -> None:
    """Were an attack ever written into a page as it is, the browser would not run it."""
    context = browser.new_context(base_url=served_site)
    requests: list[str] = []
    context.on("requestfinished", lambda request: requests.append(request.url))

    def inject(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace('<main id="main"', f'{INJECTED[kind]}<main id="main"', 1)
        assert INJECTED[kind] in body
        route.fulfill(response=response, body=body)

    context.route("**/measures/citd/", inject)
    page = context.new_page()
    # The browser says what it stopped; on a slow machine it says so later than the test asks.
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.goto("measures/citd/")
        if kind in ("a link", "a form"):
            page.locator("#x").dispatch_event("click")
    assert page.evaluate(PWNED) is None
    assert page.url == f"{served_site}measures/citd/"
    assert [url for url in requests if "evil" in url] == []
    context.close()

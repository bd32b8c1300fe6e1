"""Whatever a content file holds: published, or refused at a place in it. Nothing else ever happens.

FUZZ_EXAMPLES=20000 tries that many mutated copies (300 without it), FUZZ_SEED chooses others.
"""

import json
import os
import random
import resource
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalogue.dates import parse_date
from catalogue.model import Catalogue, FixedWindow, Measure
from catalogue.problems import ContentError
from catalogue.publication import Page
from catalogue.tokens import tokenize
from catalogue.validation import load_page, load_vocabulary, measure_reader
from catalogue.values import WebAddress
from tests.sample import CONTENT, write_content
from tests.trust.attacks import ADDRESSES, TEXTS, plain, written
from tests.trust.harmless import faults, html_faults, render

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "20160301"))
BATCH = 40
"""Accepted measures rendered together."""
SECONDS = 5
"""Of a processor, for any one file."""
MEGABYTES = 500
"""By which memory may grow over a whole run."""
VOCABULARY = load_vocabulary(CONTENT)
PROPERTY = settings(
    max_examples=max(100, EXAMPLES // 20),
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a seed's failure is small enough
)
FILES = tuple(path.read_bytes() for path in sorted((CONTENT / "measures").glob("*.md")))
SPLICES = (
    *(text.encode("utf-8", "surrogatepass") for text in TEXTS.values()),
    *(address.encode("utf-8", "surrogatepass") for address in ADDRESSES),
    *(b"---", b"\n", b"\r\n", b"\t", b": ", b"- ", b"  ", b'"', b"'", b"#", b"\\", b"\xff", b"\0"),
    *(b"{", b"}", b"[", b"]", b"|", b">", b"&a ", b"*a", b"!!x ", b"%", b"@", b"`", b"?", b"~"),
    *(b"105-02-30", b"0105-13-01", b"9999-12-31", b"1-1-1", b"99999999999999999999", b"-1", b"0"),
    *(b"null", b"true", b"1e999", b".5", "１０５".encode(), "　".encode(), "：".encode()),
)


def load(path: Path) -> Measure | None:
    """The measure of a file, None where it is refused; a refusal names a place in the file."""
    try:
        return measure_reader(VOCABULARY)(path)
    except ContentError as error:
        check_places(error, path)
        return None


def check_places(error: ContentError, path: Path) -> None:
    text = path.read_bytes()
    lines = text.count(b"\n") + text.count(b"\r") + 1
    assert error.problems
    for problem in error.problems:
        assert problem.path == path.as_posix()
        assert 1 <= problem.line <= lines, problem
        assert problem.column >= 1, problem
        assert problem.message.strip(), problem
    str(error).encode()  # what is printed can be printed


def mutate(text: bytes, chance: random.Random) -> bytes:
    """One change that a slip, a bad merge or malice makes."""
    at = chance.randrange(len(text) + 1)
    lines = text.split(b"\n")
    row, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(12):
        case 0:
            return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
        case 1:
            return text[:at] + chance.choice(SPLICES) + text[at:]
        case 2:
            return text[:at] + text[at + chance.randrange(1, 40) :]
        case 3:
            return text[:at]
        case 4:
            lines.insert(row, lines[other])
        case 5:
            del lines[row]
        case 6:
            lines[row], lines[other] = lines[other], lines[row]
        case 7:
            indent = chance.choice((b" ", b"  ", b"    ", b"\t"))
            lines[row] = indent + lines[row] if chance.random() < 0.5 else lines[row].lstrip()
        case 8:
            key, colon, _ = lines[row].partition(b": ")
            lines[row] = key + colon + chance.choice(SPLICES)
        case 9:
            donor = chance.choice(FILES).split(b"\n")
            lines[row:row] = donor[chance.randrange(len(donor)) :][: chance.randrange(1, 12)]
        case 10:
            key, colon, value = lines[row].partition(b": ")
            lines[row] = key + colon + json.dumps(value.decode(errors="replace")).encode()
        case _:
            characters = list(text.decode(errors="surrogateescape"))
            spot = chance.randrange(len(characters) or 1)
            characters[spot : spot + 1] = chr(chance.choice((0x20, 0x7F, 0xFFFF, 0x10FFFF)))
            return "".join(characters).encode(errors="surrogateescape")
    return b"\n".join(lines)


def test_mutated_copies_of_the_real_files(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    path = tmp_path / "measure.md"
    found: Counter[str] = Counter()
    slowest = 0.0
    batch: list[Measure] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(EXAMPLES):
        text = chance.choice(FILES)
        for _ in range(chance.choice((1, 1, 1, 2, 4, 12))):
            text = mutate(text, chance)
        path.write_bytes(text)
        started = time.process_time()
        try:
            measure = load(path)
        except Exception:
            shutil.copy(path, Path(tempfile.gettempdir()) / f"fuzz-{SEED}-{number}.md")
            raise
        slowest = max(slowest, time.process_time() - started)
        found["accepted" if measure else "refused"] += 1
        if measure:
            batch.append(measure.model_copy(update={"id": f"m{number}"}))
        if len(batch) == BATCH or (batch and number == EXAMPLES - 1):
            found["published"] += publish_and_read_back(batch, thorough=EXAMPLES <= 1000)
            batch = []
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert slowest < SECONDS
    assert grown < MEGABYTES
    assert found["accepted"] + found["refused"] == EXAMPLES
    assert found["published"] == found["accepted"]
    assert min(found["accepted"], found["refused"]) > EXAMPLES // 10
    print(f"\n{EXAMPLES} mutated copies (seed {SEED}): {dict(found)}, 0 tracebacks, ", end="")
    print(f"slowest {slowest:.3f} s, memory +{grown} MB")


def publish_and_read_back(measures: list[Measure], thorough: bool) -> int:
    """Render a site of the measures, and find in measures.json what was in them."""
    pages = render(Catalogue(vocabulary=VOCABULARY, measures=tuple(measures), pages=()))
    quick = [page for page in pages if not page.path.endswith(".html")]
    own = [page for page in pages if page.path.startswith("measures/m")]
    for page in own if thorough else own[:2]:
        assert list(html_faults(page.content.decode())) == [], page.path
    assert list(faults(quick)) == []
    assert read_back(pages) == [expected(measure) for measure in measures]
    return len(measures)


def read_back(pages: list[Page]) -> list[dict[str, Any]]:
    content = next(page.content for page in pages if page.path == "api/v1/measures.json")
    measures = json.loads(content)["measures"]
    for measure in measures:
        for service in measure["services"]:
            service["windows"] = [{key: w[key] for key in WINDOW_KEYS} for w in service["windows"]]
    return [{key: measure[key] for key in expected_keys()} for measure in measures]


def expected_keys() -> tuple[str, ...]:
    plain_keys = ("id", "number", "title", "summary", "agencies", "preferences", "events")
    return (*plain_keys, "contacts", "links", "caveats", "source", "verified_on", "services")


def expected(measure: Measure) -> dict[str, Any]:
    """What a reader of the contract (design.md, section 3) must find of a measure."""
    return {
        "id": measure.id,
        "number": measure.number,
        "title": measure.title,
        "summary": measure.summary,
        "agencies": [{"id": agency.id, "name": agency.name} for agency in measure.agencies],
        "preferences": [{"type": p.type, "text": p.text} for p in measure.preferences],
        "events": [{"date": str(e.date), "place": e.place, "name": e.name} for e in measure.events],
        "contacts": [
            contact.model_dump() | {"people": [person.model_dump() for person in contact.people]}
            for contact in measure.contacts
        ],
        "links": [{"name": link.name, "url": link.url} for link in measure.links],
        "caveats": list(measure.caveats),
        "source": measure.source,
        "verified_on": str(measure.verified_on) if measure.verified_on else None,
        "services": [
            {
                "type": service.type.name,
                "audience": service.audience,
                "offer": f"{service.name}：{service.offer}" if service.name else service.offer,
                "amounts": [amount.model_dump() for amount in service.amounts],
                "percents": [percent.percent for percent in service.percents],
                "term": service.term,
                "windows": list(map(dates_of, service.windows)),
            }
            for service in measure.services
        ],
    }


WINDOW_KEYS = ("kind", "opens", "closes", "label", "tentative", "until_full")


def dates_of(window: Any) -> dict[str, Any]:
    fixed = isinstance(window, FixedWindow)
    return {
        "kind": window.kind,
        "opens": window.opens.first.isoformat() if fixed and window.opens else None,
        "closes": window.closes.last.isoformat() if fixed and window.closes else None,
        "label": window.label,
        "tentative": window.tentative,
        "until_full": window.until_full,
    }


@pytest.mark.parametrize("file", sorted(path.name for path in CONTENT.glob("*.yml")))
def test_mutated_copies_of_the_vocabularies(tmp_path: Path, file: str) -> None:
    content = write_content(tmp_path)
    path = content / file
    original = path.read_bytes()
    chance = random.Random(SEED)
    copies = max(40, EXAMPLES // 20)
    slowest = 0.0
    for _ in range(copies):
        text = original
        for _ in range(chance.choice((1, 1, 3))):
            text = mutate(text, chance)
        path.write_bytes(text)
        started = time.process_time()
        try:
            load_vocabulary(content)
        except ContentError as error:
            check_places(error, path)
        slowest = max(slowest, time.process_time() - started)
    assert slowest < SECONDS
    print(f"\n{copies} mutated copies of {file} (seed {SEED}): slowest {slowest:.3f} s")


@pytest.mark.parametrize("file", sorted(path.name for path in (CONTENT / "pages").glob("*.md")))
def test_mutated_copies_of_the_pages_of_prose(tmp_path: Path, file: str) -> None:
    path = tmp_path / file
    original = (CONTENT / "pages" / file).read_bytes()
    chance = random.Random(SEED)
    for _ in range(max(40, EXAMPLES // 20)):
        path.write_bytes(mutate(original, chance))
        try:
            load_page(path)
        except ContentError as error:
            check_places(error, path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from([*TEXTS.values(), *ADDRESSES]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)  # fmt: skip


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value in a document."""
    yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in items:
        yield from places(item, (*path, key))


PATHS = [path for path in places(plain(1)) if path and path != ("body",)]


@PROPERTY
@given(changes=st.lists(st.tuples(st.sampled_from(PATHS), JSON), min_size=1, max_size=3))
def test_any_value_in_any_place(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[tuple[str | int, ...], Any]]
) -> None:
    document: Any = plain(1)
    for path, value in changes:
        target = document
        try:
            for key in path[:-1]:
                target = target[key]
            target[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change removed the place
    check_one(tmp_path_factory, written(document).encode("utf-8", "surrogatepass"))


@PROPERTY
@given(body=st.text(max_size=300) | st.lists(st.sampled_from(list(TEXTS.values()))).map("".join))
def test_any_body(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    document = plain(1) | {"body": body}
    check_one(tmp_path_factory, written(document).encode("utf-8", "surrogatepass"))


@PROPERTY
@given(
    content=st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: f"---\n{text}".encode("utf-8", "surrogatepass"))
)
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    check_one(tmp_path_factory, content)


def check_one(folders: pytest.TempPathFactory, content: bytes) -> None:
    path = folders.getbasetemp() / "measure.md"
    path.write_bytes(content)
    measure = load(path)
    if measure is not None:
        publish_and_read_back([measure], thorough=True)


@PROPERTY
@given(
    text=st.text(max_size=20) | st.from_regex(r"\d{1,5}[-/.年 ]{1,2}\d{1,3}([-/.月 ]\d{1,3}日?)?")
)
def test_any_date(text: str) -> None:
    try:
        moment = parse_date(text)
    except ValueError:
        return
    assert date(1, 1, 1) <= moment.first <= moment.last <= date(9999, 12, 31)
    assert parse_date(str(moment)) == moment


@PROPERTY
@given(text=st.text(max_size=200))
def test_any_text_is_cut_into_tokens_of_it(text: str) -> None:
    for token in tokenize(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert not set(token.text) & set(" \n\t")


@PROPERTY
@given(text=st.text(max_size=80).map(lambda rest: f"https://{rest}") | st.text(max_size=80))
def test_any_address(text: str) -> None:
    from pydantic import TypeAdapter, ValidationError

    check: Callable[[str], str] = TypeAdapter(WebAddress).validate_python
    try:
        address = check(text)
    except ValidationError:
        return
    assert address == text
    assert address.startswith(("http://", "https://"))
    assert not set(address) & set(" \n\r\t<>\"'`{}|\\^")

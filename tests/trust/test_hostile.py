"""What strangers write is refused with its file and line, or published harmlessly."""

import os
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from catalogue.diagnostics import FORMATS, Format, format_problems
from catalogue.problems import MAX_A_FILE, ContentError, Problem, name_of
from catalogue.validation import load_catalogue
from tests.sample import CONTENT, MEASURE, write_content
from tests.trust.attacks import (
    ADDRESS_FIELD,
    ADDRESSES,
    ALIAS_FIELD,
    FIELDS,
    IDS,
    TEXTS,
    WORD_FIELDS,
    Document,
    carrying,
    escaped,
    plain,
    quoted,
    written,
)
from tests.trust.harmless import HIDDEN as HIDDEN_IN_OUTPUT
from tests.trust.harmless import LARGE, faults, render

Problems = Mapping[str, list[Problem]]
SECONDS = 10
"""Of a processor, for the worst file; the machine's other work does not count."""


def put(content: Path, measure_id: str, document: Document, escape: bool = False) -> Path:
    path = content / "measures" / f"{measure_id}.md"
    text = written(document, escaped if escape else quoted)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def refusals(content: Path) -> Problems:
    """Problems by measure id, each with a place that is in its file."""
    found: dict[str, list[Problem]] = defaultdict(list)
    try:
        load_catalogue(content)
    except ContentError as error:
        for problem in error.problems:
            found[Path(problem.path).stem].append(problem)
            assert problem.line >= 1
            assert problem.column >= 1
            text = Path(problem.path).read_bytes()
            assert problem.line <= text.count(b"\n") + text.count(b"\r") + 1, problem
            assert problem.message
    return found


def line_of(path: Path, field: str) -> int:
    key = field.encode() + b":"
    lines = path.read_bytes().split(b"\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(key))


def test_every_attack_in_every_field(tmp_path: Path) -> None:
    """Each alone, to see what is refused; then all that is accepted, in one site."""
    content = write_content(tmp_path)
    tried: dict[str, tuple[str, str, bool]] = {}
    for name, text in TEXTS.items():
        for field in FIELDS:
            for escape in (False, True):
                if escape and field not in ("summary", "offer"):  # read alike everywhere
                    continue
                measure_id = f"m{len(tried) + 1}"
                document = carrying(len(tried) + 1, text, [field])
                if field == "title":  # which no two measures share
                    document["title"] = f"{text}{measure_id}"
                put(content, measure_id, document, escape)
                tried[measure_id] = (name, field, escape)

    refused = refusals(content)

    accepted: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for measure_id, (name, field, escape) in tried.items():
        if measure_id not in refused:
            accepted[name, escape].append(field)
    shutil.rmtree(content / "measures")
    (content / "measures").mkdir()
    for number, ((name, escape), fields) in enumerate(accepted.items(), start=1):
        document = carrying(number, TEXTS[name], fields)
        if "title" in fields:
            document["title"] = f"{TEXTS[name]}m{number}"
        put(content, f"m{number}", document, escape)
    catalogue = load_catalogue(content)

    assert list(faults(render(catalogue))) == []
    assert list(faults(render(catalogue, LARGE))) == []
    shown = sum(map(len, accepted.values()))
    assert len(refused) + shown == len(tried)
    # Both happen, and often: neither refusing everything nor accepting everything would do.
    assert len(refused) > 800
    assert shown > 2000
    print(f"\n{len(tried)} attacks: {len(refused)} refused, {shown} shown harmlessly, 0 faults")


def story(number: int) -> Document:
    """A story that is right."""
    return {
        "title": f"故事 {number}",
        "company": "測試股份有限公司",
        "year": 105,
        "award": "測試用的獎",
        "summary": "外銷成長一倍。",
        "links": [{"name": "網站", "url": "https://www.example.com/"}],
        "caveats": ["金額由公司提供。"],
        "source": "虛構，只供測試",
        "body": "內文。",
    }


def test_every_attack_in_stories_and_in_the_page_about_the_corps(tmp_path: Path) -> None:
    content = write_content(tmp_path, citd=MEASURE)
    (content / "stories").mkdir()
    (content / "pages").mkdir()
    tried: dict[str, tuple[str, str]] = {}
    for text in TEXTS.values():
        for field in ("title", "company", "award", "summary", "caveats", "source", "body"):
            story_id = f"s{len(tried) + 1}"
            document = story(len(tried) + 1)
            document[field] = [text] if field == "caveats" else text
            if field == "title":
                document["title"] += story_id
            path = content / "stories" / f"{story_id}.md"
            path.write_bytes(written(document).encode("utf-8", "surrogatepass"))
            tried[story_id] = (field, text)

    refused = refusals(content)

    for story_id in refused:
        (content / "stories" / f"{story_id}.md").unlink()
    lines = [text for name, (field, text) in tried.items()
             if field == "summary" and name not in refused]  # fmt: skip
    about = {
        "title": "服務團",
        "summary": "說明",
        "facts": [{"name": text, "text": text} for text in lines],
        "ways": [{"icon": "desk", "name": t, "corps": t, "firm": t, "gain": t} for t in lines],
        "steps": [{"name": text, "text": text} for text in lines],
        "caveats": lines,
        "source": lines[0],
        "body": "內文。",
    }
    (content / "pages" / "about.md").write_text(written(about), encoding="utf-8")

    assert list(faults(render(load_catalogue(content)))) == []
    assert len(refused) > 200
    assert len(tried) - len(refused) > 600


HIDDEN = [name for name in TEXTS if name.startswith("hidden-")]


@pytest.mark.parametrize("escape", [False, True])
@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_characters_are_refused_by_name(tmp_path: Path, name: str, escape: bool) -> None:
    content = write_content(tmp_path)
    path = put(content, "citd", carrying(1, TEXTS[name], ["summary"]), escape)
    problems = refusals(content)["citd"]
    assert any("U+" in p.message or "YAML" in p.message for p in problems), problems
    assert {problem.line for problem in problems} == {line_of(path, "summary")}


def test_every_address(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    paths = {}
    for number, address in enumerate(ADDRESSES, start=1):
        for escape in (False, True):
            measure_id = f"m{number}{'e' * escape}"
            document = plain(2 * number + escape)
            ADDRESS_FIELD(document, address)
            paths[measure_id] = put(content, measure_id, document, escape)

    refused = refusals(content)

    for measure_id, problems in refused.items():
        assert {p.line for p in problems} == {line_of(paths[measure_id], "links")}, problems
        paths.pop(measure_id).unlink()
    accepted = {ADDRESSES[int(measure_id.strip("me")) - 1] for measure_id in paths}
    assert accepted == {
        "https://xn--gv-fka.tw/",
        "https://[::1]/",
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://www.gov.tw/%00",
        "https://www.gov.tw/&lt;script&gt;",
        "https://www.gov.tw/#javascript:alert(1)",
        "https://www.gov.tw/?q=);alert(1)//",
    }
    assert list(faults(render(load_catalogue(content)))) == []


def test_fields_of_known_words_take_no_attack(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    paths: dict[str, tuple[str, str, Path]] = {}
    for name, text in TEXTS.items():
        for field, write in WORD_FIELDS.items():
            measure_id = f"m{len(paths) + 1}"
            document = plain(len(paths) + 1)
            write(document, text)
            paths[measure_id] = (name, field, put(content, measure_id, document))

    refused = refusals(content)

    accepted = {(name, field) for measure_id, (name, field, _) in paths.items()
                if measure_id not in refused}  # fmt: skip
    # What is a right value after all.
    date_fields = {"opens", "closes", "date", "verified_on"}
    assert accepted <= {("yaml-9", field) for field in date_fields} | {("yaml-8", "ext")}


@pytest.mark.parametrize("as_list", [True, False])
def test_every_alias(tmp_path: Path, as_list: bool) -> None:
    content = write_content(tmp_path)
    paths = {}
    for number, alias in enumerate(IDS, start=1):
        document = plain(number)
        ALIAS_FIELD(document, [alias] if as_list else alias)  # type: ignore[arg-type]
        paths[f"m{number}"] = put(content, f"m{number}", document)

    refused = refusals(content)

    for measure_id, problems in refused.items():
        assert {p.line for p in problems} == {line_of(paths[measure_id], "aliases")}, problems
        paths.pop(measure_id).unlink()
    if paths:
        assert list(faults(render(load_catalogue(content)))) == []
    assert not paths


FILE_NAMES = [name for name in IDS if 0 < len(name) < 200 and not set(name) & set("/\0")]


@pytest.mark.parametrize("name", [name for name in FILE_NAMES if name[0] != "."])
def test_every_name_of_a_file(tmp_path: Path, name: str) -> None:
    content = write_content(tmp_path)
    path = content / "measures" / f"{name}.md"
    path.write_text(MEASURE, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_catalogue(content)
    assert {problem.path for problem in raised.value.problems} == {name_of(path)}


@pytest.mark.parametrize(
    "name",
    [
        b"x\n::error::pwned.md",
        b"x\n::stop-commands::pwned\n.md",
        b"x\r::add-mask::pwned.md",
        b"\x1b[2J\x1b[31m.md",
        b"x%0A::error::pwned.md",
        "x\u202edm.md".encode(),
        "ci\u200btd.md".encode(),
        "\u0441itd.md".encode(),
        "補助.md".encode("big5"),
        b"\xff\xfe.md",
        b".md",
        b"-rf.md",
        b"x.md~",
    ],
)
@pytest.mark.parametrize("form", FORMATS)
def test_the_name_of_a_file_says_nothing_but_itself(
    tmp_path: Path, name: bytes, form: Format
) -> None:
    """No command for GitHub, no colour for the terminal, no line of its own."""
    content = write_content(tmp_path, sample=MEASURE)
    path = content / "measures" / os.fsdecode(name)
    path.write_text(MEASURE, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_catalogue(content)
    own = [p for p in raised.value.problems if not p.path.endswith("/sample.md")]
    assert {problem.path for problem in own} == {name_of(path)}
    told = format_problems(own, form)
    told.encode()
    assert HIDDEN_IN_OUTPUT.search(told.replace("\n", "")) is None
    starts = ("::error file=", "[", "]", " ", content.as_posix())
    assert all(line.startswith(starts) for line in told.split("\n"))


def test_a_link_to_another_file_is_not_followed(tmp_path: Path) -> None:
    """Else a pull request could publish any file of the machine, or have a line of it printed."""
    content = write_content(tmp_path, sample=MEASURE)
    secret = tmp_path / "secret.md"
    secret.write_text(MEASURE.replace("number: 1", "number: 2").replace("測試", "密"), "utf-8")
    (content / "measures" / "other.md").symlink_to(secret)
    with pytest.raises(ContentError) as raised:
        load_catalogue(content)
    assert [problem.code for problem in raised.value.problems] == ["file-unreadable"]
    assert "密" not in format_problems(raised.value.problems, "terminal")


def test_a_catalogue_without_measures_is_not_published(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    assert list(refusals_of_folders(content)) == [f"{content}/measures"]


def refusals_of_folders(content: Path) -> list[str]:
    with pytest.raises(ContentError) as raised:
        load_catalogue(content)
    return [problem.path for problem in raised.value.problems]


@pytest.mark.parametrize("character", "\0\u202e\u0301\u05d0\ue000")
def test_a_line_full_of_what_may_not_be_is_told_soon(tmp_path: Path, character: str) -> None:
    content = write_content(tmp_path)
    path = put(content, "citd", plain(1) | {"body": "x" * 90_000 + character * 30_000})
    started = time.process_time()
    problems = refusals(content)["citd"]
    assert time.process_time() - started < SECONDS
    assert len(problems) <= MAX_A_FILE
    assert {problem.path for problem in problems} == {path.as_posix()}


def test_a_file_full_of_conflicts_is_told_in_few_words(tmp_path: Path) -> None:
    content = write_content(tmp_path, citd="<<<<<<< HEAD\n" * 19_000)
    assert len(refusals(content)["citd"]) == MAX_A_FILE


@pytest.mark.parametrize(
    ("one", "other"), [("citd", "CITD"), ("citd", "citD"), ("e\u0301", "é"), ("a-b", "a_b")]
)
def test_names_that_differ_only_in_case_or_form(tmp_path: Path, one: str, other: str) -> None:
    content = write_content(tmp_path)
    for number, name in enumerate((one, other), start=1):
        put(content, name, plain(number))
    assert other in refusals(content)


@pytest.mark.parametrize(
    ("aliases", "line"),
    [(["m1"], 15), (["old", "old"], 15), (["m2"], 15), (["measures"], 0), (["old", "older"], 0)],
)
def test_aliases_take_nobody_s_address(tmp_path: Path, aliases: list[str], line: int) -> None:
    content = write_content(tmp_path)
    put(content, "m1", plain(1) | {"aliases": aliases})
    put(content, "m2", plain(2))
    found = refusals(content)
    assert bool(found) == bool(line), found
    if not found:
        assert list(faults(render(load_catalogue(content)))) == []


BOMBS = {
    "aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
    "merge": "a: &a {x: 1}\nb: {<<: *a}",
    "tag": "title: !!python/object/apply:os.system [id]",
    "own tag": "title: !x y",
    "directive": "%TAG ! tag:x,2000:",
    "depth": "title: " + "[" * 50_000,
    "closed depth": "title: " + "[" * 1000 + "]" * 1000,
    "mapping depth": "title: " + "{a: " * 5000,
    "indented depth": "\n".join(" " * n + "- " * 1 + "a:" for n in range(300)),
    "dashes": "- " * 20_000,
    "wide": "\n".join(f"k{number}: 1" for number in range(20_000)),
    "wide list": "aliases: [" + "a, " * 60_000 + "a]",
    "long line": "title: " + "長" * 80_000,
    "long key": "k" * 200_000 + ": 1",
    "long number": "number: " + "9" * 100_000,
    "float": "number: 1e999999",
    "quotes": 'title: "' + "\\" * 99_999,
    "percent": "number: 0." + "0" * 99_999 + "1",
    "complex key": "? [a, b]\n: 1",
    "key is a number": "1: 2",
    "null key": "~: 1",
    "documents": "title: a\n...\n---\ntitle: b",
    "block scalar": "title: |" + "9" * 10 + "\n x",
    "tabs": "title:\n\t\t- a",
    "colons": ":" * 100_000,
    "hash": "#" * 200_000,
    "bang": "!" * 100_000,
    "ampersands": "&" * 100_000,
    "stars": "*" * 100_000,
    "question marks": "? " * 20_000,
    "empty": "",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_in_front_matter(tmp_path: Path, bomb: str) -> None:
    content = write_content(tmp_path)
    path = content / "measures" / "bomb.md"
    path.write_text(f"---\n{BOMBS[bomb]}\n---\n內文。\n", encoding="utf-8")
    started = time.process_time()
    assert list(refusals(content)) == ["bomb"]
    assert time.process_time() - started < SECONDS


BODIES = {
    "brackets": "[" * 60_000,
    "images": "![" * 60_000,
    "links": "[a](" * 40_000,
    "closed links": "[" * 20_000 + "](a)" * 20_000,
    "emphasis": "*a **b " * 15_000,
    "underscores": "_" * 100_000,
    "backticks": "".join("`" * n + " " for n in range(1, 400)),
    "quotes": ">" * 60_000,
    "nested quotes": "> " * 50_000 + "x",
    "lists": "- " * 50_000 + "x",
    "numbers": "1. " * 30_000,
    "entities": "&#x3c;" * 15_000,
    "ampersands": "&" * 100_000,
    "angles": "<" * 100_000,
    "comments": "<!--" * 20_000,
    "autolinks": "<http://a" * 10_000,
    "mails": "a@" * 50_000,
    "tables": "|" * 50_000 + "\n" + "|-" * 25_000,
    "rows": "|a|\n|-|\n" + "|a|\n" * 20_000,
    "references": "".join(f"[{n}]: /x\n" for n in range(10_000)),
    "backslashes": "\\" * 100_000,
    "a long word": "a" * 200_000,
    "a long line": "長" * 80_000,
    "empty lines": "\n" * 200_000 + "x",
    "spaces": " " * 200_000 + "x",
    "fences": "```\n" * 50_000,
}


@pytest.mark.parametrize("length", [20_000, 200_000])
@pytest.mark.parametrize("name", BODIES)
def test_bombs_in_the_body(tmp_path: Path, name: str, length: int) -> None:
    """Refused or published, within seconds either way."""
    content = write_content(tmp_path)
    put(content, "bomb", plain(1) | {"body": BODIES[name].strip()[:length]})
    started = time.process_time()
    refused = refusals(content)
    if not refused:
        assert render(load_catalogue(content))
    assert time.process_time() - started < SECONDS


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)


FILES: dict[str, Callable[[Path], object]] = {
    "100 MB": sparse,
    "empty": lambda path: path.touch(),
    "a folder": lambda path: path.mkdir(),
    "a link to nothing": lambda path: path.symlink_to("/nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link without end": lambda path: path.symlink_to("/dev/zero"),
    "a link out": lambda path: path.symlink_to("/etc/passwd"),
    "a pipe": lambda path: os.mkfifo(path),
    "Big5": lambda path: path.write_bytes(MEASURE.encode("big5", "replace")),
    "UTF-16": lambda path: path.write_bytes(MEASURE.encode("utf-16")),
    "random": lambda path: path.write_bytes(bytes(range(256)) * 100),
    "nulls": lambda path: path.write_bytes(b"\0" * 1000),
    "surrogates": lambda path: path.write_bytes(b"---\ntitle: \xed\xa0\x80\n---\n"),
    "nothing but hidden": lambda path: path.write_text("\u200b\n\u202e\ufffd\n", "utf-8"),
    "overlong": lambda path: path.write_bytes(b"---\ntitle: \xc0\xbc\n---\n"),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(
    "place", ["measures/strange.md", "pages/strange.md", "stories/strange.md", "agencies.yml"]
)
def test_strange_files(tmp_path: Path, kind: str, place: str) -> None:
    content = write_content(tmp_path, citd=MEASURE)
    path = content / place
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    FILES[kind](path)
    started = time.process_time()
    with pytest.raises(ContentError) as raised:
        load_catalogue(content)
    assert time.process_time() - started < SECONDS
    assert {problem.path for problem in raised.value.problems} == {path.as_posix()}
    assert "root:" not in str(raised.value)


PAGE = "---\ntitle: 頁面\nsummary: 說明\n---\n內文。\n"
TAKEN = (
    "measures",
    "agencies",
    "categories",
    "services",
    "deadlines",
    "events",
    "stories",
    "search",
    "open-data",
    "sitemap",
    "calendar",
    "api",
    "assets",
)


@pytest.mark.parametrize(
    "name", [*TAKEN, "About", "ABOUT", "a b", "..b", "con", "關於", "404.html"]
)
def test_a_page_of_prose_takes_no_other_address(tmp_path: Path, name: str) -> None:
    content = write_content(tmp_path, citd=MEASURE)
    shutil.copytree(CONTENT / "pages", content / "pages")
    (content / "pages" / f"{name}.md").write_text(PAGE, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_catalogue(content)
    assert [Path(problem.path).name for problem in raised.value.problems] == [f"{name}.md"]


@pytest.mark.parametrize("file", ["agencies.yml", "categories.yml", "services.yml"])
def test_two_entries_of_a_vocabulary_take_no_one_address(tmp_path: Path, file: str) -> None:
    content = write_content(tmp_path, citd=MEASURE)
    path = content / file
    text = path.read_text(encoding="utf-8")
    one, two = re.findall(r"(?m)^  - (?:\{ ?)?id: [a-z-]+", text)[:2]
    path.write_text(text.replace(two, one, 1), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_catalogue(content)
    assert {Path(problem.path).name for problem in raised.value.problems} == {file}

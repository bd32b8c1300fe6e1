"""The content's folders in; the files to read, and what lies there under a wrong name, out.

A file's name is its address: what is named wrongly would be published nowhere, or twice.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from catalogue import urls
from catalogue.problems import ContentError, Problem, closest, did_you_mean, name_of
from catalogue.values import ID_PATTERN

VOCABULARIES = ("agencies.yml", "categories.yml", "services.yml", "site.yml", "synonyms.yml")
RESERVED_IDS = frozenset(
    {"index", "con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""Names that the site or a file system (Windows) uses itself."""
RESERVED_PAGES = RESERVED_IDS | urls.FOLDERS
"""Names that no page of prose may have: the site has pages of its own there."""
MAX_NAME = 60

Entry = os.DirEntry[str]

_RIGHT_NAME = re.compile(rf"({ID_PATTERN.strip('^$')})\.md", re.ASCII)
_TEXT_SUFFIXES = {".md", ".markdown", ".mdown", ".txt", ".text"}
_TEXT_ENDINGS = tuple(_TEXT_SUFFIXES)
_VOCABULARY_SUFFIXES = _TEXT_SUFFIXES | {".yml", ".yaml"}


def examine_folders(content: Path) -> None:
    """Raise ContentError where the content, or its measures, is no folder at all."""
    for folder in (content, content / "measures"):
        if not folder.is_dir():
            message = "找不到這個資料夾；內容要放在 content 裡，措施放在 content/measures 裡。"
            raise ContentError([_problem(folder, "file-missing", message)])


def no_measure(content: Path) -> Problem:
    """What to say where there is nothing to publish."""
    message = "資料夾裡一項措施也沒有；把檔案放回來。"
    return _problem(content / "measures", "file-missing", message)


def measure_files(folder: Path) -> list[tuple[Path, bool]]:
    """The texts in the measures' folder, and whether each is named as it must be."""
    return [
        (Path(entry), _is_named_well(entry.name, RESERVED_IDS))
        for entry in _listing(folder)
        if _is_text(entry)
    ]


def prose_files(folder: Path) -> list[Path]:
    """The texts in the folder of prose pages, or of stories."""
    return [Path(entry) for entry in _listing(folder) if _is_text(entry)]


def strays(content: Path) -> Iterator[Problem]:
    """Files under wrong names or in wrong places."""
    yield from _misnamed(content / "measures", RESERVED_IDS, "green-growth.md")
    yield from _misnamed(content / "pages", RESERVED_PAGES, "about.md")
    yield from _misnamed(content / "stories", RESERVED_IDS, "hidden-champion.md")
    for path in map(Path, _listing(content)):
        if path.name in (*VOCABULARIES, "README.md"):
            continue
        if path.suffix.lower() in _VOCABULARY_SUFFIXES:
            near = closest(path.name, VOCABULARIES)
            where = "措施要放在 content/measures 裡。" if path.suffix.lower() == ".md" else ""
            asked = did_you_mean(None if where else near)
            message = f"檔案「{name_of(Path(path.name))}」不該在這裡{asked}{where}"
            yield _problem(path, "file-place", message)


def _misnamed(folder: Path, reserved: frozenset[str], example: str) -> Iterator[Problem]:
    entries = _listing(folder)
    doubtful = [entry for entry in entries if not _is_right(entry, reserved)]
    if not doubtful:
        return
    names = {_folded(Path(entry)): entry.name for entry in entries if _is_right(entry, reserved)}
    for path in map(Path, doubtful):
        if path.is_dir():
            message = "這裡不能有資料夾，檔案要直接放在上一層。"
            yield _problem(path, "file-place", message)
        elif not path.is_file():
            yield _problem(path, "file-unreadable", "讀不到這個檔案：不是一般的檔案。")
        elif not _is_named_well(path.name, reserved):
            yield _problem(path, "file-name", _name_message(path, reserved, example, names))


def _name_message(path: Path, reserved: frozenset[str], example: str, names: dict[str, str]) -> str:
    right = _right_name(path)
    name = name_of(Path(path.name))
    if path.suffix == ".md" and path.stem in reserved:
        return f"檔名「{name}」不能用，這個網址已經有別的用途，請換一個名稱。"
    message = f"檔名「{name}」不對：檔名就是網址，只能用小寫英文、數字和減號，結尾是 .md"
    twin = names.get(_folded(path))
    if twin:
        return f"{message}；而且和「{twin}」幾乎同名，請刪掉其中一個。"
    if right:
        return f"{message}。請改名為 {right}。"
    return f"{message}，例如 {example}。"


def _right_name(path: Path) -> str | None:
    stem = unicodedata.normalize("NFKC", path.stem)
    ascii_stem = unicodedata.normalize("NFD", stem).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_stem.lower()).strip("-")[:MAX_NAME].strip("-")
    is_text = path.suffix.lower() in _TEXT_SUFFIXES | {""}
    return f"{words}.md" if words and is_text and words not in RESERVED_PAGES else None


def _folded(path: Path) -> str:
    return _right_name(path) or unicodedata.normalize("NFKC", path.stem).casefold()


def _is_named_well(name: str, reserved: frozenset[str]) -> bool:
    found = _RIGHT_NAME.fullmatch(name)
    return found is not None and len(found[1]) <= MAX_NAME and found[1] not in reserved


def _is_right(entry: Entry, reserved: frozenset[str]) -> bool:
    """Whether an entry is a file, itself and not by a link, under the right name."""
    return _is_named_well(entry.name, reserved) and entry.is_file(follow_symlinks=False)


def _is_text(entry: Entry) -> bool:
    """Whether an entry is a file, or leads to one, that has text in it."""
    name = entry.name
    is_text = _RIGHT_NAME.fullmatch(name) or Path(name).suffix.lower() in _TEXT_SUFFIXES
    return bool(is_text) and (entry.is_file(follow_symlinks=False) or Path(entry).is_file())


def _listing(folder: Path) -> list[Entry]:
    """What is in a folder, by name, without hidden files; nothing where there is no folder.

    Entries know what kind of file they are: asking again takes long where there are thousands.
    """
    try:
        with os.scandir(folder) as entries:
            seen = [
                entry
                for entry in entries
                if not entry.name.startswith(".") or entry.name.lower().endswith(_TEXT_ENDINGS)
            ]
        return sorted(seen, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        message = f"讀不到這個資料夾：{error.strerror}。"
        raise ContentError([_problem(folder, "file-unreadable", message)]) from None


def _problem(path: Path, code: str, message: str) -> Problem:
    return Problem(path=name_of(path), line=1, column=1, message=message, code=code)

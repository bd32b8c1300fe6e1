"""What an editor says of a new measure in; its commented file, which passes `check`, out.

    build.py new
    build.py new --id green-loan --title 綠色貸款 --agency 工業局 --subcategory 研發貸款協助 \\
        --service 融資貸款

What is not said is asked for on a terminal. Nothing is written unless the whole content, with the
new file in it, validates; no file is ever overwritten.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from catalogue.advice import PLACEHOLDER
from catalogue.editing import EditingError
from catalogue.editing.blank import Draft, measure_text
from catalogue.problems import ContentError, suggestion
from catalogue.validation import RESERVED_IDS, load_catalogue, load_vocabulary
from catalogue.values import ID_PATTERN
from catalogue.vocabulary import Agency, ServiceType, Subcategory, Vocabulary

Answer = TypeVar("Answer")
Ask = Callable[[str], str]
"""Shows a question, returns the answer; raises EOFError where there is none."""
_NUMBER = re.compile(rb"^number:\s*(\d{1,6})\s*(?:#.*)?\r?$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What the editor has said so far; None and empty are still open."""

    id: str | None = None
    title: str | None = None
    agencies: Sequence[str] = ()
    subcategory: str | None = None
    services: Sequence[str] = ()
    summary: str | None = None
    source: str | None = None


def create_measure(content: Path, wish: Wish, ask: Ask | None) -> Path:
    """Write the file of a new measure and return its path; `ask` is None without a terminal.

    Raise EditingError where something is missing, unknown or taken, ContentError where the
    vocabulary is broken or the new file would not validate.
    """
    vocabulary = load_vocabulary(content)
    draft = _draft(content, wish, vocabulary, ask)
    text = measure_text(draft)
    path = content / "measures" / f"{draft.id}.md"
    _refuse_problems(content, path, text)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path


def next_number(content: Path) -> int:
    """One more than the highest number in any file, be it valid or not."""
    texts = (path.read_bytes() for path in content.glob("measures/*.md"))
    return max((int(number) for text in texts for number in _NUMBER.findall(text)), default=0) + 1


@dataclass(frozen=True, kw_only=True, slots=True)
class _Questions:
    """Answers from flags, else from the editor, asked again until they will do."""

    ask: Ask | None

    def answer(
        self, given: str | None, flag: str, question: str, read: Callable[[str], Answer]
    ) -> Answer:
        """What `read` makes of the answer; it raises EditingError where an answer won't do."""
        if given is not None:
            return read(given)
        if self.ask is None:
            raise EditingError(f"請加上 {flag}：{question.splitlines()[-1]}")
        while True:
            try:
                return read(self.ask(f"{question}：").strip())
            except EOFError:
                raise EditingError("沒有回答，檔案沒有建立") from None
            except EditingError as error:
                question = f"{error}\n{question.splitlines()[-1]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Menu:
    """Vocabulary entries to choose from, by place in the list, name, id or short name."""

    entries: Sequence[Agency | Subcategory | ServiceType]

    def question(self, text: str) -> str:
        listing = (f"  {number}. {entry.name}" for number, entry in enumerate(self.entries, 1))
        return "\n".join((*listing, text))

    def one(self, text: str) -> str:
        """The name that is meant; raise EditingError."""
        if not text:
            raise EditingError("請寫號碼或名稱")
        if text.isdecimal() and 1 <= int(text) <= len(self.entries):
            return self.entries[int(text) - 1].name
        for entry in self.entries:
            if text in (entry.name, entry.id, *getattr(entry, "short", ())):
                return entry.name
        names = [entry.name for entry in self.entries]
        closest = suggestion(text, names)
        raise EditingError(f"沒有「{text}」{closest}可用的有：{'、'.join(names)}")

    def several(self, text: str) -> tuple[str, ...]:
        """One or more, between commas; the same one twice where someone says so."""
        parts = [part.strip() for part in re.split("[,，、]", text)]
        return tuple(self.one(part) for part in parts if part) or (self.one(""),)


def _draft(content: Path, wish: Wish, vocabulary: Vocabulary, ask: Ask | None) -> Draft:
    site = vocabulary.site
    desk = site.people[0]
    answer = _Questions(ask=ask).answer
    agencies = _Menu(entries=vocabulary.agencies)
    subcategories = _Menu(entries=vocabulary.subcategories)
    service_types = _Menu(entries=vocabulary.service_types)
    return Draft(
        id=answer(
            wish.id,
            "--id",
            "檔名（也是網址：小寫英文、數字和減號，例如 green-growth）",
            lambda text: _free_id(content, text),
        ),
        number=next_number(content),
        title=answer(wish.title, "--title", "措施名稱（官方的全名）", _not_empty),
        summary=wish.summary or f"{PLACEHOLDER}：用一句話說可以得到什麼。",
        subcategory=answer(
            wish.subcategory,
            "--subcategory",
            subcategories.question("分類（號碼或名稱）"),
            subcategories.one,
        ),
        agencies=answer(
            "、".join(wish.agencies) or None,
            "--agency",
            agencies.question("主辦機關（號碼或名稱，可以有幾個，用逗號隔開）"),
            agencies.several,
        ),
        services=answer(
            "、".join(wish.services) or None,
            "--service",
            service_types.question("服務種類（號碼或名稱，可以有幾個，用逗號隔開）"),
            service_types.several,
        ),
        source=wish.source or site.source,
        organisation=site.organisation,
        phone=desk.phone,
        ext=desk.ext,
    )


def _not_empty(text: str) -> str:
    if not text.strip():
        raise EditingError("不能是空的")
    return text.strip()


def _free_id(content: Path, text: str) -> str:
    if text in RESERVED_IDS or len(text) > 60 or not re.fullmatch(ID_PATTERN, text):
        raise EditingError(
            f"檔名「{text}」不能用：只能用小寫英文、數字和減號，最多 60 個字，例如 green-growth"
        )
    if (content / "measures" / f"{text}.md").exists():
        raise EditingError(f"已經有 {text}.md 這個檔案，請換一個檔名")
    return text


def _refuse_problems(content: Path, path: Path, text: str) -> None:
    """Raise ContentError with what would be wrong with the new file; others may be broken."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "content"
        shutil.copytree(content, copy)
        new = copy / "measures" / path.name
        new.write_text(text, encoding="utf-8")
        try:
            load_catalogue(copy)
        except ContentError as error:
            mine = [
                replace(
                    problem,
                    path=path.as_posix(),
                    message=problem.message.replace(copy.as_posix(), content.as_posix()),
                )
                for problem in error.problems
                if problem.path == new.as_posix()
            ]
            if mine:
                raise ContentError(mine) from None

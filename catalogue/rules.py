"""What the types of `model` cannot say of content: rules across fields and across files."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import phonenumbers

from catalogue.model import FrontMatter, Measure
from catalogue.problems import Problem
from catalogue.prose import body_problems
from catalogue.reading import Document, KeyPath

MAX_BODY = 20_000
"""Characters: ten times the longest so far, and few enough for Markdown's slowest cases."""


def measure_problems(document: Document, front: FrontMatter | None) -> Iterator[Problem]:
    if not document.body:
        yield document.problem((), "少了內文：第二行 --- 之後，請用幾句話說明這項措施")
    yield from prose_problems(document)
    if front is not None:
        yield from _phone_problems(document, front)
        yield from _agency_problems(document, front)


def prose_problems(document: Document) -> Iterator[Problem]:
    if len(document.body) > MAX_BODY:
        message = f"內文有 {len(document.body)} 個字，超過上限 {MAX_BODY}"
        yield Problem(path=document.path, line=document.body_line, column=1, message=message)
        return
    for offset, message in body_problems(document.body):
        yield Problem(
            path=document.path, line=document.body_line + offset, column=1, message=message
        )


def _phone_problems(document: Document, front: FrontMatter) -> Iterator[Problem]:
    """Numbers that cannot exist in Taiwan, unless a caveat tells the reader about them."""
    for i, contact in enumerate(front.contacts):
        for j, person in enumerate(contact.people):
            if not is_possible_phone(person.phone) and not any(
                person.phone in caveat for caveat in front.caveats
            ):
                yield document.problem(
                    ("contacts", i, "people", j, "phone"),
                    f"電話「{person.phone}」在臺灣不可能存在（位數或區碼不對），請再確認；"
                    "若原始資料就是這樣，請在 caveats 寫明這支電話有疑問",
                )


def is_possible_phone(phone: str) -> bool:
    """Whether the numbering plan of Taiwan has room for `phone`."""
    return phonenumbers.is_valid_number(phonenumbers.parse(phone, "TW"))


def _agency_problems(document: Document, front: FrontMatter) -> Iterator[Problem]:
    for index, agency in enumerate(front.agencies):
        if agency in front.agencies[:index]:
            yield document.problem(
                ("agencies", index), f"主辦機關「{agency.name}」重複，請只留一個"
            )


def problems_between(loaded: Iterable[tuple[Document, Measure]]) -> Iterator[Problem]:
    """What only all files together show: numbers, titles and addresses used twice."""
    claims: dict[tuple[str, object], list[tuple[Document, KeyPath]]] = defaultdict(list)
    for document, measure in loaded:
        claims["編號", measure.number].append((document, ("number",)))
        claims["措施名稱", measure.title].append((document, ("title",)))
        claims["網址代碼", measure.id].append((document, ()))
        for index, alias in enumerate(measure.aliases):
            claims["網址代碼", alias].append((document, ("aliases", index)))
    for (label, value), claimants in claims.items():
        for document, keys in claimants:
            others = sorted({other.path for other, _ in claimants if other is not document})
            if not others and keys and len(claimants) > 1:
                yield document.problem(keys, f"{label}「{value}」在這個檔案裡重複，請只留一個")
            if others:
                yield document.problem(
                    keys, f"{label}「{value}」和 {'、'.join(others)} 重複，請改成沒有用過的"
                )

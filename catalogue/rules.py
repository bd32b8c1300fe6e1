"""What the types of `model` cannot say of content: rules across fields and across files.

They look at what was read, not at what validated, so that one mistake does not hide another.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue.addresses import PHONE_PATTERN, is_possible_phone, why_impossible
from catalogue.dates import ROC_OFFSET, DateError, PartialDate, parse_date
from catalogue.documents import Document
from catalogue.fields import names_in
from catalogue.folders import RESERVED_IDS
from catalogue.model import FrontMatter
from catalogue.problems import MAX_A_FILE, Problem
from catalogue.prose import body_findings
from catalogue.yaml_scalars import yaml_scalar
from catalogue.yaml_tree import KeyPath

YEARS_AROUND_EDITION = 20
"""A date further from the edition's year is a slip: 150-03-15 for 105-03-15."""
MAX_BODY = 20_000
"""Characters: ten times the longest so far, and few enough for Markdown's slowest cases."""
EACH = -1
"""In a path pattern: every item of a list."""

FIELD_NAMES = names_in(FrontMatter)

_PEOPLE = ("contacts", EACH, "people", EACH)
_WINDOWS = ("services", EACH, "windows", EACH)
_DATES = (
    (*_WINDOWS, "opens"),
    (*_WINDOWS, "closes"),
    ("events", EACH, "date"),
    ("verified_on",),
    ("updated",),
)
_RANGES = ("services", EACH, "eligibility", EACH, "test")
_SITE_PHONES = (
    ("site", "people", EACH, "phone"),
    ("site", "advisers", EACH, "phone"),
    ("site", "fax"),
)
_FIELD = re.compile(r"\s+(?:- )?([a-z_]+):(?:\s|$)")
_LIST_SEPARATORS = re.compile(r"[，、；;]")


def values_at(data: object, pattern: tuple[str | int, ...]) -> Sequence[tuple[KeyPath, object]]:
    """The values in `data` that stand at `pattern`, with their paths; data may be of any shape."""
    found: list[tuple[KeyPath, object]] = [((), data)]
    for step in pattern:
        if step == EACH:
            found = [
                ((*keys, place), item)
                for keys, value in found
                if isinstance(value, tuple)
                for place, item in enumerate(value)
            ]
        else:
            found = [
                ((*keys, step), value[step])
                for keys, value in found
                if isinstance(value, dict) and step in value
            ]
    return found


def measure_problems(document: Document, edition: int | None) -> Iterator[Problem]:
    """What is wrong in one measure of an edition (ROC year), whatever of it validates."""
    yield from prose_problems(document)
    yield from _phone_problems(document)
    yield from _list_problems(document)
    yield from _range_problems(document)
    yield from _swallowed_problems(document)
    for keys, alias in values_at(document.data, ("aliases", EACH)):
        if alias in RESERVED_IDS:
            message = f"代碼「{alias}」不能用，系統保留這個名稱；請刪掉。"
            yield document.problem(document.value_place(keys), "id-form", message)
    if edition is not None:
        yield from _date_problems(document, edition)


def prose_problems(document: Document) -> Iterator[Problem]:
    """What a body may not contain; a body there must be."""
    no_end = any(p.code == "fence-missing" and p.line > 1 for p in document.problems)
    if not document.body and not no_end:
        message = "少了內文：第二行 --- 之後，請用幾句話說明（## 這是什麼、## 誰可以申請 …）。"
        yield document.problem((document.end_line, 1), "body-missing", message)
    if len(document.body) > MAX_BODY:
        message = f"內文有 {len(document.body)} 個字，最多 {MAX_BODY} 個。"
        yield document.problem((document.body_line, 1), "body-too-long", message)
        return
    for finding in body_findings(document.body):
        place = (document.body_line + finding.line, finding.column)
        yield document.problem(place, finding.code, finding.message, fix=finding.fix)


def doubtful_phones(document: Document) -> Iterator[tuple[KeyPath, str, bool]]:
    """Numbers that cannot exist in Taiwan, and whether a caveat tells the reader so."""
    caveats = str(document.data.get("caveats", ""))  # whatever is wrong with their form
    for keys, phone in _impossible_phones(document, (*_PEOPLE, "phone")):
        yield keys, phone, re.search(rf"{re.escape(phone)}(?!\d)", caveats) is not None


def _impossible_phones(
    document: Document, pattern: tuple[str | int, ...]
) -> Iterator[tuple[KeyPath, str]]:
    for keys, phone in values_at(document.data, pattern):
        if not isinstance(phone, str) or not re.fullmatch(PHONE_PATTERN, phone, re.ASCII):
            continue
        if not is_possible_phone(phone):
            yield keys, phone


def _phone_problems(document: Document) -> Iterator[Problem]:
    for keys, phone, has_caveat in doubtful_phones(document):
        if not has_caveat:
            message = (
                f"電話「{phone}」在臺灣不可能存在：{why_impossible(phone)}。請再確認；"
                f"若原始資料就是這樣，請在 caveats 加一項，寫出 {phone} 並說明有疑問。"
            )
            yield document.problem(document.value_place(keys), "phone-impossible", message)


def _swallowed_problems(document: Document) -> Iterator[Problem]:
    """Fields indented so far that they are read as a part of the text above them."""
    for keys, (first, column, last, _) in document.tree.spans.items():
        if last <= first or document.lines[first - 1][column - 1] not in "|>":
            continue
        for number in range(first + 1, last):  # the span ends at the beginning of a line
            line = document.lines[number - 1]
            match = _FIELD.match(line)
            if match and match[1] in FIELD_NAMES:
                place = (number, len(line) - len(line.lstrip()) + 1)
                message = (
                    f"「{match[1]}:」像是欄位，卻縮排成上面 {keys[-1]} 的一部分；"
                    f"若是欄位，請和 {keys[-1]} 對齊。"
                )
                indent = " " * (document.place(keys)[1] - 1)
                fix = indent + line.strip()
                yield document.problem(place, "yaml-indent", message, fix=fix)


def _list_problems(document: Document) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for keys, name in values_at(document.data, ("agencies", EACH)):
        if isinstance(name, str) and name in seen:
            message = f"主辦機關「{name}」重複，第 {seen[name]} 行已經寫過，請只留一個。"
            yield document.problem(document.value_place(keys), "agency-twice", message)
        elif isinstance(name, str):
            seen[name] = document.value_place(keys)[0]
    for keys, word in values_at(document.data, ("keywords", EACH)):
        if isinstance(word, str) and _LIST_SEPARATORS.search(word):
            parts = [part.strip() for part in _LIST_SEPARATORS.split(word) if part.strip()]
            in_flow = not document.lines[document.place(keys)[0] - 1].lstrip().startswith("- ")
            right = ", ".join(map(yaml_scalar, parts))
            message = f"「{word}」像是好幾個詞，清單的項目之間要用半形逗號加空白「, 」隔開。"
            fix = document.corrected(keys, right) if in_flow else ""
            place = document.value_place(keys)
            yield document.problem(place, "list-separator", message, fix=fix)


def _range_problems(document: Document) -> Iterator[Problem]:
    for keys, test in values_at(document.data, _RANGES):
        for name, limits in test.items() if isinstance(test, Mapping) else ():
            low, high = (
                (limits.get("min"), limits.get("max")) if isinstance(limits, Mapping) else (0, 0)
            )
            if isinstance(low, int) and isinstance(high, int) and low > high:
                message = f"最少 {low} 大於最多 {high}，min 和 max 是不是寫反了？"
                place = document.value_place((*keys, name, "min"))
                yield document.problem(place, "range-order", message)


def _date_problems(document: Document, edition: int) -> Iterator[Problem]:
    for pattern in _DATES:
        for keys, written in values_at(document.data, pattern):
            moment = _date(written)
            if moment is None:
                continue
            year = edition + ROC_OFFSET
            if abs(moment.year - year) > YEARS_AROUND_EDITION:
                roc = moment.year - ROC_OFFSET
                message = (
                    f"日期「{written}」是民國 {roc} 年（西元 {moment.year} 年），"
                    f"離這份資料的民國 {edition} 年太遠，請確認年份。"
                )
                yield document.problem(document.value_place(keys), "date-far", message)


def _date(written: object) -> PartialDate | None:
    try:
        return parse_date(written) if isinstance(written, str) else None
    except DateError:
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Claim:
    """One file's use of something that only one may have."""

    document: Document
    keys: KeyPath

    @property
    def place(self) -> tuple[int, int]:
        return self.document.value_place(self.keys) if self.keys else (1, 1)


def problems_between(documents: Mapping[str, Document]) -> Iterator[Problem]:
    """What only all files together show: numbers, titles and addresses used twice.

    `documents` are the measures' files by id.
    """
    claims: dict[tuple[str, str, object], list[_Claim]] = defaultdict(list)
    for measure_id, document in documents.items():
        claims["id-twice", "網址代碼", measure_id].append(_Claim(document=document, keys=()))
        for code, label, pattern in (
            ("number-twice", "編號", ("number",)),
            ("title-twice", "措施名稱", ("title",)),
            ("id-twice", "網址代碼", ("aliases", EACH)),
        ):
            for keys, value in values_at(document.data, pattern):
                if isinstance(value, (str, int)):
                    claims[code, label, value].append(_Claim(document=document, keys=keys))
    numbers = {value for code, _, value in claims if code == "number-twice"}
    free = next(number for number in range(1, len(numbers) + 2) if number not in numbers)
    for (code, label, value), claimants in claims.items():
        if len(claimants) > 1:
            cure = f"請改成沒有用過的{label}{f'，例如 {free}' if code == 'number-twice' else ''}。"
            yield from _claimed_twice(code, f"{label}「{value}」", cure, claimants)


def problems_between_stories(documents: Iterable[Document]) -> Iterator[Problem]:
    """Titles that two stories share."""
    claims: dict[object, list[_Claim]] = defaultdict(list)
    for document in documents:
        for keys, title in values_at(document.data, ("title",)):
            if isinstance(title, str):
                claims[title].append(_Claim(document=document, keys=keys))
    for title, claimants in claims.items():
        if len(claimants) > 1:
            cure = "請改成這個故事自己的標題；複製的檔案請刪掉。"
            yield from _claimed_twice("title-twice", f"標題「{title}」", cure, claimants)


def _claimed_twice(
    code: str, what: str, cure: str, claimants: Sequence[_Claim]
) -> Iterator[Problem]:
    paths = sorted({claim.document.path for claim in claimants})
    for claim in claimants[:MAX_A_FILE]:
        others = [path for path in paths if path != claim.document.path]
        if others:
            message = f"{what}和 {'、'.join(others[:5])} 重複。{cure}"
            yield claim.document.problem(claim.place, code, message)
        elif claim.keys:  # an alias that is its own file's name is told at the alias
            message = f"{what}在這個檔案裡重複，請只留一個。"
            yield claim.document.problem(claim.place, code, message)


def vocabulary_problems(document: Document) -> Iterator[Problem]:
    """Ids and names used twice in a vocabulary file, and lists with nothing in them."""
    patterns = {
        "agencies": (("agencies", EACH),),
        "categories": (("categories", EACH), ("categories", EACH, "subcategories", EACH)),
        "service_types": (("service_types", EACH),),
    }
    for root, entries in patterns.items():
        if document.data.get(root) == ():
            message = "至少要有一項。"
            yield document.problem(document.value_place((root,)), "list-empty", message)
        for pattern in entries:
            for field, code, label in (("id", "id-twice", "代碼"), ("name", "name-twice", "名稱")):
                yield from _repeated(document, (*pattern, field), code, label)
    for place in _SITE_PHONES:
        for keys, phone in _impossible_phones(document, place):
            message = f"電話「{phone}」在臺灣不可能存在：{why_impossible(phone)}。請再確認。"
            yield document.problem(document.value_place(keys), "phone-impossible", message)


def _repeated(
    document: Document, pattern: tuple[str | int, ...], code: str, label: str
) -> Iterator[Problem]:
    seen: dict[object, int] = {}
    for keys, value in values_at(document.data, pattern):
        line, column = document.value_place(keys)
        if value in seen:
            message = f"{label}「{value}」重複，第 {seen[value]} 行已經用過，請改成沒有用過的。"
            yield document.problem((line, column), code, message)
        else:
            seen[value] = line

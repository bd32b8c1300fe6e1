"""Two versions of a measure in; what changed for its readers, in Chinese sentences, out. Pure.

Meanings are compared, not lines: a date written in another calendar, or keys in another order,
are no change. The feed and the editors' review tell the same differences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalogue.dates import PartialDate
from catalogue.model import (
    Contact,
    FrontMatter,
    Service,
)
from catalogue.pairing import excerpt, listed, pair, reworded
from catalogue.period_changes import period_changes, roc_words
from catalogue.values import Person


class Kind(StrEnum):
    """What a change is about."""

    NEW = "new"
    REMOVED = "removed"
    CLOSED = "closed"
    PERIOD = "period"
    MONEY = "money"
    CONTACT = "contact"
    SERVICE = "service"
    EVENT = "event"
    PREFERENCE = "preference"
    CONDITION = "condition"
    CAVEAT = "caveat"
    TEXT = "text"
    RECORD = "record"
    UPDATED = "updated"
    VERIFIED = "verified"


KIND_NAMES = {
    Kind.NEW: "新收錄",
    Kind.REMOVED: "不再收錄",
    Kind.CLOSED: "已截止",
    Kind.PERIOD: "申請期間有變",
    Kind.MONEY: "金額或比例有變",
    Kind.CONTACT: "聯絡窗口有變",
    Kind.SERVICE: "服務項目有變",
    Kind.EVENT: "活動有變",
    Kind.PREFERENCE: "中堅企業優惠有變",
    Kind.CONDITION: "對象或條件有變",
    Kind.CAVEAT: "提醒有變",
    Kind.TEXT: "說明文字有修改",
    Kind.RECORD: "編輯資料有更新",
    Kind.UPDATED: "內容有更新",
    Kind.VERIFIED: "重新查證過",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing that differs between two versions of a measure."""

    kind: Kind
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A difference that readers saw from a day (Asia/Taipei) on."""

    measure_id: str
    title: str
    day: date
    kind: Kind
    text: str


def compare(before: FrontMatter, after: FrontMatter) -> list[Difference]:
    """Every difference between two versions, in the order of the measure's page.

    Empty if, and only if, the two are equal.
    """
    differences = [
        *_said(Kind.TEXT, _wording_changes(before, after)),
        *_service_differences(before.services, after.services),
        *_said(Kind.PREFERENCE, listed("中堅企業優惠", _preferences(before), _preferences(after))),
        *_said(Kind.EVENT, listed("活動", _events(before), _events(after))),
        *_said(Kind.CONTACT, _contact_changes(before.contacts, after.contacts)),
        *_said(Kind.CAVEAT, listed("提醒", before.caveats, after.caveats)),
        *_said(Kind.RECORD, _record_changes(before, after)),
    ]
    if not differences and not _equal(before, after):
        differences.append(Difference(kind=Kind.RECORD, text="項目的順序有調整"))
    return differences


def _equal(before: FrontMatter, after: FrontMatter) -> bool:
    # Field by field: the two may be of different types (a Measure has its body as well).
    return all(getattr(before, name) == getattr(after, name) for name in FrontMatter.model_fields)


def _said(kind: Kind, texts: Iterator[str]) -> Iterator[Difference]:
    return (Difference(kind=kind, text=text) for text in texts)


def _wording_changes(before: FrontMatter, after: FrontMatter) -> Iterator[str]:
    yield from reworded("措施名稱", before.title, after.title)
    yield from reworded("一句話說明", before.summary, after.summary)
    yield from reworded("分類", before.subcategory.name, after.subcategory.name)
    yield from listed(
        "主辦機關", [a.name for a in before.agencies], [a.name for a in after.agencies]
    )
    yield from listed("相關網站", _links(before), _links(after))


def _links(front: FrontMatter) -> list[str]:
    return [f"{link.name} {link.url}" for link in front.links]


def _preferences(front: FrontMatter) -> list[str]:
    return [f"{preference.type}：{preference.text}" for preference in front.preferences]


def _events(front: FrontMatter) -> list[str]:
    return [f"{roc_words(event.date)} {event.place} {event.name}" for event in front.events]


def _record_changes(before: FrontMatter, after: FrontMatter) -> Iterator[str]:
    yield from reworded("編號", str(before.number), str(after.number))
    yield from listed("搜尋用的日常說法", before.keywords, after.keywords)
    yield from reworded("資料來源", before.source, after.source)
    yield from reworded("最近查證日", _words(before.verified_on), _words(after.verified_on))
    yield from reworded("最近更新日", _words(before.updated), _words(after.updated))
    yield from listed("舊代碼", before.aliases, after.aliases)


def _words(moment: PartialDate | None) -> str | None:
    return roc_words(moment) if moment else None


def _service_differences(
    before: Sequence[Service], after: Sequence[Service]
) -> Iterator[Difference]:
    pairing = pair(
        before,
        after,
        lambda service: service.heading,
        lambda service: service.offer,
        lambda service: service.type,
    )
    several = len(before) > 1 or len(after) > 1
    for old, new in pairing.kept:
        yield from _changes_of_service(old, new, f"{new.heading}：" if several else "")
    for service in pairing.removed:
        yield Difference(kind=Kind.SERVICE, text=f"取消服務項目「{service.heading}」")
    for service in pairing.added:
        text = f"新增服務項目「{service.heading}」：{excerpt(service.offer)}"
        yield Difference(kind=Kind.SERVICE, text=text)


def _changes_of_service(before: Service, after: Service, where: str) -> Iterator[Difference]:
    """`where` is put in front of each sentence, to tell several services apart."""
    yield from _said(Kind.SERVICE, reworded("服務項目", before.heading, after.heading))
    yield from _said(
        Kind.PERIOD, (where + text for text in period_changes(before.windows, after.windows))
    )
    yield from _said(Kind.MONEY, _money_changes(before, after, where))
    yield from _said(Kind.TEXT, reworded(f"{where}內容", before.offer, after.offer))
    yield from _said(Kind.TEXT, reworded(f"{where}期限", before.term, after.term))
    yield from _said(Kind.CONDITION, reworded(f"{where}對象", before.audience, after.audience))
    yield from _said(
        Kind.CONDITION,
        listed(
            f"{where}申請條件",
            [criterion.text for criterion in before.eligibility],
            [criterion.text for criterion in after.eligibility],
        ),
    )
    for old, new in pair(before.eligibility, after.eligibility, lambda c: c.text).kept:
        if old.text == new.text and old.test != new.test:
            text = f"{where}申請條件「{excerpt(new.text)}」的自動判斷方式有修改"
            yield Difference(kind=Kind.CONDITION, text=text)


def _money_changes(before: Service, after: Service, where: str) -> Iterator[str]:
    amounts = pair(before.amounts, after.amounts, lambda amount: amount.text)
    for amount, changed in amounts.kept:
        yield from reworded(
            f"{where}「{excerpt(changed.text)}」的金額", _twd(amount.twd), _twd(changed.twd)
        )
    yield from listed(
        f"{where}金額", [a.text for a in amounts.removed], [a.text for a in amounts.added]
    )
    percents = pair(before.percents, after.percents, lambda percent: percent.text)
    for percent, other in percents.kept:
        label = f"{where}「{excerpt(other.text)}」的比例"
        yield from reworded(label, f"{percent.percent}%", f"{other.percent}%")
    yield from listed(
        f"{where}比例", [p.text for p in percents.removed], [p.text for p in percents.added]
    )


def _twd(amount: int | None) -> str | None:
    return None if amount is None else f"{amount:,} 元"


def _contact_changes(before: Sequence[Contact], after: Sequence[Contact]) -> Iterator[str]:
    """People by organisation and name, then by telephone, then by organisation alone."""
    pairing = pair(
        _people(before),
        _people(after),
        lambda entry: (entry[0].organisation, entry[1].name),
        lambda entry: (entry[1].name, entry[1].phone, entry[1].ext),
        lambda entry: (entry[0].organisation, entry[1].phone, entry[1].ext),
        lambda entry: entry[0].organisation,
    )
    for (old_contact, old), (contact, person) in pairing.kept:
        yield from _changes_of_person(old_contact, old, contact, person)
    for contact, person in pairing.removed:
        yield f"刪除{contact.role}聯絡窗口：{contact.organisation}{reached(person)}"
    for contact, person in pairing.added:
        yield f"新增{contact.role}聯絡窗口：{contact.organisation}{reached(person)}"


def _people(contacts: Sequence[Contact]) -> list[tuple[Contact, Person]]:
    return [(contact, person) for contact in contacts for person in contact.people]


def _changes_of_person(
    old_contact: Contact, old: Person, contact: Contact, person: Person
) -> Iterator[str]:
    organisation = contact.organisation
    yield from reworded(f"{person.name}的單位", old_contact.organisation, organisation)
    yield from reworded(f"{organisation}{person.name}的角色", old_contact.role, contact.role)
    if old.name != person.name:
        yield f"{organisation}的聯絡人由{reached(old)}改為{reached(person)}"
    elif _number(old) != _number(person):
        yield f"{organisation}{person.name}的電話由 {_number(old)} 改為 {_number(person)}"
    yield from reworded(f"{organisation}{person.name}的說明", old.note, person.note)


def _number(person: Person) -> str:
    return f"{person.phone} 分機 {person.ext}" if person.ext else person.phone


def reached(person: Person) -> str:
    """`林技正（(02)2754-1255 分機 2414）`."""
    return f"{person.name}（{_number(person)}）"

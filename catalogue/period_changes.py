"""Two versions of a service's windows in; what changed of them, in Chinese sentences, out. Pure."""

from collections.abc import Iterator, Sequence

from catalogue.dates import PartialDate, roc_date, roc_month
from catalogue.model import AnnualWindow, FixedWindow, Window
from catalogue.pairing import pair, reworded
from catalogue.schedule import months_in_words, window_in_words


def period_changes(before: Sequence[Window], after: Sequence[Window]) -> Iterator[str]:
    """One sentence a change; windows are the same where their labels are, or all but those."""
    pairing = pair(before, after, lambda window: window.label, _without_label)
    for old, new in pairing.kept:
        yield from _changes_of_window(old, new)
    for window in pairing.removed:
        yield f"刪除申請期間：{_described(window)}"
    for window in pairing.added:
        yield f"新增申請期間：{_described(window)}"


def _without_label(window: Window) -> Window:
    return window.model_copy(update={"label": None})


def _described(window: Window) -> str:
    words = window_in_words(window)
    return f"{window.label}，{words}" if window.label else words


def _changes_of_window(before: Window, after: Window) -> Iterator[str]:
    name = after.label or ""
    subject = name or "申請期間"
    yield from reworded("期間名稱", before.label, after.label)
    if before.kind != after.kind:
        yield f"{subject}由「{window_in_words(before)}」改為「{window_in_words(after)}」"
    elif isinstance(before, FixedWindow) and isinstance(after, FixedWindow):
        yield from _moved(f"{name}開始日", before.opens, after.opens)
        yield from _moved(f"{name}截止日", before.closes, after.closes)
    elif isinstance(before, AnnualWindow) and isinstance(after, AnnualWindow):
        old_months, months = months_in_words(before.months), months_in_words(after.months)
        yield from reworded(f"{name}申請月份", f"每年 {old_months}", f"每年 {months}")
    for old, new, meaning in (
        (before.tentative, after.tentative, "暫定"),
        (before.until_full, after.until_full, "額滿為止"),
        (before.until_spent, after.until_spent, "預算用完為止"),
    ):
        if old != new:
            yield f"{subject}改為{meaning}" if new else f"{subject}不再是{meaning}"
    yield from reworded(f"{subject}的說明", before.note, after.note)


def _moved(bound: str, before: PartialDate | None, after: PartialDate | None) -> Iterator[str]:
    """`第一梯次截止日由 105 年 3 月 15 日改為 105 年 3 月 31 日`."""
    if before is None and after is not None:
        yield f"新增{bound} {roc_words(after)}"
    elif before is not None and after is None:
        yield f"不再載明{bound}（原為 {roc_words(before)}）"
    elif before is not None and after is not None and before != after:
        yield f"{bound}由 {roc_words(before)}改為 {roc_words(after)}"


def roc_words(moment: PartialDate) -> str:
    """`105 年 3 月 15 日`, or `105 年 3 月` where only the month is known."""
    if moment.day is None:
        return roc_month(moment.year, moment.month)
    return roc_date(moment.first)

"""Calendars, read back with a parser, as a subscriber's program would."""

import re
from datetime import date, timedelta
from pathlib import Path

from icalendar import Calendar

from catalogue.calendars import render_calendars
from catalogue.changes import Change, Kind
from catalogue.publication import Publication
from catalogue.validation import load_catalogue
from tests.sample import MEASURE, write_content

PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://example.org/a/")
ANNUAL = MEASURE.replace(
    "      - {kind: fixed, label: 第一梯次, opens: 105-01-26, closes: 105-03-15}\n",
    "      - {kind: annual, months: [2, 3]}\n",
)


def calendars(
    folder: Path, text: str = MEASURE, changes: tuple[Change, ...] = ()
) -> dict[str, bytes]:
    catalogue = load_catalogue(write_content(folder, sample=text))
    return {page.path: page.content for page in render_calendars(catalogue, PUBLICATION, changes)}


def events(content: bytes) -> dict[str, object]:
    """Events by UID."""
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    found = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert all(event.errors == [] for event in found.values())
    return found


def test_openings_closings_and_events_are_whole_days(tmp_path: Path) -> None:
    found = events(calendars(tmp_path)["calendar/all.ics"])
    days = {
        str(event["summary"]): (event["dtstart"].dt, event["dtend"].dt)  # type: ignore[index]
        for event in found.values()
    }
    one = timedelta(days=1)
    assert days == {
        "開始受理：測試措施（第一梯次）": (date(2016, 1, 26), date(2016, 1, 26) + one),
        "截止：測試措施（第一梯次）": (date(2016, 3, 15), date(2016, 3, 15) + one),
        "開始受理：測試措施（第二梯次）（原始資料只寫 105 年 5 月）": (
            date(2016, 5, 1), date(2016, 5, 1) + one,
        ),
        "截止：測試措施（第二梯次）（原始資料只寫 105 年 6 月）": (
            date(2016, 6, 30), date(2016, 6, 30) + one,
        ),
        "說明會（臺北）": (date(2016, 2, 15), date(2016, 2, 15) + one),
    }  # fmt: skip


def test_tentative_windows_are_tentative(tmp_path: Path) -> None:
    found = events(calendars(tmp_path)["calendar/all.ics"])
    states = {str(e["summary"])[-20:]: str(e["status"]) for e in found.values()}  # type: ignore[index]
    assert sorted(states.values()) == ["CONFIRMED"] * 3 + ["TENTATIVE"] * 2


def test_closings_remind_seven_days_and_one_day_before(tmp_path: Path) -> None:
    calendar = Calendar.from_ical(calendars(tmp_path)["calendar/all.ics"])
    alarms = {
        str(event["summary"]): [alarm["trigger"].dt for alarm in event.walk("VALARM")]
        for event in calendar.walk("VEVENT")
    }
    reminders = [timedelta(days=-7), timedelta(days=-1)]
    assert alarms.pop("截止：測試措施（第一梯次）") == reminders
    assert alarms.pop("截止：測試措施（第二梯次）（原始資料只寫 105 年 6 月）") == reminders
    assert set(map(tuple, alarms.values())) == {()}


def test_annual_windows_recur_to_the_last_day_of_a_short_month(tmp_path: Path) -> None:
    text = ANNUAL.replace("[2, 3]", "[2]")
    content = calendars(tmp_path, text)["calendar/all.ics"].decode()
    rules = re.findall("RRULE:(.*)\r\n", content)
    assert [sorted(rule.split(";")) for rule in rules] == [
        ["BYMONTH=2", "BYMONTHDAY=1", "FREQ=YEARLY"],
        ["BYMONTH=2", "BYMONTHDAY=-1", "FREQ=YEARLY"],
    ]


def test_a_moved_deadline_changes_one_event_and_no_uid(tmp_path: Path) -> None:
    moved = Change(
        measure_id="sample",
        title="測試措施",
        day=date(2016, 3, 10),
        kind=Kind.PERIOD,
        text="第一梯次截止日由 105 年 3 月 15 日改為 105 年 3 月 31 日",
    )
    before = events(calendars(tmp_path / "before")["calendar/all.ics"])
    text = MEASURE.replace("closes: 105-03-15", "closes: 105-03-31")
    after = events(calendars(tmp_path / "after", text, (moved,))["calendar/all.ics"])

    assert list(before) == list(after)
    changed = [uid for uid in before if before[uid]["last-modified"] != after[uid]["last-modified"]]  # type: ignore[index]
    assert changed == ["sample-grants-第一梯次-closes@support-measures-catalogue"]
    assert after[changed[0]]["last-modified"].dt.date() == date(2016, 3, 10)  # type: ignore[index]


def test_two_builds_on_different_days_give_the_same_bytes(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_content(tmp_path, sample=MEASURE))
    later = Publication(today=date(2026, 11, 24), base_url=PUBLICATION.base_url)
    assert list(render_calendars(catalogue, PUBLICATION, ())) == list(
        render_calendars(catalogue, later, ())
    )


def test_lines_are_folded_and_end_as_the_standard_says(built_site: Path) -> None:
    for path in sorted((built_site / "calendar").rglob("*.ics")):
        content = path.read_bytes()
        lines = content.split(b"\r\n")
        assert b"\n" not in b"".join(lines), path
        assert max(map(len, lines)) <= 75, path
        content.decode("utf-8")


def test_every_agency_category_and_measure_has_its_calendar(built_site: Path) -> None:
    folder = built_site / "calendar"
    counts = {
        name: len(list((folder / name).iterdir()))
        for name in ("agencies", "categories", "measures")
    }
    assert counts == {"agencies": 12, "categories": 5, "measures": 42}
    total = events((folder / "all.ics").read_bytes())
    parts = [events(path.read_bytes()) for path in (folder / "categories").iterdir()]
    assert set(total) == {uid for part in parts for uid in part}
    assert "citd-grants-第一梯次-closes@support-measures-catalogue" in total

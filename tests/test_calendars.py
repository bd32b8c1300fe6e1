"""Calendars, read back as a subscriber's program reads them: with icalendar, and with vobject."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]

from catalogue.calendar_entries import concerns, measure_entries
from catalogue.changes import Change, compare
from catalogue.history import read_changes
from catalogue.model import AnnualWindow, Catalogue, FixedWindow
from catalogue.publication import Publication
from catalogue.validation import load_catalogue
from tests.sample import CONTENT, MEASURE, all_calendars, write_content

PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://example.org/catalogue/")
EDITION_START = date(2016, 1, 1)
SINGLE = "calendar/measures/sample.ics"

Load = Callable[[str], Catalogue]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


@pytest.fixture(scope="module")
def published(catalogue: Catalogue) -> dict[str, bytes]:
    """The real calendars, by path."""
    return all_calendars(catalogue, PUBLICATION, read_changes(CONTENT, catalogue))


@pytest.fixture
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """A catalogue of one measure, `sample`, from its text."""
    return lambda text: load_catalogue(
        write_content(tmp_path_factory.mktemp("content"), sample=text)
    )


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def sample_calendar(catalogue: Catalogue, changes: tuple[Change, ...] = ()) -> bytes:
    return all_calendars(catalogue, PUBLICATION, changes)[SINGLE]


def events(content: bytes) -> dict[str, icalendar.Event]:
    """The events of a calendar by UID, in its order."""
    found = icalendar.Calendar.from_ical(content).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


def summaries(content: bytes) -> dict[str, date]:
    return {str(event["SUMMARY"]): event["DTSTART"].dt for event in events(content).values()}


def modified(content: bytes) -> dict[str, datetime]:
    return {uid: event["LAST-MODIFIED"].dt for uid, event in events(content).items()}


def with_windows(*windows: str) -> str:
    """The sample measure with other windows and no events."""
    head, rest = MEASURE.split("    windows:\n")
    tail = rest[rest.index("preferences:") :]
    listed = "".join(f"      - {{{window}}}\n" for window in windows)
    return re.sub(r"events:\n  - .*\n", "", f"{head}    windows:\n{listed}{tail}")


def moved(catalogue: Catalogue, edited: Catalogue, day: date) -> tuple[Change, ...]:
    """What the content's history tells of an edit made on a day."""
    (before,), (after,) = catalogue.measures, edited.measures
    return tuple(
        Change(measure_id=after.id, title=after.title, day=day, kind=found.kind, text=found.text)
        for found in compare(before, after)
    )


# The real calendars


def test_there_is_one_of_all_and_one_of_each(
    catalogue: Catalogue, published: dict[str, bytes]
) -> None:
    words = catalogue.vocabulary
    expected = ["calendar/all.ics"]
    expected += [f"calendar/agencies/{agency.id}.ics" for agency in words.agencies]
    expected += [f"calendar/categories/{category.id}.ics" for category in words.categories]
    expected += [f"calendar/measures/{measure.id}.ics" for measure in catalogue.measures]
    assert sorted(published) == sorted(expected)


def test_both_parsers_read_the_same_from_every_calendar(published: dict[str, bytes]) -> None:
    for path, content in published.items():
        other = vobject.readOne(content.decode(), validate=True)
        found = {
            event.uid.value: (
                event.dtstart.value,
                event.dtend.value,
                event.summary.value,
                event.description.value,
                event.status.value,
                event.last_modified.value,
                [alarm.trigger.value for alarm in event.contents.get("valarm", [])],
            )
            for event in other.contents.get("vevent", [])
        }
        expected = {
            uid: (
                event["DTSTART"].dt,
                event["DTEND"].dt,
                event["SUMMARY"],
                event["DESCRIPTION"],
                event["STATUS"],
                event["LAST-MODIFIED"].dt,
                [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")],
            )
            for uid, event in events(content).items()
        }
        assert found == expected, path
        assert other.contents["x-wr-calname"][0].value, path


def test_no_property_was_beyond_the_parser(published: dict[str, bytes]) -> None:
    for path, content in published.items():
        calendar = icalendar.Calendar.from_ical(content)
        assert [part.errors for part in calendar.walk() if part.errors] == [], path


def test_icalendar_would_have_written_the_same(published: dict[str, bytes]) -> None:
    for path, content in published.items():
        assert icalendar.Calendar.from_ical(content).to_ical(sorted=False) == content, path


def test_lines_are_short_and_end_as_the_standard_says(published: dict[str, bytes]) -> None:
    for path, content in published.items():
        assert content.endswith(b"END:VCALENDAR\r\n"), path
        lines = content.split(b"\r\n")
        assert max(map(len, lines)) <= 75, path
        for line in lines:
            line.decode()  # no character is cut in two
            assert b"\n" not in line
            assert b"\r" not in line


def test_every_dated_window_and_event_has_its_days(
    catalogue: Catalogue, published: dict[str, bytes]
) -> None:
    expected: Counter[tuple[date, bool]] = Counter()
    for measure in catalogue.measures:
        expected.update((event.date.first, False) for event in measure.events)
        for window in measure.windows:
            if isinstance(window, FixedWindow):
                expected.update([(window.opens.first, False)] if window.opens else [])
                expected.update([(window.closes.last, True)] if window.closes else [])
    found = Counter(
        (event["DTSTART"].dt, bool(event.walk("VALARM")))
        for event in events(published["calendar/all.ics"]).values()
        if "RRULE" not in event
    )
    assert found == expected
    assert len(found) > 40


def test_all_day_events_end_the_day_after(published: dict[str, bytes]) -> None:
    content = published["calendar/all.ics"]
    for event in events(content).values():
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"
    assert not re.search(rb"\r\nDT(START|END)[:;](?!VALUE=DATE:\d{8}\r)(?!19791001)", content)


def test_a_measure_says_the_same_in_every_calendar(
    catalogue: Catalogue, published: dict[str, bytes]
) -> None:
    everything = events(published["calendar/all.ics"])
    seen: set[str] = set()
    for path, content in published.items():
        for uid, event in events(content).items():
            assert event.to_ical() == everything[uid].to_ical(), path
            seen |= {uid} if "/categories/" in path else set()
    assert seen == set(everything)
    (citd,) = (measure for measure in catalogue.measures if measure.id == "citd")
    for path in ("calendar/agencies/idb.ics", f"calendar/categories/{citd.category.id}.ics"):
        assert set(events(published["calendar/measures/citd.ics"])) < set(events(published[path]))


def test_identifiers_are_plain(published: dict[str, bytes]) -> None:
    for uid in events(published["calendar/all.ics"]):
        assert re.fullmatch(r"[a-z0-9.-]+@support-measures-catalogue", uid)


def test_a_calendar_without_a_date_still_holds_something(published: dict[str, bytes]) -> None:
    content = published["calendar/measures/job-matching.ics"]
    calendar = icalendar.Calendar.from_ical(content)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
    assert str(vobject.readOne(content.decode()).contents["x-wr-calname"][0].value)


def test_what_a_subscriber_sees_of_the_calendar(published: dict[str, bytes]) -> None:
    calendar = icalendar.Calendar.from_ical(published["calendar/agencies/idb.ics"])
    head = {key: calendar[key] for key in ("X-WR-CALNAME", "NAME", "X-WR-TIMEZONE", "METHOD")}
    name = "中堅企業輔導措施：經濟部工業局"
    assert head == {
        "X-WR-CALNAME": name,
        "NAME": name,
        "X-WR-TIMEZONE": "Asia/Taipei",
        "METHOD": "PUBLISH",
    }
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(days=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"


# One measure, read closely


def test_a_closing_word_for_word(load: Load) -> None:
    text = sample_calendar(load(MEASURE)).decode().replace("\r\n ", "").replace("\r\n", "\n")
    event = next(part for part in text.split("BEGIN:VEVENT\n") if "SUMMARY:截止" in part)
    event = re.sub(r"(DTSTAMP|LAST-MODIFIED):20160101T\d{6}Z", r"\1:20160101T......Z", event)
    assert event == (
        "UID:sample-grants-a904471e-closes@support-measures-catalogue\n"
        "DTSTAMP:20160101T......Z\n"
        "LAST-MODIFIED:20160101T......Z\n"
        "DTSTART;VALUE=DATE:20160315\n"
        "DTEND;VALUE=DATE:20160316\n"
        "SUMMARY:截止：測試措施（第一梯次）\n"
        "DESCRIPTION:輔導補助，第一梯次\\n"
        "105 年 3 月 15 日（2016-03-15 星期二）截止，當天仍可申請\\n"
        "經濟部工業局 林技正 (02)2754-1255 分機 2414\\n"
        "https://example.org/catalogue/measures/sample/\n"
        "CATEGORIES:技術面\n"
        "URL:https://example.org/catalogue/measures/sample/\n"
        "STATUS:CONFIRMED\n"
        "TRANSP:TRANSPARENT\n"
        "BEGIN:VALARM\n"
        "ACTION:DISPLAY\n"
        "DESCRIPTION:7 天後截止：測試措施（第一梯次）\n"
        "TRIGGER:-P6DT15H\n"
        "END:VALARM\n"
        "BEGIN:VALARM\n"
        "ACTION:DISPLAY\n"
        "DESCRIPTION:1 天後截止：測試措施（第一梯次）\n"
        "TRIGGER:-PT15H\n"
        "END:VALARM\n"
        "END:VEVENT\n"
    )


def test_what_happens_when(load: Load) -> None:
    assert summaries(sample_calendar(load(MEASURE))) == {
        "開始受理：測試措施（第一梯次）": date(2016, 1, 26),
        "截止：測試措施（第一梯次）": date(2016, 3, 15),
        "預訂開始受理：測試措施（第二梯次）（原始資料只寫 105 年 5 月）": date(2016, 5, 1),
        "預訂截止：測試措施（第二梯次）（原始資料只寫 105 年 6 月）": date(2016, 6, 30),
        "說明會（臺北）": date(2016, 2, 15),
    }


def test_what_is_not_certain_is_tentative(load: Load) -> None:
    content = sample_calendar(
        load(
            with_windows(
                "kind: fixed, label: 一, opens: 105-01-26, closes: 105-03, until_full: true",
                "kind: fixed, label: 二, closes: 105-05-02, tentative: true, note: 以公告為準",
                "kind: fixed, label: 三, opens: 105-06-01, until_spent: true",
            )
        )
    )
    said = {
        event["SUMMARY"]: (event["STATUS"], event["DESCRIPTION"].split("\n")[1:-2])
        for event in events(content).values()
    }
    assert said == {
        "開始受理：測試措施（一）": (
            "CONFIRMED",
            ["105 年 1 月 26 日（2016-01-26 星期二）開始受理"],
        ),
        "截止：測試措施（一）（原始資料只寫 105 年 3 月）": (
            "TENTATIVE",
            [
                "105 年 3 月（2016-03）截止",
                "只知道月份，所以排在當月最後一天，請先向聯絡窗口確認",
                "額滿為止",
            ],
        ),
        "預訂截止：測試措施（二）": (
            "TENTATIVE",
            [
                "105 年 5 月 2 日（2016-05-02 星期一）截止，當天仍可申請",
                "日期是預訂的，以主辦機關公告為準",
                "以公告為準",
            ],
        ),
        "開始受理：測試措施（三）": (
            "CONFIRMED",
            ["105 年 6 月 1 日（2016-06-01 星期三）開始受理"],
        ),
    }


def test_alarms_ring_at_nine_on_the_seventh_and_the_last_day_before(load: Load) -> None:
    rings = [
        midnight(event["DTSTART"].dt) + alarm["TRIGGER"].dt
        for event in events(sample_calendar(load(MEASURE))).values()
        for alarm in event.walk("VALARM")
    ]
    assert [ring.isoformat(" ", "minutes") for ring in rings] == [
        "2016-03-08 09:00",
        "2016-03-14 09:00",
        "2016-06-23 09:00",
        "2016-06-29 09:00",
    ]


@pytest.mark.parametrize(
    ("months", "openings", "closings"),
    [
        (
            "[8]",
            ["2016-08-01", "2017-08-01", "2018-08-01"],
            ["2016-08-31", "2017-08-31", "2018-08-31"],
        ),
        (
            "[2]",
            ["2016-02-01", "2017-02-01", "2018-02-01"],
            ["2016-02-29", "2017-02-28", "2018-02-28"],
        ),
        (
            "[3, 4, 9]",
            ["2016-03-01", "2016-09-01", "2017-03-01", "2017-09-01", "2018-03-01", "2018-09-01"],
            ["2016-04-30", "2016-09-30", "2017-04-30", "2017-09-30", "2018-04-30", "2018-09-30"],
        ),
        (
            "[1, 12]",
            ["2016-12-01", "2017-12-01", "2018-12-01"],
            ["2016-01-31", "2017-01-31", "2018-01-31"],
        ),
        (
            "[1, 6, 12]",
            ["2016-06-01", "2016-12-01", "2017-06-01", "2017-12-01", "2018-06-01", "2018-12-01"],
            ["2016-01-31", "2016-06-30", "2017-01-31", "2017-06-30", "2018-01-31", "2018-06-30"],
        ),
        ("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]", [], []),
    ],
)
def test_annual_windows_come_back_every_year(
    load: Load, months: str, openings: list[str], closings: list[str]
) -> None:
    content = sample_calendar(load(with_windows(f"kind: annual, months: {months}")))
    calendar = vobject.readOne(content.decode(), validate=True)
    found: dict[bool, list[str]] = {False: [], True: []}
    for event in calendar.contents.get("vevent", []):
        days = event.getrruleset(addRDate=True)
        in_years = days.between(midnight(date(2016, 1, 1)), midnight(date(2018, 12, 31)), inc=True)
        found["valarm" in event.contents] += [day.date().isoformat() for day in in_years]
        # The first day given is itself one of the rule's (RFC 5545, section 3.8.5.3).
        assert days[0].date() == event.dtstart.value
    assert sorted(found[False]) == openings
    assert sorted(found[True]) == closings


def test_annual_windows_of_the_handbook(catalogue: Catalogue, published: dict[str, bytes]) -> None:
    annual = sum(isinstance(w, AnnualWindow) for m in catalogue.measures for w in m.windows)
    recurring = [e for e in events(published["calendar/all.ics"]).values() if "RRULE" in e]
    assert len(recurring) == 2 * annual > 0
    rules = {
        event["SUMMARY"]: event["RRULE"].to_ical().decode()
        for event in events(published["calendar/measures/substitute-service.ics"]).values()
    }
    assert rules == {
        "開始受理：運用替代役支持（每年 8 月）": "FREQ=YEARLY;BYMONTHDAY=1;BYMONTH=8",
        "截止：運用替代役支持（每年 8 月）": "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=8",
    }


# Two builds


def test_two_builds_give_the_same_bytes_whatever_the_day(
    catalogue: Catalogue, published: dict[str, bytes]
) -> None:
    later = Publication(today=date(2026, 11, 24), base_url=PUBLICATION.base_url)
    again = all_calendars(load_catalogue(CONTENT), later, read_changes(CONTENT, catalogue))
    assert again == published


def test_moving_the_site_changes_addresses_only(
    catalogue: Catalogue, published: dict[str, bytes]
) -> None:
    elsewhere = Publication(today=PUBLICATION.today, base_url="https://other.example.tw/a/b/")
    pages = all_calendars(catalogue, elsewhere, read_changes(CONTENT, catalogue))
    unfolded = pages["calendar/all.ics"].replace(b"\r\n ", b"")
    back = unfolded.replace(elsewhere.base_url.encode(), PUBLICATION.base_url.encode())
    assert back == published["calendar/all.ics"].replace(b"\r\n ", b"")


EDITS = [
    ("closes: 105-03-15", "closes: 105-03-31", "grants-a904471e-closes"),
    ("opens: 105-01-26", "opens: 105-01-27", "grants-a904471e-opens"),
    ("closes: 105-06,", "closes: 105-07-15,", "grants-e174509c-closes"),
    ("opens: 105-05,", "opens: 105-05-16,", "grants-e174509c-opens"),
    ("date: 105-02-15", "date: 105-02-16", "event-1c03c192-241439da"),
]


@pytest.mark.parametrize(("old", "new", "key"), EDITS)
def test_a_moved_date_changes_one_event_and_no_identifier(
    load: Load, old: str, new: str, key: str
) -> None:
    assert old in MEASURE
    before, after = load(MEASURE), load(MEASURE.replace(old, new))
    old_calendar, new_calendar = sample_calendar(before), sample_calendar(after)
    assert list(events(old_calendar)) == list(events(new_calendar))
    uid = f"sample-{key}@support-measures-catalogue"
    for stamps in (modified, dtstamps):
        changed = {
            u for u, stamp in stamps(new_calendar).items() if stamp != stamps(old_calendar)[u]
        }
        assert changed == {uid}
    untouched = set(events(old_calendar)) - {uid}
    for other in untouched:
        assert events(old_calendar)[other].to_ical() == events(new_calendar)[other].to_ical()
    assert events(old_calendar)[uid]["DTSTART"].dt != events(new_calendar)[uid]["DTSTART"].dt


def dtstamps(content: bytes) -> dict[str, datetime]:
    return {uid: event["DTSTAMP"].dt for uid, event in events(content).items()}


@pytest.mark.parametrize(("old", "new", "key"), EDITS)
def test_the_history_tells_the_day_of_the_change(load: Load, old: str, new: str, key: str) -> None:
    before, after = load(MEASURE), load(MEASURE.replace(old, new))
    changes = moved(before, after, date(2016, 2, 20))
    days = {uid: stamp.date() for uid, stamp in modified(sample_calendar(after, changes)).items()}
    uid = f"sample-{key}@support-measures-catalogue"
    assert days.pop(uid) == date(2016, 2, 20)
    assert set(days.values()) == {EDITION_START}


def test_the_latest_of_several_changes_counts(load: Load) -> None:
    first = load(MEASURE)
    second = load(MEASURE.replace("closes: 105-03-15", "closes: 105-03-31"))
    third = load(MEASURE.replace("closes: 105-03-15", "closes: 105-03-20"))
    changes = (
        *moved(second, third, date(2016, 3, 18)),
        *moved(first, second, date(2016, 3, 10)),
    )
    stamps = modified(sample_calendar(third, changes))
    assert stamps["sample-grants-a904471e-closes@support-measures-catalogue"].date() == date(
        2016, 3, 18
    )


def test_without_a_history_the_day_of_the_update_counts(load: Load) -> None:
    updated = load(MEASURE.replace("source:", "updated: 105-02-10\nsource:"))
    changes = read_changes(CONTENT / "no-such-folder", updated)
    days = {stamp.date() for stamp in modified(sample_calendar(updated, changes)).values()}
    assert days == {date(2016, 2, 10)}


def test_stamps_are_utc(load: Load) -> None:
    offsets = {stamp.utcoffset() for stamp in modified(sample_calendar(load(MEASURE))).values()}
    assert offsets == {timedelta(0)}


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        ("closes: 105-03-15", "closes: 105-03-15, note: 以郵戳為憑", "a904471e"),
        ("closes: 105-03-15", "closes: 105-03-15, until_full: true", "a904471e"),
        (", tentative: true", "", "e174509c"),
        ("title: 測試措施", "title: 新措施", ""),
        ('ext: "2414"', 'ext: "2415"', ""),
        ("text: 每案上限", "text: 每年上限", "nothing"),
        ("summary: 每案最高補助 200 萬元。", "summary: 最高補助 200 萬元。", "nothing"),
    ],
)
def test_a_change_concerns_what_says_it(load: Load, old: str, new: str, keys: str) -> None:
    assert old in MEASURE
    before, after = load(MEASURE), load(MEASURE.replace(old, new))
    (change,) = moved(before, after, date(2016, 2, 20))
    (measure,) = after.measures
    concerned = [e.key for e in measure_entries(measure, EDITION_START) if concerns(change, e)]
    assert concerned == [e.key for e in measure_entries(measure, EDITION_START) if keys in e.key]


def test_in_a_measure_of_several_services_a_change_concerns_one(load: Load) -> None:
    window = "    windows:\n      - {kind: fixed, closes: 105-03-15}\n"
    services = "".join(
        f"  - type: {kind}\n    offer: 協助。\n{window}" for kind in ("輔導補助", "人才培訓")
    )
    head, tail = MEASURE.split("services:\n")
    text = f"{head}services:\n{services}{tail[tail.index('preferences:') :]}"
    second = text.rindex("105-03-15")
    edited = text[:second] + "105-03-31" + text[second + len("105-03-15") :]
    before, after = load(text), load(edited)
    days = modified(sample_calendar(after, moved(before, after, date(2016, 2, 20))))
    assert [uid for uid, stamp in days.items() if stamp.date() == date(2016, 2, 20)] == [
        "sample-training-closes@support-measures-catalogue"
    ]
    assert [str(e["SUMMARY"]) for e in events(sample_calendar(after)).values()][:2] == [
        "截止：測試措施（輔導補助）",
        "截止：測試措施（人才培訓）",
    ]


def test_reordering_changes_no_identifier_and_no_stamp(load: Load) -> None:
    first = "kind: fixed, label: 一, closes: 105-03-15"
    second = "kind: fixed, label: 二, closes: 105-06-15"
    straight = sample_calendar(load(with_windows(first, second)))
    crossed = sample_calendar(load(with_windows(second, first)))
    assert modified(straight) == modified(crossed)
    assert summaries(straight) == summaries(crossed)


def test_windows_without_a_label_are_told_apart(load: Load) -> None:
    content = sample_calendar(
        load(with_windows("kind: fixed, closes: 105-03-15", "kind: fixed, closes: 105-06-15"))
    )
    assert [uid.partition("@")[0] for uid in events(content)] == [
        "sample-grants-closes",
        "sample-grants.2-closes",
    ]


def test_services_of_one_kind_are_not_taken_for_windows_of_one_service(load: Load) -> None:
    windows = (
        "    windows:\n      - {kind: fixed, closes: 105-03-15}\n"
        "      - {kind: fixed, closes: 105-06-15}\n"
    )
    service = f"  - type: 輔導補助\n    offer: 補助。\n{windows}"
    head, tail = MEASURE.split("services:\n")
    named = service.replace("    offer", "    name: 第二項\n    offer")
    text = f"{head}services:\n{service}{named}{tail[tail.index('preferences:') :]}"
    uids = [uid.partition("@")[0] for uid in events(sample_calendar(load(text)))]
    assert len(uids) == len(set(uids)) == 5
    assert uids[:2] == ["sample-grants-closes", "sample-grants.2-closes"]
    assert uids[2].startswith("sample-grants-")
    assert uids[3] == uids[2].replace("-closes", ".2-closes")


def test_a_renamed_measure_keeps_its_events(tmp_path: Path) -> None:
    before = load_catalogue(write_content(tmp_path / "before", sample=MEASURE))
    text = MEASURE.replace("source:", "aliases: [sample]\nsource:")
    after = load_catalogue(write_content(tmp_path / "after", renamed=text))
    pages = all_calendars(after, PUBLICATION, ())
    renamed = events(pages["calendar/measures/renamed.ics"])
    assert list(renamed) == list(events(sample_calendar(before)))
    assert {str(event["URL"]) for event in renamed.values()} == {
        "https://example.org/catalogue/measures/renamed/"
    }


def test_text_that_looks_like_calendar_syntax_is_only_text(load: Load) -> None:
    note = r"第一行；A, B\n END:VEVENT"
    window = f"kind: fixed, closes: 105-03-15, note: '{note}'"
    (event,) = events(sample_calendar(load(with_windows(window)))).values()
    assert event["DESCRIPTION"].split("\n")[2] == note

"""The real site, built for 1 March 2016, read on other days, in Taipei and in Los Angeles.

What a page shows is compared with the rules in Python for that day, whatever the build's.
"""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalogue.dates import both_calendars
from catalogue.model import Measure
from catalogue.schedule import STATUS_NAMES, Status, measure_status, next_deadline, window_status
from catalogue.validation import load_catalogue
from tests.sample import CONTENT

# Around the days on which something opens or closes, and years away from the build.
DAYS = [
    date(2010, 6, 1),
    date(2015, 12, 31),
    date(2016, 1, 1),
    date(2016, 2, 5),
    date(2016, 2, 6),
    date(2016, 3, 1),
    date(2016, 3, 15),
    date(2016, 3, 16),
    date(2016, 4, 30),
    date(2016, 5, 1),
    date(2016, 8, 31),
    date(2016, 12, 31),
    date(2017, 1, 1),
    date(2019, 3, 31),
    date(2026, 11, 24),
]
# On the clock of Los Angeles both are the day before, the second in summer time or not.
LAST_SECOND, FIRST_SECOND = "T23:59:59+08:00", "T00:00:00+08:00"
IN_LOS_ANGELES = pytest.mark.browser_context(timezone_id="America/Los_Angeles")

CARDS = """(cards) => cards.filter((card) => !card.hidden).map((card) => [
  card.querySelector(".card-title a").href.split("/").at(-2),
  card.dataset.status,
  card.querySelector("[data-status-label]").textContent,
])"""


@pytest.fixture(scope="module")
def measures() -> tuple[Measure, ...]:
    return load_catalogue(CONTENT).measures


def cards(page: Page, selector: str) -> list[list[str]]:
    """Id, status and its name, of every visible card of a list."""
    found: list[list[str]] = page.eval_on_selector_all(f"{selector} [data-windows]", CARDS)
    return found


def read_on(page: Page, address: str, day: date, second: str) -> None:
    page.clock.set_fixed_time(f"{day.isoformat()}{second}")
    page.goto(address)


@pytest.mark.parametrize("second", [FIRST_SECOND, LAST_SECOND])
@pytest.mark.parametrize("zone", ["Taipei", pytest.param("Los Angeles", marks=IN_LOS_ANGELES)])
def test_every_status_is_that_of_the_readers_day(
    page: Page, measures: tuple[Measure, ...], zone: str, second: str
) -> None:
    for day in DAYS:
        read_on(page, "measures/", day, second)
        shown = {name: (status, label) for name, status, label in cards(page, "main .cards")}
        expected = {m.id: measure_status(m, day) for m in measures}
        assert shown == {name: (s.value, STATUS_NAMES[s]) for name, s in expected.items()}, day


def test_what_is_open_now(page: Page, measures: tuple[Measure, ...]) -> None:
    for day in DAYS:
        read_on(page, "deadlines/", day, LAST_SECOND)
        is_open = [m for m in measures if measure_status(m, day) is Status.OPEN]
        shown = [name for name, *_ in cards(page, "#open-now")]
        assert set(shown) == {m.id for m in is_open}, day
        closings = {m.id: next_deadline(m, day) or date.max for m in is_open}
        assert [closings[name] for name in shown] == sorted(closings.values()), day
        expect(page.locator("[data-count-status='open'][data-count-of='#open-now']")).to_have_text(
            str(len(is_open))
        )
        expect(page.locator("[data-today]").first).to_have_text(both_calendars(day))


def test_the_home_page_shows_what_closes_next(page: Page, measures: tuple[Measure, ...]) -> None:
    for day in DAYS:
        if day < date(2016, 3, 1):
            continue  # measures whose deadlines were over on the day of the build are not there
        read_on(page, "./", day, FIRST_SECOND)
        deadlines = sorted(d for m in measures if (d := next_deadline(m, day)) is not None)
        shown = [name for name, *_ in cards(page, "#closing-list")]
        found = [next_deadline(m, day) for name in shown for m in measures if m.id == name]
        assert found == deadlines[:6], day
        is_open = [m for m in measures if measure_status(m, day) is Status.OPEN]
        counts = page.locator("[data-count-status=open]")
        assert set(counts.all_inner_texts()) == {str(len(is_open))}, day


def test_every_window_on_a_measures_page(page: Page, measures: tuple[Measure, ...]) -> None:
    (citd,) = (measure for measure in measures if measure.id == "citd")
    for day in DAYS:
        read_on(page, "measures/citd/", day, LAST_SECOND)
        statuses = page.eval_on_selector_all(
            ".windows [data-windows]", "all => all.map((e) => e.dataset.status)"
        )
        assert statuses == [window_status(window, day) for window in citd.windows], day


def test_data_of_another_year_says_so(page: Page) -> None:
    notice = page.locator("[data-past-edition]")
    for day in DAYS:
        read_on(page, "measures/citd/", day, FIRST_SECOND)
        expect(notice).to_be_visible(visible=day.year != 2016)


@pytest.mark.browser_context(java_script_enabled=False)
def test_without_javascript_the_builds_day_stands(page: Page, built_site: Path) -> None:
    page.clock.set_fixed_time("2017-06-01T12:00:00+08:00")
    page.goto("measures/citd/")
    expect(page.locator(".windows").first).to_contain_text("105 年 3 月 15 日（2016-03-15 星期二）")
    expect(page.locator(".colophon")).to_contain_text("105 年 3 月 1 日（2016-03-01 星期二）")


def test_what_has_closed_since_the_build_is_listed_as_closed(page: Page) -> None:
    page.clock.set_fixed_time("2016-04-12T12:00:00+08:00")
    page.goto("deadlines/closed/")
    shown = page.locator("#kept > [data-windows]:visible .card-title")
    expect(shown).to_have_text(["製造業產品環境足跡與資源永續推動計畫", "商業服務價值提升計畫"])
    expect(page.locator(".lead [data-count-status]")).to_have_text("2")

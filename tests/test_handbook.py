"""The handbook: every measure with all its facts, in order; indexes that lead to each of them."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from catalogue import handbook_pages, indexes
from catalogue.dates import ROC_OFFSET
from catalogue.handbook_pages import handbook_to_print, numeral
from catalogue.handbook_pdf import HandbookError, identify, read_pdf
from catalogue.model import Catalogue
from catalogue.pages import render_assets
from catalogue.prose import plain_text, render_markdown
from catalogue.publication import Page, Publication
from catalogue.schedule import window_in_words
from catalogue.validation import load_catalogue
from tests.sample import CONTENT, MEASURE, pages_of, write_content
from tests.test_build import files, run

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
PUBLICATION = Publication(today=date(2016, 3, 1), base_url="https://org.github.io/repo/")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


@pytest.fixture(scope="module")
def html(catalogue: Catalogue) -> str:
    return handbook_to_print(catalogue, PUBLICATION, TEMPLATES).content.decode()


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


def section(html: str, title_id: str) -> str:
    """The index under the heading with this id."""
    return html.split(f'<section class="index" aria-labelledby="{title_id}">')[1].split(
        '<section class="index"'
    )[0]


def groups(html: str) -> dict[str, list[tuple[str, str]]]:
    """Heading of each group of an index -> what its lines say, and the measures they lead to."""
    return {
        plain_text(part.split("</h3>")[0].split(">")[-1]): [
            (plain_text(text).replace("\n", ""), target)
            for target, text in re.findall(
                r'<a href="#measure-([a-z0-9-]+)"[^>]*>(.*?)</a>', part, re.DOTALL
            )
        ]
        for part in html.split("<h3 ")[1:]
    }


class Headings(HTMLParser):
    """Levels and texts of a page's headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._level = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._level = int(tag[1])
            self.found.append((self._level, ""))

    def handle_data(self, data: str) -> None:
        if self._level:
            level, text = self.found[-1]
            self.found[-1] = (level, text + data)

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._level = 0


def test_the_measures_stand_in_the_order_of_the_handbook(html: str) -> None:
    titles = [text for level, text in Headings(html).found if level == 4]
    assert len(titles) == 42
    assert titles[0] == "1 發展典範科技大學計畫"
    assert titles[11] == "12 協助傳統產業技術開發計畫(CITD)"
    assert titles[41] == "42 商業服務價值提升計畫"
    assert [int(title.split()[0]) for title in titles] == list(range(1, 43))


def test_chapters_and_sections_are_counted_in_chinese(html: str) -> None:
    headings = Headings(html).found
    assert [text for level, text in headings if level == 2] == [
        "目錄",
        "前言",
        "怎麼看這本手冊",
        "一、人才面",
        "二、技術面",
        "三、智財面",
        "四、品牌行銷面",
        "五、其他面",
        "索引：依主辦機關",
        "索引：依截止月份",
        "索引：沒有截止日的期間",
        "索引：依服務種類",
    ]
    numbered = [text for level, text in headings if level == 3 and text.startswith("（")]
    assert len(numbered) == 19
    assert numbered[7:9] == ["（一）提高研發類科專計畫協助", "（二）研發貸款協助"]
    counted = [numeral(number) for number in (1, 10, 11, 20, 42)]
    assert counted == ["一", "十", "十一", "二十", "四十二"]


def test_the_contents_lead_to_every_measure_once_in_order(html: str, catalogue: Catalogue) -> None:
    contents = html.split('<nav class="contents"')[1].split("</nav>")[0]
    assert re.findall(r'href="#measure-([^"]+)"', contents) == [m.id for m in catalogue.measures]


def test_every_fact_of_every_measure_is_in_its_article(html: str, catalogue: Catalogue) -> None:
    articles = html.split('<article class="entry" aria-labelledby="measure-')[1:]
    for measure, article in zip(catalogue.measures, articles, strict=True):
        assert article.startswith(f'{measure.id}"')
        shown = solid(plain_text(article.split("</article>")[0]))
        facts = [measure.summary, plain_text(render_markdown(measure.body)), measure.source]
        facts += [agency.name for agency in measure.agencies]
        facts += [f"https://org.github.io/repo/measures/{measure.id}/"]
        for service in measure.services:
            facts += [service.heading, service.offer, service.term or "", service.audience or ""]
            facts += [amount.text for amount in service.amounts]
            facts += [percent.text for percent in service.percents]
            facts += [criterion.text for criterion in service.eligibility]
            for window in service.windows:
                facts += [window_in_words(window), window.label or "", window.note or ""]
        for preference in measure.preferences:
            facts += [preference.type, preference.text]
        for contact in measure.contacts:
            facts += [f"{contact.role}{contact.organisation}"]
            for person in contact.people:
                note = f"（{person.note}）" if person.note else ""
                extension = f"分機{person.ext}" if person.ext else ""
                facts += [f"{person.name}{note}{person.phone}{extension}"]
        facts += [f"{link.name}{link.url}" for link in measure.links]
        facts += [f"{event.name}{event.place}" for event in measure.events]
        facts += measure.caveats
        assert [fact for fact in facts if solid(fact) not in shown] == []


def test_the_index_of_agencies_has_each_measure_under_each_of_its_agencies(
    html: str, catalogue: Catalogue
) -> None:
    index = groups(section(html, "index-agencies"))
    assert {name: [target for _, target in lines] for name, lines in index.items()} == {
        agency.name: [measure.id for measure in measures]
        for agency, measures in indexes.by_agency(catalogue)
        if measures
    }
    assert index["內政部役政署"] == [("運用替代役支持", "substitute-service")]


def test_the_index_of_months_has_every_window_that_closes(html: str, catalogue: Catalogue) -> None:
    index = groups(section(html, "index-months"))
    assert list(index) == [f"105 年 {month} 月（2016-{month:02}）" for month in range(1, 13)]
    assert index["105 年 4 月（2016-04）"] == [
        ("4 月 8 日 品牌台灣發展計畫第二期 輔導補助", "branding-taiwan"),
        ("4 月 30 日 產業永續發展與因應國際環保標準輔導計畫 輔導補助", "sustainability"),
        ("4 月 「產業學院」推動計畫 人才招募", "industry-academy"),
        ("4 月 實務課程發展及師生實務增能計畫 人才招募", "practical-curriculum"),
    ]
    assert (
        "6 月 協助傳統產業技術開發計畫(CITD) 輔導補助・第二梯次（預訂）",
        "citd",
    ) in index["105 年 6 月（2016-06）"]
    closing = indexes.by_closing_month(catalogue, 105 + ROC_OFFSET)
    assert sum(map(len, index.values())) == sum(len(entries) for _, entries in closing)


def test_what_has_no_closing_month_is_listed_by_the_reason(html: str, catalogue: Catalogue) -> None:
    index = groups(section(html, "index-undated"))
    assert list(index) == ["隨時可以申請", "手冊只寫開始日", "等公告", "手冊未載明期間"]
    assert index["手冊只寫開始日"] == [
        ("產業永續發展與因應國際環保標準輔導計畫 訪視診斷", "sustainability"),
        ("製造業生產力4.0輔導案 輔導補助：受輔導單位", "productivity-4"),
        ("製造業生產力4.0輔導案 輔導補助：輔導單位", "productivity-4"),
    ]
    dated = indexes.by_closing_month(catalogue, 105 + ROC_OFFSET)
    windows = {
        (entry.measure.id, entry.service.heading, entry.window)
        for _, entries in dated
        for entry in entries
    }
    undated = [
        (measure.id, service.heading, window)
        for measure in catalogue.measures
        for service in measure.services
        for window in service.windows
        if (measure.id, service.heading, window) not in windows
    ]
    assert sum(map(len, index.values())) == len(undated)


def test_the_index_of_services_has_each_kind_once_a_measure(
    html: str, catalogue: Catalogue
) -> None:
    index = groups(section(html, "index-services"))
    assert {name: [target for _, target in lines] for name, lines in index.items()} == {
        kind.name: [measure.id for measure in measures]
        for kind, measures in indexes.by_service_type(catalogue)
        if measures
    }


def test_it_tells_no_status_that_paper_could_not_keep_true(html: str) -> None:
    assert "data-status" not in html
    assert "data-windows" not in html


def test_the_cover_says_what_whose_and_when(html: str) -> None:
    cover = html.split('<header class="cover">')[1].split("</header>")[0]
    assert plain_text(cover).split("\n") == [
        "中堅企業服務團",
        "中堅企業輔導措施手冊",
        "105 年度（2016 年）",
        "42 項政府輔導措施，依手冊順序編排",
        *("電話", "(02)2754-1255 分機 3517"),
        *("電子郵件", "mittelstand@csd.org.tw"),
        *("網站", "https://org.github.io/repo/"),
        *("製作日", "105 年 3 月 1 日（2016-03-01 星期二）"),
        "這是 105 年度（2016 年）的資料。措施可能已更改或停辦，申請前請先向主辦機關確認。",
    ]
    assert 'class="cover-past" data-past-edition hidden' in cover


def test_in_another_year_the_cover_says_that_the_data_is_old(catalogue: Catalogue) -> None:
    later = replace(PUBLICATION, today=date(2026, 11, 25))
    html = handbook_to_print(catalogue, later, TEMPLATES).content.decode()
    assert 'class="cover-past" data-past-edition>' in html


def test_without_a_page_about_the_corps_there_is_no_preface(tmp_path: Path) -> None:
    small = load_catalogue(write_content(tmp_path, sample=MEASURE))
    html = handbook_to_print(small, PUBLICATION, TEMPLATES).content.decode()
    assert "preface" not in html
    assert [text for level, text in Headings(html).found if level == 4] != []


def test_a_large_catalogue_gets_a_page_that_leads_to_the_lists(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handbook_pages, "MAX_MEASURES", 41)
    renderer = handbook_pages.Renderer(catalogue, PUBLICATION, TEMPLATES)
    (page,) = pages_of(handbook_pages.handbook_tasks(renderer))
    html = page.content.decode()
    assert "42 項措施放不進一頁，請從這些清單看。" in html
    assert re.findall(r'<li><a href="([^"]+)', html.split('<ul class="chips">')[1])[:9] == [
        "../measures/",
        "../categories/talent/",
        "../categories/technology/",
        "../categories/intellectual-property/",
        "../categories/branding-marketing/",
        "../categories/others/",
        "../agencies/",
        "../deadlines/",
        "../services/",
    ]
    whole = handbook_to_print(catalogue, PUBLICATION, TEMPLATES).content.decode()
    assert whole.count('<article class="entry"') == 42


def sources(catalogue: Catalogue, publication: Publication = PUBLICATION) -> list[Page]:
    page = handbook_to_print(catalogue, publication, TEMPLATES)
    return [page, *render_assets(TEMPLATES / "assets")]


def imprinted(identity: str) -> bytes:
    """As much of a PDF as a build looks at."""
    return f"%PDF-1.7\n<</ID [({identity}) (0)]>>\n%%EOF\n".encode()


def test_the_pdf_of_these_pages_is_published(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(imprinted(identify(sources(catalogue))))
    assert read_pdf(path, sources(catalogue)) == Page(
        path="handbook/handbook.pdf", content=path.read_bytes()
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(PUBLICATION, today=date(2016, 3, 2)),
        replace(PUBLICATION, base_url="https://org.github.io/other/"),
    ],
    ids=["another day", "another address"],
)
def test_the_pdf_of_other_pages_is_refused(
    tmp_path: Path, catalogue: Catalogue, other: Publication
) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(imprinted(identify(sources(catalogue, other))))
    with pytest.raises(HandbookError, match="was not made from this content"):
        read_pdf(path, sources(catalogue))


def test_half_a_pdf_and_none_are_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "made.pdf"
    with pytest.raises(HandbookError, match=r"cannot read .*made\.pdf: No such file or directory"):
        read_pdf(path, sources(catalogue))
    path.write_bytes(imprinted(identify(sources(catalogue)))[:-6])
    with pytest.raises(HandbookError, match="was not made from this content"):
        read_pdf(path, sources(catalogue))


def test_a_build_with_the_pdf_links_to_it_and_lists_it(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    pdf = imprinted(identify(sources(catalogue)))
    (tmp_path / "made.pdf").write_bytes(pdf)
    out = tmp_path / "site"
    options = ["--no-search", "--out", str(out), "--today", "2016-03-01"]
    options += ["--base-url", PUBLICATION.base_url]

    done = run(*options, "--handbook-pdf", str(tmp_path / "made.pdf"))

    assert (done.returncode, done.stderr) == (0, "")
    site = files(out)
    assert site["handbook/handbook.pdf"] == pdf
    assert b'href="../handbook/handbook.pdf" type="application/pdf"' in site["handbook/index.html"]
    assert b"  handbook/handbook.pdf\n" in site["files.sha256"]
    assert b"handbook.pdf" not in site["sitemap.xml"]
    assert run("check", "--site", str(out)).stdout == f"{out}：完整。\n"


def test_a_build_without_the_pdf_has_no_dead_link(tmp_path: Path) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    out = tmp_path / "site"
    done = run("--content", str(content), "--out", str(out), "--today", "2016-03-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert b"handbook.pdf" not in files(out)["handbook/index.html"]


def test_a_build_with_a_pdf_of_another_day_publishes_nothing(tmp_path: Path) -> None:
    content = write_content(tmp_path, sample=MEASURE)
    path = tmp_path / "made.pdf"
    path.write_bytes(imprinted(identify(sources(load_catalogue(content)))))
    out = tmp_path / "site"
    options = ["--content", str(content), "--out", str(out), "--today", "2016-03-02"]
    options += ["--base-url", PUBLICATION.base_url]

    done = run(*options, "--handbook-pdf", str(path))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"build.py: {path} was not made from this content, for this day and this --base-url; "
        "make it again: build.py handbook\n"
    )
    assert not out.exists()

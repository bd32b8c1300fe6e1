"""The catalogue in; the corps' own pages out: pages of prose, its events, stories of firms."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue import indexes, urls
from catalogue.model import Event, FixedWindow, Measure
from catalogue.paging import PER_PAGE
from catalogue.prose import render_markdown
from catalogue.publication import Page
from catalogue.rendering import Crumb, Renderer
from catalogue.views import StatusView, view_status
from catalogue.writing import Story, TextPage


@dataclass(frozen=True, kw_only=True, slots=True)
class EventView:
    """An event, whose it is, and whether it is over: open through its day, then closed."""

    event: Event
    measure: Measure
    state: StatusView


def render_corps_pages(r: Renderer) -> Iterator[Page]:
    """Every page of prose, the events and the stories; `/stories/` also while there are none."""
    events = event_views(r)
    for text in r.catalogue.pages:
        yield _text_page(r, text, events)
    yield r.page(
        "events.html",
        urls.EVENTS,
        "說明會與媒合會",
        "各項措施的說明會、媒合會，依日期排列。",
        crumbs=(_ABOUT,),
        events=events,
    )
    yield r.page(
        "stories.html",
        urls.STORIES,
        _STORIES.name,
        "獲獎企業怎麼做到的。" if r.catalogue.stories else "這裡還沒有故事。",
        crumbs=(_ABOUT,),
        stories=r.catalogue.stories,
    )
    for story in r.catalogue.stories:
        yield _story(r, story)


_ABOUT = Crumb(name="關於服務團", address=urls.ABOUT)
_STORIES = Crumb(name="卓越中堅企業的故事", address=urls.STORIES)


def event_views(r: Renderer) -> tuple[EventView, ...]:
    """The events of all measures, the earliest first, on the build's day.

    Where they are more than a page lists, those around that day.
    """
    events = indexes.by_event_day(r.catalogue)
    past = sum(event.date.last < r.today for event, _ in events)
    if len(events) > PER_PAGE:
        events = events[max(0, past - PER_PAGE // 2) : past + PER_PAGE // 2]
    return tuple(
        EventView(
            event=event,
            measure=measure,
            state=view_status(_through(event), r.today),
        )
        for event, measure in events
    )


def _through(event: Event) -> FixedWindow:
    """A window that closes with the event's day."""
    return FixedWindow.model_construct(kind="fixed", closes=event.date)


def _text_page(r: Renderer, text: TextPage, events: tuple[EventView, ...]) -> Page:
    address = f"{text.id}/"
    about = {"events": events} if address == urls.ABOUT else {}
    return r.page(
        "about.html" if address == urls.ABOUT else "text.html",
        address,
        text.title,
        text.summary,
        crumbs=(_ABOUT,) if address == urls.POLICY else (),
        text=text,
        body=render_markdown(text.body),
        **about,
    )


def _story(r: Renderer, story: Story) -> Page:
    return r.page(
        "story.html",
        urls.story(story.id),
        story.title,
        story.summary,
        crumbs=(_ABOUT, _STORIES),
        story=story,
        body=render_markdown(story.body),
        content_path=f"content/stories/{story.id}.md",
    )

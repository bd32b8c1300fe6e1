"""How many measures there are, in; whether theirs is a large site, out. Pure.

Bytes decide, since they are the first thing that grows over a limit: GitHub Pages takes a site of
1 GB. A measure's files take some 45 kB, so that this is reached at about 22,000 measures. Those of
a large site take less than 10 (docs/scale.md): it has every field of every measure in plain HTML as
well, and leaves out what repeats it:

- a measure's page says nothing twice, and has no cards of others (`templates/large/measure.html`);
- lists have a line or two a measure instead of a card (`templates/large/row.html`);
- a measure has no calendar and no JSON of its own: the calendars of groups and the tables, which
  are compressed, have both;
- search has no texts: it reads the measures' pages.
"""

LARGE = 20_000
"""Measures above which a site is large."""


def is_large(measures: int) -> bool:
    return measures > LARGE

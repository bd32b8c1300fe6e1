"""Lines of YAML in; how far the parser gets with them, and with one of them mended, out.

Trying a mended line costs as much as the entries around it, not as the file. What stands before
them is as it was: a few lines that open the same lists and groups of fields stand for it. And
where, below the line, an entry begins with the same ones open as without the cure, the parser
will get as far as it did.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import yaml

from catalogue.yaml_cures import FIELD, value_of
from catalogue.yaml_errors import END, error_line
from catalogue.yaml_value_cures import is_closed

Opened = tuple[tuple[bool, int], ...]
"""What is open where an entry begins, the outermost first: whether a list; its column, from 0."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPER = {
    yaml.SequenceStartEvent: 1,
    yaml.MappingStartEvent: 1,
    yaml.SequenceEndEvent: -1,
    yaml.MappingEndEvent: -1,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """How far the parser gets with some lines; they count from 0.

    `error` is why it gives up, `reached` where, or the line above that swallows what follows it.
    `entries` are the lines before that with which an entry begins, and what is open there.
    """

    lines: Sequence[str]
    error: yaml.MarkedYAMLError | None
    reached: int
    entries: Mapping[int, Opened]


def reach_of(lines: Sequence[str]) -> Reach:
    """How far the parser gets with all of them."""
    entries: dict[int, Opened] = {}
    error = None
    try:
        entries.update(_entries(lines))  # where it gives up, those until then
    except yaml.MarkedYAMLError as found:
        error = found
    given_up = error_line(error)
    above = range(min(given_up, len(lines)))
    reached = next((line for line in above if _swallows(lines, line)), given_up)
    return Reach(lines=lines, error=error, reached=reached, entries=entries)


def reached_with(known: Reach, lines: Sequence[str], mended: int) -> int:
    """`Reach.reached` of other lines: the known ones but for the one that is mended.

    More may follow that are not known.
    """
    given_up = gives_up(known, lines, mended)
    # Whether a line swallows others is known, but for the mended one, those to which it may
    # belong, and those that the parser had not reached.
    first = max(mended - 1, 0)
    while first > 0 and not _is_field(lines[first]):
        first -= 1
    sound = min(known.reached, len(known.lines))
    unknown = chain(
        range(min(first, sound), min(mended + 1, given_up)),
        range(max(mended + 1, sound), min(given_up, len(lines))),
    )
    return next((line for line in unknown if _swallows(lines, line)), given_up)


def gives_up(known: Reach, lines: Sequence[str], mended: int) -> int:
    """The line of the parser's error in other lines, which may also end sooner than the known."""
    is_whole = len(lines) >= len(known.lines)
    tail, cut = _tail(known, lines, mended)
    try:
        for line, opened in _entries(tail):
            if is_whole and line + cut > mended and known.entries.get(line + cut) == opened:
                return error_line(known.error)
    except yaml.MarkedYAMLError as error:
        return error_line(error) + cut
    return END


def _tail(known: Reach, lines: Sequence[str], mended: int) -> tuple[Sequence[str], int]:
    """The lines from an entry above the mended line on, and by how many they are fewer.

    Not from the mended line itself on: it may now belong to what stood open above it.
    """
    for start in reversed(range(min(mended, len(lines)))):
        if start in known.entries:
            opened = known.entries[start]
            opening = [" " * column + ("-" if is_list else "a:") for is_list, column in opened]
            return [*opening, *lines[start:]], start - len(opening)
    return lines, 0


def _entries(lines: Sequence[str]) -> Iterator[tuple[int, Opened]]:
    """The lines with which an entry of a list or a group of fields begins, and what is open there.

    Only where that is all there is to know: nothing in brackets, in the name of a field, behind an
    anchor, or under a directive. Raise yaml.MarkedYAMLError where the parser gives up.
    """
    opened: list[tuple[bool, int]] = []
    named: list[bool] = []  # of each, whether it is a group whose last field has no value yet
    events = _events("\n".join(lines))
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
            for _ in events:  # all of them: what a directive says holds to the end
                pass
        if isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
            named.pop()
        if not isinstance(event, yaml.NodeEvent):
            continue
        mark = event.start_mark
        assert mark is not None  # the parser marks every event
        is_name = False
        if opened:
            is_list, column = opened[-1]
            if not named[-1]:
                is_name = not is_list
                # To the parser, lines end at other characters than line feeds, too.
                line = lines[mark.line] if mark.line < len(lines) else ""
                is_first = not line[:column].strip(" ")
                is_field = isinstance(event, yaml.ScalarEvent) and mark.column == column
                if is_first and (is_list or is_field):
                    yield mark.line, tuple(opened)
            named[-1] = is_name
        if isinstance(event, yaml.CollectionStartEvent):
            if is_name or event.flow_style or event.anchor or event.tag:
                _read_over(events)
            else:
                opened.append((isinstance(event, yaml.SequenceStartEvent), mark.column))
                named.append(False)


def _read_over(events: Iterator[yaml.Event]) -> None:
    """Read to the end of the list or group that has just begun."""
    depth = 1
    for event in events:
        depth += _DEEPER.get(type(event), 0)
        if depth == 0:
            return


def _events(text: str) -> Iterator[yaml.Event]:
    """What the parser finds; raise yaml.MarkedYAMLError where it gives up.

    Nothing more where the text cannot even be read, of which `compose` tells.
    """
    loader = _LOADER(text)
    try:
        yield from iter(loader.get_event, None)
    except yaml.MarkedYAMLError:
        raise
    except yaml.YAMLError:
        return
    finally:
        loader.dispose()


def _is_field(line: str) -> bool:
    return FIELD.match(line.lstrip()) is not None


def _swallows(lines: Sequence[str], index: int) -> bool:
    """Whether a quote or bracket that a line opens and does not close takes in fields below it."""
    value = value_of(lines[index])
    if value[:1] not in ('"', "'", "[", "{") or is_closed(value):
        return False
    signs = frozenset("[]{}\"'" if value[0] in "[{" else value[0])
    for following in lines[index + 1 :]:
        if _is_field(following):
            return True
        value += f" {following.lstrip()}"
        if not signs.isdisjoint(following) and is_closed(value):
            return False
    return False

"""Builds the site, shows it on this machine, builds it again at every save and reloads browsers.

    build.py serve --port 8000

A build makes what the save has changed, in a folder that goes when the session ends, and in a
process of its own. A build that fails leaves the last good pages and shows the problems on them.
The content and the templates are followed, by looking at their modification times; a change of the
program is not.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import jinja2

from catalogue.editing.answers import listening
from catalogue.editing.preview import Preview
from catalogue.inputs import Stamp, stamps
from catalogue.parallel import on_call
from catalogue.problems import ContentError

Build = Callable[[Path, str], None]
"""Makes, in a folder, the site that will have an address; raises ContentError or TemplateError.
What it puts beside the folder goes with it."""

LOOK_EVERY = 0.05
"""Seconds between two looks at the files, at least."""
LOOKED_AT = 50_000
"""Files looked at in a second, at most: a fifth of what a processor could."""
Stamps = Mapping[str, Mapping[str, Stamp]]
"""By folder and name."""


def serve(build: Build, prepare: Callable[[], None], folders: Sequence[Path], port: int) -> None:
    """Serve until the editor stops it with Ctrl+C. Raise EditingError where the port is taken.

    It ends so, too, when it is told to, or when its window is closed: the folder must go.
    """
    endings = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}
    heard = {ending for ending in endings if signal.getsignal(ending) != signal.SIG_IGN}

    def end(*_: object) -> None:
        for ending in heard:
            signal.signal(ending, signal.SIG_IGN)  # to put things away takes a moment
        raise KeyboardInterrupt

    for ending in heard:
        signal.signal(ending, end)
    with suppress(KeyboardInterrupt), serving(build, folders, port, prepare) as address:
        print(f"網站在 {address}，存檔後會自動更新；按 Ctrl+C 結束。", flush=True)
        threading.Event().wait()
    print(file=sys.stderr)


@contextmanager
def serving(
    build: Build,
    folders: Sequence[Path],
    port: int = 0,
    prepare: Callable[[], None] = lambda: None,
) -> Iterator[str]:
    """Build, serve and follow `folders` for as long as the block lasts; yield the home page's
    address. The first build is over, well or badly, before the block begins.

    Builds are made by another process, which does `prepare` before the first.
    """
    with TemporaryDirectory(prefix="support-measures-") as session:
        site = Path(session) / "site"
        preview = Preview(site)
        stop = threading.Event()
        with listening(preview, port) as server, ExitStack() as at_end:
            address = f"http://127.0.0.1:{server.server_port}/"
            with on_call(partial(_problems, build, site, address), prepare) as ask:
                built = _stamps(folders)
                _rebuild(preview, ask)
                for work in (
                    partial(server.serve_forever, poll_interval=0.05),
                    partial(_follow, preview, ask, folders, built, stop),
                ):
                    thread = threading.Thread(target=work)
                    thread.start()
                    at_end.callback(thread.join)  # once no build keeps it any more
                try:
                    yield address
                finally:
                    stop.set()
                    preview.close()
                    server.shutdown()


def _follow(
    preview: Preview,
    ask: Callable[[], Sequence[str]],
    folders: Sequence[Path],
    built: Stamps,
    stop: threading.Event,
) -> None:
    """Build after every change since the files were as in `built`, until `stop`."""
    while not stop.wait(LOOK_EVERY + sum(map(len, built.values())) / LOOKED_AT):
        now = _stamps(folders)
        if now != built:
            built = now
            _rebuild(preview, ask)


def _rebuild(preview: Preview, ask: Callable[[], Sequence[str]]) -> None:
    """Show what a build makes, or its problems."""
    try:
        problems = ask()
    except OSError as error:  # what has made it was killed
        problems = [_told(error)]
    if preview.closed:
        return
    if problems:
        preview.fail(problems)
        print("\n".join(problems), file=sys.stderr, flush=True)
    else:
        preview.show()


def _problems(build: Build, site: Path, address: str) -> Sequence[str]:
    """Build; what is wrong, in words, since they come from another process."""
    try:
        build(site, address)
    except ContentError as error:
        return [str(problem) for problem in error.problems]
    except jinja2.TemplateSyntaxError as error:
        return [f"{error.filename}:{error.lineno}: 範本寫錯了：{error.message}"]
    except Exception as error:  # an editor's session outlives any fault of a build
        return [_told(error)]
    return []


def _told(error: Exception) -> str:
    return f"做網站時出錯：{type(error).__name__}: {error}"


def _stamps(folders: Sequence[Path]) -> Stamps:
    """The stamps of all files; a file that goes while we look is not there."""
    return {parent: stamps(Path(parent)) for folder in folders for parent, _, _ in os.walk(folder)}

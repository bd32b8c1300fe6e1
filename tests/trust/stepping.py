"""Publishes one small site over another, and lets it die or fail at every step in turn.

A step is whatever Python reports to audit hooks (PEP 578): each open, mkdir, rename, chmod,
remove, rmdir and call into the C library. Run as a program of its own, since it forks:

    python -m tests.trust.stepping kill FOLDER      SIGKILL at step 1, 2, 3 … to the last
    python -m tests.trust.stepping full FOLDER      disk full at step 1, 2, 3 …
    python -m tests.trust.stepping race FOLDER      eight processes publish twenty times each
    python -m tests.trust.stepping denied FOLDER    publish below a folder that may not be written

and the first three with a twin of the site: kill-twin, full-twin, race-twin.

Prints one JSON object: `steps`, and of each what stood there afterwards.
"""

import ctypes
import errno
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

from catalogue import output
from catalogue.output import OutputError
from catalogue.publication import Page
from tests.sample import publish

STEPS = ("ctypes.", "fcntl.", "open", "os.")
NOBODY = 65534
REFUSED = 3
"""Exit status of a child whose `publish` raised OutputError."""
_ADOPT_ORPHANS = 36
"""PR_SET_CHILD_SUBREAPER of Linux: processes that the dead leave become this one's children."""
PROCESSES = 8
TIMES = 20


def site(name: str) -> list[Page]:
    """Pages that all say which site they belong to."""
    paths = ("index.html", "a/index.html", "a/b/index.html", f"only-{name}.html")
    return [Page(path=path, content=name.encode()) for path in paths]


def standing(out: Path) -> str:
    """The name of the site that stands there whole; else what is wrong with it."""
    if not out.is_dir():
        return "missing"
    found = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("[!.]*")
        if path.is_file()
    }
    name = found.get("index.html", b"").decode()
    return name if found == {page.path: page.content for page in site(name)} else "mixture"


def in_child(act: Callable[[], None]) -> int:
    """Run `act` in a process of its own; its exit status, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except OutputError:
            os._exit(REFUSED)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(ChildProcessError):  # what the dead have left running, and locked
        while True:
            os.waitpid(-1, 0)
    return status


def interrupted(
    out: Path, twin: Path | None, pages: Iterable[Page], step: int, interrupt: Callable[[], None]
) -> None:
    """Publish, and call `interrupt` just before the given step of this process."""
    steps = count(1)
    process = os.getpid()

    def hook(event: str, _arguments: object) -> None:
        if event.startswith(STEPS) and os.getpid() == process and next(steps) == step:
            interrupt()

    sys.addaudithook(hook)
    publish(out, pages, twin=twin)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def at_every_step(
    folder: Path, interrupt: Callable[[], None], *, with_twin: bool = False
) -> dict[str, object]:
    """Interrupt a build of the new site over the old one at each step, then build again."""
    out = folder / "site"
    twin = folder / "cache" / "twin" if with_twin else None
    outcomes: Counter[str] = Counter()
    for name in ("first", "old"):  # twice, so that nothing is left to import
        publish(out, site(name), twin=twin)
    steps = count_steps(out, twin)
    for step in range(1, steps + 1):
        publish(out, site("old"), twin=twin)
        status = in_child(partial(interrupted, out, twin, site("new"), step, interrupt))
        outcomes[f"{status}: {standing(out)}"] += 1
        publish(out, site("next"), twin=twin)
        left = sorted(path.name for path in folder.iterdir() if path.name != "cache")
        left += sorted(path.name for path in twin.parent.iterdir()) if twin else ()
        stand = {standing(out)} | ({standing(twin)} if twin else set())
        if stand != {"next"} or left != ["site", *(("stock-of-twin", "twin") if twin else ())]:
            outcomes[f"next build after step {step}: {stand}, {left}"] += 1
    return {"steps": steps, "outcomes": outcomes}


def count_steps(out: Path, twin: Path | None) -> int:
    """How many steps an undisturbed build over a published site takes."""
    reading, writing = os.pipe()

    def act() -> None:
        steps = [0]
        process = os.getpid()

        def hook(event: str, _arguments: object) -> None:
            steps[0] += event.startswith(STEPS) and os.getpid() == process

        sys.addaudithook(hook)
        publish(out, site("new"), twin=twin)
        os.write(writing, str(steps[0]).encode())

    in_child(act)
    steps = int(os.read(reading, 20))
    os.close(reading)
    os.close(writing)
    return steps


def race(folder: Path, *, with_twin: bool = False) -> dict[str, object]:
    """Many builds at once, while a reader keeps asking for the home page."""
    out = folder / "site"
    twin = folder / "cache" / "twin" if with_twin else None
    publish(out, site("0"))
    names = [str(number) for number in range(PROCESSES)]

    def act(name: str) -> None:
        for _ in range(TIMES):
            publish(out, site(name), twin=twin)

    children = []
    for name in names:
        child = os.fork()
        if child == 0:
            try:
                act(name)
            except BaseException as error:
                print(repr(error), file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        children.append(child)
    statuses: Counter[int] = Counter()
    seen: Counter[str] = Counter()
    while children:
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended:
            children.remove(ended)
            statuses[os.waitstatus_to_exitcode(status)] += 1
        try:
            home = (out / "index.html").read_bytes().decode()
        except OSError as error:
            home = repr(error)
        seen["a home page" if home in names else home] += 1
    left = standing(out)
    publish(out, site("last"), twin=twin)  # whichever of them has left which twin
    return {
        "statuses": statuses,
        "seen": sorted(seen),
        "standing": left,
        "then": standing(out),
        "left": sorted(path.name for path in folder.iterdir() if path.name != "cache"),
    }


def denied(folder: Path) -> dict[str, object]:
    """Publish where the user may read but not write; as root, as somebody else."""
    out = folder / "site"
    publish(out, site("old"))
    folder.chmod(0o555)

    def act() -> None:
        if os.geteuid() == 0:
            os.setuid(NOBODY)
        publish(out, site("new"))

    status = in_child(act)
    folder.chmod(0o755)
    left = sorted(path.name for path in folder.iterdir())
    return {"status": status, "standing": standing(out), "left": left}


def main(mode: str, folder: Path) -> None:
    modes: dict[str, Callable[[], dict[str, object]]] = {
        "kill": lambda: at_every_step(folder, kill),
        "full": lambda: at_every_step(folder, fill_disk),
        "kill-twin": lambda: at_every_step(folder, kill, with_twin=True),
        "full-twin": lambda: at_every_step(folder, fill_disk, with_twin=True),
        "race": lambda: race(folder),
        "race-twin": lambda: race(folder, with_twin=True),
        "denied": lambda: denied(folder),
    }
    output.WORTH_IT = 0
    ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1)
    print(json.dumps(modes[mode]()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

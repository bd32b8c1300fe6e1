"""Publishes one small site over another, and lets it die or fail at every step in turn.

A step is whatever Python reports to audit hooks (PEP 578): each open, mkdir, rename, chmod,
remove, rmdir and call into the C library. Run as a program of its own, since it forks:

    python -m tests.trust.stepping kill FOLDER      SIGKILL at step 1, 2, 3 … to the last
    python -m tests.trust.stepping full FOLDER      disk full at step 1, 2, 3 …
    python -m tests.trust.stepping race FOLDER      eight processes publish twenty times each
    python -m tests.trust.stepping denied FOLDER    publish below a folder that may not be written

Prints one JSON object: `steps`, and of each what stood there afterwards.
"""

import errno
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
from pathlib import Path

from catalogue.output import OutputError
from catalogue.publication import Page
from tests.sample import publish

STEPS = ("ctypes.", "fcntl.", "open", "os.")
NOBODY = 65534
REFUSED = 3
"""Exit status of a child whose `publish` raised OutputError."""
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
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def interrupted(out: Path, pages: Iterable[Page], step: int, interrupt: Callable[[], None]) -> None:
    """Publish, and call `interrupt` just before the given step."""
    steps = count(1)

    def hook(event: str, _arguments: object) -> None:
        if event.startswith(STEPS) and next(steps) == step:
            interrupt()

    sys.addaudithook(hook)
    publish(out, pages)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def at_every_step(folder: Path, interrupt: Callable[[], None]) -> dict[str, object]:
    """Interrupt a build of the new site over the old one at each step, then build again."""
    out = folder / "site"
    outcomes: Counter[str] = Counter()
    publish(out, site("old"))
    steps = count_steps(out)
    for step in range(1, steps + 1):
        publish(out, site("old"))
        status = in_child(partial(interrupted, out, site("new"), step, interrupt))
        outcomes[f"{status}: {standing(out)}"] += 1
        publish(out, site("next"))
        left = sorted(path.name for path in folder.iterdir())
        if standing(out) != "next" or left != ["site"]:
            outcomes[f"next build after step {step}: {standing(out)}, {left}"] += 1
    return {"steps": steps, "outcomes": outcomes}


def count_steps(out: Path) -> int:
    """How many steps an undisturbed build over a published site takes."""
    reading, writing = os.pipe()

    def act() -> None:
        steps = [0]

        def hook(event: str, _arguments: object) -> None:
            steps[0] += event.startswith(STEPS)

        sys.addaudithook(hook)
        publish(out, site("new"))
        os.write(writing, str(steps[0]).encode())

    in_child(act)
    steps = int(os.read(reading, 20))
    os.close(reading)
    os.close(writing)
    return steps


def race(folder: Path) -> dict[str, object]:
    """Many builds at once, while a reader keeps asking for the home page."""
    out = folder / "site"
    publish(out, site("0"))
    names = [str(number) for number in range(PROCESSES)]

    def act(name: str) -> None:
        for _ in range(TIMES):
            publish(out, site(name))

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
    return {
        "statuses": statuses,
        "seen": sorted(seen),
        "standing": standing(out),
        "left": sorted(path.name for path in folder.iterdir()),
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
        "race": lambda: race(folder),
        "denied": lambda: denied(folder),
    }
    print(json.dumps(modes[mode]()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

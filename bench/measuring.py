"""A command in; what it cost, out: wall and processor time, peak memory of all its processes.

Memory is the sum of the proportional set sizes (PSS: pages that processes share count once) of
the command and everything it starts, looked at again and again. Looking costs time, so a run is
either timed or looked at.
"""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

SHORTEST_PAUSE = 0.004
"""Seconds between two looks at the processes, at least."""
NOT_PASSED_ON = {"PYTHONDONTWRITEBYTECODE"}
"""Set on some machines; Python would compile all of the program again in every run."""


class CommandError(Exception):
    """A command that failed; the message ends with what it said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """Seconds of wall and processor time; megabytes at the peak (0 if timed); what was printed."""

    wall: float
    cpu: float
    peak: float = 0
    told: str = ""

    def __add__(self, other: "Cost") -> "Cost":
        """One command after the other."""
        return Cost(
            wall=self.wall + other.wall,
            cpu=self.cpu + other.cpu,
            peak=max(self.peak, other.peak),
            told=self.told + other.told,
        )


def run(command: Sequence[str | Path], folder: Path, *, look: bool) -> Cost:
    """Run a command to its end in `folder`, timed or (`look`) with its memory watched."""
    told_path = folder / ".told"
    with told_path.open("wb") as told:
        started = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=folder,
            env={name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        peak = _watch(process.pid) if look else 0.0
        # wait4 tells of the command and of all its children that it has waited for.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    text = told_path.read_text(encoding="utf-8", errors="replace")
    told_path.unlink()
    if process.returncode != 0:
        raise CommandError(f"{command[0]} ended with {process.returncode}: {text[-2000:]}")
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=peak, told=text)


def _watch(pid: int) -> float:
    """Megabytes of a process and all below it at their peak, until it ends."""
    peak = 0
    top = psutil.Process(pid)
    while True:
        started = time.perf_counter()
        try:
            if top.status() == psutil.STATUS_ZOMBIE:
                break
            family = [top, *top.children(recursive=True)]
        except psutil.NoSuchProcess:
            break
        peak = max(peak, sum(map(_proportional, family)))
        time.sleep(max(SHORTEST_PAUSE, 9 * (time.perf_counter() - started)))
    return peak / 1e6


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def size_of(folder: Path) -> tuple[int, int]:
    """Bytes and number of the files below a folder, hidden ones left out."""
    files = [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    return sum(path.stat().st_size for path in files), len(files)


def machine() -> str:
    """Processor, cores and memory of this machine."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    memory = psutil.virtual_memory().total / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory"

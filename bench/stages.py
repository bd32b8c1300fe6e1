"""What a build says of its own time in; seconds by stage, out. The one place that reads it."""

import re


def stages(told: str) -> dict[str, float]:
    """Seconds of each stage, from the last line of a build: `… in 2.3 s (read 0.4, render 1.1)`."""
    found = re.findall(r"\(([^()]*\d\.\d+[^()]*)\)", told)
    return {
        name.strip(): float(seconds)
        for name, seconds in re.findall(r"([a-z][a-z -]*) (\d+\.\d+)", found[-1] if found else "")
    }

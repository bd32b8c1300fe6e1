"""A made site in; its Lighthouse scores on a phone, out.

    python -m tools.lighthouse site [--runs 3]        (make lighthouse)

Serves the site as GitHub Pages does, runs Lighthouse 13 (through npx, which fetches it; Node.js
22 or newer is what it asks for) so many times on each kind of page that people come to, and prints
the median of each category. Exit status 1 if one is below 100. Performance is measured here and
now: on a busy machine run it again before believing it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median_low

from tests.browser.chromium import find_chromium
from tests.browser.serving import serve

PAGES = ("", "measures/citd/", "deadlines/", "search/", "match/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def main() -> int:
    parser = argparse.ArgumentParser(description="Lighthouse scores of a made site.")
    parser.add_argument("site", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    npx = shutil.which("npx")
    if npx is None or not (options.site / "index.html").is_file():
        print("Needed: npx (of Node.js), and a made site (make site).", file=sys.stderr)
        return 2
    print(f"{'':16}", *CATEGORIES)
    worst = 100
    with serve(options.site, thrifty=True) as home:
        for page in PAGES:
            runs = [scores(npx, home + page) for _ in range(options.runs)]
            medians = [median_low(run[category] for run in runs) for category in CATEGORIES]
            worst = min(worst, *medians)
            columns = zip(CATEGORIES, medians, strict=True)
            shown = (f"{score:{len(name)}}" for name, score in columns)
            print(f"{'/' + page:16}", *shown, flush=True)
    return 0 if worst == 100 else 1


def scores(npx: str, address: str) -> dict[str, int]:
    """The score of each category, 0 to 100; names on stderr what costs points."""
    command = [npx, "--yes", "lighthouse@13", address, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"]
    done = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": find_chromium()},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    report = json.loads(done.stdout)
    for category in report["categories"].values():
        for part in category["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                shown = audit.get("displayValue", "")
                print(f"{address}: {audit['title']} {shown}", file=sys.stderr)
    return {name: round(category["score"] * 100) for name, category in report["categories"].items()}


if __name__ == "__main__":
    sys.exit(main())

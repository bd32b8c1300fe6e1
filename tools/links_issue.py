"""Check the content's links and keep the report as one GitHub issue.

    python -m tools.links_issue        (GitHub's `gh` must be there and allowed to write issues)

Enters: what `build.py links` prints. Leaves: an open issue called TITLE with that text, a new one
if there is none. Exit status 1 where the report could not be made or kept.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
TITLE = "外部連結檢查報告"
MAX_CHARACTERS = 60_000
"""GitHub takes 65,536 (https://docs.github.com/rest/issues); the rest is for what it adds."""


def main() -> int:
    checked = _run([sys.executable, str(ROOT / "build.py"), "links"])
    # 1 means that there are links to mend: that is what the report is for.
    if checked.returncode not in (0, 1) or not checked.stdout.strip():
        print(checked.stderr or "build.py links printed nothing", file=sys.stderr)
        return 1
    found = _run(
        ["gh", "issue", "list", "--state", "open", "--limit", "1000", "--json", "number,title"]
    )
    if found.returncode != 0:
        print(found.stderr, file=sys.stderr)
        return 1
    numbers = sorted(
        issue["number"] for issue in json.loads(found.stdout) if issue["title"] == TITLE
    )
    command = ["edit", str(numbers[0])] if numbers else ["create", "--title", TITLE]
    kept = _run(["gh", "issue", *command, "--body-file", "-"], shortened(checked.stdout))
    print(kept.stdout or kept.stderr)
    return 0 if kept.returncode == 0 else 1


def shortened(report: str) -> str:
    """The report, cut at the end of a line where an issue could not hold it."""
    if len(report) <= MAX_CHARACTERS:
        return report
    whole_lines = report[:MAX_CHARACTERS].rpartition("\n")[0]
    return f"{whole_lines}\n\n（報告太長，其餘請在自己的電腦執行 `python build.py links`。）\n"


def _run(command: Sequence[str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, encoding="utf-8", check=False
    )


if __name__ == "__main__":
    sys.exit(main())

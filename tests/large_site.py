"""build.py as if fewer measures made a large site: `python -m tests.large_site LIMIT build …`."""

import sys

import build
from catalogue import scale

if __name__ == "__main__":
    scale.LARGE = int(sys.argv[1])
    raise SystemExit(build.main(sys.argv[2:]))

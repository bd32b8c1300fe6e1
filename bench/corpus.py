"""A content folder of any number of distinct measures, in our own front matter; seed fixed.

    python -m bench.corpus --count 10000 --out DIR [--seed 8]
    python -m bench.corpus --touch DIR/measures/some-measure-17.md [--revision 1]

Measure N of a seed is the same text wherever and with however many others it is written: all of
it comes from `Random.random()`, which Python promises to repeat. It varies the kinds of facts the
real measures have, in sentences of corpus.yml; the vocabularies are copied.
"""

import argparse
import shutil
from pathlib import Path

from bench.front_yaml import front_yaml
from bench.invention import Invention
from bench.mixing import TITLES
from catalogue.validation import load_vocabulary
from catalogue.vocabulary import Vocabulary

CONTENT = Path(__file__).parent.parent / "content"
SEED = 8


def write_corpus(out: Path, count: int, seed: int = SEED) -> None:
    """A whole content folder; `out` must not exist or be empty."""
    if count > TITLES:
        raise ValueError(f"there are only {TITLES} different titles")
    measures = out / "measures"
    measures.mkdir(parents=True)
    for path in CONTENT.glob("*.yml"):
        shutil.copy(path, out)
    shutil.copytree(CONTENT / "pages", out / "pages")
    vocabulary = load_vocabulary(CONTENT)
    for number in range(1, count + 1):
        name, text = measure_text(number, vocabulary, seed)
        (measures / f"{name}.md").write_text(text, encoding="utf-8")


def touch(path: Path, seed: int = SEED, revision: int = 1) -> None:
    """Write a measure again with another amount, deadline and extension; same id and title."""
    number = int(path.stem.rpartition("-")[2])
    name, text = measure_text(number, load_vocabulary(CONTENT), seed, revision)
    if name != path.stem:
        raise ValueError(f"{path} is not measure {number} of seed {seed}")
    path.write_text(text, encoding="utf-8")


def measure_text(
    number: int, vocabulary: Vocabulary, seed: int = SEED, revision: int = 0
) -> tuple[str, str]:
    """Id and file text of one measure."""
    measure = Invention(number, vocabulary, seed, revision)
    front = "".join(front_yaml(measure.front_matter()))
    return measure.id, f"---\n{front}---\n{measure.body()}"


def main() -> None:
    """Write a corpus, or change one measure of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description=__doc__)
    parser.add_argument("--count", type=int, default=42, help="measures to write (42)")
    parser.add_argument("--out", type=Path, help="the content folder to write")
    parser.add_argument("--seed", type=int, default=SEED, help=f"which corpus ({SEED})")
    parser.add_argument("--touch", type=Path, metavar="FILE", help="change this measure instead")
    parser.add_argument("--revision", type=int, default=1, help="which change (1)")
    options = parser.parse_args()
    if options.touch is not None:
        touch(options.touch, options.seed, options.revision)
    elif options.out is not None:
        write_corpus(options.out, options.count, options.seed)
    else:
        parser.error("say where: --out DIR")


if __name__ == "__main__":
    main()

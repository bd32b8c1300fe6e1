"""Texts in; the files of a Pagefind index over them, out.

Talks to the Pagefind binary over its service protocol (base64 JSON messages, comma-terminated,
over standard input and output: the one its own Python and Node packages speak), because only so
are pages numbered in the order they are given: over a folder the numbers, and with them the
bytes, depend on the order in which the file system lists it. All requests are sent before any
answer is awaited; waiting for each costs 100 ms a page.

Of the index only the word chunks are kept. Each is gzip-compressed CBOR:
`[[[word, [[page delta, [locations], meta], …], variants], …]]`, where a negative location is a
weight. `templates/assets/js/word-index.js` reads them in the browser without Pagefind's own 80 kB
of JavaScript and WebAssembly.

What is indexed has ranks and no positions. Pagefind gives the parts of a hyphenated word the
word's own location, so a page is a few such words, one a rank, and the location of a part is its
rank: a posting of a common word costs two bits after compression, not a byte or two. Pagefind
indexes the long words themselves as well; each begins with LAST, so that they fill chunks of
their own, which are thrown away.
"""

import base64
import gzip
import json
import os
import subprocess
import tempfile
import threading
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pagefind_bin  # type: ignore[import-untyped]

LANGUAGE = "und"
"""No stemming and no splitting of words: the tokens are made before they get here."""
CHUNK = 20_000
"""Locations at which Pagefind closes a chunk."""
SMALL_CHUNK = 2_000
"""Locations at which we make it: about 5 kB, so that a query fetches little more than it needs."""
MAX_CHUNKS = 40
"""Chunks above which they grow instead: each costs padding, and with it time."""
MAX_PADDED = 500
"""Texts above which chunks stay as large as Pagefind makes them: padding takes time, too."""
LAST = "\U0003134a"
"""Begins the words that nobody looks up, ends those that fill chunks; the last letter there is."""
FILLER = f"\U00031349{LAST}"
"""The word that closes the last chunk of real words: nothing but LAST sorts after it."""
MARK = "\u01c0"
"""Begins what is not Han: of parts, Pagefind would drop a digit alone and cut a letter from one."""
_HAN = "\u3005"
"""The first character of the scripts written in pairs."""
_SIGNATURE = b"pagefind_dcd"


class PagefindError(RuntimeError):
    """The Pagefind binary failed or answered something unknown; the message says what."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """A file of the index: words from `first` (a prefix that orders it) up to the next chunk's."""

    first: str
    name: str
    content: bytes


def page_text(ranks: Iterable[Collection[str]], others: Iterable[str]) -> str:
    """The text of a page: the words of each rank, best first, and words without a rank.

    Letters stand for the points and pluses of tokens (4.0, a+), which Pagefind would drop.
    """
    ranked = ("-".join([LAST, *_written(words)]) for words in ranks)
    text = " ".join([*ranked, *_written(others)])
    return _without_marks(text.replace(".", "\ua78f").replace("+", "\u1429"))


def _written(words: Iterable[str]) -> list[str]:
    return [word if word >= _HAN else MARK + word for word in sorted(words)]


def _without_marks(text: str) -> str:
    """Letters without their accents, as Pagefind stores them."""
    if unicodedata.is_normalized("NFD", text):
        return text
    letters = unicodedata.normalize("NFD", text)
    return "".join(c for c in letters if unicodedata.category(c)[0] != "M")


def index_texts(texts: Sequence[str]) -> list[Chunk]:
    """Index texts made by `page_text`; page numbers follow their order.

    Small indexes get small chunks.

    Raise PagefindError where the binary fails.
    """
    padding = _padding(texts) if len(texts) <= MAX_PADDED else []
    filler = " ".join([*padding, *[FILLER] * CHUNK])
    with tempfile.TemporaryDirectory(prefix="pagefind-") as folder:
        _converse(_requests(texts, filler, folder))
        meta = next(Path(folder).glob("*.pf_meta")).read_bytes()
        return [
            Chunk(first=first, name=name, content=_chunk_file(folder, name).read_bytes())
            for first, _, name in _read_cbor(meta)[2]
            if not first.startswith(LAST)
        ]


def _requests(texts: Sequence[str], filler: str, folder: str) -> Iterator[Mapping[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": LANGUAGE}}
    for number, text in enumerate(texts):
        yield _record(number, text)
    yield _record(len(texts), filler)
    yield {"type": "WriteFiles", "index_id": 0, "output_path": folder}


def _padding(texts: Sequence[str]) -> list[str]:
    """Words that make Pagefind close chunks after far fewer than CHUNK locations.

    Pagefind closes one at CHUNK and has no option for it; a word repeated as often as is missing
    fills it up, and costs about 40 bytes once compressed.
    """
    pages: Counter[str] = Counter()
    for text in texts:
        pages.update(set(text.replace("-", " ").split()) - {LAST})
    limit = max(SMALL_CHUNK, 2 * pages.total() // MAX_CHUNKS)
    padding: list[str] = []
    size = 0
    for word in sorted(pages):
        size += pages[word] + 1
        if limit <= size < CHUNK:
            padding += [word + LAST] * (CHUNK - size)
            size = 0
    return padding


def _chunk_file(folder: str, name: str) -> Path:
    return Path(folder) / "index" / f"{name}.pf_index"


def _record(number: int, text: str) -> Mapping[str, Any]:
    return {
        "type": "AddRecord",
        "index_id": 0,
        "url": f"/{number}/",
        "content": text,
        "language": LANGUAGE,
        "meta": {"title": "·"},  # without one Pagefind takes words of the text for it
    }


def _converse(requests: Iterable[Mapping[str, Any]]) -> None:
    """Send all requests and wait until the files are written; raise PagefindError."""
    process = subprocess.Popen(
        [pagefind_bin.get_executable(), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    sender = threading.Thread(target=_send, args=(process, requests), daemon=True)
    sender.start()
    try:
        for answer in _answers(process):
            if answer["type"] == "Error":
                raise PagefindError(f"Pagefind: {answer['message']}")
            if answer["type"] == "WriteFiles":
                return
        raise PagefindError(f"Pagefind ended early, with status {process.wait()}")
    finally:
        process.kill()
        process.wait()
        sender.join()
        process.stdin.close()
        process.stdout.close()


def _send(process: subprocess.Popen[bytes], requests: Iterable[Mapping[str, Any]]) -> None:
    assert process.stdin is not None
    try:
        for number, payload in enumerate(requests):
            message = json.dumps({"message_id": number, "payload": payload}).encode()
            process.stdin.write(base64.b64encode(message) + b",")
        process.stdin.flush()
    except OSError:
        pass  # Pagefind died; the reader of its answers finds out and says so


def _answers(process: subprocess.Popen[bytes]) -> Iterator[Mapping[str, Any]]:
    assert process.stdout is not None
    pending = b""
    while part := os.read(process.stdout.fileno(), 1 << 16):
        *messages, pending = (pending + part).split(b",")
        for message in messages:
            yield json.loads(base64.b64decode(message))["payload"]


def _read_cbor(compressed: bytes) -> Any:
    """A Pagefind file as lists, texts and integers (RFC 8949, the part that Pagefind writes)."""
    data = gzip.decompress(compressed)
    if not data.startswith(_SIGNATURE):
        raise PagefindError("not a file of a Pagefind index")
    return _decode(data, len(_SIGNATURE))[0]


def _decode(data: bytes, at: int) -> tuple[Any, int]:
    kind, number = data[at] >> 5, data[at] & 31
    at += 1
    if number >= 24:
        size = 1 << (number - 24)
        number = int.from_bytes(data[at : at + size], "big")
        at += size
    match kind:
        case 0:
            return number, at
        case 1:
            return -1 - number, at
        case 3:
            return data[at : at + number].decode(), at + number
        case 4:
            items = []
            for _ in range(number):
                item, at = _decode(data, at)
                items.append(item)
            return items, at
    raise PagefindError(f"unexpected CBOR type {kind} in a Pagefind file")

"""The words of some pages in; a Pagefind index of them, out.

Talks to the Pagefind binary over its service protocol (base64 JSON messages, comma-terminated,
over standard input and output: the one its own Python and Node packages speak), because only so
are pages numbered in the order they are given: over a folder the numbers, and with them the
bytes, depend on the order in which the file system lists it. All requests are sent before any
answer is awaited; waiting for each costs 100 ms a page. Standard input stays open until the last
answer has come: at its end the service stops, whatever it still has to do.

Of the index only the word chunks are kept. Each is gzip-compressed CBOR:
`[[[word, [[page delta, [locations], meta], …], variants], …]]`, in order of code points.
`templates/assets/js/pagefind-words.js` reads them in the browser without Pagefind's own 80 kB of
JavaScript and WebAssembly.
"""

import base64
import gzip
import json
import os
import subprocess
import threading
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

LANGUAGE = "und"
"""No stemming and no splitting of words: the tokens are made before they get here."""
_LETTERS = str.maketrans({".": "\ua78f", "+": "\u1429"})
"""Letters that stand for the points and pluses of tokens (4.0, a+), which Pagefind would drop."""
_SIGNATURE = b"pagefind_dcd"


class PagefindError(RuntimeError):
    """The Pagefind binary failed or answered something unknown; the message says what."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """A file of the index, with the words from `first` to `last`; `name` is a hash of it."""

    first: str
    last: str
    name: str
    content: bytes


def index_words(pages: Sequence[Collection[str]]) -> list[Chunk]:
    """Index the words of each page; page numbers follow their order.

    Raise PagefindError where the binary fails.
    """
    files = _ask(
        [
            {"type": "NewIndex", "config": {"force_language": LANGUAGE}},
            *(_record(number, words) for number, words in enumerate(pages)),
            {"type": "GetFiles", "index_id": 0},
        ]
    )
    meta = next(content for path, content in files.items() if path.endswith(".pf_meta"))
    return [
        Chunk(first=first, last=last, name=name, content=files[f"index/{name}.pf_index"])
        for first, last, name in read_cbor(meta)[2]
    ]


def _record(number: int, words: Collection[str]) -> Mapping[str, Any]:
    return {
        "type": "AddRecord",
        "index_id": 0,
        "url": f"/{number}/",
        "content": " ".join(map(as_stored, sorted(words))),
        "language": LANGUAGE,
        "meta": {"title": "·"},  # without one Pagefind takes words of the text for it
    }


def as_stored(word: str) -> str:
    """A word as Pagefind stores it: without accents, letters for points and pluses."""
    letters = unicodedata.normalize("NFD", word)
    return "".join(c for c in letters if unicodedata.category(c)[0] != "M").translate(_LETTERS)


def _ask(requests: Sequence[Mapping[str, Any]]) -> Mapping[str, bytes]:
    """Send requests, the last of them for the files; return these, by path."""
    # Here, since a build in which nothing has changed asks for no index.
    import pagefind_bin  # type: ignore[import-untyped]

    with subprocess.Popen(
        [pagefind_bin.get_executable(), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        # While they are sent, answers come that must be read: a full pipe would stop both sides.
        sender = threading.Thread(target=_send, args=(process, requests), daemon=True)
        sender.start()
        try:
            for answer in _answers(process):
                if answer["type"] == "Error":
                    raise PagefindError(f"Pagefind: {answer['message']}")
                if answer["type"] == "GetFiles":
                    files = answer["files"]
                    return {file["path"]: base64.b64decode(file["content"]) for file in files}
            raise PagefindError(f"Pagefind ended early, with status {process.wait()}")
        finally:
            process.kill()
            sender.join()


def _send(process: subprocess.Popen[bytes], requests: Sequence[Mapping[str, Any]]) -> None:
    assert process.stdin is not None
    try:
        for number, payload in enumerate(requests):
            message = json.dumps({"message_id": number, "payload": payload}).encode()
            process.stdin.write(base64.b64encode(message) + b",")
        process.stdin.flush()
    except OSError:  # Pagefind died; the reader of its answers finds out and says so
        with suppress(OSError):  # what was not sent is no news
            process.stdin.close()


def _answers(process: subprocess.Popen[bytes]) -> Iterator[Mapping[str, Any]]:
    assert process.stdout is not None
    pending = b""
    while part := os.read(process.stdout.fileno(), 1 << 16):
        *messages, pending = (pending + part).split(b",")
        for message in messages:
            yield json.loads(base64.b64decode(message))["payload"]


def read_cbor(compressed: bytes) -> Any:
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

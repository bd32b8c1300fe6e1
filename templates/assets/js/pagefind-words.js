/**
 * Reads an index that Pagefind made, as catalogue/pagefind.py publishes it: which pages have a word.
 *
 * A chunk holds the words from its first to its last, in order of code points; it is
 * gzip-compressed CBOR: [[[word, [[page delta, [location, …], meta], …], variants], …]]. Only the
 * chunks that a query needs are fetched, each once.
 *
 * @typedef {import("./word-index.js").Postings} Postings - here all of one rank
 */

import { fetchUnpacked, once } from "./fetching.js";
import { compareCodePoints } from "./word-index.js";

const SIGNATURE = "pagefind_dcd";

export class PagefindWords {
  /**
   * @param {string} base - address of the folder of the chunks, ending in a slash
   * @param {[first: string, last: string, name: string][]} chunks
   */
  constructor(base, chunks) {
    this.base = base;
    this.chunks = chunks;
    /** @type {Map<string, Promise<Map<string, Postings>>>} */
    this.loading = new Map();
  }

  /**
   * The pages that have a word; empty where it does not occur.
   *
   * @param {string} word
   * @returns {Promise<Postings>}
   */
  async word(word) {
    const key = asStored(word);
    const [words] = await this.between(key, key);
    return words?.get(key) ?? new Map();
  }

  /**
   * The pages that have any word that begins with `prefix`.
   *
   * @param {string} prefix
   * @returns {Promise<Postings>}
   */
  async prefix(prefix) {
    const key = asStored(prefix);
    const words = (await this.between(key, `${key}\u{10ffff}`)).flatMap((some) => [...some]);
    return new Map(words.filter(([word]) => word.startsWith(key)).flatMap(([, pages]) => [...pages]));
  }

  /**
   * The words of the chunks that may have one from `low` to `high`.
   *
   * @param {string} low
   * @param {string} high
   */
  between(low, high) {
    const isAfter = (/** @type {string} */ a, /** @type {string} */ b) => compareCodePoints(a, b) > 0;
    const chunks = this.chunks.filter(([first, last]) => !isAfter(first, high) && !isAfter(low, last));
    return Promise.all(chunks.map(([, , name]) => this.chunk(name)));
  }

  /** @param {string} name */
  chunk(name) {
    return once(this.loading, name, async () =>
      readChunk(await fetchUnpacked(`${this.base}${name}.bin`)),
    );
  }
}

/**
 * The same as `as_stored` of pagefind.py.
 *
 * @param {string} word
 */
function asStored(word) {
  const plain = word.normalize("NFD").replace(/\p{M}/gu, "");
  return plain.replaceAll(".", "\ua78f").replaceAll("+", "\u1429");
}

/**
 * @param {Uint8Array} bytes - a chunk, unpacked
 * @returns {Map<string, Postings>}
 */
export function readChunk(bytes) {
  const decoder = new TextDecoder();
  if (decoder.decode(bytes.subarray(0, SIGNATURE.length)) !== SIGNATURE) {
    throw new Error("not a chunk of a Pagefind index");
  }
  let at = SIGNATURE.length;

  /** @returns {any} the next value: a list, a text, an integer */
  function next() {
    const kind = bytes[at] >> 5;
    let number = bytes[at++] & 31;
    if (number > 23) {
      const size = 1 << (number - 24);
      number = 0;
      for (let i = 0; i < size; i++) number = number * 256 + bytes[at++];
    }
    if (kind === 4) return Array.from({ length: number }, next);
    if (kind === 3) {
      at += number;
      return decoder.decode(bytes.subarray(at - number, at));
    }
    return kind === 1 ? -1 - number : number;
  }

  const [words] = next();
  return new Map(words.map(([word, pages]) => [word, readPages(pages)]));
}

/**
 * @param {[step: number, ...unknown[]][]} pages
 * @returns {Postings}
 */
function readPages(pages) {
  let page = 0;
  return new Map(pages.map(([step]) => [(page += step), 0]));
}

/**
 * Reads the word index that catalogue/word_index.py writes: which measures have a word.
 *
 * A chunk holds the words from its first (a prefix that orders it) up to the next chunk's, in
 * order of code points; unpacked (gzip) it is, for each word: its length in UTF-8, the word, the
 * length of its postings, the postings, each as the step from the one before. A posting is
 * `number * RANKS + rank`. All integers are LEB128. Only the chunks that a query needs are
 * fetched, each once.
 *
 * @typedef {Map<number, number>} Postings - page number of a measure (see search-index.js) -> the
 *   best rank the word has there
 */

import { fetchUnpacked, once } from "./fetching.js";

const RANKS = 4;
const ASCII = 127;

export class WordIndex {
  /**
   * @param {string} base - address of the folder of the chunks, ending in a slash
   * @param {string[]} firsts - the first word of each chunk, in order
   * @param {number} bits - low bits of a code point that do not matter to the bucket of a word; no
   *   chunk has words of two
   * @param {Map<number, number>} pages - the page number of each measure, by its number
   */
  constructor(base, firsts, bits, pages) {
    this.base = base;
    this.firsts = firsts;
    this.bits = bits;
    this.pages = pages;
    /** @type {Map<number, Promise<Map<string, Uint8Array>>>} */
    this.loading = new Map();
  }

  /**
   * The measures that have a word; empty where it does not occur.
   *
   * @param {string} word
   * @returns {Promise<Postings>}
   */
  async word(word) {
    const place = this.chunkOf(word);
    if (place < 0 || this.bucketOf(this.firsts[place]) !== this.bucketOf(word)) return new Map();
    const postings = (await this.chunk(place)).get(word);
    return postings ? this.read(postings) : new Map();
  }

  /**
   * The measures that have any word that begins with `prefix`.
   *
   * @param {string} prefix
   * @returns {Promise<Postings>}
   */
  async prefix(prefix) {
    const first = Math.max(0, this.chunkOf(prefix));
    const last = this.chunkOf(prefix + "\u{10ffff}");
    const loads = [];
    for (let place = first; place <= last; place++) {
      const word = this.firsts[place];
      if (word.startsWith(prefix) || this.bucketOf(word) === this.bucketOf(prefix)) {
        loads.push(this.chunk(place));
      }
    }
    /** @type {Postings} */
    const found = new Map();
    for (const words of await Promise.all(loads)) {
      for (const [word, postings] of words) {
        if (!word.startsWith(prefix)) continue;
        for (const [page, rank] of this.read(postings)) {
          found.set(page, Math.min(rank, found.get(page) ?? rank));
        }
      }
    }
    return found;
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {Postings}
   */
  read(bytes) {
    /** @type {Postings} */
    const postings = new Map();
    const integers = readIntegers(bytes);
    let posting = 0;
    for (let at = 0; at < bytes.length; at = integers.end) {
      posting += integers.at(at);
      // Unknown is a measure that is in newer words than the rest of the index, for a moment.
      const page = this.pages.get(Math.floor(posting / RANKS));
      if (page !== undefined) postings.set(page, posting % RANKS);
    }
    return postings;
  }

  /**
   * The same as `bucket_of` of catalogue/word_index.py.
   *
   * @param {string} word
   */
  bucketOf(word) {
    const first = Number(word.codePointAt(0));
    if (this.bits > 0) return first >> this.bits;
    const second = first <= ASCII ? Math.min(word.codePointAt(1) ?? 0, ASCII) : 0;
    return first * (ASCII + 1) + second;
  }

  /**
   * The place of the chunk that has a word, if any has; -1 where all begin after it.
   *
   * @param {string} word
   */
  chunkOf(word) {
    let low = -1;
    let high = this.firsts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (compareCodePoints(this.firsts[middle], word) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** @param {number} place */
  chunk(place) {
    return once(this.loading, place, async () => {
      const codes = [...this.firsts[place]].map((c) => Number(c.codePointAt(0)).toString(16));
      return readChunk(await fetchUnpacked(`${this.base}${codes.join("-")}.bin`));
    });
  }
}

/**
 * Order of code points, in which the index is sorted; `<` would compare UTF-16 code units.
 *
 * @param {string} a
 * @param {string} b
 */
export function compareCodePoints(a, b) {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const step = Number(left[i].codePointAt(0)) - Number(right[i].codePointAt(0));
    if (step !== 0) return step;
  }
  return left.length - right.length;
}

/**
 * @param {Uint8Array} bytes - a chunk, unpacked
 * @returns {Map<string, Uint8Array>} the postings of each word
 */
export function readChunk(bytes) {
  const decoder = new TextDecoder();
  const integers = readIntegers(bytes);
  let at = 0;
  function next() {
    const length = integers.at(at);
    at = integers.end + length;
    return bytes.subarray(integers.end, at);
  }
  /** @type {Map<string, Uint8Array>} */
  const words = new Map();
  while (at < bytes.length) words.set(decoder.decode(next()), next());
  return words;
}

/**
 * Reads integers in LEB128; `end` is where the last one ended.
 *
 * @param {Uint8Array} bytes
 */
function readIntegers(bytes) {
  return {
    end: 0,
    /** @param {number} start */
    at(start) {
      let number = 0;
      let scale = 1;
      let byte;
      this.end = start;
      do {
        byte = bytes[this.end++];
        number += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      return number;
    },
  };
}

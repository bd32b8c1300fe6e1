/**
 * Reads a Pagefind index, as catalogue/pagefind.py publishes it: the words and where they stand.
 *
 * A chunk holds the words from its first up to the next chunk's first, in order of code points;
 * it is gzip-compressed CBOR: [[[word, [[page delta, [location, …], meta], …], variants], …]].
 * A negative location is a weight; the others are steps from one to the next, and a location is
 * the rank of a section. Only the chunks that a query needs are fetched, each once.
 *
 * @typedef {Map<number, number>} Postings - page number -> the best rank the word has there
 */

const SIGNATURE = "pagefind_dcd";

/** Ends the words that only fill chunks. */
const LAST = "\u{3134a}";
/** Begins the words that are not Han. */
const MARK = "\u01c0";
const FIRST_HAN = 0x3005;
/** The rank of everything that is in no better section; keywords have locations beyond it. */
export const WORST_RANK = 3;

export class WordIndex {
  /**
   * @param {string} base - address of the folder of the chunks, ending in a slash
   * @param {[first: string, file: string][]} chunks - in order
   */
  constructor(base, chunks) {
    this.base = base;
    this.chunks = chunks;
    /** @type {Map<number, Promise<Map<string, Postings>>>} */
    this.loading = new Map();
  }

  /**
   * The pages that have a word; empty where it does not occur.
   *
   * @param {string} word
   * @returns {Promise<Postings>}
   */
  async word(word) {
    if (this.chunks.length === 0) return new Map();
    word = written(word);
    const words = await this.chunk(this.chunkOf(word));
    return words.get(word) ?? new Map();
  }

  /**
   * The pages that have any word that begins with `prefix`.
   *
   * @param {string} prefix
   * @returns {Promise<Postings>}
   */
  async prefix(prefix) {
    if (this.chunks.length === 0) return new Map();
    prefix = written(prefix);
    const last = this.chunkOf(prefix + "\u{10ffff}");
    const loads = [];
    for (let i = this.chunkOf(prefix); i <= last; i++) loads.push(this.chunk(i));
    /** @type {Postings} */
    const found = new Map();
    for (const words of await Promise.all(loads)) {
      for (const [word, postings] of words) {
        if (!word.startsWith(prefix)) continue;
        for (const [page, rank] of postings) {
          found.set(page, Math.min(rank, found.get(page) ?? rank));
        }
      }
    }
    return found;
  }

  /**
   * The number of the chunk that has a word, if any has.
   *
   * @param {string} word
   */
  chunkOf(word) {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (compareCodePoints(this.chunks[middle][0], word) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** @param {number} number */
  chunk(number) {
    let loading = this.loading.get(number);
    if (!loading) {
      loading = fetchChunk(this.base + this.chunks[number][1]);
      this.loading.set(number, loading);
      // A chunk that did not arrive is asked for again by the next query.
      loading.catch(() => this.loading.delete(number));
    }
    return loading;
  }
}

/**
 * A word as pagefind.py has it written: without accents, letters for its points and pluses.
 *
 * @param {string} word
 */
function written(word) {
  const plain = word.normalize("NFD").replace(/\p{M}/gu, "");
  const mark = Number(word.codePointAt(0)) < FIRST_HAN ? MARK : "";
  return mark + plain.replaceAll(".", "\ua78f").replaceAll("+", "\u1429");
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
 * @param {string} address
 * @returns {Promise<Map<string, Postings>>}
 */
async function fetchChunk(address) {
  const response = await fetch(address);
  if (!response.ok || !response.body) throw new Error(`${response.status} ${address}`);
  const unpacked = response.body.pipeThrough(new DecompressionStream("gzip"));
  return readChunk(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}

/**
 * @param {Uint8Array} bytes - a chunk, unpacked
 * @returns {Map<string, Postings>}
 */
export function readChunk(bytes) {
  const text = new TextDecoder();
  if (text.decode(bytes.subarray(0, SIGNATURE.length)) !== SIGNATURE) {
    throw new Error("not a chunk of a Pagefind index");
  }
  let at = SIGNATURE.length;

  /** @returns {number} the head's number; its sign tells CBOR types 0 and 1 apart */
  function head() {
    const first = bytes[at++];
    let number = first & 31;
    if (number > 23) {
      const size = 1 << (number - 24);
      number = 0;
      for (let i = 0; i < size; i++) number = number * 256 + bytes[at++];
    }
    return first >> 5 === 1 ? -1 - number : number;
  }

  function string() {
    const length = head();
    at += length;
    return text.decode(bytes.subarray(at - length, at));
  }

  function skipList() {
    for (let left = head(); left > 0; left--) {
      const type = bytes[at] >> 5;
      if (type === 3) string();
      else if (type === 4) skipList();
      else head();
    }
  }

  head(); // the list around the words
  /** @type {Map<string, Postings>} */
  const words = new Map();
  for (let left = head(); left > 0; left--) {
    head(); // word, pages, variants
    const word = string();
    /** @type {Postings} */
    const postings = new Map();
    let page = 0;
    for (let pages = head(); pages > 0; pages--) {
      head(); // page, locations, locations in metadata
      page += head();
      let rank = WORST_RANK;
      let location = 0;
      for (let locations = head(); locations > 0; locations--) {
        const step = head();
        if (step < 0) continue;
        location += step;
        rank = Math.min(rank, location);
      }
      skipList();
      postings.set(page, rank);
    }
    skipList();
    if (!word.endsWith(LAST)) words.set(word, postings);
  }
  return words;
}

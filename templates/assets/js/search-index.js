/**
 * The index that catalogue/search.py publishes.
 *
 * A measure is a page number: its place among all measures. What a result shows of it comes from a
 * file of its own, fetched when it is shown; on a large site (catalogue/scale.py) from its page.
 * Windows come in files of some hundred measures, as they are asked for.
 *
 * @typedef {import("./schedule.js").CompactWindow} CompactWindow
 * @typedef {import("./word-index.js").Postings} Postings
 * @typedef {{id: string, title: string, summary: string, belongs: string,
 *   fields: [name: string, text: string][]}} Text
 * @typedef {Record<"category" | "agency" | "service" | "preference", string[][]>} Columns
 */

import { readColumn, readWindows } from "./columns.js";
import { fetchJson, fetchText, once } from "./fetching.js";
import { parseVariants } from "./tokens.js";
import { WordIndex } from "./word-index.js";

/** So few measures that the windows of all (10 kB) come while the first words are looked up. */
const AT_ONCE = 2_000;
/** What a measure is shown with that is newer than its file of windows, for a moment. */
const UNKNOWN = /** @type {CompactWindow[]} */ ([["unstated"]]);

/**
 * @param {string} base - address of the folder of the index, ending in a slash
 * @returns {Promise<SearchIndex>}
 */
export async function loadIndex(base) {
  const index = new SearchIndex(base, await fetchJson(`${base}index.json`));
  // Whoever needs what does not arrive now asks for it again.
  if (index.count <= AT_ONCE) index.windowsOf([...index.numbers.keys()]).catch(() => {});
  return index;
}

export class SearchIndex {
  /**
   * @param {string} base
   * @param {any} vocabulary - index.json
   */
  constructor(base, vocabulary) {
    this.base = base;
    this.vocabulary = vocabulary;
    this.variants = parseVariants(vocabulary.variants);
    /** @type {string[]} */
    this.keywords = vocabulary.keywords;
    /** @type {number[]} of each page that of its measure */
    this.numbers = vocabulary.numbers.flatMap(numbersOf);
    this.count = this.numbers.length;
    const { chunks, bits } = vocabulary.words;
    const pages = new Map(this.numbers.map((number, page) => [number, page]));
    this.words = new WordIndex(`${base}words/`, chunks.split(" "), bits, pages);
    /** @type {Columns | undefined} fetched by whoever opens a filter */
    this.allColumns = undefined;
    /** @type {Map<number, Promise<Text>>} */
    this.texts = new Map();
    /** @type {Map<number, Promise<Record<string, string>>>} */
    this.ids = new Map();
    /** @type {Map<number, Promise<CompactWindow[][]>>} */
    this.windows = new Map();
  }

  /**
   * What a result shows; fetched once and kept, but a failure is not.
   *
   * @param {number} page
   * @returns {Promise<Text>}
   */
  text(page) {
    const number = this.numbers[page];
    return once(this.texts, page, () =>
      this.vocabulary.ids ? this.textOfPage(number) : fetchJson(`${this.base}texts/${number}.json`),
    );
  }

  /**
   * @param {number} number
   * @returns {Promise<Text>}
   */
  async textOfPage(number) {
    const part = Math.floor((number - 1) / this.vocabulary.ids);
    const [ids, { textOf }] = await Promise.all([
      once(this.ids, part, () => fetchJson(`${this.base}ids/${part}.json`)),
      import("./page-text.js"),
    ]);
    const id = ids[number];
    return textOf(id, await fetchText(new URL(`../measures/${id}/`, this.base).href));
  }

  /**
   * The windows of each of some pages.
   *
   * @param {number[]} pages
   * @returns {Promise<CompactWindow[][]>}
   */
  async windowsOf(pages) {
    const size = this.vocabulary.windows;
    const places = pages.map((page) => this.numbers[page] - 1);
    const parts = [...new Set(places.map((place) => Math.floor(place / size)))];
    /** @type {Map<number, CompactWindow[][]>} */
    const read = new Map();
    await Promise.all(parts.map(async (part) => read.set(part, await this.windowsIn(part))));
    return places.map((place) => {
      const windows = read.get(Math.floor(place / size))?.[place % size] ?? [];
      return windows.length > 0 ? windows : UNKNOWN;
    });
  }

  /** @param {number} part */
  windowsIn(part) {
    return once(this.windows, part, async () =>
      readWindows(await fetchJson(`${this.base}windows/${part}.json`)),
    );
  }

  /**
   * The titles of all pages.
   *
   * @returns {Promise<string[]>}
   */
  async titles() {
    this.allTitles ??= (await this.ofAll("titles.json")).flat();
    return this.allTitles;
  }

  /**
   * What pages can be filtered by, besides their windows: of each page the ids it has.
   *
   * @returns {Promise<Columns>}
   */
  async columns() {
    if (!this.allColumns) {
      const shards = await this.ofAll("facets.json");
      const of = (/** @type {string} */ name) => shards.flatMap((shard) => readColumn(shard[name]));
      this.allColumns = {
        category: of("category"),
        agency: of("agency"),
        service: of("service"),
        preference: of("preference"),
      };
    }
    return this.allColumns;
  }

  /**
   * @param {string} name
   * @returns {Promise<any[]>}
   */
  ofAll(name) {
    const { shards } = this.vocabulary;
    return Promise.all(
      shards.map((/** @type {number} */ shard) => fetchJson(`${this.base}${shard}/${name}`)),
    );
  }
}

/** @param {[first: number, count: number]} run */
function numbersOf([first, count]) {
  return Array.from({ length: count }, (_, i) => first + i);
}

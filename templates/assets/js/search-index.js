/**
 * The index that catalogue/search.py publishes, all its shards as one.
 *
 * A measure is a page number: its place among all measures. What a result shows of it comes from a
 * file of its own, fetched when it is shown; on a large site (catalogue/scale.py) from its page.
 *
 * @typedef {import("./word-index.js").Postings} Postings
 * @typedef {{id: string, title: string, summary: string, belongs: string,
 *   fields: [name: string, text: string][]}} Text
 * @typedef {Record<"category" | "agency" | "service" | "preference", string[][]>} Columns
 */

import { readColumn, readWindows } from "./columns.js";
import { fetchJson, fetchText, once } from "./fetching.js";
import { parseVariants } from "./tokens.js";
import { WordIndex } from "./word-index.js";

/**
 * @param {string} base - address of the folder of the index, ending in a slash
 * @returns {Promise<SearchIndex>}
 */
export async function loadIndex(base) {
  const vocabulary = await fetchJson(`${base}index.json`);
  const shards = await Promise.all(
    vocabulary.shards.map((/** @type {number} */ shard) => fetchJson(`${base}${shard}/shard.json`)),
  );
  return new SearchIndex(base, vocabulary, shards);
}

export class SearchIndex {
  /**
   * @param {string} base
   * @param {any} vocabulary - index.json
   * @param {any[]} shards - the shard.json of each
   */
  constructor(base, vocabulary, shards) {
    this.base = base;
    this.vocabulary = vocabulary;
    this.variants = parseVariants(vocabulary.variants);
    this.keywords = [...new Set(shards.flatMap(({ keywords }) => keywords))];
    /** Of each page. */
    this.windows = shards.flatMap(({ windows }) => readWindows(windows));
    /** @type {number[]} of each page that of its measure */
    this.numbers = shards.flatMap(({ numbers }) => numbers.flatMap(numbersOf));
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

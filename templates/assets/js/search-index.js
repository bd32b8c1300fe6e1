/**
 * The index that catalogue/search.py publishes, all its shards as one.
 *
 * A measure is a page number: its place in its shard, after those of the shards before. What a
 * result shows of it comes from a file of its own, fetched when it is shown.
 *
 * @typedef {import("./word-index.js").Postings} Postings
 * @typedef {{id: string, title: string, summary: string, belongs: string,
 *   fields: [name: string, text: string][]}} Text
 * @typedef {Record<"category" | "agency" | "service" | "preference", string[][]>} Columns
 * @typedef {{base: string, start: number, numbers: number[], words: WordIndex}} Shard
 */

import { readColumn, readWindows } from "./columns.js";
import { parseVariants } from "./tokens.js";
import { WordIndex } from "./word-index.js";

/**
 * @param {string} base - address of the folder of the index, ending in a slash
 * @returns {Promise<SearchIndex>}
 */
export async function loadIndex(base) {
  const vocabulary = await fetchJson(`${base}index.json`);
  const folders = vocabulary.shards.map((/** @type {number} */ number) => `${base}${number}/`);
  const shards = await Promise.all(
    folders.map((/** @type {string} */ folder) => fetchJson(`${folder}shard.json`)),
  );
  return new SearchIndex(vocabulary, folders, shards);
}

export class SearchIndex {
  /**
   * @param {any} vocabulary - index.json
   * @param {string[]} folders
   * @param {any[]} shards - the shard.json of each folder
   */
  constructor(vocabulary, folders, shards) {
    this.vocabulary = vocabulary;
    this.variants = new Map(
      [vocabulary, ...shards].flatMap(({ variants }) => [...parseVariants(variants)]),
    );
    this.keywords = [...new Set(shards.flatMap(({ keywords }) => keywords))];
    /** Of each page. */
    this.windows = shards.flatMap(({ windows }) => readWindows(windows));
    /** @type {Shard[]} */
    this.shards = [];
    this.count = 0;
    for (const [i, { numbers, words }] of shards.entries()) {
      const shard = {
        base: folders[i],
        start: this.count,
        numbers: numbers.flatMap(numbersOf),
        words: new WordIndex(`${folders[i]}words/`, words),
      };
      this.shards.push(shard);
      this.count += shard.numbers.length;
    }
    /** @type {Columns | undefined} fetched by whoever opens a filter */
    this.allColumns = undefined;
    /** @type {Map<number, Promise<Text>>} */
    this.texts = new Map();
  }

  /** @param {string} word */
  word(word) {
    return this.fromAll((words) => words.word(word));
  }

  /** @param {string} prefix */
  prefix(prefix) {
    return this.fromAll((words) => words.prefix(prefix));
  }

  /**
   * @param {(words: WordIndex) => Promise<Postings>} look
   * @returns {Promise<Postings>}
   */
  async fromAll(look) {
    const found = await Promise.all(this.shards.map(({ words }) => look(words)));
    if (found.length === 1) return found[0];
    return new Map(
      found.flatMap((postings, i) =>
        [...postings].map(([page, rank]) => [this.shards[i].start + page, rank]),
      ),
    );
  }

  /**
   * What a result shows; fetched once and kept, but a failure is not.
   *
   * @param {number} page
   * @returns {Promise<Text>}
   */
  text(page) {
    let promise = this.texts.get(page);
    if (!promise) {
      const shard = this.shards.findLast(({ start }) => start <= page);
      promise = fetchJson(`${shard?.base}texts/${shard?.numbers[page - shard.start]}.json`);
      promise.catch(() => this.texts.delete(page));
      this.texts.set(page, promise);
    }
    return promise;
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
    return Promise.all(this.shards.map(({ base }) => fetchJson(base + name)));
  }
}

/** @param {[first: number, count: number]} run */
function numbersOf([first, count]) {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** @param {string} address */
async function fetchJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.json();
}

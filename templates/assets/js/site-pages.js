/**
 * A query in; the pages of the site beside measures that have it, as results, out.
 *
 * The index is that of catalogue/site_pages.py. Nobody waits for it: search.js loads this module
 * once the measures found are shown.
 */

import { element } from "./element.js";
import { excerpt, marked, places, readingsOf } from "./excerpt.js";
import { fetchJson, once } from "./fetching.js";
import { PagefindWords } from "./pagefind-words.js";
import { PhraseSearch } from "./phrase-search.js";
import { parseVariants, queryTerms } from "./tokens.js";

/** Pages shown. */
const LIMIT = 5;
/** What may be two words written as one: 服務團電話. */
const RUN = /^\p{Script=Han}{4,12}$/u;

/** @type {Promise<SitePages> | null} */
let loading = null;

/**
 * List items of the pages that have all phrases of a query, each together.
 *
 * @param {string} root - address of the site, ending in a slash
 * @param {string} query
 * @param {boolean} isCut - whether pages with two halves of the query count, too, after those with it
 * @returns {Promise<HTMLElement[]>}
 */
export async function findPages(root, query, isCut) {
  loading ??= fetchJson(`${root}search/pages/index.json`)
    .then((index) => new SitePages(root, index))
    .catch((error) => {
      loading = null;
      throw error;
    });
  const pages = await loading;
  /** @type {Map<number, string>} page -> what it was found by */
  const found = new Map();
  for (const text of isCut ? [query, ...halves(query)] : [query]) {
    for (const page of await pages.find(text)) if (!found.has(page)) found.set(page, text);
    if (found.size >= LIMIT) break;
  }
  return Promise.all([...found].slice(0, LIMIT).map(([page, text]) => pages.render(page, text)));
}

/**
 * The ways to cut a query in two, the first of at least two characters.
 *
 * @param {string} query
 */
function halves(query) {
  if (!RUN.test(query)) return [];
  const characters = [...query];
  return characters
    .slice(2)
    .map((_, i) => `${characters.slice(0, i + 2).join("")} ${characters.slice(i + 2).join("")}`);
}

/** What PhraseSearch asks of an index, of pages by their place in index.json. */
class SitePages {
  /**
   * @param {string} root
   * @param {{pages: [address: string, title: string][], variants: string,
   *   chunks: [first: string, last: string, name: string][]}} index
   */
  constructor(root, index) {
    this.root = root;
    this.pages = index.pages;
    this.variants = parseVariants(index.variants);
    this.words = new PagefindWords(`${root}search/pages/words/`, index.chunks);
    this.phrases = new PhraseSearch(this);
    /** @type {Map<number, Promise<{title: string, fields: [name: string, text: string][]}>>} */
    this.texts = new Map();
  }

  /**
   * Fetched once and kept, but a failure is not.
   *
   * @param {number} page
   */
  text(page) {
    return once(this.texts, page, async () => {
      const path = this.pages[page][0].replace(/\/$/, "");
      const { title, text } = await fetchJson(`${this.root}search/pages/texts/${path}.json`);
      return { title, fields: [["text", text]] };
    });
  }

  /**
   * The first pages that have a query, those before all that have it in the title.
   *
   * @param {string} query
   * @returns {Promise<number[]>}
   */
  async find(query) {
    const phrases = queryTerms(query, this.variants);
    const having = [...(await this.phrases.findText(query)).keys()].sort((a, b) => a - b);
    const isTitled = (/** @type {number} */ page) => this.inTitle(page, query).length > 0;
    const ordered = [...having.filter(isTitled), ...having.filter((page) => !isTitled(page))];
    /** @type {number[]} */
    const found = [];
    for (let at = 0; at < ordered.length && found.length < LIMIT; at += LIMIT) {
      const some = ordered.slice(at, at + LIMIT);
      const stand = await Promise.all(some.map((page) => this.phrases.stands(phrases, page)));
      found.push(...some.filter((_, i) => stand[i]));
    }
    return found.slice(0, LIMIT);
  }

  /**
   * @param {number} page
   * @param {string} query
   */
  inTitle(page, query) {
    return places(this.pages[page][1], readingsOf([query], this.variants), this.variants);
  }

  /**
   * @param {number} page
   * @param {string} query
   */
  async render(page, query) {
    const [address, title] = this.pages[page];
    const [[, text]] = (await this.text(page)).fields;
    const passage = excerpt([text], readingsOf([query], this.variants), this.variants);
    const heading = marked(title, this.inTitle(page, query));
    return element(
      "li",
      { class: "card result" },
      element(
        "h3",
        { class: "card-title" },
        element("a", { href: `${this.root}${address}` }, heading),
      ),
      element("p", { class: "excerpt" }, passage ?? text.split("\n", 1)[0]),
    );
  }
}

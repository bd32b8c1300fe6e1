/**
 * A phrase in; the measures that have all its grams, and by its text, whether one has it, out.
 *
 * The index says which grams a measure has, not where: for a phrase of one gram that is all there
 * is to say, for a longer one the text says whether they stand together.
 *
 * @typedef {import("./tokens.js").Phrase} Phrase
 * @typedef {import("./tokens.js").Term} Term
 * @typedef {import("./word-index.js").Postings} Postings - here the worst rank of several grams
 */

import { places } from "./excerpt.js";
import { queryTerms, readingGrams } from "./tokens.js";

/** Grams of a phrase that are fetched together; */
const AT_ONCE = 4;
/** ... of a longer one, which may be a whole question that stands nowhere. */
const STEP = 2;

export class PhraseSearch {
  /** @param {Pick<import("./search-index.js").SearchIndex, "variants" | "words" | "text">} index */
  constructor(index) {
    this.index = index;
  }

  /**
   * The measures that have the grams of a text; of all its phrases, where it has several.
   *
   * @param {string} text
   * @returns {Promise<Postings>}
   */
  async findText(text) {
    const phrases = queryTerms(text, this.index.variants);
    return intersect(await Promise.all(phrases.map((phrase) => this.findPhrase(phrase))));
  }

  /**
   * The measures that have a text together, as far as it is worth reading theirs.
   *
   * @param {string} text
   * @param {number} limit - more are not read, but believed
   * @returns {Promise<Postings>}
   */
  async findStanding(text, limit) {
    const found = await this.findText(text);
    if (found.size > limit) return found;
    const phrases = queryTerms(text, this.index.variants);
    const stand = await Promise.all([...found.keys()].map((page) => this.stands(phrases, page)));
    return new Map([...found].filter((_, i) => stand[i]));
  }

  /**
   * Whether a text stands in any of the first measures that have its grams.
   *
   * @param {string} text
   * @param {number} limit
   */
  async occurs(text, limit) {
    const pages = [...(await this.findText(text)).keys()].slice(0, limit);
    const phrases = queryTerms(text, this.index.variants);
    return (await Promise.all(pages.map((page) => this.stands(phrases, page)))).some(Boolean);
  }

  /**
   * ... of a phrase, in its first reading that is found.
   *
   * @param {Phrase} phrase
   * @returns {Promise<Postings>}
   */
  async findPhrase(phrase) {
    for (const reading of phrase.readings) {
      const found = await this.findGrams(readingGrams(reading));
      if (found.size > 0) return found;
    }
    return new Map();
  }

  /**
   * @param {Term[]} grams
   * @returns {Promise<Postings>}
   */
  async findGrams(grams) {
    const step = grams.length <= AT_ONCE ? AT_ONCE : STEP;
    /** @type {Postings} */
    let found = new Map();
    for (let i = 0; i < grams.length; i += step) {
      const some = await Promise.all(grams.slice(i, i + step).map((gram) => this.findGram(gram)));
      found = intersect(i > 0 ? [found, ...some] : some);
      // The first words of a question tell, without the chunks of the others.
      if (found.size === 0) break;
    }
    return found;
  }

  /**
   * @param {Term} gram
   * @returns {Promise<Postings>}
   */
  async findGram({ text, match }) {
    if (match === "prefix") return this.index.words.prefix(text);
    const whole = await this.index.words.word(text);
    return match === "open" && whole.size === 0 ? this.index.words.prefix(text) : whole;
  }

  /**
   * Whether each phrase of a query stands in a measure's text as it is typed.
   *
   * @param {Phrase[]} phrases
   * @param {number} page
   */
  async stands(phrases, page) {
    const open = phrases.filter(({ readings }) =>
      readings.some((reading) => readingGrams(reading).length > 1),
    );
    if (open.length === 0) return true;
    const { title, fields } = await this.index.text(page);
    const texts = [title, ...fields.map(([, text]) => text)];
    return open.every(({ readings }) =>
      texts.some((text) => places(text, readings, this.index.variants).length > 0),
    );
  }
}

/**
 * The pages that all have, with the worst of their ranks.
 *
 * @param {Postings[]} found
 * @returns {Postings}
 */
function intersect(found) {
  const [fewest, ...others] = [...found].sort((a, b) => a.size - b.size);
  /** @type {Postings} */
  const all = new Map();
  for (const [page, rank] of fewest ?? []) {
    const ranks = others.map((postings) => postings.get(page));
    if (ranks.every((other) => other !== undefined)) {
      all.set(page, Math.max(rank, ...ranks.map((other) => other ?? rank)));
    }
  }
  return all;
}

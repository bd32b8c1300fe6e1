/**
 * A text in; the measures in which it stands as consecutive text, and where, out.
 *
 * @typedef {import("./tokens.js").Phrase} Phrase
 * @typedef {import("./tokens.js").Term} Term
 * @typedef {import("./word-index.js").Postings} Postings
 */

import { queryTerms } from "./tokens.js";

const PAIRED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u;
/** Terms of a phrase that are fetched together. */
const AT_ONCE = 3;

export class PhraseIndex {
  /**
   * @param {import("./word-index.js").WordIndex} words
   * @param {import("./tokens.js").Variants} variants
   */
  constructor(words, variants) {
    this.words = words;
    this.variants = variants;
  }

  /**
   * Where a text stands, as consecutive text; all its phrases, where it has several.
   *
   * @param {string} text
   * @returns {Promise<Postings>}
   */
  async findText(text) {
    const phrases = queryTerms(text, this.variants);
    return combine(await Promise.all(phrases.map((phrase) => this.findPhrase(phrase))));
  }

  /**
   * The positions at which a phrase begins, in its first reading that is found.
   *
   * @param {Phrase} phrase
   * @returns {Promise<Postings>}
   */
  async findPhrase(phrase) {
    for (const reading of phrase.readings) {
      const found = await this.findReading(reading);
      if (found.size > 0) return found;
    }
    return new Map();
  }

  /**
   * @param {Term[]} terms
   * @returns {Promise<Postings>}
   */
  async findReading(terms) {
    const needed = necessary(terms);
    /** @type {Postings[]} */
    const postings = [];
    for (let i = 0; i < needed.length; i += AT_ONCE) {
      const some = needed.slice(i, i + AT_ONCE);
      postings.push(...(await Promise.all(some.map(({ term }) => this.findTerm(term)))));
      // A whole question stands nowhere: its first words tell, without the chunks of the others.
      if (!meet(postings)) return new Map();
    }
    const order = needed.map((_, i) => i).sort((a, b) => postings[a].size - postings[b].size);
    /** @type {Postings} */
    const found = new Map();
    for (const [page] of postings[order[0]]) {
      const starts = startsOnPage(page, needed, postings);
      if (starts.length > 0) found.set(page, starts);
    }
    return found;
  }

  /**
   * @param {Term} term
   * @returns {Promise<Postings>}
   */
  async findTerm({ text, match }) {
    if (match === "prefix") return this.words.prefix(text);
    const whole = await this.words.word(text);
    return match === "open" && whole.size === 0 ? this.words.prefix(text) : whole;
  }
}

/**
 * The pages that all have, with the positions of all.
 *
 * @param {Postings[]} found
 * @returns {Postings}
 */
function combine(found) {
  /** @type {Postings} */
  const all = new Map();
  if (found.length === 0) return all;
  for (const [page, positions] of found[0]) {
    const others = found.slice(1).map((postings) => postings.get(page));
    if (others.every((other) => other !== undefined)) {
      all.set(page, [...positions, ...others.flatMap((other) => other ?? [])]);
    }
  }
  return all;
}

/**
 * Whether some page has all.
 *
 * @param {Postings[]} postings
 */
function meet([first, ...others]) {
  return [...first.keys()].some((page) => others.every((other) => other.has(page)));
}

/**
 * The terms of a reading that must be looked up, with their distance from its start. Of a run of
 * overlapping pairs every second and the last say all there is to say, since no two runs of the
 * index follow one another without a gap: so fewer chunks are fetched.
 *
 * @param {Term[]} terms
 * @returns {{term: Term, offset: number}[]}
 */
function necessary(terms) {
  const needed = [];
  let offset = 0;
  let run = 0; // pairs so far in this run
  for (let i = 0; i < terms.length; i++) {
    const kind = kindOf(terms[i]);
    const next = kindOf(terms[i + 1]);
    run = kind === "pair" ? run + 1 : 0;
    const endsRun = next !== "pair" || kind !== "pair";
    const isTail = kind === "single" && kindOf(terms[i - 1]) === "pair";
    if (kind === "pair" ? run % 2 === 1 || endsRun : !isTail) {
      needed.push({ term: terms[i], offset });
    }
    const crossesRuns = kind === "single" && (next === "pair" || next === "single");
    offset += crossesRuns ? 2 : 1;
  }
  return needed;
}

/** @param {Term | undefined} term */
function kindOf(term) {
  if (!term || !PAIRED.test(term.text)) return "other";
  return [...term.text].length > 1 ? "pair" : "single";
}

/**
 * @param {number} page
 * @param {{offset: number}[]} needed
 * @param {Postings[]} postings
 * @returns {number[]}
 */
function startsOnPage(page, needed, postings) {
  const places = postings.map((posting) => posting.get(page));
  if (places.some((positions) => positions === undefined)) return [];
  const [first, ...rest] = places.map((positions) => positions ?? []);
  const sets = rest.map((positions) => new Set(positions));
  return first
    .map((position) => position - needed[0].offset)
    .filter((start) => sets.every((set, i) => set.has(start + needed[i + 1].offset)));
}

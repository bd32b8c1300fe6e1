/**
 * The words that editors gave a meaning, in content/synonyms.yml and as keywords of measures, in;
 * what each means, out. Words are told apart as search does: by their key, which is the word folded.
 *
 * @typedef {import("./search-index.js").SearchIndex} SearchIndex
 */

import { tokenize } from "./tokens.js";

/** Stands in a synonym for other characters, up to so many. */
const GAP = "…";
const GAP_LIMIT = 7;

export class Lexicon {
  /** @param {Pick<SearchIndex, "variants" | "keywords" | "vocabulary">} index */
  constructor({ variants, keywords, vocabulary }) {
    this.variants = variants;
    const { synonyms, ignored, subjects } = vocabulary;
    /** @type {Map<string, {to: string[], everyday: boolean}>} */
    this.synonyms = new Map();
    /** @type {Map<string, RegExp>} */
    this.gaps = new Map();
    for (const [words, others, isEveryday] of synonyms) {
      const meaning = { to: others.split("\n").filter(Boolean), everyday: isEveryday === 1 };
      for (const word of words.split("\n")) {
        this.synonyms.set(this.fold(word), meaning);
        if (!word.includes(GAP)) continue;
        const parts = word.split(GAP).map((/** @type {string} */ part) => this.fold(part));
        this.gaps.set(this.fold(word), gapPattern(parts));
      }
    }
    this.ignored = new Set(ignored.map((/** @type {string} */ word) => this.fold(word)));
    this.subjects = new Set(subjects.map((/** @type {string} */ word) => this.fold(word)));
    this.keywords = new Map(keywords.map((word) => [this.fold(word), word]));
  }

  /**
   * A text without what tokens ignore: case, width, variants, punctuation, spaces.
   *
   * @param {string} text
   */
  fold(text) {
    return tokenize(text, this.variants)
      .map((token) => (token.kind === "pair" ? [...token.text][0] : token.text))
      .join("");
  }

  /**
   * Whether a word means something: whether there are other words for it, or measures.
   *
   * @param {string} key
   */
  isMeaningful(key) {
    return this.synonyms.has(key) || this.keywords.has(key);
  }

  /**
   * The meaningful words that a text has with other characters between (找不到員工: 找員工).
   *
   * @param {string} text - folded
   */
  looselyIn(text) {
    const words = [...this.synonyms.keys(), ...this.keywords.keys()];
    return words.filter((word) => this.gaps.get(word)?.test(text) ?? standsLoosely(word, text));
  }

  /**
   * The other words for a query, to offer as further searches.
   *
   * @param {string} query
   * @returns {string[]}
   */
  otherWords(query) {
    return this.synonyms.get(this.fold(query))?.to ?? [];
  }

  /**
   * Whether what a word means is looked up though it stands somewhere itself.
   *
   * @param {string} key
   */
  isEveryday(key) {
    return this.keywords.has(key) || this.synonyms.get(key)?.everyday === true;
  }

  /**
   * Whether a word is beside the point of a question.
   *
   * @param {string} key
   */
  isAside(key) {
    return this.subjects.has(key) || [...key].length === 1;
  }
}

/**
 * @param {string[]} parts - of a synonym, with a gap between each and the next
 */
function gapPattern(parts) {
  return new RegExp(parts.join(`.{0,${GAP_LIMIT}}`), "u");
}

/**
 * Whether a word of three characters or more stands in a text with at most two others between
 * each and the next.
 *
 * @param {string} word
 * @param {string} text
 */
function standsLoosely(word, text) {
  const characters = [...word];
  if (characters.length < 3 || !/^\p{Script=Han}+$/u.test(word)) return false;
  if (!characters.every((character) => text.includes(character))) return false;
  return new RegExp(characters.join(".{0,2}"), "u").test(text);
}

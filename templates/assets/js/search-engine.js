/**
 * A query in; measures that match it, ranked, out. No DOM.
 *
 * All phrases of a query must match (tokens.js says what a phrase is), each as consecutive text.
 * Everyday words match through the synonyms of content/synonyms.yml and the keywords of measures.
 * Where nothing matches so, the query is cut into the pieces that mean something here
 * (中堅企業補助 -> 中堅企業, 補助), and where not even all pieces meet in one measure, the best partial
 * matches are given, and said to be partial.
 *
 * @typedef {import("./word-index.js").Postings} Postings
 * @typedef {{score: number, via: string}} Hit
 *   What one piece of a query finds in one measure, the rarer the more; `via`: the word it was
 *   found through, or "".
 * @typedef {Map<number, Hit>} Found - page number -> hit
 * @typedef {{page: number, relevance: number, via: string[], isScattered?: boolean}} Match
 *   A measure by its page number; `via` lists the words it was found through, if not the query's.
 *   `isScattered`: it has all that the query is made of, but not together.
 * @typedef {{kind: "all" | "words" | "pieces" | "partial" | "none", matches: Match[],
 *   related: Match[], marks: string[], words: string[],
 *   stands: ((page: number) => Promise<boolean>) | null}} Answer
 *   `kind`: everything matched literally, every word of the query did through synonyms, its
 *   pieces did, or only some. `related`: what synonyms add to a literal answer, and partial matches
 *   to few complete ones. `marks`: what to mark in excerpts; `words`: those that are not the query.
 *   `stands`: where there are too many matches to read all their texts, says of one whether it has
 *   the query literally; what does not is scattered.
 */

import { Lexicon } from "./lexicon.js";
import { PhraseSearch } from "./phrase-search.js";
import { QueryCutter } from "./query-cutter.js";
import { queryTerms } from "./tokens.js";

/** Score of a hit in the title, the summary, what is offered, and elsewhere: each counts once, so
 * that a title outweighs all the others together. */
const WEIGHTS = [8, 4, 2, 1];
/** An editor wrote the keyword on this very measure: nearly a title. */
const KEYWORD_SCORE = 7;
/** A hit through another word counts less than one of the reader's own. */
const SYNONYM_FACTOR = 0.7;
/** What is beside the point of a question counts less: its subjects, and single characters. */
const ASIDE_FACTOR = 0.4;
/** Begins a keyword in the index. */
const KEYWORD_MARK = "\u01c3";
/** So many literal matches that their texts are read only as they are shown. */
const READ_LIMIT = 20;
/** Partial matches far below the best are noise, but the first few better than none. */
const PARTIAL_SHARE = 0.3;
/** So many measures that further words for the same would only cost the reader their chunks. */
const ENOUGH = 100;
/** So few complete matches that partial ones are worth showing below them. */
const FEW = 5;

export class SearchEngine {
  /** @param {import("./search-index.js").SearchIndex} index */
  constructor(index) {
    this.index = index;
    this.variants = index.variants;
    this.phrases = new PhraseSearch(index);
    this.lexicon = new Lexicon(index);
    this.cutter = new QueryCutter(this.lexicon, this.phrases);
  }

  /**
   * @param {string} query
   * @returns {Promise<Answer | null>} null where the query has no letter or digit
   */
  async search(query) {
    if (queryTerms(query, this.variants).length === 0) return null;
    for (const text of new Set([joinNumbers(query), query])) {
      const found = await this.searchWords(text);
      if (found) return found;
    }
    return this.searchPieces(query);
  }

  /**
   * Every word of the query, literally or else through synonyms.
   *
   * @param {string} query
   * @returns {Promise<Answer | null>} null where a word is not found
   */
  async searchWords(query) {
    const { lexicon } = this;
    const phrases = queryTerms(query, this.variants);
    const found = await Promise.all(
      phrases.map(async (phrase) => this.hits(await this.phrases.findPhrase(phrase))),
    );
    const { literal, scattered, stands } = await this.read(phrases, this.rank(found).complete);
    const terms = query.split(/\s+/u).filter(Boolean);
    // An everyday word may stand in the wrong measures (出國): what it means is shown as well.
    if (literal.length > 0 && !terms.some((term) => lexicon.isEveryday(lexicon.fold(term)))) {
      return { ...answer("all", literal, scattered, [query]), stands };
    }
    const meanings = await Promise.all(terms.map((term) => this.findMeaning(term)));
    const isShown = among(literal);
    const meant = this.rank(meanings).complete.filter(({ page }) => !isShown(page));
    const marks = [query, ...viaWords(meanings)];
    if (literal.length > 0) {
      const isMeant = among(meant);
      const others = [...meant, ...scattered.filter(({ page }) => !isMeant(page))];
      return { ...answer("all", literal, others, marks), stands };
    }
    return meant.length > 0 ? answer("words", meant, [], marks) : null;
  }

  /**
   * Which matches have the phrases together, as their texts say.
   *
   * @param {import("./tokens.js").Phrase[]} phrases
   * @param {Match[]} matches
   */
  async read(phrases, matches) {
    const stands = (/** @type {number} */ page) => this.phrases.stands(phrases, page);
    const read = (/** @type {Match[]} */ some) => Promise.all(some.map(({ page }) => stands(page)));
    const isLong = matches.length > READ_LIMIT;
    const isAnywhere = isLong && (await read(matches.slice(0, FEW))).some(Boolean);
    if (isAnywhere) return { literal: matches, scattered: [], stands };
    const stand = await read(matches.slice(0, READ_LIMIT));
    if (isLong && stand.some(Boolean)) return { literal: matches, scattered: [], stands };
    return {
      literal: matches.filter((_, i) => stand[i]),
      scattered: matches.filter((_, i) => !stand[i]).map((m) => ({ ...m, isScattered: true })),
      stands: null,
    };
  }

  /**
   * Where a term stands, itself or through a synonym or keyword; of several ways the best.
   *
   * @param {string} term
   * @returns {Promise<Found>}
   */
  async findMeaning(term) {
    const { lexicon } = this;
    const key = lexicon.fold(term);
    const literal = await this.phrases.findStanding(term, READ_LIMIT);
    const found = this.hits(literal);
    const synonym = lexicon.synonyms.get(key);
    const isEnough = found.size >= FEW && !synonym?.everyday;
    /** @type {Found} */
    const meant = new Map();
    for (const word of isEnough ? [] : (synonym?.to ?? [])) {
      // What has a longer word has this one: it is found already.
      if (lexicon.fold(word).includes(key)) continue;
      if (literal.size + meant.size >= ENOUGH) break;
      for (const [page, rank] of await this.phrases.findText(word)) {
        addBetter(meant, page, { score: WEIGHTS[rank] * SYNONYM_FACTOR, via: word });
      }
    }
    // A word may stand in many texts and yet mean something rare (網站).
    this.addMeant(found, meant, meant.size);
    /** @type {Found} */
    const exact = new Map();
    /** @type {Found} */
    const longer = new Map();
    for (const [keyword, word] of lexicon.keywords) {
      if (keyword !== key && !(key.length > 1 && keyword.includes(key))) continue;
      const isExact = keyword === key;
      const score = isExact ? KEYWORD_SCORE : KEYWORD_SCORE / 2;
      for (const page of (await this.index.words.word(KEYWORD_MARK + keyword)).keys()) {
        addBetter(isExact ? exact : longer, page, { score, via: word });
      }
    }
    this.addMeant(found, exact, exact.size);
    this.addMeant(found, longer, Math.max(literal.size, longer.size));
    return found;
  }

  /**
   * The pieces of a query that mean something here, and the measures that have all or most.
   *
   * @param {string} query
   * @returns {Promise<Answer>}
   */
  async searchPieces(query) {
    const { pieces, loose, aside, isWhole } = await this.cutter.cut(query);
    const find = (/** @type {string[]} */ words) =>
      Promise.all(words.map((word) => this.findMeaning(word)));
    const found = await find(pieces);
    const besides = await Promise.all(aside.map((word) => this.findAside(word)));
    const extra = [...(await find(loose)), ...besides];
    const marks = [query, ...pieces, ...viaWords([...found, ...extra])];
    const { complete, partial } = this.rank(found, extra);
    const ranked = [...complete, ...partial].sort((a, b) => b.relevance - a.relevance);
    if (ranked.length === 0) return answer("none", [], [], marks);
    // Two words that meet by chance far down a page lose to a measure that is about one of them.
    const isByChance = complete.length > 0 && 2 * complete[0].relevance < ranked[0].relevance;
    if (!isWhole || complete.length === 0 || isByChance) return answer("partial", ranked, [], marks);
    const related = complete.length < FEW ? partial.slice(0, 2 * FEW) : [];
    return answer("pieces", complete, related, marks);
  }

  /**
   * What a word finds that is beside the point: a subject only where it stands, since what else it
   * may mean (客戶: find buyers) is not what is asked.
   *
   * @param {string} word
   * @returns {Promise<Found>}
   */
  async findAside(word) {
    const isSubject = this.lexicon.subjects.has(this.lexicon.fold(word));
    if (!isSubject) return weaken(await this.findMeaning(word));
    return weaken(this.hits(await this.phrases.findText(word)));
  }

  /**
   * @param {Postings} postings
   * @returns {Found}
   */
  hits(postings) {
    const rarity = this.rarity(postings.size);
    /** @type {Found} */
    const found = new Map();
    for (const [page, rank] of postings) found.set(page, { score: rarity * WEIGHTS[rank], via: "" });
    return found;
  }

  /**
   * @param {Found} found
   * @param {Found} meant - with scores that do not count yet how rare they are
   * @param {number} size - how many measures share the meaning
   */
  addMeant(found, meant, size) {
    for (const [page, { score, via }] of meant) {
      addBetter(found, page, { score: this.rarity(size) * score, via });
    }
  }

  /** @param {number} size - how many measures have something */
  rarity(size) {
    return Math.log((this.index.count + 1) / (size + 0.5));
  }

  /**
   * Measures that have all of `found`, and those that have some.
   *
   * @param {Found[]} found
   * @param {Found[]} extra - counts, but need not be there
   * @returns {{complete: Match[], partial: Match[]}}
   */
  rank(found, extra = []) {
    /** @type {Map<number, Match & {of: number}>} */
    const matches = new Map();
    for (const [i, pages] of [...found, ...extra].entries()) {
      for (const [page, { score, via }] of pages) {
        const match = matches.get(page) ?? { page, relevance: 0, via: [], of: 0 };
        match.relevance += score;
        if (via) match.via.push(via);
        if (i < found.length) match.of += 1;
        matches.set(page, match);
      }
    }
    const ranked = [...matches.values()].sort(
      (a, b) => b.relevance - a.relevance || a.page - b.page,
    );
    const least = PARTIAL_SHARE * (ranked[0]?.relevance ?? 0);
    return {
      complete: ranked.filter(({ of }) => of === found.length && of > 0),
      partial: ranked
        .filter(({ of }) => of < found.length)
        .filter(({ relevance }, i) => i < FEW || relevance >= least),
    };
  }
}

/**
 * @param {Answer["kind"]} kind
 * @param {Match[]} matches
 * @param {Match[]} related
 * @param {string[]} marks
 * @returns {Answer}
 */
function answer(kind, matches, related, marks) {
  return { kind, matches, related, marks, words: marks.slice(1), stands: null };
}

/**
 * A number and the Han after it are one phrase, however they are spaced: 200 萬元.
 *
 * @param {string} query
 */
function joinNumbers(query) {
  return query.replace(/(?<=[\d０-９])\s+(?=\p{Script=Han})/gu, "");
}

/**
 * @param {Found} found
 * @param {number} page
 * @param {Hit} hit
 */
function addBetter(found, page, hit) {
  const known = found.get(page);
  if (!known || known.score < hit.score) found.set(page, hit);
}

/**
 * @param {Found} found
 * @returns {Found}
 */
function weaken(found) {
  const weaker = new Map();
  for (const [page, { score, via }] of found) weaker.set(page, { score: ASIDE_FACTOR * score, via });
  return weaker;
}

/** @param {Match[]} matches */
function among(matches) {
  const pages = new Set(matches.map(({ page }) => page));
  return (/** @type {number} */ page) => pages.has(page);
}

/** @param {Found[]} found */
function viaWords(found) {
  const words = found.flatMap((pages) => [...pages.values()].map(({ via }) => via));
  return [...new Set(words)].filter(Boolean);
}

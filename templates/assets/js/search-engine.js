/**
 * A query in; measures that match it, ranked, out. No DOM.
 *
 * All phrases of a query must match (tokens.js says what a phrase is), each as consecutive text.
 * Everyday words match through the synonyms of content/synonyms.yml and the keywords of measures.
 * Where nothing matches so, the query is cut into the longest pieces that do occur (中堅企業補助 ->
 * 中堅企業, 補助), and where not even all pieces meet in one measure, the best partial matches
 * are given, and said to be partial.
 *
 * @typedef {import("./tokens.js").Phrase} Phrase
 * @typedef {import("./tokens.js").Term} Term
 * @typedef {import("./word-index.js").Postings} Postings
 * @typedef {{page: number, relevance: number, hits: number, via: string[]}} Match
 *   A measure by its page number; `via` lists the words it was found through, if not the query's.
 * @typedef {{kind: "all" | "words" | "pieces" | "partial" | "none", matches: Match[],
 *   related: Match[], marks: string[], words: string[]}} Answer
 *   `kind`: everything matched (literally or through synonyms), every word of the query did, its
 *   pieces did, or only some. `related`: what synonyms add to a literal answer. `marks`: what to
 *   mark in excerpts; `words`: those of them that are not the query's own.
 */

import { parseVariants, queryTerms, tokenize } from "./tokens.js";
import { WordIndex } from "./word-index.js";

const PAIRED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u;
/** Relevance of a hit in the title, the summary, what is offered, and elsewhere. */
const WEIGHTS = [8, 4, 2, 1];
const MAX_PIECES = 40;

export class SearchEngine {
  /**
   * @param {string} base - address of the folder of the index, ending in a slash
   * @param {any} index - index.json
   */
  constructor(base, index) {
    this.words = new WordIndex(`${base}words/`, index.words);
    this.variants = parseVariants(index.variants);
    this.measures = index.measures;
    /** @type {Map<string, {to: string[], everyday: boolean}>} */
    this.synonyms = new Map();
    for (const { from, to, everyday } of index.synonyms) {
      this.synonyms.set(this.fold(from), { to, everyday });
    }
    this.ignored = index.ignored.map((/** @type {string} */ word) => this.fold(word));
    /** @type {Map<string, number[]>} keyword -> pages */
    this.keywords = new Map();
    this.measures.forEach((/** @type {any} */ measure, /** @type {number} */ page) => {
      for (const keyword of measure.keywords) {
        const key = this.fold(keyword);
        this.keywords.set(key, [...(this.keywords.get(key) ?? []), page]);
      }
    });
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
   * @param {string} query
   * @returns {Promise<Answer | null>} null where the query has no letter or digit
   */
  async search(query) {
    const phrases = queryTerms(query, this.variants);
    if (phrases.length === 0) return null;
    const literal = combine(await Promise.all(phrases.map((phrase) => this.findPhrase(phrase))));
    const terms = query.split(/\s+/u).filter(Boolean);
    if (literal.size > 0) {
      // An everyday word may stand in the wrong measures (出國): what it means is shown as well.
      const everyday = terms.some((term) => this.synonyms.get(this.fold(term))?.everyday);
      const found = new Set(literal.keys());
      const related = everyday ? await this.expand(terms, found) : { matches: [], words: [] };
      return answer("all", this.rank(literal, []), related, [query, ...related.words]);
    }
    const expanded = await this.expand(terms, new Set());
    if (expanded.matches.length > 0) {
      return answer("words", expanded.matches, { matches: [], words: [] }, [
        query,
        ...expanded.words,
      ]);
    }
    return this.searchPieces(query);
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
   * The measures in which every term is found, literally or through its synonyms, but for those
   * in `without`.
   *
   * @param {string[]} terms
   * @param {Set<number>} without
   */
  async expand(terms, without) {
    const found = await Promise.all(terms.map((term) => this.findMeaning(term)));
    const words = found.flatMap(({ words }) => words);
    if (words.length === 0 || found.some(({ pages }) => pages.size === 0)) {
      return { matches: [], words: [] };
    }
    const pages = combine(found.map(({ pages }) => pages));
    for (const page of without) pages.delete(page);
    return { matches: this.rank(pages, found), words };
  }

  /**
   * Where a term stands, itself or through a synonym or keyword.
   *
   * @param {string} term
   * @returns {Promise<{pages: Postings, via: Map<number, string>, words: string[]}>}
   */
  async findMeaning(term) {
    const key = this.fold(term);
    const pages = await this.findText(term);
    const synonym = this.synonyms.get(key);
    /** @type {Map<number, string>} */
    const via = new Map();
    for (const word of synonym?.to ?? []) {
      for (const [page, positions] of await this.findText(word)) {
        if (pages.has(page)) continue;
        pages.set(page, positions);
        via.set(page, word);
      }
    }
    for (const page of this.keywords.get(key) ?? []) {
      if (pages.has(page)) continue;
      // A keyword stands nowhere in the text: it counts as a hit in the summary.
      pages.set(page, [this.summaryStart(page)]);
      via.set(page, term);
    }
    return { pages, via, words: [...new Set(via.values())] };
  }

  /**
   * The pieces of a query that mean something here, and the measures that have all or most.
   *
   * @param {string} query
   * @returns {Promise<Answer>}
   */
  async searchPieces(query) {
    const pieces = await this.cut(query);
    const found = await Promise.all(pieces.map((piece) => this.findMeaning(piece)));
    const marks = [...pieces, ...found.flatMap(({ words }) => words)];
    const all = combine(found.map(({ pages }) => pages));
    if (all.size > 0) {
      return answer("pieces", this.rank(all, found), { matches: [], words: [] }, marks);
    }
    const matches = this.rankPartial(found);
    return answer(matches.length > 0 ? "partial" : "none", matches, { matches: [], words: [] }, marks);
  }

  /**
   * The longest pieces of a query that are synonyms, keywords or occur in a text, left to right.
   *
   * @param {string} query
   * @returns {Promise<string[]>}
   */
  async cut(query) {
    const pieces = [];
    for (const word of query.split(/[^\p{L}\p{N}.+]+/u).filter(Boolean)) {
      const characters = [...word];
      let start = 0;
      while (start < characters.length && pieces.length < MAX_PIECES) {
        const length = await this.pieceLength(characters, start);
        const piece = characters.slice(start, start + length).join("");
        if (length > 1 && !this.ignored.includes(this.fold(piece))) pieces.push(piece);
        start += Math.max(length, 1);
      }
    }
    return [...new Set(pieces)];
  }

  /**
   * @param {string[]} characters
   * @param {number} start
   * @returns {Promise<number>} 0 where no piece begins at `start`
   */
  async pieceLength(characters, start) {
    for (let length = Math.min(12, characters.length - start); length > 1; length--) {
      const text = characters.slice(start, start + length).join("");
      const key = this.fold(text);
      if (this.ignored.includes(key) || this.synonyms.has(key) || this.keywords.has(key)) {
        return length;
      }
      if ((await this.findText(text)).size > 0) return length;
    }
    return 0;
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
    const postings = await Promise.all(needed.map(({ term }) => this.findTerm(term)));
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

  /**
   * @param {Postings} pages
   * @param {{via: Map<number, string>}[]} found
   * @returns {Match[]}
   */
  rank(pages, found) {
    const matches = [...pages].map(([page, positions]) => ({
      page,
      relevance: Math.max(...positions.map((position) => this.weight(page, position))),
      hits: positions.length,
      via: found.flatMap(({ via }) => via.get(page) ?? []),
    }));
    return matches.sort((a, b) => b.relevance - a.relevance || b.hits - a.hits || a.page - b.page);
  }

  /**
   * Measures by how many of the pieces they have, rarer pieces counting more.
   *
   * @param {{pages: Postings, via: Map<number, string>}[]} found
   * @returns {Match[]}
   */
  rankPartial(found) {
    /** @type {Map<number, Match>} */
    const matches = new Map();
    for (const { pages, via } of found) {
      const rarity = Math.log(1 + this.measures.length / (1 + pages.size));
      for (const [page, positions] of pages) {
        const match = matches.get(page) ?? { page, relevance: 0, hits: 0, via: [] };
        const best = Math.max(...positions.map((position) => this.weight(page, position)));
        match.relevance += rarity * (1 + best / WEIGHTS[0]);
        match.hits += positions.length;
        match.via.push(...(via.has(page) ? [String(via.get(page))] : []));
        matches.set(page, match);
      }
    }
    return [...matches.values()].sort((a, b) => b.relevance - a.relevance || a.page - b.page);
  }

  /**
   * @param {number} page
   * @param {number} position
   */
  weight(page, position) {
    const fields = this.measures[page].fields;
    let end = 0;
    for (let i = 0; i < fields.length; i += 2) {
      end += fields[i + 1];
      if (position < end) return WEIGHTS[fields[i]];
    }
    return WEIGHTS[WEIGHTS.length - 1];
  }

  /** @param {number} page */
  summaryStart(page) {
    return this.measures[page].fields[1];
  }
}

/**
 * @param {Answer["kind"]} kind
 * @param {Match[]} matches
 * @param {{matches: Match[], words: string[]}} related
 * @param {string[]} marks
 * @returns {Answer}
 */
function answer(kind, matches, related, marks) {
  return { kind, matches, related: related.matches, marks, words: marks.slice(1) };
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

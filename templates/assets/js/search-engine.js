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

import { chineseNumber } from "./numerals.js";
import { PhraseSearch } from "./phrase-search.js";
import { queryTerms, tokenize } from "./tokens.js";

/** A number in Chinese, and what it counts. */
const NUMBER = /([一二兩两三四五六七八九十百千]+)([萬万億亿月折年歲家])/gu;
const HAN = /\p{Script=Han}/u;
/** Score of a hit in the title, the summary, what is offered, and elsewhere: each counts once, so
 * that a title outweighs all the others together. */
const WEIGHTS = [8, 4, 2, 1];
/** An editor wrote the keyword on this very measure: nearly a title. */
const KEYWORD_SCORE = 7;
/** A hit through another word counts less than one of the reader's own. */
const SYNONYM_FACTOR = 0.7;
/** What is beside the point of a question counts less: its subjects, and single characters. */
const ASIDE_FACTOR = 0.4;
/** Stands in a synonym for other characters, up to so many. */
const GAP = "…";
const GAP_LIMIT = 7;
/** Begins a keyword in the index. */
const KEYWORD_MARK = "\u01c3";
/** So many literal matches that their texts are read only as they are shown. */
const READ_LIMIT = 20;
/** Characters of a query without a literal hit that are cut into pieces, and of a piece. */
const CUT_LIMIT = 60;
const PIECE_LIMIT = 12;
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
    const { synonyms, ignored, subjects } = index.vocabulary;
    /** @type {Map<string, {to: string[], everyday: boolean}>} */
    this.synonyms = new Map();
    /** @type {Map<string, RegExp>} */
    this.gaps = new Map();
    for (const { from, to, everyday } of synonyms) {
      for (const word of from) {
        this.synonyms.set(this.fold(word), { to, everyday });
        if (!word.includes(GAP)) continue;
        const parts = word.split(GAP).map((/** @type {string} */ part) => this.fold(part));
        this.gaps.set(this.fold(word), gapPattern(parts));
      }
    }
    this.ignored = new Set(ignored.map((/** @type {string} */ word) => this.fold(word)));
    this.subjects = new Set(subjects.map((/** @type {string} */ word) => this.fold(word)));
    this.keywords = new Map(index.keywords.map((word) => [this.fold(word), word]));
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
    if (queryTerms(query, this.variants).length === 0) return null;
    for (const text of new Set([joinNumbers(query), query])) {
      const found = await this.searchWords(text);
      if (found) return found;
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
   * Every word of the query, literally or else through synonyms.
   *
   * @param {string} query
   * @returns {Promise<Answer | null>} null where a word is not found
   */
  async searchWords(query) {
    const phrases = queryTerms(query, this.variants);
    const found = await Promise.all(
      phrases.map(async (phrase) => this.hits(await this.phrases.findPhrase(phrase))),
    );
    const { literal, scattered, stands } = await this.read(phrases, this.rank(found).complete);
    const terms = query.split(/\s+/u).filter(Boolean);
    // An everyday word may stand in the wrong measures (出國): what it means is shown as well.
    if (literal.length > 0 && !terms.some((term) => this.isEveryday(this.fold(term)))) {
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

  /** @param {string} key */
  isEveryday(key) {
    return this.keywords.has(key) || this.synonyms.get(key)?.everyday === true;
  }

  /**
   * Where a term stands, itself or through a synonym or keyword; of several ways the best.
   *
   * @param {string} term
   * @returns {Promise<Found>}
   */
  async findMeaning(term) {
    const key = this.fold(term);
    const literal = await this.phrases.findStanding(term, READ_LIMIT);
    const found = this.hits(literal);
    const synonym = this.synonyms.get(key);
    const isEnough = found.size >= FEW && !synonym?.everyday;
    /** @type {Found} */
    const meant = new Map();
    for (const word of isEnough ? [] : (synonym?.to ?? [])) {
      // What has a longer word has this one: it is found already.
      if (this.fold(word).includes(key)) continue;
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
    for (const [keyword, word] of this.keywords) {
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
    const { pieces, loose, aside, isWhole } = await this.cut(query);
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
   * The pieces of a query, and what counts besides: known words that it has with other characters
   * between (找不到員工: 找員工), and single characters that mean something.
   *
   * @param {string} query
   * @returns {Promise<{pieces: string[], loose: string[], aside: string[], isWhole: boolean}>}
   *   `aside`: what is beside the point; `isWhole`: nothing of the query is left over
   */
  async cut(query) {
    const start = [...query.normalize("NFKC").toLowerCase()].slice(0, CUT_LIMIT).join("");
    const text = await this.withDigits(start);
    const pieces = [];
    let isWhole = true;
    for (const run of text.split(/[^\p{L}\p{N}.+]+/u)) {
      const found = await this.cutRun(run.match(/[a-z]+\+*|[\d.]+|./gu) ?? []);
      pieces.push(...found);
      isWhole &&= found.join("").length === run.length;
    }
    const meaningful = pieces.filter((piece) => !this.ignored.has(this.fold(piece)));
    // A character of a word that was understood says nothing more (老師來工廠 is no 老工廠).
    const folded = pieces
      .map((piece) => this.fold(piece))
      .filter((key) => [...key].length > 2 && (this.synonyms.has(key) || this.keywords.has(key)))
      .reduce((left, key) => left.replaceAll(key, "   "), this.fold(text));
    const loose = [...this.synonyms.keys(), ...this.keywords.keys()].filter(
      (word) =>
        (this.gaps.get(word)?.test(folded) ?? standsLoosely(word, folded)) &&
        !pieces.some((piece) => this.fold(piece) === word),
    );
    const [others, main] = split(meaningful, (piece) => this.isAside(this.fold(piece)));
    // What Chinese ends in is what it is about (軟體課, 買原料的錢), were it a single character.
    const isHead = (/** @type {string} */ piece) => [...piece].length === 1 && text.endsWith(piece);
    const [heads, aside] = split(others, isHead);
    loose.push(...heads);
    const chosen = [main, loose, aside, pieces].find((some) => some.length > 0);
    // Single characters say little, but more than a blank page.
    const characters = [...text].filter((character) => HAN.test(character)).slice(0, PIECE_LIMIT);
    return {
      pieces: [...new Set(chosen ?? characters)],
      loose: chosen === loose ? [] : loose,
      aside: chosen === aside ? [] : [...new Set(aside)],
      isWhole: isWhole && !!chosen,
    };
  }

  /**
   * A number with its measure word (兩百萬, 八月) in digits, where no text has it as typed.
   *
   * @param {string} text
   */
  async withDigits(text) {
    let written = text;
    for (const [found, number, unit] of text.matchAll(NUMBER)) {
      if (await this.occurs(found)) continue;
      written = written.replace(found, `${chineseNumber(number)}${unit}`);
    }
    return written;
  }

  /**
   * What a word finds that is beside the point: a subject only where it stands, since what else it
   * may mean (客戶: find buyers) is not what is asked.
   *
   * @param {string} word
   * @returns {Promise<Found>}
   */
  async findAside(word) {
    const isSubject = this.subjects.has(this.fold(word));
    if (!isSubject) return weaken(await this.findMeaning(word));
    return weaken(this.hits(await this.phrases.findText(word)));
  }

  /** @param {string} key */
  isAside(key) {
    return this.subjects.has(key) || [...key].length === 1;
  }

  /**
   * The pieces of a run of text that together say most, by their length. Text that merely occurs
   * says less than a word that an editor wrote, and may not cut one in two; so a question needs
   * few chunks of the index but those of what its words mean.
   *
   * @param {string[]} units - characters, or words and numbers of a to z and digits
   * @returns {Promise<string[]>}
   */
  async cutRun(units) {
    const edited = this.editedSpans(units);
    const isInside = (/** @type {number} */ place, /** @type {number} */ from) =>
      edited.some(({ start, end, size }) => size > 1 && start + from <= place && place < end);
    /** @type {{worth: number, pieces: string[]}[]} the best for each beginning of the run */
    const best = [{ worth: 0, pieces: [] }];
    for (let start = 0; start < units.length; start++) {
      const { worth, pieces } = best[start];
      const offer = (/** @type {number} */ end, /** @type {number} */ more, /** @type {string[]} */ piece) => {
        if (best[end] && best[end].worth >= worth + more) return;
        best[end] = { worth: worth + more, pieces: [...pieces, ...piece] };
      };
      for (const span of edited.filter((span) => span.start === start)) {
        offer(span.end, span.worth, [units.slice(start, span.end).join("")]);
      }
      offer(start + 1, 0, []);
      if (isInside(start, 0)) continue;
      for (let end = start + 1; end <= Math.min(start + PIECE_LIMIT, units.length); end++) {
        if (isInside(end, 1)) continue;
        const piece = units.slice(start, end).join("");
        const size = [...this.fold(piece)].length;
        if (size < 2) continue;
        // What does not occur does not occur with more after it either.
        if (!(await this.occurs(piece))) break;
        offer(end, 2 * size - 2, [piece]);
      }
    }
    return best[units.length].pieces;
  }

  /**
   * Where synonyms, keywords, subjects and words to ignore stand.
   *
   * @param {string[]} units
   * @returns {{start: number, end: number, size: number, worth: number}[]}
   */
  editedSpans(units) {
    const spans = [];
    for (let start = 0; start < units.length; start++) {
      for (let end = start + 1; end <= Math.min(start + PIECE_LIMIT, units.length); end++) {
        const key = this.fold(units.slice(start, end).join(""));
        const size = [...key].length;
        const isMeaningful = this.synonyms.has(key) || this.keywords.has(key);
        if (!isMeaningful && !this.ignored.has(key) && !this.subjects.has(key)) continue;
        // A single character (借, 傷) tells where nothing longer does, and breaks no word.
        const worth = size === 1 ? 1 : isMeaningful ? 3 * size : 2 * size - 1;
        spans.push({ start, end, size, worth });
      }
    }
    return spans;
  }

  /** @param {string} text */
  async occurs(text) {
    const key = this.fold(text);
    if ([...this.keywords.keys()].some((keyword) => keyword.includes(key))) return true;
    return this.phrases.occurs(text, FEW);
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
 * @template T
 * @param {T[]} all
 * @param {(one: T) => boolean} test
 * @returns {[T[], T[]]} those that pass, the others
 */
function split(all, test) {
  return [all.filter(test), all.filter((one) => !test(one))];
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

/**
 * @param {string[]} parts - of a synonym, with a gap between each and the next
 */
function gapPattern(parts) {
  return new RegExp(parts.join(`.{0,${GAP_LIMIT}}`), "u");
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

/**
 * A query that stands nowhere as it was typed, in; the pieces of it that mean something here, out
 * (中堅企業補助: 中堅企業, 補助).
 */

import { chineseNumber } from "./numerals.js";

/** A number in Chinese, and what it counts. */
const NUMBER = /([一二兩两三四五六七八九十百千]+)([萬万億亿月折年歲家])/gu;
const HAN = /\p{Script=Han}/u;
/** Characters of a query without a literal hit that are cut into pieces, and of a piece. */
const CUT_LIMIT = 60;
const PIECE_LIMIT = 12;
/** Texts that are looked at for a piece at most. */
const TEXTS = 5;

export class QueryCutter {
  /**
   * @param {import("./lexicon.js").Lexicon} lexicon
   * @param {import("./phrase-search.js").PhraseSearch} phrases
   */
  constructor(lexicon, phrases) {
    this.lexicon = lexicon;
    this.phrases = phrases;
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
    const { lexicon } = this;
    const start = [...query.normalize("NFKC").toLowerCase()].slice(0, CUT_LIMIT).join("");
    const text = await this.withDigits(start);
    const pieces = [];
    let isWhole = true;
    for (const run of text.split(/[^\p{L}\p{N}.+]+/u)) {
      const found = await this.cutRun(run.match(/[a-z]+\+*|[\d.]+|./gu) ?? []);
      pieces.push(...found);
      isWhole &&= found.join("").length === run.length;
    }
    const meaningful = pieces.filter((piece) => !lexicon.ignored.has(lexicon.fold(piece)));
    // A character of a word that was understood says nothing more (老師來工廠 is no 老工廠).
    const folded = pieces
      .map((piece) => lexicon.fold(piece))
      .filter((key) => [...key].length > 2 && lexicon.isMeaningful(key))
      .reduce((left, key) => left.replaceAll(key, "   "), lexicon.fold(text));
    const loose = lexicon
      .looselyIn(folded)
      .filter((word) => !pieces.some((piece) => lexicon.fold(piece) === word));
    const [others, main] = split(meaningful, (piece) => lexicon.isAside(lexicon.fold(piece)));
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
        const size = [...this.lexicon.fold(piece)].length;
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
    const { lexicon } = this;
    const spans = [];
    for (let start = 0; start < units.length; start++) {
      for (let end = start + 1; end <= Math.min(start + PIECE_LIMIT, units.length); end++) {
        const key = lexicon.fold(units.slice(start, end).join(""));
        const size = [...key].length;
        const isMeaningful = lexicon.isMeaningful(key);
        if (!isMeaningful && !lexicon.ignored.has(key) && !lexicon.subjects.has(key)) continue;
        // A single character (借, 傷) tells where nothing longer does, and breaks no word.
        const worth = size === 1 ? 1 : isMeaningful ? 3 * size : 2 * size - 1;
        spans.push({ start, end, size, worth });
      }
    }
    return spans;
  }

  /** @param {string} text */
  async occurs(text) {
    const key = this.lexicon.fold(text);
    if ([...this.lexicon.keywords.keys()].some((keyword) => keyword.includes(key))) return true;
    return this.phrases.occurs(text, TEXTS);
  }
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

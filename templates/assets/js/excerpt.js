/**
 * Texts and what was searched for in; the passage around the best hit, hits marked, out.
 */

import { queryTerms, tokenize } from "./tokens.js";

const BEFORE = 24;
const AFTER = 56;

/**
 * @typedef {import("./tokens.js").Term} Term
 * @typedef {import("./tokens.js").Variants} Variants
 * @typedef {{start: number, end: number}} Place
 */

/**
 * The readings of what was searched for.
 *
 * @param {string[]} marks
 * @param {Variants} variants
 * @returns {Term[][]}
 */
export function readingsOf(marks, variants) {
  return marks.flatMap((mark) =>
    queryTerms(mark, variants).flatMap((phrase) => phrase.readings),
  );
}

/**
 * Where any of the readings stands in `text`; places in order, not overlapping.
 *
 * @param {string} text
 * @param {Term[][]} readings
 * @param {Variants} variants
 * @returns {Place[]}
 */
export function places(text, readings, variants) {
  const tokens = tokensOf(text, variants);
  const found = [];
  for (let i = 0; i < tokens.length; i++) {
    for (const terms of readings) {
      if (!terms.every((term, j) => tokens[i + j] && matches(tokens[i + j].text, term))) continue;
      found.push({ start: tokens[i].start, end: lastEnd(tokens, i, terms) });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  /** @type {Place[]} */
  const merged = [];
  for (const place of found) {
    const last = merged.at(-1);
    if (last && place.start <= last.end) last.end = Math.max(last.end, place.end);
    else merged.push({ ...place });
  }
  return merged;
}

/** @type {Map<string, import("./tokens.js").Token[]>} texts that were looked through before */
const known = new Map();

/**
 * @param {string} text
 * @param {Variants} variants - all that matter to the text
 */
function tokensOf(text, variants) {
  const tokens = known.get(text) ?? tokenize(text, variants);
  known.set(text, tokens);
  return tokens;
}

/**
 * @param {string} token
 * @param {Term} term
 */
function matches(token, { text, match }) {
  return match === "whole" ? token === text : token.startsWith(text);
}

/**
 * @param {import("./tokens.js").Token[]} tokens
 * @param {number} start
 * @param {Term[]} terms
 */
function lastEnd(tokens, start, terms) {
  const last = tokens[start + terms.length - 1];
  const term = terms[terms.length - 1];
  // A single character found at the beginning of a pair is half of it.
  const half = term.match === "prefix" && [...term.text].length === 1 && last.text !== term.text;
  return half ? last.start + String.fromCodePoint(Number(term.text.codePointAt(0))).length : last.end;
}

/**
 * Nodes of a text with its hits in `mark` elements.
 *
 * @param {string} text
 * @param {Place[]} hits
 * @returns {DocumentFragment}
 */
export function marked(text, hits) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const { start, end } of hits) {
    fragment.append(text.slice(at, start));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    fragment.append(mark);
    at = end;
  }
  fragment.append(text.slice(at));
  return fragment;
}

/**
 * The passage around the first hit of the first text that has one, or null.
 *
 * @param {string[]} texts
 * @param {Term[][]} readings
 * @param {Variants} variants
 * @returns {DocumentFragment | null}
 */
export function excerpt(texts, readings, variants) {
  for (const text of texts) {
    const hits = places(text, readings, variants);
    if (hits.length === 0) continue;
    const first = Math.max(0, hits[0].start - BEFORE);
    const last = Math.min(text.length, hits[0].end + AFTER);
    const inside = hits
      .filter(({ start, end }) => start >= first && end <= last)
      .map(({ start, end }) => ({ start: start - first, end: end - first }));
    const fragment = marked(text.slice(first, last).replaceAll("\n", "　"), inside);
    if (first > 0) fragment.prepend("…");
    if (last < text.length) fragment.append("…");
    return fragment;
  }
  return null;
}

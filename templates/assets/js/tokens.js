/**
 * Text in, search tokens out, in the browser: the same as catalogue/tokens.py, whose docstring is
 * the specification; tests/vectors/tokens.json holds examples that both must pass.
 * Places are offsets of String.prototype.slice (UTF-16 code units).
 *
 * @typedef {"pair" | "single" | "number" | "word"} Kind
 * @typedef {{text: string, start: number, end: number, kind: Kind}} Token
 *   A token and the place text.slice(start, end) that it was made of.
 * @typedef {"whole" | "prefix" | "open"} Match
 * @typedef {{text: string, match: Match}} Term
 *   A token that a query asks for, and how it matches the tokens of the index.
 * @typedef {{readings: Term[][], quoted: boolean}} Phrase
 *   Terms that stand one after the other; the first of the readings is the text as typed.
 * @typedef {Map<string, string>} Variants
 *   Han character -> the representative of its class.
 */

export const QUERY_LIMIT = 400;
/** Stands between the halves of a gram across a border. */
const JOINER = "\u01c0";

/**
 * Read what `str(Variants)` of tokens.py wrote.
 *
 * @param {string} classes - "臺台 產产産": the representative of each class first
 * @returns {Variants}
 */
export function parseVariants(classes) {
  const variants = new Map();
  for (const [representative, ...others] of classes.split(" ").map((row) => [...row])) {
    for (const other of others) variants.set(other, representative);
  }
  return variants;
}

/**
 * The tokens of an index text, in order; the position of each is its place in the list.
 *
 * @param {string} text
 * @param {Variants} variants
 * @returns {Token[]}
 */
export function tokenize(text, variants) {
  return [...tokens(text, variants)];
}

/**
 * The phrases of a query; empty when it has neither letter nor digit.
 *
 * @param {string} query
 * @param {Variants} variants
 * @returns {Phrase[]}
 */
export function queryTerms(query, variants) {
  query = [...query.slice(0, 2 * QUERY_LIMIT)].slice(0, QUERY_LIMIT).join("");
  const phrases = [];
  for (const found of query.matchAll(PHRASE)) {
    const quoted = found.groups?.plain === undefined;
    const text = found.slice(1).find((group) => group !== undefined) ?? "";
    const parts = [...tokens(text, variants)];
    if (parts.at(-1)?.kind === "single" && parts.at(-2)?.kind === "pair") parts.pop();
    const last = parts.at(-1);
    if (!last) continue;
    /** @type {Match} */
    let ending = "whole";
    if (last.kind === "single") {
      ending = "prefix";
    } else if (last.kind !== "pair" && !quoted) {
      ending = UNFINISHED.has(query.slice(found.index + last.end)) ? "open" : "whole";
    }
    /** @type {Term[]} */
    const terms = parts.map((token) => ({ text: token.text, match: "whole" }));
    terms[terms.length - 1].match = ending;
    phrases.push({ readings: [...readings(terms)], quoted });
  }
  return phrases;
}

/**
 * What must be in the index where the terms of a reading stand, and how it matches.
 *
 * @param {Term[]} terms
 * @returns {Term[]}
 */
export function readingGrams(terms) {
  /** @type {Term[]} */
  const needed = [];
  const kinds = terms.map(kindOf);
  for (const [i, term] of terms.entries()) {
    const [before, kind, after] = [kinds[i - 1], kinds[i], kinds[i + 1]];
    const saysBorder = after !== undefined && (kind === "other" || after === "other");
    const isBordered = saysBorder || (i > 0 && (kind === "other" || before === "other"));
    const isTail = kind === "single" && before === "pair";
    if (kind === "pair" || (!isBordered && !isTail)) needed.push(term);
    if (!saysBorder) continue;
    const next = terms[i + 1];
    const first = after === "other" ? next.text : firstUnit(next.text);
    const match = next.match === "open" ? "open" : "whole";
    needed.push({ text: term.text + JOINER + first, match });
  }
  return needed;
}

/** @param {Term} term */
function kindOf({ text }) {
  if (!PAIRED.test(text)) return "other";
  return firstUnit(text) === text ? "single" : "pair";
}

/** @param {string} text */
function firstUnit(text) {
  const [first, ...others] = text;
  const end = others.findIndex((character) => !MARK.test(character));
  return first + others.slice(0, end < 0 ? others.length : end).join("");
}

// ---- Characters ----

const IGNORABLE =
  /^[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]$/u;
const MARK = /^\p{M}$/u;
/** A mark, a half-width voicing mark, a conjoining vowel or final of Hangul. */
const CONTINUES = /^[\p{M}\uff9e\uff9f\u1161-\u11ff]$/u;

/**
 * @typedef {{text: string, start: number, end: number}} Unit
 *   A character with its marks, and the place of its cluster.
 *
 * @param {string} text
 * @param {Variants} variants
 * @returns {Unit[]}
 */
function toUnits(text, variants) {
  /** @type {Unit[]} */
  const units = [];
  for (const { text: cluster, start, end } of clusters(text)) {
    const first = units.length;
    for (const character of fold(cluster)) {
      if (units.length > first && MARK.test(character)) {
        units[units.length - 1].text += character;
      } else {
        units.push({ text: variants.get(character) ?? character, start, end });
      }
    }
  }
  return units;
}

/** @param {string} text */
function fold(text) {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC").replaceAll("ς", "σ");
}

/**
 * Each cluster without ignorable code points, and its place.
 *
 * @param {string} text
 * @returns {Generator<Unit>}
 */
function* clusters(text) {
  let cluster = "";
  let start = 0;
  let end = 0;
  let offset = 0;
  for (const character of text) {
    const here = offset;
    offset += character.length;
    if (IGNORABLE.test(character)) continue;
    if (cluster && CONTINUES.test(character)) {
      cluster += character;
    } else {
      if (cluster) yield { text: cluster, start, end };
      cluster = character;
      start = here;
    }
    end = offset;
  }
  if (cluster) yield { text: cluster, start, end };
}

// ---- Runs and tokens ----

/** Han (with 々 and 〇), kana, bopomofo. */
const PAIRED =
  /^[\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{1aff0}-\u{1afff}\u{1b000}-\u{1b16f}\u{20000}-\u{3fffd}]/u;
const LETTER_OR_DIGIT = /^[\p{L}\p{N}]/u;

/** Runs in a text of one UTF-16 code unit a unit: see `shape`. */
const RUN =
  /(?<paired>一+)|(?<number>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)*)|(?<word>[a-zß]+(?:(?<=[a-z])\++(?![0-9a-zß+]))?)/g;

/**
 * What a unit is to RUN: 一 for what is paired, ß for a letter other than a to z, a space for what
 * separates; digits, a to z, point, comma and plus are themselves.
 *
 * @param {Unit} unit
 */
function shape({ text }) {
  if (/^[0-9a-z.,+]/.test(text)) return text[0];
  if (PAIRED.test(text)) return "一";
  return LETTER_OR_DIGIT.test(text) ? "ß" : " ";
}

/**
 * @param {string} text
 * @param {Variants} variants
 * @returns {Generator<Token>}
 */
function* tokens(text, variants) {
  const units = toUnits(text, variants);
  for (const run of units.map(shape).join("").matchAll(RUN)) {
    const first = run.index;
    const stop = first + run[0].length;
    if (run.groups?.paired) {
      for (let i = first; i < stop - 1; i++) yield join(units.slice(i, i + 2), "pair");
      yield join([units[stop - 1]], "single");
    } else if (run.groups?.number) {
      const token = join(units.slice(first, stop), "number");
      yield { ...token, text: token.text.replaceAll(",", "") };
    } else {
      yield join(units.slice(first, stop), "word");
    }
  }
}

/**
 * @param {Unit[]} units - at least one
 * @param {Kind} kind
 * @returns {Token}
 */
function join(units, kind) {
  const text = units.map((unit) => unit.text).join("");
  return { text, start: units[0].start, end: units[units.length - 1].end, kind };
}

// ---- Queries ----

/**
 * A quoted passage, or what white space separates. A quotation mark without its other half opens
 * nothing; it separates as punctuation does.
 */
const PHRASE =
  /“([^”]+)”|「([^」]+)」|『([^』]+)』|"([^"]+)"|＂([^＂]+)＂|(?<plain>(?:[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000“「『"＂]|“(?![^”]+”)|「(?![^」]+」)|『(?![^』]+』)|"(?![^"]+")|＂(?![^＂]+＂))+)/gu;
const UNFINISHED = new Set(["", ".", "．"]);

/** Lengths of what a Taiwan number can begin with: 02, 037, 0836, 0800, 0912. */
const AREA_CODES = [2, 3, 4];

/**
 * @param {Term[]} terms
 * @returns {Generator<Term[]>}
 */
function* readings(terms) {
  yield terms;
  const i = terms.findIndex((term) => /^[0-9]{7,10}$/.test(term.text));
  if (i < 0) return;
  for (const parts of telephoneNumbers(terms[i].text)) {
    /** @type {Term[]} */
    const cut = parts.map((text) => ({ text, match: "whole" }));
    cut[cut.length - 1].match = terms[i].match;
    yield [...terms.slice(0, i), ...cut, ...terms.slice(i + 1)];
  }
}

/**
 * The ways to punctuate 7 to 10 digits as a telephone number of Taiwan.
 *
 * @param {string} digits
 * @returns {Generator<string[]>}
 */
function* telephoneNumbers(digits) {
  if (!digits.startsWith("0")) {
    if (digits.length <= 8) yield [digits.slice(0, -4), digits.slice(-4)];
    return;
  }
  for (const length of AREA_CODES) {
    const area = digits.slice(0, length);
    const local = digits.slice(length);
    if (local.length === 7 || local.length === 8) {
      yield [area, local.slice(0, -4), local.slice(-4)];
    } else if (local.length === 6) {
      yield [area, local];
      yield [area, local.slice(0, 3), local.slice(3)];
    }
  }
}

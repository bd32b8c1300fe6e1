/**
 * Columns of measures in, as catalogue/search_columns.py writes them; a value a measure, out.
 *
 * @typedef {import("./schedule.js").CompactWindow} CompactWindow
 */

const ZERO = 0x30;
const DAY = 86_400_000;
/** Kinds of fixed windows: days; opens in a month; closes in a month; both. */
const FIXED = "fghi";

/**
 * @param {{values: string[][], of: string}} column
 * @returns {string[][]}
 */
export function readColumn({ values, of }) {
  return [...of].map((character) => values[number(character)]);
}

/**
 * @param {{days: (string | number)[], of: string}} column - the first day, and steps to the next
 * @returns {CompactWindow[][]} of a number without a measure none
 */
export function readWindows({ days: [first, ...steps], of }) {
  /** @type {(string | null)[]} */
  const days = [null];
  let time = Date.parse(String(first));
  for (const step of [0, ...steps]) {
    time += Number(step) * DAY;
    if (first !== undefined) days.push(new Date(time).toISOString().slice(0, 10));
  }
  const dateOf = (/** @type {string} */ character, /** @type {number} */ isMonth) =>
    days[number(character)]?.slice(0, isMonth ? 7 : 10) ?? null;
  return of.split(" ").map((windows) =>
    [...windows.matchAll(/([f-i])(.)(.)|m(.)|[rau]/gu)].map(([kind, fixed, opens, closes, months]) => {
      const precision = FIXED.indexOf(fixed);
      if (fixed) return ["fixed", dateOf(opens, precision & 1), dateOf(closes, precision & 2)];
      if (months) return ["annual", monthsOf(number(months))];
      return [kind === "r" ? "rolling" : kind === "a" ? "announced" : "unstated"];
    }),
  );
}

/** @param {number} bits */
function monthsOf(bits) {
  return Array.from({ length: 12 }, (_, i) => i + 1).filter((month) => bits & (1 << (month - 1)));
}

/** @param {string} character */
function number(character) {
  return Number(character.codePointAt(0)) - ZERO;
}

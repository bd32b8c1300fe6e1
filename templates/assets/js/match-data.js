/**
 * The needs of a reader in; the measures to rank, out. Of a large catalogue only the files of those
 * needs are fetched, each of which may hold only the first of its measures (matching_data.py).
 *
 * @typedef {import("./ranking.js").Measure} Measure
 * @typedef {{need: string, total: number, compared: number}} Cut
 * @typedef {{measures: Measure[], industries: import("./eligibility.js").Industries, cut: Cut[]}} Data
 */

import { fetchOnce } from "./fetch-once.js";

/**
 * @param {string[]} wanted - at least one that is known, where the page asks for it
 * @returns {Promise<Data>} `cut`: the needs of which not all measures are here
 */
export async function loadMeasures(wanted) {
  const { measures: whole, needs, ...industries } = await fetchOnce("match/measures.json");
  if (whole) return { measures: whole, industries, cut: [] };
  /** @type {string[]} */
  const known = needs.filter((/** @type {string} */ need) => wanted.includes(need));
  if (known.length === 0) throw new Error("no need to fetch");
  /** @type {{total: number, measures: Measure[]}[]} */
  const parts = await Promise.all(known.map((need) => fetchOnce(`match/${need}.json`)));
  const all = parts.flatMap(({ measures }) => measures);
  const measures = [...new Map(all.map((measure) => [measure.id, measure])).values()];
  const cut = known.map((need, index) => ({
    need,
    total: parts[index].total,
    // What one need left out, another may have brought.
    compared: measures.filter(({ services }) => services.some(({ needs }) => needs.includes(need))).length,
  }));
  return { measures, industries, cut: cut.filter(({ total, compared }) => compared < total) };
}

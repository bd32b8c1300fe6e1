/**
 * Kept measures in; what they are now, and what to say of those that have changed, out.
 *
 * names.json has the titles and the old ids (aliases) of all measures. Of a catalogue too large for
 * that it has none, and each measure is asked for by itself; one that is not there under its id may
 * have been renamed (matching_data.py). On a large site (scale.py) measures have no data of their
 * own: what is known of them stands on their pages.
 *
 * @typedef {import("./store.js").Entry} Entry
 * @typedef {import("./comparison.js").Measure} Measure
 * @typedef {{titles: Record<string, string> | null, aliases: Record<string, string> | null,
 *   pages?: boolean}} Names
 * @typedef {{pathOf: (id: string) => string, type: "json" | "text",
 *   read: (found: any, id: string) => Measure | null}} Source - of what is known of a measure
 */

import { fetchIfThere, fetchOnce } from "./fetch-once.js";

/** @type {Source} */
const DATA = { pathOf: (id) => `api/v1/measures/${id}.json`, type: "json", read: (found) => found };
/** Of ids; an address may hold anything. */
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * @param {Entry[]} wanted
 * @returns {Promise<{measures: Measure[], lines: string[], entries: Entry[]}>} those that exist;
 *   what to say of the others; the list with what was renamed under its new name and what is gone
 *   left out
 */
export async function currentMeasures(wanted) {
  /** @type {Map<string, Measure>} */
  const found = new Map();
  /** @type {string[]} */
  const lines = [];
  if (wanted.length === 0) return { measures: [], lines, entries: [] };
  /** @type {Names} */
  const { titles, aliases, pages } = await fetchOnce("match/names.json");
  const source = pages ? (await import("./page-measure.js")).PAGES : DATA;
  const measures = await Promise.all(
    wanted.map(({ id }) =>
      titles ? listed(id, titles, aliases ?? {}, source) : askedFor(id, source),
    ),
  );
  for (const [index, { id, title }] of wanted.entries()) {
    const now = measures[index];
    if (now === null) {
      const name = title ? `「${title}」` : `代碼 ${id} 的措施`;
      lines.push(`${name}已經不在目錄裡，可能停辦了或併入別的措施，請洽服務團。`);
      continue;
    }
    if (now.id !== id) lines.push(`「${title || id}」改了網址，現在是「${now.title}」。`);
    else if (title && title !== now.title) lines.push(`「${title}」改名了，現在叫「${now.title}」。`);
    found.set(now.id, now);
  }
  const current = [...found.values()];
  return { measures: current, lines, entries: current.map(({ id, title }) => ({ id, title })) };
}

/**
 * @param {string} id
 * @param {Record<string, string>} titles
 * @param {Record<string, string>} aliases
 * @param {Source} source
 * @returns {Promise<Measure | null>}
 */
async function listed(id, titles, aliases, source) {
  if (Object.hasOwn(titles, id)) return there(id, source);
  return Object.hasOwn(aliases, id) ? there(aliases[id], source) : null;
}

/**
 * @param {string} id
 * @param {Source} source
 * @returns {Promise<Measure | null>}
 */
async function askedFor(id, source) {
  if (!ID.test(id)) return null;
  const found = await fetchIfThere(source.pathOf(id), source.type);
  const measure = found && source.read(found, id);
  if (measure !== null) return measure;
  const renamed = await fetchIfThere(`match/renamed/${id}.json`);
  return renamed && there(renamed.id, source);
}

/**
 * @param {string} id - of a measure that has to be there
 * @param {Source} source
 */
async function there(id, { pathOf, type, read }) {
  return read(await fetchOnce(pathOf(id), type), id);
}

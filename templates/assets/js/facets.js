/**
 * Measures and what the reader chose; those that remain, and how many each further choice leaves.
 *
 * A facet's own choices add up (either agency), different facets narrow (this agency and that
 * month), so a facet's counts follow every choice but its own.
 *
 * Measures are page numbers (see search-index.js).
 *
 * @typedef {import("./schedule.js").CompactWindow} CompactWindow
 * @typedef {import("./search-index.js").SearchIndex} SearchIndex
 * @typedef {{id: string, name: string, values: (page: number) => string[],
 *   label: (value: string) => string, order: string[] | null}} Facet
 * @typedef {Map<string, Set<string>>} Choices - facet id -> chosen values
 */

import { STATUSES, STATUS_NAMES, bestStatus, closingDay } from "./schedule.js";

/** Facets whose values the windows tell; the others are columns of the index. */
const OF_WINDOWS = ["status", "month"];

/**
 * @param {SearchIndex} index
 * @param {number[]} pages - those that may be asked for their values
 * @param {string[]} needed - ids of facets: others may have no values, where these cost a fetch
 * @param {string} today
 * @returns {Promise<Facet[]>}
 */
export async function facetsOf(index, pages, needed, today) {
  const [columns, windows] = await Promise.all([
    needed.some((id) => !OF_WINDOWS.includes(id)) ? index.columns() : null,
    needed.some((id) => OF_WINDOWS.includes(id)) ? index.windowsOf(pages) : [],
  ]);
  const statuses = new Map(windows.map((some, i) => [pages[i], [bestStatus(some, today)]]));
  const months = new Map(windows.map((some, i) => [pages[i], closingMonths(some, today)]));
  const named = (/** @type {string[][]} */ entries) => new Map(entries.map(([id, name]) => [id, name]));
  const categories = named(index.vocabulary.categories);
  const agencies = named(index.vocabulary.agencies);
  const services = named(index.vocabulary.services);
  return [
    {
      id: "status",
      name: "申請狀態",
      values: (page) => statuses.get(page) ?? [],
      label: (value) => STATUS_NAMES[/** @type {import("./schedule.js").Status} */ (value)] ?? value,
      order: STATUSES,
    },
    {
      id: "category",
      name: "面向",
      values: (page) => columns?.category[page] ?? [],
      label: (value) => categories.get(value) ?? value,
      order: [...categories.keys()],
    },
    {
      id: "service",
      name: "服務種類",
      values: (page) => columns?.service[page] ?? [],
      label: (value) => services.get(value) ?? value,
      order: [...services.keys()],
    },
    {
      id: "agency",
      name: "主辦機關",
      values: (page) => columns?.agency[page] ?? [],
      label: (value) => agencies.get(value) ?? value,
      order: [...agencies.keys()],
    },
    {
      id: "preference",
      name: "中堅企業優惠",
      values: (page) => columns?.preference[page] ?? [],
      label: (value) => value,
      order: null,
    },
    {
      id: "month",
      name: "截止月份",
      values: (page) => months.get(page) ?? [],
      label: (value) => `${Number(value.slice(0, 4)) - 1911} 年 ${Number(value.slice(5))} 月`,
      order: null,
    },
  ];
}

/**
 * Months, today's or later, in which a window closes.
 *
 * @param {CompactWindow[]} windows
 * @param {string} today
 */
function closingMonths(windows, today) {
  const days = windows.map((window) => closingDay(window, today));
  return [...new Set(days.flatMap((day) => (day === null ? [] : [day.slice(0, 7)])))];
}

/**
 * @param {Facet[]} facets
 * @param {Choices} choices
 * @param {number} page
 * @param {string} [except] - a facet whose choices don't count
 */
export function passes(facets, choices, page, except) {
  return facets.every((facet) => {
    const chosen = choices.get(facet.id);
    if (!chosen || chosen.size === 0 || facet.id === except) return true;
    return facet.values(page).some((value) => chosen.has(value));
  });
}

/**
 * The values of a facet with how many of the measures each would leave; chosen ones always stand.
 *
 * @param {Facet[]} facets
 * @param {Facet} facet
 * @param {Choices} choices
 * @param {number[]} pages
 * @returns {{value: string, label: string, count: number, chosen: boolean}[]}
 */
export function countsOf(facets, facet, choices, pages) {
  const chosen = choices.get(facet.id) ?? new Set();
  /** @type {Map<string, number>} */
  const counts = new Map([...chosen].map((value) => [value, 0]));
  for (const page of pages) {
    if (!passes(facets, choices, page, facet.id)) continue;
    for (const value of facet.values(page)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const place = (/** @type {string} */ value) => facet.order?.indexOf(value) ?? 0;
  return [...counts]
    .map(([value, count]) => ({ value, label: facet.label(value), count, chosen: chosen.has(value) }))
    .sort((a, b) => place(a.value) - place(b.value) || (a.value < b.value ? -1 : 1));
}

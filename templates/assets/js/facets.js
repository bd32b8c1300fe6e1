/**
 * Measures and what the reader chose; those that remain, and how many each further choice leaves.
 *
 * A facet's own choices add up (either agency), different facets narrow (this agency and that
 * month), so a facet's counts follow every choice but its own.
 *
 * @typedef {import("./schedule.js").CompactWindow} CompactWindow
 * @typedef {{category: string, agencies: string[], services: string[], preferences: string[],
 *   windows: CompactWindow[]}} Measure
 * @typedef {{id: string, name: string, values: (measure: Measure, today: string) => string[],
 *   label: (value: string) => string, order: string[] | null}} Facet
 * @typedef {Map<string, Set<string>>} Choices - facet id -> chosen values
 */

import { STATUSES, STATUS_NAMES, bestStatus, closingDay } from "./schedule.js";

/**
 * @param {{categories: string[][], agencies: string[][], services: string[][]}} index
 * @returns {Facet[]}
 */
export function facetsOf(index) {
  const named = (/** @type {string[][]} */ entries) => new Map(entries.map(([id, name]) => [id, name]));
  const categories = named(index.categories);
  const agencies = named(index.agencies);
  const services = named(index.services);
  return [
    {
      id: "status",
      name: "申請狀態",
      values: ({ windows }, today) => [bestStatus(windows, today)],
      label: (value) => STATUS_NAMES[/** @type {import("./schedule.js").Status} */ (value)] ?? value,
      order: STATUSES,
    },
    {
      id: "category",
      name: "面向",
      values: ({ category }) => [category],
      label: (value) => categories.get(value) ?? value,
      order: [...categories.keys()],
    },
    {
      id: "service",
      name: "服務種類",
      values: ({ services }) => services,
      label: (value) => services.get(value) ?? value,
      order: [...services.keys()],
    },
    {
      id: "agency",
      name: "主辦機關",
      values: ({ agencies }) => agencies,
      label: (value) => agencies.get(value) ?? value,
      order: [...agencies.keys()],
    },
    {
      id: "preference",
      name: "中堅企業優惠",
      values: ({ preferences }) => preferences,
      label: (value) => value,
      order: null,
    },
    {
      id: "month",
      name: "截止月份",
      values: ({ windows }, today) => closingMonths(windows, today),
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
 * @param {Measure} measure
 * @param {string} today
 * @param {string} [except] - a facet whose choices don't count
 */
export function passes(facets, choices, measure, today, except) {
  return facets.every((facet) => {
    const chosen = choices.get(facet.id);
    if (!chosen || chosen.size === 0 || facet.id === except) return true;
    return facet.values(measure, today).some((value) => chosen.has(value));
  });
}

/**
 * The values of a facet with how many of the measures each would leave; chosen ones always stand.
 *
 * @param {Facet[]} facets
 * @param {Facet} facet
 * @param {Choices} choices
 * @param {Measure[]} measures
 * @param {string} today
 * @returns {{value: string, label: string, count: number, chosen: boolean}[]}
 */
export function countsOf(facets, facet, choices, measures, today) {
  const chosen = choices.get(facet.id) ?? new Set();
  /** @type {Map<string, number>} */
  const counts = new Map([...chosen].map((value) => [value, 0]));
  for (const measure of measures) {
    if (!passes(facets, choices, measure, today, facet.id)) continue;
    for (const value of facet.values(measure, today)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const place = (/** @type {string} */ value) => facet.order?.indexOf(value) ?? 0;
  return [...counts]
    .map(([value, count]) => ({ value, label: facet.label(value), count, chosen: chosen.has(value) }))
    .sort((a, b) => place(a.value) - place(b.value) || (a.value < b.value ? -1 : 1));
}

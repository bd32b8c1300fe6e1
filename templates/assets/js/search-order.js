/**
 * Matches in; the same in the order that a reader asked for, out.
 *
 * @typedef {import("./search-engine.js").Match} Match
 */

import { STATUSES, bestStatus, nextDeadline } from "./schedule.js";

/** @type {Record<string, string>} */
export const SORTS = { relevance: "最相關", deadline: "最快截止", title: "名稱" };

/**
 * By relevance, open ones first where it ties; or by what closes next; or by title.
 *
 * @param {import("./search-index.js").SearchIndex} index
 * @param {Match[]} matches
 * @param {string} order - one of SORTS
 * @param {string} today
 * @returns {Promise<Match[]>}
 */
export async function sort(index, matches, order, today) {
  if (order === "title") {
    const titles = await index.titles();
    const { compare } = new Intl.Collator("zh-TW");
    return [...matches].sort(
      (a, b) => compare(titles[a.page], titles[b.page]) || a.page - b.page,
    );
  }
  const keyed = matches.map((match) => ({
    match,
    status: STATUSES.indexOf(bestStatus(index.windows[match.page], today)),
    deadline: order === "deadline" ? (nextDeadline(index.windows[match.page], today) ?? "9999") : "",
  }));
  keyed.sort((a, b) =>
    order === "deadline"
      ? a.status - b.status || byText(a.deadline, b.deadline) || a.match.page - b.match.page
      : b.match.relevance - a.match.relevance || a.status - b.status || a.match.page - b.match.page,
  );
  return keyed.map(({ match }) => match);
}

/**
 * @param {string} a
 * @param {string} b
 */
function byText(a, b) {
  return a < b ? -1 : Number(a > b);
}

/**
 * Matches in; the same in the order that a reader asked for, out; and the first that are readable.
 *
 * @typedef {import("./search-engine.js").Answer} Answer
 * @typedef {import("./search-engine.js").Match} Match
 * @typedef {import("./search-index.js").SearchIndex} SearchIndex
 * @typedef {(size: number) => Promise<Match[]>} First - gives the first so many, if there are
 */

import { STATUSES, bestStatus, nextDeadline } from "./schedule.js";

/** @type {Record<string, string>} */
export const SORTS = { relevance: "最相關", deadline: "最快截止", title: "名稱" };
/** Texts that are read at most for each result shown. */
const PATIENCE = 4;
/** Windows that are read at once for each open measure that is looked for: a quarter is open. */
const AHEAD = 4;

/**
 * By relevance, open ones first where it ties; or by what closes next; or by title.
 *
 * @param {SearchIndex} index
 * @param {Match[]} matches
 * @param {string} order - one of SORTS
 * @param {string} today
 * @returns {Promise<First>}
 */
export async function inOrder(index, matches, order, today) {
  if (order === "relevance") {
    const sorted = [...matches].sort((a, b) => b.relevance - a.relevance || a.page - b.page);
    return (size) => settled(index, sorted, today, size);
  }
  const sorted =
    order === "title" ? await byTitle(index, matches) : await byDeadline(index, matches, today);
  return async (size) => sorted.slice(0, size);
}

/**
 * @param {SearchIndex} index
 * @param {Match[]} matches
 */
async function byTitle(index, matches) {
  const titles = await index.titles();
  const { compare } = new Intl.Collator("zh-TW");
  return [...matches].sort((a, b) => compare(titles[a.page], titles[b.page]) || a.page - b.page);
}

/**
 * @param {SearchIndex} index
 * @param {Match[]} matches
 * @param {string} today
 */
async function byDeadline(index, matches, today) {
  const windows = await index.windowsOf(matches.map(({ page }) => page));
  const keyed = matches.map((match, i) => ({
    match,
    status: rankOf(windows[i], today),
    deadline: nextDeadline(windows[i], today) ?? "9999",
  }));
  keyed.sort(
    (a, b) =>
      a.status - b.status || byText(a.deadline, b.deadline) || a.match.page - b.match.page,
  );
  return keyed.map(({ match }) => match);
}

/**
 * The first of the matches, once their ties are settled.
 *
 * @param {SearchIndex} index
 * @param {Match[]} sorted - by relevance, then page
 * @param {string} today
 * @param {number} size
 */
async function settled(index, sorted, today, size) {
  const ties = [];
  for (let start = 0, end = 0; end < Math.min(size, sorted.length); start = end) {
    while (sorted[end]?.relevance === sorted[start].relevance) end++;
    ties.push(openFirst(index, sorted.slice(start, end), today, size - start));
  }
  return (await Promise.all(ties)).flat().slice(0, size);
}

/**
 * The first of measures that are equally relevant, in order of their status. Nothing stands before
 * what is open, so that of thousands only so many windows are read as it takes to find `size` that
 * are; twice as many each time, since each time takes a while.
 *
 * @param {SearchIndex} index
 * @param {Match[]} tied - by page
 * @param {string} today
 * @param {number} size
 */
async function openFirst(index, tied, today, size) {
  /** @type {Match[][]} of each status, from the best */
  const found = STATUSES.map(() => []);
  let read = 0;
  while (read < tied.length && found[0].length < size) {
    const some = tied.slice(read, 2 * read || AHEAD * size);
    const windows = await index.windowsOf(some.map(({ page }) => page));
    for (const [i, match] of some.entries()) found[rankOf(windows[i], today)].push(match);
    read += some.length;
  }
  return found.flat();
}

/**
 * @param {import("./schedule.js").CompactWindow[]} windows
 * @param {string} today
 */
function rankOf(windows, today) {
  return STATUSES.indexOf(bestStatus(windows, today));
}

/**
 * @param {string} a
 * @param {string} b
 */
function byText(a, b) {
  return a < b ? -1 : Number(a > b);
}

/**
 * The first of the matches, without those that turn out not to have the query together.
 *
 * @param {First} first
 * @param {number} size
 * @param {Answer | null} answer
 */
export async function readable(first, size, answer) {
  const stands = answer?.stands;
  if (!stands) return { visible: await first(size), scattered: [] };
  /** @type {Match[]} */
  const visible = [];
  /** @type {Match[]} */
  const scattered = [];
  for (let at = 0; visible.length < size && at < PATIENCE * size; ) {
    const next = Math.min(PATIENCE * size, at + size - visible.length);
    const some = (await first(next)).slice(at);
    if (some.length === 0) break;
    const stand = await Promise.all(some.map(({ page }) => stands(page)));
    for (const [i, match] of some.entries()) {
      if (stand[i]) visible.push(match);
      else scattered.push({ ...match, isScattered: true });
    }
    at += some.length;
  }
  return { visible, scattered };
}

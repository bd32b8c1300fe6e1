/**
 * The search page: the box, the filters, the results, the address. Nothing is fetched before the
 * reader touches the box or a filter, or the address asks for something.
 *
 * The whole state is in the address (?q=…&category=…&sort=…): it can be sent, and Back works.
 *
 * @typedef {import("./search-engine.js").Answer} Answer
 * @typedef {import("./search-engine.js").Match} Match
 */

import { button, element } from "./element.js";
import { facetsOf, passes } from "./facets.js";
import { taipeiToday } from "./schedule.js";
import { SearchEngine } from "./search-engine.js";
import { openFacets, renderFilters } from "./search-filters.js";
import { loadIndex } from "./search-index.js";
import { SORTS, inOrder, readable } from "./search-order.js";
import { renderOtherWords, renderResult, summarise } from "./search-results.js";

const PAGE_SIZE = 10;
const RELATED_SIZE = 20;
const OTHER_WORDS = 6;
const ROOT = new URL("../../", import.meta.url).href;

const form = /** @type {HTMLFormElement} */ (document.getElementById("search-form"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const results = /** @type {HTMLElement} */ (document.getElementById("search-results"));
const message = /** @type {HTMLElement} */ (document.getElementById("search-status"));
const filters = /** @type {HTMLElement} */ (document.getElementById("search-filters"));
const browse = document.getElementById("search-browse");
const related = /** @type {HTMLElement} */ (document.getElementById("search-related"));
const relatedList = /** @type {HTMLElement} */ (related.querySelector("ol"));
const sitePages = /** @type {HTMLElement} */ (document.getElementById("search-pages"));

/** @type {{q: string, choices: import("./facets.js").Choices, sort: string, shown: number}} */
let state = readAddress();
/** @type {Promise<SearchEngine> | null} */
let loading = null;
let latest = 0;

function readAddress() {
  const parameters = new URLSearchParams(location.search);
  const order = parameters.get("sort") ?? "relevance";
  /** @type {import("./facets.js").Choices} */
  const choices = new Map();
  for (const [name, value] of parameters) {
    if (name === "q" || name === "sort") continue;
    choices.set(name, new Set([...(choices.get(name) ?? []), value]));
  }
  return {
    q: parameters.get("q") ?? "",
    choices,
    sort: Object.hasOwn(SORTS, order) ? order : "relevance",
    shown: PAGE_SIZE,
  };
}

function addressOf({ q, choices, sort: order } = state) {
  const parameters = new URLSearchParams();
  if (q) parameters.set("q", q);
  for (const [facet, values] of choices) for (const value of values) parameters.append(facet, value);
  if (order !== "relevance") parameters.set("sort", order);
  const query = parameters.toString();
  return location.pathname + (query ? `?${query}` : "");
}

/** The engine with its index, fetched once; a failure is tried again at the next call. */
function load() {
  loading ??= loadIndex(`${ROOT}search/`)
    .then((index) => new SearchEngine(index))
    .catch((error) => {
      loading = null;
      throw error;
    });
  return loading;
}

const isIdle = () => !state.q.trim() && state.choices.size === 0;

/** Show what the state asks for; an answer that a newer question has overtaken is dropped. */
async function update() {
  const turn = ++latest;
  const isCurrent = () => turn === latest;
  if (isIdle() && loading === null) {
    clear();
    return;
  }
  try {
    const engine = await load();
    const query = state.q.trim();
    const answer = query ? await engine.search(query) : null;
    if (!isCurrent()) return;
    if (query && answer === null) {
      clear();
      message.textContent = "請輸入文字或數字，例如：補助、海外參展、CITD。";
      return;
    }
    await show(engine, answer, isCurrent);
  } catch {
    if (isCurrent()) fail();
  }
}

function clear() {
  results.replaceChildren();
  relatedList.replaceChildren();
  related.hidden = true;
  sitePages.hidden = true;
  filters.replaceChildren();
  filters.hidden = true;
  if (browse) browse.hidden = false;
  message.textContent = "";
}

function fail() {
  clear();
  message.replaceChildren(
    "搜尋資料載入失敗，可能是網路斷線。可以再試一次，或從下面的面向找。 ",
    button("再試一次", () => void update(), { id: "search-retry" }),
  );
}

/**
 * @param {SearchEngine} engine
 * @param {Answer | null} answer - null to browse
 * @param {() => boolean} isCurrent
 */
async function show(engine, answer, isCurrent) {
  const { index } = engine;
  const { q, choices, shown } = state;
  const query = q.trim();
  const today = taipeiToday();
  const matches = answer?.matches ?? [...index.numbers.keys()].map(browsed);
  const pages = [...matches, ...(answer?.related ?? [])].map(({ page }) => page);
  const needed = [...choices.keys(), ...openFacets(filters)];
  const facets = await facetsOf(index, pages, needed, today);
  const passing = (/** @type {Match[]} */ some) =>
    some.filter(({ page }) => passes(facets, choices, page));
  const main = passing(matches);
  const order = answer === null && state.sort === "relevance" ? "deadline" : state.sort;
  const others = passing(answer?.related ?? []);
  const [{ visible, scattered }, alike] = await Promise.all([
    inOrder(index, main, order, today).then((first) => readable(first, shown, answer)),
    inOrder(index, others, state.sort, today).then((first) => first(RELATED_SIZE)),
  ]);
  const render = (/** @type {Match} */ match) => renderResult(index, match, answer, today, ROOT);
  const items = await Promise.all(visible.map(render));
  const relatedItems = await Promise.all([...alike, ...scattered].slice(0, RELATED_SIZE).map(render));
  if (!isCurrent()) return;

  renderFilters(filters, facets, choices, state.sort, pages, actions);
  if (browse) browse.hidden = answer?.kind !== "none";
  const count = main.length - scattered.length;
  results.replaceChildren(...items);
  if (count > visible.length) results.append(moreButton(count - visible.length));
  relatedList.replaceChildren(...relatedItems);
  related.hidden = relatedItems.length === 0;
  message.textContent = summarise(query, answer, count, choices.size > 0);
  const words = answer ? engine.lexicon.otherWords(query).slice(0, OTHER_WORDS) : [];
  if (words.length > 0) {
    message.append(renderOtherWords(words, (word) => addressOf({ ...state, q: word })));
  }
  void showSitePages(query, answer?.kind !== "all", isCurrent);
}

/**
 * The site's other pages that have the query. Measures are shown by now: they wait for nothing of
 * this, and stay as they are where it fails.
 *
 * @param {string} query
 * @param {boolean} isCut - no measure has it as typed
 * @param {() => boolean} isCurrent
 */
async function showSitePages(query, isCut, isCurrent) {
  sitePages.hidden = true;
  if (!query) return;
  try {
    const { findPages } = await import("./site-pages.js");
    const items = await findPages(ROOT, query, isCut);
    if (!isCurrent()) return;
    sitePages.querySelector("ul")?.replaceChildren(...items);
    sitePages.hidden = items.length === 0;
  } catch {
    // Nothing was promised, so nothing is missing.
  }
}

/**
 * A measure that nobody searched for.
 *
 * @param {number} page
 * @returns {Match}
 */
function browsed(page) {
  return { page, relevance: 0, via: [] };
}

/** @param {number} left */
function moreButton(left) {
  const more = button(`再顯示 ${Math.min(left, PAGE_SIZE)} 項`, () => {
    const at = results.querySelectorAll(".card").length;
    state.shown += PAGE_SIZE;
    // Whoever pressed it goes on reading where it stood.
    void update().then(() => titleLinks(results)[at]?.focus());
  });
  return element("li", { class: "more" }, more);
}

/**
 * @param {ParentNode} list
 * @returns {HTMLElement[]}
 */
function titleLinks(list) {
  return [...list.querySelectorAll(".card-title a")].map((link) => /** @type {HTMLElement} */ (link));
}

/** What the filters do. */
const actions = {
  open() {
    void update();
  },
  choose(/** @type {string} */ facet, /** @type {string} */ value, /** @type {boolean} */ isChosen) {
    const values = new Set(state.choices.get(facet));
    if (isChosen) values.add(value);
    else values.delete(value);
    if (values.size > 0) state.choices.set(facet, values);
    else state.choices.delete(facet);
    commit();
  },
  sortBy(/** @type {string} */ order) {
    state.sort = order;
    commit();
  },
  clear() {
    state.choices.clear();
    commit();
    input.focus();
  },
};

/** A step of its own in the history. */
function commit() {
  state.shown = PAGE_SIZE;
  history.pushState(null, "", addressOf());
  void update();
}

input.addEventListener("focus", () => void load().catch(() => {}), { once: true });
input.addEventListener("input", () => {
  state.q = input.value;
  state.shown = PAGE_SIZE;
  // Typing is one step back in the history, not one a letter.
  history.replaceState(null, "", addressOf());
  void update();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  state.q = input.value;
  commit();
});
addEventListener("popstate", () => {
  state = readAddress();
  input.value = state.q;
  void update();
});
document.addEventListener("keydown", (event) => {
  const links = [...titleLinks(results), ...titleLinks(relatedList)];
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const isInside = document.activeElement === input || at >= 0;
  if (event.key === "ArrowDown" && isInside && links.length > 0) {
    event.preventDefault();
    links[Math.min(at + 1, links.length - 1)].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (at === 0 ? input : links[at - 1]).focus();
  } else if (event.key === "Escape" && isInside) {
    input.value = "";
    state.q = "";
    history.replaceState(null, "", addressOf());
    input.focus();
    void update();
  }
});
input.value = state.q;
void update();

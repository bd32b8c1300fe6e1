/**
 * The search page: the box, the filters, the results, the address. Nothing is fetched before the
 * reader touches the box or a filter, or the address asks for something.
 *
 * The whole state is in the address (?q=…&category=…&sort=…): it can be sent, and Back works.
 */

import { bothCalendars } from "./dates.js";
import { excerpt, marked, places } from "./excerpt.js";
import { countsOf, facetsOf, passes } from "./facets.js";
import {
  STATUSES,
  STATUS_NAMES,
  bestStatus,
  nextDeadline,
  nextEvent,
  taipeiToday,
} from "./schedule.js";
import { SearchEngine } from "./search-engine.js";

const PAGE_SIZE = 20;
const ROOT = new URL("../../", import.meta.url).href;
const BASE = `${ROOT}search/`;
const SORTS = { relevance: "最相關", deadline: "最快截止", title: "名稱" };

const form = /** @type {HTMLFormElement} */ (document.getElementById("search-form"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const results = /** @type {HTMLElement} */ (document.getElementById("search-results"));
const message = /** @type {HTMLElement} */ (document.getElementById("search-status"));
const filters = /** @type {HTMLElement} */ (document.getElementById("search-filters"));
const browse = document.getElementById("search-browse");
const related = /** @type {HTMLElement} */ (document.getElementById("search-related"));
const relatedList = /** @type {HTMLElement} */ (related.querySelector("ol"));

/** @type {{q: string, choices: import("./facets.js").Choices, sort: string, shown: number}} */
let state = readAddress();
/** @type {WeakMap<Element, () => Promise<void>>} */
const excerpts = new WeakMap();
/** Texts are fetched for the results that the reader gets to see. */
const inView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    inView.unobserve(target);
    void excerpts.get(target)?.();
  }
});
/** @type {Promise<any> | null} */
let loading = null;
let latest = 0;

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function readAddress() {
  const parameters = new URLSearchParams(location.search);
  const sort = parameters.get("sort") ?? "relevance";
  /** @type {import("./facets.js").Choices} */
  const choices = new Map();
  for (const [name, value] of parameters) {
    if (name === "q" || name === "sort") continue;
    choices.set(name, new Set([...(choices.get(name) ?? []), value]));
  }
  return {
    q: parameters.get("q") ?? "",
    choices,
    sort: Object.hasOwn(SORTS, sort) ? sort : "relevance",
    shown: PAGE_SIZE,
  };
}

function addressOf({ q, choices, sort } = state) {
  const parameters = new URLSearchParams();
  if (q) parameters.set("q", q);
  for (const [facet, values] of choices) for (const value of values) parameters.append(facet, value);
  if (sort !== "relevance") parameters.set("sort", sort);
  const query = parameters.toString();
  return location.pathname + (query ? `?${query}` : "");
}

/** @param {string} address */
async function fetchJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.json();
}

/** The index and what is made of it, fetched once; a failure is tried again at the next call. */
function load() {
  loading ??= (async () => {
    const index = await fetchJson(`${BASE}index.json`);
    return {
      index,
      engine: new SearchEngine(BASE, index),
      facets: facetsOf(index),
      blocks: new Map(),
      texts: new Map(),
    };
  })().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

/**
 * Fetched once and kept; a failure is not kept.
 *
 * @param {Map<any, Promise<any>>} cache
 * @param {any} key
 * @param {string} address
 */
function cached(cache, key, address) {
  let promise = cache.get(key);
  if (!promise) {
    promise = fetchJson(address);
    promise.catch(() => cache.delete(key));
    cache.set(key, promise);
  }
  return promise;
}

/**
 * Title and summary of a measure.
 *
 * @param {any} loaded
 * @param {number} page
 */
async function documentOf(loaded, page) {
  const block = Math.floor(page / loaded.index.block);
  const documents = await cached(loaded.blocks, block, `${BASE}documents/${block}.json`);
  return documents[page % loaded.index.block];
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
    const loaded = await load();
    const today = taipeiToday();
    const query = state.q.trim();
    const answer = query ? await loaded.engine.search(query) : null;
    if (!isCurrent()) return;
    if (query && answer === null) {
      clear();
      say("請輸入文字或數字，例如：補助、海外參展、CITD。");
      return;
    }
    await show(loaded, answer, today, isCurrent);
  } catch {
    if (isCurrent()) fail();
  }
}

function clear() {
  results.replaceChildren();
  relatedList.replaceChildren();
  related.hidden = true;
  filters.replaceChildren();
  filters.hidden = true;
  if (browse) browse.hidden = false;
  say("");
}

/** @param {string} text */
function say(text) {
  message.textContent = text;
}

function fail() {
  clear();
  message.replaceChildren(
    "搜尋資料載入失敗，可能是網路斷線。可以再試一次，或從下面的面向找。 ",
    element("button", { type: "button", id: "search-retry" }, "再試一次"),
  );
  message.querySelector("button")?.addEventListener("click", () => void update());
}

/**
 * @param {any} loaded
 * @param {import("./search-engine.js").Answer | null} answer - null to browse
 * @param {string} today
 * @param {() => boolean} isCurrent
 */
async function show(loaded, answer, today, isCurrent) {
  const { index, facets } = loaded;
  const everything = index.measures.map((/** @type {any} */ _, /** @type {number} */ page) => ({
    page,
    relevance: 0,
    hits: 0,
    via: [],
  }));
  const keep = (/** @type {import("./search-engine.js").Match[]} */ matches) =>
    matches.filter(({ page }) => passes(facets, state.choices, index.measures[page], today));
  const isBrowsing = answer === null;
  const main = await sort(loaded, keep(answer?.matches ?? everything), today, isBrowsing);
  const alike = await sort(loaded, keep(answer?.related ?? []), today, false);
  const visible = main.slice(0, state.shown);
  const render = (/** @type {import("./search-engine.js").Match} */ match) =>
    renderResult(loaded, match, answer, today);
  const items = await Promise.all(visible.map(render));
  const relatedItems = await Promise.all(alike.slice(0, PAGE_SIZE).map(render));
  if (!isCurrent()) return;
  const found = answer ? [...answer.matches, ...answer.related] : everything;
  renderFilters(facets, found.map(({ page }) => index.measures[page]), today);
  if (browse) browse.hidden = answer?.kind !== "none";
  results.replaceChildren(...items);
  if (main.length > visible.length) results.append(moreButton(main.length - visible.length));
  relatedList.replaceChildren(...relatedItems);
  related.hidden = relatedItems.length === 0;
  say(summarise(answer, main.length));
  renderOtherWords(loaded, answer);
  inView.disconnect();
  for (const item of [...items, ...relatedItems]) {
    excerpts.set(item, () => fillExcerpt(loaded, item, answer?.marks ?? []));
    inView.observe(item);
  }
}

/**
 * @param {any} loaded
 * @param {{page: number}[]} matches
 * @returns {Promise<Map<number, string>>}
 */
async function titlesOf(loaded, matches) {
  const documents = await Promise.all(matches.map(({ page }) => documentOf(loaded, page)));
  return new Map(matches.map(({ page }, i) => [page, documents[i][0]]));
}

/**
 * By relevance, open ones first where it ties; or by what closes next; or by title.
 *
 * @param {any} loaded
 * @param {import("./search-engine.js").Match[]} matches
 * @param {string} today
 * @param {boolean} isBrowsing
 */
async function sort(loaded, matches, today, isBrowsing) {
  const { measures } = loaded.index;
  if (state.sort === "title") {
    const titles = await titlesOf(loaded, matches);
    const collator = new Intl.Collator("zh-TW");
    const title = (/** @type {number} */ page) => titles.get(page) ?? "";
    return [...matches].sort(
      (a, b) => collator.compare(title(a.page), title(b.page)) || a.page - b.page,
    );
  }
  const status = (/** @type {number} */ page) =>
    STATUSES.indexOf(bestStatus(measures[page].windows, today));
  if (state.sort === "deadline" || isBrowsing) {
    const deadline = (/** @type {number} */ page) =>
      nextDeadline(measures[page].windows, today) ?? "9999";
    return [...matches].sort(
      (a, b) =>
        status(a.page) - status(b.page) ||
        compare(deadline(a.page), deadline(b.page)) ||
        a.page - b.page,
    );
  }
  return [...matches].sort(
    (a, b) =>
      b.relevance - a.relevance ||
      status(a.page) - status(b.page) ||
      b.hits - a.hits ||
      a.page - b.page,
  );
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}

/**
 * @param {import("./search-engine.js").Answer | null} answer
 * @param {number} count
 */
function summarise(answer, count) {
  const query = state.q.trim();
  const filtered = state.choices.size > 0 ? "，已套用篩選條件" : "";
  if (!answer) return `共 ${count} 項措施${filtered}。`;
  switch (answer.kind) {
    case "all":
      return `「${query}」找到 ${count} 項措施${filtered}。`;
    case "words":
      return `沒有措施直接寫「${query}」；用意思相近的詞找到 ${count} 項措施${filtered}。`;
    case "pieces":
      return `沒有措施連著寫「${query}」；以下 ${count} 項措施含有其中每個詞${filtered}。`;
    case "partial":
      return `沒有措施符合「${query}」的全部內容；以下 ${count} 項只符合一部分${filtered}。`;
    default:
      return `找不到「${query}」。請換個說法，或從下面的面向找。`;
  }
}

/**
 * @param {any} loaded
 * @param {import("./search-engine.js").Answer | null} answer
 */
function renderOtherWords(loaded, answer) {
  const words = answer ? loaded.engine.otherWords(state.q.trim()) : [];
  if (words.length === 0) return;
  const links = words.slice(0, 6).map((/** @type {string} */ word) =>
    element("a", { href: addressOf({ ...state, q: word }) }, word),
  );
  message.append(element("span", { class: "other-words" }, " 相近的詞：", ...interleave(links, "、")));
}

/**
 * @param {Node[]} nodes
 * @param {string} separator
 */
function interleave(nodes, separator) {
  return nodes.flatMap((node, i) => (i === 0 ? [node] : [separator, node]));
}

/**
 * @param {any} loaded
 * @param {import("./search-engine.js").Match} match
 * @param {import("./search-engine.js").Answer | null} answer
 * @param {string} today
 */
async function renderResult(loaded, match, answer, today) {
  const measure = loaded.index.measures[match.page];
  const [title, summary] = await documentOf(loaded, match.page);
  const { variants } = loaded.engine;
  const marks = answer?.marks ?? [];
  const link = element("a", { href: `${ROOT}measures/${measure.id}/` });
  link.append(marked(title, places(title, marks, variants)));
  const text = element("p", { class: "card-summary" });
  text.append(marked(summary, places(summary, marks, variants)));
  const status = bestStatus(measure.windows, today);
  const names = new Map(loaded.index.agencies);
  const item = element(
    "li",
    {
      class: "card result",
      "data-status": status,
      "data-page": String(match.page),
      "data-match": match.via.length > 0 ? "related" : (answer?.kind ?? "browse"),
    },
    element("h2", { class: "card-title" }, link),
    text,
    element("p", { class: "excerpt" }),
    element(
      "p",
      { class: "card-meta" },
      element("span", { class: "status" }, element("span", {}, STATUS_NAMES[status])),
      " ",
      element("span", { class: "when" }, whenInWords(measure.windows, today)),
    ),
    element(
      "p",
      { class: "card-agency" },
      `${measure.agencies.map((/** @type {string} */ id) => names.get(id)).join("、")}・${measure.subcategory}`,
    ),
  );
  if (match.via.length > 0) {
    item.append(element("p", { class: "via" }, `透過「${[...new Set(match.via)].join("、")}」找到`));
  }
  return item;
}

/**
 * @param {import("./schedule.js").CompactWindow[]} windows
 * @param {string} today
 */
function whenInWords(windows, today) {
  const event = nextEvent(windows, today);
  if (event) {
    const ending = { closes: "截止", opens: "開始受理", closed: "已截止" }[event.event];
    return bothCalendars(event.day) + ending;
  }
  const status = bestStatus(windows, today);
  const words = { open: "隨時可以申請", announced: "期間依主辦機關公告", unstated: "期間請洽聯絡窗口" };
  return words[/** @type {keyof typeof words} */ (status)] ?? "";
}

/**
 * The passage around the hit, when it is not in the title or summary already.
 *
 * @param {any} loaded
 * @param {HTMLElement} item
 * @param {string[]} marks
 */
async function fillExcerpt(loaded, item, marks) {
  const place = item.querySelector(".excerpt");
  if (!place) return;
  if (marks.length === 0 || item.querySelector("mark")) {
    place.remove();
    return;
  }
  const { id } = loaded.index.measures[Number(item.dataset.page)];
  try {
    const fields = await cached(loaded.texts, id, `${BASE}texts/${id}.json`);
    const passage = excerpt(inExcerptOrder(fields), marks, loaded.engine.variants);
    if (passage) place.replaceChildren(passage);
    else place.remove();
  } catch {
    place.remove(); // an excerpt is a convenience; the result stands without it
  }
}

/**
 * Texts of sections, those that read best in an excerpt first.
 *
 * @param {[name: string, text: string][]} fields
 * @returns {string[]}
 */
function inExcerptOrder(fields) {
  const rank = (/** @type {string} */ name) => {
    const place = ["body", "services", "preferences"].indexOf(name);
    return place < 0 ? 9 : place;
  };
  return [...fields].sort(([a], [b]) => rank(a) - rank(b)).map(([, text]) => text);
}

/** @param {number} left */
function moreButton(left) {
  const button = element("button", { type: "button" }, `再顯示 ${Math.min(left, PAGE_SIZE)} 項`);
  button.addEventListener("click", () => {
    state.shown += PAGE_SIZE;
    void update();
  });
  return element("li", { class: "more" }, button);
}

/**
 * @param {import("./facets.js").Facet[]} facets
 * @param {any[]} measures
 * @param {string} today
 */
function renderFilters(facets, measures, today) {
  const focused = document.activeElement?.id;
  const openGroups = new Set(
    [...filters.querySelectorAll("details[open]")].map((group) => group.getAttribute("data-facet")),
  );
  const groups = facets.map((facet) => {
    const options = countsOf(facets, facet, state.choices, measures, today);
    const chosen = options.filter((option) => option.chosen).length;
    const details = element(
      "details",
      { "data-facet": facet.id },
      element("summary", {}, facet.name + (chosen > 0 ? `（已選 ${chosen}）` : "")),
      element("ul", {}, ...options.map((option) => renderOption(facet, option))),
    );
    if (chosen > 0 || openGroups.has(facet.id)) details.setAttribute("open", "");
    return details;
  });
  filters.replaceChildren(renderSort(), ...groups);
  if (state.choices.size > 0) filters.append(clearButton());
  filters.hidden = false;
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * @param {import("./facets.js").Facet} facet
 * @param {{value: string, label: string, count: number, chosen: boolean}} option
 */
function renderOption(facet, { value, label, count, chosen }) {
  const id = `filter-${facet.id}-${value}`;
  const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", id }));
  box.checked = chosen;
  box.addEventListener("change", () => {
    const values = new Set(state.choices.get(facet.id));
    if (box.checked) values.add(value);
    else values.delete(value);
    if (values.size > 0) state.choices.set(facet.id, values);
    else state.choices.delete(facet.id);
    commit();
  });
  const text = element("label", { for: id }, `${label} `, element("span", { class: "count" }, String(count)));
  return element("li", {}, box, text);
}

function renderSort() {
  const select = /** @type {HTMLSelectElement} */ (element("select", { id: "search-sort" }));
  for (const [value, name] of Object.entries(SORTS)) select.append(element("option", { value }, name));
  select.value = state.sort;
  select.addEventListener("change", () => {
    state.sort = select.value;
    commit();
  });
  return element("p", { class: "sort" }, element("label", { for: "search-sort" }, "排序 "), select);
}

function clearButton() {
  const button = element("button", { type: "button", class: "clear-filters" }, "清除篩選");
  button.addEventListener("click", () => {
    state.choices.clear();
    commit();
    input.focus();
  });
  return button;
}

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
  const links = /** @type {HTMLElement[]} */ ([
    ...results.querySelectorAll(".card-title a"),
    ...relatedList.querySelectorAll(".card-title a"),
  ]);
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

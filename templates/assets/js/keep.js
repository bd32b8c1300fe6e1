/**
 * On every page: a button that keeps a measure in the shortlist, on the measure's own page and on
 * every card, and how many are kept, in the menu. Where nothing can be kept, a measure's page gets
 * a link to the shortlist that names it.
 */

import { button, element } from "./element.js";
import { ROOT, addressOf, canKeep, onChange, readShortlist, toggle } from "./store.js";

/**
 * The id of the measure that an address leads to, or null.
 *
 * @param {string} address
 */
function measureOf(address) {
  const url = new URL(address, location.href);
  const path = url.origin === ROOT.origin ? url.pathname : "";
  if (!path.startsWith(`${ROOT.pathname}measures/`)) return null;
  return /^([^/]+)\/$/.exec(path.slice(`${ROOT.pathname}measures/`.length))?.[1] ?? null;
}

/**
 * A button for one measure; its words say whether it is in the list.
 *
 * @param {import("./store.js").Entry} entry
 */
export function keepButton(entry) {
  const label = element("span");
  const node = button("", () => {
    toggle(entry);
    showAll();
  });
  node.append(label, element("span", { class: "visually-hidden" }, `：${entry.title}`));
  node.className = "keep";
  node.dataset.keep = entry.id;
  show(node);
  return node;
}

/** @param {HTMLElement} node */
function show(node) {
  const isIn = readShortlist().some(({ id }) => id === node.dataset.keep);
  const label = node.firstElementChild;
  if (label) label.textContent = isIn ? "✓ 已在清單（移除）" : "＋ 放進清單";
}

/** Bring every button and the menu's count up to date. */
export function showAll() {
  for (const node of document.querySelectorAll("[data-keep]")) {
    if (node instanceof HTMLElement) show(node);
  }
  const link = document.querySelector(`.site-nav a[href$="shortlist/"]`);
  if (!link) return;
  const count = readShortlist().length;
  link.querySelector(".count")?.remove();
  if (count > 0) {
    const hidden = element("span", { class: "visually-hidden" }, " 項");
    link.append(element("span", { class: "count" }, ` ${count}`, hidden));
  }
}

/** @param {Element} card - or an entry of a brief list */
function addToCard(card) {
  if (card.querySelector("[data-keep]")) return;
  const link = card.querySelector(".card-title a, .brief > li > a");
  const id = link instanceof HTMLAnchorElement ? measureOf(link.href) : null;
  if (id === null) return;
  const title = link?.textContent ?? id;
  // On a line that is there already, so that nothing below moves.
  const place = card.querySelector(".card-agency, .brief > li > p") ?? card;
  place.append(" ", keepButton({ id, title }));
}

function addToPage() {
  const id = measureOf(location.href);
  const title = document.querySelector("#measure h1")?.textContent;
  const answers = document.getElementById("answers");
  if (id === null || !title || !answers) return;
  const action = canKeep()
    ? keepButton({ id, title })
    : element("a", { href: addressOf([id]) }, "放進清單比較");
  answers.after(element("p", { class: "keeping" }, action));
}

addToPage();
if (canKeep()) {
  for (const card of document.querySelectorAll(".card, .brief > li")) addToCard(card);
  const results = document.getElementById("search-results");
  if (results) {
    new MutationObserver(() => {
      for (const card of results.querySelectorAll(".card")) addToCard(card);
    }).observe(results, { childList: true });
  }
}
showAll();
onChange(showAll);
// A page kept for the way back.
addEventListener("pageshow", showAll);

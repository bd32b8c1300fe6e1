/**
 * On every page: works every status out again for the reader's today in Taipei, so that a page
 * built weeks ago does not show what has closed as open.
 *
 * What it touches, in the HTML that the builder wrote for its own day:
 * - `[data-windows]` (JSON of compact windows): gets `data-status` and `data-soon`; inside it
 *   `[data-status-label]` the status's name, `[data-when]` what happens next, `[data-deadline]`
 *   how many days are left.
 * - `[data-sort=deadline]`: children in the order open first, then what closes or opens next;
 *   with `data-limit`, only the first so many with a deadline ahead are shown.
 * - `[data-keep-status="open …"]`: children of another status are hidden; `[data-empty]` in it
 *   shows when none is left.
 * - `[data-count-status=open][data-count-of=selector]`: how many there have that status.
 * - `[data-today]`: today in both calendars. `[data-past-edition]`: shown after the edition's year.
 */

import { bothCalendars } from "./dates.js";
import {
  STATUSES,
  STATUS_NAMES,
  bestStatus,
  closesSoon,
  daysBetween,
  nextDeadline,
  nextEvent,
  taipeiToday,
} from "./schedule.js";

const ROC_OFFSET = 1911;
let shownDay = "";

/** @param {Element} element */
function windowsOf(element) {
  return JSON.parse(/** @type {HTMLElement} */ (element).dataset.windows ?? "[]");
}

/**
 * @param {ParentNode} scope
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function all(scope, selector) {
  return [...scope.querySelectorAll(selector)].filter((node) => node instanceof HTMLElement);
}

/**
 * @param {{event: string, day: string} | null} event
 * @param {string} today
 */
function remaining(event, today) {
  if (event === null || event.event === "closed") return "";
  const days = daysBetween(today, event.day);
  if (event.event === "opens") return days === 1 ? "明天開放" : `${days} 天後開放`;
  if (days === 0) return "今天截止";
  return days === 1 ? "明天截止" : `還有 ${days} 天截止`;
}

/**
 * @param {HTMLElement} element
 * @param {string} today
 */
function updateStatus(element, today) {
  const windows = windowsOf(element);
  const status = bestStatus(windows, today);
  const event = nextEvent(windows, today);
  const changed = element.dataset.status !== status;
  element.dataset.status = status;
  const soon = windows.some((/** @type {any} */ window) => closesSoon(window, today));
  element.toggleAttribute("data-soon", soon);
  const own = (/** @type {string} */ selector) =>
    all(element, selector).filter((node) => node.closest("[data-windows]") === element);
  for (const label of own("[data-status-label]")) label.textContent = STATUS_NAMES[status];
  for (const place of own("[data-deadline]")) {
    place.textContent = remaining(event, today);
    place.hidden = place.textContent === "";
  }
  // What the builder wrote says more (額滿為止) while it is still true of the reader's day.
  const ending = { closes: "截止", opens: "開始受理", closed: "已截止" };
  for (const place of own("[data-when]")) {
    if (!changed && event?.day === place.dataset.when) continue;
    if (event) place.textContent = bothCalendars(event.day) + ending[event.event];
    place.dataset.when = event?.day ?? "";
  }
}

/**
 * @param {HTMLElement} list
 * @param {string} today
 */
function sortByDeadline(list, today) {
  const children = [...list.children].filter((child) => child instanceof HTMLElement);
  const items = children
    .filter((child) => child.dataset.windows)
    .map((child, index) => {
      const windows = windowsOf(child);
      child.dataset.order ??= String(index).padStart(6, "0");
      const status = STATUSES.indexOf(bestStatus(windows, today));
      const key = [status, nextDeadline(windows, today) ?? "9999", child.dataset.order].join(" ");
      return { child, key, deadline: nextDeadline(windows, today) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  list.prepend(...items.map(({ child }) => child));
  const limit = Number(list.dataset.limit ?? 0);
  if (limit > 0) {
    const ahead = items.filter(({ deadline }) => deadline !== null);
    for (const { child } of items) child.hidden = true;
    for (const { child } of ahead.slice(0, limit)) child.hidden = false;
    for (const empty of all(list, "[data-empty]")) empty.hidden = ahead.length > 0;
  }
}

/** @param {HTMLElement} container */
function keepStatuses(container) {
  const kept = (container.dataset.keepStatus ?? "").split(" ");
  let left = 0;
  for (const child of all(container, ":scope > [data-windows]")) {
    child.hidden = !kept.includes(child.dataset.status ?? "");
    left += Number(!child.hidden);
  }
  for (const empty of all(container, "[data-empty]")) empty.hidden = left > 0;
}

/** @param {HTMLElement} place */
function count(place) {
  const scope = document.querySelector(place.dataset.countOf ?? "body");
  const selector = `[data-windows][data-status="${place.dataset.countStatus}"]`;
  if (scope) place.textContent = String(scope.querySelectorAll(selector).length);
}

/** Bring the page up to today, once a day. */
function update() {
  const today = taipeiToday();
  if (today === shownDay) return;
  shownDay = today;
  for (const element of all(document, "[data-windows]")) updateStatus(element, today);
  for (const list of all(document, "[data-sort=deadline]")) sortByDeadline(list, today);
  for (const container of all(document, "[data-keep-status]")) keepStatuses(container);
  for (const place of all(document, "[data-count-status]")) count(place);
  for (const place of all(document, "[data-today]")) place.textContent = bothCalendars(today);
  const edition = Number(document.documentElement.dataset.edition) + ROC_OFFSET;
  for (const notice of all(document, "[data-past-edition]")) {
    notice.hidden = Number(today.slice(0, 4)) <= edition;
  }
}

update();
// A page left open over midnight, or brought back from the browser's memory.
document.addEventListener("visibilitychange", update);
addEventListener("pageshow", update);

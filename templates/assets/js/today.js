/**
 * On every page: works every status out again for the reader's today in Taipei, so that a page
 * built weeks ago does not show what has closed as open.
 *
 * What it touches, in the HTML that the builder wrote for its own day:
 * - `[data-windows]` (compact windows): gets `data-status` and `data-soon`; inside it
 *   `[data-status-label]` (of what is brief, `b`) the status's name and, after it, how many days are
 *   left (`[data-deadline]`, made here), `[data-when]` (or `i`) what happens next.
 * - `[data-sort=deadline]`: children in the order open first, then what closes next; with
 *   `data-limit`, in the order of what closes next alone.
 * - `[data-keep-status="open …"]`: children of another status are hidden, and with `data-limit`
 *   those with no deadline ahead and all but the first so many; `[data-empty]` in it shows when
 *   none is left.
 * - `[data-count-status=open][data-count-of=selector]`: how many there have that status.
 * - `[data-today-line=2016]` in a picture: moved to today, `data-day-width` a day from its year's
 *   first.
 * - `[data-today]`: today in both calendars. `[data-past-edition]`: shown in any year that is not
 *   the edition's.
 */

import { bothCalendars, dateInWords, eventInWords } from "./dates.js";
import {
  STATUSES,
  STATUS_NAMES,
  bestStatus,
  closesSoon,
  daysBetween,
  nextDeadline,
  nextEvent,
  taipeiToday,
  windowStatus,
  windowsIn,
} from "./schedule.js";

const ROC_OFFSET = 1911;
const LABEL = "[data-status-label], .brief b";
const WHEN = "[data-when], .brief i";
/** Where words tell their day, `data-when` need not. */
const DAY_TOLD = /\d{4}-\d\d-\d\d/;
/** In milliseconds; Taiwan has kept UTC+8 since 1979. */
const UTC_OFFSET = 8 * 3_600_000;
const DAY = 86_400_000;
let shownDay = "";

/** @param {Element} element */
function windowsOf(element) {
  return windowsIn(/** @type {HTMLElement} */ (element).dataset.windows ?? "[]");
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
 * Write how many days are left after a status; where there are none, nothing shows.
 *
 * @param {HTMLElement} label
 * @param {string} words
 */
function showRemaining(label, words) {
  let place = label.nextElementSibling;
  if (!(place instanceof HTMLElement && "deadline" in place.dataset)) {
    if (words === "") return;
    place = Object.assign(document.createElement("span"), { className: "remaining" });
    place.toggleAttribute("data-deadline");
    label.after(" ", place);
  }
  place.textContent = words;
  place.toggleAttribute("hidden", words === "");
}

/**
 * Where no day is ahead: what `window_in_words` of schedule.py says of the window that counts.
 *
 * @param {import("./schedule.js").CompactWindow[]} windows
 * @param {import("./schedule.js").Status} status
 * @param {string} today
 */
function undatedWords(windows, status, today) {
  const window = windows.find((window) => windowStatus(window, today) === status);
  switch (window?.[0]) {
    case "fixed":
      return `${dateInWords(window[1] ?? "")}開始受理，手冊沒有載明截止日`;
    case "annual":
      return "每年全年";
    case "rolling":
      return "隨時可以申請";
    case "announced":
      return "期間依主辦機關公告";
    default:
      return "手冊沒有載明申請期間，請洽聯絡窗口";
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} today
 */
function updateStatus(element, today) {
  const windows = windowsOf(element);
  const status = bestStatus(windows, today);
  const event = nextEvent(windows, today);
  const own = (/** @type {string} */ selector) =>
    all(element, selector).filter((node) => node.closest("[data-windows]") === element);
  // An entry of a large site's list says its status in words alone.
  const before = element.dataset.status ?? own(LABEL)[0]?.textContent;
  const changed = before !== status && before !== STATUS_NAMES[status];
  element.dataset.status = status;
  const soon = windows.some((/** @type {any} */ window) => closesSoon(window, today));
  element.toggleAttribute("data-soon", soon);
  for (const label of own(LABEL)) {
    label.textContent = STATUS_NAMES[status];
    showRemaining(label, remaining(event, today));
  }
  // What the builder wrote says more (額滿為止) while it is still true of the reader's day.
  for (const place of own(WHEN)) {
    const day = event?.day ?? "";
    const was = place.dataset.when ?? DAY_TOLD.exec(place.textContent ?? "")?.[0] ?? "";
    if (!changed && day === was) continue;
    place.textContent = event
      ? eventInWords(event)
      : undatedWords(windows, status, today);
    place.dataset.when = day;
  }
}

/**
 * The children that are measures or windows.
 *
 * @param {HTMLElement} list
 */
function itemsOf(list) {
  return all(list, ":scope > [data-windows]");
}

/**
 * @param {HTMLElement} list
 * @param {string} today
 */
function sortByDeadline(list, today) {
  const children = itemsOf(list);
  const items = children
    .map((child, index) => {
      const windows = windowsOf(child);
      child.dataset.order ??= String(index).padStart(6, "0");
      const status = list.dataset.limit ? "" : STATUSES.indexOf(bestStatus(windows, today));
      const key = [status, nextDeadline(windows, today) ?? "9999", child.dataset.order].join(" ");
      return { child, key };
    })
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  if (items.every(({ child }, index) => child === children[index])) return;
  // Moving an element takes the keyboard's place in it away from the reader.
  const focused = document.activeElement;
  list.prepend(...items.map(({ child }) => child));
  if (focused instanceof HTMLElement && list.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

/**
 * Show the children that belong, and no more than the limit.
 *
 * @param {HTMLElement} list
 * @param {string} today
 */
function keep(list, today) {
  const kept = list.dataset.keepStatus?.split(" ") ?? STATUSES;
  const limit = Number(list.dataset.limit ?? Infinity);
  let shown = 0;
  for (const child of itemsOf(list)) {
    const belongs =
      kept.includes(child.dataset.status ?? "") &&
      (!list.dataset.limit || nextDeadline(windowsOf(child), today) !== null);
    child.hidden = !belongs || shown >= limit;
    shown += Number(!child.hidden);
  }
  for (const empty of all(list, "[data-empty]")) empty.hidden = shown > 0;
}

/** @param {HTMLElement} place */
function count(place) {
  const scope = document.querySelector(place.dataset.countOf ?? "body");
  if (scope === null) return;
  const selector = `[data-windows][data-status="${place.dataset.countStatus}"]`;
  // A measure counts once, without the windows shown inside it.
  const found = all(scope, selector).filter((element) => {
    const outer = element.parentElement?.closest("[data-windows]");
    return !outer || !scope.contains(outer);
  });
  place.textContent = String(found.length);
}

/**
 * @param {SVGElement | HTMLElement} line - in a picture it stands at its year's first day
 * @param {string} today
 */
function moveLine(line, today) {
  const year = String(line.dataset.todayLine);
  const days = daysBetween(`${year}-01-01`, today);
  line.toggleAttribute("hidden", !today.startsWith(year));
  const width = Number(line.dataset.dayWidth ?? 0);
  if (line instanceof SVGElement) line.setAttribute("transform", `translate(${days * width} 0)`);
}

/** Bring the page up to today, once a day. */
function update() {
  const today = taipeiToday();
  if (today === shownDay) return;
  shownDay = today;
  for (const element of all(document, "[data-windows]")) updateStatus(element, today);
  for (const list of all(document, "[data-sort=deadline]")) sortByDeadline(list, today);
  for (const list of all(document, "[data-keep-status], [data-limit]")) keep(list, today);
  for (const place of all(document, "[data-count-status]")) count(place);
  for (const place of all(document, "[data-today]")) place.textContent = bothCalendars(today);
  for (const line of document.querySelectorAll("[data-today-line]")) {
    if (line instanceof SVGElement || line instanceof HTMLElement) moveLine(line, today);
  }
  const edition = Number(document.documentElement.dataset.edition) + ROC_OFFSET;
  for (const notice of all(document, "[data-past-edition]")) {
    notice.hidden = Number(today.slice(0, 4)) === edition;
  }
}

/** A page left open over midnight changes with the day. */
function updateAtMidnight() {
  const sinceMidnight = (Date.now() + UTC_OFFSET) % DAY;
  setTimeout(() => {
    update();
    updateAtMidnight();
  }, DAY - sinceMidnight);
}

update();
updateAtMidnight();
// Timers rest while the machine sleeps, and in a page kept for the way back.
document.addEventListener("visibilitychange", update);
addEventListener("pageshow", update);

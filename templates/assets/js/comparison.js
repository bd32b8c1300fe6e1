/**
 * Measures, as api/v1/measures/<id>.json has them, in; a table that compares them, out.
 *
 * @typedef {{kind: string, opens: string | null, closes: string | null, precision: string | null,
 *   months: number[] | null, label: string | null, tentative: boolean, until_full: boolean,
 *   note: string | null, words?: string}} Window - `words`: all that its page says of it
 * @typedef {{type: string, audience: string | null, offer: string,
 *   amounts: {twd: number | null, text: string}[], percents: number[], term: string | null,
 *   windows: Window[]}} Service
 * @typedef {{name: string, phone: string, ext: string | null, note: string | null}} Person
 * @typedef {{id: string, title: string, summary: string, agencies: {name: string}[],
 *   services: Service[], preferences: {type: string, text: string}[], events: object[],
 *   contacts: {role: string, organisation: string, people: Person[]}[],
 *   calendar?: boolean}} Measure - `calendar`: false where it has none, whatever its dates
 */

import { bothCalendars, rocDate } from "./dates.js";
import { element } from "./element.js";
import { STATUS_NAMES, bestStatus, closesSoon, windowStatus } from "./schedule.js";
import { ROOT } from "./store.js";

/**
 * @param {Window} window
 * @returns {import("./schedule.js").CompactWindow}
 */
function compact({ kind, opens, closes, months }) {
  if (kind === "fixed") return ["fixed", opens, closes];
  if (kind === "annual") return ["annual", months ?? []];
  return /** @type {["rolling"] | ["announced"] | ["unstated"]} */ ([kind]);
}

/**
 * Whether the measure's calendar holds anything.
 *
 * @param {Measure} measure
 */
export function hasCalendar({ services, events, calendar }) {
  if (calendar === false) return false;
  const windows = services.flatMap((service) => service.windows);
  return events.length > 0 || windows.some(({ kind }) => kind === "fixed" || kind === "annual");
}

/**
 * One column a measure, one row a question. Wider than a phone: put it where it can scroll.
 *
 * @param {Measure[]} measures - at least one
 * @param {string} today
 * @param {(measure: Measure) => Node} action - what stands under a title
 */
export function comparisonTable(measures, today, action) {
  const corner = element("th", { scope: "col" }, "比較");
  const head = element("tr", {}, corner);
  for (const measure of measures) {
    const href = new URL(`measures/${measure.id}/`, ROOT).href;
    const title = element("a", { href }, measure.title);
    head.append(element("th", { scope: "col", "data-id": measure.id }, title, action(measure)));
  }
  /** @type {[string, (measure: Measure) => (Node | string)[]][]} */
  const rows = [
    ["是什麼", what],
    ["到什麼時候", (measure) => when(measure, today)],
    ["有多少", howMuch],
    ["誰可以申請", who],
    ["中堅企業優惠", preferences],
    ["主辦機關", ({ agencies }) => [agencies.map(({ name }) => name).join("、")]],
    ["打給誰", contacts],
  ];
  const body = element("tbody");
  for (const [question, answer] of rows) {
    const row = element("tr", {}, element("th", { scope: "row" }, question));
    for (const measure of measures) row.append(element("td", {}, ...answer(measure)));
    body.append(row);
  }
  const caption = element("caption", { class: "visually-hidden" }, "措施比較表，一欄一項措施");
  return element("table", { class: "comparison" }, caption, element("thead", {}, head), body);
}

/**
 * @param {(Node | string)[]} items
 * @param {string} none
 */
function list(items, none) {
  if (items.length === 0) return [none];
  return [element("ul", {}, ...items.map((item) => element("li", {}, item)))];
}

/** @param {Measure} measure */
function what({ summary, services }) {
  const kinds = [...new Set(services.map(({ type }) => type))].join("、");
  return [element("p", {}, summary), element("p", { class: "note" }, kinds)];
}

/**
 * What each service says, with its type in front where the measure has several.
 *
 * @param {Service[]} services
 * @param {(service: Service) => string[]} words
 */
function perService(services, words) {
  const named = services.flatMap((service) => {
    const prefix = services.length > 1 ? `${service.type}：` : "";
    return words(service).map((text) => prefix + text);
  });
  return [...new Set(named)];
}

/** @param {Measure} measure */
function who({ services }) {
  const audiences = perService(services, ({ audience }) => (audience ? [audience] : []));
  return list(audiences, "手冊沒有載明，請洽聯絡窗口");
}

/**
 * The API says of a percentage only how high it is, so the words are the measure's own page's.
 *
 * @param {Measure} measure
 */
function howMuch({ services }) {
  const figures = perService(services, ({ amounts, percents }) => {
    if (amounts.length > 0) return amounts.map(({ text }) => text);
    const all = [...new Set(percents)].map((percent) => `${percent}%`).join("、");
    return all ? [`比例 ${all}（看措施頁的說明）`] : [];
  });
  return list(figures, "手冊沒有列金額");
}

/** @param {Measure} measure */
function preferences(measure) {
  const items = measure.preferences.map(({ type, text }) =>
    element("span", {}, element("strong", {}, type), `：${text}`),
  );
  return list(items, "手冊沒有列");
}

/** @param {Measure} measure */
function contacts(measure) {
  const items = measure.contacts.map(({ role, organisation, people: [person] }) => {
    const digits = person.phone.replace(/\D/g, "");
    const number = digits.startsWith("0800") ? digits : `+886${digits.slice(1)}`;
    const href = `tel:${number}${person.ext ? `,${person.ext}` : ""}`;
    const words = person.phone + (person.ext ? ` 分機 ${person.ext}` : "");
    const link = element("a", { class: "tel", href }, words);
    return element("span", {}, element("span", { class: "role" }, role), `${organisation} ${person.name} `, link);
  });
  return list(items, "");
}

/**
 * The measure's status on the reader's day, and every period.
 *
 * @param {Measure} measure
 * @param {string} today
 */
function when({ services }, today) {
  const all = services.flatMap((service) => service.windows.map(compact));
  const overall = badge(bestStatus(all, today), all.some((window) => closesSoon(window, today)));
  const items = perService(services, ({ windows }) =>
    windows.map((window) => {
      const isClosed = windowStatus(compact(window), today) === "closed";
      return periodWords(window) + (isClosed ? "（已截止）" : "");
    }),
  );
  return [overall, ...list(items.map(unbroken), "")];
}

/**
 * Text whose Gregorian dates stay on one line.
 *
 * @param {string} text
 */
function unbroken(text) {
  const line = element("span");
  // Every second part is one that the expression caught.
  for (const [index, part] of text.split(/(（\d{4}-\d\d-\d\d 星期.）)/).entries()) {
    line.append(index % 2 === 1 ? element("span", { class: "day" }, part) : part);
  }
  return line;
}

/**
 * @param {import("./schedule.js").Status} status
 * @param {boolean} isSoon
 */
function badge(status, isSoon) {
  const words = STATUS_NAMES[status] + (isSoon ? "，快截止" : "");
  const line = element("p", { "data-status": status }, element("span", { class: "status" }, words));
  line.toggleAttribute("data-soon", isSoon);
  return line;
}

/**
 * The words of `window_in_words` in schedule.py, from what the API says.
 *
 * @param {Window} window
 */
function periodWords(window) {
  if (window.words) return window.words;
  const label = window.label ? `${window.label}：` : "";
  const full = window.until_full && !window.note?.includes("額滿") ? "，額滿為止" : "";
  const note = window.note ? `（${window.note}）` : "";
  return `${label}${window.tentative ? "預訂 " : ""}${dates(window)}${full}${note}`;
}

/** @param {Window} window */
function dates({ kind, opens, closes, precision, months }) {
  if (kind === "annual") {
    return months?.length === 12 ? "每年全年" : `每年 ${months?.join("、")} 月`;
  }
  if (kind === "rolling") return "隨時可以申請";
  if (kind === "announced") return "期間依主辦機關公告";
  if (kind === "unstated") return "手冊沒有載明申請期間";
  // A bound known by month only came as the month's first or last day: say no more than is known.
  const write = (/** @type {string} */ day) =>
    precision === "month" ? rocDate(day).replace(/ \d+ 日$/, "") : bothCalendars(day);
  if (opens === null) return `到 ${write(closes ?? "")}截止`;
  if (closes === null) return `${write(opens)}開始受理`;
  return write(opens) === write(closes) ? write(opens) : `${write(opens)}至 ${write(closes)}`;
}

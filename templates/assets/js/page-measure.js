/**
 * The page of a measure (HTML) in; what a comparison shows of it, out. For a large site, where no
 * measure has data of its own: templates/large/measure.html is what is read.
 *
 * @typedef {import("./comparison.js").Measure} Measure
 * @typedef {import("./comparison.js").Window} Window
 * @typedef {Map<string, string[]>} Facts - what stands beside each word of a list of facts
 */

import { headOf } from "./page-text.js";
import { windowsIn } from "./schedule.js";

/** @type {import("./current-measures.js").Source} */
export const PAGES = { pathOf: (id) => `measures/${id}/`, type: "text", read: measureOf };

/**
 * @param {string} html
 * @param {string} id
 * @returns {Measure | null} null of a page that leads to another
 */
export function measureOf(html, id) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const answers = page.getElementById("answers");
  if (answers === null) return null;
  const { title, summary, agencies } = headOf(page);
  const factsOf = (/** @type {string} */ field) =>
    [...page.querySelectorAll(`h2[data-field=${field}]`)].map((heading) => ({
      heading: heading.textContent ?? "",
      facts: readFacts(heading.nextElementSibling),
    }));
  const services = factsOf("services");
  // Of one period alone, the words stand beside the status.
  const [, ...beside] = answers.childNodes;
  const alone = beside.map(({ textContent }) => textContent).join("").trim();
  const words = services.map(({ facts }) => facts.get("期間") ?? [alone]);
  const windows = windowsIn(answers.dataset.windows ?? "[]").values();
  return {
    id,
    title,
    summary,
    agencies: agencies.map((name) => ({ name })),
    services: services.map(({ heading, facts }, place) => ({
      type: heading,
      audience: facts.get("對象")?.join("\n") ?? null,
      offer: facts.get("內容")?.join("\n") ?? "",
      amounts: (facts.get("金額") ?? facts.get("比例") ?? []).map((text) => ({ twd: null, text })),
      percents: [],
      term: facts.get("期限")?.[0] ?? null,
      windows: words[place].map((text) => windowOf(windows.next().value, text)),
    })),
    preferences: factsOf("preferences").flatMap(({ facts }) =>
      [...facts].map(([type, lines]) => ({ type, text: lines.join("\n") })),
    ),
    events: [],
    contacts: contactsIn(page.querySelector("#contacts + dl")),
    calendar: false,
  };
}

/**
 * @param {Element | null} list
 * @returns {Facts}
 */
function readFacts(list) {
  /** @type {Facts} */
  const facts = new Map();
  let word = "";
  for (const { localName, textContent } of list?.children ?? []) {
    if (localName === "dt") word = textContent ?? "";
    else facts.set(word, [...(facts.get(word) ?? []), textContent ?? ""]);
  }
  return facts;
}

/**
 * Of each organisation its first person.
 *
 * @param {Element | null} list
 * @returns {Measure["contacts"]}
 */
function contactsIn(list) {
  return [...(list?.querySelectorAll("dt") ?? [])].map((role) => {
    const organisation = role.nextElementSibling;
    const person = organisation?.nextElementSibling;
    const [phone, ext] = (person?.querySelector("a")?.textContent ?? "").split(" 分機 ");
    const name = person?.firstChild?.textContent?.trim() ?? "";
    return {
      role: role.textContent ?? "",
      organisation: organisation?.textContent ?? "",
      people: [{ name, phone, ext: ext ?? null, note: null }],
    };
  });
}

/**
 * @param {import("./schedule.js").CompactWindow} window
 * @param {string} words
 * @returns {Window}
 */
function windowOf([kind, ...said], words) {
  const [opens, closes] = kind === "fixed" ? said : [null, null];
  const [months] = kind === "annual" ? said : [null];
  const rest = { precision: null, label: null, tentative: false, until_full: false, note: null };
  return /** @type {Window} */ ({ kind, opens, closes, months, words, ...rest });
}

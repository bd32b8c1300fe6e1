/**
 * Results as a reader sees them: each measure with its status on the reader's day, its next
 * deadline in words, and the passage around the hit, the hit marked; and a sentence on them all.
 *
 * @typedef {import("./search-engine.js").Answer} Answer
 * @typedef {import("./search-engine.js").Match} Match
 * @typedef {import("./search-index.js").SearchIndex} SearchIndex
 * @typedef {import("./search-index.js").Text} Text
 */

import { eventInWords } from "./dates.js";
import { element } from "./element.js";
import { excerpt, marked, places, readingsOf } from "./excerpt.js";
import { STATUS_NAMES, bestStatus, nextEvent } from "./schedule.js";

/**
 * @param {SearchIndex} index
 * @param {Match} match
 * @param {Answer | null} answer - null to browse
 * @param {string} today
 * @param {string} root - address of the site, ending in a slash
 */
export async function renderResult(index, match, answer, today, root) {
  const [{ id, title, summary, belongs, fields }, [windows]] = await Promise.all([
    index.text(match.page),
    index.windowsOf([match.page]),
  ]);
  const readings = readingsOf(answer?.marks ?? [], index.variants);
  const status = bestStatus(windows, today);
  const mark = (/** @type {string} */ text) => marked(text, places(text, readings, index.variants));
  const isRelated = match.via.length > 0 || match.isScattered;
  const item = element(
    "li",
    {
      class: "card result",
      "data-status": status,
      "data-match": isRelated ? "related" : (answer?.kind ?? "browse"),
    },
    element(
      "h2",
      { class: "card-title" },
      element("a", { href: `${root}measures/${id}/` }, mark(title)),
    ),
    element("p", { class: "card-summary" }, mark(summary)),
  );
  if (!item.querySelector("mark")) {
    const passage = excerpt(inExcerptOrder(fields), readings, index.variants);
    if (passage) item.append(element("p", { class: "excerpt" }, passage));
  }
  item.append(
    element(
      "p",
      { class: "card-meta" },
      element("span", { class: "status" }, element("span", {}, STATUS_NAMES[status])),
      " ",
      element("span", { class: "when" }, whenInWords(windows, today)),
    ),
    element("p", { class: "card-agency" }, belongs),
  );
  if (match.via.length > 0) {
    item.append(element("p", { class: "via" }, `透過「${[...new Set(match.via)].join("、")}」找到`));
  } else if (match.isScattered) {
    item.append(element("p", { class: "via" }, "這些字都有，但不是連著寫"));
  }
  return item;
}

/**
 * Texts of sections, those that read best in an excerpt first.
 *
 * @param {Text["fields"]} fields
 * @returns {string[]}
 */
function inExcerptOrder(fields) {
  const rank = (/** @type {string} */ name) => {
    const place = ["body", "services", "preferences"].indexOf(name);
    return place < 0 ? 9 : place;
  };
  return [...fields].sort(([a], [b]) => rank(a) - rank(b)).map(([, text]) => text);
}

/**
 * @param {import("./schedule.js").CompactWindow[]} windows
 * @param {string} today
 */
function whenInWords(windows, today) {
  const event = nextEvent(windows, today);
  if (event) return eventInWords(event);
  const status = bestStatus(windows, today);
  const words = { open: "隨時可以申請", announced: "期間依主辦機關公告", unstated: "期間請洽聯絡窗口" };
  return words[/** @type {keyof typeof words} */ (status)] ?? "";
}

/** Characters of a query that are repeated to the reader. */
const REPEATED = 60;

/**
 * @param {string} text - what was asked for
 * @param {Answer | null} answer
 * @param {number} count
 * @param {boolean} isFiltered
 */
export function summarise(text, answer, count, isFiltered) {
  const characters = [...text];
  const query = characters.slice(0, REPEATED).join("") + (characters.length > REPEATED ? "…" : "");
  const filtered = isFiltered ? "，已套用篩選條件" : "";
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
 * Links to searches for words alike.
 *
 * @param {string[]} words
 * @param {(word: string) => string} addressOf
 */
export function renderOtherWords(words, addressOf) {
  const links = words.map((word) => element("a", { href: addressOf(word) }, word));
  return element(
    "span",
    { class: "other-words" },
    " 相近的詞：",
    ...links.flatMap((link, i) => (i === 0 ? [link] : ["、", link])),
  );
}

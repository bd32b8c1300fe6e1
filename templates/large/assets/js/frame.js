/**
 * On a measure's page of a large site: makes what its HTML leaves out since only scripts show or
 * use it. The notices are those of partials/past-edition.html and partials/kept-copy.html.
 */

import { element } from "./element.js";
import { ROOT } from "./store.js";

const ROC_OFFSET = 1911;
const header = document.querySelector(".site-header");

/**
 * A notice that today.js or offline.js shows when it is true.
 *
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} words
 */
function notice(attributes, ...words) {
  const line = element("p", { class: "wrap" }, element("span", {}, ...words));
  return element("aside", { hidden: "", ...attributes }, line);
}

if (!document.querySelector("[data-past-edition]")) {
  const edition = Number(document.documentElement.dataset.edition);
  header?.after(
    notice(
      { class: "past-edition", "aria-label": "資料年度提醒", "data-past-edition": "" },
      element("strong", {}, `這是 ${edition} 年度（${edition + ROC_OFFSET} 年）的資料。`),
      "今天是 ",
      element("span", { "data-today": "" }),
      "。措施可能已更改或停辦，申請前請先向主辦機關確認。",
    ),
  );
}
header?.before(
  notice(
    {
      class: "kept-copy",
      "aria-label": "離線提醒",
      // Where this page is a copy, the service worker says of when.
      "data-kept": document.documentElement.dataset.keptCopy ?? "",
    },
    element("strong", {}, "連不上網站，或是網路太慢。"),
    "下面是",
    element("span", { "data-kept-time": "" }, "先前"),
    "存在這台裝置上的內容，之後可能改過。",
    element("a", { href: "" }, "再試一次"),
  ),
);
const shortlist = element("a", { href: new URL("shortlist/", ROOT).href }, "清單");
header?.querySelector(".site-nav")?.append(shortlist);

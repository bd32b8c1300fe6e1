/**
 * A ranked result in; what the reader sees of it, out.
 */

import { eventInWords } from "./dates.js";
import { element } from "./element.js";
import { keepButton } from "./keep.js";
import { WORDS, reason } from "./reasons.js";
import { STATUS_NAMES, bestStatus, closesSoon, daysBetween, nextEvent } from "./schedule.js";
import { ROOT } from "./store.js";

/** Beside the words, never alone. */
const MARKS = { met: "✓", ask: "？", not_met: "✗" };

/**
 * @param {import("./ranking.js").Result} result
 * @param {import("./eligibility.js").Firm} firm
 * @param {string} today
 */
export function renderResult(result, firm, today) {
  const { measure, service, verdict } = result;
  const link = element("a", { href: new URL(`measures/${measure.id}/`, ROOT).href }, measure.title);
  const status = bestStatus(service.windows, today);
  const item = element(
    "li",
    { class: "card match", "data-status": status, "data-verdict": verdict, "data-id": measure.id },
    element("h3", { class: "card-title", "data-number": String(measure.number) }, link),
    period(service.windows, status, today),
    element("p", { class: "verdict" }, mark(verdict), verdictWords(result)),
    element("p", { class: "card-agency" }, `${service.name}・${measure.agencies.join("、")}`),
  );
  item.toggleAttribute("data-soon", service.windows.some((window) => closesSoon(window, today)));
  if (service.criteria.length > 0) item.append(criteria(result, firm, verdict === "met"));
  if (result.others.length > 0) item.append(otherServices(result, today));
  if (measure.preferences.length > 0 && firm.honour && firm.honour !== "none") {
    const href = `${link.getAttribute("href")}#preferences`;
    const words = element("a", { href }, "中堅企業另有優惠");
    const kinds = measure.preferences.filter((kind) => kind !== "其他");
    const rest = kinds.length > 0 ? `：${kinds.join("、")}` : "";
    item.append(element("p", { class: "preference" }, words, rest));
  }
  item.append(callFor(service), todo(measure));
  return item;
}

/**
 * @param {import("./schedule.js").CompactWindow[]} windows
 * @param {import("./schedule.js").Status} status
 * @param {string} today
 */
function period(windows, status, today) {
  const line = element("p", { class: "card-meta" });
  line.append(
    element("span", { class: "status" }, element("span", {}, STATUS_NAMES[status])),
    " ",
  );
  const event = nextEvent(windows, today);
  if (event?.event === "closes") {
    const days = daysBetween(today, event.day);
    line.append(
      element("span", { class: "remaining" }, days === 0 ? "今天截止" : `還有 ${days} 天截止`),
      " ",
    );
  }
  const undated = { open: "", announced: "期間依主辦機關公告", unstated: "期間請洽聯絡窗口" };
  const words = event
    ? eventInWords(event)
    : (undated[/** @type {keyof typeof undated} */ (status)] ?? "");
  if (words) line.append(element("span", { class: "when" }, words));
  return line;
}

/** @param {import("./eligibility.js").Verdict} verdict */
function mark(verdict) {
  return element("span", { class: `mark-${verdict}`, "aria-hidden": "true" }, MARKS[verdict]);
}

/** @param {import("./ranking.js").Result} result */
function verdictWords({ verdict, judgements }) {
  if (verdict === "met") return `看來符合：手冊列的 ${judgements.length} 項條件都對得上`;
  if (verdict === "not_met") return "不符合";
  const asked = judgements.filter((judgement) => judgement.verdict === "ask").length;
  const met = judgements.length - asked;
  if (judgements.length === 0) return "先問主辦機關：手冊沒有列申請條件";
  return `先問主辦機關：${met > 0 ? `${met} 項符合，` : ""}${asked} 項要問`;
}

/**
 * @param {import("./ranking.js").Result} result
 * @param {import("./eligibility.js").Firm} firm
 * @param {boolean} isOpen
 */
function criteria({ service, judgements, measure }, firm, isOpen) {
  const list = element("ul", { class: "criteria" });
  for (const [index, { text, test }] of service.criteria.entries()) {
    const judgement = judgements[index];
    list.append(
      element(
        "li",
        { "data-verdict": judgement.verdict },
        element("p", {}, mark(judgement.verdict), element("strong", {}, WORDS[judgement.verdict]), ` ${text}`),
        element("p", { class: "reason" }, reason(test, firm, judgement)),
      ),
    );
  }
  const hidden = element("span", { class: "visually-hidden" }, `：${measure.title}`);
  const details = element("details", {}, element("summary", {}, "逐項看條件", hidden), list);
  if (isOpen) details.setAttribute("open", "");
  return details;
}

/**
 * @param {import("./ranking.js").Result} result
 * @param {string} today
 */
function otherServices({ others }, today) {
  const words = others.map(({ service, verdict }) => {
    const status = bestStatus(service.windows, today);
    const when = status === "closed" || status === "upcoming" ? `，${STATUS_NAMES[status]}` : "";
    return `${service.name}（${verdict === "ask" ? "先問" : WORDS[verdict]}${when}）`;
  });
  return element("p", { class: "card-agency" }, `還有：${words.join("、")}`);
}

/** @param {import("./ranking.js").Service} service */
function callFor({ contact }) {
  const link = element("a", { class: "tel", href: contact.link }, contact.phone);
  return element("p", { class: "call" }, `${contact.who} `, link);
}

/** @param {import("./ranking.js").Measure} measure */
function todo({ id, title, calendar }) {
  const line = element("p", { class: "todo" });
  if (calendar) {
    const href = new URL(`calendar/measures/${id}.ics`, ROOT).href;
    const hidden = element("span", { class: "visually-hidden" }, `：${title}`);
    line.append(element("a", { href, download: "" }, "加到行事曆", hidden), " ");
  }
  line.append(keepButton({ id, title }));
  return line;
}

/**
 * What the firm surely cannot get, and why: folded away.
 *
 * @param {import("./ranking.js").Result[]} results
 * @param {import("./eligibility.js").Firm} firm
 */
export function renderUnfit(results, firm) {
  const items = results.map(({ measure, others, ...best }) => {
    const services = [best, ...others].map(({ service, judgements }) => {
      const failed = service.criteria.flatMap(({ text, test }, index) => {
        const judgement = judgements[index];
        return judgement.verdict === "not_met" ? [`${text}（${reason(test, firm, judgement)}）`] : [];
      });
      return element("p", { class: "reason" }, mark("not_met"), `${service.name}：${failed.join("；")}`);
    });
    const link = element("a", { href: new URL(`measures/${measure.id}/`, ROOT).href }, measure.title);
    return element("li", { "data-verdict": "not_met", "data-id": measure.id }, link, ...services);
  });
  return element(
    "details",
    { class: "unfit" },
    element("summary", {}, `不符合的 ${results.length} 項，和原因`),
    element("ul", { class: "criteria" }, ...items),
  );
}

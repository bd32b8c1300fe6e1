/**
 * Measures and a reader's answers in; each measure's best service, in the order to read, out.
 *
 * @typedef {import("./schedule.js").CompactWindow} CompactWindow
 * @typedef {{name: string, needs: string[], windows: CompactWindow[],
 *   contact: {who: string, phone: string, link: string},
 *   criteria: import("./eligibility.js").Criterion[]}} Service
 * @typedef {{id: string, number: number, title: string, agencies: string[], preferences: string[],
 *   calendar: boolean, services: Service[]}} Measure
 * @typedef {{service: Service, verdict: import("./eligibility.js").Verdict,
 *   judgements: import("./eligibility.js").Judgement[]}} JudgedService
 * @typedef {JudgedService & {measure: Measure, others: JudgedService[]}} Result
 */

import { VERDICTS, judgeCriterion, serviceVerdict } from "./eligibility.js";
import { STATUSES, bestStatus, nextDeadline, windowStatus } from "./schedule.js";

/** Which statuses a reader wants to see. What has no stated period may be open: ask. */
const WANTED = { now: ["open", "unstated"], later: ["open", "upcoming", "announced", "unstated"] };

/**
 * @param {Measure[]} measures
 * @param {import("./answers.js").Answers} answers
 * @param {import("./eligibility.js").Industries} industries
 * @param {string} today
 * @returns {{fit: Result[], unfit: Result[], untimely: number}} those that the firm may get, those
 *   it surely cannot, and how many answer the need, but not at the time; measures that answer no
 *   need are in none of these
 */
export function rank(measures, answers, industries, today) {
  let untimely = 0;
  const results = measures.flatMap((measure) => {
    const needed = measure.services.filter((service) => isNeeded(service, answers));
    const timely = needed.filter((service) => isTimely(service, answers, today));
    untimely += Number(needed.length > 0 && timely.length === 0);
    const judged = timely
      .map((service) => judge(service, answers.firm, industries))
      .sort((a, b) => compareServices(a, b, today));
    const [best, ...others] = judged;
    return best ? [{ measure, ...best, others }] : [];
  });
  results.sort((a, b) => compare(a, b, today));
  return {
    fit: results.filter(({ verdict }) => verdict !== "not_met"),
    unfit: results.filter(({ verdict }) => verdict === "not_met"),
    untimely,
  };
}

/**
 * @param {Service} service
 * @param {import("./answers.js").Answers} answers
 */
function isNeeded(service, { needs }) {
  return needs.length === 0 || service.needs.some((need) => needs.includes(need));
}

/**
 * @param {Service} service
 * @param {import("./answers.js").Answers} answers
 * @param {string} today
 */
function isTimely({ windows }, { when }, today) {
  const wanted = WANTED[/** @type {keyof typeof WANTED} */ (when)];
  return !wanted || windows.some((window) => wanted.includes(windowStatus(window, today)));
}

/**
 * @param {Service} service
 * @param {import("./eligibility.js").Firm} firm
 * @param {import("./eligibility.js").Industries} industries
 * @returns {JudgedService}
 */
function judge(service, firm, industries) {
  const judgements = service.criteria.map(({ test }) => judgeCriterion(test, firm, industries));
  return { service, judgements, verdict: serviceVerdict(judgements.map(({ verdict }) => verdict)) };
}

/**
 * The service that a measure is shown by: what fits best, then what is open, then what more is
 * known to fit; one that is closed never stands before one that can still be had.
 *
 * @param {JudgedService} a
 * @param {JudgedService} b
 * @param {string} today
 */
function compareServices(a, b, today) {
  const gone = (/** @type {JudgedService} */ judged) =>
    judged.verdict === "not_met" ? 2 : Number(bestStatus(judged.service.windows, today) === "closed");
  return (
    gone(a) - gone(b) ||
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    statusRank(a, today) - statusRank(b, today) ||
    fitRank(a) - fitRank(b) ||
    byDeadline(a, b, today)
  );
}

/**
 * Open now first, then fit, then deadline; ends with the handbook's order.
 *
 * @param {Result} a
 * @param {Result} b
 * @param {string} today
 */
function compare(a, b, today) {
  return (
    statusRank(a, today) - statusRank(b, today) ||
    fitRank(a) - fitRank(b) ||
    byDeadline(a, b, today) ||
    a.measure.number - b.measure.number ||
    (a.measure.id < b.measure.id ? -1 : 1)
  );
}

/**
 * @param {JudgedService} judged
 * @param {string} today
 */
function statusRank({ service }, today) {
  return STATUSES.indexOf(bestStatus(service.windows, today));
}

/**
 * All met; some met, the rest to ask; everything to ask, or some not met.
 *
 * @param {JudgedService} judged
 */
function fitRank({ verdict, judgements }) {
  if (verdict === "met") return 0;
  if (verdict === "not_met") return 2;
  return judgements.some((judgement) => judgement.verdict === "met") ? 1 : 2;
}

/**
 * @param {JudgedService} a
 * @param {JudgedService} b
 * @param {string} today
 */
function byDeadline(a, b, today) {
  const [first, second] = [a, b].map(({ service }) => nextDeadline(service.windows, today) ?? "9999");
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

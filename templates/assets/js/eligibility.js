/**
 * Criteria and what a firm says of itself in; met, not met, or ask the agency, out: the rules of
 * catalogue/eligibility.py. Both are held to tests/vectors/eligibility.json.
 *
 * @typedef {"met" | "ask" | "not_met"} Verdict
 * @typedef {{industries?: string[], honour?: string, factory?: string, employees?: number,
 *   capital?: number, revenue?: number}} Firm - absent where a question was left open; `factory`
 *   is yes, no or exempt; people, and New Taiwan dollars
 * @typedef {{min?: number, max?: number}} Range - both included
 * @typedef {{industry?: string[], honour?: string[], factory?: boolean, employees?: Range,
 *   factory_or_exempt?: boolean, capital?: Range, revenue?: Range, any?: boolean}} Test - all keys must hold, or with `any` one
 * @typedef {{text: string, test: Test | null}} Criterion
 * @typedef {{certain: Record<string, string[]>, uncertain: Record<string, string[]>}} Industries -
 *   which industry counts as which
 * @typedef {{verdict: Verdict, because: string[]}} Judgement
 */

/** In order of preference: a measure has the best of its services. */
export const VERDICTS = /** @type {Verdict[]} */ (["met", "ask", "not_met"]);

/**
 * The verdict on one criterion, and the keys of its test that decided it.
 *
 * @param {Test | null} test
 * @param {Firm} firm
 * @param {Industries} industries
 * @returns {Judgement}
 */
export function judgeCriterion(test, firm, industries) {
  const verdicts = test === null ? [] : judgeKeys(test, firm, industries);
  if (verdicts.length === 0) return { verdict: "ask", because: [] };
  const combine = test?.any ? bestVerdict : worst;
  const verdict = combine(verdicts.map(([, found]) => found));
  return { verdict, because: verdicts.filter(([, found]) => found === verdict).map(([key]) => key) };
}

/**
 * @param {Verdict[]} verdicts - on the criteria of a service
 * @returns {Verdict}
 */
export function serviceVerdict(verdicts) {
  return verdicts.length === 0 ? "ask" : worst(verdicts);
}

/**
 * @param {Verdict[]} verdicts - as on the services of a measure, at least one
 * @returns {Verdict}
 */
export function bestVerdict(verdicts) {
  return VERDICTS[Math.min(...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))];
}

/**
 * @param {Verdict[]} verdicts
 * @returns {Verdict}
 */
function worst(verdicts) {
  return VERDICTS[Math.max(...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))];
}

/**
 * @param {Test} test
 * @param {Firm} firm
 * @param {Industries} industries
 * @returns {[key: string, verdict: Verdict][]}
 */
function judgeKeys(test, firm, industries) {
  /** @type {[string, Verdict][]} */
  const found = [];
  if (test.industry) {
    found.push(["industry", judgeIndustry(test.industry, firm.industries ?? [], industries)]);
  }
  if (test.honour) found.push(["honour", judgeHonour(test.honour, firm.honour)]);
  if (test.factory !== undefined) found.push(["factory", judgeFactory(test.factory, firm.factory)]);
  if (test.factory_or_exempt) {
    found.push(["factory_or_exempt", judgeFactoryOrExempt(firm.factory)]);
  }
  for (const key of /** @type {const} */ (["employees", "capital", "revenue"])) {
    const wanted = test[key];
    if (wanted) found.push([key, judgeNumber(wanted, firm[key])]);
  }
  return found;
}

/**
 * @param {string[]} wanted
 * @param {string[]} chosen
 * @param {Industries} industries
 * @returns {Verdict}
 */
function judgeIndustry(wanted, chosen, { certain, uncertain }) {
  if (chosen.length === 0) return "ask";
  const counts = (/** @type {(own: string) => string[]} */ as) =>
    chosen.some((own) => as(own).some((word) => wanted.includes(word)));
  if (counts((own) => [own, ...(certain[own] ?? [])])) return "met";
  return counts((own) => uncertain[own] ?? []) ? "ask" : "not_met";
}

/**
 * @param {string[]} wanted
 * @param {string | undefined} honour
 * @returns {Verdict}
 */
function judgeHonour(wanted, honour) {
  if (honour === undefined) return "ask";
  if (wanted.includes(honour)) return "met";
  // A firm that won the higher honour may have been chosen for the lower one before.
  return honour === "卓越中堅企業" && wanted.includes("潛力中堅企業") ? "ask" : "not_met";
}

/**
 * @param {boolean} wanted
 * @param {string | undefined} factory
 * @returns {Verdict}
 */
function judgeFactory(wanted, factory) {
  // Whether proof of exemption does instead of a registration is for the agency to say.
  if (factory !== "yes" && factory !== "no") return "ask";
  return (factory === "yes") === wanted ? "met" : "not_met";
}

/**
 * @param {string | undefined} factory
 * @returns {Verdict}
 */
function judgeFactoryOrExempt(factory) {
  if (factory === undefined) return "ask";
  return factory === "yes" || factory === "exempt" ? "met" : "not_met";
}

/**
 * @param {Range} wanted
 * @param {number | undefined} number
 * @returns {Verdict}
 */
function judgeNumber({ min, max }, number) {
  if (number === undefined || (min === undefined && max === undefined)) return "ask";
  return number >= (min ?? -Infinity) && number <= (max ?? Infinity) ? "met" : "not_met";
}

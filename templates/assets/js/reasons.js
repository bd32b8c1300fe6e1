/**
 * A criterion's test, a firm's answers and the judgement in; why, in words, out.
 *
 * @typedef {import("./eligibility.js").Test} Test
 * @typedef {import("./eligibility.js").Firm} Firm
 */

/** @type {Record<string, string>} */
export const WORDS = { met: "符合", ask: "要問", not_met: "不符合" };
/** @type {Record<string, string>} */
const QUESTIONS = {
  industry: "行業",
  honour: "是不是中堅企業",
  factory: "工廠登記",
  employees: "員工人數",
  capital: "實收資本額",
  revenue: "營業額",
};
/** @type {Record<string, string>} */
const FACTORY = { yes: "有工廠登記", no: "沒有工廠登記", exempt: "依法免辦工廠登記" };

/**
 * `1 億 2,000 萬元`, `1,999,999 元`.
 *
 * @param {number} twd
 */
export function money(twd) {
  if (twd < 10_000 || twd % 10_000 !== 0) return `${twd.toLocaleString("zh-TW")} 元`;
  const [large, small] = [Math.floor(twd / 1e8), Math.round((twd % 1e8) / 1e4)];
  const parts = [];
  if (large > 0) parts.push(`${large.toLocaleString("zh-TW")} 億`);
  if (small > 0) parts.push(`${small.toLocaleString("zh-TW")} 萬`);
  return `${parts.join(" ")}元`;
}

/**
 * A firm's answer to the question of a key, or null where it was left open.
 *
 * @param {string} key
 * @param {Firm} firm
 */
export function answerOf(key, firm) {
  switch (key) {
    case "industry":
      return firm.industries?.map((own) => (own === "other" ? "都不是" : own)).join("、") ?? null;
    case "honour":
      return firm.honour === "none" ? "都還不是" : (firm.honour ?? null);
    case "factory":
    case "factory_or_exempt":
      return FACTORY[firm.factory ?? ""] ?? null;
    case "employees":
      return firm.employees === undefined ? null : `${firm.employees.toLocaleString("zh-TW")} 人`;
    default: {
      const twd = firm[/** @type {"capital" | "revenue"} */ (key)];
      return twd === undefined ? null : money(twd);
    }
  }
}

/**
 * What a test wants of a key.
 *
 * @param {string} key
 * @param {Test} test
 */
function wantedOf(key, test) {
  if (key === "industry") return (test.industry ?? []).join("或");
  if (key === "honour") return (test.honour ?? []).join("或");
  if (key === "factory_or_exempt") return "有工廠登記，或依法免辦";
  if (key === "factory") return test.factory ? "有工廠登記" : "沒有工廠登記";
  const { min, max } = test[/** @type {"employees" | "capital" | "revenue"} */ (key)] ?? {};
  const write = (/** @type {number} */ number) =>
    key === "employees" ? `${number.toLocaleString("zh-TW")} 人` : money(number);
  const parts = [];
  if (min !== undefined) parts.push(`${write(min)}以上`);
  if (max !== undefined) parts.push(`${write(max)}以下`);
  return parts.join("、");
}

/**
 * With the space that stands between a Chinese character and a number.
 *
 * @param {string} words
 */
function spaced(words) {
  return /^\d/.test(words) ? ` ${words}` : words;
}

/**
 * @param {Test | null} test
 * @param {Firm} firm
 * @param {import("./eligibility.js").Judgement} judgement
 */
export function reason(test, firm, { verdict, because }) {
  if (test === null || because.length === 0) return "問卷看不出來，請先問主辦機關。";
  return because
    .map((key) => {
      const answer = answerOf(key, firm);
      const question = QUESTIONS[key === "factory_or_exempt" ? "factory" : key];
      if (answer === null) return `你沒有填${question}，請先問主辦機關。`;
      // 都還不是 and 都不是 are no nouns.
      const own = `你填的是${answer.startsWith("都") ? `「${answer}」` : spaced(answer)}`;
      if (verdict === "met") return `${own}。`;
      const wanted = wantedOf(key, test);
      if (verdict === "not_met") return `${/^\d/.test(wanted) ? question : ""}要${spaced(wanted)}；${own}。`;
      return `${own}，算不算${wanted}，請先問主辦機關。`;
    })
    .join("");
}

/**
 * What the reader answered, as questions and answers.
 *
 * @param {Firm} firm
 * @returns {[question: string, answer: string][]}
 */
export function answered(firm) {
  return Object.entries(QUESTIONS).flatMap(([key, question]) => {
    const answer = answerOf(key, firm);
    return answer === null ? [] : [/** @type {[string, string]} */ ([question, answer])];
  });
}

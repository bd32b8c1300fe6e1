/**
 * What a reader answered, from the form and in the address.
 *
 * In the address the answers stand behind the `#`, which a browser sends to nobody: they can be
 * shared, and never leave the reader's machine by themselves. A `?` is understood as well.
 *
 * @typedef {{needs: string[], when: string, firm: import("./eligibility.js").Firm}} Answers
 */

const MANY = ["need", "industry"];
const ONE = ["honour", "factory", "when"];
/** The unit of a number without one: people, and 萬元. */
const NUMBERS = { employees: 1, capital: 10_000, revenue: 10_000 };
const UNITS = { 元: 1, 人: 1, 萬: 10_000, 萬元: 10_000, 億: 100_000_000, 億元: 100_000_000 };
const NAMES = [...MANY, ...ONE, ...Object.keys(NUMBERS)];

/**
 * A number as people write it: `2000`, `2,000 萬`, `1.5 億`, full-width too. Undefined where it is
 * none.
 *
 * @param {string} text
 * @param {"employees" | "capital" | "revenue"} name
 */
export function readNumber(text, name) {
  const plain = text.normalize("NFKC").replace(/[\s,]/g, "");
  const found = /^(\d+(?:\.\d+)?)(元|人|萬元?|億元?)?$/.exec(plain);
  if (!found) return undefined;
  const isCount = name === "employees";
  if (found[2] && isCount !== (found[2] === "人")) return undefined;
  const unit = found[2] ? UNITS[/** @type {keyof typeof UNITS} */ (found[2])] : NUMBERS[name];
  // One and a half people, or half a dollar, are a slip of the pen.
  const number = Number((Number(found[1]) * unit).toFixed(4));
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * The answers of the form, those left open not among them.
 *
 * @param {HTMLFormElement} form
 */
export function parametersOf(form) {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text !== "") parameters.append(name, text);
  }
  return parameters;
}

/**
 * The answers in an address, or null where it holds none.
 *
 * @param {{hash: string, search: string}} address
 */
export function parametersIn({ hash, search }) {
  for (const text of [hash.slice(1), search.slice(1)]) {
    const parameters = new URLSearchParams(text);
    if (NAMES.some((name) => parameters.has(name)) || parameters.has("all")) return parameters;
  }
  return null;
}

/**
 * Where these answers are: `#all` where every question was left open.
 *
 * @param {URLSearchParams} parameters
 */
export function hashOf(parameters) {
  return `#${parameters.toString() || "all"}`;
}

/**
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} parameters
 */
export function fill(form, parameters) {
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement)) continue;
    const values = parameters.getAll(field.name);
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type === "radio") field.checked = (values[0] ?? "") === field.value;
    else field.value = values[0] ?? "";
  }
}

/**
 * @param {URLSearchParams} parameters
 * @returns {Answers}
 */
export function answersFrom(parameters) {
  /** @type {import("./eligibility.js").Firm} */
  const firm = {};
  const industries = parameters.getAll("industry");
  if (industries.length > 0) firm.industries = industries;
  const honour = parameters.get("honour");
  if (honour) firm.honour = honour;
  const factory = parameters.get("factory");
  if (factory) firm.factory = factory;
  for (const name of /** @type {const} */ (["employees", "capital", "revenue"])) {
    const number = readNumber(parameters.get(name) ?? "", name);
    if (number !== undefined) firm[name] = number;
  }
  return { needs: parameters.getAll("need"), when: parameters.get("when") ?? "", firm };
}

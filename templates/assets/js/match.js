/**
 * The matching page: the questionnaire, the results, the address. Nothing is fetched before the
 * reader asks for results, or opens an address that holds answers.
 */

import { answersFrom, fill, hashOf, parametersIn, parametersOf, readNumber } from "./answers.js";
import { button, element } from "./element.js";
import { loadMeasures } from "./match-data.js";
import { renderResult, renderUnfit } from "./match-result.js";
import { rank } from "./ranking.js";
import { answered } from "./reasons.js";
import { taipeiToday } from "./schedule.js";
import { ROOT } from "./store.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("match-form"));
const message = /** @type {HTMLElement} */ (document.getElementById("match-status"));
const place = /** @type {HTMLElement} */ (document.getElementById("match-results"));
/** There where the reader has to choose a need: the catalogue is too large to compare all of it. */
const needError = document.getElementById("match-need-error");
const mail = document.getElementById("match-mail");
const mailAddress = mail?.getAttribute("href") ?? "";

let latest = 0;

/**
 * Say beside the question that a need has to be chosen, where none is.
 *
 * @returns {HTMLInputElement | null} the first of the needs, if so
 */
function checkNeeds() {
  const isMissing = needError !== null && !form.querySelector("input[name=need]:checked");
  return sayNeedError(isMissing ? "請至少選一項需要。" : "");
}

/**
 * @param {string} words - none where nothing is wrong
 * @returns {HTMLInputElement | null} the field that is wrong
 */
function sayNeedError(words) {
  const first = form.querySelector("input[name=need]");
  if (!needError || !(first instanceof HTMLInputElement)) return null;
  needError.hidden = words === "";
  needError.textContent = words;
  if (words === "") {
    first.removeAttribute("aria-invalid");
    first.removeAttribute("aria-describedby");
    return null;
  }
  first.setAttribute("aria-invalid", "true");
  first.setAttribute("aria-describedby", needError.id);
  return first;
}

/**
 * Say what is wrong at each number that cannot be read.
 *
 * @returns {HTMLInputElement | null} the first of them
 */
function checkNumbers() {
  let first = null;
  for (const name of /** @type {const} */ (["employees", "capital", "revenue"])) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement)) continue;
    const isWrong = field.value.trim() !== "" && readNumber(field.value, name) === undefined;
    const error = document.getElementById(`match-${name}-error`);
    if (error) {
      error.hidden = !isWrong;
      const example = name === "employees" ? "150" : "2000，或 1.5 億";
      error.textContent = isWrong ? `看不懂這個數字，請寫成像 ${example}。` : "";
    }
    if (isWrong) {
      field.setAttribute("aria-invalid", "true");
      first ??= field;
    } else {
      field.removeAttribute("aria-invalid");
    }
  }
  return first;
}

/**
 * @param {URLSearchParams} parameters
 * @param {boolean} moveFocus - to the heading of the results
 */
async function show(parameters, moveFocus) {
  const turn = ++latest;
  try {
    const data = await loadMeasures(parameters.getAll("need"));
    if (turn !== latest) return;
    render(data, parameters);
    if (moveFocus) document.getElementById("match-results-heading")?.focus();
  } catch {
    if (turn === latest) fail(parameters);
  }
}

/**
 * @param {import("./match-data.js").Data} data
 * @param {URLSearchParams} parameters
 */
function render({ measures, industries, cut }, parameters) {
  const answers = answersFrom(parameters);
  const today = taipeiToday();
  const { fit, unfit, untimely } = rank(measures, answers, industries, today);
  const met = fit.filter(({ verdict }) => verdict === "met").length;
  const counts = `${met} 項看來符合，${fit.length - met} 項要先問主辦機關，${unfit.length} 項不符合。`;
  const heading = element("h2", { id: "match-results-heading", tabindex: "-1" }, "結果");
  place.replaceChildren(heading, element("p", { class: "lead" }, counts));
  if (cut.length > 0) place.append(cutNotice(cut));
  place.append(summary(answers), actions());
  if (fit.length > 0) {
    const results = fit.map((result) => renderResult(result, answers.firm, today));
    place.append(element("ol", { class: "cards results" }, ...results));
  } else {
    place.append(element("p", { class: "empty" }, emptyWords(answers)));
  }
  if (unfit.length > 0) place.append(renderUnfit(unfit, answers.firm));
  if (untimely > 0) {
    const words = `另有 ${untimely} 項時間不合，沒有列出；時間改選「都看」就看得到。`;
    place.append(element("p", { class: "hint" }, words));
  }
  place.hidden = false;
  message.textContent = counts;
  if (mail) mail.setAttribute("href", mailWith(location.href));
}

/**
 * That not all measures were compared, which they were, and where the others are.
 *
 * @param {import("./match-data.js").Cut[]} cut
 */
function cutNotice(cut) {
  const counts = cut.map(({ need, total, compared }) => {
    const [of, only] = [total, compared].map((count) => count.toLocaleString("zh-TW"));
    return `「${labelOf("need", need)}」有 ${of} 項措施，這裡只比對 ${only} 項`;
  });
  const search = element("a", { href: new URL("search/", ROOT).href }, "搜尋");
  const words = `${counts.join("；")}：可以申請、最快截止的優先。其他請用`;
  return element("p", { class: "notice" }, words, search, "。");
}

/** @param {import("./answers.js").Answers} answers */
function emptyWords({ needs, when }) {
  const hint = [needs.length > 0 ? "少選幾項需要" : "", when ? "時間改選「都看」" : ""].filter(Boolean);
  return `沒有找到。${hint.length > 0 ? `可以${hint.join("，或")}，再看一次；` : ""}也可以直接找服務團談。`;
}

/**
 * What was answered, for who prints the results or gets their address.
 *
 * @param {import("./answers.js").Answers} answers
 */
function summary({ needs, when, firm }) {
  const labels = needs.map((need) => labelOf("need", need)).filter(Boolean);
  const rows = [
    ["需要", labels.join("；") || "全部"],
    ...answered(firm),
    ["時間", when ? labelOf("when", when) : "都看"],
  ];
  const list = element("dl", { class: "answered" });
  for (const [question, answer] of rows) {
    list.append(element("div", {}, element("dt", {}, question), element("dd", {}, answer)));
  }
  return list;
}

/**
 * The words beside a choice of the form.
 *
 * @param {string} name
 * @param {string} value
 */
function labelOf(name, value) {
  for (const field of form.querySelectorAll(`input[name="${name}"]`)) {
    if (field instanceof HTMLInputElement && field.value === value) {
      return field.nextElementSibling?.firstChild?.textContent?.trim() ?? value;
    }
  }
  return "";
}

function actions() {
  const list = element("p", { class: "actions" });
  const copied = element("span", { role: "status" });
  list.append(
    button("改答案", changeAnswers, { class: "plain" }),
    button("列印", () => window.print(), { class: "plain" }),
    button("複製連結", () => void copy(copied), { class: "plain" }),
    copied,
  );
  return list;
}

function changeAnswers() {
  form.scrollIntoView();
  const first = form.querySelector("input");
  if (first instanceof HTMLInputElement) first.focus({ preventScroll: true });
}

/** @param {Element} answer */
async function copy(answer) {
  try {
    await navigator.clipboard.writeText(location.href);
    answer.textContent = "已複製；連結裡有你的答案。";
  } catch {
    answer.textContent = "瀏覽器不讓我們複製，請複製網址列。";
  }
}

/** @param {string} address */
function mailWith(address) {
  const subject = encodeURIComponent("想談適合的輔導措施");
  return `${mailAddress}?subject=${subject}&body=${encodeURIComponent(address)}`;
}

/** @param {URLSearchParams} parameters */
function fail(parameters) {
  place.hidden = true;
  message.replaceChildren(
    "資料載入失敗，可能是網路斷線。 ",
    button("再試一次", () => void show(parameters, true), { class: "plain" }),
  );
}

function clear() {
  latest++;
  place.replaceChildren();
  place.hidden = true;
  message.textContent = "";
  if (mail) mail.setAttribute("href", mailAddress);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [wrong] = [checkNeeds(), checkNumbers()].filter((field) => field !== null);
  if (wrong) {
    wrong.focus();
    return;
  }
  const parameters = parametersOf(form);
  history.pushState(null, "", location.pathname + hashOf(parameters));
  void show(parameters, true);
});
form.addEventListener("reset", () => {
  history.pushState(null, "", location.pathname);
  sayNeedError("");
  clear();
  // The fields are as they were until the event is over.
  queueMicrotask(() => queueMicrotask(checkNumbers));
});

/**
 * Show what the address asks for. Its other parts (#main) are places on the page.
 *
 * @param {URLSearchParams} parameters
 */
function follow(parameters) {
  fill(form, parameters);
  checkNumbers();
  if (checkNeeds()) clear();
  else void show(parameters, false);
}

addEventListener("popstate", () => {
  const parameters = parametersIn(location);
  if (parameters) {
    follow(parameters);
  } else if (location.hash === "") {
    fill(form, new URLSearchParams());
    checkNumbers();
    sayNeedError("");
    clear();
  }
});
// Paper cannot be unfolded.
addEventListener("beforeprint", () => {
  for (const details of place.querySelectorAll("details")) details.open = true;
});
const asked = parametersIn(location);
if (asked) follow(asked);

/**
 * The shortlist page: the measures kept on this device, or those of an address (`?m=citd,tips`),
 * compared side by side; their deadlines as one calendar; a list to print or to send.
 *
 * An address shows its own list and changes nothing on the device unless the reader asks. One
 * that was renamed is followed, one that is gone is said to be gone.
 */

import { comparisonTable, hasCalendar } from "./comparison.js";
import { currentMeasures } from "./current-measures.js";
import { button, element } from "./element.js";
import { fetchOnce } from "./fetch-once.js";
import { showAll } from "./keep.js";
import { mergeCalendars } from "./merged-calendar.js";
import { taipeiToday } from "./schedule.js";
import { ROOT, addressOf, canKeep, onChange, readShortlist, writeShortlist } from "./store.js";

const place = /** @type {HTMLElement} */ (document.getElementById("shortlist"));
const notes = /** @type {HTMLElement} */ (document.getElementById("shortlist-notes"));
const message = /** @type {HTMLElement} */ (document.getElementById("shortlist-status"));
const empty = /** @type {HTMLElement} */ (document.getElementById("shortlist-empty"));

/** @typedef {import("./comparison.js").Measure} Measure */

/** What the last change did, said before the count. */
let done = "";
let latest = 0;

/**
 * The ids in the address, or null where it holds none.
 *
 * @returns {string[] | null}
 */
function idsInAddress() {
  const given = new URLSearchParams(location.search).getAll("m");
  if (given.length === 0) return null;
  return [...new Set(given.join(",").split(",").map((id) => id.trim()).filter(Boolean))];
}

/** Show what is to be shown now; a newer call overtakes. */
async function update() {
  const turn = ++latest;
  const sent = idsInAddress();
  const wanted = sent?.map((id) => ({ id, title: "" })) ?? readShortlist();
  try {
    const { measures, lines, entries } = await currentMeasures(wanted);
    if (turn !== latest) return;
    if (sent === null && lines.length > 0) writeShortlist(entries);
    render(measures, lines, sent !== null);
  } catch {
    if (turn === latest) fail();
  }
}

/**
 * @param {Measure[]} measures
 * @param {string[]} lines
 * @param {boolean} isSent - shown from an address, not from this device
 */
function render(measures, lines, isSent) {
  notes.replaceChildren();
  if (isSent && measures.length > 0) notes.append(sentNotice(measures));
  if (lines.length > 0) {
    const list = element("ul", {}, ...lines.map((line) => element("li", {}, line)));
    notes.append(element("div", { class: "notice" }, list));
  }
  empty.hidden = measures.length > 0;
  place.hidden = measures.length === 0;
  const count = measures.length > 0 ? `共 ${measures.length} 項措施。` : "清單是空的。";
  message.textContent = done + count;
  done = "";
  if (measures.length === 0) {
    place.replaceChildren();
    return;
  }
  const heading = element("h2", { id: "shortlist-heading", tabindex: "-1" }, "並排比較");
  const table = comparisonTable(measures, taipeiToday(), (measure) =>
    isSent ? document.createDocumentFragment() : removeButton(measure),
  );
  const region = element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "措施比較表，可左右捲動" },
    table,
  );
  place.replaceChildren(heading, tools(measures, isSent), region);
}

/** @param {Measure[]} measures */
function sentNotice(measures) {
  const line = element("div", { class: "notice sent" }, element("p", {}, "這是連結裡的清單，還沒有存進這台裝置。"));
  if (canKeep()) {
    const keep = button(
      "存進這台裝置",
      () => {
        const entries = measures.map(({ id, title }) => ({ id, title }));
        writeShortlist([...readShortlist(), ...entries]);
        history.pushState(null, "", location.pathname);
        done = "已存進這台裝置。";
        showAll();
        void update().then(focusHeading);
      },
      { class: "plain" },
    );
    const own = element("a", { href: location.pathname }, "看這台裝置的清單");
    line.append(element("p", { class: "actions" }, keep, " ", own));
  }
  return line;
}

/** @param {Measure} measure */
function removeButton({ id, title }) {
  const node = button(
    "移除",
    () => {
      writeShortlist(readShortlist().filter((entry) => entry.id !== id));
      done = `已移除「${title}」。`;
      showAll();
      void update().then(focusHeading);
    },
    { class: "plain" },
  );
  node.append(element("span", { class: "visually-hidden" }, `：${title}`));
  return node;
}

/** The button that was pressed is gone; the keyboard goes on from the list's heading. */
function focusHeading() {
  const shown = place.hidden ? document.getElementById("shortlist-empty-heading") : null;
  const heading = shown ?? document.getElementById("shortlist-heading");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

/**
 * @param {Measure[]} measures
 * @param {boolean} isSent
 */
function tools(measures, isSent) {
  const address = addressOf(measures.map(({ id }) => id));
  const answer = element("p", { role: "status", class: "hint" });
  const say = (/** @type {string} */ words) => answer.replaceChildren(words);
  const row = element("p", { class: "actions" });
  const dated = measures.filter(hasCalendar);
  if (dated.length > 0) {
    row.append(button("下載截止日行事曆", () => void download(dated, measures, say), { class: "action" }));
  }
  row.append(
    button("列印", () => window.print(), { class: "plain" }),
    button("複製連結", () => void copy(address, say), { class: "plain" }),
    mailLink(measures, address),
  );
  if (!isSent) row.append(button("清空", clear, { class: "plain" }));
  const field = element("input", { id: "shortlist-address", type: "text", readonly: "", value: address });
  const label = element("label", { for: "shortlist-address" }, "這份清單的連結");
  return element("div", { class: "tools" }, row, answer, element("p", { class: "address" }, label, field));
}

function clear() {
  const before = readShortlist();
  writeShortlist([]);
  done = "已清空。";
  showAll();
  void update().then(() => {
    const undo = button(
      "復原",
      () => {
        writeShortlist(before);
        done = "已復原。";
        showAll();
        void update().then(focusHeading);
      },
      { class: "plain" },
    );
    message.append(" ", undo);
    undo.focus();
  });
}

/**
 * @param {Measure[]} measures
 * @param {string} address
 */
function mailLink(measures, address) {
  const lines = measures.map(({ title }, index) => `${index + 1}. ${title}`);
  const body = encodeURIComponent([...lines, "", address].join("\r\n"));
  return element("a", { href: `mailto:?subject=${encodeURIComponent("輔導措施清單")}&body=${body}` }, "用電子郵件寄出");
}

/**
 * @param {string} address
 * @param {(words: string) => void} say
 */
async function copy(address, say) {
  try {
    await navigator.clipboard.writeText(address);
    say("已複製連結。");
  } catch {
    const field = document.getElementById("shortlist-address");
    if (field instanceof HTMLInputElement) field.select();
    say("瀏覽器不讓我們複製，請複製下面選好的連結。");
  }
}

/**
 * One file with the deadlines of all measures that have any.
 *
 * @param {Measure[]} dated
 * @param {Measure[]} measures
 * @param {(words: string) => void} say
 */
async function download(dated, measures, say) {
  try {
    const calendars = await Promise.all(
      dated.map(({ id }) => fetchOnce(`calendar/measures/${id}.ics`, "text")),
    );
    const text = mergeCalendars(calendars, "輔導措施清單");
    const address = URL.createObjectURL(new Blob([text], { type: "text/calendar;charset=utf-8" }));
    const link = /** @type {HTMLAnchorElement} */ (
      element("a", { href: address, download: "shortlist.ics" })
    );
    document.body.append(link);
    link.click();
    link.remove();
    // The download has begun, but on some browsers not yet read.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    const undated = measures.filter((measure) => !dated.includes(measure));
    const rest = undated.map(({ title }) => `「${title}」`).join("、");
    say(`已下載 shortlist.ics。${rest ? `${rest}沒有日期，不在行事曆裡。` : ""}`);
  } catch {
    say("行事曆載入失敗，可能是網路斷線，請再試一次。");
  }
}

function fail() {
  message.replaceChildren(
    "清單的資料載入失敗，可能是網路斷線。 ",
    button("再試一次", () => void update(), { class: "plain" }),
  );
}

void update();
onChange(() => void update());
addEventListener("popstate", () => void update());
addEventListener("pageshow", (event) => {
  if (event.persisted) void update();
});

/**
 * Windows and a day in; status, deadline, opening out: the rules of catalogue/schedule.py, for the
 * reader's day. Both are held to tests/vectors/schedule.json.
 *
 * Days are ISO texts, civil dates in Asia/Taipei; they are compared as texts. Of some dates only
 * the month is known (`2016-06`): it stands for its first to its last day.
 *
 * @typedef {"open" | "upcoming" | "announced" | "unstated" | "closed"} Status
 * @typedef {["fixed", string | null, string | null] | ["annual", number[]] | ["rolling"]
 *   | ["announced"] | ["unstated"]} CompactWindow - as `compact_window` in schedule.py writes it
 * @typedef {{opens: string | null, closes: string | null}} Span - both days included
 */

export const CLOSING_SOON_DAYS = 30;

/** From the best to the worst: a measure has the best of its windows. */
export const STATUSES = /** @type {Status[]} */ ([
  "open",
  "upcoming",
  "announced",
  "unstated",
  "closed",
]);

/** @type {Record<Status, string>} */
export const STATUS_NAMES = {
  open: "可申請",
  upcoming: "即將開放",
  announced: "等公告",
  unstated: "未載明期間",
  closed: "已截止",
};

/**
 * The windows of an attribute: JSON or, on a large site, the words of `terse_windows` in views.py.
 *
 * @param {string} text
 * @returns {CompactWindow[]}
 */
export function windowsIn(text) {
  if (text.startsWith("[")) return JSON.parse(text);
  return text.split(" ").map((word) => {
    const [kind, months] = word.split(":");
    if (months !== undefined) return ["annual", months.split(",").map(Number)];
    const [opens, closes] = word.split("/");
    if (closes !== undefined) return ["fixed", opens || null, closes || null];
    return /** @type {CompactWindow} */ ([kind]);
  });
}

/**
 * Today in Taipei, whatever the reader's own zone. Taiwan has kept UTC+8 since 1979.
 *
 * @param {Date} now
 */
export function taipeiToday(now = new Date()) {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/**
 * Days from one day to another; negative where `to` is earlier.
 *
 * @param {string} from
 * @param {string} to
 */
export function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/**
 * The span that is open today, else the next, else the last; null where undated.
 *
 * @param {CompactWindow} window
 * @param {string} today
 * @returns {Span | null}
 */
export function occurrence(window, today) {
  switch (window[0]) {
    case "fixed":
      return { opens: firstDay(window[1]), closes: lastDay(window[2]) };
    case "annual":
      return annualOccurrence(window[1], today);
    case "rolling":
      return { opens: null, closes: null };
    default:
      return null;
  }
}

/** @param {string | null} date - a day or a month */
function firstDay(date) {
  return date !== null && isMonth(date) ? `${date}-01` : date;
}

/** @param {string | null} date - a day or a month */
function lastDay(date) {
  if (date === null || !isMonth(date)) return date;
  const [year, month] = date.split("-").map(Number);
  return dayOf(year * 12 + month, 0);
}

/** @param {string} date */
function isMonth(date) {
  return date.length === 7;
}

/**
 * @param {number[]} months
 * @param {string} today
 * @returns {Span}
 */
function annualOccurrence(months, today) {
  if (months.length === 12) return { opens: null, closes: null };
  const has = (/** @type {number} */ count) => months.includes((count % 12) + 1);
  // Months counted from year 0, so that a run may cross the year's end.
  let first = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1;
  while (!has(first)) first++;
  let last = first;
  while (has(first - 1)) first--;
  while (has(last + 1)) last++;
  return { opens: dayOf(first, 1), closes: dayOf(last + 1, 0) };
}

/**
 * @param {number} count - months since year 0
 * @param {number} day - 0 for the last day of the month before
 */
function dayOf(count, day) {
  return new Date(Date.UTC(Math.floor(count / 12), count % 12, day)).toISOString().slice(0, 10);
}

/**
 * @param {CompactWindow} window
 * @param {string} today
 * @returns {Status}
 */
export function windowStatus(window, today) {
  if (window[0] === "announced" || window[0] === "unstated") return window[0];
  const span = occurrence(window, today);
  if (span?.closes && span.closes < today) return "closed";
  return span?.opens && today < span.opens ? "upcoming" : "open";
}

/**
 * @param {CompactWindow[]} windows - at least one
 * @param {string} today
 * @returns {Status}
 */
export function bestStatus(windows, today) {
  const ranks = windows.map((window) => STATUSES.indexOf(windowStatus(window, today)));
  return STATUSES[Math.min(...ranks)];
}

/**
 * The day on which an open or coming window closes; null where it is over or has no end.
 *
 * @param {CompactWindow} window
 * @param {string} today
 */
export function closingDay(window, today) {
  const closes = occurrence(window, today)?.closes ?? null;
  return closes !== null && closes >= today ? closes : null;
}

/**
 * The day on which a coming window opens; null where it is open, over or undated.
 *
 * @param {CompactWindow} window
 * @param {string} today
 */
export function openingDay(window, today) {
  const opens = occurrence(window, today)?.opens ?? null;
  return opens !== null && opens > today ? opens : null;
}

/**
 * The earliest closing day, today or later.
 *
 * @param {CompactWindow[]} windows
 * @param {string} today
 */
export function nextDeadline(windows, today) {
  return earliest(windows.map((window) => closingDay(window, today)));
}

/**
 * The earliest opening day after today.
 *
 * @param {CompactWindow[]} windows
 * @param {string} today
 */
export function nextOpening(windows, today) {
  return earliest(windows.map((window) => openingDay(window, today)));
}

/** @param {(string | null)[]} days */
function earliest(days) {
  return days.filter((day) => day !== null).sort()[0] ?? null;
}

/**
 * Open, and closing within 30 days.
 *
 * @param {CompactWindow} window
 * @param {string} today
 */
export function closesSoon(window, today) {
  const day = closingDay(window, today);
  return (
    windowStatus(window, today) === "open" &&
    day !== null &&
    daysBetween(today, day) <= CLOSING_SOON_DAYS
  );
}

/**
 * What happens next, or happened last: what `views.py` prints in words for the build's day.
 *
 * @typedef {{event: "closes" | "opens" | "closed", day: string, date: string}} NextEvent - `date`
 *   is the day, or its month where the source names no day
 * @param {CompactWindow[]} windows
 * @param {string} today
 * @returns {NextEvent | null} null where undated
 */
export function nextEvent(windows, today) {
  const found = nextEventDay(windows, today);
  if (found === null) return null;
  const place = found.event === "opens" ? 1 : 2;
  const isSaid = windows.some((window) => window[0] === "fixed" && window[place] === found.day);
  return { ...found, date: isSaid ? found.day : found.day.slice(0, 7) };
}

/**
 * @param {CompactWindow[]} windows
 * @param {string} today
 * @returns {{event: "closes" | "opens" | "closed", day: string} | null}
 */
function nextEventDay(windows, today) {
  const status = bestStatus(windows, today);
  if (status === "open") {
    const open = windows.filter((window) => windowStatus(window, today) === "open");
    const day = nextDeadline(open, today);
    return day === null ? null : { event: "closes", day };
  }
  if (status === "upcoming") {
    const day = nextOpening(windows, today);
    return day === null ? null : { event: "opens", day };
  }
  if (status === "closed") {
    const days = windows.map((window) => occurrence(window, today)?.closes ?? null);
    const day = days.filter((day) => day !== null).sort().at(-1);
    return day === undefined ? null : { event: "closed", day };
  }
  return null;
}

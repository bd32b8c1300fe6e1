/**
 * ISO days in, words in both calendars out: the same as catalogue/dates.py.
 */

const ROC_OFFSET = 1911;
const WEEKDAYS = "日一二三四五六";

/**
 * `105 年 3 月 15 日`.
 *
 * @param {string} day - ISO
 */
export function rocDate(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year - ROC_OFFSET} 年 ${month} 月 ${date} 日`;
}

/**
 * `105 年 3 月 15 日（2016-03-15 星期二）`.
 *
 * @param {string} day - ISO
 */
export function bothCalendars(day) {
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return `${rocDate(day)}（${day} 星期${weekday}）`;
}

/**
 * What happens next to a measure: `105 年 3 月 15 日（2016-03-15 星期二）截止`, `105 年 6 月（2016-06）截止`.
 *
 * @param {import("./schedule.js").NextEvent} event
 */
export function eventInWords({ event, date }) {
  const ending = { closes: "截止", opens: "開始受理", closed: "已截止" };
  return dateInWords(date) + ending[event];
}

/**
 * In both calendars; a month without a weekday.
 *
 * @param {string} date - an ISO day or month
 */
export function dateInWords(date) {
  const [year, month, day] = date.split("-").map(Number);
  return day ? bothCalendars(date) : `${year - ROC_OFFSET} 年 ${month} 月（${date}）`;
}

/**
 * `105 年 3 月 15 日（2016-03-15 星期二）09:30（台北時間）`.
 *
 * @param {number} time - in milliseconds
 */
export function momentInTaipei(time) {
  // Taiwan has kept UTC+8 since 1979.
  const [day, clock] = new Date(time + 8 * 3_600_000).toISOString().split("T");
  return `${bothCalendars(day)}${clock.slice(0, 5)}（台北時間）`;
}

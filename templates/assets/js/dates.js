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

/**
 * Published calendars (RFC 5545) in; one calendar with the events of all, out.
 */

const EVENT = /BEGIN:VEVENT\r\n[\s\S]*?END:VEVENT\r\n/g;
const NAME = /^(NAME|X-WR-CALNAME):.*\r\n(?:[ \t].*\r\n)*/gm;
const ENDING = "END:VCALENDAR\r\n";

/**
 * The first calendar's head, under a new name, with every event of all of them; an event that
 * stands in two (by its UID) once.
 *
 * @param {string[]} calendars - at least one
 * @param {string} name - short: not folded
 */
export function mergeCalendars(calendars, name) {
  const head = calendars[0].replace(EVENT, "").replace(ENDING, "").replace(NAME, `$1:${name}\r\n`);
  const events = new Map();
  for (const calendar of calendars) {
    for (const [event] of calendar.matchAll(EVENT)) {
      events.set(/^UID:.*$/m.exec(event)?.[0] ?? event, event);
    }
  }
  return head + [...events.values()].join("") + ENDING;
}

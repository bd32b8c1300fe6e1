/**
 * The shortlist kept on this device: ids of measures with the titles they had, in localStorage.
 *
 * Sites of one organisation share an origin, so the key holds the path of this one. Everything
 * works on where nothing can be kept (storage switched off or full): `isKept` is then false.
 *
 * @typedef {{id: string, title: string}} Entry
 */

export const ROOT = new URL("../../", import.meta.url);
const KEY = `shortlist:${ROOT.pathname}`;

/** @returns {Entry[]} */
export function readShortlist() {
  try {
    const entries = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(entries) ? entries.filter(isEntry).map(({ id, title }) => ({ id, title })) : [];
  } catch {
    return [];
  }
}

/**
 * @param {any} entry
 * @returns {entry is Entry}
 */
function isEntry(entry) {
  return typeof entry?.id === "string" && typeof entry?.title === "string";
}

/**
 * @param {Entry[]} entries
 * @returns {boolean} whether they were kept
 */
export function writeShortlist(entries) {
  try {
    const unique = new Map(entries.map((entry) => [entry.id, entry]));
    localStorage.setItem(KEY, JSON.stringify([...unique.values()]));
  } catch {
    return false;
  }
  return true;
}

/** Whether this browser keeps anything for us. */
export function canKeep() {
  return writeShortlist(readShortlist());
}

/**
 * Put a measure into the list, or take it out.
 *
 * @param {Entry} entry
 * @returns {boolean} whether it is in the list now
 */
export function toggle(entry) {
  const entries = readShortlist();
  const rest = entries.filter(({ id }) => id !== entry.id);
  const wasIn = rest.length < entries.length;
  const kept = writeShortlist(wasIn ? rest : [...rest, entry]);
  return kept ? !wasIn : wasIn;
}

/**
 * Told when another tab has changed the list.
 *
 * @param {() => void} listener
 */
export function onChange(listener) {
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) listener();
  });
}

/**
 * The address that shows these measures on anyone's device.
 *
 * @param {string[]} ids
 */
export function addressOf(ids) {
  return new URL(`shortlist/?m=${ids.map(encodeURIComponent).join(",")}`, ROOT).href;
}

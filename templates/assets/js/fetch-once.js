/**
 * Paths below the site's root in; what is there, out: fetched once and kept, a failure is not kept.
 */

import { once } from "./fetching.js";
import { ROOT } from "./store.js";

/** @type {Map<string, Promise<any>>} */
const cache = new Map();

/**
 * @param {string} path
 * @param {"json" | "text"} [type]
 * @returns {Promise<any>} null where there is no such file
 */
export function fetchIfThere(path, type = "json") {
  return once(cache, path, async () => {
    const response = await fetch(new URL(path, ROOT));
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${response.status} ${path}`);
    return type === "json" ? response.json() : response.text();
  });
}

/**
 * @param {string} path - of a file that has to be there
 * @param {"json" | "text"} [type]
 */
export async function fetchOnce(path, type) {
  const found = await fetchIfThere(path, type);
  if (found !== null) return found;
  cache.delete(path);
  throw new Error(`404 ${path}`);
}

/**
 * Paths below the site's root in; what is there, out: fetched once and kept, a failure is not kept.
 */

import { ROOT } from "./store.js";

/** @type {Map<string, Promise<any>>} */
const cache = new Map();

/**
 * @param {string} path
 * @param {"json" | "text"} [type]
 * @returns {Promise<any>} null where there is no such file
 */
export function fetchIfThere(path, type = "json") {
  const known = cache.get(path);
  if (known) return known;
  const promise = fetch(new URL(path, ROOT)).then((response) => {
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${response.status} ${path}`);
    return type === "json" ? response.json() : response.text();
  });
  promise.catch(() => cache.delete(path));
  cache.set(path, promise);
  return promise;
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

/**
 * Addresses in; what is there, out. What is fetched once can be kept; a failure never is.
 */

/**
 * What has been made for a key, or is being; made now where it is not.
 *
 * @template Key, Value
 * @param {Map<Key, Promise<Value>>} kept
 * @param {Key} key
 * @param {() => Promise<Value>} make
 * @returns {Promise<Value>}
 */
export function once(kept, key, make) {
  let promise = kept.get(key);
  if (!promise) {
    promise = make();
    kept.set(key, promise);
    // What did not arrive is asked for again the next time.
    promise.catch(() => kept.delete(key));
  }
  return promise;
}

/** @param {string} address */
export async function fetchJson(address) {
  return (await fetchThere(address)).json();
}

/** @param {string} address */
export async function fetchText(address) {
  return (await fetchThere(address)).text();
}

/**
 * A file that is compressed with gzip whatever the host does.
 *
 * @param {string} address
 */
export async function fetchUnpacked(address) {
  const { body } = await fetchThere(address);
  const unpacked = /** @type {ReadableStream} */ (body).pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/** @param {string} address */
async function fetchThere(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response;
}

/**
 * Keeps what a reader has read, and shows it when the network fails or is too slow.
 *
 * The builder puts a line before this file, `const BUILD = {version, essentials, pages, files}`:
 * `version` changes with the templates, the scripts and the styles, `essentials` are the files of
 * the offline page, `pages` and `files` say how many of each are kept. Every answer comes from the
 * network first, so that a new build is seen at once; a kept one says when it was fetched, and the
 * page shows that (assets/js/offline.js). Only whole, good answers of this site are kept, under
 * their address without the query, so that no search is. What a new version finds was made by
 * other templates: it fetches those pages anew and removes the rest.
 */

/** Sites of one organisation share an origin and its caches. */
const SCOPE = new URL(self.registration.scope);
const OWN = `offline ${SCOPE.pathname} `;
const PAGES = `${OWN}${BUILD.version} pages`;
const FILES = `${OWN}${BUILD.version} files`;
const OFFLINE = new URL("offline/", SCOPE).href;
const ESSENTIALS = BUILD.essentials.map((path) => new URL(path, SCOPE).href);
/** Milliseconds that a reader with a kept copy waits for the network. */
const PATIENCE = 4000;
/** Until then the network is known to be slow or gone: a kept page gets its kept files at once. */
let slowUntil = 0;

addEventListener("install", (event) => event.waitUntil(install(event)));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.waitUntil(keepRead(event)));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const place = method === "GET" ? placeOf(url) : null;
  if (place && place.isPage === (mode === "navigate")) event.respondWith(answer(event, place));
});

/**
 * Where an address is kept: pages, and the files that they load. Calendars, data and the feed are
 * not: whoever fetches those wants them as they are now.
 *
 * @param {string} address
 * @returns {{key: string, isPage: boolean, cache: string} | null}
 */
function placeOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== SCOPE.origin || !pathname.startsWith(SCOPE.pathname)) return null;
  const path = pathname.slice(SCOPE.pathname.length);
  const isPage = path === "" || path.endsWith("/");
  if (!isPage && !/^(assets|search|match)\/.*\./.test(path)) return null;
  const key = origin + pathname;
  return { key, isPage, cache: isPage && !ESSENTIALS.includes(key) ? PAGES : FILES };
}

/**
 * Get the offline page ready, and what earlier versions kept.
 *
 * @param {ExtendableEvent} event
 */
async function install(event) {
  const earlier = (await caches.keys()).filter((name) => name.startsWith(OWN));
  // A first visit has just loaded these files; a later version must not take old ones.
  const cache = earlier.length > 0 ? "no-cache" : "force-cache";
  await Promise.all(ESSENTIALS.map((address) => load(event, address, { cache })));
  for (const name of earlier.filter((name) => name.endsWith(" pages") && name !== PAGES)) {
    for (const { url } of await (await caches.open(name)).keys()) {
      await load(event, url, { cache }).catch(() => {});
    }
  }
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OWN) && name !== PAGES && name !== FILES) await caches.delete(name);
  }
  await self.clients.claim();
}

/**
 * Keep what a page had loaded before this worker was there.
 *
 * @param {ExtendableMessageEvent} event
 */
async function keepRead(event) {
  for (const address of event.data.read.filter(placeOf)) {
    await load(event, address, { cache: "force-cache" }).catch(() => {});
  }
}

/**
 * From the network; what is kept if that fails, is too slow or says that the server is broken.
 *
 * @param {FetchEvent} event
 * @param {{key: string, isPage: boolean, cache: string}} place
 */
async function answer(event, { key, isPage, cache }) {
  const loading = load(event, event.request);
  event.waitUntil(loading.catch(() => {}));
  const kept = await (await caches.open(cache)).match(key);
  const patience = isPage || Date.now() >= slowUntil ? PATIENCE : 0;
  const response = await (kept ? within(patience, loading) : loading).catch(() => null);
  slowUntil = response ? 0 : Date.now() + PATIENCE;
  if (response && (response.status < 500 || !kept)) return response;
  if (kept) return isPage ? keptPage(kept) : keptFile(kept, event);
  return isPage ? offlinePage() : Response.error();
}

/**
 * Fetch, and keep what is a whole, good answer; forget what has been withdrawn.
 *
 * @param {ExtendableEvent} event
 * @param {Request | string} request
 * @param {RequestInit} [options]
 */
async function load(event, request, options) {
  const response = await fetch(request, options);
  const place = placeOf(typeof request === "string" ? request : request.url);
  const isGone = response.status === 404 || response.status === 410;
  if (!place || !(isGone || (response.status === 200 && response.type === "basic"))) return response;
  if (isGone) {
    event.waitUntil(caches.open(place.cache).then((cache) => cache.delete(place.key)));
    return response;
  }
  const headers = {
    "content-type": response.headers.get("content-type") ?? "",
    date: response.headers.get("date") ?? new Date().toUTCString(),
  };
  const body = await response.blob();
  event.waitUntil(keep(place, new Response(body, { headers })));
  return new Response(body, { headers });
}

/**
 * @param {{key: string, cache: string}} place
 * @param {Response} response
 */
async function keep({ key, cache: name }, response) {
  const cache = await caches.open(name);
  await cache.put(key, response);
  // What was kept last stands last.
  const others = (await cache.keys()).map(({ url }) => url).filter((url) => !ESSENTIALS.includes(url));
  const limit = name === PAGES ? BUILD.pages : BUILD.files;
  for (const url of others.slice(0, Math.max(0, others.length - limit))) await cache.delete(url);
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} promise
 * @returns {Promise<T>} rejects if it takes longer
 */
function within(milliseconds, promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), milliseconds)),
  ]);
}

/**
 * The page with the note that it is a copy (partials/kept-copy.html), and of when.
 *
 * @param {Response} kept
 */
async function keptPage(kept) {
  const html = await kept.text();
  // A measure's page of a large site has no such note: frame.js makes it.
  const dated = html.includes("<aside data-kept hidden")
    ? html.replace("<aside data-kept hidden", `<aside data-kept="${timeOf(kept)}"`)
    : html.replace("<html", `<html data-kept-copy=${timeOf(kept)}`);
  return new Response(dated, { headers: kept.headers });
}

/**
 * A style or a script as it is; of data, the page is told how old they are.
 *
 * @param {Response} kept
 * @param {FetchEvent} event
 */
async function keptFile(kept, event) {
  if (event.request.destination === "") {
    const client = await self.clients.get(event.clientId);
    client?.postMessage({ kept: timeOf(kept) });
  }
  return kept;
}

/** @param {Response} kept */
function timeOf(kept) {
  return Date.parse(kept.headers.get("date") ?? "");
}

/** What can be read, in the place of a page that never was; its links start from the home page. */
async function offlinePage() {
  const kept = await caches.match(OFFLINE, { cacheName: FILES });
  if (!kept) return Response.error();
  const html = (await kept.text())
    .replaceAll('="../', `="${SCOPE.pathname}`)
    .replace("<div data-unread hidden", "<div data-unread");
  return new Response(html, { status: 503, headers: kept.headers });
}

/**
 * On the offline page: lists the pages that this device has kept, the last read first, each with
 * when it was fetched, and removes them all on demand.
 */

import { momentInTaipei } from "./dates.js";
import { button, element } from "./element.js";
import { ROOT } from "./store.js";

const section = document.getElementById("kept-pages");
const OWN = `offline ${ROOT.pathname} `;

/** The caches that service-worker.js keeps for this site. */
async function ownCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(OWN));
}

async function show() {
  const names = (await ownCaches()).filter((name) => name.endsWith(" pages"));
  const items = [];
  for (const name of names) {
    const cache = await caches.open(name);
    for (const request of (await cache.keys()).reverse()) {
      const response = await cache.match(request);
      if (response) items.push(await item(request.url, response));
    }
  }
  if (items.length === 0) {
    section?.replaceChildren(element("p", { class: "empty" }, "這台裝置還沒有存任何一頁。"));
    return;
  }
  const list = element("ul", { class: "links" }, ...items);
  section?.replaceChildren(list, element("p", { class: "more" }, button("全部刪除", remove)));
}

/**
 * @param {string} address
 * @param {Response} response
 */
async function item(address, response) {
  const html = new DOMParser().parseFromString(await response.text(), "text/html");
  const title = html.querySelector("h1")?.textContent ?? address;
  const time = Date.parse(response.headers.get("date") ?? "");
  const when = element("span", {}, `${momentInTaipei(time)}存下`);
  return element("li", {}, element("a", { href: address }, title), when);
}

/** The offline page and its files stay: without them nothing could be said offline. */
async function remove() {
  const stays = [`${ROOT.pathname}offline/`, `${ROOT.pathname}assets/`];
  for (const name of await ownCaches()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (!stays.some((start) => pathname.startsWith(start))) await cache.delete(request);
    }
  }
  await show();
}

if ("caches" in window) await show();

/**
 * On every page: lets the service worker keep what is read (service-worker.js), and says of a page
 * or of data that it kept when they were fetched.
 */

import { momentInTaipei } from "./dates.js";
import { ROOT } from "./store.js";

const note = document.querySelector("[data-kept]");

/**
 * Show the note; of several things kept, the oldest counts.
 *
 * @param {number} time - in milliseconds
 */
function showKept(time) {
  if (!(note instanceof HTMLElement) || time > Number(note.dataset.kept || Infinity)) return;
  note.dataset.kept = String(time);
  note.hidden = false;
  const place = note.querySelector("[data-kept-time]");
  if (place) place.textContent = ` ${momentInTaipei(time)} `;
}

if (note instanceof HTMLElement) {
  if (note.dataset.kept) showKept(Number(note.dataset.kept));
  note.querySelector("a")?.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
}

// Missing where the connection is not secure.
const workers = navigator.serviceWorker;
if (workers) {
  workers.addEventListener("message", (event) => showKept(event.data.kept));
  // A new worker has seen nothing of this page.
  workers.addEventListener("controllerchange", () => {
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    workers.controller?.postMessage({ read: [location.href, ...loaded] });
  });
  // Nothing of it is needed to read: everything else comes first.
  addEventListener("load", () => {
    workers.register(new URL("service-worker.js", ROOT)).catch(() => {});
  });
}

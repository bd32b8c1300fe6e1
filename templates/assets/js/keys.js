/**
 * On every page: `/` moves to the search box, unless the reader is typing somewhere.
 */

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  const box = document.querySelector("main input[type=search], input[type=search]");
  if (box instanceof HTMLInputElement) {
    event.preventDefault();
    box.focus();
  }
});

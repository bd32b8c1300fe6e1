/**
 * The filters beside the results: facets with counts, the order, and a way to clear them.
 *
 * @typedef {import("./facets.js").Facet} Facet
 * @typedef {import("./facets.js").Choices} Choices
 */

import { button, element } from "./element.js";
import { countsOf } from "./facets.js";
import { SORTS } from "./search-order.js";

/**
 * @param {HTMLElement} place - its groups stay open, and what has the focus keeps it
 * @param {Facet[]} facets
 * @param {Choices} choices
 * @param {string} order
 * @param {number[]} pages - what was found, whatever the filters
 * @param {{open: () => void, choose: (facet: string, value: string, isChosen: boolean) => void,
 *   sortBy: (order: string) => void, clear: () => void}} act
 */
export function renderFilters(place, facets, choices, order, pages, act) {
  const focused = document.activeElement?.id;
  const open = openFacets(place);
  const groups = facets.map((facet) => {
    const options = countsOf(facets, facet, choices, pages);
    const chosen = options.filter((option) => option.chosen).length;
    const details = element(
      "details",
      { "data-facet": facet.id },
      element("summary", { id: `facet-${facet.id}` }, facet.name + (chosen > 0 ? `（已選 ${chosen}）` : "")),
      element("ul", {}, ...options.map((option) => renderOption(facet.id, option, act.choose))),
    );
    if (chosen > 0 || open.includes(facet.id)) details.setAttribute("open", "");
    // What stands in it is fetched for whoever opens it.
    else details.addEventListener("toggle", act.open, { once: true });
    return details;
  });
  place.replaceChildren(renderOrder(order, act.sortBy), ...groups);
  if (choices.size > 0) place.append(button("清除篩選", act.clear, { class: "clear-filters" }));
  place.hidden = false;
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * The ids of the facets whose groups are open.
 *
 * @param {HTMLElement} place
 */
export function openFacets(place) {
  const groups = [...place.querySelectorAll("details[open]")];
  return groups.map((group) => group.getAttribute("data-facet") ?? "");
}

/**
 * @param {string} facet
 * @param {{value: string, label: string, count: number, chosen: boolean}} option
 * @param {(facet: string, value: string, isChosen: boolean) => void} choose
 */
function renderOption(facet, { value, label, count, chosen }, choose) {
  const id = `filter-${facet}-${value}`;
  const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", id }));
  box.checked = chosen;
  box.addEventListener("change", () => choose(facet, value, box.checked));
  const text = element(
    "label",
    { for: id },
    `${label} `,
    element("span", { class: "count" }, String(count)),
  );
  return element("li", {}, box, text);
}

/**
 * @param {string} order
 * @param {(order: string) => void} sortBy
 */
function renderOrder(order, sortBy) {
  const select = /** @type {HTMLSelectElement} */ (element("select", { id: "search-sort" }));
  for (const [value, name] of Object.entries(SORTS)) select.append(element("option", { value }, name));
  select.value = order;
  select.addEventListener("change", () => sortBy(select.value));
  const label = element("label", { for: "search-sort" }, "排序 ");
  return element("p", { class: "sort" }, label, select);
}

/**
 * The page of a measure in; what search reads of it, out. For a large site, which has no texts.
 *
 * `readFields` is the twin of `read_fields` in search_texts.py, `plainText` of `plain_text` in
 * prose.py: words stand together here where they do in the index.
 *
 * @typedef {import("./search-index.js").Text} Text
 */

const ARTICLE = /<article class="?measure[ ">].*?<\/article>/s;
const FIELD = /<[a-z]+\d? [^>]*data-field="?([a-z]+)\b[^>]*>/;
const BLOCK =
  /<\/?(?:p|li|d[dt]|h\d|ul|ol|tr|th|td|table|thead|tbody|div|blockquote|pre|br|hr)\b[^>]*>/g;
const ENTITIES = [
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&#34;", '"'],
  ["&#39;", "'"],
  ["&amp;", "&"],
];

/**
 * @param {string} id - of the measure
 * @param {string} html - its page
 * @returns {Text}
 */
export function textOf(id, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const { title, summary, agencies } = headOf(page);
  const subcategory = page.querySelector(".breadcrumbs a:last-of-type")?.textContent ?? "";
  return {
    id,
    title,
    summary,
    belongs: `${agencies.join("、")}・${subcategory}`,
    fields: readFields(html).filter(([name]) => name !== "title"),
  };
}

/**
 * What stands at the head of a measure's page.
 *
 * @param {Document} page
 */
export function headOf(page) {
  const said = (/** @type {string} */ selector) => page.querySelector(selector)?.textContent ?? "";
  const agencies = [...page.querySelectorAll(".belongs a")];
  return {
    title: said("h1"),
    summary: said(".lead"),
    agencies: agencies.map(({ textContent }) => textContent ?? ""),
  };
}

/**
 * Name and text of each section of a measure page's article.
 *
 * @param {string} html
 * @returns {[name: string, text: string][]}
 */
export function readFields(html) {
  const article = ARTICLE.exec(html);
  if (article === null) throw new Error("a measure page without an article");
  const parts = article[0].split(FIELD);
  /** @type {[string, string][]} */
  const fields = [];
  for (let i = 1; i < parts.length; i += 2) fields.push([parts[i], plainText(parts[i + 1])]);
  return fields;
}

/** @param {string} html */
function plainText(html) {
  let text = html.replace(BLOCK, "\n").replace(/<[^>]+>/g, "");
  for (const [entity, character] of ENTITIES) text = text.replaceAll(entity, character);
  return text.replace(/\n\s*/g, "\n").trim();
}

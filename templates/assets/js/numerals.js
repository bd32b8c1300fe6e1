/**
 * Chinese numerals below ten thousand in; the number out.
 */

const DIGITS = new Map([..."零一二三四五六七八九"].map((digit, value) => [digit, value]));
const TENS = new Map([
  ["十", 10],
  ["百", 100],
  ["千", 1000],
]);

/**
 * @param {string} numeral - such as 兩百 or 十五
 * @returns {number}
 */
export function chineseNumber(numeral) {
  let number = 0;
  let digit = 0;
  for (const character of numeral.replace(/[兩两]/gu, "二")) {
    const ten = TENS.get(character);
    if (ten === undefined) {
      digit = DIGITS.get(character) ?? 0;
    } else {
      number += (digit || 1) * ten;
      digit = 0;
    }
  }
  return number + digit;
}

"""A number in Chinese words (一百零五, 2百萬) in; the number, or None, out."""

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "兩": 2,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"億": 100_000_000, "萬": 10_000}
_WORDS = re.compile(r"[\d零〇一二兩三四五六七八九十百千萬億.]+")


def number_in_words(text: str) -> float | None:
    """The number that a text of digits and Chinese numerals stands for, up to 億."""
    if len(text) > 20 or not _WORDS.fullmatch(text):
        return None
    total = 0.0
    rest = text
    for word, worth in _MYRIADS.items():
        high, found, low = rest.partition(word)
        if found:
            below = _below_myriad(high)
            if below is None:
                return None
            total, rest = total + below * worth, low
    last = _below_myriad(rest) if rest else 0
    return None if last is None else total + last


def _below_myriad(text: str) -> float | None:
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return float(text)
    if len(text) > 1 and all(character in _DIGITS for character in text):
        return float("".join(str(_DIGITS[character]) for character in text))  # 一〇五
    total = 0.0
    for digits, tens in re.findall(r"(\d+|[零〇一二兩三四五六七八九]*)([十百千]?)", text):
        if not digits and not tens:
            continue
        digit = float(digits) if digits.isdecimal() and digits.isascii() else 1.0
        if digits and not digits.isascii():
            digit = float(_DIGITS[digits[-1]])
        total += digit * _TENS.get(tens, 1)
    return total if text and "." not in text else None

"""Inline markup that a text leaves open: whether the text may be cut, and how to close it."""

from __future__ import annotations

import re
from typing import Final

_CODE: Final = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)", re.DOTALL)
_MATH: Final = re.compile(r"\\\(.{0,600}?\\\)|\\\[.{0,600}?\\\]|\$\$.{1,600}?\$\$", re.DOTALL)
_OPEN_MATH: Final = re.compile(r"(?<!\\)\\[(\[]|\$\$")
_MAX_FORMULAS: Final = 60
_MATH_END: Final = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
_ESCAPE: Final = re.compile(r"\\[!-/:-@\[-`{-~]")
_LINK: Final = re.compile(
    r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\s*\)|\[[^\]]*\])?"
)
_WHOLE_LINK: Final = re.compile(
    r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()\n]*\)|\[[^\[\]\n]*\]|(?![\[(]|$))"
)
_OPEN_LINK: Final = re.compile(r"!?\[((?:[^\[\]])*)(?:\](?:\([^()\n]*|\[[^\[\]\n]*)?)?$")
_DELIMITER: Final = re.compile(r"(\*+|_+|~~)")
_TRAILING: Final = re.compile(r"(?<![\w*_~`])(?:[*_~`]+|!)$|!?\[$|(?<!~)~$|\\$")


def _blank_out(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: "\0" * len(match[0]), text)


def _open_delimiters(text: str) -> list[str]:
    """Emphasis delimiters that are open at the end of `text`, the most recent last."""
    stack: list[str] = []
    for match in _DELIMITER.finditer(text):
        run = match[0]
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        opens = bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace()
        if run[0] == "_" and before.isalnum() and after.isalnum():
            continue
        while run and closes and stack and stack[-1][0] == run[0]:
            matched = min(len(run), len(stack[-1]))
            run = run[matched:]
            rest = stack.pop()[matched:]
            if rest:
                stack.append(rest)
        if run and opens and len(run) <= 3:
            stack.append(run)
    return stack


def _is_dense(text: str) -> bool:
    """Whether `text` begins so many formulas that searching for each end would take too long."""
    return text.count("\\(") + text.count("\\[") > _MAX_FORMULAS


def is_balanced(text: str) -> bool:
    """Whether all inline markup opened in `text` is also closed in it, as far as one can tell."""
    if not any(mark in text for mark in "`*_~[$\\<") or _is_dense(text):
        return True
    rest = _blank_out(_MATH, _blank_out(_CODE, text))
    rest = _blank_out(_ESCAPE, rest)
    if "`" in rest or "$$" in rest or "[" in _blank_out(_LINK, rest):
        return False
    return not _open_delimiters(rest)


def close_markup(text: str) -> str:
    """Close or hold back the inline markup left open at the end of `text`, which is still growing.

    So `**half` is drawn bold at once, and a link is drawn as one before its address arrives.
    """
    if not any(mark in text for mark in "`*_~[\\$!") or _is_dense(text):
        return text
    rest = _blank_out(_MATH, _blank_out(_CODE, text))
    formula = _OPEN_MATH.search(rest)
    if formula is not None:
        if formula.end() == len(text):
            return close_markup(text[: formula.start()])
        return text.rstrip("\\$") + _MATH_END[formula[0]]
    rest = _blank_out(_ESCAPE, rest)
    tick = re.search(r"(?<!`)(`+)(?!`)", rest)
    if tick is not None:
        if tick.end() == len(text):
            return close_markup(text[: tick.start()]) if tick.start() else ""
        closing = tick[1]
        trailing = len(text) - len(text.rstrip("`"))
        if trailing and text[-trailing:] == closing[:trailing] and trailing < len(closing):
            text = text[:-trailing]
        pad = " " if text.endswith("`") else ""
        return text + pad + closing
    trailing_markup = _TRAILING.search(rest)
    if trailing_markup is not None:
        text, rest = (
            text[: trailing_markup.start()].rstrip(" "),
            rest[: trailing_markup.start()].rstrip(" "),
        )
    link = _OPEN_LINK.search(_blank_out(_WHOLE_LINK, rest))
    if link is not None:
        label = link[1]
        if label.startswith("^") and link.end(1) == len(rest):
            return text[: link.start()] + _closing_delimiters(rest[: link.start()])
        if label.strip() in ("", "x", "X") or label.startswith("^"):
            return text + _closing_delimiters(rest)
        after = rest[link.end(1) :]
        if after in ("", "]") or after.startswith(("](", "][")):
            outer = _closing_delimiters(rest[: link.start()])
            return text[: link.end(1)] + _closing_delimiters(label) + "](#)" + outer
    closing = _closing_delimiters(rest)
    return text.rstrip(" ") + closing if closing else text


def _closing_delimiters(rest: str) -> str:
    stack = _open_delimiters(rest)
    if not stack:
        return ""
    return "".join(reversed(stack))

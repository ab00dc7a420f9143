"""What inline markup a text leaves open: where it may be cut, and how its end is mended."""

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


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: "\0" * len(match[0]), text)


def _open_delimiters(text: str) -> list[str]:
    """Delimiters of emphasis that are open at the end of `text`, the last opened last."""
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
            taken = min(len(run), len(stack[-1]))
            run = run[taken:]
            left = stack.pop()[taken:]
            if left:
                stack.append(left)
        if run and opens and len(run) <= 3:
            stack.append(run)
    return stack


def _is_dense(text: str) -> bool:
    """Whether so many formulas begin that looking for the end of each would take long."""
    return text.count("\\(") + text.count("\\[") > _MAX_FORMULAS


def is_balanced(text: str) -> bool:
    """Whether all inline markup that `text` opens is closed in it too, as far as can be told."""
    if not any(mark in text for mark in "`*_~[$\\<") or _is_dense(text):
        return True
    rest = _blanked(_MATH, _blanked(_CODE, text))
    rest = _blanked(_ESCAPE, rest)
    if "`" in rest or "$$" in rest or "[" in _blanked(_LINK, rest):
        return False
    return not _open_delimiters(rest)


def mended(text: str) -> str:
    """`text`, still being written, with what its end leaves open closed or held back.

    So `**half` is drawn bold at once, and a link is drawn as one before its address is there.
    """
    if not any(mark in text for mark in "`*_~[\\$!") or _is_dense(text):
        return text
    rest = _blanked(_MATH, _blanked(_CODE, text))
    formula = _OPEN_MATH.search(rest)
    if formula is not None:
        if formula.end() == len(text):
            return mended(text[: formula.start()])
        return text.rstrip("\\$") + _MATH_END[formula[0]]
    rest = _blanked(_ESCAPE, rest)
    tick = re.search(r"(?<!`)(`+)(?!`)", rest)
    if tick is not None:
        if tick.end() == len(text):
            return mended(text[: tick.start()]) if tick.start() else ""
        closing = tick[1]
        trailing = len(text) - len(text.rstrip("`"))
        if trailing and text[-trailing:] == closing[:trailing] and trailing < len(closing):
            text = text[:-trailing]
        pad = " " if text.endswith("`") else ""
        return text + pad + closing
    held = _TRAILING.search(rest)
    if held is not None:
        text, rest = text[: held.start()].rstrip(" "), rest[: held.start()].rstrip(" ")
    opened = _OPEN_LINK.search(_blanked(_WHOLE_LINK, rest))
    if opened is not None:
        label = opened[1]
        if label.startswith("^") and opened.end(1) == len(rest):
            return text[: opened.start()] + _closing(rest[: opened.start()])
        if label.strip() in ("", "x", "X") or label.startswith("^"):
            return text + _closing(rest)
        after = rest[opened.end(1) :]
        if after in ("", "]") or after.startswith(("](", "][")):
            outer = _closing(rest[: opened.start()])
            return text[: opened.end(1)] + _closing(label) + "](#)" + outer
    closing = _closing(rest)
    return text.rstrip(" ") + closing if closing else text


def _closing(rest: str) -> str:
    stack = _open_delimiters(rest)
    if not stack:
        return ""
    return "".join(reversed(stack))

"""The common kind of LaTeX mathematics → one line of Unicode, by the parser of pylatexenc.

Imported where the first formula is met: the tables of pylatexenc take a while to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from pylatexenc.latex2text import get_default_latex_context_db as text_context
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexSpecialsNode,
    LatexWalker,
)
from pylatexenc.latexwalker import get_default_latex_context_db as walker_context
from pylatexenc.macrospec import LatexContextDb, std_macro

from ppchat.tui.transcript.render.math.latex_tables import (
    ACCENTS,
    BIG,
    BLANKS,
    DOUBLE_STRUCK,
    FONTS,
    FUNCTIONS,
    MATRICES,
    ROWS,
    SIZES,
    SPACED,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    SYMBOLS,
    VULGAR,
)

_RELATION: Final = re.compile(rf" *([{''.join(sorted(SPACED))}]) *")
_LOOSE: Final = re.compile(r"(?<=[(\[{√⌊⌈]) +| +(?=[)\]},;⌋⌉])")
"""Blanks that the source has inside brackets."""
_QUAD: Final = "\u2001"
_SIGNS: Final = MappingProxyType({"^": "\0^", "_": "\0_"})
_SCRIPTS: Final = MappingProxyType({"\0^": "^", "\0_": "_"})
_BINARY: Final = tuple("+-=<>|/*")
_SPECIALS: Final = MappingProxyType({"~": " ", "``": "“", "''": "″", "--": "−−", "---": "−−−"})
_MAX_LENGTH: Final = 3000
_SCRIPT_CHARACTERS: Final = "".join((*SUPERSCRIPTS.values(), *SUBSCRIPTS.values()))
_GROUP: Final = re.compile(r"(?:√|[^\W\d_]+)?\([^()]*\)|[d∂Δ][^\W\d_]|√\w")
_APPLICATION: Final = re.compile(rf"(?:{'|'.join(sorted(FUNCTIONS))})\W* ")
_WORD: Final = re.compile(r"[A-Za-z]{2,}|\d+|.")


class _UnreadableError(Exception):
    """A construct that a line of text would not show well."""


@cache
def _parser_context() -> LatexContextDb:
    context = walker_context()
    specs = [std_macro(name, "{{") for name in ("dfrac", "tfrac", "cfrac", "binom", "tbinom")]
    specs += [std_macro(name, "{") for name in ("operatorname", "boxed", "bm", "mbox", "widehat")]
    specs += [std_macro(name, "{") for name in ("widetilde", "mathscr", "tag", "pmod")]
    specs += [
        std_macro("underbrace", "{"),
        std_macro("overbrace", "{"),
        std_macro("xrightarrow", "{"),
    ]
    context.add_context_category("formulas", macros=specs, prepend=True)
    return context


@cache
def _symbol(name: str) -> str:
    """The character of a macro; empty if it has none."""
    spec = text_context().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", "")
    return text if isinstance(text, str) and 0 < len(text) <= 2 and "%" not in text else ""


def formula_lines(body: str) -> tuple[str, ...]:
    """The lines of a formula without its delimiters; none if text would not show it well."""
    if len(body) > _MAX_LENGTH:
        return ()
    try:
        walker = LatexWalker(body, latex_context=_parser_context(), tolerant_parsing=False)
        nodes = walker.get_latex_nodes()[0]
        lines = tuple(_line(row) for row in _rows(nodes))
    except (_UnreadableError, RecursionError, ValueError, LookupError, AttributeError, TypeError):
        return ()
    except Exception as error:
        if type(error).__module__.startswith("pylatexenc"):
            return ()
        raise
    return tuple(line for line in lines if line)


def _rows(nodes: Sequence[Any]) -> Iterator[list[Any]]:
    """The nodes of each line: those of an environment that aligns lines, or all."""
    rows: list[list[Any]] = [[]]
    for node in nodes:
        if getattr(node, "environmentname", "") in ROWS:
            for row in _rows(node.nodelist):
                rows[-1] += row
                rows.append([])
        elif getattr(node, "macroname", "") == "\\":
            rows.append([])
        elif getattr(node, "specials_chars", "") != "&":
            rows[-1].append(node)
    yield from (row for row in rows if row)


def _line(nodes: Sequence[Any]) -> str:
    text = _RELATION.sub(r" \1 ", _text(nodes))
    text = _LOOSE.sub("", re.sub(r" {2,}", " ", text))
    return re.sub(rf" *{_QUAD} *", "  ", text).strip()


def _text(nodes: Sequence[Any]) -> str:
    """Nodes as text; a script takes the atom that follows it."""
    pieces: list[str] = []
    script = operator = ""
    for atom in _atoms(nodes):
        if atom in _SCRIPTS:
            if script:
                raise _UnreadableError
            script = atom
        elif script:
            if atom.strip():
                pieces.append(_scripted(atom.strip(), _SCRIPTS[script]))
                script = ""
        else:
            if pieces and atom and _needs_blank(pieces[-1], operator, atom):
                pieces.append(" ")
            pieces.append(atom)
            operator = atom
    if script:
        raise _UnreadableError
    return "".join(pieces)


def _needs_blank(before: str, operator: str, after: str) -> bool:
    """Whether `after` would read as part of what is before it: a function, a sum with its range.

    `operator` is the last atom that is no script.
    """
    if before[-1:].isspace() or after[0].isspace():
        return False
    if operator in BIG:
        return True
    if "/" in before[1:]:  # a fraction and what it is multiplied with
        return after[0].isalnum() or after[0] in "(["
    if "/" in after[1:]:
        return before[-1].isalnum()
    if operator in FUNCTIONS:
        return after[0] not in "([{"
    return after in FUNCTIONS and (before[-1].isalnum() or before[-1] in ")]}")


def _atoms(nodes: Sequence[Any]) -> Iterator[str]:
    """The atoms of nodes; a script is a key of `_SCRIPTS`, followed by its atom."""
    for index, node in enumerate(nodes):
        kind = type(node)
        if kind is LatexCharsNode:
            for char in node.chars:
                sign = _SIGNS.get(char)
                yield sign or (" " if char.isspace() else "′" if char == "'" else char)
        elif kind is LatexMacroNode:
            text = _macro(node)
            yield text
            following = getattr(nodes[index + 1], "chars", "") if index + 1 < len(nodes) else ""
            if node.macro_post_space and (text in FUNCTIONS or following[:1] in _BINARY):
                yield " "
        elif kind is LatexEnvironmentNode:
            yield _environment(node)
        elif kind is LatexGroupNode:
            yield _text(node.nodelist)
        elif kind is LatexSpecialsNode and node.specials_chars in _SPECIALS:
            yield _SPECIALS[node.specials_chars]
        else:
            raise _UnreadableError


def _arguments(node: Any) -> list[str]:
    parsed = node.nodeargd.argnlist if node.nodeargd is not None else []
    return [_text([argument]) for argument in parsed if argument is not None]


def _macro(node: Any) -> str:
    name = node.macroname
    if name in ("frac", "dfrac", "tfrac", "cfrac"):
        return _fraction(*_arguments(node))
    if name == "sqrt":
        *index, body = _arguments(node)
        root = {"": "√", "3": "∛", "4": "∜"}.get("".join(index))
        if root is None:
            raise _UnreadableError
        return root + _grouped(body)
    if name in ("binom", "tbinom"):
        upper, lower = _arguments(node)
        return f"({upper} choose {lower})"
    if name == "mathbb":
        (letters,) = _arguments(node)
        return "".join(DOUBLE_STRUCK.get(letter, letter) for letter in letters)
    if name in ACCENTS:
        (body,) = _arguments(node)
        if len(body) != 1:
            raise _UnreadableError
        return body + ACCENTS[name]
    if name in FONTS:
        arguments = node.nodeargd.argnlist if node.nodeargd is not None else []
        return "".join(
            _text(getattr(part, "nodelist", None) or [part]) for part in arguments if part
        )
    if name == "pmod":
        return f" (mod {_arguments(node)[0]})"
    if name == "tag":
        return f"   ({_arguments(node)[0]})"
    if name in SIZES:
        return ""
    if name in BLANKS:
        return BLANKS[name]
    if name in FUNCTIONS:
        return str(name)
    if name in "{}%$&#_":
        return str(name)
    symbol = SYMBOLS.get(name) or _symbol(name)
    if not symbol:
        raise _UnreadableError
    return symbol


def _environment(node: Any) -> str:
    name = node.environmentname
    rows: list[list[list[Any]]] = [[[]]]
    for child in node.nodelist:
        if getattr(child, "macroname", "") == "\\":
            rows.append([[]])
        elif getattr(child, "specials_chars", "") == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(child)
    cells = [[_line(cell) for cell in row] for row in rows]
    lines = [row for row in cells if any(row)]
    if name == "cases":
        return "{" + "; ".join(" ".join(row) for row in lines) + "}"
    if name in MATRICES:
        brackets = MATRICES[name]
        return brackets[0] + "; ".join(" ".join(row) for row in lines) + brackets[1]
    raise _UnreadableError


def _fraction(upper: str, lower: str) -> str:
    upper, lower = upper.strip(), lower.strip()
    if vulgar := VULGAR.get(f"{upper}/{lower}"):
        return vulgar
    if _has_sum(upper) or _APPLICATION.search(upper):
        upper = f"({upper})"
    return f"{upper}/{_grouped(lower)}"


def _has_sum(text: str) -> bool:
    """Whether a text has an operation outside brackets that binds no closer than a fraction."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth == 0 and index and (char in "+-−±/" or char in SPACED):
            return True
    return False


def _grouped(text: str) -> str:
    """A text in brackets, unless it is one number, one letter with its scripts, or in brackets."""
    text = text.strip()
    if not text:
        raise _UnreadableError
    is_atom = text.replace(".", "").isdecimal() or len(text.rstrip(_SCRIPT_CHARACTERS)) == 1
    return text if is_atom or _GROUP.fullmatch(text) else f"({text})"


def _scripted(text: str, sign: str) -> str:
    """A sub- or superscript, in small characters where there are all of them."""
    if sign == "^" and text in "∘°":
        return "°"
    table: Mapping[str, str] = SUPERSCRIPTS if sign == "^" else SUBSCRIPTS
    if sign == "^" and text in ("⊤", "†", "‡", "′", "*"):
        return {"⊤": "ᵀ"}.get(text, text)
    small = [table.get(char, "") for char in text.replace(" ", "")]
    if all(small) and len(small) <= 12:
        return "".join(small)
    is_word = _WORD.fullmatch(text) and (sign == "_" or not text.isalpha() or len(text) == 1)
    return (
        f"{sign}{text}"
        if is_word
        else f"{sign}({_RELATION.sub(lambda match: match[1], text).strip()})"
    )

"""Only the files in tui/terminal use Textual's private names."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import ppchat

PACKAGE = Path(ppchat.__file__).parent
DOOR = "tui/terminal/"
"""The only folder whose files may use Textual's private names."""
NAMEDTUPLE = {"_asdict", "_fields", "_make", "_replace"}
"""Public methods of every named tuple, in spite of their names."""
FILES = [
    file
    for file in sorted(PACKAGE.glob("tui/**/*.py"))
    if not file.relative_to(PACKAGE).as_posix().startswith(DOOR)
]


def is_private(name: str) -> bool:
    return re.match("_[a-zA-Z]", name) is not None and name not in NAMEDTUPLE


def is_own(node: ast.expr) -> bool:
    """Whether an expression is the object or the class that the code belongs to."""
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def names_of_others(tree: ast.AST) -> Iterator[str]:
    """The private attributes of other objects, and the private modules and names of Textual."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and not is_own(node.value):
            yield ast.unparse(node)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if is_private_import(name.name))
        elif isinstance(node, ast.ImportFrom) and node.module:
            full_names = (f"{node.module}.{name.name}" for name in node.names)
            yield from filter(is_private_import, full_names)


def is_private_import(name: str) -> bool:
    package, *rest = name.split(".")
    return package == "textual" and any(map(is_private, rest))


def own_names(cls: ast.AST) -> set[str]:
    """The private attributes that the code of a class defines or uses on its own objects."""
    names = set()
    for node in ast.walk(cls):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Attribute) and is_own(node.value):
            names.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return set(filter(is_private, names))


@cache
def names_of_base(base: type) -> set[str]:
    """The private attributes of a class of Textual."""
    (tree,) = ast.parse(inspect.getsource(base).lstrip()).body
    return own_names(tree)


def inherited_names(file: Path) -> Iterator[str]:
    """The private attributes that classes of a file share with a class of Textual they extend."""
    module = ".".join(("ppchat", *file.relative_to(PACKAGE).with_suffix("").parts))
    for node in ast.parse(file.read_bytes()).body:
        if isinstance(node, ast.ClassDef):
            for base in getattr(importlib.import_module(module), node.name).__mro__:  # noqa: TID251
                if base.__module__.startswith("textual."):
                    shared = own_names(node) & names_of_base(base)
                    yield from (f"{node.name}.{name} of {base.__name__}" for name in shared)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_private_names_of_textual_are_used_in_tui_terminal_only(file: Path) -> None:
    assert [*names_of_others(ast.parse(file.read_bytes())), *inherited_names(file)] == []


@pytest.mark.parametrize(
    "code",
    [
        "app._driver.write('x')",
        "super()._on_key(event)",
        "import textual._compositor",
        "from textual._compositor import Compositor",
        "from textual import _compositor",
    ],
)
def test_a_private_name_of_another_object_is_noticed(code: str) -> None:
    assert len([*names_of_others(ast.parse(code))]) == 1


def test_a_private_name_of_a_base_class_is_noticed() -> None:
    door = [name for file in PACKAGE.glob(f"{DOOR}*.py") for name in inherited_names(file)]
    assert "TerminalApp._fatal_error of App" in door  # a method of its own
    assert "LineScroll._scroll_update of Widget" in door  # a call

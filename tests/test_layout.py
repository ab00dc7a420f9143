"""The tree of the tests is the tree of the package, and a folder can be taken in at a glance."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

import ppchat

PACKAGE: Final = Path(ppchat.__file__).parent
TESTS: Final = Path(__file__).parent
MODULES_IN_A_FOLDER: Final = 12
VALUES: Final = "values without behaviour"
BINDINGS: Final = "a table; tests/tui/test_bindings.py walks every binding"
MAIN: Final = "a child's main, tested through its handle in the same folder"
UNTESTED: Final[dict[str, str]] = {
    "adapters/json_schema/main.py": MAIN,
    "adapters/processes/command_watcher_main.py": MAIN,
    "adapters/processes/proxy_main.py": MAIN,
    "adapters/processes/reader_main.py": MAIN,
    "core/dialects/vocabulary.py": VALUES,
    "core/errors.py": "an exception without behaviour",
    "core/formats/html/script.py": "a text, which test_page.py holds against the page's policy",
    "core/formats/html/style.py": "a text, which test_page.py holds against the page's policy",
    "core/recording/columns.py": VALUES,
    "adapters/store/search/index_process_main.py": MAIN,
    "adapters/store/search/results.py": VALUES,
    "core/view/cell.py": VALUES,
    "core/view/tone.py": "values; tests/core/view/test_outcomes.py tells them apart",
    "tui/app_bindings.py": BINDINGS,
    "tui/events/bindings.py": BINDINGS,
    "tui/screens/conversation/bindings.py": BINDINGS,
    "tui/screens/inspect/bindings.py": BINDINGS,
    "tui/screens/sessions/bindings.py": BINDINGS,
    "tui/transcript/bindings.py": BINDINGS,
    "tui/transcript/render/row.py": VALUES,
}
"""Modules without a test file of their own, each with the reason."""


def modules() -> list[str]:
    files = (file.relative_to(PACKAGE) for file in PACKAGE.rglob("*.py"))
    return sorted(str(file) for file in files if file.name not in ("__init__.py", "__main__.py"))


def test_every_module_has_its_test_file_or_a_reason() -> None:
    missing = [
        name
        for name in modules()
        if name not in UNTESTED and not (TESTS / name).with_name(f"test_{Path(name).name}").exists()
    ]
    assert missing == []


def test_no_reason_outlives_its_module() -> None:
    for name in UNTESTED:
        assert name in modules()
        assert not (TESTS / name).with_name(f"test_{Path(name).name}").exists(), name


def test_no_folder_holds_more_than_a_dozen_modules() -> None:
    counts = Counter(str(Path(name).parent) for name in modules())
    del counts["cli/commands"]  # a file for each command, as its name says
    assert {folder: n for folder, n in counts.items() if n > MODULES_IN_A_FOLDER} == {}


def test_a_class_name_has_one_meaning() -> None:
    names = Counter(
        node.name
        for name in modules()
        for node in ast.parse((PACKAGE / name).read_bytes()).body
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("file", PACKAGE.rglob("__init__.py"), ids=lambda file: str(file.parent))
def test_a_package_is_a_docstring(file: Path) -> None:
    """What a package imported would be imported before the first paint, needed or not."""
    assert ast.get_docstring(ast.parse(file.read_bytes()))

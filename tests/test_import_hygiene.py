"""Which modules must not be loaded, and which files may import them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import ppchat
from ppchat.cli.parser import COMMANDS

PACKAGE = Path(ppchat.__file__).parent
DOORS = {
    "openai": ("adapters/openai/*", "adapters/sdk/openai_calls.py"),
    "anthropic": ("adapters/sdk/anthropic_calls.py",),
    "httpx2": (
        *("adapters/openai/*", "adapters/models/*", "adapters/sdk/calls.py"),
        "adapters/server/proxy.py",
    ),
    "jsonschema": ("adapters/json_schema/validation.py",),
    "referencing": ("adapters/json_schema/validation.py",),
    "PIL": ("adapters/images/decoder.py",),
    "h11": ("adapters/server/request.py", "adapters/server/connection.py"),
    "sqlite3": ("adapters/store/*",),
    "platformdirs": ("adapters/paths.py",),
    "textual": ("tui/*",),
    "rich": ("tui/*",),
    "tomlkit": ("adapters/toml/profile_writer.py",),
}
"""The only files that may import these packages."""

LOADED = """
import sys
from ppchat.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\n", *(name for name in sys.modules if "." not in name), file=sys.stderr)
"""
HEAVY = {"anthropic", "httpx2", "jsonschema", "markdown_it", "openai", "pydantic", "pygments"}
HEAVY |= {"rich", "textual"}


def loaded_modules(*arguments: str) -> set[str]:
    """The modules loaded at the end of a run of ppchat."""
    result = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    names = set(result.stderr.splitlines()[-1].split())
    assert "ppchat" in names
    return names


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["paths"], ["events"], *([name, "--help"] for name in COMMANDS)],
    ids=" ".join,
)
def test_help_and_small_commands_load_nothing_heavy(arguments: list[str]) -> None:
    assert not loaded_modules(*arguments) & HEAVY


def test_asking_loads_no_textual() -> None:
    names = loaded_modules("ask", "--base-url", "http://127.0.0.1:1/v1", "hello")
    assert "openai" in names
    assert not names & {"textual", "rich", "markdown_it", "pygments"}


def test_the_parent_of_the_reader_loads_no_openai() -> None:
    code = "import sys, ppchat.adapters.processes.reader; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not set(result.stdout.split()) & {"openai", "httpx2"}


def test_what_the_first_paint_waits_for_loads_nothing_that_can_wait() -> None:
    code = "import sys, ppchat.cli.commands.chat, ppchat.tui.run; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    late = (
        *("ppchat.core.dialects", "ppchat.core.recording", "ppchat.adapters.store", "sqlite3"),
        *("ppchat.tui.bindings", "ppchat.tui.toasts", "ppchat.core.text.dates", "json"),
        *("ppchat.adapters.terminal", "shlex"),
    )
    assert [name for name in done.stdout.split() if name.startswith(late)] == []


ANNOTATIONS = """
import sys, typing, ppchat.cli.commands.chat, ppchat.tui.run
for module in [*sys.modules.values()]:
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__.startswith("ppchat."):
            if issubclass(value, tuple) and hasattr(value, "_fields"):
                for name, annotation in value.__annotations__.items():
                    if isinstance(annotation, typing.ForwardRef):
                        print(value.__name__, name)
"""


def test_what_the_first_paint_waits_for_compiles_no_annotations() -> None:
    # A named tuple compiles each of its annotations that is a string, as all of them are
    # where `annotations` is imported from `__future__`.
    result = subprocess.run(
        [sys.executable, "-c", ANNOTATIONS], capture_output=True, text=True, check=True
    )
    late = {"Launch schema", "QueuedPrompt attachments"}  # their types are imported later
    assert {*result.stdout.splitlines()} == late


def imported_packages(file: Path) -> Iterator[str]:
    """The top-level packages that a file imports anywhere in its code."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("package", DOORS)
def test_each_package_is_imported_only_by_its_adapters(package: str) -> None:
    importers = [
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if package in imported_packages(file)
    ]
    assert importers
    assert [
        name for name in importers if not any(fnmatch(name, door) for door in DOORS[package])
    ] == []


APP = """
import asyncio, sys
from pathlib import Path
from ppchat.adapters.config import resolve_settings
from ppchat.adapters.paths import Paths
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.run import make_app

async def main():
    folder = Path(sys.argv[1])
    locations = Paths(folder / "config.toml", folder)
    app = make_app(resolve_settings(locations, {"demo": True}, {}), prompt="Tell me about herons")
    async with app.run_test() as pilot:
        def ended():
            panes = app.screen.query(Panes)
            return bool(panes) and panes.first().recording and panes.first().recording.ended
        while not ended():
            await pilot.pause()
        print(len(panes.recording) if (panes := app.screen.query_one(Panes)) else 0)
    print(*sys.modules)

asyncio.run(main())
"""


def test_the_app_answers_without_loading_the_client(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", APP, str(tmp_path)], capture_output=True, text=True, check=True
    )
    events, names = result.stdout.splitlines()
    assert int(events) > 10
    loaded = {*names.split()}
    assert not loaded & {"openai", "httpx2", "pydantic", "PIL"}
    pictures = ("ppchat.core.images", "ppchat.adapters.images", "ppchat.tui.pictures")
    assert [name for name in loaded if name.startswith(pictures)] == []  # no image was answered

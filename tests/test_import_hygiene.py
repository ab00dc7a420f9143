"""What must not be loaded where it is not needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ppchat.cli import COMMANDS

LOADED = """
import sys
from ppchat.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\n", *(name for name in sys.modules if "." not in name), file=sys.stderr)
"""
HEAVY = {"openai", "httpx2", "textual", "rich", "pydantic", "markdown_it", "pygments"}


def loaded(*arguments: str) -> set[str]:
    """The modules that are loaded at the end of a run of ppchat."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    names = set(done.stderr.splitlines()[-1].split())
    assert "ppchat" in names
    return names


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["paths"], ["events"], *([name, "--help"] for name in COMMANDS)],
    ids=" ".join,
)
def test_help_and_small_commands_load_nothing_heavy(arguments: list[str]) -> None:
    assert not loaded(*arguments) & HEAVY


def test_asking_loads_no_textual() -> None:
    names = loaded("ask", "--base-url", "http://127.0.0.1:1/v1", "hello")
    assert "openai" in names
    assert not names & {"textual", "rich", "markdown_it", "pygments"}


def test_the_handle_on_the_reader_loads_no_openai() -> None:
    code = "import sys, ppchat.edge.reader_process; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"openai", "httpx2"}

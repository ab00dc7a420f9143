"""The options for tools: what they name must be there, and what they allow must be possible."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

import pytest

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.paths import Paths
from ppchat.cli.tool_options import add_tool_options, load_tool_session
from ppchat.core.dialects.calls import Call
from ppchat.core.errors import UsageError
from ppchat.services.tools.session import Permission, ToolSession

CONFIG = """\
[tool.f]
command = ["true"]
[tool.by_hand]
[hosted.docs]
type = "mcp"
server_url = "https://h"
[hosted.web]
type = "web_search"
"""


def session_of(folder: Path, *arguments: str) -> ToolSession:
    file = folder / "config.toml"
    file.write_text(CONFIG)
    parser = ArgumentParser()
    add_tool_options(parser)
    settings = resolve_settings(Paths(file, folder), {}, {})
    return load_tool_session(parser.parse_args(arguments), settings)


def test_tools_are_sent_in_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    session = session_of(tmp_path, "--tool", "by_hand", "--hosted", "web", "--tool", "f")
    assert session.on == ("by_hand", "f", "web")
    assert session.permissions == {}
    assert session.max_rounds == 10


def test_what_is_allowed_is_permitted(tmp_path: Path) -> None:
    arguments = ("--tool", "f", "--hosted", "docs", "--allow", "f", "--allow", "docs")
    session = session_of(tmp_path, *arguments)
    approval = Call("mcp_approval_request", "r", "search", "{}", 0, "docs")
    assert session.permission(approval) is Permission.ALWAYS
    assert session.permission(Call("function_call", "c", "f", "{}", 0)) is Permission.ALWAYS


def test_without_options_there_are_no_tools(tmp_path: Path) -> None:
    assert session_of(tmp_path).tools == {}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--tool", "g"], "no tool g: there are f, by_hand, docs, web"),
        (["--tool", "web"], "--tool web: the server runs this tool: --hosted web"),
        (["--hosted", "f"], "--hosted f: this is a function: --tool f"),
        (["--allow", "f"], "--allow f: also name it with --tool or --hosted"),
        (["--tool", "by_hand", "--allow", "by_hand"], r"--allow by_hand: \[tool.by_hand\] has no"),
        (["--hosted", "web", "--allow", "web"], "--allow web: only an MCP server asks"),
        (["--max-rounds", "0"], "--max-rounds must be at least 1"),
    ],
)
def test_what_cannot_be_is_a_usage_error(
    arguments: list[str], problem: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=problem):
        session_of(tmp_path, *arguments)

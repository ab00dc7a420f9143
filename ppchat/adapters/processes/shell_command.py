"""A command line that the user typed, run by the user's shell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.adapters.processes.tool_command import CommandResult, run_tool_command
from ppchat.core.dialects.tools import FunctionTool

TIME_LIMIT_S: Final = 60.0
"""Seconds after which a command is stopped."""


async def run_shell_command(line: str, environment: Mapping[str, str]) -> CommandResult:
    """Run a command line to its end or a limit, with an empty stdin; who cancels it stops it."""
    shell = environment.get("SHELL") or "/bin/sh"
    command = (shell, "-c", line)
    tool = FunctionTool("shell", "", {}, command, TIME_LIMIT_S, tuple(environment))
    return await run_tool_command(tool, "", environment)

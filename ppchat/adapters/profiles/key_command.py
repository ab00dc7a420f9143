"""Commands that print an API key, such as `pass show NAME`: run once, without a shell."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from ppchat.adapters.processes.tool_command import run_tool_command
from ppchat.adapters.profiles.target import Target
from ppchat.core.dialects.tools import FunctionTool
from ppchat.core.security.redact import redact_text
from ppchat.core.security.secret import Secret, redact_known_secrets
from ppchat.core.stream.error_body import clean_line
from ppchat.core.stream.signals import Problem

TIMEOUT_S: Final = 10.0
_MAX_KEY: Final = 16_384
"""Characters of the longest key; a token with many claims has a few thousand."""
_keys: Final[dict[tuple[str, ...], Secret]] = {}
"""The keys that commands printed in this run."""


async def load_key(
    target: Target, environment: Mapping[str, str] = os.environ, timeout_s: float = TIMEOUT_S
) -> Secret | Problem | None:
    """The key of a target, by its command if it has one; None if it needs none."""
    if target.problem:
        return Problem("no key", target.problem, "Correct the config, then try again.")
    if not target.key_command:
        return target.key
    if target.key_command not in _keys:
        key = await _run(target.key_command, environment, timeout_s)
        if isinstance(key, Problem):
            return key
        _keys[target.key_command] = key
    return _keys[target.key_command]


def forget_key(target: Target) -> None:
    """Run the command of a target again for the next request: its key was not accepted."""
    _keys.pop(target.key_command, None)


async def _run(
    command: tuple[str, ...], environment: Mapping[str, str], timeout_s: float
) -> Secret | Problem:
    tool = FunctionTool(
        *("key_command", "", {}),
        command=command,
        timeout_s=timeout_s,
        environment=tuple(environment),
    )
    result = await run_tool_command(tool, "", environment)
    line = next((line.strip() for line in result.output.splitlines() if line.strip()), "")
    reason = result.problem
    if not reason and not line:
        reason = "it printed nothing"
    elif not reason and len(line) > _MAX_KEY:
        reason = "its first line is too long for a key"
    if reason:
        errors = clean_line(redact_known_secrets(redact_text(result.errors)), 300)
        text = f"the key command {command[0]} failed: {reason}{errors and f': {errors}'}"
        return Problem("key command", text, "Run it in a terminal; key_command names it.")
    key = Secret(line)
    if not key.usable:
        text = f"the key command {command[0]} printed no key: it contains a space or another"
        return Problem("key command", f"{text} character that no key has", "Correct key_command.")
    return key

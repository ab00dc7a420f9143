"""Commands of a shell, and patches."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.dialects.faces.tool_output import MAX_LINES, single_line, text_block
from ppchat.core.dialects.responses.faces.words import joined, status, strings
from ppchat.core.response.block import Block
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import count, mapping, mappings, string

_MAX_JSON: Final = 100_000
"""Characters up to which an output is read as JSON."""

_ENDLESS_MS: Final = 10**12


def shell_words(data: JsonObject) -> str:
    """The time limit of the commands, and a status that is worth a word."""
    return joined(_time_limit(mapping(data, "action")), status(data))


def _time_limit(action: JsonObject) -> str:
    limit = count(action, "timeout_ms")
    return f"at most {limit / 1000:,g} s" if limit and limit < _ENDLESS_MS else ""


def shell_output_words(data: JsonObject) -> str:
    """How the commands ended."""
    outputs = mappings(data, "output")
    endings = dict.fromkeys(map(_ending, outputs[:MAX_LINES]))
    return joined(*endings, status(data))


def _ending(output: JsonObject) -> str:
    outcome = mapping(output, "outcome")
    code = outcome.get("exit_code")
    if string(outcome, "type") == "timeout":
        return "timed out"
    return f"exit {code}" if type(code) is int else ""


def shell_output_body(data: JsonObject) -> Iterator[Block]:
    """What each command wrote, with its errors apart."""
    outputs = mappings(data, "output")[:MAX_LINES]
    for number, output in enumerate(outputs, 1):
        name = f"output {number}" if len(outputs) > 1 else ""
        ending = _ending(output)
        failed = ending not in ("", "exit 0")
        if stdout := string(output, "stdout"):
            yield Block(stdout, "text", joined(name, ending) if name else "")
        if stderr := string(output, "stderr"):
            heading = joined("stderr", f"command {number}" if name else "", ending)
            yield Block(stderr, "text", heading, failed=failed)


def local_shell_words(data: JsonObject) -> str:
    """The command."""
    return joined(single_line(_command(data), 60), status(data))


def _command(data: JsonObject) -> str:
    command: Any = mapping(data, "action").get("command")
    return command if isinstance(command, str) else shlex.join(strings(command)[:MAX_LINES])


def local_shell_body(data: JsonObject) -> Iterator[Block]:
    """The command, and in what surroundings it runs."""
    action = mapping(data, "action")
    if command := _command(data):
        yield Block(command, "bash")
    user, folder = string(action, "user"), string(action, "working_directory")
    variables = sorted(mapping(action, "env"))[:MAX_LINES]
    lines = (
        f"in {folder}" if folder else "",
        f"as {user}" if user else "",
        f"with {', '.join(variables)}" if variables else "",
        _time_limit(action),
    )
    if any(lines):
        yield Block("\n".join(filter(None, lines)), heading="surroundings")


def patch_words(data: JsonObject) -> str:
    """Whether a file is created, updated or deleted, and its path."""
    operation = mapping(data, "operation")
    verb = string(operation, "type").removesuffix("_file").replace("_", " ")
    return joined(" ".join(filter(None, (verb, string(operation, "path")))), status(data))


def patch_output_body(data: JsonObject) -> Iterator[Block]:
    """What applying a patch wrote."""
    if output := string(data, "output"):
        yield text_block(output, failed=string(data, "status") == "failed")


def local_output_words(data: JsonObject) -> str:
    """How a command ended, where its output says so, and a status that is worth a word."""
    return joined(_ending(_local_output(data)), status(data))


def local_output_body(data: JsonObject) -> Iterator[Block]:
    """What a command wrote, with its errors apart where its output is JSON that holds both."""
    if output := _local_output(data):
        yield from shell_output_body({"output": [output]})
    elif text := string(data, "output"):
        yield text_block(text)


def _local_output(data: JsonObject) -> JsonObject:
    """The output of a local shell as that of a shell; empty where it is no such JSON."""
    text = string(data, "output")
    if not text.startswith("{") or len(text) > _MAX_JSON:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    is_complete = isinstance(value, dict) and "stdout" in value and "exit_code" in value
    return {**value, "outcome": value} if is_complete else {}

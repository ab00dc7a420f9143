"""The tools that a request offers to the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ppchat.core.response.response import JsonObject

TIMEOUT_S: Final = 30.0
"""How long the program of a function may run where nothing is set."""
_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class FunctionTool:
    """A function of the user's own: what the model is told of it, and what may run it."""

    name: str
    description: str
    parameters: JsonObject
    """The JSON schema of its arguments."""
    command: tuple[str, ...] = ()
    """The program that answers it, and its arguments; empty where a person answers."""
    timeout_s: float = TIMEOUT_S
    environment: tuple[str, ...] = ()
    """The names of the variables that the program gets besides the usual ones."""
    strict: bool = False
    """Whether the server makes the model keep to the schema."""
    output: JsonObject | None = None
    """The JSON schema of what a person answers; None where any text will do."""


@dataclass(frozen=True, slots=True)
class HostedTool:
    """A tool that the server runs: a search, an interpreter, an MCP server."""

    label: str
    """The user's name for it."""
    fields: JsonObject
    """What is sent of it, its `type` included; secrets are the names of variables."""

    @property
    def server_label(self) -> str:
        """The label by which an MCP server asks for approval; empty for other tools."""
        label = self.fields.get("server_label")
        return label if isinstance(label, str) else ""


Tool = FunctionTool | HostedTool
"""The tools that a request offers to the model."""


def is_tool_name(name: str) -> bool:
    """Whether servers accept this as the name of a function."""
    return _NAME.fullmatch(name) is not None

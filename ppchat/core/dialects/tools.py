"""The tools that a request offers to the model."""

from __future__ import annotations

from dataclasses import dataclass

from ppchat.core.response.response import JsonObject


@dataclass(frozen=True, slots=True)
class FunctionTool:
    """A function of the user's own: what the model is told of it, and what may run it."""

    name: str
    description: str
    parameters: JsonObject
    """The JSON schema of its arguments."""
    command: tuple[str, ...] = ()
    """The program that answers it, and its arguments; empty where a person answers."""
    timeout_s: float = 30
    environment: tuple[str, ...] = ()
    """The names of the variables that the program gets besides the usual ones."""
    strict: bool = False
    """Whether the server makes the model keep to the schema."""


@dataclass(frozen=True, slots=True)
class HostedTool:
    """A tool that the server runs: a search, an interpreter, an MCP server."""

    label: str
    """The user's name for it."""
    fields: JsonObject
    """What is sent of it, its `type` included."""


Tool = FunctionTool | HostedTool

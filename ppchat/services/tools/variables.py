"""Secrets of hosted tools: variables in the request that is stored, values in the one that is sent.

A server that repeats the request in its answer gets no secret onto the disk or the screen: their
values are replaced by the variables' names before a signal goes anywhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ppchat.core.security.secret import Secret
from ppchat.core.security.variables import replace_variables, variable_names
from ppchat.core.stream.signals import Arrived, Ended, Opened, Problem, Request, Signal

_FIELDS: Final = ("headers", "authorization", "server_url")
"""The fields of a hosted tool in which variables are replaced."""
_MIN_LENGTH: Final = 4
"""Characters of a value that is masked; shorter ones would make other text unreadable."""


@dataclass(frozen=True, slots=True)
class FilledRequest:
    """A request to send, and the values of variables that it holds."""

    request: Request
    names: Mapping[str, str]
    """The text that replaces a value in what the server sends, by the value."""

    def mask(self, signal: Signal) -> Signal:
        """The signal without the values."""
        if not self.names:
            return signal
        match signal:
            case Arrived(frames):
                return Arrived(
                    tuple(frame._replace(raw=self._bytes(frame.raw)) for frame in frames)
                )
            case Opened(headers=headers):
                texts = {name: self._text(value) for name, value in headers.items()}
                return replace(signal, headers=texts)
            case Ended(problem=Problem() as problem):
                message = self._text(problem.message)
                return replace(signal, problem=replace(problem, message=message))
            case _:
                return signal

    def _text(self, text: str) -> str:
        for value, name in self.names.items():
            text = text.replace(value, name)
        return text

    def _bytes(self, data: bytes) -> bytes:
        for value, name in self.names.items():
            data = data.replace(value.encode(errors="replace"), name.encode())
        return data


def fill_variables(request: Request, environment: Mapping[str, str]) -> FilledRequest | Problem:
    """The request with the variables of its hosted tools replaced; a Problem if one is not set."""
    tools = request.body.get("tools")
    if not isinstance(tools, list):
        return FilledRequest(request, {})
    names = {name for tool in tools for text in _texts(tool) for name in variable_names(text)}
    if not names:
        return FilledRequest(request, {})
    if missing := sorted(name for name in names if not environment.get(name)):
        advice = "Set it in the environment; a hosted tool needs it."
        return Problem("no variable", f"{' and '.join(missing)} is not set", advice)
    values = {name: environment[name] for name in names}
    filled = [_map_texts(tool, lambda text: replace_variables(text, values)) for tool in tools]
    return FilledRequest(replace(request, body={**request.body, "tools": filled}), _masks(values))


def _texts(tool: Any) -> list[str]:
    """The texts of a tool in which variables are replaced."""
    texts: list[str] = []

    def collect(text: str) -> str:
        texts.append(text)
        return text

    _map_texts(tool, collect)
    return texts


def _map_texts(tool: Any, change: Callable[[str], str]) -> Any:
    """The tool with those texts changed; one that is not of an MCP server stays as it is."""
    if not isinstance(tool, dict) or tool.get("type") != "mcp":
        return tool
    changed = dict(tool)
    for field in _FIELDS:
        match tool.get(field):
            case str(text):
                changed[field] = change(text)
            case dict(headers):
                changed[field] = {
                    name: change(text) if isinstance(text, str) else text
                    for name, text in headers.items()
                }
    return changed


def _masks(values: Mapping[str, str]) -> dict[str, str]:
    masks: dict[str, str] = {}
    for name, value in sorted(values.items(), key=lambda pair: len(pair[1]), reverse=True):
        if len(value) >= _MIN_LENGTH:
            Secret(value)  # so that the log masks it as well
            escaped = json.dumps(value)[1:-1]
            for text in (value, escaped, escaped.replace("/", r"\/")):  # as some servers write it
                masks[text] = f"${name}"
    return masks

"""What a request asks with, besides the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ppchat.core.response.response import JsonObject


@dataclass(frozen=True)
class TurnSettings:
    """What one turn asks with, in the words of no dialect."""

    model: str
    instructions: str = ""
    """What is placed before the conversation."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """The values of parameters by their name, such as `effort`; those that are missing are the
    server's to choose."""
    fields: JsonObject = field(default_factory=dict)
    """Further fields of the body, as they are sent."""

    def with_parameter(self, name: str, value: Any) -> TurnSettings:
        """The same with another value of a parameter; None leaves it to the server."""
        rest = {key: old for key, old in self.parameters.items() if key != name}
        return replace(self, parameters=rest if value is None else {**rest, name: value})

    def without(self, name: str) -> TurnSettings:
        """The same without a parameter, or without a field where there is none of that name."""
        if name in self.parameters:
            return self.with_parameter(name, None)
        return replace(self, fields={k: v for k, v in self.fields.items() if k != name})

    @property
    def schema(self) -> JsonObject | None:
        """The JSON schema that the answer is to follow; None for text."""
        return self.parameters.get("schema")

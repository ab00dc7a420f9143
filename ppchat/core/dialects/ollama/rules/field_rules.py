"""Whether lines, and the objects in them, have the fields that the reference requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.ollama.durations import DURATIONS
from ppchat.core.dialects.ollama.event_types import PREFIX
from ppchat.core.dialects.ollama.line import is_chat_line
from ppchat.core.dialects.ollama.rules.rule_table import rule_finding
from ppchat.core.dialects.shared_rules.required_fields import Field, FieldProblems, parse_field_list
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import mapping, mappings

_COUNTS: Final = ("prompt_eval_count", "eval_count")
_TYPES: Final[Mapping[str, str]] = {
    "done": "boolean",
    "message": "object",
    "function": "object",
    "arguments": "object",
    "tool_calls": "list",
    "context": "list",
    **dict.fromkeys((*_COUNTS, *DURATIONS), "integer"),
}


def _fields(words: str) -> tuple[Field, ...]:
    return parse_field_list(words, _TYPES)


_LINE: Final = _fields("model created_at done")
_MESSAGE: Final = _fields("role content")
_MESSAGE_OPTIONS: Final = _fields("thinking tool_calls")
_LINE_OPTIONS: Final = _fields(f"done_reason thinking context {' '.join((*_COUNTS, *DURATIONS))}")
_CALL: Final = _fields("function")
_FUNCTION: Final = _fields("name arguments")
_ROLES: Final = frozenset({"assistant"})


class LineFieldRules:
    """Checks line by line; the same problem in several lines is one finding."""

    def __init__(self) -> None:
        self._problems = FieldProblems()

    def check(self, event: Event) -> None:
        """Check one more line of an answer."""
        n, data, where = event.n, event.data, event.type.removeprefix(PREFIX)
        self._check(n, where, "", data, _LINE, _LINE_OPTIONS)
        if "message" not in data and "response" not in data:
            self._problems.add(n, where, "field-missing", "`message` is missing")
        elif not is_chat_line(data):
            name = "message" if "message" in data else "response"
            self._problems.check_fields(n, where, "", data, _fields(name))
        message = mapping(data, "message")
        if message:
            self._check(n, where, "message", message, _MESSAGE, _MESSAGE_OPTIONS)
            self._problems.check_value(n, where, "message.role", message.get("role"), _ROLES)
        for call in mappings(message or data, "tool_calls"):
            self._problems.check_fields(n, where, "tool_calls[]", call, _CALL)
            if function := mapping(call, "function"):
                path = "tool_calls[].function"
                self._problems.check_fields(n, where, path, function, _FUNCTION)

    def _check(
        self,
        n: int,
        where: str,
        path: str,
        data: JsonObject,
        required: tuple[Field, ...],
        options: tuple[Field, ...],
    ) -> None:
        present = (field for field in options if data.get(field.name) is not None)
        self._problems.check_fields(n, where, path, data, (*required, *present))

    def finish(self) -> Iterator[Finding]:
        """The findings, once the stream has ended."""
        return self._problems.findings(rule_finding)

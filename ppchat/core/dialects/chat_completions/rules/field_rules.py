"""Whether chunks, and the objects in them, have the fields that the reference requires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ppchat.core.dialects.chat_completions.rules.rule_table import rule_finding
from ppchat.core.dialects.chat_completions.rules.schema import (
    CALL_FIELDS,
    CALL_OPTIONS,
    CHOICE_FIELDS,
    CHOICE_OPTIONS,
    CHUNK_FIELDS,
    CHUNK_OPTIONS,
    DELTA_OPTIONS,
    FUNCTION_OPTIONS,
    OBJECT,
    ROLES,
    USAGE_FIELDS,
)
from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.shared_rules.required_fields import Field, FieldProblems
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import mapping, mappings, string

_WHOLE: Final = "chat.completion"


def is_filter_frame(data: JsonObject) -> bool:
    """Whether a chunk is one with which Azure says what a filter found, beside the answer."""
    return "prompt_filter_results" in data or any(
        "content_filter_offsets" in choice for choice in mappings(data, "choices")
    )


class ChunkFieldRules:
    """Checks event by event; the same problem in several events is one finding."""

    def __init__(self) -> None:
        self._problems = FieldProblems()
        self._unfinished: list[int] = []

    def check(self, event: Event, where: str) -> None:
        """Check one more chunk; `where` names its type."""
        n, data = event.n, event.data
        if is_filter_frame(data) or data.get("object") == _WHOLE:
            return
        self._check(n, where, "", data, CHUNK_FIELDS, CHUNK_OPTIONS)
        self._problems.check_value(n, where, "object", data.get("object"), (OBJECT,))
        if usage := mapping(data, "usage"):
            self._problems.check_fields(n, where, "usage", usage, USAGE_FIELDS)
        for choice in _entries(data, "choices"):
            if not isinstance(choice, dict):
                self._problems.add_type(n, where, "choices[]", choice, "an object")
                continue
            self._check(n, where, "choices[]", choice, CHOICE_FIELDS, CHOICE_OPTIONS)
            if "finish_reason" not in choice:
                self._unfinished.append(n)
            self._check_delta(n, where, mapping(choice, "delta"))

    def _check_delta(self, n: int, where: str, delta: JsonObject) -> None:
        path = "choices[].delta"
        self._check(n, where, path, delta, (), DELTA_OPTIONS)
        if role := string(delta, "role"):
            self._problems.check_value(n, where, f"{path}.role", role, ROLES)
        for fragment in _entries(delta, "tool_calls"):
            if not isinstance(fragment, dict):
                self._problems.add_type(n, where, "tool_calls[]", fragment, "an object")
                continue
            self._check(n, where, "tool_calls[]", fragment, CALL_FIELDS, CALL_OPTIONS)
            function = mapping(fragment, "function")
            self._check(n, where, "tool_calls[].function", function, (), FUNCTION_OPTIONS)

    def _check(
        self,
        n: int,
        where: str,
        path: str,
        data: JsonObject,
        required: Iterable[Field],
        options: Iterable[Field],
    ) -> None:
        present = (field for field in options if data.get(field.name) is not None)
        self._problems.check_fields(n, where, path, data, (*required, *present))

    def finish(self) -> Iterator[Finding]:
        """The findings, once the stream has ended."""
        yield from self._problems.findings(rule_finding)
        if self._unfinished:
            events = tuple(dict.fromkeys(self._unfinished))
            message = "`choices[].finish_reason` is omitted, not null: clients can do without."
            yield rule_finding("field-omitted", events, message)


def _entries(data: JsonObject, key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []

"""Whether events, and the objects in them, have the fields that the reference requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.messages.rules.rule_table import rule_finding
from ppchat.core.dialects.messages.rules.schema import (
    BLOCK_FIELDS,
    CITATION_FIELDS,
    DELTA_FIELDS,
    DELTA_USAGE_FIELDS,
    ERROR_FIELDS,
    EVENT_FIELDS,
    MESSAGE_FIELDS,
    MESSAGE_USAGE_FIELDS,
    OFTEN_OMITTED,
    TYPED,
)
from ppchat.core.dialects.shared_rules.required_fields import Field, FieldProblems
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event

_TOKENS: Final = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
"""Counts that are optional; where there is one, it is a whole number."""


class MessagesFieldRules:
    """Checks event by event; the same problem in several events is one finding."""

    def __init__(self) -> None:
        self._problems = FieldProblems()
        self._omitted: dict[str, list[int]] = {}

    def check(self, event: Event) -> None:
        """Check one more event; one that is damaged or of an unknown type is passed over."""
        kind = event.type.partition("/")[0]
        fields = EVENT_FIELDS.get(kind)
        if event.fault or fields is None:
            return
        n, data = event.n, event.data
        self._check_fields(n, event.type, "", data, fields)
        match kind:
            case "message_start":
                self._check_message(n, data.get("message"))
            case "content_block_start":
                block = data.get("content_block")
                self._check_typed(n, event.type, "content_block", block, BLOCK_FIELDS)
            case "content_block_delta":
                delta = data.get("delta")
                self._check_typed(n, event.type, "delta", delta, DELTA_FIELDS)
                citation = delta.get("citation") if isinstance(delta, dict) else None
                self._check_typed(n, event.type, "delta.citation", citation, CITATION_FIELDS)
            case "message_delta":
                self._check_usage(n, kind, "usage", data.get("usage"), DELTA_USAGE_FIELDS)
            case "error" if isinstance(data.get("error"), dict):
                self._check_fields(n, kind, "error", data["error"], ERROR_FIELDS)

    def _check_message(self, n: int, message: Any) -> None:
        if not isinstance(message, dict):
            return
        where, problems = "message_start", self._problems
        self._check_fields(n, where, "message", message, MESSAGE_FIELDS)
        problems.check_value(n, where, "message.role", message.get("role"), ("assistant",))
        problems.check_value(n, where, "message.type", message.get("type"), ("message",))
        usage = message.get("usage")
        self._check_usage(n, where, "message.usage", usage, MESSAGE_USAGE_FIELDS)

    def _check_usage(
        self, n: int, where: str, path: str, usage: Any, fields: tuple[Field, ...]
    ) -> None:
        if isinstance(usage, dict):
            counts = tuple(
                Field(name, "integer") for name in _TOKENS if usage.get(name) is not None
            )
            self._check_fields(n, where, path, usage, tuple(dict.fromkeys((*fields, *counts))))

    def _check_typed(
        self,
        n: int,
        where: str,
        path: str,
        value: Any,
        table: Mapping[str, tuple[Field, ...]],
    ) -> None:
        """Check an object whose required fields depend on its `type`."""
        if isinstance(value, dict):
            kind = value.get("type")
            known = table.get(kind, ()) if isinstance(kind, str) else ()
            self._check_fields(n, where, path, value, (*TYPED, *known))

    def _check_fields(
        self, n: int, where: str, path: str, data: JsonObject, fields: tuple[Field, ...]
    ) -> None:
        omitted = {name for name, _ in fields if name in OFTEN_OMITTED and data.get(name) is None}
        for name in omitted:
            self._omitted.setdefault(f"{path}.{name}", []).append(n)
        required = [field for field in fields if field.name not in omitted]
        self._problems.check_fields(n, where, path, data, required)

    def finish(self) -> Iterator[Finding]:
        """The findings, once the stream has ended."""
        yield from self._problems.findings(rule_finding)
        for name, events in self._omitted.items():
            message = f"Omitted though the reference requires it: `{name}`. Clients can do without."
            yield rule_finding("field-omitted", tuple(events), message)

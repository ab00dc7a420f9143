"""Whether events, and the objects in them, have the fields that the reference requires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.responses.events.rule_table import event_finding
from ppchat.core.dialects.responses.events.schema import (
    EVENT_FIELDS,
    ITEM_SCHEMAS,
    OFTEN_OMITTED,
    PART_FIELDS,
    POSITION_FIELDS,
    RESPONSE_FIELDS,
    RESPONSE_STATUSES,
    USAGE_FIELDS,
)
from ppchat.core.dialects.responses.state.reducer import CHAT_USAGE
from ppchat.core.dialects.shared_rules.required_fields import Field, FieldProblems
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event

_TYPE: Final = Field("type", "string")


class FieldRules:
    """Checks event by event; the same problem in several events is one finding."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._problems = FieldProblems()
        self._omitted: dict[str, list[int]] = {}

    def check(self, event: Event) -> None:
        """Check one more event; one that is damaged or of an unknown type is passed over."""
        known = self._dialect.event_types.get(event.type)
        if event.fault or known is None:
            return
        fields = EVENT_FIELDS.get(event.type)
        if fields is None:  # a type that the reference does not list
            delta_type = "object" if known.delta_keys else "string"
            fields = (Field("delta", delta_type),) if known.grows else ()
        data, where = event.data, self._dialect.short_type(event.type)
        optional = [field for field in POSITION_FIELDS if field.name in data]
        fields = tuple(dict.fromkeys((*fields, *optional)))
        if event.type == "error" and isinstance(data.get("error"), dict):
            if "message" not in data:
                self._problems.add(event.n, where, "error-nested", "")
            return
        if event.type == "error" and "message" in data:
            self._problems.add(event.n, where, "error-flat", "")
        self._check_fields(event.n, where, "", data, fields)
        if "item" in data:
            self._check_item(event.n, where, "item", data["item"])
        if "part" in data:
            self._check_part(event.n, where, "part", data["part"])
        if "response" in data:
            self._check_response(event, where, data["response"])

    def _check_response(self, event: Event, where: str, response: Any) -> None:
        if not isinstance(response, dict):
            return
        n, problems = event.n, self._problems
        self._check_fields(n, where, "response", response, RESPONSE_FIELDS)
        self._check_status(n, where, "response.status", response.get("status"), RESPONSE_STATUSES)
        problems.check_value(n, where, "response.object", response.get("object"), ("response",))
        output = response.get("output")
        for item in output if isinstance(output, list) else ():
            self._check_item(n, where, "response.output[]", item)
        usage = response.get("usage")
        if not isinstance(usage, dict):
            return
        if any(name in usage for name in CHAT_USAGE) and "input_tokens" not in usage:
            problems.add(n, where, "usage-of-chat", "")
        else:
            self._check_fields(n, where, "response.usage", usage, USAGE_FIELDS)

    def _check_item(self, n: int, where: str, path: str, item: Any) -> None:
        if not isinstance(item, dict):
            if path.endswith("[]"):
                self._problems.add_type(n, where, path, item, "an object")
            return
        item_type = item.get("type")
        if not isinstance(item_type, str) or item_type not in ITEM_SCHEMAS:
            self._check_fields(n, where, path, item, (_TYPE,))
            return
        where = f"{where}: {item_type}"
        schema = ITEM_SCHEMAS[item_type]
        self._check_fields(n, where, path, item, schema.fields)
        if schema.statuses:
            self._check_status(n, where, f"{path}.status", item.get("status"), schema.statuses)
        if item_type == "message":
            role = item.get("role")
            self._problems.check_value(n, where, f"{path}.role", role, ("assistant",))
        for key in ("content", "summary"):
            parts = item.get(key)
            for part in parts if isinstance(parts, list) else ():
                self._check_part(n, where, f"{path}.{key}[]", part)

    def _check_part(self, n: int, where: str, path: str, part: Any) -> None:
        if not isinstance(part, dict):
            if path.endswith("[]"):
                self._problems.add_type(n, where, path, part, "an object")
            return
        part_type = part.get("type")
        known = PART_FIELDS.get(part_type) if isinstance(part_type, str) else None
        self._check_fields(n, where, path, part, (_TYPE,) if known is None else known)

    def _check_fields(
        self, n: int, where: str, path: str, data: JsonObject, fields: Iterable[Field]
    ) -> None:
        present: list[Field] = []
        for field in fields:
            if data.get(field.name) is None and field.name in OFTEN_OMITTED:
                name = f"{path}.{field.name}" if path else field.name
                self._omitted.setdefault(name, []).append(n)
            else:
                present.append(field)
        self._problems.check_fields(n, where, path, data, present)

    def _check_status(
        self, n: int, where: str, path: str, value: Any, allowed: frozenset[str]
    ) -> None:
        if value is None or isinstance(value, str):
            self._problems.check_value(n, where, path, value, allowed)
        else:
            self._problems.add_type(n, where, path, value, "a string")

    def finish(self) -> Iterator[Finding]:
        """The findings, once the stream has ended."""
        yield from self._problems.findings(event_finding, _MESSAGES)
        if self._omitted:
            names = ", ".join(f"`{name}`" for name in self._omitted)
            yield event_finding(
                "field-omitted",
                tuple(sorted({n for events in self._omitted.values() for n in events})),
                f"Omitted though the reference requires them: {names}. Clients can do without.",
            )


_MESSAGES: Final = {
    "error-nested": "The error's code and message are nested in `error` {where}: the reference "
    "has them beside `type`.",
    "error-flat": "The error's code and message stand beside `type` {where}: Open Responses has "
    "them in `error`.",
    "usage-of-chat": "`response.usage` counts `prompt_tokens` and `completion_tokens`, as in Chat "
    "Completions, not `input_tokens` and `output_tokens`, {where}: strict clients cannot read it.",
}

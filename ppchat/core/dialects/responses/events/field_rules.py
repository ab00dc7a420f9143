"""Whether events, and the objects in them, have the fields that the reference requires."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

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
    TYPE_WORDS,
    USAGE_FIELDS,
    Field,
)
from ppchat.core.dialects.responses.reducer import CHAT_USAGE
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize

_NAMES: Final = 4
"""Event types that a finding names."""
_VALUE_LENGTH: Final = 40
_TYPE: Final = Field("type", "string")


class _FieldProblem(NamedTuple):
    code: str
    words: str


class FieldRules:
    """Checks event by event; the same problem in several events is one finding."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._events: dict[_FieldProblem, dict[int, str]] = {}
        """The events with a problem, and where in them it is."""
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
                self._add(event.n, where, "error-nested", "")
            return
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
        n = event.n
        self._check_fields(n, where, "response", response, RESPONSE_FIELDS)
        self._check_value(n, where, "response.status", response.get("status"), RESPONSE_STATUSES)
        self._check_value(n, where, "response.object", response.get("object"), ("response",))
        output = response.get("output")
        for item in output if isinstance(output, list) else ():
            self._check_item(n, where, "response.output[]", item)
        usage = response.get("usage")
        if not isinstance(usage, dict):
            return
        if any(name in usage for name in CHAT_USAGE) and "input_tokens" not in usage:
            self._add(n, where, "usage-of-chat", "")
        else:
            self._check_fields(n, where, "response.usage", usage, USAGE_FIELDS)

    def _check_item(self, n: int, where: str, path: str, item: Any) -> None:
        if not isinstance(item, dict):
            if path.endswith("[]"):
                self._add(n, where, "wrong-kind", _wrong_type(path, item, "an object"))
            return
        item_type = item.get("type")
        if not isinstance(item_type, str) or item_type not in ITEM_SCHEMAS:
            self._check_fields(n, where, path, item, (_TYPE,))
            return
        where = f"{where}: {item_type}"
        schema = ITEM_SCHEMAS[item_type]
        self._check_fields(n, where, path, item, schema.fields)
        if schema.statuses:
            self._check_value(n, where, f"{path}.status", item.get("status"), schema.statuses)
        if item_type == "message":
            self._check_value(n, where, f"{path}.role", item.get("role"), ("assistant",))
        for key in ("content", "summary"):
            parts = item.get(key)
            for part in parts if isinstance(parts, list) else ():
                self._check_part(n, where, f"{path}.{key}[]", part)

    def _check_part(self, n: int, where: str, path: str, part: Any) -> None:
        if not isinstance(part, dict):
            if path.endswith("[]"):
                self._add(n, where, "wrong-kind", _wrong_type(path, part, "an object"))
            return
        part_type = part.get("type")
        known = PART_FIELDS.get(part_type) if isinstance(part_type, str) else None
        self._check_fields(n, where, path, part, (_TYPE,) if known is None else known)

    def _check_fields(
        self, n: int, where: str, path: str, data: JsonObject, fields: Iterable[Field]
    ) -> None:
        prefix = f"{path}." if path else ""
        missing: dict[str, list[str]] = {}
        for name, field_type in fields:
            value = data.get(name)
            if value is None:
                if name in OFTEN_OMITTED:
                    self._omitted.setdefault(prefix + name, []).append(n)
                else:
                    state = "null" if name in data else "missing"
                    missing.setdefault(state, []).append(f"`{prefix}{name}`")
                continue
            types, words = TYPE_WORDS[field_type]
            is_boolean = isinstance(value, bool) and field_type not in ("boolean", "any")
            if is_boolean or not isinstance(value, types):
                self._add(n, where, "wrong-kind", _wrong_type(prefix + name, value, words))
            elif isinstance(value, int) and field_type == "integer" and value < 0:
                self._add(n, where, "wrong-value", f"`{prefix}{name}` is negative")
        for state, names in missing.items():
            verb = "is" if len(names) == 1 else "are"
            self._add(n, where, "field-missing", f"{', '.join(names)} {verb} {state}")

    def _check_value(
        self, n: int, where: str, path: str, value: Any, allowed: Collection[str]
    ) -> None:
        if isinstance(value, str) and value not in allowed:
            choices = ", ".join(sorted(allowed))
            expected = choices if len(allowed) == 1 else f"one of {choices}"
            words = f"`{path}` is {value[:_VALUE_LENGTH]!r}, not {expected}"
            self._add(n, where, "wrong-value", words)
        elif value is not None and not isinstance(value, str) and path.endswith(".status"):
            self._add(n, where, "wrong-kind", _wrong_type(path, value, "a string"))

    def _add(self, n: int, where: str, code: str, words: str) -> None:
        self._events.setdefault(_FieldProblem(code, words), {})[n] = where

    def finish(self) -> Iterator[Finding]:
        """The findings, once the stream has ended."""
        for (code, words), places in self._events.items():
            distinct = list(dict.fromkeys(places.values()))
            listed = ", ".join(distinct[:_NAMES]) + (" …" if len(distinct) > _NAMES else "")
            where = f"in {pluralize(len(places), 'event')} ({listed})"
            yield event_finding(
                code,
                tuple(places),
                _MESSAGES.get(code, "{words} {where}.").format(words=words, where=where),
            )
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
    "usage-of-chat": "`response.usage` counts `prompt_tokens` and `completion_tokens`, as in Chat "
    "Completions, not `input_tokens` and `output_tokens`, {where}: strict clients cannot read it.",
}


def json_type(value: Any) -> str:
    """The JSON type of a value, in words."""
    if isinstance(value, bool):
        return "a boolean"
    names = {int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "null")


def _wrong_type(path: str, value: Any, expected: str) -> str:
    return f"`{path}` is {json_type(value)}, not {expected},"

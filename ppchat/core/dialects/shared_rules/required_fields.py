"""Whether objects have the fields that a reference requires of them, whatever the protocol."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ppchat.core.dialects.finding import Finding
from ppchat.core.response.response import JsonObject
from ppchat.core.text.display import pluralize

_NAMES: Final = 4
"""Places that a finding names."""
_VALUE_LENGTH: Final = 40

TYPE_WORDS: Final[Mapping[str, tuple[tuple[type, ...], str]]] = {
    "string": ((str,), "a string"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "a boolean"),
    "object": ((dict,), "an object"),
    "list": ((list,), "a list"),
    "any": ((object,), "anything"),
}
"""The Python types of a field's type, and how it is described."""


class Field(NamedTuple):
    """A required field."""

    name: str
    type: str
    """A key of `TYPE_WORDS`."""


def parse_field_list(words: str, types: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields that are named, separated by spaces, each of the type in `types`.

    A type may stand after the name, as in `delta:object`; without one it is a string.
    """
    pairs = (word.partition(":") for word in words.split())
    return tuple(
        Field(name, field_type or types.get(name, "string")) for name, _, field_type in pairs
    )


class _FieldProblem(NamedTuple):
    code: str
    words: str


class FieldProblems:
    """What is wrong with fields; the same in several events is one finding.

    The codes are `field-missing`, `wrong-kind` and `wrong-value`, and those that a caller adds.
    """

    def __init__(self) -> None:
        self._events: dict[_FieldProblem, dict[int, str]] = {}
        """The events with a problem, and where in them it is."""

    def add(self, n: int, where: str, code: str, words: str) -> None:
        """Add a problem of event `n`; `where` names the kind of its event or object."""
        self._events.setdefault(_FieldProblem(code, words), {})[n] = where

    def check_fields(
        self, n: int, where: str, path: str, data: JsonObject, fields: Iterable[Field]
    ) -> None:
        """Check that the object at a path of event `n` has these fields."""
        prefix = f"{path}." if path else ""
        missing: dict[str, list[str]] = {}
        for name, field_type in fields:
            value = data.get(name)
            if value is None:
                state = "null" if name in data else "missing"
                missing.setdefault(state, []).append(f"`{prefix}{name}`")
                continue
            types, words = TYPE_WORDS[field_type]
            is_boolean = isinstance(value, bool) and field_type not in ("boolean", "any")
            if is_boolean or not isinstance(value, types):
                self.add_type(n, where, prefix + name, value, words)
            elif isinstance(value, int) and field_type == "integer" and value < 0:
                self.add(n, where, "wrong-value", f"`{prefix}{name}` is negative")
        for state, names in missing.items():
            verb = "is" if len(names) == 1 else "are"
            self.add(n, where, "field-missing", f"{', '.join(names)} {verb} {state}")

    def check_value(
        self, n: int, where: str, path: str, value: Any, allowed: Collection[str]
    ) -> None:
        """Check that the string at a path of event `n` is one of those allowed."""
        if isinstance(value, str) and value not in allowed:
            choices = ", ".join(sorted(allowed))
            expected = choices if len(allowed) == 1 else f"one of {choices}"
            words = f"`{path}` is {value[:_VALUE_LENGTH]!r}, not {expected}"
            self.add(n, where, "wrong-value", words)

    def add_type(self, n: int, where: str, path: str, value: Any, expected: str) -> None:
        """Add that the value at a path of event `n` has another type."""
        self.add(n, where, "wrong-kind", f"`{path}` is {json_type(value)}, not {expected},")

    def findings(
        self,
        build: Callable[[str, Sequence[int], str], Finding],
        messages: Mapping[str, str] | None = None,
    ) -> Iterator[Finding]:
        """The findings; `messages` has those that are worded otherwise, by code."""
        for (code, words), places in self._events.items():
            distinct = list(dict.fromkeys(places.values()))
            listed = ", ".join(distinct[:_NAMES]) + (" …" if len(distinct) > _NAMES else "")
            where = f"in {pluralize(len(places), 'event')} ({listed})"
            message = (messages or {}).get(code, "{words} {where}.")
            yield build(code, tuple(places), message.format(words=words, where=where))


def json_type(value: Any) -> str:
    """The JSON type of a value, in words."""
    if isinstance(value, bool):
        return "a boolean"
    names = {int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "null")

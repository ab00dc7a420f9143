"""The parameters of a request: what a dialect can be asked with, and where it stands in a body."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from ppchat.core.response.response import JsonObject

EFFORTS: Final = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
SUMMARIES: Final = ("auto", "concise", "detailed")
VERBOSITIES: Final = ("low", "medium", "high")
TIERS: Final = ("auto", "default", "flex", "scale", "priority", "fast")
_SWITCH_WORDS: Final = {"true": True, "on": True, "yes": True} | dict.fromkeys(
    ("false", "off", "no"), False
)


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named setting of a request, under the name that it has in every dialect."""

    name: str
    label: str
    """Its name for people."""
    kind: Literal["choice", "number", "integer", "switch", "json"]
    """`json` is an object of any shape."""
    path: tuple[str, ...]
    """The keys that lead to it in the body of a request."""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    other_path: tuple[str, ...] = ()
    """Where servers expect it that refuse `path`; empty where there is no such place."""
    encode: Callable[[Any], Any] = _same
    """What stands in the body for a value."""
    decode: Callable[[Any], Any] = _same
    """The value that stands in a body, or None; only of what `encode` returns."""

    @property
    def allowed(self) -> str:
        """The values that it takes, in words."""
        if self.kind == "choice":
            return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"
        if self.kind in ("switch", "json"):
            return "true or false" if self.kind == "switch" else "a JSON object"
        noun = "a whole number" if self.kind == "integer" else "a number"
        if self.low is None:
            return noun
        until = "or more" if self.high is None else f"to {self.high:g}"
        return f"{noun}, {self.low:g} {until}"

    def accepts(self, value: object) -> bool:
        """Whether it takes a value."""
        if self.kind == "choice":
            return isinstance(value, str) and value in self.choices
        if self.kind == "switch":
            return isinstance(value, bool)
        if self.kind == "json":
            return isinstance(value, dict)
        if isinstance(value, bool) or not isinstance(
            value, int if self.kind == "integer" else int | float
        ):
            return False
        return (
            math.isfinite(value)
            and (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
        )

    def parse(self, text: str) -> Any:
        """The value that a text stands for. Raises ValueError, whose text says what is allowed."""
        value: Any = text.strip()
        if self.kind == "switch":
            value = _SWITCH_WORDS.get(value.lower(), value)
        elif self.kind != "choice":
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                value = None
        if not self.accepts(value):
            raise ValueError(f"{self.label} must be {self.allowed}")
        return value

    def read(self, body: JsonObject, path: tuple[str, ...] = ()) -> Any:
        """Its value in the body of a request; None where that has none, or not in this form."""
        place: Any = body
        for key in path or self.path:
            place = place.get(key) if isinstance(place, dict) else None
        value = None if place is None else self.decode(place)
        return value if self.accepts(value) and self.encode(value) == place else None

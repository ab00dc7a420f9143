"""Where the settings of a turn differ from those of the turn before it, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import string


def settings_changes(before: TurnSettings | None, after: TurnSettings) -> tuple[str, ...]:
    """Each setting that changed with its value, foreign and raw; before a first turn, none is set.

    One that is no longer set is the server's. A first model is no change.
    """
    old = before or TurnSettings(after.model)
    return (*_named_changes(old, after), *_changes(old.fields, after.fields))


def _named_changes(old: TurnSettings, new: TurnSettings) -> Iterator[str]:
    if old.model != new.model:
        yield f"model {new.model}"
    if old.instructions != new.instructions:
        yield f"instructions {new.instructions or 'none'}"
    yield from _changes(old.parameters, new.parameters)


def _changes(old: JsonObject, new: JsonObject) -> Iterator[str]:
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield f"{name} the server's"
        elif name not in old or old[name] != new[name]:
            yield f"{name} {_value(name, new[name])}"


def _value(name: str, value: Any) -> str:
    if name == "schema" and isinstance(value, dict):
        return string(value, "title") or "of its own"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""The models that a server offers, read from the body of its answer."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ppchat.core.text.json_text import parse_json

_MOST_MODELS: Final = 10_000
_LONGEST_NAME: Final = 300
"""Characters; what is longer is no name that anybody could choose."""


class ModelList(NamedTuple):
    """What a server offers."""

    names: tuple[str, ...]
    """Sorted; foreign, raw."""
    owners: frozenset[str] = frozenset()
    """Whose the models are, in the words of the server; foreign, raw."""


def parse_models(body: bytes) -> ModelList:
    """The models in the answer to `GET /models`. Raises ValueError for any other body."""
    value = parse_json(body)
    entries = value.get("data", ...) if isinstance(value, dict) else value
    if entries is None:  # of a server without any model
        entries = []
    if not isinstance(entries, list):
        raise ValueError("not a list of models")
    models = [model for model in entries if _has_name(model)][:_MOST_MODELS]
    if entries and not models:
        raise ValueError("a list of something else")
    owners = {owner for model in models if isinstance(owner := model.get("owned_by"), str)}
    names = {str(model["id"]) for model in models}
    return ModelList(tuple(sorted(names, key=str.casefold)), frozenset(owners))


def _has_name(model: Any) -> bool:
    name = model.get("id") if isinstance(model, dict) else None
    return isinstance(name, str) and len(name.strip()) > 0 and len(name) <= _LONGEST_NAME

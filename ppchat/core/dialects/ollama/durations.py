"""The durations that Ollama measures itself, and states on its last line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.dialect import ServerDuration
from ppchat.core.response.response import Response

DURATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "total_duration": ("total", "all of its work"),
    "load_duration": ("load", "loading the model"),
    "prompt_eval_duration": ("prompt", "evaluating the prompt"),
    "eval_duration": ("answer", "generating the answer"),
}
"""The fields of nanoseconds: the short name and the meaning of each."""


def server_durations(response: Response) -> tuple[ServerDuration, ...]:
    """The durations that the server stated, in the order of `DURATIONS`."""
    counts = response.counts or {}
    return tuple(
        ServerDuration(field, name, meaning, counts[field])
        for field, (name, meaning) in DURATIONS.items()
        if field in counts
    )

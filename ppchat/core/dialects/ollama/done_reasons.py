"""The words with which Ollama ends an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DONE_REASONS: Final = frozenset({"stop", "length", "load", "unload"})
"""The reasons that Ollama's source names."""
INCOMPLETE_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "length": (
        "the answer reached the limit of output tokens, or filled the context",
        "Ask the model to continue, or raise num_predict or num_ctx.",
    )
}
"""The reasons of an answer that is incomplete, each in words and with advice."""


def status_and_reason(word: str) -> tuple[str, str]:
    """The status that a reason gives the response, and why that is incomplete."""
    return ("incomplete", word) if word in INCOMPLETE_REASONS else ("completed", "")

"""The words with which servers end a choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

STANDARD_REASONS: Final = frozenset(
    {"stop", "length", "tool_calls", "content_filter", "function_call"}
)
"""The finish reasons of OpenAI's reference."""


class FinishReason(NamedTuple):
    """What a finish reason means for the answer."""

    status: str
    """The status that it gives the response."""
    reason: str = ""
    """Why the answer is incomplete."""


_COMPLETED: Final = FinishReason("completed")
_LENGTH: Final = FinishReason("incomplete", "length")
_FILTER: Final = FinishReason("incomplete", "content_filter")

_REASONS: Final[Mapping[str, FinishReason]] = {
    "length": _LENGTH,
    "max_tokens": _LENGTH,
    "max_output_tokens": _LENGTH,
    "model_length": FinishReason("incomplete", "model_length"),
    "content_filter": _FILTER,
    "safety": _FILTER,
    "sensitive": _FILTER,
    "recitation": _FILTER,
    "insufficient_system_resource": FinishReason("incomplete", "insufficient_system_resource"),
    "error": FinishReason("failed"),
    "network_error": FinishReason("failed"),
    "abort": FinishReason("cancelled"),
    "cancelled": FinishReason("cancelled"),
}
"""The reasons of an answer that is not complete, by the server's word in lower case."""


def finish_reason(word: str) -> FinishReason:
    """What the server's word means; one that is unknown completes the answer."""
    return _REASONS.get(word.lower(), _COMPLETED)


INCOMPLETE_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "length": (
        "the answer reached the limit of output tokens",
        "Ask the model to continue, or raise max_completion_tokens (max_tokens).",
    ),
    "content_filter": ("a content filter stopped the answer", "Rephrase the prompt."),
    "model_length": (
        "the conversation fills the model's context",
        "Begin a new conversation, or choose a model with a longer context.",
    ),
    "insufficient_system_resource": (
        "the server ran short of resources",
        "The fault is the server's: try again in a moment.",
    ),
}
"""Why an answer is incomplete: each reason in words, and advice."""

"""Why an answer of Messages stops before its end or fails, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COMPLETE_REASONS: Final = frozenset({"end_turn", "stop_sequence", "tool_use"})
"""The stop reasons of a complete answer."""
INCOMPLETE_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "max_tokens": (
        "the answer reached the limit of output tokens",
        "Ask the model to continue, or raise max_tokens.",
    ),
    "model_context_window_exceeded": (
        "the answer filled the model's context window",
        "Begin a new conversation, or shorten this one.",
    ),
    "pause_turn": (
        "the server paused a long turn",
        "Send the answer back as it is, and the model goes on.",
    ),
    "compaction": (
        "the server paused after it had summarized the context",
        "Send the answer back as it is, and the model goes on.",
    ),
    "refusal": ("the answer was stopped by a safety classifier", "Rephrase the prompt."),
}
"""The stop reasons of an answer that is incomplete, each in words and with advice."""

ERROR_ADVICE: Final[Mapping[str, str]] = {
    "overloaded_error": "The server is overloaded: try again in a moment.",
    "api_error": "The fault is the server's: try again in a moment.",
    "timeout_error": "The server took too long: try again, or ask for less.",
    "rate_limit_error": "Wait a moment, then try again.",
    "billing_error": "Trying again will not help: check the billing of your account.",
    "authentication_error": "Check the key.",
    "permission_error": "The key may not do this: check its permissions.",
    "not_found_error": "Check the name of the model.",
    "invalid_request_error": "Edit the prompt and send it again.",
}
"""What the user can do about an error, by its type."""

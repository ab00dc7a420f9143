"""What the user can decide about a call, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from ppchat.core.dialects.calls import Call


class Decision(Enum):
    """What becomes of a call."""

    ONCE = "once"
    """Run its command, or allow it."""
    ALWAYS = "always"
    """The same for all such calls of the conversation."""
    BY_HAND = "by hand"
    """The user writes what the model gets."""
    REFUSE = "refuse"
    NEVER = "never"
    """Refuse all such calls of the conversation."""


Sentences = Mapping[Decision, tuple[str, str]]
"""A sentence and a remark for each decision, the first to be chosen first."""

_WRITE: Final = {Decision.BY_HAND: ("Write the answer", "")}
_REFUSE: Final = {
    Decision.REFUSE: ("Refuse", "the model is told so"),
    Decision.NEVER: ("Always refuse it in this conversation", ""),
}
_RUN: Final = {
    Decision.ONCE: ("Run the command", "its output is shown first"),
    Decision.ALWAYS: ("Always run it in this conversation", "sent at once"),
}
_ALLOW: Final = {
    Decision.ONCE: ("Allow this call", ""),
    Decision.ALWAYS: ("Allow all of this server in this conversation", ""),
    Decision.REFUSE: ("Deny", "the model is told so"),
}


def decisions(call: Call, *, can_run: bool) -> Sentences:
    """What the user can decide about a call; `can_run` says whether a command can answer it."""
    if call.is_approval_request:
        return MappingProxyType(_ALLOW)
    return MappingProxyType({**(_RUN if can_run else {}), **_WRITE, **_REFUSE})


def call_heading(call: Call, number: int, count: int) -> str:
    """Which call it is; raw. `number` counts from 1."""
    which = f" · {number} of {count}" if count > 1 else ""
    if call.is_approval_request:
        return f"{call.server_label or 'An MCP server'} wants to run {call.name}{which}"
    return f"The model calls {call.name}{which}"

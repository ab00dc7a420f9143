"""What waits for the user, and what runs: in words for the prompt and the header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ppchat.core.dialects.calls import Call
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_elapsed, pluralize
from ppchat.core.view.live.status import WAITING_SIGN, WAY_OUT, Status
from ppchat.core.view.tone import Tone

_KEYS: Final = "enter {}, esc later"
_MAX_NAME: Final = 24


def waiting_note(calls: Sequence[Call], rounds: int = 0) -> str:
    """What enter will do about the calls, for the line above the prompt.

    `rounds` is how many there were, if there may be no more without the user; else 0.
    """
    if rounds:
        keys = _KEYS.format("goes on")
        return f"{pluralize(rounds, 'round')} without words: {keys}"
    keys = _KEYS.format("answers")
    if len(calls) > 1:
        return f"{pluralize(len(calls), 'call')} wait: {keys}"
    call = calls[0]
    if call.is_approval_request:
        return f"{_name(call.server_label)} asks to run {_name(call.name)}: {keys}"
    return f"{_name(call.name)} waits: {keys}"


def waiting_status(calls: Sequence[Call]) -> Status:
    """The status of a conversation that waits for the user."""
    name = _name(calls[0].name) if len(calls) == 1 else f"{len(calls)} calls"
    word = f"{name} wait{'s' if len(calls) == 1 else ''} for you"
    return Status(WAITING_SIGN, word, Tone.WARNING, "", (("", "f6 answers"),))


def running_status(names: Sequence[str], running_ns: int) -> Status:
    """The status while commands run."""
    what = ", ".join(map(_name, dict.fromkeys(names)))
    return Status("◌", f"running {what}", Tone.QUIET, format_elapsed(running_ns), (WAY_OUT,))


def _name(name: str) -> str:
    return sanitize_line(name, _MAX_NAME) or "a call"

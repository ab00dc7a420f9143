"""One response as a row of a list."""

from __future__ import annotations

from dataclasses import dataclass

from ppchat.core.chat.conversation import title
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_milliseconds, format_rate
from ppchat.core.view.ending import ending
from ppchat.core.view.progress import status
from ppchat.core.view.status import Status


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One response as a row; its texts are safe to draw."""

    clock: str
    """Wall-clock time of the request, hh:mm:ss; empty where it is unknown."""
    model: str
    prompt: str
    """The beginning of the prompt."""
    status: Status
    ttft: str
    """Time to first token."""
    events: int
    rate: str
    """Tokens per second; with `~` while only chunks can be counted."""
    remark: str
    """How it ended, in one line; empty where all went well."""


def response_row(recording: Recording, prompt: str, now_ns: int) -> ResponseRow:
    """The row of `recording`, which answers `prompt`, at `now_ns` of the monotonic clock."""
    values = metrics(recording)
    return ResponseRow(
        clock=recording.started_at[11:19],
        model=sanitize_line(
            recording.response.model or recording.request.model or "unknown model", 60
        ),
        prompt=_prompt_text(recording, prompt),
        status=status(recording, now_ns),
        ttft=format_milliseconds(values.ttft_ms),
        events=values.events,
        rate=format_rate(values.rate, values.rate_is_estimate),
        remark=_remark(recording),
    )


def _remark(recording: Recording) -> str:
    if recording.outcome is Outcome.STOPPED:
        return "the client disconnected before the end"
    message = ending(recording)
    return sanitize_line(message[1].partition("\n")[0]) if message else ""


def _prompt_text(recording: Recording, prompt: str) -> str:
    resume = recording.request.resume
    if resume is not None:
        return sanitize_line(f"resumes {resume[0]} after {resume[1]}", 80)
    return sanitize_line(title(prompt)) or "(no prompt)"

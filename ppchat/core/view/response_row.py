"""One response as a row of a list."""

from __future__ import annotations

from dataclasses import dataclass

from ppchat.core.chat.conversation import title
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_milliseconds, format_rate
from ppchat.core.view.ending import ending
from ppchat.core.view.live.progress import status
from ppchat.core.view.live.status import Status


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
    protocol: str = ""
    """The short name of its dialect."""


def response_row(summary: RecordingSummary, prompt: str, now_ns: int) -> ResponseRow:
    """The row of the answer to `prompt`, at `now_ns` of the monotonic clock."""
    values = metrics(summary)
    return ResponseRow(
        clock=summary.started_at[11:19],
        model=sanitize_line(summary.response.model or summary.request.model or "unknown model", 60),
        prompt=_prompt_text(summary, prompt),
        status=status(summary, now_ns),
        ttft=format_milliseconds(values.ttft_ms),
        events=values.events,
        rate=format_rate(values.rate, values.rate_is_estimate),
        remark=_remark(summary),
        protocol=summary.dialect.name,
    )


def _remark(summary: RecordingSummary) -> str:
    if summary.outcome is Outcome.STOPPED:
        return "the client disconnected before the end"
    message = ending(summary)
    return sanitize_line(message[1].partition("\n")[0]) if message else ""


def _prompt_text(summary: RecordingSummary, prompt: str) -> str:
    resume = summary.request.resume
    if resume is not None:
        return sanitize_line(f"resumes {resume[0]} after {resume[1]}", 80)
    return sanitize_line(title(prompt)) or "(no prompt)"

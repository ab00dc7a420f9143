"""What a list tells of one response among many."""

from __future__ import annotations

from dataclasses import dataclass

from ppchat.core.chat.conversation import title
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.security.sanitize import safe_line
from ppchat.core.view.ending import ending
from ppchat.core.view.progress import status
from ppchat.core.view.status import Status, milliseconds


@dataclass(frozen=True, slots=True)
class Passage:
    """One response as a row; its texts are fit to be drawn."""

    clock: str
    """Wall time of the request, hours to seconds; empty where it is not known."""
    model: str
    prompt: str
    """The beginning of what was asked."""
    status: Status
    ttft: str
    """Time to first token."""
    events: int
    rate: str
    """Tokens a second; with `~` while only chunks can be counted."""
    remark: str
    """What is to be said of how it ended; empty where all went well."""


def passage(recording: Recording, prompt: str, now_ns: int) -> Passage:
    """The row of `recording`, which answers `prompt`, at `now_ns` of the monotonic clock."""
    figures = metrics(recording)
    rate = "" if figures.rate is None else f"{figures.rate:.0f}"
    return Passage(
        clock=recording.started_at[11:19],
        model=safe_line(recording.turn.model or recording.request.model or "unknown model", 60),
        prompt=_beginning(recording, prompt),
        status=status(recording, now_ns),
        ttft=milliseconds(figures.ttft_ms),
        events=figures.events,
        rate=f"~{rate}" if rate and figures.rate_is_estimate else rate,
        remark=_remark(recording),
    )


def _remark(recording: Recording) -> str:
    if recording.verdict is Verdict.STOPPED:
        return "the client left before the end"
    told = ending(recording)
    return safe_line(told[1].partition("\n")[0]) if told else ""


def _beginning(recording: Recording, prompt: str) -> str:
    resume = recording.request.resume
    if resume is not None:
        return safe_line(f"goes on with {resume[0]} after {resume[1]}", 80)
    return safe_line(title(prompt)) or "(no prompt)"

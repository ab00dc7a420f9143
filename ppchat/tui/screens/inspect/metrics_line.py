"""The top line of the inspector: the response, its outcome and its metrics."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_milliseconds, format_rate
from ppchat.core.view.outcomes import OUTCOME_MARKS, STREAMING
from ppchat.core.view.request_context import request_context
from ppchat.tui.style.outcomes import TONE_COLORS


class MetricsLine(Widget):
    """One line; metrics that do not fit are left out from the right, the outcome never."""

    DEFAULT_CSS = """
    MetricsLine { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    recording: reactive[Recording | None] = reactive(None)
    """The recording described."""
    event_count: reactive[int] = reactive(0)
    """The number of events so far; a change updates the line."""
    playback_state: reactive[str] = reactive("")
    """The state of the playback, such as `▶ 0.5×`."""
    ordinal: reactive[str] = reactive("")
    """The number of the response among several, such as `2 of 5`."""

    def render(self) -> Content:
        """The line, filled to its width."""
        recording = self.recording
        left: list[tuple[str, str]] = [("inspect", "bold $text-primary")]
        if recording is None:
            return Content.assemble(*left)
        if self.ordinal:
            left.append((f"  {self.ordinal}", "$text-muted"))
        response = recording.response
        model = response.model or recording.request.model
        left.append((f"  {sanitize_line(model, 40)}" if model else "", "$foreground"))
        left.append((f"  {recording.dialect.label}", "$text-muted"))
        if response.response_id and self.size.width >= 130:
            left.append((f"  {sanitize_line(response.response_id, 18)}", "$text-muted"))
        if recording.outcome is None:
            left.append((f"   {STREAMING.sign} {STREAMING.word}", "$text-accent"))
        else:
            mark = OUTCOME_MARKS[recording.outcome]
            left.append((f"   {mark.word}", TONE_COLORS[mark.tone]))
        if self.playback_state:
            left.append((f"   {self.playback_state}", "bold $text-accent"))
        left_text = Content.assemble(*left)
        right = Content("")
        for name, value in _named_values(recording, metrics(recording.summary)):
            extended = Content.assemble(
                right, "   " if right.cell_length else "", (name, "$text-muted"), f" {value}"
            )
            if left_text.cell_length + extended.cell_length + 2 > self.size.width - 2:
                break
            right = extended
        gap = max(1, self.size.width - 2 - left_text.cell_length - right.cell_length)
        return Content.assemble(left_text, " " * gap, right)


def _named_values(recording: Recording, response_metrics: Metrics) -> list[tuple[str, str]]:
    if not recording.timed:
        return [("no timestamps", ""), ("events", f"{response_metrics.events:,}")]
    values = [
        ("E2E", response_metrics.e2e_ms),
        ("TTFT", response_metrics.ttft_ms),
        ("ICL p50", response_metrics.icl_p50_ms),
        ("p95", response_metrics.icl_p95_ms),
        ("p99", response_metrics.icl_p99_ms),
        ("setup", response_metrics.setup_ms),
        ("TTFO", response_metrics.ttfo_ms),
    ]
    pairs = [(name, format_milliseconds(value)) for name, value in values if value is not None]
    if sent := request_context(recording.request.body):
        pairs.insert(3, ("sent", sent))
    if not recording.t0_ns and response_metrics.ttft_event is not None:
        pairs.insert(0, ("TTFT", "n/a"))
    if response_metrics.rate is not None:
        rate = format_rate(response_metrics.rate, response_metrics.rate_is_estimate)
        pairs.append(("", f"{rate} tok/s"))
    return pairs

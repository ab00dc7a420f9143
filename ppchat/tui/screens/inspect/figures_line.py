"""The top line of the inspector: which response, how it ended, its figures."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.security.sanitize import safe_line

_STYLES = {
    Verdict.COMPLETED: "$text-success",
    Verdict.INCOMPLETE: "$text-warning",
    Verdict.STOPPED: "$text-muted",
}


class FiguresLine(Widget):
    """One line; what does not fit is left out from the right, the verdict never."""

    DEFAULT_CSS = """
    FiguresLine { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    recording: reactive[Recording | None] = reactive(None)
    """What the figures are of."""
    seen: reactive[int] = reactive(0)
    """How many events it has now: the figures are made anew when it changes."""
    state: reactive[str] = reactive("")
    """What the cursor does, such as `▶ 0.5×`."""
    which: reactive[str] = reactive("")
    """Which response of several it is, such as `2 of 5`."""

    def render(self) -> Content:
        """The line as wide as it may be."""
        recording = self.recording
        left: list[tuple[str, str]] = [("inspect", "bold $text-primary")]
        if recording is None:
            return Content.assemble(*left)
        if self.which:
            left.append((f"  {self.which}", "$text-muted"))
        turn = recording.turn
        model = turn.model or recording.request.model
        left.append((f"  {safe_line(model, 40)}" if model else "", "$foreground"))
        if turn.response_id and self.size.width >= 110:
            left.append((f"  {safe_line(turn.response_id, 18)}", "$text-muted"))
        verdict = recording.verdict
        if verdict is None:
            left.append(("   ● streaming", "$text-accent"))
        else:
            left.append((f"   {verdict.value}", _STYLES.get(verdict, "$text-error")))
        if self.state:
            left.append((f"   {self.state}", "bold $text-accent"))
        shown = Content.assemble(*left)
        right = Content("")
        for name, value in _figures(recording, metrics(recording)):
            longer = Content.assemble(
                right, "   " if right.cell_length else "", (name, "$text-muted"), f" {value}"
            )
            if shown.cell_length + longer.cell_length + 2 > self.size.width - 2:
                break
            right = longer
        gap = max(1, self.size.width - 2 - shown.cell_length - right.cell_length)
        return Content.assemble(shown, " " * gap, right)


def _figures(recording: Recording, known: Metrics) -> list[tuple[str, str]]:
    if not recording.timed:
        return [("no times kept", ""), ("events", f"{known.events:,}")]
    told = [
        ("E2E", known.e2e_ms),
        ("TTFT", known.ttft_ms),
        ("ICL p50", known.icl_p50_ms),
        ("p95", known.icl_p95_ms),
        ("p99", known.icl_p99_ms),
        ("setup", known.setup_ms),
        ("TTFO", known.ttfo_ms),
    ]
    shown = [(name, _short(value)) for name, value in told if value is not None]
    if known.rate is not None:
        mark = "~" if known.rate_is_estimate else ""
        shown.append(("", f"{mark}{known.rate:.0f} tok/s"))
    return shown


def _short(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.2f} s"

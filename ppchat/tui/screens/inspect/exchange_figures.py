"""The line of the inspector with the figures of all rounds of an exchange together."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.metrics.exchange import exchange_metrics
from ppchat.core.view.figures import exchange_figures


def figures_together(rounds: Rounds | None) -> list[str]:
    """The figures of all rounds together; none for a single one."""
    if rounds is None or not rounds.are_several:
        return []
    summaries = [recording.summary for recording in rounds.recordings]
    return exchange_figures(exchange_metrics(summaries))


class ExchangeFigures(Widget):
    """One line, and none for a single round; figures that do not fit are left out."""

    DEFAULT_CSS = """
    ExchangeFigures { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    """

    rounds: reactive[Rounds | None] = reactive(None)
    """The exchange described."""
    event_count: reactive[int] = reactive(0)
    """The number of events so far; a change updates the line."""

    def on_mount(self) -> None:
        """Take no line before there is an exchange."""
        self.watch_rounds(self.rounds)

    def watch_rounds(self, rounds: Rounds | None) -> None:
        """Take a line for an exchange of several rounds only."""
        self.display = rounds is not None and rounds.are_several

    def render(self) -> Content:
        """As many of the figures as fit."""
        line = Content()
        for figure in figures_together(self.rounds):
            extended = Content.assemble(line, " · " if line else "", figure)
            if extended.cell_length > self.content_size.width:
                break
            line = extended
        return line

"""What stands beside the list of events: one event in full, the text as it was, the findings."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive

from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.inspect.detail import Detail
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.text_then import TextThen


class EventSide(Vertical):
    """The event at the cursor, the text up to it, and what is to be said of the whole stream."""

    DEFAULT_CSS = """
    EventSide {
        background: $background;
        padding: 0 0 0 1;
        & Detail { height: 1fr; }
        & Transcript { height: 30%; max-height: 14; background: $surface; }
        & FindingsView { max-height: 8; margin: 1 0 0 0; background: $background; }
    }
    """

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """What is shown; it may grow."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events up to the cursor."""

    def compose(self) -> ComposeResult:
        """Detail, text, findings."""
        yield Detail().data_bind(EventSide.recording, EventSide.position)
        yield TextThen().data_bind(EventSide.recording, EventSide.position)
        yield FindingsView()

    def recording_grew(self) -> None:
        """Take in what came since; to be called once a frame while events come."""
        self.query_one(TextThen).draw()

    def look_for_findings(self, recording: Recording) -> None:
        """Say what is to be said of `recording`, unless more of it may come."""
        view = self.query_one(FindingsView)
        if recording.ended is None:
            view.tell("Findings come when the stream has ended.")
        else:
            view.examine(recording)

    def toggle_tint(self) -> None:
        """Tint the text by how long each chunk took to come, or take the tint off."""
        text = self.query_one(TextThen)
        text.tinted = not text.tinted

    def focus_detail(self) -> None:
        """Give the keys to the event in full."""
        self.query_one(Detail).focus()

    @on(Detail.CheckWanted)
    def _check_wanted(self, event: Detail.CheckWanted) -> None:
        event.stop()
        if self.recording is not None:
            self._check(self.recording, event.n)

    @work(thread=True, exclusive=True, group="check")
    def _check(self, recording: Recording, n: int) -> None:
        from ppchat.adapters.openai.event_models import misfits

        event = recording.event(n)
        self.app.call_from_thread(self.query_one(Detail).tell, n, misfits(event.type, event.data))

"""The sidebar of the inspector: event details, the text at that event, and the findings."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive

from ppchat.adapters.sdk.reading import read_with_sdk, sdk_of
from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.recording.recording import Recording
from ppchat.services.schema_check import check_schema, schema_findings
from ppchat.tui.screens.inspect.detail import Detail
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.text_at_event import TextAtEvent


class TextPane(Vertical):
    """Around the text, which draws each of its lines by itself: the edge that shows the focus."""


class EventSidebar(Vertical):
    """The event at the cursor, the text up to it, and the findings of the whole stream."""

    DEFAULT_CSS = """
    EventSidebar {
        background: $background;
        padding: 0 0 0 1;
        & Detail { height: 1fr; }
        & TextPane { height: 30%; max-height: 14; background: $surface; }
        & Transcript { background: $surface; }
        & FindingsView { max-height: 8; margin: 1 0 0 0; background: $background; }
    }
    """

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """The recording shown; it may grow."""
    rounds: reactive[Rounds | None] = reactive(None, repaint=False)
    """The exchange of the recording."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events up to the cursor."""

    def compose(self) -> ComposeResult:
        """The details, the text and the findings."""
        yield Detail().data_bind(EventSidebar.recording, EventSidebar.position)
        with TextPane():
            yield TextAtEvent().data_bind(
                EventSidebar.rounds, EventSidebar.recording, EventSidebar.position
            )
        yield FindingsView()

    def show_new_events(self) -> None:
        """Show new events; call it once per frame while events arrive."""
        self.query_one(TextAtEvent).draw()

    def show_findings(self, recording: Recording) -> None:
        """Show the findings of `recording` once it has ended."""
        view = self.query_one(FindingsView)
        if recording.ended is None:
            view.show_message("Findings are listed when the stream has ended.")
        else:
            view.check_recording(recording)
            self._check_schema(recording)

    @work(exclusive=True, group="sdk")
    async def run_sdk(self, recording: Recording) -> None:
        """Let the vendor's SDK read a recording, and show the result above the findings."""
        view = self.query_one(FindingsView)
        if recording.ended is None:
            return
        if sdk := sdk_of(recording.dialect):
            view.show_sdk_message(f"{sdk} is reading the stream …")
        readings = await read_with_sdk(recording)
        if recording is self.recording:
            view.show_sdk_readings(readings)

    @work(exclusive=True, group="schema")
    async def _check_schema(self, recording: Recording) -> None:
        """Check the answer against the schema that its request asked for, if it did."""
        check = await check_schema(recording.summary)
        if check is None:
            return
        findings = await asyncio.to_thread(schema_findings, recording, check)
        if recording is self.recording:
            self.query_one(FindingsView).show_schema_findings(findings)

    def toggle_tint(self) -> None:
        """Toggle the tint that shows how late each chunk of the text was."""
        text = self.query_one(TextAtEvent)
        text.tinted = not text.tinted

    def focus_detail(self) -> None:
        """Focus the event details."""
        self.query_one(Detail).focus()

    @on(Detail.CheckWanted)
    def _check_wanted(self, event: Detail.CheckWanted) -> None:
        event.stop()
        if self.recording is not None:
            self._check(self.recording, event.n)

    @work(thread=True, exclusive=True, group="check")
    def _check(self, recording: Recording, n: int) -> None:
        from ppchat.adapters.openai.event_models import schema_violations

        event = recording.event(n)
        problems = schema_violations(event.type, event.data)
        self.app.call_from_thread(self.query_one(Detail).show_check, n, problems)

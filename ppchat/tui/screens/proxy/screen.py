"""The screen of the streams of other clients that pass through the proxy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from ppchat.adapters import gc_tuning as garbage
from ppchat.adapters.log import LOG
from ppchat.adapters.store.store import StoreError
from ppchat.core.recording.recording import Recording
from ppchat.core.security.redact import redact_url
from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.core.stream.signals import Problem
from ppchat.core.text.display import pluralize
from ppchat.core.view.tone import TONE_SIGNS, Tone
from ppchat.services.proxy_session import ProxiedStream, ProxySession
from ppchat.tui import FRAMES_PER_SECOND
from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.marks import Marks
from ppchat.tui.navigation import (
    MAX_COMPARED,
    ComparisonRequested,
    ExportRequested,
    InspectorRequested,
)
from ppchat.tui.screens.proxy.stream_list import StreamList
from ppchat.tui.style.outcomes import TONE_STYLES
from ppchat.tui.terminal.screen import use_lean_compositor
from ppchat.tui.widgets.key_bar import KeyBar


class ProxyScreen(Screen[None]):
    """One line per response, the newest at the bottom; each opens in the inspector."""

    BINDING_GROUP_TITLE = "Proxy"
    AUTO_FOCUS = "StreamList"

    DEFAULT_CSS = """
    ProxyScreen {
        background: $background;
        & > #proxy-title { height: 1; padding: 0 1; background: $panel; }
        & > .proxy-banner {
            display: none;
            height: auto;
            max-height: 4;
            padding: 0 1;
            background: $warning-muted;
            color: $text-warning;
            &.-shown { display: block; }
        }
        & > #proxy-empty { height: 1fr; padding: 2 4; background: $surface; }
        & > StreamList { height: 1fr; display: none; }
        &.-some > #proxy-empty { display: none; }
        &.-some > StreamList { display: block; }
        & > #proxy-about { height: 1; padding: 0 1; color: $text-muted; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", "compare", id="proxy.compare"),
        Binding("x", "export", "export", id="proxy.export"),
        Binding("y", "copy", "copy address", id="proxy.copy"),
        Binding("r", "restart", "restart", id="proxy.restart"),
        Binding("escape,ctrl+c", "leave", "quit", key_display="esc", id="proxy.leave"),
    ]

    def __init__(
        self, session: ProxySession, target: str, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        super().__init__()
        self._clock = clock
        use_lean_compositor(self)
        self._session = session
        self._target = sanitize_line(redact_url(target), 200)
        self._list = StreamList(session.streams)
        self._event_marks = Marks()

    def compose(self) -> ComposeResult:
        """The addresses, the list, a line about the response at the cursor, the keys."""
        yield Static(id="proxy-title", markup=False)
        yield Static(id="proxy-died", classes="proxy-banner", markup=False)
        yield Static(id="proxy-store", classes="proxy-banner", markup=False)
        yield Static(self._empty(), id="proxy-empty", markup=False)
        yield self._list
        yield Static(id="proxy-about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start the proxy."""
        self._ticks = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self._session.on_change = self._ticks.resume
        self._session.start()
        self._ticks.resume()
        self.call_after_refresh(garbage.freeze_startup_objects)

    async def on_unmount(self) -> None:
        """End the proxy."""
        await self._session.aclose()

    def on_screen_resume(self) -> None:
        """Show what arrived while another screen was shown."""
        self._ticks.resume()

    def on_resize(self) -> None:
        """Draw the lines as wide as the screen."""
        self.call_after_refresh(self._draw_lines)

    # What is shown.

    def _tick(self) -> None:
        """Draw what arrived since the previous frame; stop once nothing streams."""
        if not self._session.running_count or not self.is_current:
            self._ticks.pause()
        if not self.is_current:
            return
        self.set_class(bool(self._session.streams), "-some")
        self._list.update_rows(self._clock())
        self._draw_lines()

    def _draw_lines(self) -> None:
        problem = self._session.problem
        self._set_line("#proxy-title", self._title())
        self._set_line("#proxy-about", self._about())
        self._show_problem("#proxy-died", problem)
        self._show_problem("#proxy-store", self._session.store.problem)
        self.refresh_bindings()

    def _set_line(self, selector: str, content: Content) -> None:
        static = self.query_one(selector, Static)
        if static.content != content:
            static.update(content, layout=False)

    def _show_problem(self, selector: str, problem: Problem | None) -> None:
        banner = self.query_one(selector, Static)
        if banner.has_class("-shown") != (problem is not None):
            text = f"{problem.message}\n{problem.advice}".strip() if problem else ""
            banner.update(sanitize(text))
            banner.set_class(problem is not None, "-shown")

    def _title(self) -> Content:
        running, count = self._session.running_count, len(self._session.streams)
        left = Content.assemble(
            ("proxy", "bold $text-primary"), "  ", (self._session.proxy.base_url, "bold")
        )
        where = Content.assemble((" → ", "$text-muted"), self._target)
        right = Content("")
        if self._session.problem:
            right = Content.styled(f"{TONE_SIGNS[Tone.BAD]} ended", TONE_STYLES[Tone.BAD])
        elif running:
            right = Content.styled(f"● {running} streaming", "$text-success")
        elif count:
            right = Content.styled("○ idle", "$text-muted")
        else:
            right = Content.styled("○ waiting", "$text-muted")
        plain = self._session.plain_count
        others = f", {plain:,} not streamed" if plain else ""
        total = Content.assemble((f"  {pluralize(count, 'response')}{others}", "$text-muted"))
        width = self.size.width - 2
        if left.cell_length + where.cell_length + right.cell_length + total.cell_length < width:
            right += total
        room = max(0, width - left.cell_length - right.cell_length - 1)
        left += where.truncate(room, ellipsis=True)
        return Content.assemble(left, " " * (width - left.cell_length - right.cell_length), right)

    def _about(self) -> Content:
        """What happened to the response at the cursor, or its metrics."""
        streams, marks = self._session.streams, len(self._list.marks)
        if not streams:
            return Content("")
        row = streams[self._list.cursor].row(self._clock())
        if row.remark:
            style = TONE_STYLES[row.status.tone]
            about = Content.assemble((f"{row.status.sign} {row.remark}", style))
        else:
            metrics = (f"{name} {value}".strip() for name, value in row.status.figures)
            about = Content("  ".join((row.status.elapsed, *metrics)).strip())
        if marks:
            hint = "" if marks > 1 else ", mark another to compare"
            about = Content.assemble((f"● {marks} marked{hint}   ", "bold $text-accent"), about)
        return about.truncate(max(1, self.size.width - 2), ellipsis=True)

    def _empty(self) -> Content:
        address = self._session.proxy.base_url
        return Content.assemble(
            ("Waiting for the first stream\n\n", "bold $text-accent"),
            "Run any client with this address:\n\n",
            (f"  OPENAI_BASE_URL={address} python your_script.py\n", "bold $text-success"),
            (f"  ANTHROPIC_BASE_URL={address.removesuffix('/v1')} …\n\n", "bold $text-success"),
            f"Its requests are forwarded to {self._target}, unchanged and with their API keys,",
            " which are not stored. Each stream appears here as it arrives and is saved among the",
            " conversations. Requests without streaming are forwarded but not listed.",
        )

    @on(StreamList.Moved)
    def _moved(self) -> None:
        self._draw_lines()

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """Report an action that failed: an error here must not cut off the streams of clients."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            LOG.error("an action of the proxy's screen failed", exc_info=error)
            reason = sanitize_line(f"{type(error).__name__}: {error}", 200)
            self.notify(f"That did not work: {reason}", severity="error", markup=False)

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Show a key only while it does something."""
        if action in ("compare", "export"):
            return bool(self._session.streams)
        return action != "restart" or self._session.problem is not None

    @on(StreamList.Opened)
    def _opened(self, event: StreamList.Opened) -> None:
        self._inspect(self._session.streams[event.index])

    @work(exclusive=True, group="open", exit_on_error=False)
    async def _inspect(self, stream: ProxiedStream) -> None:
        recording = await self._recording(stream)
        if recording is None:
            return
        held = self._session.cached_streams
        if stream not in held:
            self.post_message(InspectorRequested([recording], marks=self._event_marks))
            return
        recordings = [other.recording for other in held if other.recording is not None]
        index = held.index(stream)
        self.post_message(InspectorRequested(recordings, index, marks=self._event_marks))

    async def _recording(self, stream: ProxiedStream) -> Recording | None:
        """The recording of a response; None if it cannot be read, of which the user is notified."""
        try:
            return await self._session.load_recording(stream)
        except (StoreError, KeyError) as error:
            reason = (
                sanitize_line(str(error)) if isinstance(error, StoreError) else "it was deleted"
            )
            self.notify(f"The answer cannot be read: {reason}", severity="error", markup=False)
            return None

    @work(exclusive=True, group="open", exit_on_error=False)
    async def action_compare(self) -> None:
        """Compare the marked responses; with one marked, compare it with the one at the cursor."""
        marked = self._list.marks
        marks = sorted(marked if len(marked) > 1 else marked | {self._list.cursor})
        if len(marks) < 2:
            self.notify("Mark the answers to compare with m, then press c.", timeout=4)
            return
        streams = [self._session.streams[index] for index in marks[:MAX_COMPARED]]
        if len(marks) > MAX_COMPARED:
            self.notify(f"The first {MAX_COMPARED} of {len(marks)} marked are shown.", timeout=4)
        pairs = [(stream, await self._recording(stream)) for stream in streams]
        recordings = [recording for _, recording in pairs if recording is not None]
        rows = [stream.row(0) for stream, recording in pairs if recording is not None]
        names = [f"{row.model} · {row.clock} · {row.prompt}" for row in rows]
        if len(recordings) > 1:
            self.post_message(ComparisonRequested(recordings, names))

    @work(exclusive=True, group="open", exit_on_error=False)
    async def action_export(self) -> None:
        """Export the response at the cursor to a file."""
        stream = self._session.streams[self._list.cursor]
        recording = await self._recording(stream)
        if recording is not None:
            self.post_message(ExportRequested([(stream.prompt, recording)], "recording.jsonl"))

    def action_copy(self) -> None:
        """Copy the address for clients."""
        self.app.copy_to_clipboard(self._session.proxy.base_url)

    def action_restart(self) -> None:
        """Restart the proxy after it has ended."""
        try:
            self._session.restart()
        except OSError as error:
            text = f"{self._session.proxy.base_url}: {error.strerror or error}"
            self.notify(text, severity="error", markup=False)
        self._ticks.resume()

    @work(exclusive=True, group="leave", exit_on_error=False)
    async def action_leave(self) -> None:
        """End the app and the proxy; asks first while streams are running."""
        running = self._session.running_count
        if running:
            streams = "A stream is" if running == 1 else f"{running} streams are"
            cut = "It is" if running == 1 else "They are"
            dialog = Confirm(
                f"{streams} still running. Quit?",
                f"{cut} cut off for the client too. What arrived is saved among the conversations.",
            )
            if not await self.app.push_screen_wait(dialog):
                return
        self.app.exit()

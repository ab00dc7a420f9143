"""The streams of other clients, as they pass the proxy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ppchat.adapters import gc_tuning as garbage
from ppchat.adapters.store.store import StoreError
from ppchat.core.recording.recording import Recording
from ppchat.core.security.redact import masked_url
from ppchat.core.security.sanitize import safe, safe_line
from ppchat.core.stream.signals import Problem
from ppchat.services.proxy_session import Passed, Passing
from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.screens.proxy.stream_list import StreamList
from ppchat.tui.terminal.compositor import LeanCompositor
from ppchat.tui.widgets.key_bar import KeyBar
from ppchat.tui.widgets.status_bar import TONE_STYLE

FRAMES_PER_SECOND: Final = 30
_COMPARED: Final = 5
"""Responses that are put side by side at most."""


class ProxyScreen(Screen[None]):
    """A line a response, the newest at the bottom; each opens in the inspector."""

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
        Binding("r", "restart", "start again", id="proxy.restart"),
        Binding("escape,ctrl+c", "leave", "quit", key_display="esc", id="proxy.leave"),
    ]

    def __init__(
        self, passing: Passing, target: str, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        super().__init__()
        self._clock = clock
        self._compositor = LeanCompositor()
        self._passing = passing
        self._target = safe_line(masked_url(target), 200)
        self._list = StreamList(passing.streams)

    def compose(self) -> ComposeResult:
        """The addresses on top, the list, a line on what the cursor is on, the keys."""
        yield Static(id="proxy-title", markup=False)
        yield Static(id="proxy-died", classes="proxy-banner", markup=False)
        yield Static(id="proxy-store", classes="proxy-banner", markup=False)
        yield Static(self._empty(), id="proxy-empty", markup=False)
        yield self._list
        yield Static(id="proxy-about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the proxy begin."""
        self._ticks = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self._passing.changed = self._ticks.resume
        self._passing.start()
        self._ticks.resume()
        self.call_after_refresh(garbage.settle)

    async def on_unmount(self) -> None:
        """End what was started."""
        await self._passing.aclose()

    def on_screen_resume(self) -> None:
        """Show what came while something else was shown."""
        self._ticks.resume()

    def on_resize(self) -> None:
        """Lines are as wide as the screen."""
        self.call_after_refresh(self._draw_lines)

    # What is shown.

    def _tick(self) -> None:
        """Draw what came since the frame before; the last one once nothing streams."""
        if not self._passing.running or not self.is_current:
            self._ticks.pause()
        if not self.is_current:
            return
        self.set_class(bool(self._passing.streams), "-some")
        self._list.grew(self._clock())
        self._draw_lines()

    def _draw_lines(self) -> None:
        problem = self._passing.problem
        self._say("#proxy-title", self._title())
        self._say("#proxy-about", self._about())
        self._show_problem("#proxy-died", problem)
        self._show_problem("#proxy-store", self._passing.store.problem)
        self.refresh_bindings()

    def _say(self, place: str, said: Content) -> None:
        static = self.query_one(place, Static)
        if static.content != said:
            static.update(said, layout=False)

    def _show_problem(self, place: str, problem: Problem | None) -> None:
        banner = self.query_one(place, Static)
        if banner.has_class("-shown") != (problem is not None):
            text = f"{problem.message}\n{problem.advice}".strip() if problem else ""
            banner.update(safe(text))
            banner.set_class(problem is not None, "-shown")

    def _title(self) -> Content:
        running, count = self._passing.running, len(self._passing.streams)
        left = Content.assemble(
            ("proxy", "bold $text-primary"), "  ", (self._passing.proxy.base_url, "bold")
        )
        where = Content.assemble((" → ", "$text-muted"), self._target)
        right = Content("")
        if self._passing.problem:
            right = Content.styled("✗ ended", "bold $text-error")
        elif running:
            right = Content.styled(f"● {running} streaming", "$text-success")
        elif count:
            right = Content.styled("○ idle", "$text-muted")
        else:
            right = Content.styled("○ waiting", "$text-muted")
        total = Content.assemble(
            (f"  {count:,} response{'' if count == 1 else 's'}", "$text-muted")
        )
        width = self.size.width - 2
        if left.cell_length + where.cell_length + right.cell_length + total.cell_length < width:
            right += total
        room = max(0, width - left.cell_length - right.cell_length - 1)
        left += where.truncate(room, ellipsis=True)
        return Content.assemble(left, " " * (width - left.cell_length - right.cell_length), right)

    def _about(self) -> Content:
        """What happened to the response under the cursor, or its figures."""
        streams, marks = self._passing.streams, len(self._list.marks)
        if not streams:
            return Content("")
        row = streams[self._list.cursor].row(self._clock())
        if row.remark:
            style = TONE_STYLE[row.status.tone]
            told = Content.assemble((f"{row.status.sign} {row.remark}", style))
        else:
            figures = (f"{name} {value}".strip() for name, value in row.status.figures)
            told = Content("  ".join((row.status.elapsed, *figures)).strip())
        if marks:
            more = "" if marks > 1 else ", c compares from two on"
            told = Content.assemble((f"● {marks} marked{more}   ", "bold $text-accent"), told)
        return told.truncate(max(1, self.size.width - 2), ellipsis=True)

    def _empty(self) -> Content:
        address = self._passing.proxy.base_url
        return Content.assemble(
            ("Waiting for the first stream\n\n", "bold $text-accent"),
            "Start any client of the Responses API with this address:\n\n",
            (f"  OPENAI_BASE_URL={address} python your_script.py\n\n", "bold $text-success"),
            f"Its requests go on to {self._target}, unchanged and with their keys, which are kept",
            " nowhere. Each stream appears here as it comes, and is kept among the sessions.",
            " What asks for no stream passes unlisted.",
        )

    @on(StreamList.Moved)
    def _moved(self) -> None:
        self._draw_lines()

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """A key is shown only when it does something."""
        if action in ("compare", "export"):
            return bool(self._passing.streams)
        return action != "restart" or self._passing.problem is not None

    @on(StreamList.Opened)
    def _opened(self, event: StreamList.Opened) -> None:
        self._inspect(self._passing.streams[event.at])

    @work(exclusive=True, group="open")
    async def _inspect(self, passed: Passed) -> None:
        from ppchat.tui.screens.inspect.screen import InspectScreen

        recording = await self._recording(passed)
        if recording is None:
            return
        held = self._passing.held
        if passed not in held:
            self.app.push_screen(InspectScreen([recording]))
            return
        recordings = [each.recording for each in held if each.recording is not None]
        self.app.push_screen(InspectScreen(recordings, held.index(passed)))

    async def _recording(self, passed: Passed) -> Recording | None:
        """The recording of a response; None once the person was told that it can't be had."""
        try:
            return await self._passing.recording(passed)
        except (StoreError, KeyError) as error:
            said = safe_line(str(error)) if isinstance(error, StoreError) else "it was deleted"
            self.notify(f"It can't be read again: {said}", severity="error", markup=False)
            return None

    @work(exclusive=True, group="open")
    async def action_compare(self) -> None:
        """Put the marked responses side by side, with one marked that under the cursor too."""
        from ppchat.tui.screens.compare.screen import CompareScreen

        marked = self._list.marks
        marks = sorted(marked if len(marked) > 1 else marked | {self._list.cursor})
        if len(marks) < 2:
            self.notify("Mark the responses to compare with m, then c.", timeout=4)
            return
        chosen = [self._passing.streams[at] for at in marks[:_COMPARED]]
        if len(marks) > _COMPARED:
            self.notify(f"The first {_COMPARED} of {len(marks)} marked are shown.", timeout=4)
        found = [(passed, await self._recording(passed)) for passed in chosen]
        recordings = [recording for _, recording in found if recording is not None]
        rows = [passed.row(0) for passed, recording in found if recording is not None]
        names = [f"{row.model} · {row.clock} · {row.prompt}" for row in rows]
        if len(recordings) > 1:
            self.app.push_screen(CompareScreen(recordings, names))

    @work(exclusive=True, group="open")
    async def action_export(self) -> None:
        """Have the response under the cursor written to a file."""
        from ppchat.tui.dialogs.export import ExportScreen

        passed = self._passing.streams[self._list.cursor]
        recording = await self._recording(passed)
        if recording is not None:
            self.app.push_screen(ExportScreen([(passed.prompt, recording)], "recording.jsonl"))

    def action_copy(self) -> None:
        """Copy the address that clients take."""
        self.app.copy_to_clipboard(self._passing.proxy.base_url)

    def action_restart(self) -> None:
        """Let the proxy begin anew, once it has ended."""
        try:
            self._passing.restart()
        except OSError as error:
            said = f"{self._passing.proxy.base_url}: {error.strerror or error}"
            self.notify(said, severity="error", markup=False)
        self._ticks.resume()

    @work(exclusive=True, group="leave")
    async def action_leave(self) -> None:
        """End the app and the proxy, once it is known that streams may be cut."""
        running = self._passing.running
        if running:
            streams = "A stream is" if running == 1 else f"{running} streams are"
            about = "It breaks off" if running == 1 else "They break off"
            question = Confirm(
                f"{streams} still running. Quit?",
                f"{about} for the client too. What came is kept among the sessions.",
            )
            if not await self.app.push_screen_wait(question):
                return
        self.app.exit()

"""The inspector screen: one position for text, list, timeline and details."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from textual import on
from textual.app import App

from ppchat.core.formats.chunks import Chunk
from ppchat.core.formats.recorded_stream import stream_from_sse
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Signal, Source, Started
from ppchat.core.stream.sse import Frame, FrameSplitter
from ppchat.services.live_signals import live_signals
from ppchat.tui.dialogs.figures.metrics_help import MetricsHelpScreen
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.navigation import ComparisonRequested, ExportRequested
from ppchat.tui.screens.inspect.detail import Detail
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.metrics_line import MetricsLine
from ppchat.tui.screens.inspect.screen import InspectScreen
from ppchat.tui.transcript import Transcript
from tests.support.exchanges import weather_exchange
from tests.support.hosts import PanelHost, visible_lines
from tests.support.loopback import text_stream
from tests.support.recordings import MS, T0_NS, build_recording, encode_sse, message_events
from tests.support.streams import RECORDED
from tests.support.threads import watch_parsing
from tests.support.until import until, until_idle


class Inspecting(App[None]):
    """An app with only the inspector."""

    def __init__(self, recordings: Sequence[Recording], **options: Any) -> None:
        super().__init__()
        self.inspect = InspectScreen(recordings, **options)
        self.requested: list[Recording] = []

    def on_mount(self) -> None:
        self.push_screen(self.inspect)

    def copy_to_clipboard(self, text: str, amount: str = "") -> None:
        super().copy_to_clipboard(text)

    @on(ExportRequested)
    def export(self, message: ExportRequested) -> None:
        self.requested.extend(recording for _, recording in message.turns)

    @on(ComparisonRequested)
    def compare(self, message: ComparisonRequested) -> None:
        self.requested.extend(message.recordings)


def findings_shown(screen: InspectScreen) -> str:
    view = screen.query_one(FindingsView)
    return "\n".join(
        str(view.get_option_at_index(index).prompt) for index in range(view.option_count)
    )


async def settle(pilot: Any) -> None:
    await until_idle(pilot)
    await pilot.pause()


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (200, 50), (30, 10)])
async def test_every_pane_shows_the_same_event(size: tuple[int, int]) -> None:
    app = Inspecting([build_recording(message_events(["Peter", " Piper", " picked"]))])
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("g", "right", "right", "right", "right", "right")
        screen = app.inspect
        await until(pilot, lambda: screen.position == 6)
        await until(pilot, lambda: not screen.playhead.following)
        assert screen.query_one(EventList).playhead.position == 6
        assert screen.query_one(Timeline).playhead.position == 6
        assert screen.query_one(Detail).n == 5
        cells = screen.query_one(Transcript).cells
        assert [str(cell.text) for cell in cells] == ["Peter Piper"]
        assert cells[0].added == (5, 11)


async def test_steps_and_rows_go_on_from_round_to_round() -> None:
    rounds = weather_exchange(calls=2)
    app = Inspecting(rounds, index=0, position=6)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = app.inspect
        assert (screen.recording, screen.position) == (rounds[0], 6)
        await pilot.press("right")
        await until(pilot, lambda: screen.recording is rounds[1])
        assert (screen.position, screen.playhead.position) == (1, 7)
        assert screen.query_one(Detail).n == 0
        assert "round 2 of 3" in screen.query_one(MetricsLine).ordinal
        texts = [str(cell.text) for cell in screen.query_one(Transcript).cells]
        assert "sunny, 24" in texts
        await pilot.press("k")
        await until(pilot, lambda: screen.recording is rounds[0])
        await pilot.press("G")
        await until(pilot, lambda: screen.recording is rounds[2])
        assert screen.playhead.following


async def test_brackets_go_from_round_to_round_and_findings_are_those_of_the_round() -> None:
    rounds, other = weather_exchange(), build_recording(message_events())
    app = Inspecting([*rounds, other], index=0)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = app.inspect
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: screen.recording is rounds[1])
        assert screen.query_one(MetricsLine).ordinal == "1 of 2, round 2 of 2"
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: screen.recording is other)
        await settle(pilot)
        assert "No findings" in findings_shown(screen)
        await pilot.press("left_square_bracket", "i")
        await until(pilot, lambda: screen.recording is rounds[1])


async def test_a_round_that_streams_is_followed_and_all_rounds_are_exported() -> None:
    rounds = weather_exchange(end=None)
    app = Inspecting(rounds)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = app.inspect
        count = len(rounds[1])
        frame = Frame(encode_sse({"type": "response.in_progress"}), rounds[1].at_ns(count - 1) + MS)
        rounds[1].extend([frame])
        await until(pilot, lambda: screen.position == count + 1)
        assert screen.recording is rounds[1]
        rounds[1].apply(Ended(frame.at_ns, End.EOF))
        await until(pilot, lambda: findings_shown(screen) != "")
        await pilot.press("x")
        await until(pilot, lambda: app.requested == [*rounds])


async def test_a_stream_without_findings_says_so() -> None:
    app = Inspecting([build_recording(message_events())])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "No findings" in findings_shown(app.inspect)
        assert "20 ms between chunks" in findings_shown(app.inspect)


async def test_choosing_a_finding_goes_to_its_event() -> None:
    events = message_events(["a"] * 40)
    events = [(ms + (3000 if n >= 20 else 0), data) for n, (ms, data) in enumerate(events)]
    app = Inspecting([build_recording(events)])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "events 19–20: No delta arrived for 3.02 s" in findings_shown(app.inspect)
        app.inspect.query_one(FindingsView).focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.inspect.position == 21)


async def test_playing_reaches_the_end_and_a_key_stops_it() -> None:
    app = Inspecting([build_recording(message_events(["a"] * 20))])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for _ in range(5):
            await pilot.press("plus")
        await pilot.press("space")
        await until(pilot, lambda: app.inspect.position == 28)
        await until(pilot, lambda: app.inspect.playhead.following)
        await pilot.press("g", *["minus"] * 8)
        assert "0.1×" in app.inspect.query_one(MetricsLine).playback_state
        await pilot.press("space", "left")
        assert "▶" not in app.inspect.query_one(MetricsLine).playback_state


async def test_responses_metrics_help_latency_and_requests() -> None:
    one, other = build_recording(message_events()), build_recording(message_events(["x"] * 9))
    app = Inspecting([one, other])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await until(pilot, lambda: app.inspect.recording is other)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app.inspect.recording is one)
        assert app.inspect.query_one(MetricsLine).ordinal == "1 of 2"
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, MetricsHelpScreen))
        await pilot.press("escape", "L")
        await settle(pilot)
        await pilot.press("L", "x", "c")
        await until(pilot, lambda: app.requested == [one, one, other])


async def test_copying_the_detail() -> None:
    app = Inspecting([build_recording(message_events())])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("g", "enter")
        await until(pilot, lambda: app.inspect.query_one(Detail).has_focus)
        await pilot.press("2", "y")
        await until(pilot, lambda: app.clipboard.startswith("event: response.created\ndata: {"))


async def test_checking_an_event_against_the_sdk() -> None:
    events = message_events()
    del events[4][1]["logprobs"]
    app = Inspecting([build_recording(events)])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("g", "right", "right", "right", "right", "enter")
        app.inspect.query_one(Detail).focus()
        await pilot.press("v")
        await settle(pilot)
        assert any(
            "logprobs: Field required" in line
            for line in visible_lines(app.inspect.query_one(Detail))
        )


async def test_the_detail_takes_the_lists_place_where_there_is_no_room() -> None:
    app = Inspecting([build_recording(message_events())])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not app.inspect.query_one(Detail).is_on_screen
        await pilot.press("enter")
        await until(pilot, lambda: app.inspect.query_one(Detail).has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: app.inspect.query_one(EventList).has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not app.inspect)


class Pipe:
    """A source of the signals that the test enqueues."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Signal] = asyncio.Queue()

    async def signals(self) -> AsyncIterator[Signal]:
        while True:
            signal = await self.queue.get()
            yield signal
            if isinstance(signal, Ended):
                return


async def test_a_stream_that_is_still_arriving() -> None:
    pipe = Pipe()
    recording = Recording(Request({}, ""))
    source: Source = pipe.signals()
    app = Inspecting([recording], source=source)
    events = message_events(["a"] * 10)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "when the stream has ended" in findings_shown(app.inspect)
        pipe.queue.put_nowait(Started(T0_NS))
        pipe.queue.put_nowait(Opened(T0_NS + MS, 200))
        for ms, data in events[:12]:
            pipe.queue.put_nowait(Arrived((Frame(encode_sse(data), T0_NS + round(ms * MS)),)))
        await until(pilot, lambda: app.inspect.position == 12)
        await until(pilot, lambda: app.inspect.playhead.following)
        pipe.queue.put_nowait(Arrived((Frame(b'data: {"type": "resp', T0_NS + 600 * MS),)))
        pipe.queue.put_nowait(Ended(T0_NS + 600 * MS, End.EOF))
        await until(pilot, lambda: app.inspect.position == 13)
        await until(pilot, lambda: "cut off" in findings_shown(app.inspect))


async def test_whatever_has_not_ended_is_drawn_as_it_grows() -> None:
    growing = [build_recording(message_events()[:3], end=None) for _ in range(2)]
    app = Inspecting([*growing, build_recording(message_events())])
    more = build_recording(message_events())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "No findings" in findings_shown(app.inspect)
        for current in reversed(growing):
            await pilot.press("left_square_bracket")
            assert "when the stream has ended" in findings_shown(app.inspect)
            for live in growing:  # all of them, whichever is shown
                if live.ended is None:
                    live.extend([more.frame(len(live))])
            await until(pilot, lambda current=current: app.inspect.position == len(current))  # type: ignore[misc]
            assert app.inspect.query_one(EventList).processed_count == len(current)
            for frame in list(more.frames())[len(current) :]:
                current.extend([frame])
            current.apply(Ended(current.at_ns(len(current) - 1), End.EOF))
            await until(pilot, lambda: app.inspect.query_one(EventList).processed_count == 11)
            await settle(pilot)
            assert "No findings" in findings_shown(app.inspect)


async def test_a_large_frame_on_a_pipe_is_parsed_in_a_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads = watch_parsing(monkeypatch)
    large = "x" * (2 << 20)
    frames = text_stream("one ", large)
    stream = stream_from_sse([Chunk(1, b"".join(frames))], timed=True)
    recording = Recording(Request({}, ""))
    app = Inspecting([recording], source=live_signals(stream.signals))
    async with app.run_test(size=(120, 36)) as pilot:
        await until_idle(pilot)
        await until(pilot, lambda: recording.ended is not None)
    assert [frame.raw for frame in recording.frames()] == frames
    large_threads = {thread for size, thread in threads if size > len(large)}
    assert large_threads
    assert threading.get_ident() not in large_threads


async def test_marks_are_the_same_in_every_view_of_a_recording() -> None:
    recording = build_recording(message_events())
    app = PanelHost(recording)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("g", "m")
        inspect = InspectScreen([recording], position=3, marks=app.marks)
        await app.push_screen(inspect)
        await until(pilot, lambda: inspect.query_one(EventList).processed_count == 11)
        assert visible_lines(inspect.query_one(EventList))[2].startswith("●")
        await pilot.press("m", "escape")
        await until(pilot, lambda: app.screen is not inspect)
        assert [line[0] for line in visible_lines(app.panel.query_one(EventList))[2:5]] == [
            "●",
            " ",
            "●",
        ]
        assert app.marks.of(recording) == {0, 2}


@pytest.mark.parametrize("size", [(120, 36), (20, 6)])
async def test_no_events(size: tuple[int, int]) -> None:
    for recordings in ([build_recording([])], [build_recording([], timed=False)]):
        app = Inspecting(recordings)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            await pilot.press(*"jkgGtmFLxc", "space", "plus", "left", "right", "enter")
            await pilot.press("left_square_bracket", "slash", "escape", "question_mark")
            await settle(pilot)
            assert isinstance(app.screen, MetricsHelpScreen) is bool(recordings)


def load_stream(path: Path) -> Recording:
    body = path.read_bytes()
    if path.suffix == ".jsonl":
        body = b"".join(b"data: " + line + b"\n\n" for line in body.splitlines() if line.strip())
    splitter = FrameSplitter()
    frames = [*splitter.feed(body), splitter.flush()]
    recording = Recording(Request({}, ""), timed=False)
    recording.extend(Frame(raw, T0_NS) for raw in frames if raw)
    recording.apply(Ended(T0_NS, End.EOF))
    return recording


@pytest.mark.parametrize(
    "path",
    [path for path in RECORDED if "__" in path.name],
    ids=lambda path: path.name.partition("__")[2][-40:],
)
async def test_recorded_streams_open_at_any_event(path: Path) -> None:
    recording = load_stream(path)
    app = Inspecting([recording])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("g", "right", "shift+right", "3", "G", "left", "left")
        await until(pilot, lambda: app.inspect.position == len(recording) - 2)


async def test_escape_clears_the_filter_before_it_leaves() -> None:
    app = Inspecting([build_recording(message_events(["Peter", " Piper"]))])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        panel = app.inspect.query_one(EventPanel)
        await pilot.press("slash", *"delta", "enter")
        await until(pilot, lambda: panel.filter_text == "delta")
        await pilot.press("escape")
        await until(pilot, lambda: panel.filter_text == "" and panel.keep is None)
        assert app.screen is app.inspect
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not app.inspect)


async def test_keys_go_to_the_findings_and_the_largest_gaps() -> None:
    events: list[Any] = [
        (0, {"type": "x"}),
        (10, b"data: [\n\n"),
        (900, {"type": "y"}),
        (910, b"data: {\n\n"),
    ]
    app = Inspecting([build_recording(events)])
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("g", "i")
        await until(pilot, lambda: app.inspect.position == 2)
        await pilot.press("w")
        await until(pilot, lambda: app.inspect.position == 3)
        await pilot.press("I")
        await until(pilot, lambda: app.inspect.position == 2)

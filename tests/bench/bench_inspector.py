"""The inspector at 100,000 events against 1,000: frames of the list, seeks, opening, memory.

    python -m tests.bench.bench_inspector [COUNT]

Frames are medians of CPU time, of frames that the short and the long recording draw in turns. A
seek lasts from the action of the key to the last paint that it causes, on the complete screen of
the inspector, including the rendering of the bytes for the terminal.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import time
import tracemalloc
from collections.abc import Sequence
from statistics import median
from typing import Any

from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen

from ppchat.adapters import gc_tuning as garbage
from ppchat.core.inspect.event_rows import EventRows
from ppchat.core.inspect.lanes import Lanes
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.inspect.screen import InspectScreen
from tests.support.recordings import MS, T0_NS, encode_sse, message_events
from tests.support.until import until_idle

SMALL = 1_000
SEEKS = 100
FRAMES = 300


def frames(count: int) -> list[Frame]:
    """A realistic stream: prose in chunks of a word, with occasional slow ones."""
    chance = random.Random(7)
    head = message_events(["x"])[:4]
    stream = [Frame(encode_sse(data), T0_NS + round(ms * MS)) for ms, data in head]
    at_ns = stream[-1].at_ns
    while len(stream) < count:
        at_ns += round(chance.gammavariate(3, 6) * MS)
        if chance.random() < 0.06:  # so that the list has rows to draw while runs are folded
            at_ns += 400 * MS
        data = {
            "type": "response.output_text.delta",
            "item_id": "msg_67ccfcdd16748190a91872c75d38539e0e4d4aac714747c1",
            "output_index": 0,
            "content_index": 0,
            "delta": chance.choice(
                (" peck", " of", " pickled", " peppers", ".\n", "\n\n", " Piper")
            ),
            "sequence_number": len(stream),
            "logprobs": [],
            "obfuscation": "x" * chance.randrange(12),
        }
        stream.append(Frame(encode_sse(data), at_ns))
    return stream


def build_recording(stream: list[Frame]) -> Recording:
    """The frames as a recording in progress."""
    recording = Recording(Request({"model": "bench"}, "http://127.0.0.1:1/v1"))
    recording.apply(Started(T0_NS))
    recording.apply(Opened(T0_NS + MS, 200))
    recording.extend(stream)
    return recording


class Bench(App[None]):
    """Records when a frame was painted, including the rendering for the terminal."""

    CSS = "EventList { height: 26; } Timeline { height: 9; }"

    def __init__(self, recordings: Sequence[Recording], *, inspector: bool) -> None:
        super().__init__()
        self.recordings, self.inspector = recordings, inspector
        self.painted = asyncio.Event()
        self.done: tuple[float, float] = (0.0, 0.0)

    def compose(self) -> ComposeResult:
        if not self.inspector:
            for recording in self.recordings:
                yield EventList(recording)
                yield Timeline(recording)

    def on_mount(self) -> None:
        if self.inspector:
            self.push_screen(InspectScreen(self.recordings))

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate):  # otherwise rendered only for a real terminal
            renderable.render_segments(self.console)
        super()._display(screen, renderable)

    def post_display_hook(self) -> None:
        self.done = time.perf_counter(), time.process_time()
        self.painted.set()


Pair = tuple[float, float]
"""CPU milliseconds of one frame in a short and in a long recording."""


async def frame_ms(stream: list[Frame], *, folded: bool) -> tuple[list[Pair], list[Pair]]:
    """Frames of the list and of the timeline; ten events arrive in each.

    The short and the long recording are on one screen and take turns, so that other load on the
    machine affects both alike.
    """
    recordings = [build_recording(stream[:SMALL]), build_recording(stream)]
    more = frames(SMALL + FRAMES * 10)[SMALL:]
    offsets_ns = [
        recording.at_ns(len(recording) - 1) - more[0].at_ns + 10 * MS for recording in recordings
    ]
    app = Bench(recordings, inspector=False)
    pairs: tuple[list[Pair], list[Pair]] = ([], [])
    async with app.run_test(size=(120, 70)) as pilot:
        lists, timelines = list(app.query(EventList)), list(app.query(Timeline))
        while any(
            event_list.processed_count < len(recording)
            for event_list, recording in zip(lists, recordings, strict=True)
        ):
            await pilot.pause()
        if not folded:
            for event_list in lists:
                event_list.action_fold()
        await pilot.pause()
        garbage.freeze_startup_objects()
        for number in range(FRAMES):
            spent: tuple[list[float], list[float]] = ([0.0, 0.0], [0.0, 0.0])
            for side in (0, 1) if number % 2 else (1, 0):
                recording = recordings[side]
                arrived = more[number * 10 : number * 10 + 10]
                recording.extend(Frame(raw, at_ns + offsets_ns[side]) for raw, at_ns in arrived)
                _ = recording.response
                for index, widget in enumerate[EventList | Timeline](
                    (lists[side], timelines[side])
                ):
                    started = time.process_time()
                    widget.playhead = Playhead(len(recording))
                    widget.show_new_events()
                    for y in range(widget.size.height):
                        widget.render_line(y)
                    spent[index][side] = (time.process_time() - started) * 1000
            for index in (0, 1):
                pairs[index].append((spent[index][0], spent[index][1]))
            await pilot.pause()
    return pairs


Times = tuple[list[float], list[float]]
"""Milliseconds of wall time and of CPU time, the shortest first."""


async def seek_ms(recording: Recording) -> tuple[Times, Times]:
    """From an action to the last paint that it causes: for random positions, and for steps."""
    chance = random.Random(3)
    recording.apply(Ended(recording.at_ns(len(recording) - 1), End.EOF))
    app = Bench([recording], inspector=True)
    seeks = [chance.randrange(1, len(recording)) for _ in range(SEEKS)]
    first = len(recording) // 2
    async with app.run_test(size=(120, 36)) as pilot:
        screen: Any = app.screen
        await until_idle(pilot)
        garbage.freeze_startup_objects()
        times: list[Times] = []
        for positions in (seeks, range(first, first + SEEKS)):
            wall: list[float] = []
            cpu: list[float] = []
            for position in positions:
                await pilot.pause()
                app.painted.clear()
                started, cpu_started = time.perf_counter(), time.process_time()
                screen._go(position)
                await app.painted.wait()
                await pilot.pause()  # later paints count too
                wall.append((app.done[0] - started) * 1000)
                cpu.append((app.done[1] - cpu_started) * 1000)
            times.append((sorted(wall), sorted(cpu)))
    return times[0], times[1]


def memory(stream: list[Frame]) -> tuple[float, float]:
    """Bytes per event, without the raw frames: of the recording, and of what the list adds."""
    gc.collect()
    tracemalloc.start()
    recording = build_recording(stream)
    gc.collect()
    first = tracemalloc.get_traced_memory()[0]
    rows, lanes = EventRows(recording), Lanes(recording)
    rows.grow()
    lanes.grow()
    gc.collect()
    second = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    raw = recording.byte_count
    return (first - raw) / len(recording), (second - first) / len(recording)


def opening(stream: list[Frame]) -> tuple[float, float]:
    """Seconds to fold the frames, and to group them and lay out the timeline."""
    started = time.perf_counter()
    recording = build_recording(stream)
    folded = time.perf_counter()
    EventRows(recording).grow()
    Lanes(recording).grow()
    return folded - started, time.perf_counter() - folded


async def main(count: int) -> None:
    """Print every measurement with its target."""
    stream = frames(count)
    own, added = memory(stream)
    print(f"memory without raw    {own:.1f} B + {added:.1f} B per event   (≤ 40 together)")
    fold_s, list_s = opening(stream)
    print(f"opening {count:,}       {fold_s:.2f} s to fold + {list_s:.2f} s to list   (≤ 1 s)")
    for folded in (True, False):
        word = "folded  " if folded else "unfolded"
        for name, pairs in zip(
            ("list", "timeline"), await frame_ms(stream, folded=folded), strict=True
        ):
            short, long = (median(side) for side in zip(*pairs, strict=True))
            print(
                f"{name:<9}{word} per frame {long:.2f} ms at {count:,} ÷ {short:.2f} ms at "
                f"{SMALL:,} = {long / short:.2f}   (list ≤ 1.10)"
            )
    for action, times in zip(("seek", "step"), await seek_ms(build_recording(stream)), strict=True):
        for name, values in zip(("wall", "CPU"), times, strict=True):
            p95 = values[int(len(values) * 0.95)]
            percentiles = f"p50 {median(values):.1f} p95 {p95:.1f} max {values[-1]:.1f} ms"
            print(f"{action} to paint, {name:<6} {percentiles}   (≤ 33)")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))

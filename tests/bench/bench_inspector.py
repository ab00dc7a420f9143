"""The inspector at 100,000 events against 1,000: a frame of the list, a seek, opening, memory.

    python -m tests.bench.bench_inspector [COUNT]

Frames are CPU time, medians of frames that the short and the long recording draw in turns; a seek
lasts from the key's action to the last paint that it causes, in the inspector's whole screen, with
the bytes for the terminal made.
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
from ppchat.core.inspect.event_rows import Rows
from ppchat.core.inspect.lanes import Spans
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.inspect.screen import InspectScreen
from tests.support.made import MS, T0, message, wire

SMALL = 1_000
SEEKS = 100
FRAMES = 300


def frames(count: int) -> list[Frame]:
    """A realistic stream: prose in chunks of a word, a slow one now and then."""
    chance = random.Random(7)
    head = message(["x"])[:4]
    found = [Frame(wire(data), T0 + round(ms * MS)) for ms, data in head]
    at_ns = found[-1].at_ns
    while len(found) < count:
        at_ns += round(chance.gammavariate(3, 6) * MS)
        if chance.random() < 0.06:  # so that the list has rows to draw when runs are folded
            at_ns += 400 * MS
        data = {
            "type": "response.output_text.delta",
            "item_id": "msg_67ccfcdd16748190a91872c75d38539e0e4d4aac714747c1",
            "output_index": 0,
            "content_index": 0,
            "delta": chance.choice(
                (" peck", " of", " pickled", " peppers", ".\n", "\n\n", " Piper")
            ),
            "sequence_number": len(found),
            "logprobs": [],
            "obfuscation": "x" * chance.randrange(12),
        }
        found.append(Frame(wire(data), at_ns))
    return found


def recording(made: list[Frame]) -> Recording:
    """The frames as a recording that has not ended."""
    taken = Recording(Request({"model": "bench"}, "http://127.0.0.1:1/v1"))
    taken.apply(Started(T0))
    taken.apply(Opened(T0 + MS, 200))
    taken.extend(made)
    return taken


class Bench(App[None]):
    """Notes when a frame was done, with what the terminal would get."""

    CSS = "EventList { height: 26; } Timeline { height: 9; }"

    def __init__(self, shown: Sequence[Recording], *, whole: bool) -> None:
        super().__init__()
        self.shown, self.whole = shown, whole
        self.painted = asyncio.Event()
        self.done: tuple[float, float] = (0.0, 0.0)

    def compose(self) -> ComposeResult:
        if not self.whole:
            for recording in self.shown:
                yield EventList(recording)
                yield Timeline(recording)

    def on_mount(self) -> None:
        if self.whole:
            self.push_screen(InspectScreen(self.shown))

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate):  # a terminal alone is written to
            renderable.render_segments(self.console)
        super()._display(screen, renderable)

    def post_display_hook(self) -> None:
        self.done = time.perf_counter(), time.process_time()
        self.painted.set()


Pair = tuple[float, float]
"""CPU milliseconds of one frame in a short and in a long recording."""


async def frame_ms(made: list[Frame], *, folded: bool) -> tuple[list[Pair], list[Pair]]:
    """Frames of the list and of the timeline, in each of which the same ten events came.

    The short and the long recording stand on one screen and take turns, so that whatever else
    the machine does holds up both.
    """
    pair = [recording(made[:SMALL]), recording(made)]
    more = frames(SMALL + FRAMES * 10)[SMALL:]
    behind = [shown.at_ns(len(shown) - 1) - more[0].at_ns + 10 * MS for shown in pair]
    app = Bench(pair, whole=False)
    found: tuple[list[Pair], list[Pair]] = ([], [])
    async with app.run_test(size=(120, 70)) as pilot:
        lists, timelines = list(app.query(EventList)), list(app.query(Timeline))
        while any(each.listed < len(shown) for each, shown in zip(lists, pair, strict=True)):
            await pilot.pause()
        if not folded:
            for each in lists:
                each.action_fold()
        await pilot.pause()
        garbage.settle()
        for number in range(FRAMES):
            spent: tuple[list[float], list[float]] = ([0.0, 0.0], [0.0, 0.0])
            for side in (0, 1) if number % 2 else (1, 0):
                shown = pair[side]
                came = more[number * 10 : number * 10 + 10]
                shown.extend(Frame(raw, at_ns + behind[side]) for raw, at_ns in came)
                _ = shown.turn
                for place, widget in enumerate[EventList | Timeline](
                    (lists[side], timelines[side])
                ):
                    begun = time.process_time()
                    widget.position = len(shown)
                    widget.recording_grew()
                    for y in range(widget.size.height):
                        widget.render_line(y)
                    spent[place][side] = (time.process_time() - begun) * 1000
            for place in (0, 1):
                found[place].append((spent[place][0], spent[place][1]))
            await pilot.pause()
    return found


Times = tuple[list[float], list[float]]
"""Milliseconds by the clock and of CPU, the shortest first."""


async def seek_ms(shown: Recording) -> tuple[Times, Times]:
    """From an action to the last paint it causes: for positions anywhere, and a step on."""
    chance = random.Random(3)
    shown.apply(Ended(shown.at_ns(len(shown) - 1), End.EOF))
    app = Bench([shown], whole=True)
    seeks = [chance.randrange(1, len(shown)) for _ in range(SEEKS)]
    begin = len(shown) // 2
    async with app.run_test(size=(120, 36)) as pilot:
        screen: Any = app.screen
        await app.workers.wait_for_complete()
        garbage.settle()
        times: list[Times] = []
        for positions in (seeks, range(begin, begin + SEEKS)):
            wall: list[float] = []
            cpu: list[float] = []
            for position in positions:
                await pilot.pause()
                app.painted.clear()
                begun, spent = time.perf_counter(), time.process_time()
                screen._go(position)
                await app.painted.wait()
                await pilot.pause()  # what it paints after that, counts too
                wall.append((app.done[0] - begun) * 1000)
                cpu.append((app.done[1] - spent) * 1000)
            times.append((sorted(wall), sorted(cpu)))
    return times[0], times[1]


def memory(made: list[Frame]) -> tuple[float, float]:
    """Bytes an event beside the raw frames: of the recording, and of what the list adds."""
    gc.collect()
    tracemalloc.start()
    shown = recording(made)
    gc.collect()
    first = tracemalloc.get_traced_memory()[0]
    rows, spans = Rows(shown), Spans(shown)
    rows.grow()
    spans.grow()
    gc.collect()
    second = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    raw = sys.getsizeof(shown._raw)
    return (first - raw) / len(shown), (second - first) / len(shown)


def opening(made: list[Frame]) -> tuple[float, float]:
    """Seconds to take in the frames, and to group them and lay out the timeline."""
    begun = time.perf_counter()
    shown = recording(made)
    taken = time.perf_counter()
    Rows(shown).grow()
    Spans(shown).grow()
    return taken - begun, time.perf_counter() - taken


async def main(count: int) -> None:
    """Print every figure with what it is to be."""
    made = frames(count)
    own, added = memory(made)
    print(f"memory beside raw     {own:.1f} B + {added:.1f} B an event   (≤ 40 together)")
    taken, grouped = opening(made)
    print(f"opening {count:,}       {taken:.2f} s to fold + {grouped:.2f} s to list   (≤ 1 s)")
    for folded in (True, False):
        word = "folded  " if folded else "unfolded"
        for name, pairs in zip(
            ("list", "timeline"), await frame_ms(made, folded=folded), strict=True
        ):
            one, other = (median(side) for side in zip(*pairs, strict=True))
            print(
                f"{name:<9}{word} a frame   {other:.2f} ms at {count:,} ÷ {one:.2f} ms at "
                f"{SMALL:,} = {other / one:.2f}   (list ≤ 1.10)"
            )
    for action, times in zip(("seek", "step"), await seek_ms(recording(made)), strict=True):
        for name, found in zip(("clock", "CPU"), times, strict=True):
            late = found[int(len(found) * 0.95)]
            figures = f"p50 {median(found):.1f} p95 {late:.1f} max {found[-1]:.1f} ms"
            print(f"{action} to paint, {name:<6} {figures}   (≤ 33)")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))

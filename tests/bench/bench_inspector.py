"""The inspector at 100,000 events against 1,000: a frame of the list, a seek, opening, memory.

    python -m tests.bench.bench_inspector [COUNT]

Frames are CPU time, the best of three medians; a seek lasts from the key's action to the paint
that shows it, in the inspector's whole screen.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import time
import tracemalloc
from statistics import median
from typing import Any

from textual.app import App, ComposeResult

from ppchat.core.frame import Frame
from ppchat.core.group import Rows
from ppchat.core.recording import Recording
from ppchat.core.source import End, Ended, Opened, Request, Started
from ppchat.core.span import Spans
from ppchat.tui.inspector.event_list import EventList
from ppchat.tui.inspector.timeline import Timeline
from ppchat.tui.screens.inspect import InspectScreen
from tests.core.made import MS, T0, message, wire

SMALL = 1_000
SEEKS = 60
FRAMES = 100
ROUNDS = 3
WORDS = (" peck", " of", " pickled", " peppers", " Piper", ".", "\n\n")
WEIGHTS = (9, 9, 9, 9, 9, 4, 1)


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
    """Tells when a frame has been written."""

    CSS = "EventList { height: 1fr; } Timeline { height: 9; }"

    def __init__(self, shown: Recording, *, whole: bool) -> None:
        super().__init__()
        self.shown, self.whole = shown, whole
        self.painted = asyncio.Event()

    def compose(self) -> ComposeResult:
        if not self.whole:
            yield EventList(self.shown)
            yield Timeline(self.shown)

    def on_mount(self) -> None:
        if self.whole:
            self.push_screen(InspectScreen([self.shown]))

    def post_display_hook(self) -> None:
        self.painted.set()


async def frame_ms(count: int, *, folded: bool) -> tuple[float, float]:
    """CPU milliseconds of a frame of the list and of the timeline in which ten events came."""
    made = frames(count + FRAMES * 10)
    shown = recording(made[:count])
    rest = iter(made[count:])
    app = Bench(shown, whole=False)
    async with app.run_test(size=(120, 36)) as pilot:
        events, timeline = app.query_one(EventList), app.query_one(Timeline)
        while events._rows is None or events._rows.seen < count:
            await pilot.pause()
        if not folded:
            events.action_fold()
        spent: tuple[list[float], list[float]] = ([], [])
        gc.collect()
        gc.freeze()
        for _ in range(FRAMES):
            shown.extend([next(rest) for _ in range(10)])
            _ = shown.turn
            for at, widget in enumerate((events, timeline)):
                begun = time.process_time()
                widget.position = len(shown)
                widget.recording_grew()
                for y in range(widget.size.height):
                    widget.render_line(y)
                spent[at].append((time.process_time() - begun) * 1000)
            await pilot.pause()
    return median(spent[0]), median(spent[1])


async def seek_ms(shown: Recording) -> tuple[list[float], list[float]]:
    """Milliseconds from an action to its paint, by the clock and of CPU, for positions anywhere."""
    chance = random.Random(3)
    shown.apply(Ended(shown.at_ns(len(shown) - 1), End.EOF))
    app = Bench(shown, whole=True)
    wall: list[float] = []
    cpu: list[float] = []
    async with app.run_test(size=(120, 36)) as pilot:
        screen: Any = app.screen
        await app.workers.wait_for_complete()
        gc.collect()
        gc.freeze()
        for _ in range(SEEKS):
            position = chance.randrange(1, len(shown))
            await pilot.pause()
            app.painted.clear()
            begun, spent = time.perf_counter(), time.process_time()
            screen._go(position)
            await app.painted.wait()
            wall.append((time.perf_counter() - begun) * 1000)
            cpu.append((time.process_time() - spent) * 1000)
    return sorted(wall), sorted(cpu)


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
        rounds = [
            (await frame_ms(SMALL, folded=folded), await frame_ms(count, folded=folded))
            for _ in range(ROUNDS)
        ]
        small, large = (
            [min(each) for each in zip(*side, strict=True)] for side in zip(*rounds, strict=True)
        )
        word = "folded  " if folded else "unfolded"
        for name, one, other in zip(("list", "timeline"), small, large, strict=True):
            print(
                f"{name:<9}{word} a frame   {other:.2f} ms at {count:,} ÷ {one:.2f} ms at "
                f"{SMALL:,} = {other / one:.2f}   (list ≤ 1.10)"
            )
    for name, found in zip(("clock", "CPU"), await seek_ms(recording(made)), strict=True):
        late = found[int(len(found) * 0.95)]
        figures = f"p50 {median(found):.1f} p95 {late:.1f} max {found[-1]:.1f} ms"
        print(f"seek to paint, {name:<6} {figures}   (≤ 33)")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))

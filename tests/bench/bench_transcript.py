"""What a frame of the transcript costs at different sizes: prints ratios, asserts nothing.

Run it with `python -m tests.bench.bench_transcript`; `--textual` adds Textual's own Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable
from functools import partial

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript import Transcript

WORDS = "The grey heron stands still for **minutes** at a time, then strikes in `60 ms`. "
FRAME = 133
"""Characters per frame: 1,000 events of 4 characters per second, at 30 frames per second."""
SHAPES: dict[str, Callable[[int], str]] = {
    "prose": lambda size: (WORDS * 4 + "\n\n") * (size // 320 + 1),
    "one long paragraph": lambda size: WORDS * (size // 79 + 1),
    "one fence": lambda size: (
        "```python\n"
        + "def strike(self, prey: str) -> bool:\n    return len(prey) > 0  # fast\n\n"
        * (size // 72 + 1)
    ),
    "one list": lambda size: "- a **bird** that waits, and an `eel`\n" * (size // 38 + 1),
    "one table": lambda size: (
        "| Bird | Height | Habit |\n|---|--:|---|\n"
        + "| grey heron | 95 cm | it **waits** |\n" * (size // 39 + 1)
    ),
    "many short blocks": lambda size: (
        "# Heron\n\nIt waits.\n\n---\n\n> so\n\n- it\n\n" * (size // 42 + 1)
    ),
}


class Host(App[None]):
    """The transcript alone."""

    def compose(self) -> ComposeResult:
        yield Transcript()

    @property
    def view(self) -> Transcript:
        return self.query_one(Transcript)

    def paint(self) -> None:
        """Draw the dirty regions, down to the bytes for a terminal."""
        self.screen._on_timer_update()
        update = self.screen._compositor.render_update(full=False)
        strips = self.view.render_lines(self.view.size.region)
        "".join(strip.render(self.console) for strip in strips)
        del update


def cost_ms(*steps: Callable[[], object]) -> float:
    """The CPU time that the steps take together."""
    start = time.process_time_ns()
    for step in steps:
        step()
    return (time.process_time_ns() - start) / 1e6


def answer(text: Rope, growing: bool = True) -> Cell:
    return Cell("a", CellKind.ANSWER, text, title="model", growing=growing)


async def frame_ms(shape: str, size: int, frames: int = 60) -> float:
    """Mean CPU time of a frame that adds `FRAME` characters to `size`."""
    app = Host()
    source = SHAPES[shape](2 * size + FRAME * frames)
    async with app.run_test(size=(120, 36)) as pilot:
        text = Rope(source[:size])
        app.view.update([answer(text)])
        await pilot.pause()
        app.paint()
        costs = []
        for _ in range(frames):
            at = len(text)
            text = text + source[at : at + FRAME]
            cells = [answer(text)]
            costs.append(cost_ms(partial(app.view.update, cells), app.paint))
            await asyncio.sleep(0)
        return statistics.mean(costs)


async def seek_ms(shape: str, size: int) -> float:
    """The most expensive jump back from the end of an answer that was shown as it streamed."""
    app = Host()
    source = SHAPES[shape](2 * size)[:size]
    rope = Rope(source)
    async with app.run_test(size=(120, 36)) as pilot:
        for at in range(0, size, 2000):
            app.view.update([answer(Rope(source[:at]) if at == 0 else _view(rope, at))])
            app.paint()
        await pilot.pause()
        costs = []
        for at in (size // 2, size // 3, size - 10, size // 10, size * 9 // 10, 100):
            cells = [answer(_view(rope, at))]
            costs.append(cost_ms(partial(app.view.update, cells), app.paint))
            app.view.update([answer(rope)])
            app.paint()
        return max(costs)


def _view(rope: Rope, length: int) -> Rope:
    """The first characters of `rope`, as a view of it."""
    return rope._view(length)


async def conversation(turns: int) -> dict[str, float]:
    """What opening, a key, a resize and a theme cost in a conversation of complete turns."""
    app = Host()
    body = (
        SHAPES["prose"](900) + SHAPES["one list"](300) + "\n" + SHAPES["one fence"](500) + "```\n"
    )
    body += SHAPES["one table"](300)
    cells: list[Cell] = []
    for number in range(turns):
        cells.append(Cell(f"p{number}", CellKind.PROMPT, Rope(f"Prompt {number}")))
        cells.append(Cell(f"a{number}", CellKind.ANSWER, Rope(body), title="model"))
    async with app.run_test(size=(120, 36)) as pilot:
        view = app.view
        view.focus()
        costs = {"open": cost_ms(partial(view.update, cells), app.paint)}
        await pilot.pause()
        keys = []
        for _ in range(30):
            start = time.process_time_ns()
            await pilot.press("up")
            app.paint()
            keys.append((time.process_time_ns() - start) / 1e6)
        costs["key"] = statistics.median(keys)
        await pilot.resize_terminal(121, 36)
        start = time.process_time_ns()
        await pilot.resize_terminal(90, 36)
        app.paint()
        costs["resize"] = (time.process_time_ns() - start) / 1e6
        start = time.process_time_ns()
        app.theme = "textual-light"
        await pilot.pause()
        app.paint()
        costs["theme"] = (time.process_time_ns() - start) / 1e6
        costs["top"] = cost_ms(view.action_top, app.paint)
        costs["find"] = cost_ms(partial(view.find, "eel"), app.paint)
        same = cost_ms(*[lambda: view.update(list(cells))] * 100) / 100
        costs["update of nothing"] = same
        return costs


class Stock(App[None]):
    """Textual's Markdown alone."""

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown()


async def stock_ms(shape: str, size: int, frames: int = 6) -> float:
    app = Stock()
    source = SHAPES[shape](2 * size + FRAME * frames)
    async with app.run_test(size=(120, 36)) as pilot:
        markdown = app.query_one(Markdown)
        await markdown.update(source[:size])
        await pilot.pause()
        start = time.process_time_ns()
        for number in range(frames):
            at = size + number * FRAME
            await markdown.append(source[at : at + FRAME])
            app.query_one(VerticalScroll).scroll_end(animate=False)
            await pilot.pause()
        return (time.process_time_ns() - start) / 1e6 / frames


HOSTILE = {
    "1 MB on one line": "x" * 1_000_000,
    "1 MB of words on one line": "word " * 200_000,
    "100,000 quotes": ">" * 100_000,
    "100,000 quotes, spaced": "> " * 100_000,
    "100,000 brackets": "[" * 100_000,
    "100,000 images": "![" * 50_000,
    "100,000 stars": "*" * 100_000,
    "200 columns": "| a " * 200 + "|\n" + "|---" * 200 + "|\n" + ("| b " * 200 + "|\n") * 60,
    "100,000 zero-width": "a" + "\u0301" * 100_000,
    "100,000 joined emoji": "👩\u200d" * 50_000,
    "1 MB line of code": "```python\n" + "x=1;" * 250_000,
    "unclosed everything": "**a `b [c](d ~~e " * 6_000,
    "unclosed formulas": "\\(a" * 30_000,
    "entities": "&#x202e;" * 12_000,
}


async def stall_ms(text: str) -> float:
    """The most expensive of: the first paint, a jump to the top, another frame."""
    app = Host()
    async with app.run_test(size=(120, 36)) as pilot:
        app.view.update([answer(Rope("warm **up** `now`\n\n```python\nx\n```\n"))])
        app.paint()
        source = Rope(text)
        costs = [cost_ms(partial(app.view.update, [answer(source)]), app.paint)]
        costs.append(cost_ms(app.view.action_top, app.paint))
        more = source + " more"
        costs.append(cost_ms(partial(app.view.update, [answer(more)]), app.paint))
        await pilot.pause()
        return max(costs)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--textual", action="store_true")
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    if args.only in ("", "frame"):
        print(f"{'CPU ms per frame':24}{'1 kB':>8}{'200 kB':>8}{'ratio':>7}{'seek':>8}", end="")
        print(f"{'Textual 1 kB':>14}{'12.5 kB':>9}" if args.textual else "")
        for shape in SHAPES:
            small, large = await frame_ms(shape, 1_000), await frame_ms(shape, 200_000)
            row = f"{shape:24}{small:8.2f}{large:8.2f}{large / small:7.2f}"
            row += f"{await seek_ms(shape, 200_000):8.1f}"
            if args.textual:
                row += f"{await stock_ms(shape, 1_000):14.1f}{await stock_ms(shape, 12_500):9.1f}"
            print(row, flush=True)
    if args.only in ("", "turns"):
        empty, full = await conversation(0), await conversation(200)
        print("\nCPU ms               empty   200 turns   ratio")
        for name, cost in full.items():
            print(f"{name:18}{empty[name]:8.2f}{cost:12.2f}{cost / max(0.001, empty[name]):8.2f}")
    if args.only in ("", "hostile"):
        print("\nlongest stall, CPU ms")
        for name, text in HOSTILE.items():
            print(f"{name:28}{await stall_ms(text):8.1f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())

"""Makes `newcomer.cast.gz`: the first minutes with ppchat.

`zcat screenshots/newcomer.cast.gz | asciinema play -` shows them.

Run it from the project's root: `python -m screenshots.cast`. It is what a real terminal received
from the app on its demo, while the keys of a newcomer were pressed.
"""

from __future__ import annotations

import codecs
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.support.terminal import Terminal

TARGET: Final = Path(__file__).with_name("newcomer.cast.gz")
COLUMNS: Final = 120
ROWS: Final = 36
KEY_S: Final = 0.06
"""Seconds between two letters."""
LONGEST_PAUSE_S: Final = 2.5
"""Seconds to which a longer pause is cut."""


class RecordedTerminal(Terminal):
    """A terminal that notes what the program wrote, and when."""

    def __init__(self, command: Sequence[str], home: str) -> None:
        self.chunks: list[tuple[float, bytes]] = []
        folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
        super().__init__(command, columns=COLUMNS, rows=ROWS, environment=folders)

    def read(self, timeout_s: float) -> bool:
        """Read what the program wrote; returns whether there was anything."""
        before = len(self.received)
        has_more = super().read(timeout_s)
        if chunk := bytes(self.received[before:]):
            self.chunks.append((time.monotonic(), chunk))
        return has_more

    def look(self, seconds: float) -> None:
        """Look at the screen for a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(KEY_S)

    def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        for letter in text:
            self.press(letter)
            self.look(KEY_S)

    def repeat(self, key: str, times: int, every_s: float) -> None:
        """Press a key several times."""
        for _ in range(times):
            self.press(key)
            self.look(every_s)


def visit(terminal: RecordedTerminal) -> None:
    """What a newcomer does: ask, look at the events, go back in time, look around, ask again."""
    terminal.wait_for("Recite 'Peter Piper")
    terminal.look(3)
    terminal.repeat("down", 2, 0.4)
    terminal.repeat("up", 2, 0.4)
    terminal.look(1)
    ask(terminal, "")
    terminal.press("tab", "tab")
    terminal.look(1.5)
    terminal.repeat("up", 2, 0.6)
    terminal.repeat("left", 30, 0.08)
    terminal.look(2)
    terminal.press("escape")
    terminal.look(1.5)
    ask(terminal, "Think it through: a bat and a ball cost $1.10 together.")
    terminal.press("tab")
    terminal.look(1)
    terminal.press("{")
    terminal.look(2)
    terminal.press("r")
    terminal.look(2.5)
    terminal.press("escape")
    terminal.look(1)
    ask(terminal, "Search the web: what is new in Python 3.14?")
    terminal.press("f11")
    terminal.look(4)
    terminal.press("escape")
    terminal.look(1)
    terminal.press("ctrl+p")
    terminal.look(1.5)
    terminal.type("theme")
    terminal.look(2)
    terminal.press("escape")
    terminal.look(1)
    terminal.press("f1")
    terminal.look(3)
    terminal.press("escape")
    terminal.look(1)


def ask(terminal: RecordedTerminal, question: str) -> None:
    """Ask a question, or what is chosen on the first screen, and wait for the whole answer."""
    terminal.type(question)
    terminal.look(0.5)
    terminal.press("enter")
    terminal.wait_for(lambda text: "✓" not in text.splitlines()[0])
    terminal.wait_for(lambda text: "✓" in text.splitlines()[0])
    terminal.look(2.5)


def cast(chunks: Sequence[tuple[float, bytes]]) -> str:
    """The recording as an asciicast of version 2: a header, then a line per output."""
    header = {
        "version": 2,
        "width": COLUMNS,
        "height": ROWS,
        "title": "The first minutes with ppchat",
        "env": {"TERM": "xterm-256color"},
    }
    lines = [json.dumps(header)]
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    at_s, before = 0.0, chunks[0][0]
    for time_s, chunk in chunks:
        at_s += min(time_s - before, LONGEST_PAUSE_S)
        before = time_s
        lines.append(json.dumps([round(at_s, 3), "o", decoder.decode(chunk)], ensure_ascii=False))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Visit the demo, and write what was seen."""
    with tempfile.TemporaryDirectory() as home:
        with RecordedTerminal([sys.executable, "-m", "ppchat"], home) as terminal:
            visit(terminal)
            terminal.press("ctrl+q")
            terminal.wait_for_end()
        TARGET.write_bytes(gzip.compress(cast(terminal.chunks).encode(), mtime=0))
    print(TARGET, f"{TARGET.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()

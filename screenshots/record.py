"""Records `reading.cast`: a user reads forward and back while a long answer streams.

Run it from the project's root: `python -m screenshots.record`. The file is an asciicast (version
2), which `asciinema play screenshots/reading.cast` shows in a terminal.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.support.terminal import Terminal

COLUMNS, ROWS = 120, 36
CAST = Path(__file__).with_name("reading.cast")


class Recorder(Terminal):
    """A terminal that records its output with timestamps."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.started = time.monotonic()
        self.entries: list[tuple[float, str, str]] = []
        super().__init__(command, columns=COLUMNS, rows=ROWS, environment=environment)

    def read(self, timeout_s: float) -> bool:
        before = len(self.received)
        received = super().read(timeout_s)
        if chunk := bytes(self.received[before:]):
            at_s = round(time.monotonic() - self.started, 4)
            self.entries.append((at_s, "o", chunk.decode(errors="replace")))
        return received

    def watch(self, seconds: float) -> None:
        """Read the output for a while, as a user would look at it."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.read(left)


def main() -> None:
    """Ask for the essay, scroll up and down in it, find a word, and return to the end."""
    with tempfile.TemporaryDirectory() as home:
        variables = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
        with Recorder([sys.executable, "-m", "ppchat", "--demo"], variables) as screen:
            screen.wait_for("Recite")
            screen.press("ctrl+c")
            for letter in "Write an essay on how an answer reaches my screen.":
                screen.press(letter)
                screen.watch(0.03)
            screen.press("enter")
            screen.watch(12)
            screen.press("tab")
            for key in [*"kkkkkkkkkk", *"jjjj", "g"]:
                screen.press(key)
                screen.watch(0.25)
            screen.watch(1.5)
            screen.press("/")
            screen.watch(0.3)
            for letter in "screen":
                screen.press(letter)
                screen.watch(0.15)
            for _ in range(3):
                screen.press("enter")
                screen.watch(0.8)
            screen.press("escape")
            screen.watch(0.5)
            screen.press("G")
            screen.wait_for("✓ completed")
            screen.watch(1)
            screen.press("ctrl+q")
            screen.wait_for_end()
            entries = screen.entries
    head = {"version": 2, "width": COLUMNS, "height": ROWS, "title": "Reading while it streams"}
    lines = [json.dumps(entry, ensure_ascii=False) for entry in (head, *entries)]
    CAST.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{CAST.name}: {len(entries)} entries, {entries[-1][0]:.0f} s")


if __name__ == "__main__":
    main()

"""Records `reading.cast`: a person reads on and back while a long answer streams.

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
    """A terminal that notes when it received what."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.begun = time.monotonic()
        self.notes: list[tuple[float, str, str]] = []
        super().__init__(command, columns=COLUMNS, rows=ROWS, environment=environment)

    def read(self, timeout_s: float) -> bool:
        before = len(self.received)
        came = super().read(timeout_s)
        if chunk := bytes(self.received[before:]):
            at = round(time.monotonic() - self.begun, 4)
            self.notes.append((at, "o", chunk.decode(errors="replace")))
        return came

    def watch(self, seconds: float) -> None:
        """Let the person look for a while."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.read(left)


def main() -> None:
    """Ask for the essay, read up and down in it, find a word, and go back to the end."""
    with tempfile.TemporaryDirectory() as home:
        places = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
        with Recorder([sys.executable, "-m", "ppchat", "--demo"], places) as screen:
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
            notes = screen.notes
    head = {"version": 2, "width": COLUMNS, "height": ROWS, "title": "Reading while it streams"}
    lines = [json.dumps(entry, ensure_ascii=False) for entry in (head, *notes)]
    CAST.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{CAST.name}: {len(notes)} pieces, {notes[-1][0]:.0f} s")


if __name__ == "__main__":
    main()

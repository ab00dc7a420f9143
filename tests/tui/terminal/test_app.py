"""An app in its terminal: how it ends, and what it writes."""

from __future__ import annotations

import sys
from pathlib import Path

from textual.binding import Binding

from ppchat.tui.terminal.app import TerminalApp
from tests.support.terminal import Terminal

_CRASHING_APP = """
import sys
from pathlib import Path
from ppchat.tui.terminal.app import TerminalApp

class Breaking(TerminalApp):
    def on_ready(self):
        key = "-".join(["sk", "of", "somebody"])
        self.call_later(self.breaks, key)

    def breaks(self, key):
        raise RuntimeError("it broke")

from ppchat.adapters.log import start_log
start_log(Path(sys.argv[1]), 20)
app = Breaking(folder=Path("."))
app.run()
sys.exit(app.return_code)
"""


def test_a_crash_is_reported_without_local_variables_and_restores_the_terminal(
    tmp_path: Path,
) -> None:
    script = tmp_path / "breaks.py"
    script.write_text(_CRASHING_APP)
    log = tmp_path / "a.log"
    with Terminal([sys.executable, str(script), str(log)]) as terminal:
        assert terminal.wait_for_end() == 1
        assert "RuntimeError: it broke" in log.read_text()
        assert "sk-of-somebody" not in log.read_text()
        assert "RuntimeError: it broke" in terminal.text
        assert "sk-of-somebody" not in terminal.received.decode(errors="replace")
        assert b"\x1b[?1049l" in terminal.received
        assert terminal.modes() == terminal.modes_before


async def test_in_plain_mode_keys_are_shown_by_name(tmp_path: Path) -> None:
    binding = Binding("left_square_bracket,f3", "x")
    assert TerminalApp(folder=tmp_path, plain=True).get_key_display(binding) == (
        "left square bracket"
    )
    assert TerminalApp(folder=tmp_path).get_key_display(binding) != "left square bracket"

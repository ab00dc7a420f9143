"""An app in its terminal: how it ends, and what it writes."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pyte
import pytest
from textual._compositor import LayoutUpdate
from textual.binding import Binding
from textual.events import Resize
from textual.geometry import Size

from ppchat.tui.terminal.app import TerminalApp
from tests.support.loopback import isolated_environment, ppchat_command
from tests.support.terminal import PRIVATE_SEQUENCE, Terminal
from tests.support.until import TIMEOUT_S, until

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


class WebPage:
    """What a server such as textual-serve shows in a browser: the app behind two pipes."""

    def __init__(self, process: Process) -> None:
        assert process.stdin
        assert process.stdout
        self._input, self._output = process.stdin, process.stdout
        self._screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self._screen)

    async def start(self) -> None:
        """Read up to the line after which everything is in packets."""
        assert await self._output.readuntil(b"__GANGLION__\n") == b"__GANGLION__\n"

    async def wait_for(self, text: str) -> None:
        """Read packets of what is drawn until the screen shows the text."""
        while not any(text in line for line in self._screen.display):
            assert await self._read() is not None, self._screen.display

    async def wait_for_end(self) -> None:
        """Read until the app says that it ends."""
        while await self._read() is not None:
            pass

    async def _read(self) -> bytes | None:
        """The next packet; None for the end."""
        kind = await self._output.readexactly(1)
        size = int.from_bytes(await self._output.readexactly(4), "big")
        payload = await self._output.readexactly(size)
        if kind == b"D":
            self._stream.feed(PRIVATE_SEQUENCE.sub(b"", payload))
        return None if b'"exit"' in payload and kind == b"M" else payload

    async def press(self, keys: str) -> None:
        """Press keys."""
        self._input.write(b"D%b%b" % (len(keys.encode()).to_bytes(4, "big"), keys.encode()))
        await self._input.drain()


async def test_the_app_in_a_browser(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *ppchat_command("--demo"),
        stdin=PIPE,
        stdout=PIPE,
        env=isolated_environment(
            tmp_path,
            TEXTUAL_DRIVER="textual.drivers.web_driver:WebDriver",
            COLUMNS="100",
            ROWS="30",
        ),
    )
    page = WebPage(process)
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await page.start()
            await page.wait_for("Recite")
            await page.press("\r")  # the app had no focus until now
            await page.wait_for("Sure! Here it is:")
            await page.press("\x11")
            await page.wait_for_end()
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("sizes", [[Size(40, 12), Size(80, 24)], [Size(80, 24)]])
async def test_after_a_resize_away_and_back_all_is_drawn_again(
    sizes: list[Size], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Size] = []
    app = TerminalApp(folder=tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        draw = compositor.render_full_update

        def note(*, simplify: bool = False) -> LayoutUpdate:
            drawn.append(compositor.size)
            return draw(simplify)

        monkeypatch.setattr(compositor, "render_full_update", note)
        for size in sizes:
            app.post_message(Resize(size, size))
        await until(pilot, lambda: bool(drawn))
    assert set(drawn) == {Size(80, 24)}

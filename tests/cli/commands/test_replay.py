"""`ppchat replay` and `ppchat inspect` as they are run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ppchat.demo.recordings import __file__ as demo
from tests.support.loopback import isolated_environment, run_ppchat
from tests.support.terminal import Terminal

TWISTER = Path(demo).with_name("twister.jsonl")


@pytest.mark.parametrize("speed", ["0", "-1", "1000", "fast", "nan"])
async def test_a_speed_is_a_number_that_can_be_watched(tmp_path: Path, speed: str) -> None:
    result = await run_ppchat("replay", str(TWISTER), "--speed", speed, home=tmp_path)
    assert result.code == 2
    assert "from 0.1 to 100" in result.err
    assert result.out == ""


@pytest.mark.parametrize("command", ["inspect", "replay"])
async def test_a_missing_file_is_an_error(tmp_path: Path, command: str) -> None:
    result = await run_ppchat(command, str(tmp_path / "nothing.jsonl"), home=tmp_path)
    assert result.code == 2
    assert "nothing.jsonl" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("arguments", [("inspect",), ("replay", "--speed", "100")])
def test_a_recording_opens_at_its_end_or_plays_to_it(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "ppchat", *arguments, str(TWISTER)]
    with Terminal(command, environment=isolated_environment(tmp_path)) as terminal:
        terminal.wait_for("inspect")
        terminal.wait_for("pickled peppers")
        terminal.press("z")
        assert terminal.wait_for_end() == 0

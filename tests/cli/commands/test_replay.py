"""`ppchat replay` as it is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.demo.recordings import __file__ as demo
from tests.support.loopback import isolated_environment, ppchat_command, run_ppchat
from tests.support.terminal import Terminal

TWISTER = Path(demo).with_name("twister.jsonl")


@pytest.mark.parametrize("speed", ["0", "-1", "1000", "fast", "nan"])
async def test_a_speed_is_a_number_that_can_be_watched(tmp_path: Path, speed: str) -> None:
    result = await run_ppchat("replay", str(TWISTER), "--speed", speed, home=tmp_path)
    assert result.code == 2
    assert "from 0.1 to 100" in result.err
    assert result.out == ""


async def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    result = await run_ppchat("replay", str(tmp_path / "nothing.jsonl"), home=tmp_path)
    assert result.code == 2
    assert "nothing.jsonl" in result.err
    assert "Traceback" not in result.err


def test_a_recording_plays_to_its_end(tmp_path: Path) -> None:
    command = ppchat_command("replay", "--speed", "100", str(TWISTER))
    with Terminal(command, environment=isolated_environment(tmp_path)) as terminal:
        terminal.wait_for("inspect")
        terminal.wait_for("pickled peppers")
        terminal.press("z")
        assert terminal.wait_for_end() == 0

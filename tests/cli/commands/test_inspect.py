"""`ppchat inspect` as it is run."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from ppchat.demo.recordings import FOLDER
from tests.support.loopback import isolated_environment, ppchat_command, run_ppchat, text_stream
from tests.support.terminal import Terminal

TWISTER = FOLDER / "twister.jsonl"


@pytest.mark.parametrize(
    ("content", "err"),
    [(None, "No such file"), (b"", "the input is empty"), (b"hello", "unrecognized file format")],
    ids=["missing", "empty", "prose"],
)
async def test_what_is_no_recording_is_an_error(
    tmp_path: Path, content: bytes | None, err: str
) -> None:
    path = tmp_path / "a"
    if content is not None:
        path.write_bytes(content)
    result = await run_ppchat("inspect", str(path), home=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert err in result.err
    assert result.err.count("\n") == 1


async def test_without_a_terminal_it_names_commands_that_need_none(tmp_path: Path) -> None:
    for name, stdin in ((str(TWISTER), b""), ("-", b"".join(text_stream("a")))):
        result = await run_ppchat("inspect", name, home=tmp_path, stdin=stdin)
        assert (result.code, result.out) == (2, "")
        assert "terminal" in result.err


def test_a_recording_opens_at_its_end(tmp_path: Path) -> None:
    command = ppchat_command("inspect", str(TWISTER))
    with Terminal(command, environment=isolated_environment(tmp_path)) as terminal:
        terminal.wait_for("inspect")
        terminal.wait_for("pickled peppers")
        terminal.press("z")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("form", ["stream", "recording"])
def test_stdin_is_shown_while_the_keys_come_from_the_terminal(tmp_path: Path, form: str) -> None:
    path = TWISTER
    if form == "stream":
        path = tmp_path / "a.sse"
        path.write_bytes(b"".join(text_stream("Peter", " Piper", " picked")))
    command = f"cat {shlex.quote(str(path))} | {shlex.join(ppchat_command('inspect', '-'))}"
    with Terminal(["bash", "-c", command], environment=isolated_environment(tmp_path)) as terminal:
        terminal.wait_for("Peter Piper picked")
        terminal.press("z")
        assert terminal.wait_for_end() == 0

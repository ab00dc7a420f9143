"""`ppchat proxy`."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from ppchat.cli import main
from tests.commands.process import asked, running


def test_what_passes_by_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data-dir", str(tmp_path)]
    with (
        running("serve", "--speed", "0") as target,
        running("proxy", "--headless", "--target", target, *data, ends_by=signal.SIGINT) as proxy,
    ):
        text = asked(proxy, "peter piper")
        assert text.count("Peter Piper") == 5
    assert main(["sessions", "list", *data]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "peter piper" in line
    assert main(["export", line.split()[0], "--format", "md", *data]) == 0
    assert text in capsys.readouterr().out
    assert (
        b"none-of-your-keys" not in (tmp_path / "ppchat.db").read_bytes()
    )  # the key of that client


@pytest.mark.parametrize(
    "arguments",
    [
        ["--target", "ftp://a"],
        ["--target", "http://["],
        ["--target", "https:///v1"],
        ["--target", "http://a", "--port", "-1"],
        ["--target", "http://a", "--headless", "--host", "203.0.113.1"],
        ["--target", "http://a"],  # there is no terminal here
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["proxy", *arguments, "--data-dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1

"""`ppchat serve` and `ppchat proxy`, as processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openai import OpenAI

from ppchat.cli import main
from ppchat.demo import FOLDER


@contextmanager
def running(*arguments: str, ends_by: signal.Signals = signal.SIGTERM) -> Iterator[str]:
    """A process that says its base URL first, ended by a signal; it must end well."""
    with subprocess.Popen(
        [sys.executable, "-m", "ppchat", *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(ends_by)
            rest = process.stdout.read()
    assert process.returncode == 0
    assert "Traceback" not in rest


def asked(base_url: str, prompt: str) -> str:
    with (
        OpenAI(base_url=base_url, api_key="none", max_retries=0) as client,
        client.responses.create(model="m", input=prompt, stream=True) as stream,
    ):
        return "".join(e.delta for e in stream if e.type == "response.output_text.delta")


def test_files_are_served_through_a_proxy_that_keeps_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    copy = tmp_path / "folder" / "twister.jsonl"
    copy.write_bytes((FOLDER / "twister.jsonl").read_bytes())
    data = ["--data-dir", str(tmp_path / "data")]
    with (
        running("serve", "--speed", "0", str(copy.parent)) as target,
        running("proxy", "--target", target, *data, ends_by=signal.SIGINT) as proxy,
    ):
        text = asked(proxy, "whatever")
        assert text.count("Peter Piper") == 5
    assert main(["sessions", "list", *data]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "whatever" in line
    assert main(["export", line.split()[0], "--format", "md", *data]) == 0
    assert text in capsys.readouterr().out


def test_without_files_the_demo_is_served() -> None:
    with running("serve", "--speed", "0", ends_by=signal.SIGINT) as target:
        assert asked(target, "hello").startswith("There is no model here.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--speed", "-1"],
        ["serve", "--speed", "nan"],
        ["serve", "--port", "70000"],
        ["serve", "--drop-rate", "2"],
        ["serve", "--status", "99"],
        ["serve", "--chunk-bytes", "0"],
        ["serve", "--host", "203.0.113.1"],
        ["serve", "/no/such/file"],
        ["proxy", "--target", "ftp://a"],
        ["proxy", "--target", "http://["],
        ["proxy", "--target", "https:///v1"],
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PPCHAT_DATA_DIR", str(tmp_path))
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_without_recordings_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(tmp_path)]) == 2
    assert "no recording in it" in capsys.readouterr().err

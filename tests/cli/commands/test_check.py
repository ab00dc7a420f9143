"""`ppchat check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.cli.main import main
from ppchat.demo.recordings import FOLDER


def test_the_demo_has_only_the_findings_it_should_show(
    capsys: pytest.CaptureFixture[str],
) -> None:
    codes = {}
    for path in FOLDER.glob("*.jsonl"):
        assert main(["check", "--json", str(path)]) == 0
        (stream,) = json.loads(capsys.readouterr().out)["streams"]
        codes[path.stem] = {finding["code"] for finding in stream["findings"]}
    assert {name: names for name, names in codes.items() if names} == {
        "error": {"error-end"},
        "reasoning": {"slow-answer"},
        "web-search": {"slow-answer", "tool-time"},
    }


def test_a_violation_is_a_line_and_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.sse"
    path.write_bytes(b'data: {"type":"response.created\x1b"\n\n')
    assert main(["check", str(path)]) == 1
    *findings, summary = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"{path}:0: violation: ") for line in findings)
    assert "1 event, " in summary
    assert "violation" in summary


def test_what_is_not_a_recording_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1

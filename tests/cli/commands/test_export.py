"""`ppchat export`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openai.types.responses import Response

from ppchat.cli.main import main
from ppchat.demo.recordings import FOLDER

TWISTER = FOLDER / "twister.jsonl"


def export(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> bytes:
    assert main(["export", *arguments]) == 0
    return capfdbinary.readouterr().out


def test_its_own_format_comes_back_byte_for_byte(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    for path in FOLDER.glob("*.jsonl"):
        assert export(capfdbinary, str(path), "--format", "jsonl") == path.read_bytes()


def test_a_body_is_what_was_on_the_wire(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    body = b": hi\r\n\r\ndata: \xff\n\n\n\ndata: cut"
    (tmp_path / "a.sse").write_bytes(body)
    assert export(capfdbinary, str(tmp_path / "a.sse"), "--format", "sse") == body


def test_the_sdk_can_parse_the_response(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    response = Response.model_validate_json(export(capfdbinary, str(TWISTER), "--format", "json"))
    assert response.output_text.count("Peter Piper picked a peck of pickled peppers.") == 5


def test_other_formats_are_valid(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert json.loads(export(capfdbinary, str(TWISTER), "--format", "trace"))["traceEvents"]
    archive = json.loads(export(capfdbinary, str(TWISTER), "--format", "har"))
    assert len(archive["log"]["entries"]) == 1
    assert export(capfdbinary, str(TWISTER), "--format", "md").startswith(b"---\nmodel: ")


def test_secrets_are_redacted_by_default(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    key = "sk-" + "k" * 40
    path = tmp_path / "a.jsonl"
    head = json.dumps({"ppchat": 1, "server": "", "request": {"input": key}})
    path.write_text(head + '\n{"ended":{"ns":0,"end":"eof"}}\n')
    for format_ in ("jsonl", "md", "har"):
        assert key.encode() not in export(capfdbinary, str(path), "--format", format_)
        assert key.encode() in export(capfdbinary, str(path), "--format", format_, "--secrets")


def test_of_several_streams_one_is_chosen(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    content = {"mimeType": "text/event-stream"}
    entries = [{"response": {"content": content | {"text": f"data: {n}\n\n"}}} for n in (1, 2)]
    path = tmp_path / "a.har"
    path.write_text(json.dumps({"log": {"entries": entries}}))
    assert export(capfdbinary, str(path), "--format", "sse", "--number", "2") == b"data: 2\n\n"
    for options in ([], ["--number", "3"], ["--number", "0"]):
        assert main(["export", str(path), "--format", "sse", *options]) == 2
        assert b"stream" in capfdbinary.readouterr().err


def test_a_file_of_several_recordings_is_written_whole_or_in_part(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    parts = [(FOLDER / f"{name}.jsonl").read_bytes() for name in ("error", "other")]
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join(parts))
    assert export(capfdbinary, str(path), "--format", "jsonl") == b"".join(parts)
    assert export(capfdbinary, str(path), "--format", "jsonl", "--number", "2") == parts[1]
    sse = export(capfdbinary, str(path), "--format", "sse", "--number", "1")
    assert b"connection to the model was lost" in sse


def test_a_file_is_not_overwritten(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "out"
    arguments = ["export", str(TWISTER), "--format", "sse", "-o", str(path)]
    assert main(arguments) == 0
    before = path.read_bytes()
    assert main(arguments) == 2
    assert b"--force" in capfdbinary.readouterr().err
    assert main([*arguments, "--force"]) == 0
    assert path.read_bytes() == before


def test_bad_input_is_one_line_and_nothing_is_written(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    bad = tmp_path / "evil\x1b[31m\nname"
    bad.write_bytes(b"\0\1")
    (tmp_path / "timeless.sse").write_bytes(b"data: 1\n\n")
    out = tmp_path / "out"
    for name, format_ in (
        (str(bad), "jsonl"),
        (str(tmp_path), "jsonl"),
        (str(tmp_path / "missing"), "jsonl"),
        (str(tmp_path / "timeless.sse"), "trace"),
        ("beef", "md"),
    ):
        options = ["--data-dir", str(tmp_path / "none")]
        assert main(["export", name, "--format", format_, "-o", str(out), *options]) == 2
        message = capfdbinary.readouterr().err
        assert message.startswith(b"ppchat: ")
        assert message.count(b"\n") == 1
        assert b"\x1b" not in message
        assert not out.exists()


def test_a_terminal_gets_no_escapes(tmp_path: Path) -> None:
    path = tmp_path / "a.sse"
    path.write_bytes(b"data: \x1b]52;c;aGk=\x07 \xff\n\n")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "ppchat", "export", str(path), "--format", "sse"]
    subprocess.run(command, stdout=theirs, check=True)
    os.close(theirs)
    output = os.read(ours, 1000)
    os.close(ours)
    assert b"\x1b" not in output
    assert "␛]52;c;aGk=␇ \ufffd".encode() in output


def test_what_is_wrong_with_the_recording_is_not_blamed_on_the_name(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n\nno stream at all\n")
    out = tmp_path / "out.har"
    assert main(["export", str(tmp_path / "notes.md"), "--format", "har", "-o", str(out)]) == 2
    message = capfdbinary.readouterr().err
    assert b"notes.md: " in message
    assert b"name" not in message
    assert not out.exists()

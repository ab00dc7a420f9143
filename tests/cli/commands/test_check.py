"""`ppchat check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openai import __version__

from ppchat.cli.main import main
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.stream.signals import End, Problem
from ppchat.demo.recordings import FOLDER
from tests.support.jsonl import dump_lines
from tests.support.recordings import build_recording, message_events


def test_the_demo_has_only_the_findings_it_should_show(
    capsys: pytest.CaptureFixture[str],
) -> None:
    codes = {}
    for path in FOLDER.glob("*.jsonl"):
        failed = path.stem in ("error", "failed")
        assert main(["check", "--json", str(path)]) == int(failed)
        (stream,) = json.loads(capsys.readouterr().out)["streams"]
        codes[path.stem] = {finding["code"] for finding in stream["findings"]}
    assert {name: names for name, names in codes.items() if names} == {
        "error": {"error-end"},
        "reasoning": {"slow-answer"},
        "web-search": {"tool-time"},
    }


def sse(*events: dict[str, Any]) -> bytes:
    return b"".join(b"data: %s\n\n" % json.dumps(event).encode() for event in events)


CREATED = {"type": "response.created", "sequence_number": 0, "response": {"id": "resp_1"}}
MESSAGES_ERROR = {"type": "error", "error": {"type": "api_error", "message": "No"}}
ERROR = {"type": "error", "sequence_number": 1, "code": "overload", "message": "Too busy"}


def test_an_error_that_ends_a_stream_fails_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.sse"
    path.write_bytes(sse(CREATED, ERROR))
    assert main(["check", str(path)]) == 1
    *_, error, summary = capsys.readouterr().out.splitlines()
    assert error == f"{path}: Failed: Too busy (overload)"
    assert summary.startswith(f"{path}: 2 events, failed, ")


def test_the_json_has_the_outcome_and_the_metrics(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.sse"
    path.write_bytes(sse(CREATED))
    assert main(["check", "--json", str(path)]) == 1
    (stream,) = json.loads(capsys.readouterr().out)["streams"]
    assert stream["outcome"] == "cut off"
    assert stream["error"].startswith("Cut off: ")
    assert stream["metrics"]["events"] == 1
    assert stream["metrics"]["ttft_ms"] is None


def test_a_refused_request_fails_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = build_recording(
        [], end=End.REFUSED, problem=Problem("rate limited", "429 Too Many Requests: slow down")
    )
    path = tmp_path / "a.jsonl"
    path.write_text("".join(dump_lines(recording)))
    assert main(["check", str(path)]) == 1
    assert "429 Too Many Requests: slow down" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.ndjson",
            b'{"candidates":[]}\n{"candidates":[]}\n',
            (
                "This is Gemini's generateContent; what can be read is "
                "Responses, Chat Completions, Messages and Ollama."
            ),
        ),
        (
            "a.html",
            b"<!doctype html>\n<title>Sign in</title>\n",
            "This is an HTML page, not a stream: Sign in.",
        ),
    ],
)
def test_what_is_not_responses_is_one_line(
    name: str, content: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out == f"{path}: violation: {message} [foreign]\n"
    assert main(["stats", str(path)]) == 1
    assert capsys.readouterr().out == f"{path}: {message}\n"


def test_the_sdk_says_where_it_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.sse"
    delta = {"type": "response.output_text.delta", "output_index": 3, "delta": "a"}
    path.write_bytes(sse(CREATED, delta))
    assert main(["check", "--sdk", str(path)]) == 1
    output = capsys.readouterr().out
    assert f"{path}: openai-python {__version__} create(stream=True) reads the stream" in output
    assert f"{__version__} responses.stream() raises RuntimeError at event 1: " in output
    assert main(["check", "--sdk", "--json", str(path)]) == 1
    (stream,) = json.loads(capsys.readouterr().out)["streams"]
    assert [(reading["call"], reading["event"]) for reading in stream["sdk"]] == [
        ("create(stream=True)", None),
        ("responses.stream()", 1),
    ]
    assert "sdk" in {finding["code"] for finding in stream["findings"]}


def test_the_specification_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.sse"
    path.write_bytes(sse(CREATED, {"type": "response.reasoning.delta", "delta": "a"}))
    assert main(["check", str(path)]) == 1
    assert f"{path}: Held against Open Responses.\n" in capsys.readouterr().out
    for arguments, profile in (([], "open-responses"), (["--profile", "openai"], "openai")):
        main(["check", "--json", *arguments, str(path)])
        (stream,) = json.loads(capsys.readouterr().out)["streams"]
        assert stream["profile"] == profile


def test_the_rules_are_listed_without_an_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == sum(len(dialect.rules) for dialect in DIALECTS)
    assert (
        "sequence-gap               violation  Sequence numbers grow by one. [Responses: "
        in "".join(lines)
    )
    assert any(line.startswith("text-differs ") for line in lines)
    assert main(["check"]) == 2
    assert "needs a recording" in capsys.readouterr().err


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


CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def test_an_answer_is_checked_against_the_schema_of_its_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"text": {"format": {"type": "json_schema", "name": "city", "schema": CITY}}}
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(dump_lines(build_recording(message_events(['{"city": null}']), body=body)))
    )
    assert main(["check", str(path)]) == 1
    line = f"{path}:4: violation: line 1, /city: null is not of type 'string' [schema]"
    assert line in capsys.readouterr().out.splitlines()


def test_an_answer_is_checked_against_a_schema_in_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, schema = tmp_path / "a.jsonl", tmp_path / "city.json"
    path.write_text("".join(dump_lines(build_recording(message_events(['{"city": "Oslo"}'])))))
    schema.write_text(json.dumps(CITY))
    assert main(["check", "--schema", str(schema), str(path)]) == 0
    schema.write_text(json.dumps({**CITY, "required": ["country"]}))
    assert main(["check", "--schema", str(schema), str(path)]) == 1
    assert "'country' is a required property" in capsys.readouterr().out
    schema.write_text("{")
    assert main(["check", "--schema", str(schema), str(path)]) == 2
    assert "is not JSON" in capsys.readouterr().err


def test_an_answer_that_could_not_be_checked_as_wanted_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, schema = tmp_path / "a.jsonl", tmp_path / "city.json"
    path.write_text("".join(dump_lines(build_recording(message_events(["{}"])))))
    schema.write_text("{}")
    (tmp_path / "jsonschema.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    assert main(["check", "--schema", str(schema), str(path)]) == 1
    assert "pip install 'ppchat[schema]'" in capsys.readouterr().out

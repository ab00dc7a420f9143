"""`ppchat events`."""

from __future__ import annotations

import pytest

from ppchat.cli.main import main
from ppchat.core.dialects.registry import DEFAULT_DIALECT, DIALECTS


def test_without_an_argument_it_prints_every_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        name for dialect in DIALECTS for name in dialect.event_types
    ]


@pytest.mark.parametrize("name", ["output_text.delta", "response.output_text.delta"])
def test_one_type_is_described(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", name]) == 0
    out = capsys.readouterr().out
    assert out.startswith("response.output_text.delta\n")
    assert "A piece of the answer's text." in out
    assert "its delta extends: text" in out
    assert "protocol: Responses" in out
    assert "ends the stream" not in out
    assert main(["events", "completed"]) == 0
    assert "ends the stream" in capsys.readouterr().out


def test_a_part_of_a_name_lists_the_types_that_contain_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["events", "reasoning"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert 1 < len(lines) < len(DEFAULT_DIALECT.event_types)
    assert all("reasoning" in line.split()[0] for line in lines)


def test_an_unknown_type_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "no.such\x1b"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "no known event type contains 'no.such" in output.err
    assert "\x1b" not in output.err


def test_the_types_of_one_protocol(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "--api", "ollama"]) == 0
    assert capsys.readouterr().out.startswith("line.thinking ")

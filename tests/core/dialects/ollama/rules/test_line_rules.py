"""All rules together."""

from __future__ import annotations

from ppchat.core.checks.run import findings
from ppchat.core.dialects.ollama.rules.line_rules import protocol_findings
from ppchat.core.stream.signals import TRUNCATED, End, Problem
from tests.support.lines import TWISTER, ollama_recording


def test_a_stream_without_lines() -> None:
    assert [finding.code for finding in findings(ollama_recording())] == ["empty"]


def test_what_the_user_stopped_or_the_file_lacks_is_not_the_servers_fault() -> None:
    stopped = ollama_recording(*TWISTER[:2], end=End.STOPPED)
    problem = Problem(TRUNCATED, "The file ends early.")
    truncated = ollama_recording(*TWISTER[:2], b"data: {", end=End.BROKEN, problem=problem)
    assert protocol_findings(stopped) == protocol_findings(truncated) == []


def test_a_stream_in_progress_has_no_findings_about_its_end() -> None:
    assert protocol_findings(ollama_recording(*TWISTER[:2], end=None)) == []

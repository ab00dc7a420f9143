"""Does this stream follow the protocol? A line a finding, then a summary.

examples:
  ppchat check hello.jsonl
  curl -sN … | ppchat check -
  ppchat check --json calls.har

exit codes: 0 no violation, 1 a violation, 2 no recording.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import Any

from ppchat.cli.inputs import add_material, material
from ppchat.core.checks.finding import Finding, Severity, counted
from ppchat.core.security.sanitize import safe_line

VIOLATION = 1


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat check`."""
    add_material(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Print the findings; gives 1 where there is a violation."""
    from ppchat.core.checks.run import findings

    name: str = args.file
    streams: list[dict[str, Any]] = []
    with material(args) as found:
        for _, tape in found.turns:
            recording = tape.recording()
            told = findings(recording)
            streams.append(_as_json(told, len(recording), len(streams) + 1))
            if not args.json:
                place = name if len(streams) == 1 else f"{name}#{len(streams)}"
                for finding in told:
                    print(_line(place, finding))
                print(safe_line(f"{place}: {_summary(told, len(recording))}"))
    violations = sum(stream["violations"] for stream in streams)
    if args.json:
        print(json.dumps({"file": name, "violations": violations, "streams": streams}, indent=2))
    return VIOLATION if violations else 0


def _line(place: str, finding: Finding) -> str:
    events = finding.events
    at = f":{events[0]}" if len(events) else ""
    return safe_line(f"{place}{at}: {finding.severity.value}: {finding.message} [{finding.code}]")


def _summary(found: list[Finding], events: int) -> str:
    counts = [
        counted(number, _NOUN[severity])
        for severity in Severity
        if (number := sum(finding.severity is severity for finding in found))
    ]
    return f"{counted(events, 'event')}, {', '.join(counts) or 'no findings'}"


_NOUN = {
    Severity.VIOLATION: "violation",
    Severity.REMARK: "remark",
    Severity.TIMING: "timing",
}


def _as_json(found: list[Finding], events: int, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "events": events,
        "violations": sum(finding.severity is Severity.VIOLATION for finding in found),
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "events": list(finding.events),
                "message": finding.message,
            }
            for finding in found
        ],
    }

"""Check whether a stream follows the protocol: one line per finding, then a summary.

examples:
  ppchat check hello.jsonl
  curl -sN … | ppchat check -
  ppchat check --json calls.har

exit codes: 0 no violations, 1 violations, 2 usage error or no recording.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import Any

from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.inputs import add_input, load_inputs
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import pluralize


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat check`."""
    add_input(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Print the findings; returns 1 if there is a violation."""
    from ppchat.core.checks.run import findings

    name: str = args.file
    streams: list[dict[str, Any]] = []
    with load_inputs(args) as inputs:
        for _, stream in inputs.turns:
            recording = stream.recording()
            results = findings(recording)
            streams.append(_as_json(results, len(recording), len(streams) + 1))
            if not args.json:
                label = name if len(streams) == 1 else f"{name}#{len(streams)}"
                for finding in results:
                    print(_line(label, finding))
                print(sanitize_line(f"{label}: {_summary(results, len(recording))}"))
    violations = sum(entry["violations"] for entry in streams)
    if args.json:
        print(json.dumps({"file": name, "violations": violations, "streams": streams}, indent=2))
    return FAILED if violations else DONE


def _line(label: str, finding: Finding) -> str:
    events = finding.events
    position = f":{events[0]}" if len(events) else ""
    return sanitize_line(
        f"{label}{position}: {finding.severity.value}: {finding.message} [{finding.code}]"
    )


def _summary(findings: list[Finding], events: int) -> str:
    counts = [
        pluralize(number, severity.value)
        for severity in Severity
        if (number := sum(finding.severity is severity for finding in findings))
    ]
    return f"{pluralize(events, 'event')}, {', '.join(counts) or 'no findings'}"


def _as_json(findings: list[Finding], events: int, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "events": events,
        "violations": sum(finding.severity is Severity.VIOLATION for finding in findings),
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "events": list(finding.events),
                "message": finding.message,
            }
            for finding in findings
        ],
    }

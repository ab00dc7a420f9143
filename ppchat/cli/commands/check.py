"""Check whether a stream follows the protocol, and how it ended: one line per finding.

examples:
  ppchat check hello.jsonl
  curl -sN … | ppchat check -
  ppchat check --json calls.har
  ppchat check --sdk hello.jsonl               (does the vendor's SDK read it?)
  ppchat check --profile open-responses hello.jsonl
  ppchat check --schema city.json hello.jsonl   (is the answer JSON that follows it?)
  ppchat check --rules                         (what is checked, and where the reference says so)

An answer whose request asks for a JSON schema is checked against it, one of another request with
--schema (`pip install 'ppchat[schema]'`). Lines are those of the JSON as the app lays it out.

Findings about time: a stall is more than 500 ms, and five times the median gap between reads,
without a delta, whatever else arrives; time in which a tool of the server ran is reported as
such. A start is slow from 1 s to the response headers, or 2 s to the first token.

exit codes: 0 no violations; 1 violations, or a stream that failed, was refused or is cut off, or
an answer that could not be checked against --schema; 2 usage error or no recording.

--json: `streams` has one object per stream, with its `number`, `events`, `outcome` ("completed",
"incomplete", "failed", "cancelled", "stopped", "cut off", "refused"), `error` (how it failed, or
null), `violations` (their count), `findings` (each with `severity`, `code`, `events`, `message`),
`metrics` (milliseconds, as of `ppchat stats --json`; null where unknown), `profile` (the
specification it is held against; null where there is one) and, with --sdk, `sdk` (each with
`sdk`, `call`, `version`, `error`, `event` and `missing`, why no SDK read it). Later versions may
add fields.
"""

from __future__ import annotations

import asyncio
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ppchat.adapters.json_schema.schema_file import load_schema
from ppchat.adapters.sdk.reading import SdkReading, read_with_sdk
from ppchat.cli.dialect_options import add_dialect, selected_dialects
from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.inputs import add_input, load_inputs
from ppchat.core.checks.json_schema import SchemaCheck
from ppchat.core.checks.run import findings, profile_note, profile_of
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.errors import UsageError
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import JsonObject
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.signals import TRUNCATED
from ppchat.core.text.display import pluralize
from ppchat.core.view.ending import ending
from ppchat.core.view.outcomes import outcome_word
from ppchat.services.schema_check import check_schema, schema_findings

_FAILURES: Final = frozenset({Outcome.FAILED, Outcome.REFUSED, Outcome.CUT_OFF})

_CUT_OFF_CODES: Final = frozenset({"no-terminal", TRUNCATED})


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat check`."""
    add_input(parser, optional=True)
    parser.add_argument(
        "--sdk", action="store_true", help="also let the vendor's SDK read the stream, in a process"
    )
    parser.add_argument(
        "--schema", metavar="FILE", help="also check the answers against the JSON schema in FILE"
    )
    parser.add_argument(
        "--profile",
        choices=[name for dialect in DIALECTS for name in dialect.specifications],
        default="",
        metavar="NAME",
        help="the specification to hold the stream against: openai or open-responses "
        "(default: the one that the stream shows)",
    )
    parser.add_argument(
        "--rules", action="store_true", help="list the rules: code, severity, words, source"
    )
    add_dialect(parser, "with --rules: list only those of this protocol")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: Namespace) -> int:
    """Print the findings; returns 1 if there is a violation or a stream failed."""
    if args.rules:
        for dialect in selected_dialects(args):
            for rule in dialect.rules:
                only = f", {rule.profile} only" if rule.profile else ""
                source = f"[{dialect.label}{only}: {rule.source}]"
                print(f"{rule.code:<26} {rule.severity.value:<10} {rule.words} {source}")
        return DONE
    if args.file is None:
        raise UsageError("check needs a recording: a file, an id, or `-` for stdin")
    name: str = args.file
    schema = None if args.schema is None else load_schema(Path(args.schema))
    streams: list[dict[str, Any]] = []
    are_checked = True
    with load_inputs(args) as inputs:
        for number, (_, stream) in enumerate(inputs.turns, 1):
            checked = CheckedStream(
                number, stream.recording(), args.profile, with_sdk=args.sdk, schema=schema
            )
            streams.append(checked.as_json())
            are_checked = are_checked and (schema is None or not checked.schema_problem)
            if not args.json:
                untimed = f" (no times: {stream.untimed})" if stream.untimed else ""
                for line in checked.lines(name if number == 1 else f"{name}#{number}", untimed):
                    print(sanitize_line(line))
    violations = sum(entry["violations"] for entry in streams)
    if args.json:
        print(json.dumps({"file": name, "violations": violations, "streams": streams}, indent=2))
    is_good = are_checked and not violations and all(entry["error"] is None for entry in streams)
    return DONE if is_good else FAILED


class CheckedStream:
    """A stream with its findings."""

    def __init__(
        self,
        number: int,
        recording: Recording,
        profile: str,
        *,
        with_sdk: bool,
        schema: JsonObject | None,
    ) -> None:
        self._number = number
        self._recording = recording
        self._findings = findings(recording, profile)
        self._profile = profile_of(recording, profile)
        check = asyncio.run(check_schema(recording.summary, schema)) or SchemaCheck()
        self._findings += schema_findings(recording, check)
        self.schema_problem: Final = check.problem
        """Why the answer could not be checked against its schema; empty if it was, or has none."""
        self._readings: list[SdkReading] = []
        if with_sdk and recording.outcome is not Outcome.REFUSED:
            self._readings = asyncio.run(read_with_sdk(recording))
            self._findings += [r.finding for r in self._readings if r.finding is not None]
        self._error: str | None = None
        """How the stream failed, in one line; None where it did not."""
        end = ending(recording.summary)
        if end and recording.outcome in _FAILURES:
            self._error = end[1].partition("\n")[0]

    def lines(self, label: str, untimed: str = "") -> Iterator[str]:
        """What is printed for people, `untimed` at its end; foreign, raw."""
        for finding in self._findings:
            yield _line(label, finding)
        if self._recording.outcome is Outcome.REFUSED:
            return
        for reading in self._readings:
            if not reading.error:
                yield f"{label}: {reading.sentence}"
        if note := profile_note(self._recording, self._profile):
            yield f"{label}: {note}"
        if self._error and not any(finding.code in _CUT_OFF_CODES for finding in self._findings):
            yield f"{label}: {self._error}"
        outcome = outcome_word(self._recording.outcome)
        counts = _count_text(self._findings)
        yield f"{label}: {pluralize(len(self._recording), 'event')}, {outcome}, {counts}{untimed}"

    def as_json(self) -> dict[str, Any]:
        """What is printed for programs."""
        outcome = self._recording.outcome
        sdk = [
            {
                "sdk": reading.sdk or None,
                "call": reading.call or None,
                "version": reading.version or None,
                "error": reading.error or None,
                "event": reading.event if reading.error else None,
                "missing": reading.missing or None,
            }
            for reading in self._readings
        ]
        return {
            "number": self._number,
            "events": len(self._recording),
            "outcome": outcome.value if outcome else None,
            "error": self._error,
            "violations": sum(f.severity is Severity.VIOLATION for f in self._findings),
            "findings": [
                {
                    "severity": finding.severity.value,
                    "code": finding.code,
                    "events": list(finding.events),
                    "message": finding.message,
                }
                for finding in self._findings
            ],
            "profile": self._profile or None,
            "metrics": metrics(self._recording.summary).as_json(),
            **({"sdk": sdk} if sdk else {}),
        }


def _line(label: str, finding: Finding) -> str:
    position = f":{finding.events[0]}" if len(finding.events) else ""
    return f"{label}{position}: {finding.severity.value}: {finding.message} [{finding.code}]"


def _count_text(findings: list[Finding]) -> str:
    counts = [
        pluralize(number, severity.value)
        for severity in Severity
        if (number := sum(finding.severity is severity for finding in findings))
    ]
    return ", ".join(counts) or "no findings"

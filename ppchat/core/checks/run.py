"""All checks of a stream: does it follow the protocol, and where did the time go?"""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.checks.timing import timing_findings
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.foreign import NOT_A_STREAM
from ppchat.core.stream.signals import TRUNCATED


def refusal_finding(summary: RecordingSummary) -> Finding | None:
    """What came instead of a stream; None if there was one."""
    if summary.ended is None or summary.outcome is not Outcome.REFUSED:
        return None
    if summary.foreign:
        return Finding(Severity.VIOLATION, "foreign", (), summary.foreign)
    problem = summary.ended.problem
    if problem is None:
        return Finding(Severity.VIOLATION, "foreign", (), "There was no stream.")
    if problem.kind == NOT_A_STREAM:
        return Finding(Severity.VIOLATION, "foreign", (), problem.message)
    return Finding(Severity.REMARK, "refused", (), problem.message)


def profile_of(recording: Recording, profile: str = "") -> str:
    """The specification that a recording is held against; empty where its protocol has one.

    It is the one named by `profile`, else the one that the stream shows.
    """
    dialect = recording.dialect
    return profile if profile in dialect.specifications else dialect.specification_of(recording)


def profile_note(recording: Recording, profile: str = "") -> str:
    """A line that names the specification; empty for the usual one of the protocol."""
    specifications = recording.dialect.specifications
    name = profile_of(recording, profile)
    is_usual = name == next(iter(specifications), "")
    return "" if is_usual else f"Held against {specifications[name].label}."


def findings(recording: Recording, profile: str = "") -> list[Finding]:
    """All findings, the most serious first; empty for a sound stream. Reads every event.

    `profile` names the specification to hold it against, where its protocol has several.
    About what is no stream that can be read there is only one: what it is.
    """
    if (finding := refusal_finding(recording.summary)) is not None:
        return [finding]
    dialect = recording.dialect
    specification = dialect.specifications.get(profile_of(recording, profile))
    check = specification.protocol_findings if specification else dialect.protocol_findings
    unordered = [
        *_truncated(recording),
        *_other_dialect(recording.summary),
        *check(recording),
        *timing_findings(recording),
    ]
    order = list(Severity)
    return sorted(unordered, key=lambda finding: order.index(finding.severity))


def _other_dialect(summary: RecordingSummary) -> Iterator[Finding]:
    """That the server answers in another protocol than it was asked in."""
    asked, answered = summary.expected_dialect, summary.dialect
    if asked.name != answered.name:
        message = f"The request was for {asked.label}, and the answer is {answered.label}."
        yield Finding(Severity.VIOLATION, "other-protocol", (), message)


def _truncated(recording: Recording) -> Iterator[Finding]:
    """That the file does not hold the whole stream: no fault of the stream."""
    problem = recording.ended.problem if recording.ended else None
    if problem is not None and problem.kind == TRUNCATED and recording.outcome is Outcome.CUT_OFF:
        yield Finding(Severity.REMARK, TRUNCATED, (), f"{problem.message}.")

"""All checks of a stream: does it follow the protocol, and where did the time go?"""

from __future__ import annotations

from ppchat.core.checks.timing import timing_findings
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.recording.recording import Recording


def findings(recording: Recording) -> list[Finding]:
    """All findings, the most serious first; empty for a sound stream. Reads every event."""
    unordered = [*recording.dialect.protocol_findings(recording), *timing_findings(recording)]
    order = list(Severity)
    return sorted(unordered, key=lambda finding: order.index(finding.severity))

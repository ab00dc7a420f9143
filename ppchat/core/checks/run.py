"""What is to be said of a stream: does it follow the protocol, and where did the time go?"""

from __future__ import annotations

from ppchat.core.checks.finding import Finding, Severity
from ppchat.core.checks.timing import timing
from ppchat.core.dialects.responses.event_rules import Stream
from ppchat.core.dialects.responses.item_rules import Outline
from ppchat.core.recording.recording import Recording


def findings(recording: Recording) -> list[Finding]:
    """All findings, the gravest first; empty for a stream that is fine. Reads every event."""
    found = [*protocol(recording), *timing(recording)]
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def protocol(recording: Recording) -> list[Finding]:
    """The protocol's findings, in the order of the stream."""
    stream, outline = Stream(recording), Outline()
    first = ""
    for event in recording.events():
        first = first or event.type
        stream.take(event)
        outline.take(event)
    whole = first in ("response.created", "response.queued")
    closing = [*stream.close(), *outline.close(complete=whole)]
    found = [*stream.found, *closing]
    return sorted(found, key=lambda finding: finding.events[0] if finding.events else -1)

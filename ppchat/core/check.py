"""What is to be said of a stream: does it follow the protocol, and where did the time go?"""

from __future__ import annotations

from ppchat.core.finding import Finding, Severity
from ppchat.core.outline import Outline
from ppchat.core.protocol import Stream
from ppchat.core.recording import Recording
from ppchat.core.timing import timing


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

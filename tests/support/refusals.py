"""Requests that a server refused."""

from __future__ import annotations

import json

from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.http_errors import http_problem
from ppchat.core.stream.signals import End, Ended, Opened, Request, Started


def refused(request: Request, status: int, message: str = "") -> RecordingSummary:
    """The summary of a request that a server refused with an error object."""
    body = json.dumps({"error": {"message": message}}).encode()
    problem = http_problem(status, {}, body, host="h", key_sent=False, request=request)
    summary = RecordingSummary(request)
    for signal in (Started(1), Opened(2, status), Ended(3, End.REFUSED, problem)):
        summary.apply(signal)
    return summary

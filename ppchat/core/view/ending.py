"""How an answer ended, in one clear line with what to do."""

from __future__ import annotations

from typing import Final

from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.response.response import Turn
from ppchat.core.stream.http_errors import clean
from ppchat.core.stream.signals import Problem
from ppchat.core.view.tone import Tone

_REGENERATE: Final = "To try again: tab, then r."
_TONE: Final = {
    Verdict.COMPLETED: Tone.WARNING,
    Verdict.INCOMPLETE: Tone.WARNING,
    Verdict.CANCELLED: Tone.WARNING,
    Verdict.STOPPED: Tone.QUIET,
}


def ending(recording: Recording, *, again: str = _REGENERATE) -> tuple[Tone, str] | None:
    """What the person is told of the end; None while it goes on and where all went well.

    `again` says how to ask the same once more, where the line is read.
    """
    verdict = recording.verdict
    if verdict is None:
        return None
    problem = recording.ended.problem if recording.ended else None
    lines = [*_said(verdict, recording, problem, again), _damage(recording)]
    lines.append(_overruled(recording.turn))
    if verdict in (Verdict.FAILED, Verdict.CUT_OFF, Verdict.REFUSED):
        lines.append(_request_id(recording, problem))
    text = "\n".join(line for line in lines if line)
    return (_TONE.get(verdict, Tone.BAD), text) if text else None


def _said(
    verdict: Verdict, recording: Recording, problem: Problem | None, again: str
) -> tuple[str, ...]:
    turn = recording.turn
    error = _error(turn)
    match verdict:
        case Verdict.COMPLETED:
            return (f"Completed, after an error: {error}",) if error else ()
        case Verdict.INCOMPLETE:
            why, advice = _REASONS.get(turn.reason, ("", "Ask it to go on."))
            why = why or clean(turn.reason, 300) or "the server did not say why"
            return f"Incomplete: {why}.", advice
        case Verdict.FAILED:
            code = turn.error.code if turn.error else ""
            return f"Failed: {error or 'the server did not say why'}", _ADVICE.get(code, again)
        case Verdict.CANCELLED:
            return ("Cancelled on the server.",)
        case Verdict.STOPPED:
            return ("Stopped. What came is kept." if turn.items else "Stopped before it began.",)
        case Verdict.CUT_OFF:
            early = "the stream ended before the answer" + (" did" if turn.items else " began")
            kept = "What came is kept. " if turn.items else ""
            advice = (problem.advice if problem else "") or again
            return f"Cut off: {problem.message if problem else early}", f"{kept}{advice}"
        case Verdict.REFUSED:
            if problem is None:
                return ("Refused: there was no stream.",)
            return problem.message, problem.advice


def _error(turn: Turn) -> str:
    """What the server said went wrong, in one line."""
    if turn.error is None:
        return ""
    message, code = clean(turn.error.message), clean(turn.error.code, 200)
    if not message:
        return code or "the server did not say why"
    return f"{message} ({code})" if code else message


def _damage(recording: Recording) -> str:
    """How much of the stream could not be read."""
    count = len(recording.faults)
    if not count:
        return ""
    n, fault = next(iter(recording.faults.items()))
    if count == 1:
        return f"Event {n} is damaged: {fault}"
    return f"{count:,} events are damaged, the first is event {n}: {fault}"


def _overruled(turn: Turn) -> str:
    """Whether what is shown now is not what was shown while it came."""
    overruled = any(part.overruled for item in turn.items for part in item.parts)
    return "The server's final text is another than the one it streamed." if overruled else ""


def _request_id(recording: Recording, problem: Problem | None) -> str:
    opened = recording.opened
    said = problem.request_id if problem else ""
    said = said or (clean(opened.headers.get("x-request-id", ""), 200) if opened else "")
    return f"Request id: {said}" if said else ""


_REASONS: Final = {
    "max_output_tokens": (
        "the answer reached the limit of output tokens",
        "Ask it to go on, or raise max_output_tokens.",
    ),
    "content_filter": (
        "a content filter stopped the answer",
        "Put the question another way.",
    ),
}
_ADVICE: Final = {
    "insufficient_quota": "Trying again will not help: check the plan and billing of your account.",
    "rate_limit_exceeded": "Wait a little, then try again.",
    "server_error": "The fault is the server's: try again in a moment.",
    "invalid_prompt": "Edit the prompt and send it again.",
}

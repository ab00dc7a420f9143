"""How an answer ended, in one clear line with what to do."""

from __future__ import annotations

from ppchat.core.recording import Recording
from ppchat.core.tone import Tone
from ppchat.core.verdict import Verdict

_REASONS = {
    "max_output_tokens": "it reached the limit of output tokens",
    "content_filter": "a content filter stopped it",
}


def ending(recording: Recording) -> tuple[Tone, str] | None:
    """What the person is told of the end; None while it goes on and where all went well."""
    verdict, turn = recording.verdict, recording.turn
    ended = recording.ended
    problem = ended.problem if ended else None
    error = turn.error
    said = f"{error.message}{f' ({error.code})' if error.code else ''}" if error else ""
    match verdict:
        case None:
            return None
        case Verdict.COMPLETED:
            return (Tone.WARNING, f"Completed, after an error: {said}") if said else None
        case Verdict.INCOMPLETE:
            why = _REASONS.get(turn.reason, turn.reason or "the server did not say why")
            return Tone.WARNING, f"Incomplete: {why}. Ask it to go on, or regenerate."
        case Verdict.FAILED:
            advice = _FAILED_ADVICE.get(error.code if error else "", "Try again in a moment.")
            return Tone.BAD, f"Failed: {said or 'the server did not say why'}\n{advice}"
        case Verdict.CANCELLED:
            return Tone.WARNING, "Cancelled on the server."
        case Verdict.STOPPED:
            return Tone.QUIET, "Stopped. What came is kept."
        case Verdict.CUT_OFF:
            why = problem.message if problem else "the stream ended before the answer did"
            advice = (
                problem.advice if problem else ""
            ) or "What came is kept; regenerate to try again."
            return Tone.BAD, f"Cut off: {why}\n{advice}"
        case Verdict.REFUSED:
            if problem is None:
                return Tone.BAD, "Refused: there was no stream."
            return Tone.BAD, f"{problem.message}\n{problem.advice}".strip()


_CUT_OFF_ADVICE = "What came is kept; regenerate to try again."
_FAILED_ADVICE = {
    "insufficient_quota": "Check the plan and billing of your account.",
    "rate_limit_exceeded": "Wait a little, then regenerate.",
    "server_error": "The server's own fault: regenerate in a moment.",
    "invalid_prompt": "Edit the prompt and send it again.",
}

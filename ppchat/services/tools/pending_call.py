"""A call that waits for its answer, and the answers that can be given."""

from __future__ import annotations

from typing import Final, NamedTuple

from ppchat.adapters.processes.tool_command import OUTPUT_LIMIT, CommandResult
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.tools import FunctionTool
from ppchat.core.text.display import format_elapsed
from ppchat.core.text.json_text import parse_json

REFUSAL: Final = "The user refused this call."
"""What the model gets for a call that the user refuses."""


class PendingCall(NamedTuple):
    """A call, and the function of the config that it names."""

    call: Call
    tool: FunctionTool | None
    """None for an approval request, and where the config has no such function."""

    @property
    def problem(self) -> str:
        """Why no command can answer it, in one line; empty if one can. Foreign, raw."""
        if self.call.is_approval_request:
            return "an approval is given, not computed"
        return self.error or ("" if self.tool and self.tool.command else "it has no command")

    @property
    def error(self) -> str:
        """What the model did wrong, in one line; empty if nothing. Foreign, raw."""
        if self.call.is_approval_request:
            return ""
        if self.tool is None:
            return f"there is no function {self.call.name}"
        return _arguments_error(self.call.arguments)


def _arguments_error(arguments: str) -> str:
    if not arguments.strip():
        return ""  # of a function without any
    try:
        value = parse_json(arguments)
    except ValueError as error:
        return f"the arguments are not JSON: {' '.join(str(error).split())}"
    return "" if isinstance(value, dict) else "the arguments are not a JSON object"


def approval_answer(call: Call, *, approved: bool) -> CallAnswer:
    """The answer to an approval request."""
    return CallAnswer(call, approved=approved)


def refusal_answer(call: Call) -> CallAnswer:
    """The answer to a call that the user refuses."""
    return (
        approval_answer(call, approved=False)
        if call.is_approval_request
        else CallAnswer(call, REFUSAL)
    )


def error_answer(pending: PendingCall) -> CallAnswer:
    """The answer to a call that the model got wrong."""
    return CallAnswer(pending.call, f"error: {pending.error}")


def command_answer(call: Call, result: CommandResult) -> CallAnswer:
    """What the model gets of what a command printed: all that is kept, and what went wrong."""
    parts = [result.output.rstrip("\n")]
    if result.truncated:
        parts.append(f"[cut off after {OUTPUT_LIMIT >> 20} MiB]")
    if result.problem:
        parts += [f"error: {result.problem}", result.errors.strip()]
    output = "\n".join(filter(None, parts))
    return CallAnswer(call, output, note=result_line(result), ran_ns=result.duration_ns)


def result_line(result: CommandResult) -> str:
    """How a command ended, for people, in one line; foreign, raw."""
    notes = [result.problem or f"exit code {result.exit_code}"]
    if result.exit_code is not None or result.output:
        notes.append(format_elapsed(result.duration_ns))
    if result.truncated:
        notes.append(f"cut off after {OUTPUT_LIMIT >> 20} MiB")
    elif not result.output and result.exit_code is not None:
        notes.append("printed nothing")
    return " · ".join(notes)

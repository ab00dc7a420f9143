"""A response as the Response object that the server would return without streaming."""

from __future__ import annotations

from typing import Any, Final

from ppchat.core.dialects.dialect import RecordingView

_REQUIRED: Final[dict[str, Any]] = {
    "object": "response",
    "created_at": 0,
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "temperature": None,
    "tool_choice": "auto",
    "tools": [],
    "top_p": None,
}
"""Fields without a default in the SDK's model, with what leaving them out means."""

_CITATION: Final = {"start_index": 0, "end_index": 0, "title": ""}
_USAGE: Final[dict[str, dict[str, int]]] = {
    "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
    "output_tokens_details": {"reasoning_tokens": 0},
}


def response_json(recording: RecordingView) -> dict[str, Any]:
    """The response after all events: as the server last sent it, with what was streamed since."""
    state = recording.response
    last: dict[str, Any] = {}
    for n in range(len(recording)):
        if b'"response"' in recording.raw(n):
            snapshot = recording.event(n).data.get("response")
            if isinstance(snapshot, dict):
                last = snapshot
    result = {**_REQUIRED, **last}
    result["id"] = last.get("id") or state.response_id
    result["model"] = last.get("model") or state.model or recording.request.model
    result["status"] = state.status or None
    if state.error and not result["error"]:
        result["error"] = {"code": state.error.code or None, "message": state.error.message}
    if isinstance(result.get("usage"), dict):
        result["usage"] = _usage(result["usage"])
    if not result.get("output"):
        # Some servers omit the output from their last event, which a cut-off stream lacks entirely.
        result["output"] = [dict(item.data) for item in state.items if item.data]
    result["output"] = _with_full_citations(result["output"])
    return result


def _usage(usage: dict[str, Any]) -> dict[str, Any]:
    details = {
        name: {**zeros, **counts} if isinstance(counts := usage.get(name), dict) else zeros
        for name, zeros in _USAGE.items()
    }
    return {**usage, **details}


def _with_full_citations(value: Any) -> Any:
    """The output with all fields in its citations: xAI's lack their range and title."""
    if isinstance(value, list):
        return [_with_full_citations(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "url_citation":
        return {**_CITATION, **value}
    nested = {
        key: _with_full_citations(value[key]) for key in ("content", "annotations") if key in value
    }
    return {**value, **nested}

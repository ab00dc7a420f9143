"""A turn as the Response object that the server would give when asked for it whole."""

from __future__ import annotations

from typing import Any, Final

from ppchat.core.recording.recording import Recording

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
"""Fields that the SDK's model has no default for, as a server that leaves them out means them."""

_CITATION: Final = {"start_index": 0, "end_index": 0, "title": ""}
_USAGE: Final[dict[str, dict[str, int]]] = {
    "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
    "output_tokens_details": {"reasoning_tokens": 0},
}


def response(recording: Recording) -> dict[str, Any]:
    """The response after all events: as the server last gave it, with what was streamed since."""
    turn = recording.turn
    last: dict[str, Any] = {}
    for n in range(len(recording)):
        if b'"response"' in recording.raw(n):
            told = recording.event(n).data.get("response")
            if isinstance(told, dict):
                last = told
    whole = {**_REQUIRED, **last}
    whole["id"] = last.get("id") or turn.response_id
    whole["model"] = last.get("model") or turn.model or recording.request.model
    whole["status"] = turn.status or None
    if turn.error and not whole["error"]:
        whole["error"] = {"code": turn.error.code or None, "message": turn.error.message}
    if isinstance(whole.get("usage"), dict):
        whole["usage"] = _usage(whole["usage"])
    if not whole.get("output"):
        # Some servers leave out of their last event what they streamed, and a cut stream has none.
        whole["output"] = [dict(item.data) for item in turn.items if item.data]
    whole["output"] = _cited(whole["output"])
    return whole


def _usage(told: dict[str, Any]) -> dict[str, Any]:
    details = {
        name: {**zeros, **found} if isinstance(found := told.get(name), dict) else zeros
        for name, zeros in _USAGE.items()
    }
    return {**told, **details}


def _cited(value: Any) -> Any:
    """Output whose citations have all fields: xAI's tell neither their range nor a title."""
    if isinstance(value, list):
        return [_cited(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "url_citation":
        return {**_CITATION, **value}
    inside = {key: _cited(value[key]) for key in ("content", "annotations") if key in value}
    return {**value, **inside}

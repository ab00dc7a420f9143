"""The response object that a demo stream begins with."""

from __future__ import annotations

from typing import Any, Final

MODEL: Final = "ppchat-demo"
CREATED_AT: Final = 1_772_366_400

BLANK: Final[dict[str, Any]] = {
    "object": "response",
    "created_at": CREATED_AT,
    "status": "in_progress",
    "background": False,
    "completed_at": None,
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "model": MODEL,
    "output": [],
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "reasoning": {"effort": None, "summary": None},
    "service_tier": "default",
    "store": True,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}, "verbosity": "medium"},
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "usage": None,
    "metadata": {},
}

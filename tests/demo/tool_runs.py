"""The demo's calls, and what it says once they are answered.

A recording cannot know what it is given: its words repeat nothing of that, and say so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from tests.demo.script import Script
from tests.demo.take import Take
from tests.gallery.scene import growing, place

WEATHER: Final = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather at a place, now.",
    "parameters": {
        "type": "object",
        "properties": {
            "place": {"type": "string"},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["place", "unit"],
        "additionalProperties": False,
    },
    "strict": True,
}
CALCULATOR: Final = {
    "type": "custom",
    "name": "calculator",
    "description": "Takes a sum as text.",
    "format": {"type": "text"},
}
BIRDS: Final = {
    "type": "mcp",
    "server_label": "birds",
    "server_url": "https://mcp.birds.example/",
    "require_approval": "always",
}
_HONEST: Final = (
    "These words were recorded before, so they can't repeat it; a model would now read it and "
    "tell you what it says. The inspector shows both requests, with the time that the answer took "
    "between them."
)


def function_call() -> Take:
    """The model asks for a function."""
    prompt = "What is the weather in Lisbon?"
    script = Script(prompt, seed=4, tools=[WEATHER])
    script.message("Let me look that up for you.")
    script.function_call("get_weather", {"place": "Lisbon, Portugal", "unit": "celsius"})
    keywords = "weather lisbon function tool"
    return Take("function-call", "A function call", prompt, keywords, script.completed())


def function_call_answered() -> Take:
    """What the model says after the function's output."""
    output = json.dumps({"celsius": 21, "sky": "clear"})
    text = f"Thank you: that is the weather in Lisbon, as your function has it. {_HONEST}"
    return _answered(function_call(), text, output, seed=21)


def parallel_calls() -> Take:
    """Two calls of a function in one answer."""
    prompt = "Is it warmer in Oslo or in Rome?"
    script = Script(prompt, seed=16, tools=[WEATHER])
    script.message("I look up both at once.")
    for city in ("Oslo, Norway", "Rome, Italy"):
        script.function_call("get_weather", {"place": city, "unit": "celsius"})
    keywords = "warmer oslo rome parallel calls"
    return Take("parallel-calls", "Two calls at once", prompt, keywords, script.completed())


def parallel_calls_answered() -> Take:
    """What the model says after both outputs."""
    text = f"Both answers have arrived, in one request. {_HONEST}"
    return _answered(parallel_calls(), text, '{"celsius": 4}', '{"celsius": 17}', seed=22)


def custom_tool() -> Take:
    """The model gives a tool free text."""
    prompt = "Add 17 and 25 in the calculator."
    script = Script(prompt, seed=17, tools=[CALCULATOR])
    call = {"call_id": script.new_id("call", 24), "name": "calculator", "input": "17 + 25"}
    with growing(script, "custom_tool_call", call, input="") as at:
        script.emit_text("response.custom_tool_call_input", "17 + 25", at, text_field="input")
    keywords = "calculator custom add sum"
    return Take("custom-tool", "A custom tool", prompt, keywords, script.completed())


def custom_tool_answered() -> Take:
    """What the model says after the tool's output."""
    text = f"The calculator has answered. {_HONEST}"
    return _answered(custom_tool(), text, "42", seed=23)


def approval() -> Take:
    """A call to an MCP server that has to be approved."""
    prompt = "Ask the birds server where herons were seen."
    script = Script(prompt, seed=18, tools=[BIRDS])
    script.message("For that I need your approval.")
    place(
        script,
        "mcp_approval_request",
        server_label="birds",
        name="sightings",
        arguments=json.dumps({"name": "grey heron", "days": 7}),
    )
    keywords = "mcp approval approve birds herons"
    return Take("approval", "A call that needs approval", prompt, keywords, script.completed())


def approval_granted() -> Take:
    """The call that was approved, and what the model makes of it."""
    first = approval()
    request = first.recording.response.items[-1]
    script = _following(first, [_approval(request.id, approve=True)], seed=26, tools=[BIRDS])
    arguments = json.dumps({"name": "grey heron", "days": 7})
    call = {
        "status": "completed",
        "server_label": "birds",
        "name": "sightings",
        "arguments": arguments,
        "approval_request_id": request.id,
        "output": json.dumps([{"place": "lake", "count": 2}, {"place": "weir", "count": 1}]),
        "error": None,
    }
    blank = {"status": "in_progress", "arguments": "", "output": None}
    with growing(script, "mcp_call", call, **blank) as at:
        script.emit("response.mcp_call.in_progress", **at)
        script.emit_text("response.mcp_call_arguments", arguments, at, text_field="arguments")
        script.wait(250, 500)
        script.emit("response.mcp_call.completed", **at)
    script.message("Two herons were seen at the **lake** and one at the **weir** in the last week.")
    name, title = "approval-granted", "A call that was approved"
    return Take(name, title, "", first.keywords, script.completed())


def approval_denied() -> Take:
    """What the model says when a call is denied."""
    first = approval()
    request = first.recording.response.items[-1]
    script = _following(first, [_approval(request.id, approve=False)], seed=25, tools=[BIRDS])
    script.message("Then I leave the birds server alone. Is there another way in which I can help?")
    name, title = "approval-denied", "A call that was denied"
    return Take(name, title, "", first.keywords, script.completed())


ANSWERED: Final[tuple[Callable[[], Take], ...]] = (
    function_call_answered,
    parallel_calls_answered,
    custom_tool_answered,
    approval_granted,
    approval_denied,
)
"""The recordings that go on after the answers to calls."""


def _approval(request_id: str, *, approve: bool) -> dict[str, Any]:
    return {
        "type": "mcp_approval_response",
        "approval_request_id": request_id,
        "approve": approve,
    }


def _answered(first: Take, text: str, *outputs: str, seed: int) -> Take:
    """The words after the outputs of the calls of a take."""
    response, dialect = first.recording.response, first.recording.dialect
    calls = dialect.calls(response)
    sent = [
        {"type": f"{call.item_type}_output", "call_id": call.call_id, "output": output}
        for call, output in zip(calls, outputs, strict=True)
    ]
    tools = first.recording.request.body["tools"]
    script = _following(first, sent, seed=seed, tools=tools)
    script.message(text)
    title = f"{first.title}, answered"
    return Take(f"{first.name}-answered", title, "", first.keywords, script.completed())


def _following(first: Take, sent: list[dict[str, Any]], *, seed: int, tools: list[Any]) -> Script:
    response_id = first.recording.response.response_id
    return Script("", seed=seed, sent=sent, previous_response_id=response_id, tools=tools)

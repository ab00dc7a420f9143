"""Scenes of the tools that the server runs: searches, code, images, MCP."""

from __future__ import annotations

import json
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from tests.demo.script import Script
from tests.gallery import picture
from tests.gallery.scene import growing, place, run

WORKING: Final = "in_progress"
MCP: Final = {
    "type": "mcp",
    "server_label": "birds",
    "server_url": "https://mcp.birds.example/",
    "require_approval": "always",
}


def web_search_call() -> Recording:
    """A search with its sources, a page opened, a pattern looked for in it, a search that fails."""
    script = Script("How tall is a grey heron?", seed=111, tools=[{"type": "web_search"}])
    page = "https://birds.example/grey-heron"
    query = "grey heron height"
    sources = [{"type": "url", "url": url} for url in (page, "https://zoo.example/herons?page=2")]
    actions: list[dict[str, Any]] = [
        {"type": "search", "query": query, "queries": [query], "sources": sources},
        {"type": "open_page", "url": page},
        {"type": "find_in_page", "url": page, "pattern": "tall"},
    ]
    for action in actions:
        item = {"status": "completed", "action": action}
        with growing(script, "web_search_call", item, status=WORKING) as at:
            run(script, at, "web_search_call", WORKING, "searching", "completed")
    failed = {"type": "search", "query": "heron height study", "queries": ["heron height study"]}
    item = {"status": "failed", "action": failed}
    with growing(script, "web_search_call", item, status=WORKING) as at:
        run(script, at, "web_search_call", WORKING, "searching")
    script.message("Up to 1 m ([Grey heron](https://birds.example/grey-heron)).")
    return script.completed()


def file_search_call() -> Recording:
    """A search in uploaded files with scores, and one whose results are not included."""
    tool = {"type": "file_search", "vector_store_ids": ["vs_1"]}
    script = Script("What do my notes say about herons?", seed=112, tools=[tool])
    results = [
        {
            "file_id": "file-1",
            "filename": "notes-of-march.md",
            "score": 0.9134,
            "attributes": {"year": 2026.0, "place": "lake"},
            "text": "Two herons at the north shore,\nboth fishing.",
        },
        {
            "file_id": "file-2",
            "filename": "lakes.txt",
            "score": 0.42,
            "attributes": {},
            "text": "The lake is shallow in the north.",
        },
    ]
    queries = ["herons", "grey heron sightings"]
    for hits in (results, None):
        item = {"status": "completed", "queries": queries, "results": hits}
        with growing(
            script, "file_search_call", item, status=WORKING, queries=[], results=None
        ) as at:
            run(script, at, "file_search_call", WORKING, "searching", "completed")
    script.message("In March you saw two, at the north shore.")
    return script.completed()


def code_interpreter_call() -> Recording:
    """Code that grows, then its log and its picture; and code that fails."""
    tool = {"type": "code_interpreter", "container": {"type": "auto"}}
    script = Script("Plot my sightings.", seed=113, tools=[tool])
    chart = f"data:image/png;base64,{picture.bars(12, 30, 55, 41)}"
    good = (
        "import matplotlib.pyplot as plt\n\nsightings = [12, 30, 55, 41]\n"
        "print(sum(sightings), 'sightings')\nplt.bar(range(4), sightings)\nplt.show()\n"
    )
    _run_code(
        script,
        good,
        "completed",
        [{"type": "logs", "logs": "138 sightings\n"}, {"type": "image", "url": chart}],
    )
    trace = "Traceback (most recent call last):\n  ...\nNameError: name 'sighting' is not defined\n"
    _run_code(script, "print(sighting)\n", "failed", [{"type": "logs", "logs": trace}])
    script.message("Most of them were in the third month.")
    return script.completed()


def _run_code(script: Script, code: str, status: str, outputs: list[dict[str, str]]) -> None:
    item = {"status": status, "code": code, "container_id": "cntr_1", "outputs": outputs}
    blank = {"status": WORKING, "code": "", "outputs": []}
    with growing(script, "code_interpreter_call", item, **blank) as at:
        script.emit("response.code_interpreter_call.in_progress", **at)
        script.emit_text("response.code_interpreter_call_code", code, at, text_field="code")
        run(script, at, "code_interpreter_call", "interpreting", "completed")


def image_generation_call() -> Recording:
    """An image with two previews, and one that moderation blocked."""
    script = Script("Paint a sunset over the sea.", seed=114, tools=[{"type": "image_generation"}])
    look = {"output_format": "png", "quality": "low", "size": picture.SIZE, "background": "opaque"}
    item = {
        "status": "completed",
        "action": "generate",
        "revised_prompt": "A sun that sets over a calm sea, in flat colours.",
        **look,
    }
    done = {**item, "result": picture.sunset()}
    with growing(
        script, "image_generation_call", done, status=WORKING, result=None, revised_prompt=None
    ) as at:
        run(script, at, "image_generation_call", WORKING, "generating")
        for number, grain in enumerate((16, 4)):
            script.emit(
                "response.image_generation_call.partial_image",
                **at,
                partial_image_index=number,
                partial_image_b64=picture.sunset(grain),
                **look,
            )
            script.wait(300, 500)
        script.emit("response.image_generation_call.completed", **at)
    error = {
        "code": "moderation_blocked",
        "message": "The request was rejected by the safety system.",
        "param": None,
        "type": "image_generation_user_error",
        "moderation_details": {"categories": ["violence"], "moderation_stage": "output"},
    }
    blocked = {"status": "failed", "result": None, "error": error}
    with growing(script, "image_generation_call", blocked, status=WORKING, error=None) as at:
        run(script, at, "image_generation_call", WORKING, "generating")
    script.message("Here is the sunset; the second image was blocked.")
    return script.completed()


def mcp_list_tools() -> Recording:
    """The tools of a server, and a server that cannot list its own."""
    script = Script("Which tools do you have?", seed=115, tools=[MCP])
    tools = [
        {
            "name": name,
            "description": description,
            "annotations": {"read_only": True},
            "input_schema": {"type": "object", "properties": {"name": {"type": "string"}}},
        }
        for name, description in (
            ("find_bird", "The birds whose names contain a text."),
            ("sightings", "Where and when a bird was seen."),
            ("report_sighting", "Adds a sighting."),
        )
    ]
    with growing(
        script, "mcp_list_tools", {"server_label": "birds", "tools": tools}, tools=[]
    ) as at:
        run(script, at, "mcp_list_tools", WORKING, "completed")
    error = "The server answered with status 503."
    item = {"server_label": "weather", "tools": [], "error": error}
    with growing(script, "mcp_list_tools", item, error=None) as at:
        run(script, at, "mcp_list_tools", WORKING, "failed")
    script.message("Three tools of `birds`; those of `weather` could not be listed.")
    return script.completed()


def mcp_call() -> Recording:
    """A call with its output, and three that fail, each in its way."""
    script = Script("Where was a grey heron seen?", seed=116, tools=[MCP])
    output = json.dumps({"sightings": [{"place": "lake", "count": 2}, {"place": "weir"}]})
    _call(script, "sightings", {"name": "grey heron", "days": 7}, "completed", output=output)
    tool_error = {"type": "text", "text": "No bird is called 'gray heron'."}
    for error in (
        {"type": "mcp_tool_execution_error", "content": [tool_error]},
        {"type": "mcp_protocol_error", "code": -32602, "message": "Invalid params"},
        {"type": "http_error", "code": 502, "message": "Bad gateway"},
    ):
        _call(script, "find_bird", {"name": "gray heron"}, "failed", error=error)
    script.message("Two at the lake and one at the weir.")
    return script.completed()


def _call(
    script: Script,
    name: str,
    arguments: dict[str, Any],
    state: str,
    output: str | None = None,
    error: dict[str, Any] | None = None,
) -> None:
    text = json.dumps(arguments)
    item = {
        "status": state,
        "server_label": "birds",
        "name": name,
        "arguments": text,
        "approval_request_id": None,
        "output": output,
        "error": error,
    }
    blank = {"status": WORKING, "arguments": "", "output": None, "error": None}
    with growing(script, "mcp_call", item, **blank) as at:
        script.emit("response.mcp_call.in_progress", **at)
        script.emit_text("response.mcp_call_arguments", text, at, text_field="arguments")
        script.wait(150, 500)
        script.emit(f"response.mcp_call.{state}", **at)


def mcp_approval_request() -> Recording:
    """A call that somebody has to approve first."""
    script = Script("Report a grey heron at the weir.", seed=117, tools=[MCP])
    script.message("I need your approval for that.")
    arguments = {"name": "grey heron", "place": "weir", "count": 1}
    place(
        script,
        "mcp_approval_request",
        server_label="birds",
        name="report_sighting",
        arguments=json.dumps(arguments),
    )
    return script.completed()


def mcp_approval_response() -> Recording:
    """An approval and a refusal with its reason, as items of an answer."""
    script = Script("What did I allow?", seed=118, tools=[MCP])
    place(
        script,
        "mcp_approval_response",
        approval_request_id=script.new_id("mcpr"),
        approve=True,
    )
    place(
        script,
        "mcp_approval_response",
        approval_request_id=script.new_id("mcpr"),
        approve=False,
        reason="The count is wrong.",
    )
    script.message("The first report, and not the second.")
    return script.completed()


def tool_search_call() -> Recording:
    """A search for tools by the server, and one that the client is to make."""
    script = Script("Book a table.", seed=119)
    for execution in ("server", "client"):
        arguments = {"query": "restaurant booking", "limit": 3}
        place(
            script,
            "tool_search_call",
            status="completed",
            execution=execution,
            call_id=script.new_id("call", 24),
            arguments=arguments,
        )
    return script.completed()


def tool_search_output() -> Recording:
    """The tools that a search brought, and a search without any."""
    script = Script("Book a table.", seed=120)
    tools = [_function("book_table", "Books a table."), _function("cancel_table", "Cancels it.")]
    for chosen in (tools, []):
        place(
            script,
            "tool_search_output",
            status="completed",
            execution="server",
            call_id=script.new_id("call", 24),
            tools=chosen,
        )
    script.message("For how many?")
    return script.completed()


def additional_tools() -> Recording:
    """Tools that became available in the middle of a conversation."""
    script = Script("Use the new tools.", seed=121)
    tools = [_function("book_table", "Books a table."), {"type": "web_search"}, MCP]
    place(script, "additional_tools", role="developer", tools=tools)
    script.message("With pleasure.")
    return script.completed()


def _function(name: str, description: str) -> dict[str, Any]:
    parameters = {"type": "object", "properties": {"people": {"type": "integer"}}}
    return {
        "type": "function",
        "name": name,
        "description": description,
        "parameters": parameters,
        "strict": False,
    }

"""Scenes of the calls that a client answers, and of their outputs: functions, shells, patches."""

from __future__ import annotations

import json
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from tests.demo.script import Script
from tests.gallery import picture
from tests.gallery.scene import growing, place

WORKING: Final = "in_progress"
PATCH: Final = """\
@@ def greet(name):
-    print("Hello " + name)
+    print(f"Hello, {name}!")
     return name
"""


def function_call() -> Recording:
    """Two functions at once: one with arguments, one in a namespace and without."""
    script = Script("What is the weather here?", seed=131)
    script.function_call("get_weather", {"place": "Lisbon, Portugal", "unit": "celsius"})
    _call(script, "get_position", {}, namespace="device")
    return script.completed()


def function_call_output() -> Recording:
    """Outputs of functions as items of an answer: JSON, an image with text, an error."""
    script = Script("What is the weather here?", seed=132)
    image = {
        "type": "input_image",
        "detail": "auto",
        "image_url": f"data:image/png;base64,{picture.sunset()}",
    }
    for output in (
        json.dumps({"temperature": 19.5, "sky": "clear"}),
        [{"type": "input_text", "text": "The sky above the sea."}, image],
        "error: no such place",
    ):
        place(
            script,
            "function_call_output",
            status="completed",
            call_id=_call_id(script),
            name="get_weather",
            output=output,
        )
    script.message("It is clear, with 19.5 °C.")
    return script.completed()


def custom_tool_call() -> Recording:
    """A tool that takes free text."""
    script = Script("Add 2 and 3 in your calculator.", seed=133)
    text = "let a = 2\nlet b = 3\nprint a + b\n"
    item = {"call_id": _call_id(script), "name": "calculator", "input": text}
    with growing(script, "custom_tool_call", item, input="") as at:
        script.emit_text("response.custom_tool_call_input", text, at, text_field="input")
    return script.completed()


def custom_tool_call_output() -> Recording:
    """The output of a custom tool as an item of an answer."""
    script = Script("Add 2 and 3 in your calculator.", seed=134)
    place(
        script,
        "custom_tool_call_output",
        status="completed",
        call_id=_call_id(script),
        output="> print a + b\n5\n",
    )
    script.message("The calculator says 5.")
    return script.completed()


def shell_call() -> Recording:
    """Two commands that grow one after the other."""
    script = Script("Which files are here, and how large is the folder?", seed=135)
    commands = ["ls -la --color=never", "du -sh . | sort -h"]
    item = {
        "status": "completed",
        "call_id": _call_id(script),
        "action": {"commands": commands, "timeout_ms": 10_000, "max_output_length": 4096},
        "environment": {"type": "local"},
    }
    blank: dict[str, Any] = {"commands": [], "timeout_ms": None, "max_output_length": None}
    with growing(script, "shell_call", item, status=WORKING, action=blank) as at:
        for number, command in enumerate(commands):
            where = {"output_index": at["output_index"], "command_index": number}
            script.emit("response.shell_call_command.added", **where, command="")
            script.emit_text("response.shell_call_command", command, where, text_field="command")
    return script.completed()


def shell_call_output() -> Recording:
    """What commands printed: one that succeeds, one with exit code 3, one that took too long."""
    script = Script("Run the three commands.", seed=136)
    outputs: list[dict[str, Any]] = [
        {
            "stdout": "notes.md\nsightings.csv\n",
            "stderr": "",
            "outcome": {"type": "exit", "exit_code": 0},
        },
        {
            "stdout": "checking\n",
            "stderr": "sightings.csv: line 7: no date\n",
            "outcome": {"type": "exit", "exit_code": 3},
        },
        {"stdout": "waiting", "stderr": "", "outcome": {"type": "timeout"}},
    ]
    item = {
        "status": "completed",
        "call_id": _call_id(script),
        "max_output_length": 4096,
        "output": outputs,
    }
    with growing(script, "shell_call_output", item, status=WORKING, output=[]) as at:
        for number, output in enumerate(outputs):
            where = {**at, "command_index": number}
            for stream in ("stdout", "stderr"):
                if output[stream]:
                    script.emit(
                        "response.shell_call_output_content.delta",
                        **where,
                        delta={stream: output[stream]},
                    )
                    script.wait(20, 200)
            script.emit("response.shell_call_output_content.done", **where, output=[output])
    script.message("The second failed, and the third did not end in time.")
    return script.completed()


def local_shell_call() -> Recording:
    """A command for the client's own shell, with all its settings."""
    script = Script("Run the tests.", seed=137)
    action = {
        "type": "exec",
        "command": ["python", "-m", "pytest", "-q", "tests/a folder"],
        "env": {"CI": "1"},
        "timeout_ms": 60_000,
        "user": "builder",
        "working_directory": "/src",
    }
    place(
        script,
        "local_shell_call",
        status="completed",
        call_id=_call_id(script),
        action=action,
    )
    return script.completed()


def local_shell_call_output() -> Recording:
    """The output of a local shell as an item of an answer."""
    script = Script("Run the tests.", seed=138)
    output = json.dumps({"stdout": "12 passed in 0.84s\n", "stderr": "", "exit_code": 0})
    place(script, "local_shell_call_output", status="completed", output=output)
    script.message("All twelve pass.")
    return script.completed()


def apply_patch_call() -> Recording:
    """A file created, one updated, one deleted."""
    script = Script("Greet people politely.", seed=139)
    for operation in (
        {"type": "create_file", "path": "src/names.py", "diff": '+NAMES = ["Ada", "Grace"]\n'},
        {"type": "update_file", "path": "src/greet.py", "diff": PATCH},
        {"type": "delete_file", "path": "src/old_greet.py"},
    ):
        place(
            script,
            "apply_patch_call",
            status="completed",
            call_id=_call_id(script),
            operation=operation,
        )
    return script.completed()


def apply_patch_call_output() -> Recording:
    """A patch that was applied, and one that did not fit."""
    script = Script("Greet people politely.", seed=140)
    for status, output in (
        ("completed", None),
        ("failed", "src/greet.py: no line is like '    print(\"Hello \" + name)'"),
    ):
        place(
            script,
            "apply_patch_call_output",
            status=status,
            call_id=_call_id(script),
            output=output,
        )
    script.message("The second patch has to be made again.")
    return script.completed()


def computer_call() -> Recording:
    """Every action, the first with a safety check, and several actions in one call."""
    script = Script("Buy a book on herons.", seed=141)
    actions: list[dict[str, Any]] = [
        {"type": "click", "button": "left", "x": 156, "y": 50, "keys": None},
        {"type": "double_click", "x": 40, "y": 25, "keys": ["SHIFT"]},
        {"type": "type", "text": "grey heron"},
        {"type": "keypress", "keys": ["CTRL", "A"]},
        {"type": "scroll", "x": 40, "y": 30, "scroll_x": 0, "scroll_y": 400, "keys": None},
        {"type": "drag", "path": [{"x": 10, "y": 10}, {"x": 60, "y": 40}], "keys": None},
        {"type": "move", "x": 70, "y": 45, "keys": None},
        {"type": "screenshot"},
        {"type": "wait"},
    ]
    check = {
        "id": "cu_sc_1",
        "code": "malicious_instructions",
        "message": "The page may hold instructions that are not from you.",
    }
    for action in actions:
        checks = [check] if action is actions[0] else []
        _operate(script, checks, action=action)
    _operate(script, [], actions=[actions[0], actions[2], {"type": "screenshot"}])
    return script.completed()


def _operate(script: Script, checks: list[dict[str, str]], **actions: Any) -> None:
    place(
        script,
        "computer_call",
        status="completed",
        call_id=_call_id(script),
        pending_safety_checks=checks,
        **actions,
    )


def computer_call_output() -> Recording:
    """A screenshot as an item of an answer, and one that is a file on the server."""
    script = Script("Buy a book on herons.", seed=142)
    check = {"id": "cu_sc_1", "code": "malicious_instructions", "message": "Look twice."}
    for source, checks in (
        ({"image_url": f"data:image/png;base64,{picture.screen()}"}, [check]),
        ({"file_id": "file-screenshot"}, []),
    ):
        place(
            script,
            "computer_call_output",
            status="completed",
            call_id=_call_id(script),
            acknowledged_safety_checks=checks,
            output={"type": "computer_screenshot", **source},
        )
    script.message("The page of the shop is open.")
    return script.completed()


def program() -> Recording:
    """A program that calls a function, and the call that it makes."""
    script = Script("Compare the weather in Oslo and Rome.", seed=143)
    code = (
        "const places = ['Oslo', 'Rome'];\n"
        "const all = await Promise.all(places.map(place => get_weather({place})));\n"
        "return all.map(one => one.temperature);\n"
    )
    call_id = _call_id(script)
    place(script, "program", call_id=call_id, code=code, fingerprint="fp_5d1c")
    for city in ("Oslo", "Rome"):
        caller = {"type": "program", "caller_id": call_id}
        _call(script, "get_weather", {"place": city}, caller=caller)
    return script.completed()


def program_output() -> Recording:
    """What a program returned, and one that was cut off."""
    script = Script("Compare the weather in Oslo and Rome.", seed=144)
    for status, result in (("completed", "[4.5, 17]"), ("incomplete", "")):
        place(script, "program_output", status=status, call_id=_call_id(script), result=result)
    script.message("Rome is 12.5 degrees warmer.")
    return script.completed()


def _call_id(script: Script) -> str:
    return script.new_id("call", 24)


def _call(script: Script, name: str, arguments: dict[str, str], **more: Any) -> None:
    text = json.dumps(arguments)
    item = {"call_id": _call_id(script), "name": name, "arguments": text, **more}
    done = {"status": "completed", **item}
    with growing(script, "function_call", done, status=WORKING, arguments="") as at:
        event = "response.function_call_arguments"
        script.emit_text(event, text, at, text_field="arguments", name=name)

"""The process that checks an answer, in which a pattern that never ends does no harm."""

from __future__ import annotations

import json
import resource
import sys
import threading
from typing import Any, Final

from ppchat.adapters.processes.child_main import take_stdout
from ppchat.core.text.json_text import exceeds_depth

_CPU_S: Final = 60
"""The end of this process where its parent was killed before it."""
_STACK_BYTES: Final = 256 << 20
_MAX_FRAMES: Final = 20_000
"""Enough for data at the limit of nesting, under schemas that refer to themselves."""


def main() -> None:
    """Check the text on stdin: its first line is the schema, the rest the text.

    Prints one JSON object with `violations` (each a path and a message), `omitted`, and `problem`
    or `not_json` (message and offset), where nothing could be checked.
    """
    output = take_stdout()
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    schema = json.loads(sys.stdin.buffer.readline())
    text = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
    result: list[dict[str, Any]] = []
    sys.setrecursionlimit(_MAX_FRAMES)
    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=lambda: result.append(_check(schema, text)))
    thread.start()
    thread.join()
    output.write(json.dumps(result[0]).encode())
    output.flush()


def _check(schema: Any, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text, parse_constant=_reject_constant)
        if exceeds_depth(text, value):
            return {"problem": "the answer is nested too deeply"}
    except json.JSONDecodeError as error:
        return {"not_json": [error.msg, error.pos]}
    except ValueError as error:
        return {"not_json": [str(error), 0]}
    except RecursionError:
        return {"problem": "the answer is nested too deeply"}
    try:
        from ppchat.adapters.json_schema.validation import validate
    except ImportError:
        return {"problem": "jsonschema is not installed: pip install 'ppchat[schema]'"}
    try:
        return validate(schema, value)
    except RecursionError:
        return {"problem": "the schema refers to itself without an end"}


def _reject_constant(word: str) -> None:
    raise ValueError(f"{word} is no value of JSON")

"""Whether an answer follows its JSON schema, which is checked in a process of its own."""

from __future__ import annotations

import json
from typing import Any, Final

from ppchat.adapters.json_schema.schema_file import SCHEMA_LIMIT
from ppchat.adapters.processes.child import module_command, run_child
from ppchat.core.checks.json_schema import SchemaCheck, locate_violations, not_json
from ppchat.core.response.response import JsonObject
from ppchat.core.text.display import format_elapsed, format_size

_TIMEOUT_S: Final = 10.0


async def violations(
    schema: JsonObject, text: str, *, timeout_s: float = _TIMEOUT_S
) -> SchemaCheck:
    """What the answer `text` violates of `schema`.

    Never raises. Nothing is fetched, and a schema that cannot be checked within the time limit is
    a `problem` of the result, as is the missing library.
    """
    line = json.dumps(schema).encode()
    if len(line) > SCHEMA_LIMIT:
        limit = format_size(SCHEMA_LIMIT)
        return SchemaCheck(problem=f"the schema has {format_size(len(line))}, the limit is {limit}")
    data = b"%s\n%s" % (line, text.encode("utf-8", "surrogatepass"))
    command = module_command("ppchat.adapters.json_schema.main")
    try:
        output, code = await run_child(command, data, timeout_s)
    except TimeoutError:
        length = format_elapsed(round(timeout_s * 1e9))
        problem = f"it takes more than {length}; perhaps a pattern of the schema never ends"
        return SchemaCheck(problem=problem)
    except OSError as error:
        return SchemaCheck(problem=f"the check cannot be started: {error.strerror}")
    if not output:
        return SchemaCheck(problem=f"the check ended (exit code {code})")
    return _located(text, json.loads(output))


def _located(text: str, result: dict[str, Any]) -> SchemaCheck:
    if "not_json" in result:
        message, offset = result["not_json"]
        return SchemaCheck((not_json(text, message, offset),))
    if "problem" in result:
        return SchemaCheck(problem=result["problem"])
    listed = [(tuple(path), message) for path, message in result["violations"]]
    return SchemaCheck(locate_violations(text, listed), result["omitted"])

"""How jsonschema validates a value; importing this fails where it is missing."""

from __future__ import annotations

import json
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError, best_match
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from ppchat.core.stream.error_body import clean_line
from ppchat.core.text.json_tree import json_pointer

MAX_VIOLATIONS: Final = 100
_MESSAGE_BYTES: Final = 300
_VALUE_LENGTH: Final = 60
"""Maximum characters of a value in a message."""


def validate(schema: Any, value: Any) -> dict[str, Any]:
    """The violations of a value, as JSON, or the problem with the schema.

    Raises RecursionError for a schema that refers to itself without an end. What a `$ref` names
    elsewhere is never fetched.
    """
    validator_class = validator_for(schema, default=Draft202012Validator)
    try:
        validator_class.check_schema(schema)
        validator = validator_class(
            schema,
            registry=Registry(),
            format_checker=validator_class.FORMAT_CHECKER,
        )
        violations: list[list[Any]] = []
        omitted = 0
        for error in validator.iter_errors(value):
            if len(violations) < MAX_VIOLATIONS:
                violations.append([list(error.absolute_path), _message(error)])
            else:
                omitted += 1
    except SchemaError as error:
        place = json_pointer(tuple(error.absolute_path))
        message = f"the schema is invalid{place and f' at {place}'}: {_message(error)}"
        return {"problem": clean_line(message, 2 * _MESSAGE_BYTES)}
    except Unresolvable as error:
        reference = clean_line(str(error.ref), _MESSAGE_BYTES)
        return {"problem": f"$ref {reference} is not in the schema, and nothing is fetched"}
    return {"violations": violations, "omitted": omitted}


def _message(error: ValidationError | SchemaError) -> str:
    """What is wrong with a value, in one line, with the value as JSON and shortened."""
    message = error.message
    prefix = repr(error.instance)
    if message.startswith(prefix):
        value = json.dumps(error.instance, ensure_ascii=False)
        if len(value) > _VALUE_LENGTH:
            value = f"{value[:_VALUE_LENGTH]}…"
        message = value + message[len(prefix) :]
    nearest = best_match(error.context or ())
    if nearest is not None:
        place = json_pointer(tuple(nearest.relative_path))
        message = clean_line(message, _MESSAGE_BYTES // 2)
        message += f"; nearest{place and f' {place}'}: {_message(nearest)}"
    return clean_line(message, _MESSAGE_BYTES)

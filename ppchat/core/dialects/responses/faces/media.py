"""Images, computers that are looked at, and code that is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.faces.tool_output import MAX_LINES, list_block, single_line, text_block
from ppchat.core.dialects.responses.faces.words import error_text, joined, status, strings
from ppchat.core.response.block import Block, image_block
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import count, mapping, mappings, string

_QUIET_WORDS: Final = frozenset({"", "auto", "generate", "opaque"})
"""Values of fields of an image that say nothing."""
_HEADING_TEXT: Final = 80
"""Characters of an action that its heading shows."""


def image_words(data: JsonObject) -> str:
    """The size of an image, and what else was chosen."""
    size = string(data, "size").replace("x", "×")
    chosen = (string(data, name) for name in ("action", "quality", "background"))
    words = [word for word in (size, *chosen) if word not in _QUIET_WORDS]
    preview = count(data, "partial_image_index")
    is_preview = preview is not None and not string(data, "result")
    return joined(*words, f"preview {(preview or 0) + 1}" if is_preview else status(data))


def image_body(data: JsonObject) -> Iterator[Block]:
    """The image, or its last preview, and the prompt as the model revised it."""
    source = string(data, "result") or string(data, "partial_image_b64")
    if source:
        yield image_block(source)
    if prompt := string(data, "revised_prompt"):
        yield Block(prompt, heading="revised prompt")
    if error := error_text(data):
        yield Block(error, heading="error", failed=True)


def code_body(data: JsonObject) -> Iterator[Block]:
    """What the code wrote, and the images that it drew."""
    for output in mappings(data, "outputs")[:MAX_LINES]:
        if string(output, "type") == "image" and string(output, "url"):
            yield image_block(string(output, "url"))
        elif logs := string(output, "logs"):
            yield text_block(logs, "logs")


def computer_words(data: JsonObject) -> str:
    """The first action, and how many follow."""
    actions = _actions(data)
    more = f"and {len(actions) - 1:,} more" if len(actions) > 1 else ""
    first = single_line(_action_line(actions[0]), _HEADING_TEXT) if actions else ""
    return joined(" ".join(filter(None, (first, more))), status(data))


def computer_body(data: JsonObject) -> Iterator[Block]:
    """The actions, if there are several, and what must be checked before they are taken."""
    actions = _actions(data)
    if len(actions) > 1 or any(len(string(action, "text")) > _HEADING_TEXT for action in actions):
        yield from list_block(actions, map(_action_line, actions))
    yield from _safety_checks(data, "pending_safety_checks")


def _actions(data: JsonObject) -> list[JsonObject]:
    single = mapping(data, "action")
    return mappings(data, "actions") or ([single] if single else [])


def _action_line(action: JsonObject) -> str:
    """An action in words: click left at 120, 340; type “heron”; keypress ctrl+s."""
    kind = string(action, "type").replace("_", " ") or "action"
    keys = "+".join(strings(action.get("keys"))[:MAX_LINES])
    words = [kind, string(action, "button"), keys]
    if text := string(action, "text"):
        words.append(f"“{text}”")
    path = [_point(point) for point in mappings(action, "path")[:MAX_LINES]]
    words.append(" → ".join(path))
    if place := _point(action):
        words.append(f"at {place}")
    scroll = [action.get(name) for name in ("scroll_x", "scroll_y")]
    if any(type(distance) is int and distance for distance in scroll):
        words.append("by " + ", ".join(str(distance) for distance in scroll))
    return " ".join(word for word in words if word)


def _point(place: JsonObject) -> str:
    x, y = place.get("x"), place.get("y")
    return f"{x}, {y}" if isinstance(x, (int, float)) and isinstance(y, (int, float)) else ""


def _safety_checks(data: JsonObject, field: str) -> Iterator[Block]:
    checks = mappings(data, field)
    lines = (
        joined(string(check, "code"), string(check, "message")) or string(check, "id")
        for check in checks
    )
    for block in list_block(checks, lines, field.replace("_", " ")):
        yield block._replace(failed=field.startswith("pending"))


def screenshot_body(data: JsonObject) -> Iterator[Block]:
    """What the screen looked like after a call."""
    output = mapping(data, "output")
    if url := string(output, "image_url"):
        yield image_block(url)
    elif file := string(output, "file_id"):
        yield Block(f"file · {file}")
    yield from _safety_checks(data, "acknowledged_safety_checks")

"""Prompts and their recordings → one page that needs no other file, no network and no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.request_text import SentOutput, sent_outputs
from ppchat.core.formats.html.answer import answer_html, rendered
from ppchat.core.formats.html.events import MAX_OPENABLE
from ppchat.core.formats.html.markup import escape
from ppchat.core.formats.html.options import PageOptions
from ppchat.core.formats.html.script import SCRIPT
from ppchat.core.formats.html.sent_files import sent_file_names
from ppchat.core.formats.html.style import STYLE
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line

_MAX_TITLE: Final = 300


def page_html(
    title: str,
    turns: Iterable[tuple[str, Recording]],
    version: str,
    options: PageOptions = PageOptions(),  # noqa: B008 (it is frozen)
) -> Iterator[str]:
    """The page of prompts and their recordings, piece by piece."""
    title = escape(options.clean(sanitize_line(" ".join(title.split()), _MAX_TITLE)))
    yield _HEAD.format(policy=_POLICY, title=title or "Conversation", style=STYLE)
    yield f"<header><h1>{title or 'Conversation'}</h1></header>\n<main>\n"
    calls: dict[str, Call] = {}
    room = MAX_OPENABLE
    for prompt, recording in turns:
        yield "<section>"
        yield from _question(prompt, recording, calls, options)
        yield from answer_html(recording, options, room)
        yield "</section>\n"
        room = max(0, room - len(recording))
        calls |= {call.call_id: call for call in recording.dialect.calls(recording.response)}
    yield f"</main>\n<footer>ppchat {escape(version)}</footer>\n"
    yield f"<script>{SCRIPT}</script>\n</html>\n"


def _question(
    prompt: str, recording: Recording, calls: dict[str, Call], options: PageOptions
) -> Iterator[str]:
    """The prompt of a turn with the names of its files, or the answers to calls."""
    body = recording.request.body
    outputs = sent_outputs(body)
    for output in outputs:
        yield _output(output, calls.get(output.call_id), options)
    text = options.clean(prompt or recording.dialect.last_prompt(body))
    if outputs or not text:
        return
    when = escape(recording.started_at[:16].replace("T", " "))
    yield f'<div class="prompt"><h2>You <small>{when}</small></h2>'
    yield f'<div dir="auto">{rendered(text, options)}</div>'
    if names := sent_file_names(body):
        items = "".join(f"<li>{escape(options.clean(name))}" for name in names)
        yield f'<ul class="files" aria-label="Attachments">{items}</ul>'
    yield "</div>"


def _output(output: SentOutput, call: Call | None, options: PageOptions) -> str:
    call = call or Call("", output.call_id, output.call_id, "", 0)
    heading = options.clean(CallAnswer(call, approved=output.approved).heading)
    text = options.clean(output.text)
    body = f"<pre>{escape(text)}</pre>" if text else ""
    return f'<div class="prompt"><h2>{escape(heading[:1].upper() + heading[1:])}</h2>{body}</div>'


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_POLICY: Final = (
    "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none';"
    f" style-src 'sha256-{_hash(STYLE)}'; script-src 'sha256-{_hash(SCRIPT)}'"
)
"""Nothing is loaded, and nothing runs but the page's own script."""
_HEAD: Final = """\
<!DOCTYPE html>
<html lang="und">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
"""

"""Scenes of what the model says and thinks: messages, reasoning, compaction, speech."""

from __future__ import annotations

import base64

from ppchat.core.recording.recording import Recording
from tests.demo.script import Script
from tests.gallery.scene import growing


def message() -> Recording:
    """A commentary, and a final answer that cites a page, two files and a path."""
    script = Script("Which heron is that, and how tall does it get?", seed=101)
    _say(script, "I look at the picture and at the handbook first.", "commentary")
    first = "It is a *grey heron*: see the handbook and the list of sightings."
    second = " It stands up to **1 m** tall, as the page says."
    text = first + second
    start = text.index("the page")
    table = text.index("the list of sightings")
    annotations = [
        {
            "type": "file_citation",
            "file_id": "file-handbook",
            "filename": "handbook-of-birds.pdf",
            "index": text.index("handbook") + len("handbook"),
        },
        {
            "type": "container_file_citation",
            "container_id": "cntr_1",
            "file_id": "cfile_1",
            "filename": "sightings.csv",
            "start_index": table,
            "end_index": table + len("the list of sightings"),
        },
        {"type": "file_path", "file_id": "file-picture", "index": len(first)},
        {
            "type": "url_citation",
            "title": "Grey heron",
            "url": "https://birds.example/grey-heron",
            "start_index": start,
            "end_index": start + len("the page"),
        },
    ]
    _say(script, text, "final_answer", annotations)
    return script.completed()


def _say(
    script: Script, text: str, phase: str, annotations: list[dict[str, object]] | None = None
) -> None:
    annotations = annotations or []
    part = {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}
    blank = {**part, "text": "", "annotations": []}
    item = {"status": "completed", "role": "assistant", "phase": phase, "content": [part]}
    with growing(script, "message", item, status="in_progress", content=[]) as at:
        place = {**at, "content_index": 0}
        script.emit("response.content_part.added", **place, part=blank)
        script.emit_deltas("response.output_text.delta", text, place, logprobs=[])
        for number, annotation in enumerate(annotations):
            script.emit(
                "response.output_text.annotation.added",
                **place,
                annotation_index=number,
                annotation=annotation,
            )
        script.emit("response.output_text.done", **place, text=text, logprobs=[])
        script.emit("response.content_part.done", **place, part=part)


def reasoning() -> Recording:
    """A summary, the reasoning itself, and reasoning that the server encrypted."""
    prompt = "Is 91 a prime?"
    script = Script(prompt, seed=102, reasoning={"effort": "medium", "summary": "detailed"})
    script.reasoning("**Trying small divisors**\n\n91 is odd and no multiple of 3 or 5.")
    thought = "7 times 13 is 91, so it is not."
    content = [{"type": "reasoning_text", "text": thought}]
    with growing(script, "reasoning", {"summary": [], "content": content}, content=[]) as at:
        script.emit_text("response.reasoning_text", thought, {**at, "content_index": 0})
    cipher = base64.b64encode(bytes(range(256)) * 3).decode()
    with growing(script, "reasoning", {"summary": [], "encrypted_content": cipher}):
        script.wait(200, 300)
    script.message("No: 91 = 7 × 13.")
    return script.completed()


def compaction() -> Recording:
    """Earlier context, condensed into what only the server can read."""
    script = Script("Go on.", seed=103)
    cipher = base64.b64encode(bytes(range(255, -1, -1)) * 12).decode()
    with growing(script, "compaction", {"encrypted_content": cipher}, encrypted_content="") as at:
        script.emit("response.compaction.compacting", **at)
        script.wait(300, 900)
    script.message("Where were we? At the second chapter.")
    return script.completed()


def audio() -> Recording:
    """A spoken answer with its transcript, of which no item says anything."""
    script = Script("Say hello.", seed=104)
    for n, word in enumerate(["Hello", " there", "!"]):
        script.emit("response.audio.transcript.delta", delta=word)
        sound = base64.b64encode(bytes((n * 50 + k) % 256 for k in range(900))).decode()
        script.emit("response.audio.delta", delta=sound)
        script.wait(40, 90)
    script.emit("response.audio.done")
    script.emit("response.audio.transcript.done")
    return script.completed()

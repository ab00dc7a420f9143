"""A recording or a conversation in another format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ppchat.core.dialects.responses.response_json import response
from ppchat.core.formats.chrome_trace import trace_text
from ppchat.core.formats.har import archive_text
from ppchat.core.formats.markdown_page import page
from ppchat.core.formats.recorded_stream import Tape, masked_tape, tape_frames, tape_lines

FORMATS: Final[Mapping[str, str]] = {
    "md": "the conversation",
    "json": "the response as the server would give it whole",
    "jsonl": "ppchat's own recording",
    "sse": "the bytes as they came",
    "har": "an HTTP archive",
    "trace": "Chrome trace events, for Perfetto",
}
"""What can be written, and what each is."""

SINGLE: Final = frozenset({"json", "jsonl", "sse"})
"""The formats that hold one recording only."""


def exported(
    kind: str, turns: Iterable[tuple[str, Tape]], title: str, version: str, *, mask: bool = True
) -> Iterator[str | bytes]:
    """Prompts and their recordings in one of `FORMATS`, a piece at a time.

    The formats of `SINGLE` take the first recording. With `mask` secrets are left out.
    """
    if kind in SINGLE:
        tape = next(iter(turns))[1]
        match kind:
            case "jsonl":
                yield from tape_lines(masked_tape(tape) if mask else tape)
            case "sse":
                yield from (frame.raw for frame in tape_frames(tape))
            case _:
                whole = response(tape.recording())
                yield json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
        return
    match kind:
        case "md":
            yield from page(title, [(asked, tape.recording()) for asked, tape in turns], mask=mask)
        case "har":
            tapes = (masked_tape(tape) if mask else tape for _, tape in turns)
            yield from archive_text((tape.recording() for tape in tapes), version)
        case "trace":
            yield from trace_text([tape.recording() for _, tape in turns])
        case _:
            raise ValueError(f"no format {kind!r}")

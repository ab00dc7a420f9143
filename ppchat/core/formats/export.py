"""Exports a recording or a conversation in another format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from ppchat.core.formats.chrome_trace import trace_text
from ppchat.core.formats.har import archive_text
from ppchat.core.formats.html.options import PageOptions
from ppchat.core.formats.html.page import page_html
from ppchat.core.formats.markdown_page import page_text
from ppchat.core.formats.recorded_stream import (
    RecordedStream,
    dump_stream,
    redacted_stream,
    stream_frames,
)

FORMATS: Final[Mapping[str, str]] = {
    "md": "the conversation",
    "html": "the conversation with its events, as a page",
    "json": "the complete response object, as without streaming",
    "jsonl": "a ppchat recording",
    "sse": "the raw bytes of the stream",
    "har": "an HTTP archive",
    "trace": "Chrome trace events, for Perfetto",
}
"""Name → description of each format that can be written."""

SINGLE_RECORDING: Final = frozenset({"json", "sse"})
"""The formats that hold a single recording."""


def export_recording(
    file_format: str,
    turns: Iterable[tuple[str, RecordedStream]],
    title: str,
    version: str,
    *,
    redact: bool = True,
    page: PageOptions | None = None,
) -> Iterator[str | bytes]:
    """Prompts and their recordings in one of `FORMATS`, piece by piece.

    Those of `SINGLE_RECORDING` take the first recording. With `redact`, secrets are replaced.
    `page` says what a page of HTML holds.
    """
    if file_format in SINGLE_RECORDING:
        stream = next(iter(turns))[1]
        if file_format == "sse":
            yield from (frame.raw for frame in stream_frames(stream))
        else:
            recording = stream.recording()
            response_object = recording.dialect.response_json(recording)
            yield json.dumps(response_object, ensure_ascii=False, indent=2) + "\n"
        return
    match file_format:
        case "jsonl":
            for _, stream in turns:
                yield from dump_stream(redacted_stream(stream) if redact else stream)
        case "md":
            yield from page_text(
                title, [(prompt, stream.recording()) for prompt, stream in turns], redact=redact
            )
        case "html":
            options = replace(page or PageOptions(), redact=redact)
            recordings = ((prompt, stream.recording()) for prompt, stream in turns)
            yield from page_html(title, recordings, version, options)
        case "har":
            streams = (redacted_stream(stream) if redact else stream for _, stream in turns)
            yield from archive_text((stream.recording() for stream in streams), version)
        case "trace":
            yield from trace_text([stream.recording() for _, stream in turns])
        case _:
            raise ValueError(f"no format {file_format!r}")

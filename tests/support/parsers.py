"""Parsers of the project, each as a function of bytes alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import h11
import httpx2

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.content_decoder import find_decoder
from ppchat.adapters.openai.errors import translate_error
from ppchat.adapters.paths import Paths
from ppchat.adapters.recording_files import read_streams
from ppchat.adapters.server.access import Access
from ppchat.adapters.server.body_reader import BodyReader
from ppchat.adapters.server.request import RequestReader
from ppchat.core.checks.run import findings
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.errors import ConfigError
from ppchat.core.formats import har, vcr_cassette
from ppchat.core.formats.chunks import Chunk
from ppchat.core.formats.http_exchange import decompress_body
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.markdown_page import page_text
from ppchat.core.formats.recorded_stream import RecordedStream, stream_from_jsonl
from ppchat.core.inspect.filter_parser import EventFilter, parse_filter
from ppchat.core.markdown import Document
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import parse_event
from ppchat.core.stream.http_errors import http_problem
from ppchat.core.stream.signals import Request
from ppchat.core.stream.sniff import StreamSniffer
from ppchat.core.stream.sse import Frame, FrameSplitter
from ppchat.tui.transcript.highlight.find import compile_query

Parse = Callable[[bytes], object]
ParseChunks = Callable[[Iterable[Chunk]], Iterable[object]]


def of_text(parse: Callable[[str], object]) -> Parse:
    """A parser of text."""
    return lambda data: parse(data.decode("utf-8", "surrogateescape"))


def of_json(parse: Callable[[Any], object]) -> Parse:
    """A parser of JSON values."""

    def run(data: bytes) -> object:
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return None
        return parse(value)

    return run


def of_header(parse: Callable[[Mapping[str, str]], object], *names: str) -> Parse:
    """A parser of headers, which gets the data as the value of each of the names."""
    return lambda data: parse(dict.fromkeys(names, data.decode("latin-1")))


def of_chunks(parse: ParseChunks, size: int = 512) -> Parse:
    """A parser of chunks."""
    return lambda data: list(parse(Chunk(0, piece) for piece in cut(data, size)))


def of_stream(parse: Callable[[Iterable[Chunk]], RecordedStream]) -> Parse:
    """A reader of one recorded stream."""
    return of_chunks(lambda chunks: parse(chunks).signals)


def cut(data: bytes, size: int) -> Iterator[bytes]:
    """The data in pieces of a size."""
    return (data[at : at + size] for at in range(0, len(data), size))


def split_frames(size: int) -> Callable[[bytes], list[bytes]]:
    """The frame splitter, fed with chunks of a size."""

    def parse(data: bytes) -> list[bytes]:
        splitter = FrameSplitter()
        frames = [frame for chunk in cut(data, size) for frame in splitter.feed(chunk)]
        return [*frames, splitter.flush()]

    return parse


def sniff_stream(data: bytes) -> object:
    """The sniffer, fed byte by byte."""
    sniffer = StreamSniffer()
    answers = map(sniffer.feed, cut(data, 1))
    return next((is_stream for is_stream in answers if is_stream is not None), None)


def read_event(data: bytes) -> object:
    """The event of a frame with this data."""
    return parse_event(0, Frame(b"data: " + data + b"\n\n", 0), DEFAULT_DIALECT)


def recording_of(frames: Iterable[bytes]) -> Recording:
    """A recording of some frames."""
    recording = Recording(Request({}, ""))
    recording.extend(Frame(raw, number + 1) for number, raw in enumerate(frames))
    return recording


def check_stream(data: bytes) -> object:
    """All findings, metrics and the page of a stream."""
    recording = recording_of(frame for frame in _split_at_once(data) if frame)
    return metrics(recording.summary), findings(recording), list(page_text("", [("", recording)]))


_split_at_once = split_frames(1 << 20)

ONE_EVENT = recording_of(
    [b'data: {"type":"response.output_text.delta","delta":"a","output_index":0}\n\n']
)


def apply_filter(source: str) -> object:
    """A filter, and whether it matches an event."""
    parsed = parse_filter(source)
    return isinstance(parsed, EventFilter) and parsed.matches(ONE_EVENT, 0)


def find_query(text: str) -> object:
    """The matches of a query in text and of the text, as a query, in itself."""
    own, other = compile_query(text), compile_query("f o o  x x")
    return [pattern and pattern.findall(text) for pattern in (own, other)]


def refusal(headers: Mapping[str, str]) -> object:
    """The problems of responses with these headers."""
    problems = (
        http_problem(status, headers, b"", host="h", key_sent=None) for status in (200, 302, 429)
    )
    return list(problems)


def transport_problem(message: str) -> object:
    """The problem behind the transport's message."""
    return translate_error(httpx2.RemoteProtocolError(message), "h")


def read_markdown(text: str) -> object:
    """The leaves of a text that grows."""
    document = Document(lambda start, stop: text[start:stop])
    for length in range(0, len(text), 499):
        document.extend(length)
        document.tail(growing=True)
    return document.leaves


def read_config(data: bytes) -> object:
    """The settings of a config file."""
    with TemporaryDirectory() as folder:
        paths = Paths(Path(folder) / "config.toml", Path(folder))
        paths.config_file.write_bytes(data)
        return resolve_settings(paths, {}, {})


def read_variables(text: str) -> None:
    """The settings of environment variables."""
    paths = Paths(Path("missing"), Path("missing"))
    for name in ("PPCHAT_TIMEOUT_S", "PPCHAT_BASE_URL", "PPCHAT_DEMO", "PPCHAT_MODEL"):
        with suppress(ConfigError):
            resolve_settings(paths, {}, {name: text})


def read_request(data: bytes) -> None:
    """The requests that a client sends to a local server."""
    http = h11.Connection(h11.SERVER)
    reader = RequestReader(http, Access("h"))
    for chunk in cut(data, 512):
        http.receive_data(chunk)
        reader.next()


def read_body(content_type: str) -> Parse:
    """The reader of a body that the proxy passes on."""

    def parse(data: bytes) -> object:
        reader = BodyReader(200, {"content-type": content_type})
        frames = [batch for chunk in cut(data, 16) for batch in reader.feed(chunk, 1)]
        return frames, reader.ending("h")

    return parse


def unpack(coding: str) -> Parse:
    """The decoder of a content coding."""

    def parse(data: bytes) -> object:
        decoder = find_decoder({"content-encoding": coding})
        return decoder and list(decoder.feed(data))

    return parse


def read_file(size: int) -> Parse:
    """The reader of files of any format, fed with chunks of a size."""
    return of_chunks(
        lambda chunks: [
            list(stream.signals) for stream in read_streams(iter(chunks), is_live=True)
        ],
        size,
    )


def read_jsonl(data: bytes) -> object:
    """The reader of recordings, after a header."""
    header = b'{"ppchat":1,"server":"","request":{}}\n'
    return list(stream_from_jsonl([header, *data.splitlines(keepends=True)]).signals)


def read_har(text: str) -> object:
    """The reader of archives, which gets the text in every field."""
    headers = [{"name": "content-type", "value": "text/event-stream"}]
    entry = {
        "startedDateTime": text,
        "request": {"url": text, "method": "POST", "postData": {"text": text}},
        "response": {"headers": headers, "content": {"text": text, "comment": text}},
    }
    streams = har.archive_streams({"log": {"entries": [entry]}})
    return [list(stream.signals) for stream in streams]


def read_cassette(data: bytes) -> object:
    """The reader of cassettes, which gets the data in every field."""
    text = data.decode("latin-1")
    response = {"headers": {"content-type": "text/event-stream"}, "body": {"string": data}}
    interaction = {"recorded_at": text, "request": {"uri": text}, "response": response}
    streams = vcr_cassette.cassette_streams({"interactions": [interaction]})
    return [list(stream.signals) for stream in streams]


def decompressed(data: bytes) -> object:
    """The body of an archive without its compression."""
    with suppress(FormatError):
        return decompress_body(data, "gzip"), decompress_body(data, "deflate")
    return None

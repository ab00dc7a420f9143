"""Any bytes cost every parser time in proportion to their number, and raise nothing unexpected.

A new parser is one line in `PARSERS`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, NamedTuple

import pytest

from ppchat.adapters.content_decoder import DecodeError, undecodable_problem
from ppchat.adapters.server.request import HttpError
from ppchat.core.checks.server_time import server_time
from ppchat.core.errors import ConfigError
from ppchat.core.formats.captures.curl_trace import stream_from_trace
from ppchat.core.formats.captures.http_text import response_of_verbose, response_signals
from ppchat.core.formats.captures.timed_lines import has_timed_lines, strip_times
from ppchat.core.formats.chunks import split_lines
from ppchat.core.formats.detect import detect_format
from ppchat.core.formats.http_exchange import parse_request, parse_resume
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import stream_from_event_lines
from ppchat.core.inspect.filter_parser import completions
from ppchat.core.inspect.goto import parse_goto
from ppchat.core.inspect.payload_search import parse_path
from ppchat.core.inspect.rounds.rounds import as_rounds
from ppchat.core.markdown import line_rules
from ppchat.core.markdown.leaf_builder import PARAGRAPH_LIMIT
from ppchat.core.markdown.open_markup import close_markup, is_balanced
from ppchat.core.security import redact
from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.core.stream.error_body import clean_line, parse_error_body
from ppchat.core.stream.foreign import describe_body
from ppchat.core.stream.sse import is_complete, parse_fields, plain_data
from ppchat.core.text.dates import format_date
from ppchat.core.text.json_tree import tree_lines
from ppchat.core.text.wildcard import wildcard_match
from ppchat.tui.transcript.render.inline import inline_spans
from tests.support import parsers
from tests.support.floods import Flood, superlinear
from tests.support.parsers import Parse, of_chunks, of_header, of_json, of_stream, of_text

FLOODS: Final = tuple(
    Flood(unit.encode("latin-1"))
    for unit in (
        *("\n", "\r", "\r\n", "\n\r", "\n\n\n\nd", "\0", "\xff", "\xc3\xa9", "\xcc\x81"),
        *("x", "x ", "9", "9.", " ", "\t", ":", "data:", "data: x\n", "data\r\r", "\xef\xbb\xbf"),
        *("<", "<title", "<a ", "<!--", "<!---->", "<script", "</", "&#x", "&key=x", "://", "@"),
        *("[", "[[]", "[a](", "[x]: ", "![", "(", "{", '{"a":', '\n{"a":1}', '"', "'", "\\", "\\("),
        *("*", "*a", "_a", "-_", "`", "`a``", "~~~\n", "|-", "a|", "> ", "* * ", "1. ", "    x\n"),
        *("$", "$.a", "[0]", ".a", "not ", "a or ", '"a ', "item:", "+", "a-", "=", ";", "%", ","),
        *("sk-", "Bearer ", "password", "a\n", "a=1\n", "HTTP/1.1 200\n", "< a\n", "00:00:00 "),
    )
)
"""What every parser gets."""
NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
TRACED: Final = b"00:00:00.000000 <= Recv data, 9 bytes (0x9)\n"


class Parser(NamedTuple):
    """A parser of the project."""

    name: str
    parse: Parse
    errors: tuple[type[Exception], ...] = ()
    """The exceptions that it documents."""
    floods: tuple[Flood, ...] = ()
    """What it gets besides: floods in its own form."""


def within(head: bytes, *units: bytes, tail: bytes = b"") -> tuple[Flood, ...]:
    """Floods after a head."""
    return tuple(Flood(unit, head, tail) for unit in units)


def paragraph(text: str) -> str:
    """What of a paragraph is parsed at once."""
    return text[:PARAGRAPH_LIMIT]


PARSERS: Final = (
    # What a server sends.
    *(Parser(f"frames, {size}", parsers.split_frames(size)) for size in (1, 7, 512, 65_536)),
    Parser(
        "frame fields", parse_fields, (), within(b"\n: frame of ", b"9", tail=b" bytes refused\n\n")
    ),
    Parser("common frame", plain_data),
    Parser("complete frame", is_complete),
    Parser(
        "event", parsers.read_event, (), (*within(b"{", b'"a":1,'), Flood(b'\n{"type":"error"'))
    ),
    Parser("checks", parsers.check_stream, (), (Flood(b'data: {"type":"response.created"}\n\n'),)),
    Parser("sniffer", parsers.sniff_stream),
    Parser("error body", parse_error_body, (), within(b'{"detail":', b"[1,", b'[{"loc":["a"]},')),
    Parser("foreign body", describe_body, (), (Flood(b"<!-- -->", b"", b"<"),)),
    Parser("one line", of_text(clean_line)),
    Parser(
        "refusal", of_header(parsers.refusal, "content-type", "date", "location", "retry-after")
    ),
    Parser("retry-after", of_header(parsers.refusal, "retry-after-ms", "retry-after", "date")),
    Parser("content-encoding", of_header(parsers.refusal, "content-encoding")),
    Parser("codings", of_header(undecodable_problem, "content-encoding")),
    Parser(
        "server time",
        of_header(
            lambda headers: server_time(headers, 10**9), "server-timing", "x-kong-upstream-latency"
        ),
        (),
        (*within(b";", b" "), *within(b";dur=1.", b"9"), Flood(b"; dur = ")),
    ),
    *(
        Parser(coding, parsers.unpack(coding), (DecodeError,))
        for coding in ("gzip", "deflate", "br", "zstd")
    ),
    Parser(
        "transport error",
        of_text(parsers.transport_problem),
        (),
        (Flood(b"bytearray(b'"), *within(b"illegal status line: bytearray(b'", b"'")),
    ),
    # What a client of a local server sends.
    Parser(
        "request", parsers.read_request, (HttpError,), within(b"GET / HTTP/1.1\r\n", b"a: b\r\n")
    ),
    Parser("proxied stream", parsers.read_body("text/event-stream")),
    Parser("proxied body", parsers.read_body("")),
    # What becomes text to display or to keep.
    Parser("sanitized", of_text(sanitize)),
    Parser("sanitized line", of_text(lambda text: sanitize_line(text, len(text)))),
    Parser("redacted text", of_text(redact.redact_text)),
    Parser(
        "redacted url",
        of_text(redact.redact_url),
        (),
        (*within(b"http://h/?", b"key", b"sig", b"&key", b"a="), *within(b"http://", b"a@")),
    ),
    Parser("redacted headers", of_text(lambda text: redact.redact_headers({text: text}))),
    Parser(
        "redacted json",
        of_text(lambda text: redact.redact_json({text: text})),
        (),
        (Flood(b"api-"),),
    ),
    Parser("date", of_text(lambda text: format_date(text, NOW))),
    Parser("json tree", of_json(tree_lines), (), within(b"[", b"[],", tail=b"0]")),
    # Markdown.
    Parser("markdown", of_text(parsers.read_markdown)),
    Parser("table cells", of_text(line_rules.cell_ranges)),
    Parser(
        "table columns",
        of_text(line_rules.column_alignments),
        (),
        within(b"|-", b" ", b"-", tail=b"x"),
    ),
    Parser(
        "heading",
        of_text(lambda line: line_rules.heading_end(line, 0)),
        (),
        within(b"# ", b" #", tail=b"x"),
    ),
    Parser("open markup", of_text(lambda text: is_balanced(paragraph(text)))),
    Parser("closed markup", of_text(lambda text: close_markup(paragraph(text)))),
    Parser("inline", of_text(lambda text: inline_spans(paragraph(text)))),
    # What a user types.
    Parser("query", of_text(parsers.find_query), (), within(b"f", b"*", b"](", tail=b"o")),
    Parser(
        "filter",
        of_text(parsers.apply_filter),
        (),
        (
            *within(b"item:", b"9", b"["),
            *within(b"n:1-", b"9"),
            *within(b"type:", b"*a", tail=b"z"),
            *within(b"$.delta:", b"[]", b"*a"),
            *within(b"$", b".*", b"[9]"),
        ),
    ),
    Parser("filter completions", of_text(completions)),
    Parser("path", of_text(parse_path)),
    Parser(
        "wildcard",
        of_text(lambda text: wildcard_match("*a*b*")(text)),
        (),
        within(b"a", b"ab", tail=b"a"),
    ),
    Parser(
        "jump",
        of_text(lambda text: parse_goto(as_rounds(parsers.ONE_EVENT), text, 0)),
        (),
        (
            *within(b"+", b"9"),
            *within(b"-", b"9"),
            *within(b"", b"9", tail=b"s"),
            *within(b"1.", b"9", tail=b"m"),
        ),
    ),
    # Settings.
    Parser(
        "config",
        parsers.read_config,
        (ConfigError,),
        (
            Flood(b"a.", b"", b"b=1"),
            Flood(b"[a.b]\n"),
            *within(b"timeout_s=", b"9"),
            *within(b"request=", b"[", b"{a="),
        ),
    ),
    Parser("variables", of_text(parsers.read_variables), (), within(b"http://", b"a.", b"a:9")),
    # Files.
    Parser(
        "format",
        detect_format,
        (FormatError,),
        (*within(b"{", b" ", b'"a" '), *within(b"* ", b"-")),
    ),
    *(Parser(f"file, {size}", parsers.read_file(size), (FormatError,)) for size in (16, 65_536)),
    Parser("recording", parsers.read_jsonl, (), (Flood(b'{"ns":1,"frame":"data: x\\n\\n"}\n'),)),
    Parser("event lines", of_stream(stream_from_event_lines)),
    Parser("archive", of_text(parsers.read_har), (FormatError,)),
    Parser("cassette", parsers.read_cassette, (FormatError,)),
    Parser("compressed body", parsers.decompressed),
    Parser(
        "url",
        of_text(lambda url: parse_request(url, "{}")),
        (),
        (Flood(b"/responses"), Flood(b"/responses/a")),
    ),
    Parser(
        "resumed", of_text(parse_resume), (), within(b"http://h/responses/a?starting_after=", b"9")
    ),
    Parser("lines", of_chunks(split_lines)),
    Parser("timed lines", of_chunks(strip_times), (), (Flood(b"1.1 a\n"), Flood(b"00:00:00 a\n"))),
    Parser("whether lines are timed", has_timed_lines, (), (Flood(b"00:00:00 a\n"),)),
    Parser(
        "curl -i",
        of_chunks(response_signals),
        (),
        (
            *within(b"HTTP/1.1 200\n", b"a:b\n", b"a"),
            Flood(b"HTTP/1.1 100\n\n"),
            Flood(b"1", b"HTTP/"),
        ),
    ),
    Parser(
        "curl -v",
        of_chunks(response_of_verbose),
        (),
        (
            *within(b"\r", b"1 ", b" "),
            *within(b"* Connection #", b"9"),
            Flood(b"* Closing connection"),
        ),
    ),
    Parser(
        "curl --trace",
        of_stream(stream_from_trace),
        (),
        (
            Flood(TRACED),
            *within(TRACED, b"0000: a.\n", b"0"),
            *within(TRACED + b"0000: ", b"."),
            *within(b"00:00:00.000000 ", b"["),
        ),
    ),
)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_flood_costs_time_in_proportion_to_its_length(parser: Parser) -> None:
    growths = {
        flood: growth
        for flood in (*FLOODS, *parser.floods)
        if (growth := superlinear(parser.parse, flood, parser.errors))
    }
    assert growths == {}

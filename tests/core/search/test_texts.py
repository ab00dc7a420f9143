"""What is searched of a turn."""

from __future__ import annotations

from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.search.texts import TEXT_LIMIT, TextKind, search_texts
from ppchat.core.stream.signals import End, Problem
from tests.support.recordings import (
    TWISTER,
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)


def texts_of(recording: Recording, prompt: str = "") -> list[tuple[str, str]]:
    return [(text.kind.value, text.text) for text in search_texts(prompt, (), recording)]


def test_a_prompt_and_its_answer() -> None:
    texts = search_texts("Recite it", (), build_recording(TWISTER))
    assert [(text.kind, text.text, text.part) for text in texts] == [
        (TextKind.PROMPT, "Recite it", None),
        (TextKind.ANSWER, "Sure! Peter Piper", (0, "text", 0)),
    ]


def test_reasoning_arguments_and_results() -> None:
    arguments = r'{"code": "a\nb", "path": "c:\\new"}'
    call = {"name": "run", "call_id": "call_1", "arguments": arguments}
    recording = build_recording(
        [
            created(),
            item_added(60, kind="reasoning"),
            delta(70, "Think first", kind="reasoning_summary_text", summary_index=0),
            item_done(80, kind="reasoning"),
            item_added(90, 1, kind="function_call", **call),
            delta(95, arguments, 1, kind="function_call_arguments"),
            item_done(100, 1, kind="function_call", **call),
            item_done(110, 2, kind="mcp_call", name="look", arguments="{}", output="42 herons"),
            terminal(120),
        ]
    )
    texts = texts_of(recording)
    assert ("reasoning", "Think first") in texts
    assert ("call", r'{"code": "a  b", "path": "c:\\new"}') in texts
    assert any(kind == "call" and "run" in text for kind, text in texts)
    assert any(kind == "result" and "42 herons" in text for kind, text in texts)


def test_answers_to_calls_and_errors() -> None:
    answer = CallAnswer(Call("function_call", "c", "run", "{}", 0), "exit code 3")
    refused = build_recording(
        [], end=End.REFUSED, problem=Problem("429", "Rate limit reached", "Wait.")
    )
    texts = search_texts("", (answer,), refused)
    assert [(text.kind, text.text) for text in texts] == [
        (TextKind.RESULT, "exit code 3"),
        (TextKind.ERROR, "Rate limit reached"),
    ]


def test_files_by_their_names_and_texts() -> None:
    files = (
        Attachment("docs/plan.md", "text/plain", "Feed the herons, é".encode()),
        Attachment("heron.png", "image/png", b"\x89PNG herons"),
    )
    texts = search_texts("Read it", (), build_recording([]), files)
    assert [(text.kind.value, text.text) for text in texts] == [
        ("prompt", "Read it"),
        ("file", "docs/plan.md\nFeed the herons, é"),
        ("file", "heron.png"),
    ]


def test_a_long_text_is_searched_at_its_beginning() -> None:
    ((kind, text),) = texts_of(build_recording([]), "word " * TEXT_LIMIT)
    assert (kind, len(text)) == ("prompt", TEXT_LIMIT)


def test_a_text_without_words_is_left_out() -> None:
    assert texts_of(build_recording([]), "…!?") == []

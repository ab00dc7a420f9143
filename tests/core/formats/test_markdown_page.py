"""Conversations as Markdown."""

from __future__ import annotations

import pytest
import yaml

from ppchat.core.dialects.attachments import mark_text
from ppchat.core.dialects.faces.item_face import item_sections
from ppchat.core.dialects.request_text import sent_outputs
from ppchat.core.formats.markdown_page import page_text
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Problem, Request
from ppchat.demo.recordings import recordings
from tests.gallery.gallery import gallery
from tests.support.exchanges import weather_exchange

DEMO = {about.title: recording for recording, about in recordings()}


def text(*titles: str) -> str:
    return "".join(page_text("", [("", DEMO[title]) for title in titles]))


def test_metrics_are_front_matter() -> None:
    head = text("A tongue twister").split("---\n")[1]
    assert 'model: "ppchat-demo"\n' in head
    assert "output_tokens: 107\n" in head
    assert '"ttft_ms": 426.6' in head


def test_prompts_and_answers_follow() -> None:
    body = text("A tongue twister", "A web search, with citations")
    assert body.count("## You") == 2
    assert body.count("Peter Piper picked a peck of pickled peppers.\n") == 5
    assert "> **Finding the release notes**" in body
    assert "**web search · " in body
    assert "Sources:\n\n1. " in body


def test_the_files_of_a_prompt_are_named() -> None:
    content = f"{mark_text('my_`x`.md', 'secret')}\n\nWhy?"
    body = {"input": [{"role": "user", "content": content}]}
    page = "".join(page_text("", [("Why?", Recording(Request(body, ""), ""))]))
    assert "## You\n\nWhy?\n\nAttached: `my_'x'.md`\n" in page
    assert "secret" not in page


def test_every_end_but_success_is_noted() -> None:
    assert "*failed: The server had an error" in text("A response that fails")
    assert "*incomplete: max_output_tokens*" in text("An answer cut short by its limit")
    assert text("A refusal").count("I'm sorry") == 1
    cut_off = Recording(Request({}, ""))
    cut_off.apply(Ended(0, End.BROKEN, Problem("broken", "the line\nwent dead")))
    assert "*cut off: the line went dead*" in "".join(page_text("", [("hello", cut_off)]))


def test_a_call_is_fenced() -> None:
    assert '```json\n{"place":"Lisbon, Portugal","unit":"celsius"}\n```' in text("A function call")


@pytest.mark.parametrize("name", gallery())
def test_a_page_shows_each_item_as_the_conversation_does(name: str) -> None:
    recording = gallery()[name]
    page = "".join(page_text("", [("", recording)]))
    for item in recording.response.items:
        if item.type not in ("message", "reasoning"):
            for section in item_sections(item, recording.dialect):
                assert section.title in page
                assert str(section.text) in page


def test_what_only_the_server_can_read_is_named_with_its_size() -> None:
    page = "".join(page_text("", [("", gallery()["reasoning"])]))
    assert "> *encrypted, 1,024 B*" in page
    spoken = "".join(page_text("", [("", gallery()["audio"])]))
    assert "Hello there!\n" in spoken
    assert "*audio · 2,700 B*" in spoken
    phases = "".join(page_text("", [("", gallery()["message"])]))
    assert phases.index("*commentary*") < phases.index("*final answer*")


def test_the_answers_to_calls_stand_in_place_of_a_question() -> None:
    call, words = weather_exchange()
    page = "".join(page_text("", [("Cold?", call), ("", words)]))
    assert page.count("## You\n") == 1
    assert "## You answered get_weather\n\n```\n" in page
    alone = "".join(page_text("", [("", words)]))
    assert f"## You answered {sent_outputs(words.request.body)[0].call_id}\n" in alone


def test_keys_are_redacted_and_titles_are_one_line() -> None:
    key = "sk-" + "x" * 40
    prompt = [(f"my key is {key}", DEMO["A tongue twister"])]
    assert key not in "".join(page_text("a\nb", prompt))
    assert key in "".join(page_text("a\nb", prompt, redact=False))
    assert 'title: "a b"\n' in "".join(page_text("a\nb", prompt))
    assert key not in "".join(page_text(f"my key is {key}", prompt))


def test_front_matter_is_yaml_whatever_the_title_and_the_model() -> None:
    foreign = "".join(map(chr, [*range(0x300), 0x2028, 0x2029, 0xFEFF, 0xFFFF, 0x202E, 0xE0041]))
    recording = Recording(Request({"model": f"m {foreign}\n---\ntitle: x"}, "u"))
    written = "".join(page_text(f"t {foreign}\n---\nmodel: y", [("hello", recording)]))
    head = yaml.safe_load(written.removeprefix("---\n").partition("\n---\n")[0])
    assert head["title"] == " ".join(f"t {foreign}\n---\nmodel: y".split())
    assert head["model"] == f"m {foreign}\n---\ntitle: x"
    assert [line for line in written.split("\n") if line.startswith("#")] == [
        "# " + " ".join(f"t {foreign}\n---\nmodel: y".split()),
        "## You",
        "## " + " ".join(f"m {foreign}\n---\ntitle: x".split()),
    ]

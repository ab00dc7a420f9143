"""Conversations as pages: what they hold, and what they keep out."""

from __future__ import annotations

import base64
import hashlib
import re

from ppchat.demo.recordings import recordings
from tests.support.exchanges import weather_exchange
from tests.support.html_pages import Page, html, page
from tests.support.recordings import (
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)

DEMO = {about.title: recording for recording, about in recordings()}
KEY = "sk-" + "a1B2" * 8
HOSTILE = (
    "</script><script>alert(1)</script> <img src=x onerror=alert(1)> \x00\x1b[31m \u202egnp.exe"
    " [x](javascript:alert(1)) &#x202e; \"'><b onclick=a> ]]> -->"
)


def test_a_page_holds_prompts_answers_figures_and_events() -> None:
    shown = page(*(("", recording) for recording in DEMO.values()))
    assert shown.text.count("Peter Piper picked a peck of pickled peppers.") >= 5
    assert "TTFT 427 ms" in shown.text
    assert f"{len(DEMO['A tongue twister'])} events" in shown.text
    assert "I'm sorry" in shown.text
    assert '"place":"Lisbon, Portugal"' in shown.text


def test_nothing_is_loaded_and_only_the_script_of_the_page_runs() -> None:
    text = html(("", DEMO["A tongue twister"]))
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (policy,) = re.findall(r'Security-Policy" content="([^"]+)"', text)
    assert "default-src 'none'" in policy
    for kind, (source,) in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert not re.search(r"url\(|@import|https?:", style[0] + script[0])


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    recording = build_recording(
        [
            created(model=HOSTILE),
            item_added(100, 0, "function_call", name=HOSTILE, call_id=HOSTILE),
            delta(150, HOSTILE, kind="function_call_arguments"),
            item_done(160, 0, "function_call", name=HOSTILE, call_id=HOSTILE, arguments=HOSTILE),
            item_added(200, 1),
            delta(300, HOSTILE, 1),
            (400, {"type": f"response.{HOSTILE}", "x": HOSTILE}),
            (500, b"data: " + HOSTILE.encode() + b"\n\n"),
            terminal(600),
        ],
        body={
            "instructions": HOSTILE,
            "input": [{"role": "user", "content": [{"type": "input_file", "filename": HOSTILE}]}],
            HOSTILE: HOSTILE,
        },
        model=HOSTILE,
    )
    text = html((HOSTILE, recording), title=HOSTILE)
    shown = Page(text)
    assert [tag for tag, _ in shown.elements].count("script") == 2
    assert "<script>alert(1)" in shown.text
    assert not set(text) & {"\x00", "\x1b", "\u202e"}


def test_the_rounds_of_an_exchange_name_their_answers() -> None:
    call, words, *_ = weather_exchange()
    shown = page(("Weather?", call), ("", words))
    assert "sunny, 24" in shown.text


def test_a_title_takes_one_line_of_limited_length() -> None:
    shown = page(("", DEMO["A tongue twister"]), title="long\n" * 3000)
    heading = shown.text.split("You")[0]
    assert len(heading) < 1000

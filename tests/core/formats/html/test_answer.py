"""Answers on a page."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.stream.signals import End
from tests.gallery.gallery import gallery
from tests.support.html_pages import page
from tests.support.recordings import (
    TWISTER,
    build_recording,
)


@pytest.mark.parametrize("name", gallery())
def test_each_item_becomes_clean_html(name: str) -> None:
    shown = page(("", gallery()[name]))
    assert shown.text.count("Conversation") <= 1


def test_text_without_times_or_an_end_has_a_page() -> None:
    assert "in progress" in page(("one", build_recording(TWISTER[:4], end=None))).text
    untimed = page(("", build_recording(TWISTER, timed=False)))
    assert "svg" not in [tag for tag, _ in untimed.elements]
    refused = page(("one", build_recording([], end=End.REFUSED)))
    assert "refused" in refused.text


def test_a_setting_that_is_nested_too_deeply_is_masked() -> None:
    nested: Any = "deep"
    for _ in range(250):
        nested = [nested]
    recording = build_recording(TWISTER, body={"model": "m", "odd": nested})
    text = page(("one", recording)).text
    assert "odd" in text
    assert "deep" not in text

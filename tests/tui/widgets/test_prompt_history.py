"""The earlier prompts of a prompt box."""

from __future__ import annotations

from ppchat.tui.widgets.prompt_history import PromptHistory


def test_it_goes_back_and_returns_to_the_draft() -> None:
    history = PromptHistory()
    history.replace(["one", "two"])
    assert not history.is_browsed
    assert [history.older("draft"), history.older("two"), history.older("one")] == [
        "two",
        "one",
        None,
    ]
    assert history.is_browsed
    assert [history.newer(), history.newer()] == ["two", "draft"]
    assert not history.is_browsed


def test_what_is_sent_is_added_once() -> None:
    history = PromptHistory()
    history.add("one")
    history.older("")
    history.leave()
    history.add("one")
    assert history.prompts == ("one",)
    assert not history.is_browsed

"""Words of headings."""

from __future__ import annotations

from ppchat.core.dialects.responses.faces.words import (
    encrypted,
    error_text,
    joined,
    phase,
    status,
    strings,
)


def test_a_status_is_a_word_where_it_says_more_than_the_screen() -> None:
    statuses = (None, "completed", "in_progress", "failed", "not_run")
    assert [status({"status": word}) for word in statuses] == ["", "", "", "failed", "not run"]


def test_what_is_encrypted_is_its_size() -> None:
    assert encrypted({"encrypted_content": "x" * 1200}) == "encrypted, 1,200 B"
    assert encrypted({"encrypted_content": None}) == ""


def test_an_error_is_a_text_or_an_object() -> None:
    assert error_text({"error": "no"}) == "no"
    assert error_text({"error": {"code": 5, "message": "no"}}) == "5 · no"
    assert error_text({"error": {"type": "http_error", "message": "no"}}) == "http error · no"
    assert error_text({"error": [7]}) == error_text({}) == ""


def test_the_phase_of_a_message() -> None:
    assert phase({"phase": "final_answer"}) == "final answer"
    assert phase({}) == ""


def test_what_is_missing_leaves_no_dot() -> None:
    assert joined("a", "", "b") == "a · b"
    assert strings(["a", 7]) == ["a"]
    assert strings(7) == []

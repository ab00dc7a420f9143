"""What is masked."""

from __future__ import annotations

from ppchat.core.formats.html.options import PageOptions

KEY = "sk-" + "a1B2" * 8


def test_a_masked_text_keeps_its_length() -> None:
    cleaned = PageOptions().clean(f"It is {KEY}.")
    assert (KEY in cleaned, len(cleaned)) == (False, len(KEY) + 7)
    assert PageOptions().clean_json({"api_key": "x" * 9}) == {"api_key": "•••"}


def test_with_secrets_nothing_is_masked() -> None:
    options = PageOptions(redact=False)
    assert options.clean(KEY) == KEY
    assert options.clean_json({"api_key": KEY}) == {"api_key": KEY}

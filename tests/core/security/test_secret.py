"""An API key that is masked wherever it is shown."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass

import pytest

from ppchat.core.security.secret import Secret, is_known_secret, redact_known_secrets


def test_it_is_masked_wherever_it_is_shown() -> None:
    @dataclass
    class Holder:
        key: Secret

    key = Secret("sk-abc")
    for text in (repr(key), str(key), f"{key}", f"{key!r:>20}", repr(Holder(key)), repr([key])):
        assert "sk-abc" not in text
    assert key.reveal() == "sk-abc"


def test_it_cannot_be_stored() -> None:
    for store in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            store(Secret("sk-abc"))


def test_equal_keys_are_equal() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"


@pytest.mark.parametrize("value", ["", " ", "a b", "a\n", "\x7f", "é", "a\x00"])
def test_what_no_header_can_hold_is_not_usable(value: str) -> None:
    assert not Secret(value).usable


def test_any_visible_ascii_is_usable() -> None:
    assert Secret("".join(map(chr, range(0x21, 0x7F)))).usable


def test_mentions_are_masked() -> None:
    assert Secret("sk-1").redact_in("a sk-1 b sk-1") == "a ••• b •••"
    for short in ("", "b"):
        assert Secret(short).redact_in("abc") == "abc"


def test_every_secret_of_the_process_is_known_and_masked_where_it_is_a_word() -> None:
    assert not is_known_secret("known-1")
    Secret("known-1")
    Secret("known-1.long+er")
    for too_short in ("", " ", "  a   ", "abc"):
        Secret(too_short)
        assert not is_known_secret(too_short)
    assert is_known_secret("known-1")
    text = "known-1, known-1.long+er, unknown-1, known-11"
    assert redact_known_secrets(text) == "•••, •••, unknown-1, known-11"

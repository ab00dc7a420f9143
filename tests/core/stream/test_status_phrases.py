"""What the statuses of HTTP are called."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from ppchat.core.stream.status_phrases import is_status_phrase, status_phrase


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        (200, "OK"),
        (404, "Not Found"),
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (422, "Unprocessable Content"),
        (599, ""),
    ],
)
def test_phrases_are_those_of_rfc_9110(status: int, phrase: str) -> None:
    assert status_phrase(status) == phrase


def test_the_phrases_of_every_python_are_known() -> None:
    assert all(is_status_phrase(status.phrase.upper(), status) for status in HTTPStatus)
    assert is_status_phrase("Payload too large", 413)
    assert not is_status_phrase("Payload too large", 404)

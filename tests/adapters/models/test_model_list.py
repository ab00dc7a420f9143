"""A list of models is read whatever else the server says, and nothing else is taken for one."""

from __future__ import annotations

import json

import pytest

from ppchat.adapters.models.model_list import parse_models
from tests.support.model_servers import model_list


def test_the_names_are_sorted_and_each_stands_once() -> None:
    assert parse_models(model_list("b", "A", "b", "c")).names == ("A", "b", "c")


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"object": "list", "data": None}, ()),
        ({"data": []}, ()),
        ([{"id": "a"}], ("a",)),
        ({"models": [{"name": "x"}], "data": [{"id": "a"}]}, ("a",)),
        (
            {"data": [{"id": 1}, {"id": ""}, {"id": "x" * 301}, 7, {"id": "../.."}]},
            ("../..",),
        ),
    ],
)
def test_what_servers_send(body: object, names: tuple[str, ...]) -> None:
    assert parse_models(json.dumps(body).encode()).names == names


def test_of_a_list_without_end_the_first_ten_thousand_count() -> None:
    names = [f"m{number:05}" for number in range(12_000)]
    assert parse_models(model_list(*names)).names == tuple(names[:10_000])


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b'"a"', b'{"data": {}}', b'{"data": [1]}', b"[" * 10_000]
)
def test_another_body_is_no_list(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_models(body)

"""The pixels of a cell."""

from __future__ import annotations

import fcntl
import struct

import pytest

from ppchat.tui.pictures.cell_size import USUAL, cell_pixels


@pytest.mark.parametrize(
    ("reply", "pixels"),
    [((24, 80, 640, 384), (8, 16)), ((24, 80, 0, 0), USUAL), ((0, 0, 0, 0), USUAL)],
)
def test_what_the_driver_says(
    monkeypatch: pytest.MonkeyPatch, reply: tuple[int, ...], pixels: tuple[int, int]
) -> None:
    monkeypatch.setattr("sys.__stdout__", open(0, closefd=False))  # noqa: SIM115
    monkeypatch.setattr(fcntl, "ioctl", lambda *_: struct.pack("4H", *reply))
    assert cell_pixels() == pixels


def test_what_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.__stdout__", None)
    assert cell_pixels() == USUAL

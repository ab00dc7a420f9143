"""Images that the terminal draws over its text."""

from __future__ import annotations

import base64
import re

from ppchat.tui.pictures.overlay import iterm_sequence, sixel_sequence


def read_sixel(sequence: str) -> tuple[int, int, dict[tuple[int, int], int]]:
    """The size of an image in Sixel, and the number of the colour of each pixel."""
    assert sequence.startswith('\x1bP0;1q"1;1;')
    assert sequence.endswith("\x1b\\")
    body = sequence[len('\x1bP0;1q"1;1;') : -2]
    width, height = map(int, re.match(r"\d+;\d+", body)[0].split(";"))  # type: ignore[index]
    pixels: dict[tuple[int, int], int] = {}
    x = top = color = 0
    for token in re.findall(r"#\d+(?:;\d+){4}|#\d+|!\d+.|[$\-?-~]", body[body.index("#") :]):
        if token[0] == "#":
            color = int(token[1:].split(";")[0])
        elif token == "$":
            x = 0
        elif token == "-":
            x, top = 0, top + 6
        else:
            count = int(token[1:-1]) if token[0] == "!" else 1
            bits = ord(token[-1]) - 0x3F
            run = range(x, x + count)
            drawn = {(at, top + y): color for at in run for y in range(6) if bits >> y & 1}
            assert not drawn.keys() & pixels.keys()
            pixels |= drawn
            x += count
    return width, height, pixels


def test_every_pixel_has_its_colour_in_sixel() -> None:
    width, height = 23, 15
    pixels = bytes((x // 5 * 3 + y // 4) % 7 for y in range(height) for x in range(width))
    palette = bytes(range(21))
    assert read_sixel(sixel_sequence(width, height, pixels, palette)) == (
        width,
        height,
        {(x, y): pixels[y * width + x] for y in range(height) for x in range(width)},
    )


def test_the_palette_is_in_percent() -> None:
    assert "#0;2;100;0;50" in sixel_sequence(1, 1, b"\0", bytes((255, 0, 128)))


def test_iterm_gets_the_file_and_the_cells() -> None:
    sequence = iterm_sequence(b"png", 40, 20)
    assert sequence.startswith("\x1b]1337;File=inline=1;size=3;width=40;height=20:")
    assert base64.b64decode(sequence.partition(":")[2].rstrip("\a")) == b"png"

"""What the README shows exists, and shows on any page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from screenshots.film import Film, film_svg

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PICTURES = sorted(re.findall(r"!\[[^]]+\]\((screenshots/[\w-]+\.svg)\)", README))
SVG = "{http://www.w3.org/2000/svg}"


def test_the_pictures_are_those_that_exist() -> None:
    assert sorted(f"screenshots/{file.name}" for file in ROOT.glob("screenshots/*.svg")) == PICTURES


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_small_and_needs_nothing_else(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert len(text) < 500_000
    assert "<script" not in text
    tags = re.sub(r">[^<]*<", "><", text)
    assert re.findall(r"https?://[^\"']+", tags) == ["http://www.w3.org/2000/svg"]
    root = ElementTree.fromstring(text)
    style = root.findtext(f"{SVG}style") or ""
    assert not re.search(r"url\(|@import", style)
    ids = {element.get("id") for element in root.iter(f"{SVG}g")}
    uses = {element.attrib["href"].removeprefix("#") for element in root.iter(f"{SVG}use")}
    assert uses <= ids


def test_links_within_the_project_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md", "CONTRIBUTING.md"])
def test_the_files_that_a_document_names_exist(name: str) -> None:
    for target in re.findall(r"`(tests/[\w./-]+\.py)`", (ROOT / name).read_text("utf-8")):
        assert (ROOT / target).exists(), target


def picture(*lines: str) -> list[Strip]:
    style = Style.parse("#ffffff on #000000")
    return [Strip([Segment(line.ljust(8), style)]) for line in lines]


def test_an_animation_moves_only_what_changes() -> None:
    film = Film((8, 2), [4])
    film.add(0, picture("ab▌ <&>", "same"))
    film.add(1, picture("ab▌ new", "same"))
    root = ElementTree.fromstring(film_svg(film, "a label", "#000000", last_s=1))
    style = root.findtext(f"{SVG}style") or ""
    assert re.findall(r"@keyframes \w+\{(.+?\})\}", style) == [
        "0%{transform:translateY(0px)}50%{transform:translateY(-36px)}"
    ]
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts == ["ab", "<&>", "new", "same"]
    assert root.get("aria-label") == "a label"


def test_a_single_picture_does_not_move() -> None:
    film = Film((8, 1))
    film.add(0, picture("text"))
    assert "keyframes" not in film_svg(film, "", "#000000")

"""Images as files for other programs."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from ppchat.adapters.images import files
from ppchat.adapters.images.files import save_image, temporary_copy
from tests.support.images import base64_png, png


def test_the_suffix_is_that_of_the_format(tmp_path: Path) -> None:
    assert save_image(base64_png(), tmp_path, "heron") == tmp_path / "heron.png"
    assert (tmp_path / "heron.png").read_bytes() == png(8, 8)
    other = save_image(base64.b64encode(b"no image").decode(), tmp_path, "heron")
    assert other.name == "heron.bin"


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "heron.png").write_text("mine")
    (tmp_path / "heron-2.png").symlink_to(tmp_path / "nowhere")
    assert save_image(base64_png(), tmp_path, "heron").name == "heron-3.png"
    assert (tmp_path / "heron.png").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("source", ["https://example.org/a.png", "%%%"])
def test_what_has_no_bytes_is_not_saved(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match=r"it is a link|damaged"):
        save_image(source, tmp_path, "heron")
    assert not [*tmp_path.iterdir()]


def test_a_copy_to_open_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files._folder.cache_clear()
    try:
        path = temporary_copy(base64_png(), "heron")
    finally:
        files._folder.cache_clear()
    assert path.name == "heron.png"
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.parent.parent == tmp_path


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"no image", "not an image"), (b"<svg viewBox='0 0 1 1'/>", "scripts")],
)
def test_what_another_program_might_run_is_not_opened(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        temporary_copy(base64.b64encode(data).decode(), "heron")

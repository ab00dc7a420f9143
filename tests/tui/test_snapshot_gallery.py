"""What each type of output item looks like, unfolded, from the recordings of the gallery.

`pytest tests/tui/test_snapshot_gallery.py --snapshot-update` updates them after an intended change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from ppchat.tui.style.themes import DARK, LIGHT
from tests.gallery.gallery import SCENES
from tests.gallery.pages import GalleryHost

SMALL: Final = (80, 40)
IN_LIGHT: Final = ("apply_patch_call", "image_generation_call", "message")
"""Types with colours of their own, which are looked at in the light theme too."""
LOOKS: Final = [(name, DARK.name) for name in SCENES] + [(name, LIGHT.name) for name in IN_LIGHT]


@pytest.mark.parametrize(("name", "theme"), LOOKS, ids=["-".join(look) for look in LOOKS])
def test_item_type(tmp_path: Path, snap_compare: Any, name: str, theme: str) -> None:
    app = GalleryHost(tmp_path, name, SCENES[name](), theme)
    assert snap_compare(app, terminal_size=SMALL, run_before=app.show)

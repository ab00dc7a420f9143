"""The image on the clipboard, by tools that are stood in for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ppchat.adapters.attachments import clipboard_image as module
from ppchat.adapters.attachments.clipboard_image import clipboard_image
from ppchat.core.dialects.attachments import AttachmentError

PNG = r"printf '\211PNG\r\n\032\n\000\000\000\rIHDR'"
LISTS_PNG = 'case "$*" in *TARGETS*|*list-types*) echo image/png;; *) '


def tool(folder: Path, name: str, script: str) -> dict[str, str]:
    """An environment in which a tool is this script."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)
    path = os.pathsep.join((str(folder), os.environ["PATH"]))
    return {"PATH": path, "WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}


async def reason(environment: dict[str, str]) -> str:
    with pytest.raises(AttachmentError) as failure:
        await clipboard_image(environment, "c.png")
    return str(failure.value)


@pytest.mark.parametrize("name", ["wl-paste", "xclip"])
async def test_an_image_is_read(tmp_path: Path, name: str) -> None:
    environment = tool(tmp_path, name, f"{LISTS_PNG}{PNG};; esac")
    file = await clipboard_image(environment, "c.png")
    assert (file.name, file.media_type) == ("c.png", "image/png")


async def test_without_a_list_of_types_it_is_read_at_once(tmp_path: Path) -> None:
    environment = tool(tmp_path, "pngpaste", PNG)
    assert (await clipboard_image(environment, "c.png")).data.startswith(b"\x89PNG")


async def test_what_else_is_on_the_clipboard_is_no_image(tmp_path: Path) -> None:
    assert await reason(tool(tmp_path, "wl-paste", "echo text/plain")) == (
        "there is no image on the clipboard"
    )
    assert await reason(tool(tmp_path, "wl-paste", "exit 1")) == (
        "there is no image on the clipboard"
    )


async def test_without_a_tool_it_is_named_what_to_install(tmp_path: Path) -> None:
    assert "install wl-clipboard" in await reason({"PATH": str(tmp_path)})
    environment = tool(tmp_path, "xclip", PNG)
    del environment["DISPLAY"]
    environment["PATH"] = str(tmp_path)
    assert "install wl-clipboard" in await reason(environment)


async def test_a_tool_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TIMEOUT_S", 0.05)
    assert (
        await reason(tool(tmp_path, "wl-paste", "exec sleep 60")) == "the clipboard does not answer"
    )


async def test_an_image_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_IMAGE_BYTES", 100)
    script = f"{LISTS_PNG}{PNG}; exec cat /dev/zero;; esac"
    environment = tool(tmp_path, "wl-paste", script)
    file = await clipboard_image(environment, "c.png")  # the file's own limit is larger
    assert len(file.data) > 100

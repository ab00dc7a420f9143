"""Draws pictures one at a time, in a thread, and keeps the last."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from typing import Final

from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.tui.pictures.kitty import deletion
from ppchat.tui.pictures.picture import Picture, PictureRequest, draw_picture

KEPT: Final = 32
"""Pictures that are kept, so that scrubbing to and fro does not draw them again."""

_Key = tuple[bytes, PictureRequest]


class PictureLoader:
    """The pictures of a view."""

    def __init__(self, write: Callable[[str], None]) -> None:
        """`write` gives a sequence to the terminal."""
        self._write = write
        self._lock = asyncio.Lock()
        self._kept: OrderedDict[_Key, Picture] = OrderedDict()

    async def load(
        self, request: PictureRequest, is_wanted: Callable[[], bool] = lambda: True
    ) -> Picture | None:
        """The picture of an image; None if it is no longer wanted when its turn has come."""
        async with self._lock:
            if not is_wanted():
                return None
            key, picture = await in_daemon_thread(partial(self._find_or_draw, request))
        if key not in self._kept:
            self._kept[key] = picture
            if picture.rows and picture.sequence:
                self._write(picture.sequence)
            self._drop_oldest()
        self._kept.move_to_end(key)
        return picture

    def _find_or_draw(self, request: PictureRequest) -> tuple[_Key, Picture]:
        digest = blake2b(request.source.encode(errors="surrogatepass")).digest()
        key = digest, request._replace(source="")  # an image takes megabytes, its digest does not
        kept = self._kept.get(key)
        return key, kept if kept is not None else draw_picture(request)

    def _drop_oldest(self) -> None:
        while len(self._kept) > KEPT:
            _, picture = self._kept.popitem(last=False)
            if picture.image_id:
                self._write(deletion(picture.image_id))

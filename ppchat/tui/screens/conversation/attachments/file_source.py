"""Completes the paths of files after an `@`; the file that is chosen goes with the prompt."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

from ppchat.adapters.attachments.file_index import FileIndex, list_folder
from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.path_matching import best_paths
from ppchat.tui.widgets.completion.source import Candidate, Candidates

_WORD: Final = re.compile(r'(?:^|(?<=\s))@(?:"[^"]*|[^\s"]*)$')
_ELSEWHERE: Final = re.compile(r"(?:~[^/]*|\.{1,2}|)/")
"""How a path begins that is looked up in its folder, as it may be outside the current one."""
_LIMIT: Final = 100
_NONE: Final = "No file has these letters: enter sends this as it is."


class FileSource:
    """The files below the current folder, and those of any folder that is typed."""

    trigger = "@"

    def __init__(
        self,
        attach: Callable[[str], object],
        attach_image: Callable[[], object],
        refresh: Callable[[], object],
        start: Callable[[Awaitable[None]], object],
    ) -> None:
        """`attach` is given the path that is chosen; `refresh` asks for the candidates again.

        `start` runs what lists the files in the background.
        """
        self._attach = attach
        self._attach_image = attach_image
        self._start = start
        self._refresh = refresh
        self._index = FileIndex(Path(), self._show_listed)
        self._is_partial = False
        """Whether the last candidates were asked for while the files were being listed."""
        self._was_listed = False
        """Whether the files were listed for the list that is open."""

    def word(self, before: str, row: int) -> str | None:  # noqa: ARG002
        """What is typed from the `@` on; a path with blanks is quoted."""
        match = _WORD.search(before)
        return match[0] if match else None

    async def candidates(self, before: str) -> Candidates:
        """The files that are meant, the likeliest first; without letters, the image to paste."""
        typed = (self.word(before, 0) or "@")[1:].removeprefix('"')
        if _ELSEWHERE.match(typed):
            paths = await in_daemon_thread(lambda: _paths_in_folder(typed))
        else:
            is_first = not typed and not self._was_listed
            if is_first:
                self._start(self._index.refresh())
            self._was_listed = False
            self._is_partial = is_first or self._index.is_listing
            known = self._index.paths
            paths = await in_daemon_thread(lambda: best_paths(typed, known, _LIMIT))
        rows = [self._candidate(path) for path in paths]
        if not typed:
            rows.append(self._clipboard())
        return Candidates(rows, takes_first=bool(typed), note="" if self._is_partial else _NONE)

    def _show_listed(self) -> None:
        """Show the files now that all of them are known, unless they were shown already."""
        if self._is_partial:
            self._was_listed = True
            self._refresh()

    def _candidate(self, path: str) -> Candidate:
        # The name of a file may hold anything, of which the prompt gets what can be shown.
        shown = sanitize_line(path.encode(errors="replace").decode())
        quote = '"' if re.search(r"\s", shown) else ""
        if path.endswith("/"):
            return Candidate(shown, f"@{quote}{shown}")
        return Candidate(shown, f"@{quote}{shown}{quote} ", run=lambda: self._attach(path))

    def _clipboard(self) -> Candidate:
        return Candidate("the image on the clipboard", "", run=self._attach_image)


def _paths_in_folder(typed: str) -> Sequence[str]:
    """The paths in the folder that is typed whose names have the letters after it."""
    folder, _, letters = typed.rpartition("/")
    names = list_folder(Path(f"{folder}/").expanduser())
    return [f"{folder}/{name}" for name in best_paths(letters, names, _LIMIT)]

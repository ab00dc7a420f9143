"""The files that go with the next prompt: read where the app does not wait, shown in the tray."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import count

from textual.widget import Widget

from ppchat.adapters.attachments.clipboard_image import clipboard_image
from ppchat.adapters.attachments.file_reader import attach_file, attachment_name
from ppchat.adapters.attachments.pasted_paths import pasted_paths
from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.core.dialects.attachments import Attachment, AttachmentError, check_total
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.screens.conversation.attachments.file_source import FileSource
from ppchat.tui.screens.conversation.attachments.tray import AttachmentTray
from ppchat.tui.widgets.prompt import Prompt


class PromptFiles:
    """The files of a prompt box."""

    def __init__(self, prompt: Prompt) -> None:
        """The tray is mounted above `prompt`."""
        self._prompt = prompt
        self._tray = AttachmentTray()
        self._tray.styles.max_width = prompt.styles.max_width
        assert isinstance(prompt.parent, Widget)
        prompt.parent.mount(self._tray, before=prompt)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files, as far as they are read."""
        return self._tray.files

    @attachments.setter
    def attachments(self, files: tuple[Attachment, ...]) -> None:
        self._tray.files = files

    @property
    def obstacle(self) -> str:
        """Why the files cannot be sent yet; empty if they can."""
        reading = self._tray.reading
        return f"Still reading {sanitize_line(reading[0], 60)}." if reading else ""

    async def attach(self, paths: Iterable[str]) -> bool:
        """Attach the files at these paths, if all of them can be; else the user is told why not."""
        paths = list(paths)
        names = [attachment_name(path) for path in paths]
        tray = self._tray
        tray.reading = (*tray.reading, *names)
        files: list[Attachment] = []
        try:
            for path in paths:
                files.append(await attach_file(path))
        except AttachmentError as error:
            self._refuse(path, error)
            return False
        finally:
            reading = list(tray.reading)
            for name in names:
                reading.remove(name)
            tray.reading = tuple(reading)
        return self.add(files)

    def add(self, files: Iterable[Attachment]) -> bool:
        """Attach these files, unless that were too much; one that is there already is renewed."""
        files = list(files)
        names = {file.name for file in files}
        kept = [file for file in self.attachments if file.name not in names]
        try:
            check_total((*kept, *files))
        except AttachmentError as error:
            self._refuse(files[0].name, error)
            return False
        self.attachments = (*kept, *files)
        return True

    async def pasted_paths(self, text: str) -> list[str]:
        """The paths of existing files that a text consists of; none if it is anything else."""
        return await in_daemon_thread(lambda: pasted_paths(text))

    async def attach_image(self) -> None:
        """Attach the image on the clipboard; without one, paste the text that was copied here."""
        names = {file.name for file in self.attachments}
        numbers = (f"-{number}" if number > 1 else "" for number in count(1))
        name = next(name for end in numbers if (name := f"clipboard{end}.png") not in names)
        try:
            self.add([await clipboard_image(os.environ, name)])
        except AttachmentError as error:
            if self._prompt.app.clipboard:
                self._prompt.action_paste()
            else:
                line = f"Nothing is attached: {error}."
                self._prompt.notify(line, severity="warning", markup=False)

    def source(self, refresh: Callable[[], object]) -> FileSource:
        """What completes the paths of files; `refresh` asks it for its candidates again."""
        run = self._prompt.run_worker
        return FileSource(
            lambda path: run(self.attach([path]), group="files"),
            lambda: run(self.attach_image(), group="files"),
            refresh,
            lambda work: run(work, group="list of files", exclusive=True),
        )

    def _refuse(self, path: str, error: AttachmentError) -> None:
        self._prompt.notify(
            sanitize_line(f"{path} is not attached: {error}."), severity="warning", markup=False
        )

    def remove_last(self) -> None:
        """Remove the last file, if there is one."""
        self._tray.drop(-1)

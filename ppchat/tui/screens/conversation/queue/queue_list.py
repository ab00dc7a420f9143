"""The prompts that wait, above the prompt box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from ppchat.core.chat.conversation import title
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.screens.conversation.queue.prompt_queue import QueuedPrompt
from ppchat.tui.style.strip import fit_width

_MOST: Final = 5
"""Prompts that are listed; of more, the first ones."""
_REMOVE: Final = "×"


class QueueList(Widget):
    """A line for each prompt, with its number and its first line; a click on its × removes it."""

    DEFAULT_CSS = """
    QueueList {
        height: auto;
        padding: 0 2 0 3;
        border-left: outer $accent;
        background: $surface;
        color: $text-muted;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    class Removed(Message):
        """The user removed the prompt at an index."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._prompts: Sequence[QueuedPrompt] = ()
        self._note = ""

    def show_prompts(self, prompts: Sequence[QueuedPrompt], note: str) -> None:
        """Show these below a note; nothing for none."""
        self._prompts, self._note = prompts, note
        self.display = bool(prompts)
        self.refresh(layout=True)

    def render(self) -> Content:
        """The note, then the prompts."""
        width = max(8, self.content_size.width)
        lines = [Content(fit_width(self._note, width).rstrip())]
        for index, prompt in enumerate(self._prompts[:_MOST]):
            files = f" (+{len(prompt.attachments)} files)" if prompt.attachments else ""
            text = sanitize_line(title(prompt.text)) + files
            remove = (f"  {_REMOVE}", Style.from_meta({"queued": index}))
            lines.append(
                Content.assemble(
                    (f"{index + 1}  ", "bold"), (fit_width(text, width - 6), "$foreground"), remove
                )
            )
        if more := len(self._prompts) - _MOST:
            lines += [Content(f"and {more} more")] if more > 0 else []
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Remove the prompt whose × was clicked."""
        index = event.style.meta.get("queued")
        if index is not None:
            self.post_message(self.Removed(index))

"""The prompt box, with its history search, its external editor, and what enter will do."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static

from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from ppchat.core.chat.settings.turn_settings import TurnSettings
    from ppchat.core.dialects.attachments import Attachment
    from ppchat.tui.dialogs.prompts.history_picker import Find
    from ppchat.tui.screens.conversation.attachments.prompt_files import PromptFiles
    from ppchat.tui.screens.conversation.pending_turn import PendingTurn
    from ppchat.tui.screens.conversation.queue.prompt_queue import PromptQueue
    from ppchat.tui.widgets.completion.source import CompletionSource


class Composer(Vertical):
    """Where the next prompt is written; posts what is to be sent."""

    app = getters.app(TerminalApp)

    DEFAULT_CSS = """
    Composer {
        height: auto;
        & > #note {
            display: none;
            height: 1;
            padding: 0 2 0 3;
            text-wrap: nowrap;
            text-overflow: ellipsis;
            border-left: outer $accent;
            background: $surface;
            color: $text-accent;
            text-style: bold;
        }
        &.-pending > #note { display: block; }
        &.-inset > #note { padding: 0 2 0 1; }
        &.-inset > AttachmentTray { padding: 0 2 0 1; }
        &.-inset > QueueList { padding: 0 2 0 1; }
        &.-inset > CompletionList { padding: 0 2 0 1; }
        &.-inset > Prompt { padding: 1 2 1 1; }
    }
    """

    BINDING_GROUP_TITLE = "Prompt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "alt+v,ctrl+v",
            "attach_image",
            "attach clipboard image",
            show=False,
            priority=True,
            id="files.image",
        )
    ]

    class Submitted(Message):
        """The user wants this text sent."""

        def __init__(
            self,
            text: str,
            pending: PendingTurn | None,
            attachments: tuple[Attachment, ...] = (),
        ) -> None:
            """`pending` is the turn to send, None for the next prompt of the conversation."""
            super().__init__()
            self.text = text
            self.pending = pending
            self.attachments = attachments

    def __init__(self) -> None:
        super().__init__()
        self._note = Static(id="note", markup=False)
        self.prompt = Prompt()
        """The prompt box."""
        self._pending: PendingTurn | None = None
        self._draft_aside = ""
        self._files_aside: tuple[Attachment, ...] = ()
        self._proposing_key = ""
        self.completion_sources: Callable[[], Sequence[CompletionSource]] = tuple
        """What completes words of the prompt, asked for once the first one is."""
        self.find_prompts: Find = lambda *_: ()
        """Finds earlier prompts, once there are any."""
        self.take_command: Callable[[str], str | None] = str
        """Runs what begins with a slash if it is a command, else returns the text to send."""

    def align_with(self, inset: int, width: int) -> None:
        """Stand below a column of text; without an inset, take the whole width."""
        # By padding: a margin would take its width from what stands above, the text among it.
        self.styles.padding = (0, 0, 0, inset)
        for widget in self._column:
            widget.styles.max_width = width if inset else None
        self.set_class(bool(inset), "-inset")

    @property
    def _column(self) -> Iterable[Widget]:
        """What stands below one another."""
        return {self._note, *self.children}

    def compose(self) -> ComposeResult:
        """The prompt box; the line above it comes when there is something to say."""
        yield self.prompt

    @property
    def draft(self) -> str:
        """The text of the next prompt, as far as it is typed."""
        pending = self._pending
        prompt = self.prompt
        return prompt.whole_text if pending is None or pending.text is None else self._draft_aside

    @cached_property
    def files(self) -> PromptFiles:
        """The files that go with the prompt."""
        from ppchat.tui.screens.conversation.attachments.prompt_files import PromptFiles

        return PromptFiles(self.prompt)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that go with the prompt, as far as they are read."""
        return self.files.attachments if "files" in self.__dict__ else ()

    @attachments.setter
    def attachments(self, files: tuple[Attachment, ...]) -> None:
        if files != self.attachments:
            self.files.attachments = files

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        event.stop()
        pending, text = self._pending, event.text
        is_typed = pending is None or text != pending.default
        if is_typed and text.startswith("/") and (text := self.take_command(text) or "") == "":
            return
        if pending is not None and pending.begins is not None:
            self.offer(pending.begins)
        elif "files" in self.__dict__ and (obstacle := self.files.obstacle):
            self.notify(obstacle, markup=False)
            self.prompt.set_text(event.text + self.prompt.whole_text)
        else:
            attachments = self.attachments
            if pending is None or pending.text is None:
                self.attachments = ()
            self.post_message(self.Submitted(text, pending, attachments))

    def file_source(self) -> CompletionSource:
        """What completes the paths of files, and attaches the one that is chosen."""
        return self.files.source(self._complete)

    @on(Prompt.PathsPasted)
    @work(group="files")
    async def _paste_paths(self, event: Prompt.PathsPasted) -> None:
        with self.app.hold_keys():
            paths = await self.files.pasted_paths(event.text)
        if paths:
            await self.files.attach(paths)
        else:
            self.prompt.take(event.text)

    @work(group="files")
    async def action_attach_image(self) -> None:
        """Attach the image on the clipboard; without one, paste the text that was copied here."""
        await self.files.attach_image()

    def on_attachment_tray_left(self) -> None:
        """Give the keys back to the prompt."""
        self.prompt.focus()

    @on(Prompt.OfferTaken)
    def _keep_files(self, event: Prompt.OfferTaken) -> None:
        """Leave the offers alone while files wait for their question."""
        obstacle = self.files.obstacle if "files" in self.__dict__ else ""
        if self.attachments or obstacle:
            event.stop()
            self.notify(obstacle or "Type what to ask about the file.", timeout=3, markup=False)

    @on(Prompt.StartDeleted)
    def _remove_last_file(self) -> None:
        if self.attachments:
            self.files.remove_last()

    @on(Prompt.Changed)
    def _drop_if_typed(self) -> None:
        """Drop what enter would send once something else is typed: enter sends that instead.

        The key that proposed it then was the first letter of a word.
        """
        pending, typed = self._pending, self.prompt.text
        if pending is not None and pending.default and typed:
            self.give_up()
            if pending.text is None:
                return
            first = self._proposing_key if self.app.typed else ""  # what is pasted is complete
            self.prompt.set_text(self.prompt.text + first + typed)

    @property
    def is_used(self) -> bool:
        """Whether something is typed, or enter will do something else than send it."""
        return bool(self.prompt.text or self.attachments) or self._pending is not None

    def propose(self, pending: PendingTurn) -> None:
        """Put above the prompt what enter will do, because of a key; the draft is kept."""
        self.offer(pending.confirmed() if self.app.typed else pending)
        self._proposing_key = self.app.typed
        self.prompt.focus()

    def offer(self, pending: PendingTurn) -> None:
        """Put above the prompt what enter will do, wherever the keys are; the draft is kept."""
        self.give_up()
        self._pending, self._proposing_key = pending, ""
        self._note.update(pending.note)
        if not self._note.is_attached:
            self.mount(self._note, before=self.prompt)
        self.add_class("-pending")
        if pending.text is not None:
            self._draft_aside, self._files_aside = self.prompt.whole_text, self.attachments
            self.prompt.set_text(pending.text)
            self.attachments = pending.attachments
        self.prompt.default = pending.default
        self._set_enter_word(pending.enter_word)

    def change_settings(self, settings: TurnSettings) -> None:
        """Let the turn that enter will send have these settings, if it has its own."""
        if self._pending is not None and self._pending.settings is not None:
            self.offer(self._pending.with_settings(settings))

    def show_queue(self, queue: PromptQueue) -> None:
        """Show the prompts that wait, above all else."""
        from ppchat.tui.screens.conversation.queue.queue_list import QueueList

        self.prompt.has_queue = len(queue) > 0
        rows = next(iter(self.query(QueueList)), None) or QueueList()
        if not rows.is_attached:
            rows.styles.max_width = self.prompt.styles.max_width
            self.mount(rows, before=0)
        rows.show_prompts(queue.prompts, queue.note)

    def _set_enter_word(self, word: str) -> None:
        self.prompt.enter_word = word
        self.screen.refresh_bindings()

    def give_up(self) -> bool:
        """Drop what enter would have done and put the draft back; whether there was anything."""
        pending, self._pending = self._pending, None
        if pending is None:
            return False
        self.remove_class("-pending")
        self.prompt.default = ""
        self._set_enter_word("")
        if pending.text is not None:
            self.prompt.set_text(self._draft_aside)
            self.attachments = self._files_aside
        return True

    @on(Prompt.EditorWanted)
    def _edit_outside(self) -> None:
        from ppchat.adapters.editor import edit_text, editor_command

        prompt = self.prompt
        try:
            with self.app.suspend():
                text = edit_text(prompt.whole_text, editor_command(os.environ))
        except (OSError, SuspendNotSupported) as error:
            self.notify(f"The editor did not start: {error}", severity="error", markup=False)
        except ValueError as error:
            text = f"The prompt is as it was before the editor: {error}."
            self.notify(text, severity="warning", markup=False)
        else:
            prompt.set_text(text)

    @on(Prompt.CommandLineEntered)
    @work(group="shell")
    async def _run_command_line(self, event: Prompt.CommandLineEntered) -> None:
        """Run it; what it printed goes into the prompt only if the user has seen and wants it."""
        from ppchat.tui.dialogs.shell.command_output import CommandOutputScreen
        from ppchat.tui.widgets.held_enter import HeldEnter

        block = await self.app.push_screen_wait(CommandOutputScreen(event.line))
        if block is not None:
            self.prompt.take(f"{block}\n")
            self.prompt.held_enter = HeldEnter(time.monotonic_ns())

    @on(Prompt.TriggerTyped)
    def _begin_completion(self, event: Prompt.TriggerTyped) -> None:
        event.stop()
        prompt = self.prompt
        if prompt.completion is None:
            from ppchat.tui.widgets.completion.completion import Completion

            prompt.completion = Completion(self, prompt, self.completion_sources())
        prompt.completion.begin(event.trigger)

    @on(Prompt.Changed)
    @on(Prompt.SelectionChanged)
    def _complete(self) -> None:
        if self.prompt.completion is not None:
            self.prompt.completion.update()

    @on(OptionList.OptionSelected)
    def _take_candidate(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.prompt.completion is not None:
            self.prompt.completion.take_row(event.option_index)

    @on(Prompt.HistorySearched)
    @work(group="history", exclusive=True)
    async def _search_history(self) -> None:
        from ppchat.tui.dialogs.prompts.history_picker import SHOWN, HistoryPicker

        prompt = self.prompt
        with self.app.hold_keys():
            await prompt.has_history.wait()
            prompts = await asyncio.to_thread(self.find_prompts, "", SHOWN, lambda: True)
        picker = HistoryPicker(prompts, self.find_prompts)
        line = await self.app.push_screen_wait(picker)
        if line is not None:
            prompt.set_text(line)

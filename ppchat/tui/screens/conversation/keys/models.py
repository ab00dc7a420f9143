"""Which model answers the next prompt, at which server, and with which settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.message import Message
from textual.screen import Screen

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.errors import ConfigError
from ppchat.core.security.sanitize import sanitize_line
from ppchat.services.chat import ChatSession
from ppchat.services.models.catalogue import ModelCatalogue
from ppchat.tui.screens.conversation.answer_stream import AnswerStream
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.keys.selected_answer import SelectedAnswer
from ppchat.tui.widgets.foot import Foot

if TYPE_CHECKING:  # imported when it is opened
    from ppchat.tui.dialogs.settings.model_picker import ModelChoice


class ServerChanged(Message):
    """Another server or model is asked from now on, or the same one with another key."""


class Models:
    """Lets the user choose them; the lists of models are remembered for the run."""

    def __init__(
        self,
        screen: Screen[None],
        chat: ChatSession,
        asking: Asking,
        answers: AnswerStream,
        composer: Composer,
        selected: SelectedAnswer,
        foot: Foot,
    ) -> None:
        self._screen = screen
        self._chat = chat
        self._asking = asking
        self._answers = answers
        self._composer = composer
        self._selected = selected
        self._foot = foot
        self.catalogue = ModelCatalogue()
        """The models of all servers."""

    async def choose(self) -> None:
        """Let the user choose the model of the next prompts."""
        choice = await self._pick("Which model answers?")
        if choice and self._go_to(choice):
            self.set(replace(self._chat.turn_settings, model=choice.name))

    async def choose_settings(self) -> None:
        """Show the form of all settings; the draft of the prompt stays."""
        from ppchat.tui.dialogs.settings.settings_form import SettingsForm

        chat, draft, is_chosen = self._chat, None, False
        while True:
            settings, dialect, host = chat.turn_settings, chat.api.dialect, chat.target.host
            form = SettingsForm(settings, dialect, host, draft, model_is_chosen=is_chosen)
            result = await self._screen.app.push_screen_wait(form)
            if result is None:
                return
            if result.settings is not None:
                self.set(result.settings)
                return
            draft = result.draft
            choice = await self._pick("Which model answers?")
            if choice and self._go_to(choice):
                draft, is_chosen = replace(draft, model=choice.name), True

    async def regenerate(self) -> None:
        """Let the user choose the model that is asked the question of the answer again."""
        if not self._selected.can_propose():
            return
        choice = await self._pick("Regenerate with which model?")
        if choice and self._go_to(choice):
            settings = replace(self._chat.turn_settings, model=choice.name)
            self._selected.propose("regenerate", settings)

    def set(self, settings: TurnSettings) -> None:
        """Send the next prompts with these, and show that."""
        self._chat.turn_settings = settings
        self._composer.change_settings(settings)
        self._answers.draw()
        self._screen.post_message(ServerChanged())

    def follow_server(self) -> None:
        """Let the turn that enter will send have the settings of the server that was chosen."""
        self._composer.change_settings(self._chat.turn_settings)

    async def _pick(self, heading: str) -> ModelChoice | None:
        from ppchat.tui.dialogs.settings.model_picker import ModelPicker

        picker = ModelPicker(self._chat, self.catalogue, heading)
        choice_id = await self._screen.app.push_screen_wait(picker)
        return picker.chosen(choice_id) if choice_id else None

    def _go_to(self, choice: ModelChoice) -> bool:
        """Connect to the server of a model; whether it is asked from now on."""
        connect = choice.server.connect
        if connect is None:
            return True
        if self._asking.warn_if_busy():
            return False
        try:
            self._chat.connect(connect)
        except ConfigError as error:
            self._screen.notify(sanitize_line(str(error)), severity="error", markup=False)
            return False
        self._foot.host = self._chat.target.host
        self._screen.post_message(ServerChanged())
        host = sanitize_line(self._chat.target.host, 100)
        note = f"From the next prompt on, {host} is asked."
        if self._chat.conversation.path:
            note = f"{note} It is sent this conversation."
        self._screen.notify(note, timeout=8, markup=False)
        return True

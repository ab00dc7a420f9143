"""Every key of the app: its id, what it does, and the screens it is on."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Final, NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode

from ppchat.tui.app_bindings import BINDINGS as APP_BINDINGS
from ppchat.tui.app_bindings import GROUP_TITLE as APP_TITLE
from ppchat.tui.bindings import group_title
from ppchat.tui.dialogs.calls.answer_call import AnswerScreen
from ppchat.tui.dialogs.calls.choice_field import ChoiceField
from ppchat.tui.dialogs.calls.decide_call import CallScreen
from ppchat.tui.dialogs.calls.tools import ToolsScreen
from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.dialogs.connect.screen import ConnectScreen
from ppchat.tui.dialogs.figures.metrics_help import MetricsHelpScreen
from ppchat.tui.dialogs.figures.usage import UsageScreen
from ppchat.tui.dialogs.files.export import ExportScreen
from ppchat.tui.dialogs.files.share import ShareScreen
from ppchat.tui.dialogs.help import HelpScreen
from ppchat.tui.dialogs.images.image_viewer import ImageViewer
from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.dialogs.prompts.variables_form import VariablesForm
from ppchat.tui.dialogs.settings.model_picker import ModelPicker
from ppchat.tui.dialogs.settings.settings_form import SettingsForm
from ppchat.tui.dialogs.shell.command_output import CommandOutputScreen
from ppchat.tui.events.command_line import CommandInput
from ppchat.tui.events.event_list import EventList
from ppchat.tui.events.event_panel import EventPanel
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.conversation.attachments.tray import AttachmentTray
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.screens.conversation.screen import ConversationScreen
from ppchat.tui.screens.conversation.transcript_pane import TranscriptPane
from ppchat.tui.screens.inspect.detail import Detail
from ppchat.tui.screens.inspect.screen import InspectScreen
from ppchat.tui.screens.proxy.screen import ProxyScreen
from ppchat.tui.screens.proxy.stream_list import StreamList
from ppchat.tui.screens.sessions.screen import SessionsScreen
from ppchat.tui.terminal.keymap import class_bindings, normalized_keys
from ppchat.tui.transcript import Transcript
from ppchat.tui.widgets.find_bar import FindBar
from ppchat.tui.widgets.prompt import Prompt

FocusChain = tuple[type[DOMNode], ...]
"""A screen, and what is inside one another on it down to a focus: all get its keys."""

FOCUS_CHAINS: Final[tuple[FocusChain, ...]] = (
    (ConversationScreen, Composer, Prompt),
    (ConversationScreen, Composer, AttachmentTray),
    (ConversationScreen, Panes, TranscriptPane, Transcript),
    (ConversationScreen, Panes, TranscriptPane, FindBar),
    (ConversationScreen, Panes, EventPanel, EventList),
    (ConversationScreen, Panes, EventPanel, CommandInput),
    (ConversationScreen, Panes, EventPanel, Timeline),
    (InspectScreen, EventPanel, EventList),
    (InspectScreen, EventPanel, CommandInput),
    (InspectScreen, Timeline),
    (InspectScreen, Detail),
    (InspectScreen, Transcript),
    (SessionsScreen,),
    (CompareScreen, Timeline),
    (ProxyScreen, StreamList),
    (ConnectScreen, ChoiceField),
    (CallScreen,),
    (ToolsScreen,),
    (AnswerScreen, ChoiceField),
    (CommandOutputScreen,),
    (Confirm,),
    (ExportScreen,),
    (HelpScreen,),
    (ImageViewer,),
    (MetricsHelpScreen,),
    (UsageScreen,),
    (Picker,),
    (ModelPicker,),
    (SettingsForm,),
    (VariablesForm,),
    (ShareScreen,),
)
EVERY_SCREEN: Final = "every screen"
_APP_BINDINGS: Final = [binding for binding in APP_BINDINGS if isinstance(binding, Binding)]


class KeyAction(NamedTuple):
    """One action that a key runs."""

    id: str
    keys: tuple[str, ...]
    """The default keys."""
    description: str
    group: str
    """The part of the screen that has the key."""
    screens: tuple[str, ...]


class KeyConflict(NamedTuple):
    """A key that two actions share while the same thing has the focus."""

    key: str
    first: KeyAction
    second: KeyAction
    screen: str


def key_actions() -> list[KeyAction]:
    """All actions that a key runs, by screen."""
    actions: dict[str, KeyAction] = {}
    for chain in FOCUS_CHAINS:
        for action in _actions(chain):
            known = actions.setdefault(action.id, action)
            if action.screens[0] not in known.screens:
                actions[action.id] = known._replace(screens=(*known.screens, *action.screens))
    return list(actions.values())


def key_conflicts(keymap: Mapping[str, str]) -> list[KeyConflict]:
    """The conflicts that a keymap (keys by id) brings about."""
    conflicts: dict[tuple[str, str, str], KeyConflict] = {}
    for chain in FOCUS_CHAINS:
        for first, second in combinations(_actions(chain), 2):
            if first.id in keymap or second.id in keymap:
                shared = configured_keys_of(first, keymap) & configured_keys_of(second, keymap)
                for key in sorted(shared - (set(first.keys) & set(second.keys))):
                    conflict = KeyConflict(key, first, second, group_title(chain[0]))
                    conflicts.setdefault((key, first.id, second.id), conflict)
    return list(conflicts.values())


def configured_keys_of(action: KeyAction, keymap: Mapping[str, str]) -> set[str]:
    """The keys of an action with a keymap (keys by id)."""
    configured = keymap.get(action.id)
    return set(action.keys if configured is None else normalized_keys(configured))


def _actions(chain: FocusChain) -> list[KeyAction]:
    """The actions of what is in a chain, and of the app."""
    groups = [(group_title(cls), class_bindings(cls), group_title(chain[0])) for cls in chain]
    return [
        KeyAction(
            binding.id or "", normalized_keys(binding.key), binding.description, title, (screen,)
        )
        for title, bindings, screen in [(APP_TITLE, _APP_BINDINGS, EVERY_SCREEN), *groups]
        for binding in bindings
    ]

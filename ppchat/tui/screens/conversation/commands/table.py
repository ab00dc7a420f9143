"""The table of commands, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.view.action_sentences import SENTENCES
from ppchat.tui.screens.conversation.commands.attach_command import attach
from ppchat.tui.screens.conversation.commands.conversation_commands import (
    clear_context,
    rename,
    search,
)
from ppchat.tui.screens.conversation.commands.model_commands import (
    choose_model,
    model_names,
    set_instructions,
    setter,
    values_of,
)
from ppchat.tui.screens.conversation.commands.profile_command import choose_profile, profile_names
from ppchat.tui.screens.conversation.commands.prompt_commands import (
    names_of_prompts,
    take_prompt,
)
from ppchat.tui.screens.conversation.commands.slash_command import SlashCommand
from ppchat.tui.screens.conversation.commands.theme_command import change_theme, theme_names
from ppchat.tui.screens.conversation.commands.usage_command import show_usage


def _bound(name: str, binding: str) -> SlashCommand:
    """A command that does what a key does."""
    return SlashCommand(name, "", SENTENCES[binding][1], None, binding)


_TABLE: Final = (
    SlashCommand("model", "[NAME]", "Choose the model", choose_model, arguments=model_names),
    _bound("settings", "conversation.settings"),
    SlashCommand("system", "[TEXT]", "Set the instructions of the model", set_instructions),
    SlashCommand(
        "effort",
        "VALUE",
        "Set the reasoning effort",
        setter("effort"),
        arguments=values_of("effort"),
    ),
    SlashCommand("temp", "VALUE", "Set the temperature", setter("temperature")),
    SlashCommand(
        "profile", "[NAME]", "Ask the server of a profile", choose_profile, "", profile_names
    ),
    _bound("connect", "conversation.connect"),
    SlashCommand(
        "prompts",
        "[NAME]",
        "Take a saved prompt; save NAME TEXT saves one",
        take_prompt,
        arguments=names_of_prompts,
    ),
    SlashCommand("attach", "[FILE]", "Attach a file to the prompt", attach),
    _bound("tools", "conversation.tools"),
    _bound("api", "conversation.api"),
    _bound("new", "conversation.new"),
    _bound("sessions", "conversation.sessions"),
    SlashCommand("search", "TEXT", "Search the texts of all conversations", search),
    _bound("export", "conversation.export"),
    _bound("share", "conversation.share"),
    _bound("copy", "conversation.copy"),
    SlashCommand("clear", "", "Ask next without what was asked before", clear_context),
    _bound("fork", "conversation.fork"),
    _bound("regenerate", "conversation.regenerate"),
    SlashCommand("title", "TEXT", "Give the conversation another title", rename),
    SlashCommand(
        "theme", "[NAME]", SENTENCES["app.theme"][1], change_theme, "app.theme", theme_names
    ),
    SlashCommand("stats", "", "Show what this conversation used and cost", show_usage),
    _bound("inspect", "conversation.inspect"),
    _bound("help", "app.help"),
    _bound("quit", "app.quit"),
)
COMMANDS: Final[Mapping[str, SlashCommand]] = {command.name: command for command in _TABLE}
"""The commands by their names."""

"""The command that takes a saved prompt, or saves the draft as one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ppchat.adapters.saved_prompts import (
    load_saved_prompt,
    prompts_folder,
    save_prompt,
    saved_prompt_names,
)
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.template import fill, variables
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.screens.conversation.commands.slash_command import CommandContext

_SAVE: Final = "save"


def _folder(context: CommandContext) -> Path:
    return prompts_folder(context.chat.settings.paths.config_file)


async def names_of_prompts(context: CommandContext) -> Sequence[str]:
    """The names of the saved prompts."""
    try:
        return await asyncio.to_thread(saved_prompt_names, _folder(context))
    except OSError:
        return ()


async def take_prompt(context: CommandContext, argument: str) -> str:
    """Take the prompt of that name, let the user pick one, or save one: `save NAME TEXT`."""
    word, _, rest = argument.partition(" ")
    try:
        if word == _SAVE:
            return await _save(context, rest)
        name = argument or await _pick(context)
        if name is None:
            return ""
        text = await asyncio.to_thread(load_saved_prompt, _folder(context), name)
    except (OSError, ValueError) as error:
        return sanitize_line(f"/prompts {argument}: {error}.")
    if names := variables(text):
        from ppchat.tui.dialogs.prompts.variables_form import VariablesForm

        values = await context.screen.app.push_screen_wait(VariablesForm(name, names))
        if values is None:
            return ""
        text = fill(text, values)
    else:
        text = fill(text, {})
    context.composer.prompt.take(text)
    return ""


async def _save(context: CommandContext, rest: str) -> str:
    name, *texts = rest.split(maxsplit=1) or [""]
    text = texts[0] if texts else _last_prompt(context)
    if not text:
        return "Nothing to save: write the text after the name, or ask something first."
    file = await asyncio.to_thread(save_prompt, _folder(context), name, text)
    note = sanitize_line(f"Saved as {file}: /prompts {name} takes it.")
    context.screen.notify(note, timeout=6, markup=False)
    return ""


def _last_prompt(context: CommandContext) -> str:
    prompts = [node.prompt for node in context.chat.conversation.path if node.prompt]
    return prompts[-1] if prompts else ""


async def _pick(context: CommandContext) -> str | None:
    from ppchat.tui.dialogs.prompts.preview_picker import PreviewPicker

    folder = _folder(context)

    def load() -> dict[str, str]:
        texts = {}
        for name in saved_prompt_names(folder)[:200]:
            try:
                texts[name] = load_saved_prompt(folder, name)
            except (OSError, ValueError) as error:
                texts[name] = f"({error})"
        return texts

    texts = await asyncio.to_thread(load)
    if not texts:
        raise ValueError(f"no prompt in {folder} yet; /prompts save NAME TEXT saves one")
    choices = [Choice(name, name, text.partition("\n")[0][:60]) for name, text in texts.items()]
    picker = PreviewPicker(choices, "Saved prompts", "Type to find one", texts.__getitem__)
    return await context.screen.app.push_screen_wait(picker)

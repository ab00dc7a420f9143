"""Saved prompts, taken and saved by a command."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ppchat.adapters.saved_prompts import load_saved_prompt, prompts_folder, save_prompt
from ppchat.tui.dialogs.prompts.preview_picker import PreviewPicker
from ppchat.tui.dialogs.prompts.variables_form import VariablesForm
from tests.support.chat_app import ChatDriver, run_chat


async def run(chat: ChatDriver, text: str) -> None:
    await chat.write(text)
    await chat.press("enter")


def was_notified(chat: ChatDriver, reason: str) -> bool:
    return any(reason in text for text in chat.notifications)


def has_text(chat: ChatDriver, text: str) -> bool:
    return chat.prompt.text == text


def folder_of(chat: ChatDriver) -> Path:
    return prompts_folder(chat.chat.settings.paths.config_file)


async def test_a_prompt_is_saved_picked_and_filled(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await run(chat, "/prompts")
        await chat.until(lambda: any("no prompt in" in text for text in chat.notifications))
        await run(chat, "/prompts save review Review {{file=it}}\nand be {{tone}}.")
        await chat.until(lambda: any("Saved as" in text for text in chat.notifications))
        assert load_saved_prompt(folder_of(chat), "review").startswith("Review {{file=it}}\n")
        await run(chat, "/prompts")
        await chat.until(lambda: isinstance(chat.app.screen, PreviewPicker))
        await chat.until(lambda: "and be {{tone}}." in chat.text)
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, VariablesForm))
        await chat.press("enter", *"kind", "enter")
        await chat.until(lambda: chat.prompt.text == "Review it\nand be kind.")
        assert len(chat.chat.conversation) == 0


async def test_a_name_takes_a_prompt_at_once(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        save_prompt(folder_of(chat), "plain", r"As \{{it}} is")
        await run(chat, "/prompts plain")
        await chat.until(lambda: chat.prompt.text == "As {{it}} is")


async def test_what_cannot_be_taken_or_saved_is_a_sentence(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        for text, reason in (
            ("/prompts ../x", "make a name"),
            ("/prompts none", "no prompt of this name"),
            ("/prompts save", "Nothing to save"),
            ("/prompts save ../x y", "make a name"),
        ):
            await run(chat, text)
            await chat.until(partial(was_notified, chat, reason))
            await chat.until(partial(has_text, chat, text))
        await chat.ask("a question")
        await run(chat, "/prompts save kept")
        await chat.until(lambda: any("Saved as" in text for text in chat.notifications))
        assert load_saved_prompt(folder_of(chat), "kept") == "a question"

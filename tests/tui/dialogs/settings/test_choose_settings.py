"""What is chosen in the form is shown beside the prompt, and sent with the next one."""

from __future__ import annotations

from pathlib import Path

from ppchat.tui.dialogs.settings.form_row import FormRow
from ppchat.tui.dialogs.settings.settings_form import SettingsForm
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.loopback import Exchange, text_stream


async def open_form(chat: ChatDriver) -> SettingsForm:
    await chat.press("f5")
    await chat.until(lambda: "Model and settings" in chat.text)
    assert isinstance(chat.app.screen, SettingsForm)
    return chat.app.screen


def focus(form: SettingsForm, name: str) -> None:
    next(row for row in form.query(FormRow) if row.name == name).field.focus()


async def close(chat: ChatDriver, *keys: str) -> None:
    await chat.press(*keys)
    await chat.until(lambda: chat.app.screen is chat.screen)


async def test_settings_hold_from_the_next_prompt_on_and_the_draft_stays(tmp_path: Path) -> None:
    bodies = []

    async def script(exchange: Exchange) -> None:
        bodies.append(exchange.request.json)
        await exchange.open()
        await exchange.chunk(*text_stream("Hello"))
        await exchange.close()

    async with run_chat(tmp_path, script) as chat:
        await chat.ask("one")
        await chat.write("two")
        form = await open_form(chat)
        focus(form, "effort")
        await chat.pilot.pause()
        await chat.press(*["right"] * 3)
        focus(form, "temperature")
        await chat.pilot.pause()
        await chat.press(*"0.2")
        await close(chat, "enter")
        await chat.until(lambda: "effort low" in chat.text)
        assert "temperature 0.2" in chat.text
        assert chat.prompt.text == "two"
        await chat.ask("two")
        await chat.ask("three")
    sent = [(body.get("reasoning"), body.get("temperature")) for body in bodies]
    assert sent == [(None, None), ({"effort": "low"}, 0.2), ({"effort": "low"}, 0.2)]


async def test_escape_changes_nothing(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        before = chat.chat.turn_settings
        form = await open_form(chat)
        focus(form, "store")
        await chat.pilot.pause()
        await close(chat, "right", "escape", "escape")
        assert chat.chat.turn_settings == before


async def test_a_branch_shows_its_own_settings(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.ask("one")
        chat.transcript.focus()
        await chat.press("r")
        form = await open_form(chat)
        focus(form, "verbosity")
        await chat.pilot.pause()
        await close(chat, "right", "enter")
        await chat.press("enter")
        await chat.until(lambda: len(chat.chat.conversation) == 2 and not chat.screen.is_asking)
        await chat.until(lambda: "verbosity low" in chat.text)
        chat.transcript.focus()
        await chat.press("less_than_sign")
        await chat.until(lambda: "verbosity low" not in chat.text)
        await chat.press("greater_than_sign")
        await chat.until(lambda: "verbosity low" in chat.text)


async def test_a_click_on_the_model_opens_the_form(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.pilot.click(chat.foot, offset=(3, 0))
        await chat.until(lambda: isinstance(chat.app.screen, SettingsForm))

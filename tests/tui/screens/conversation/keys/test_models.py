"""What is chosen in the form is shown beside the prompt, and sent with the next one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from ppchat.tui.dialogs.settings.form_row import FormRow
from ppchat.tui.dialogs.settings.model_picker import ModelPicker
from ppchat.tui.dialogs.settings.settings_form import SettingsForm
from tests.support.chat_app import ChatDriver, reply_with, run_chat
from tests.support.loopback import Exchange, scripted_server, text_stream
from tests.support.model_servers import json_answer, offering


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


async def test_the_form_comes_back_with_the_chosen_model_and_what_was_typed(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path, offering("small", "large")) as chat:
        form = await open_form(chat)
        focus(form, "temperature")
        await chat.pilot.pause()
        await chat.press(*"0.7")
        focus(form, "model")
        await chat.pilot.pause()
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, ModelPicker))
        await chat.press(*"large", "enter")
        await chat.until(lambda: isinstance(chat.app.screen, SettingsForm))
        await chat.until(lambda: "large" in chat.text)
        assert "0.7" in chat.text
        await close(chat, "enter")
        assert chat.chat.turn_settings.model == "large"
        assert chat.chat.turn_settings.parameters == {"temperature": 0.7}


async def test_an_answer_is_regenerated_with_another_model_after_enter(tmp_path: Path) -> None:
    async with run_chat(tmp_path, offering("small", "large")) as chat:
        await chat.ask("one")
        chat.transcript.focus()
        await chat.press("R")
        await chat.until(lambda: isinstance(chat.app.screen, ModelPicker))
        await chat.until(lambda: "small" in chat.text)
        await chat.press(*"large", "enter")
        await chat.until(lambda: "Regenerate with large: enter sends" in chat.text)
        assert len(chat.chat.conversation) == 1
        await chat.press("enter")
        await chat.until(lambda: len(chat.chat.conversation) == 2 and not chat.screen.is_asking)
        models = [node.recording.request.model for node in chat.chat.conversation.nodes]
        assert models == ["gpt-4.1-mini", "large"]
        assert chat.foot.model == "large"


async def test_without_an_answer_there_is_nothing_to_regenerate(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.app.run_action("dialog('regenerate_with')", chat.screen)
        await chat.until(lambda: "No answer yet." in chat.notifications)
        assert chat.app.screen is chat.screen


async def test_a_setting_that_the_server_rejects_is_left_out_after_enter(tmp_path: Path) -> None:
    bodies = []

    async def script(exchange: Exchange) -> None:
        body = exchange.request.json
        bodies.append(body)
        if "temperature" not in body:
            await offering()(exchange)
            return
        message = "Unsupported parameter: 'temperature' is not supported with this model."
        error = {"message": message, "param": "temperature"}
        await json_answer(json.dumps({"error": error}).encode(), "400 Bad Request")(exchange)

    async with run_chat(tmp_path, script) as chat:
        settings = replace(chat.chat.turn_settings, parameters={"temperature": 1, "effort": "low"})
        chat.screen._parts.models.set(settings)
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: "rejects temperature: enter sends without it" in chat.text)
        assert "Unsupported parameter" in chat.text
        assert len(bodies) == 1
        await chat.press("enter")
        await chat.until(lambda: "I am gpt-4.1-mini" in chat.texts)
        assert "temperature" not in bodies[1]
        assert bodies[1]["reasoning"] == {"effort": "low"}
        assert chat.chat.turn_settings.parameters == {"effort": "low"}
        assert chat.prompt.text == ""


async def test_escape_keeps_the_rejected_prompt(tmp_path: Path) -> None:
    error = {"error": {"message": "temperature is not supported", "param": "temperature"}}
    refuse = json_answer(json.dumps(error).encode(), "400 Bad Request")
    async with run_chat(tmp_path, refuse) as chat:
        settings = replace(chat.chat.turn_settings, parameters={"temperature": 1})
        chat.screen._parts.models.set(settings)
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: "enter sends without it" in chat.text)
        await chat.press("escape")
        assert chat.prompt.text == "one"
        assert "enter sends without it" not in chat.text


async def test_what_enter_will_send_has_the_model_of_the_server_that_was_chosen(
    tmp_path: Path,
) -> None:
    async with scripted_server(reply_with("There")) as other:
        config = f'[profiles.other]\nbase_url = "{other.base_url}"\nmodel = "theirs"\n'
        (tmp_path / "config.toml").write_text(config)
        async with run_chat(tmp_path) as chat:
            await chat.ask("one")
            chat.transcript.focus()
            await chat.press("r")
            await chat.until(lambda: "Regenerate with" in chat.text)
            assert chat.screen._parts.dialogs.use_profile("other") == ""
            await chat.until(lambda: "Regenerate with theirs" in chat.text)
            await chat.press("enter")
            await chat.until(lambda: len(chat.chat.conversation) == 2 and not chat.screen.is_asking)
    assert other.requests[-1].json["model"] == "theirs"


async def test_the_first_screen_says_which_model_answers_now(tmp_path: Path) -> None:
    async with run_chat(tmp_path, offering("small", "large")) as chat:
        chat.screen._parts.models.set(replace(chat.chat.turn_settings, model="large"))
        await chat.until(lambda: f"large at {chat.chat.target.host} answers." in chat.text)


async def test_an_answer_is_regenerated_with_the_model_that_was_chosen_at_another_server(
    tmp_path: Path,
) -> None:
    async with scripted_server(offering("chosen", "theirs")) as other:
        config = f'[profiles.other]\nbase_url = "{other.base_url}"\nmodel = "theirs"\n'
        (tmp_path / "config.toml").write_text(config)
        async with run_chat(tmp_path) as chat:
            await chat.ask("one")
            chat.transcript.focus()
            await chat.press("R")
            await chat.until(lambda: isinstance(chat.app.screen, ModelPicker))
            await chat.until(lambda: "theirs" in chat.text)
            await chat.press(*"chosen")
            await chat.until(lambda: "theirs" not in chat.text)
            await chat.press("enter")
            await chat.until(lambda: "Regenerate with chosen: enter sends" in chat.text)
            await chat.pilot.pause()
            await chat.press("enter")
            await chat.until(lambda: len(chat.chat.conversation) == 2 and not chat.screen.is_asking)
    assert other.requests[-1].json["model"] == "chosen"

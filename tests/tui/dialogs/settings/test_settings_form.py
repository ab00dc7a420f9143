"""All settings of a request in one form, in a terminal of any size."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from textual.widgets import Input

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import ASKABLE, DEFAULT_DIALECT
from ppchat.tui.dialogs.settings.form_row import FormRow
from ppchat.tui.dialogs.settings.settings_form import FormResult, SettingsForm
from tests.support.chat_app import ChatDriver, run_chat

SETTINGS: Final = TurnSettings(
    "gpt-x", "Be brief.", {"effort": "low", "temperature": 0.2, "store": False}, {"user": "me"}
)


class FormDriver:
    """The form on the screen, and what it was closed with."""

    def __init__(self, chat: ChatDriver, form: SettingsForm) -> None:
        self.chat, self.form = chat, form
        self.results: list[FormResult | None] = []

    def row(self, name: str) -> FormRow:
        return next(row for row in self.form.query(FormRow) if row.name == name)

    async def focus(self, name: str) -> None:
        self.row(name).field.focus()
        await self.chat.until(lambda: self.form.focused is self.row(name).field)

    async def type(self, name: str, text: str) -> None:
        field = self.row(name).field
        assert isinstance(field, Input)
        await self.focus(name)
        field.value = ""
        await self.chat.press(*text)

    async def keep(self) -> TurnSettings:
        await self.chat.press("enter")
        await self.chat.until(lambda: self.results)
        assert self.results[0]
        assert self.results[0].settings
        return self.results[0].settings


@asynccontextmanager
async def run_form(
    folder: Path,
    settings: TurnSettings = SETTINGS,
    dialect: Dialect = DEFAULT_DIALECT,
    size: tuple[int, int] = (120, 36),
) -> AsyncIterator[FormDriver]:
    async with run_chat(folder, size=size) as chat:
        driver = FormDriver(chat, SettingsForm(settings, dialect, "example.org"))
        await chat.app.push_screen(driver.form, driver.results.append)
        await chat.until(lambda: "Model and settings" in chat.text)
        yield driver


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15)])
async def test_every_setting_can_be_reached_by_the_arrow_keys(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with run_form(tmp_path, size=size) as form:
        assert "Model and settings" in form.chat.text
        seen: list[str] = []
        for _ in form.form.query(FormRow):
            assert form.form.focused
            seen.append(form.form.focused.query_ancestor(FormRow).name or "")
            await form.chat.until(lambda: _is_in_sight(form.form, size[1]))
            await form.chat.press("down")
        names = [parameter.name for parameter in DEFAULT_DIALECT.parameters]
        assert seen == ["model", "instructions", *names, "fields"]


def _is_in_sight(form: SettingsForm, height: int) -> bool:
    region = form.focused.region if form.focused else None
    return region is not None and 0 < region.y < region.bottom <= height - 2


async def test_values_are_chosen_typed_and_unset(tmp_path: Path) -> None:
    async with run_form(tmp_path) as form:
        assert "◂ low ▸" in form.chat.text
        assert "◂ server's default ▸" in form.chat.text
        await form.focus("effort")
        await form.chat.press("right")
        await form.focus("store")
        await form.chat.press("delete")
        await form.focus("verbosity")
        await form.chat.press("left")
        await form.type("temperature", "1.5")
        await form.focus("instructions")
        await form.chat.press("end", "ctrl+j", *"Go on.")
        kept = await form.keep()
    assert kept == TurnSettings(
        "gpt-x",
        "Be brief.\nGo on.",
        {"effort": "medium", "verbosity": "high", "temperature": 1.5},
        {"user": "me"},
    )


async def test_a_mistake_is_named_at_its_field_and_nothing_is_lost(tmp_path: Path) -> None:
    async with run_form(tmp_path) as form:
        await form.type("temperature", "9")
        await form.chat.press("tab")
        await form.chat.until(lambda: "Temperature must be a number, 0 to 2" in form.chat.text)
        await form.chat.press("enter")
        await form.chat.until(lambda: form.form.focused is form.row("temperature").field)
        assert not form.results
        await form.type("temperature", "1")
        await form.chat.press("tab")
        await form.chat.until(lambda: "must be a number" not in form.chat.text)
        assert (await form.keep()).parameters["temperature"] == 1


async def test_escape_discards_changes_only_the_second_time(tmp_path: Path) -> None:
    async with run_form(tmp_path) as form:
        await form.focus("verbosity")
        await form.chat.press("right", "escape")
        await form.chat.until(lambda: "escape again" in form.chat.text)
        assert not form.results
        await form.chat.press("escape")
        await form.chat.until(lambda: form.results == [None])


async def test_escape_closes_a_form_without_changes(tmp_path: Path) -> None:
    async with run_form(tmp_path) as form:
        await form.chat.press("escape")
        await form.chat.until(lambda: form.results == [None])


async def test_a_schema_comes_from_a_file_and_stays_if_it_is_not_changed(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "title": "City"}
    (tmp_path / "city.json").write_text(json.dumps(schema))
    async with run_form(tmp_path, TurnSettings("m")) as form:
        await form.type("schema", f"{tmp_path}/none.json")
        await form.chat.press("tab")
        await form.chat.until(lambda: "No such file" in form.chat.text)
        await form.type("schema", f"{tmp_path}/cit")
        field = form.row("schema").field
        assert isinstance(field, Input)
        await form.chat.until(lambda: field._suggestion.endswith("city.json"))
        await form.chat.press("right")
        kept = await form.keep()
    assert kept.schema == schema
    async with run_form(tmp_path, kept) as form:
        assert "as before: City" in form.chat.text
        await form.focus("effort")
        assert await form.keep() == kept


async def test_enter_on_the_model_asks_for_another_one_with_what_was_typed(tmp_path: Path) -> None:
    async with run_form(tmp_path) as form:
        await form.chat.until(lambda: "choose a model" in form.chat.text)
        await form.type("temperature", "9")
        await form.focus("model")
        await form.chat.press("enter")
        await form.chat.until(lambda: form.results)
        result = form.results[0]
    assert result
    assert result.settings is None
    assert result.draft.texts["temperature"] == "9"


async def test_an_api_shows_what_it_has(tmp_path: Path) -> None:
    chat = next(dialect for dialect in ASKABLE if dialect.name == "chat")
    async with run_form(tmp_path, dialect=chat) as form:
        names = {row.name for row in form.form.query(FormRow)}
        assert "summary" not in names
        assert "verbosity" in names

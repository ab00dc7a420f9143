"""Connects a chat to another server, or to the same one with another key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual.app import App

from ppchat.core.dialects.registry import askable_dialect
from ppchat.core.errors import ConfigError
from ppchat.core.security.sanitize import sanitize_line
from ppchat.services.chat import ChatSession
from ppchat.services.connection.server_entry import ServerEntry, entry_of
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.connect.screen import ChosenServer, ConnectScreen
from ppchat.tui.dialogs.picker import Picker


async def connect(app: App[Any], chat: ChatSession, *, asks_for_key: bool = False) -> bool:
    """Let the user choose a server and its key; returns whether it is asked from now on."""
    profile = chat.settings.profiles.get(chat.target.profile)
    if profile is not None:
        entry = entry_of(profile)
    else:
        base_url = chat.settings.base_url if chat.target.is_demo else chat.target.base_url
        is_default = "model" not in chat.settings.origins
        model = chat.turn_settings.model
        if chat.target.is_demo or (is_default and model == chat.settings.model):
            model = ""  # nobody named it: one that the server lists does as well
        entry = ServerEntry(base_url, api=chat.settings.api, model=model)
    chosen = await app.push_screen_wait(ConnectScreen(chat, entry, asks_for_key=asks_for_key))
    if chosen is None:
        return False
    try:
        _use(chat, chosen)
    except ConfigError as error:
        app.notify(sanitize_line(str(error)), severity="error", timeout=8, markup=False)
        return False
    name = chosen.entry.name.strip()
    if chosen.is_kept and name:
        text = f"Saved as the profile {name}."
    elif chosen.is_kept and chosen.entry.key:
        text = "Key saved; press enter to send."
    else:
        text = "It is asked until you leave."
    app.notify(sanitize_line(f"{chosen.target.host}: {text}"), timeout=5, markup=False)
    return True


def _use(chat: ChatSession, chosen: ChosenServer) -> None:
    entry = chosen.entry
    chat.connect(entry.name.strip() if chosen.is_kept and entry.name.strip() else chosen.target)
    if chosen.api and chat.api.dialect.name != chosen.api:
        chat.api.choose(askable_dialect(chosen.api))
    if model := entry.model.strip():
        chat.turn_settings = replace(chat.turn_settings, model=model)


async def choose_profile(app: App[Any], chat: ChatSession) -> bool:
    """Let the user choose a profile; returns whether its server is asked from now on."""
    profiles = chat.settings.profiles
    if not profiles:
        app.notify("There is no profile yet: connect to a server and give it a name.", timeout=5)
        return False
    current = chat.target.profile
    choices = [
        Choice(name, f"{name}  {profile.base_url}", "now" * (name == current), terms=(name,))
        for name, profile in profiles.items()
    ]
    picker = Picker(choices, "Which profile?", "Type to find", initial=current)
    name = await app.push_screen_wait(picker)
    if name is None:
        return False
    problem = use_profile(app, chat, name)
    if problem:
        app.notify(problem, severity="error", timeout=8, markup=False)
    return not problem


def use_profile(app: App[Any], chat: ChatSession, name: str) -> str:
    """Ask the server of a profile from now on; returns why it cannot be, in a sentence."""
    try:
        chat.connect(name)
    except ConfigError as error:
        return sanitize_line(str(error).removeprefix("--profile: "))
    host = sanitize_line(chat.target.host, 100)
    app.notify(f"From now on, {host} is asked.", timeout=5, markup=False)
    return ""

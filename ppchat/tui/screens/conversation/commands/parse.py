"""Which texts of the prompt are commands."""

from __future__ import annotations

from collections.abc import Container


def split_command(text: str) -> tuple[str, str]:
    """The name after the slash, and what follows it."""
    name, *rest = text[1:].split(maxsplit=1) or [""]
    return ("", text) if text[1:2].isspace() else (name.lower(), rest[0].strip() if rest else "")


def parse_command(text: str, names: Container[str]) -> tuple[str, str] | None:
    """The command in what was typed, and what follows it; None for a prompt."""
    name, argument = split_command(text)
    return (name, argument) if text.startswith("/") and name in names else None


def literal(text: str) -> str:
    """A prompt as it is sent: the first of two slashes only says that it is no command."""
    return text[1:] if text.startswith("//") else text

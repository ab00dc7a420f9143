"""The JSON schema that the settings name for answers."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.config import Settings
from ppchat.adapters.json_schema.schema_file import load_schema
from ppchat.core.response.response import JsonObject


def answer_schema(settings: Settings) -> JsonObject | None:
    """The schema that answers are to follow; None for any. Raises ConfigError.

    A file that the config names is looked for in its folder, one of an option in the current one.
    """
    if not settings.schema:
        return None
    path, config = Path(settings.schema).expanduser(), settings.paths.config_file
    if settings.origins.get("schema") == str(config):
        path = config.parent / path
    return load_schema(path)

"""The model to begin with."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.config import Settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.target import Target
from ppchat.services.default_model import DEMO_MODEL, default_model

DEMO = Target("", "demo", None, "", True)
SERVER = Target("http://127.0.0.1/v1", "127.0.0.1", None, "", False)


def test_the_demo_has_a_model_of_its_own_unless_one_is_chosen() -> None:
    settings = Settings(Paths(Path("config.toml"), Path()), model="m")
    assert default_model(settings, SERVER) == "m"
    assert default_model(settings, DEMO) == DEMO_MODEL
    assert default_model(settings._replace(origins={"model": "--model"}), DEMO) == "m"

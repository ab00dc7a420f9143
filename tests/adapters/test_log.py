"""The log: off unless asked for, for its owner only, bounded, without secrets."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ppchat import __version__
from ppchat.adapters import log
from ppchat.adapters.log import LOG, active_log, log_level
from ppchat.core.errors import UsageError
from ppchat.core.security.secret import Secret
from tests.support.log_files import logging_to

PATTERNED_KEY = "sk-" + "p" * 40


@pytest.mark.parametrize(
    ("variable", "log_file", "level"),
    [
        ("", None, None),
        ("0", None, None),
        ("off", None, None),
        ("", "a.log", logging.INFO),
        ("1", None, logging.INFO),
        ("Debug", None, logging.DEBUG),
        ("warning", "a.log", logging.WARNING),
    ],
)
def test_the_level(variable: str, log_file: str | None, level: int | None) -> None:
    assert log_level({"PPCHAT_LOG": variable}, log_file) == level


def test_an_unknown_level_is_an_error() -> None:
    with pytest.raises(UsageError, match="debug, info, warning or off"):
        log_level({"PPCHAT_LOG": "verbose"}, None)


def test_entries_and_tracebacks_are_written_without_secrets(tmp_path: Path) -> None:
    path = tmp_path / "ppchat.log"
    Secret("plain-key")
    with logging_to(path):
        assert active_log() == str(path)
        LOG.debug("below the level")
        LOG.info("a %s and a plain-key\x1b[2J", PATTERNED_KEY)
        try:
            raise ValueError("no access with plain-key")
        except ValueError:
            logging.getLogger("library").exception("it failed")
        logging.getLogger("library").info("not even at this level")
    assert active_log() == ""
    text = path.read_text()
    assert f"INFO ppchat: ppchat {__version__} on Python 3." in text
    assert "INFO ppchat: a ••• and a •••␛[2J\n" in text
    assert "ERROR library: it failed\nTraceback" in text
    assert "ValueError: no access with •••\n" in text
    assert "level" not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_of_the_limit_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_MAX_BYTES", 1000)
    path = tmp_path / "ppchat.log"
    with logging_to(path):
        for number in range(100):
            LOG.info("entry %d %s", number, "." * 50)
        files = sorted(tmp_path.iterdir())
        assert [file.name for file in files] == ["ppchat.log", "ppchat.log.1"]
        assert all(file.stat().st_size < 1200 for file in files)
        assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_a_file_that_cannot_be_written_disturbs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OSError, match="No such file"), logging_to(tmp_path / "none" / "a.log"):
        pass
    if Path("/dev/full").exists():
        with logging_to(Path("/dev/full")):
            LOG.info("lost")
    assert capsys.readouterr().err == ""


def test_a_crash_is_logged_without_local_variables(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    code = (
        "import logging, sys; from pathlib import Path;"
        "from ppchat.adapters.log import start_log;"
        "start_log(Path(sys.argv[1]), logging.INFO); local = 'hid' + 'den'; raise SyntaxError"
    )
    command = [sys.executable, "-c", code, str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert result.returncode == 1
    assert "SyntaxError" in result.stderr
    text = path.read_text()
    assert "CRITICAL ppchat: crash\nTraceback" in text
    assert "hidden" not in text

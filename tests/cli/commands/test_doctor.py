"""`ppchat doctor`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ppchat.adapters.memory.servers import ServerMemory, save_memory
from ppchat.adapters.paths import Paths
from ppchat.cli.main import main
from tests.support.chat_server import chat_only
from tests.support.faults import refusal
from tests.support.loopback import run_ppchat, scripted_server


def test_doctor_shows_where_the_key_came_from_but_not_the_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    assert "the built-in demo" in capsys.readouterr().out
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-shown")
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "from OPENAI_API_KEY" in out
    assert "sk-never-shown" not in out
    assert main(["doctor", "--base-url", "http://localhost:1/v1"]) == 0
    out = capsys.readouterr().out
    assert "none for localhost:1" in out
    assert "only sent to api.openai.com" in out


def test_a_key_that_no_server_accepts_is_reported_but_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never shown")
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "BAD: " in out
    assert "never shown" not in out


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "no_proxy"])
def test_a_proxy_is_named_without_its_address(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "http://user:secret@proxy")
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert f"{name.upper()}  set; not used for local addresses" in re.sub(" {2,}", "  ", out)
    assert "secret" not in out


def test_a_fact_is_one_line_whatever_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    count = capsys.readouterr().out.count("\n")
    monkeypatch.setenv("TERM", "odd\nterminal\x1b[2J")
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.count("\n") == count + ("TERM" not in os.environ)


def test_files_are_shown_with_their_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").touch()
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert f"{tmp_path / 'config.toml'} (exists)" in out
    assert f"{tmp_path / 'data'} (does not exist yet)" in out


def test_doctor_and_paths_show_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PPCHAT_LOG", raising=False)
    path = tmp_path / "data" / "ppchat.log"
    assert main(["doctor"]) == main(["paths"]) == 0
    out = capsys.readouterr().out
    assert f"{path} (off; PPCHAT_LOG=info or --log-file turns it on)" in out
    assert f"log       {path}  (does not exist yet)" in out
    assert not path.exists()


def test_every_other_setting_is_listed_with_its_source_and_tables_without_their_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('system = "Be brief."\n[request.metadata]\ntoken = "s3cret"\n')
    assert main(["doctor", "--config", str(config)]) == 0
    out = capsys.readouterr().out
    assert f"system       Be brief. from {config}" in out
    assert f"request      metadata from {config}" in out
    assert "s3cret" not in out


def test_what_the_app_does_not_have_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        'theme = "darkness"\n\n[keymap]\n"prompt.sent" = "f10"\n"events.group" = "m"\n'
    )
    assert main(["doctor", "--config", str(config)]) == 0
    out = capsys.readouterr().out
    assert f"{config}:1: unknown theme 'darkness'" in out
    assert f"{config}:4: unknown key id 'prompt.sent'" in out
    assert f"{config}:5: events.group and events.mark share the key m" in out


def test_tools_that_cannot_be_used_are_named_with_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[tool.good]\n[tool.bad]\ncomand = []\n[hosted.x]\ntype = "telepathy"\n')
    assert main(["doctor", "--config", str(config)]) == 0
    out = capsys.readouterr().out
    assert f"  tool         good, bad from {config}\n" in out
    assert f"  tool         {config}:3: comand of tool.bad: unknown; a function has" in out
    assert f"  tool         {config}:5: type of hosted.x: must be web_search" in out


def test_keys_that_the_terminal_takes_are_named_with_their_actions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZELLIJ", "0")
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "Zellij takes ctrl+g (prompt.editor), ctrl+n (conversation.new)" in out
    assert "ctrl+h" not in out


async def test_a_server_is_asked_for_its_apis(tmp_path: Path) -> None:
    async with scripted_server(chat_only(refusal("400 x", "messages is required"))) as server:
        silent = await run_ppchat("doctor", "--base-url", server.base_url, home=tmp_path)
        assert not server.requests
        probed = await run_ppchat("doctor", "--probe", "--base-url", server.base_url, home=tmp_path)
    assert "APIs of the server" not in silent.out
    assert "  responses    no: 404 Not Found: page not found\n" in probed.out
    assert "  chat         yes: Chat Completions\n" in probed.out


def test_what_is_remembered_of_the_server_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = Paths(tmp_path / "config.toml", tmp_path)
    save_memory(paths, "localhost:1", ServerMemory("chat"))
    assert main(["doctor", "--base-url", "http://localhost:1/v1", "--data-dir", str(tmp_path)]) == 0
    assert "  api          chat, as this server was asked before\n" in capsys.readouterr().out

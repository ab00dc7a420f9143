"""The app in a real terminal, with faults: each ends in one clear line, and the app goes on."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.faults import ESCAPES, EVIL, SCRIPTS, bad_server
from tests.support.loopback import Server
from tests.support.terminal import Terminal

PPCHAT = [sys.executable, "-m", "ppchat"]
OUTCOMES = "completed|incomplete|failed|cancelled|stopped|cut off|refused"
OWN = re.compile(rb"\x1b\](?:22;[a-z]*|2;([^\x00-\x1f]*))\x07")
"""The pointer shape and the window's title, the only own sequences that end in a BEL."""
Home = Mapping[str, str]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with bad_server() as running:
        yield running


def home_in(folder: Path) -> Home:
    """An environment without any settings of the user who runs the tests."""
    foreign = re.compile(r"OPENAI_|PPCHAT_|.*_proxy$", re.IGNORECASE)
    unset = {name: "" for name in os.environ if foreign.match(name)}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    return {**unset, **folders, "TMUX": "", "PPCHAT_API_KEY": "sk-none"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_in(tmp_path)


def app(
    server: Server, home: Home, *arguments: str, before: Sequence[str] = (), columns: int = 80
) -> Terminal:
    command = [*before, *PPCHAT, "--base-url", server.base_url, *arguments]
    return Terminal(command, columns=columns, rows=24, environment=home)


def ended(text: str) -> bool:
    return bool(re.search(f"[✓▲✗■] ({OUTCOMES})|waits for you", text.partition("\n")[0]))


def unwrapped(text: str) -> str:
    """The contents of the screen, in one line."""
    return " ".join(line.strip("▌┃✗▲·▸ ") for line in text.splitlines() if line.strip("▌┃ "))


def ask(terminal: Terminal, prompt: str) -> str:
    """Send a prompt in a new chat; returns the screen's text once the answer has ended."""
    begin(terminal)
    terminal.press(prompt, "enter")
    text = terminal.wait_for(lambda text: ended(text) or "retrying in" in text)
    if not ended(text):
        terminal.press("escape")
    return terminal.wait_for(ended)


def begin(terminal: Terminal) -> None:
    """Start a new chat."""
    terminal.wait_for("send  ^j newline")
    if "Ask anything" not in terminal.text:
        terminal.press("ctrl+c")
        terminal.wait_for("Ask anything")
    terminal.press("ctrl+n")
    terminal.wait_for("○ ready")


def wait_for_all(terminal: Terminal, *parts: str) -> str:
    """The screen's text once it contains all parts, however its lines are broken."""
    return terminal.wait_for(lambda text: all(part in unwrapped(text) for part in parts))


def leave(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.wait_for_end() == 0
    assert terminal.modes() == terminal.modes_before
    assert b"Traceback" not in terminal.received


@pytest.fixture(scope="module")
def terminal(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """One app for all faults of servers; at the end it must still exit cleanly."""
    with app(server, home_in(tmp_path_factory.mktemp("home"))) as running:
        yield running
        leave(running)


REFUSED = {
    "400": "400 Bad Request: Invalid 'input'. The server does not accept this request",
    "401": "401 Unauthorized: Incorrect API key.",
    "403": "403 Forbidden: Country not supported. This key is not allowed to do that",
    "404": "404 Not Found: The model `m` does not exist. Check the model's name",
    "413": "413 Content Too Large The conversation is too large",
    "422": "body.input: required",
    "429": "Limit 3, used 3. The server asks you to wait 20 s before trying again.",
    "quota": "You exceeded your quota. The account has no credit left",
    "500": "Oops ␛]52;c;RVZJTA==␇␛]0;EVIL␇",
    "503": "503 Service Unavailable: Backend fetch failed The server failed.",
    "json": 'not a stream: application/json: {"id":"x"} The server answers, but does not stream',
    "html": "This is an HTML page, not a stream: Sign in. Check the base URL,",
    "nothing": "not a stream: empty response The server closed the connection without an event",
    "closing": "closed the connection without an answer Try again",
    "redirect": "the server redirects to https://other.example/v1 Redirects are not followed",
    "coding": "not a stream: compressed (compress) An uncompressed response was requested",
    "half-head": "within the head of its answer; it sent HTTP/1.1 200 OK content-ty Try again",
    "garbage": "does not speak HTTP: it sent ␛]52;c;RVZJTA==␇",
    "bad-header": "sent invalid HTTP: illegal header line",
    "endless-head": "sent invalid HTTP: ",
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_stream_is_reported_and_the_prompt_is_back(terminal: Terminal, name: str) -> None:
    ask(terminal, name)
    terminal.wait_for(lambda text: len(re.findall(rf"▌ +{name}\b", text)) == 2)
    assert "✗ refused" in wait_for_all(terminal, REFUSED[name])
    check_no_escapes(terminal)


ENDED = {
    "cut": ("cut off", "in the middle of the answer The partial answer is kept. Try again"),
    "reset": ("cut off", "The partial answer is kept. Try again"),
    "no-end": (
        "cut off",
        "the answer was complete The partial answer is kept. To try again: tab, r, enter",
    ),
    "half-frame": ("cut off", "Event 4 is damaged"),
    "done-only": ("cut off", "the stream ended before the answer was complete"),
    "bad-json": ("completed", "Event 4 is damaged: not JSON"),
    "null": ("completed", "Event 4 is damaged: expected an object, got null"),
    "list": ("completed", "Event 4 is damaged: expected an object, got a list"),
    "integer": ("completed", "Event 4 is damaged: not JSON: number out of range"),
    "deep": ("completed", "Event 4 is damaged: not readable: nested more than 500"),
    "not-utf8": ("completed", "Event 4 is damaged: not UTF-8"),
    "20-MB": ("completed", "exceeds the limit and was truncated"),
    "error-flat": ("failed", "Failed: over ␛]52;c;RVZJTA==␇␛]0;EVIL␇"),
    "error-nested": ("failed", "Failed: over (busy)"),
    "error-then-done": ("completed", "Completed, after an error: hiccup (busy)"),
    "failed": ("failed", "Failed: broke (server_error) The fault is the server's"),
    "too-long": ("incomplete", "reached the limit of output tokens. Ask the model to continue"),
    "filtered": ("incomplete", "a content filter stopped the answer. Rephrase the prompt"),
    "odd-reason": ("incomplete", "Incomplete: ␛]52;c;RVZJTA==␇"),
}


@pytest.mark.parametrize("name", ENDED)
def test_a_partial_answer_is_kept_and_its_end_is_reported(terminal: Terminal, name: str) -> None:
    outcome, message = ENDED[name]
    ask(terminal, name)
    wait_for_all(terminal, f"{outcome} ", " Sure", message)
    check_no_escapes(terminal)


@pytest.mark.parametrize(
    "name", ["unknown", "other-ids", "cr", "crlf", "data-lines", "done-anywhere", "good"]
)
def test_odd_but_valid_streams_cause_no_message(terminal: Terminal, name: str) -> None:
    assert "✓ completed" in ask(terminal, name)
    text = wait_for_all(terminal, "Sure!")
    assert text.count("Sure!") == 1
    assert "damaged" not in text


def test_a_refusal_of_the_model_looks_like_one(terminal: Terminal) -> None:
    ask(terminal, "declined")
    wait_for_all(terminal, "refused I can't. ␛]52")
    check_no_escapes(terminal)


def test_keepalives_alone_are_no_answer(terminal: Terminal) -> None:
    ask(terminal, "comments")
    wait_for_all(terminal, "the stream ended before the answer began To try again: tab, r, enter")


@pytest.mark.parametrize(("name", "word"), [("10-MB", "ipsum"), ("100000", "word")])
def test_huge_answers_are_accepted(terminal: Terminal, name: str, word: str) -> None:
    assert "✓ completed" in ask(terminal, name)
    terminal.wait_for(word)


ENDLESS = {
    "stall": "● streaming",
    "flood": "● streaming",
    "silent": "◌ connecting",
    "head-stall": "◌ connecting",
    "early-hints": "◌ connecting",
    "keepalives": "◌ waiting",
    "endless-frame": "● streaming",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_stop_ends_what_does_not_end(terminal: Terminal, name: str) -> None:
    begin(terminal)
    terminal.press(name, "enter")
    terminal.wait_for(ENDLESS[name])
    terminal.press("escape")
    assert "■ stopped" in terminal.wait_for(ended)
    assert "✓ completed" in ask(terminal, "good")


def test_foreign_text_cannot_control_the_terminal_wherever_it_is_shown(
    server: Server, home: Home
) -> None:
    with app(server, home, columns=140) as terminal:
        assert "waits for you" in ask(terminal, "evil")  # it calls a function, too
        terminal.wait_for("Sources")
        terminal.press("f6")
        terminal.wait_for("Write the answer")
        terminal.press("escape", "tab")
        for key in ("g", "G", "tab", "enter", "g", "f11", "g", "enter", "G", "escape", "escape"):
            terminal.press(key)
            while terminal.read(0.1):
                pass
        check_no_escapes(terminal)
        leave(terminal)
    with app(server, home, "--resume", columns=140) as terminal:
        terminal.wait_for("evil")
        terminal.press("enter")
        terminal.wait_for("[@click=app.quit]")
        check_no_escapes(terminal)
        leave(terminal)


def test_a_prompt_used_as_a_title_cannot_control_the_terminal(server: Server, home: Home) -> None:
    with app(server, home, EVIL) as terminal:
        terminal.wait_for("✓ completed")
        terminal.press("ctrl+s")
        terminal.wait_for("1 turn")
        check_no_escapes(terminal)
        terminal.press("escape")
        leave(terminal)


def check_no_escapes(terminal: Terminal) -> None:
    while terminal.read(0.05):
        pass
    output = OWN.sub(rb"\1", terminal.received)
    assert [escape for escape in ESCAPES if escape in output] == []


# No server.


def plain() -> Iterator[str]:
    """The address of a server that does not speak TLS."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/v1"
        thread.join()


def unused() -> Iterator[str]:
    """An address where nothing listens."""
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/v1"


def unnamed() -> Iterator[str]:
    """An address whose host name does not resolve."""
    yield "http://nowhere.invalid/v1"


@pytest.mark.parametrize(
    ("addresses", "message"),
    [
        (unused, "no server is listening at"),
        (unnamed, "nowhere.invalid cannot be resolved"),
        (plain, "does not speak TLS on that port"),
    ],
    ids=["refused", "dns", "tls"],
)
def test_no_server_there(addresses: Callable[[], Iterator[str]], message: str, home: Home) -> None:
    for address in addresses():
        with app(Server(address), home, "hello") as terminal:
            terminal.wait_for("✗ refused")
            wait_for_all(terminal, message)
            terminal.wait_for(lambda text: len(re.findall(r"▌ +hello\b", text)) == 2)
            leave(terminal)


# The processes.


def test_a_reader_that_is_killed_is_replaced(server: Server, home: Home) -> None:
    with app(server, home) as terminal:
        terminal.wait_for("Ask anything")
        terminal.press("stall", "enter")
        terminal.wait_for("Sure")
        os.kill(reader_of(terminal.pid), signal.SIGKILL)
        terminal.wait_for("✗ cut off")
        wait_for_all(
            terminal,
            "Sure",
            "(signal 9) The partial answer is kept. It restarts automatically: send",
        )
        terminal.press("good", "enter")
        terminal.wait_for("✓ completed")
        leave(terminal)


def reader_of(pid: int) -> int:
    """The process id of an app's reader."""
    children = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)],
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = (line for line in children.stdout.splitlines() if "reader_main" in line)
    return int(line.split()[0])


def test_an_app_that_is_killed_has_stored_the_partial_answer(server: Server, home: Home) -> None:
    with app(server, home) as terminal:
        terminal.wait_for("Ask anything")
        terminal.press("stall", "enter")
        terminal.wait_for("Sure")
        with closing(database(home)) as connection:
            while connection.execute(COUNT).fetchone()[0] < 4:
                terminal.read(0.05)
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.wait_for_end() == -signal.SIGKILL
    with app(server, home, "-c") as terminal:
        terminal.wait_for("✗ cut off")
        wait_for_all(
            terminal,
            "Sure",
            "ppchat ended while the answer was still in progress The partial answer is kept.",
        )
        terminal.press("tab")
        terminal.wait_for("y copy")
        terminal.press("r")
        terminal.wait_for("enter sends, esc gives up")
        terminal.press("enter")
        terminal.wait_for("● streaming")
        terminal.press("escape")
        terminal.wait_for("■ stopped")
        leave(terminal)


COUNT = "SELECT coalesce(sum(length(stamps)), 0) / 8 FROM chunk"
"""How many frames are on the disk: a timestamp has eight bytes."""


def database(home: Home) -> sqlite3.Connection:
    return sqlite3.connect(next(Path(home["HOME"]).rglob("ppchat.db")))


def test_two_apps_on_one_database_both_chat(server: Server, home: Home) -> None:
    with app(server, home) as first, app(server, home) as second:
        first.wait_for("Ask anything")
        second.wait_for("Ask anything")
        first.press("stall", "enter")
        first.wait_for("Sure")
        assert "✓ completed" in ask(second, "good")
        leave(second)
        first.press("escape")
        first.wait_for("■ stopped")
        leave(first)
    with closing(database(home)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert sorted(connection.execute("SELECT verdict FROM run")) == [
            ("completed",),
            ("stopped",),
        ]


# The disk and the terminal.


def test_without_a_data_folder_chatting_goes_on_under_a_banner(server: Server, home: Home) -> None:
    with app(server, home, "--data-dir", "/proc/none") as terminal:
        assert "✓ completed" in ask(terminal, "good")
        wait_for_all(terminal, "nothing is saved to disk", "another with --data-dir")
        leave(terminal)


def test_a_corrupt_database_is_set_aside(server: Server, home: Home) -> None:
    folder = Path(home["HOME"]) / "ppchat"
    folder.mkdir()
    (folder / "ppchat.db").write_bytes(b"no database" * 1000)
    with app(server, home) as terminal:
        assert "✓ completed" in ask(terminal, "good")
        wait_for_all(terminal, "is not a readable ppchat store; it was renamed to")
        leave(terminal)
    (aside,) = folder.glob("*aside*")
    assert aside.read_bytes() == b"no database" * 1000


def test_on_a_full_disk_chatting_goes_on_under_a_banner(server: Server, home: Home) -> None:
    with app(server, home, before=["sh", "-c", 'ulimit -f 400; exec "$@"', "sh"]) as terminal:
        assert "✓ completed" in ask(terminal, "100000")
        wait_for_all(terminal, "this conversation is only in memory for now")
        assert "✓ completed" in ask(terminal, "good")
        leave(terminal)


def test_a_missing_home_stops_nothing(server: Server, home: Home) -> None:
    nowhere = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), "/proc/none")
    with app(server, {**home, **nowhere}) as terminal:
        assert "✓ completed" in ask(terminal, "good")
        leave(terminal)


@pytest.mark.parametrize(
    ("command", "term"),
    [('exec "$@" <&-', "xterm"), ('exec "$@" </dev/null', "xterm"), ('exec "$@"', "dumb")],
    ids=["closed", "null", "dumb"],
)
def test_without_a_terminal_it_says_so(command: str, term: str, server: Server, home: Home) -> None:
    with app(server, {**home, "TERM": term}, before=["sh", "-c", command, "sh"]) as terminal:
        assert terminal.wait_for_end() == 2
        assert terminal.received.startswith(b"ppchat: the app needs a terminal")
        assert terminal.received.endswith(b": `ppchat ask` answers without one\r\n")
        assert b"\x1b[?1049h" not in terminal.received


def test_any_size_while_it_streams(server: Server, home: Home) -> None:
    with app(server, home) as terminal:
        terminal.wait_for("Ask anything")
        terminal.press("flood", "enter")
        terminal.wait_for("and on")
        for columns, rows in ((20, 6), (200, 50), (1, 1), (5, 2), (100, 24), (99, 3), (80, 24)):
            terminal.resize(columns, rows)
            terminal.read(1)
        terminal.wait_for("and on")
        terminal.press("escape")
        terminal.wait_for("■ stopped")
        terminal.resize(20, 6)
        terminal.wait_for("gpt-4.1-mi…")
        terminal.wait_for("■ stopped")
        terminal.resize(80, 24)
        assert "✓ completed" in ask(terminal, "good")
        leave(terminal)


def test_every_fault_has_its_test() -> None:
    rest = {"unknown", "other-ids", "cr", "crlf", "data-lines", "done-anywhere", "good"}
    rest |= {"declined", "comments", "10-MB", "100000", "evil"}
    assert set(SCRIPTS) == set(REFUSED) | set(ENDED) | set(ENDLESS) | rest

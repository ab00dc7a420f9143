"""The files of prompts, each stored once, by the SHA-256 of its bytes.

A request repeats the files of the turns before it. Its body is stored without them: `Cut` says
where each was, so that the body is whole again once it is loaded.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ppchat.core.dialects.attachments import Attachment, AttachmentKind, marked_spans

_MIN_CHARACTERS: Final = 1024
"""Shorter strings stay where they are."""
_BASE64: Final = re.compile(r"(?:data:[^,;]{1,100};base64,)?(?=[A-Za-z0-9+/]{64})")

MIGRATION: Final = (
    # The files of prompts, each once. `run_attachment` has those of a run's prompt, numbered,
    # and without a number those that only its request repeats.
    "CREATE TABLE attachment (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT",
    """
    CREATE TABLE run_attachment (
        run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
        sha256 TEXT NOT NULL REFERENCES attachment (sha256),
        n INTEGER,
        name TEXT NOT NULL,
        media_type TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX attachment_of_run ON run_attachment (run)",
    "CREATE INDEX run_of_attachment ON run_attachment (sha256)",
    """
    CREATE TRIGGER attachment_unused AFTER DELETE ON run_attachment
    WHEN NOT EXISTS (SELECT 1 FROM run_attachment WHERE sha256 = OLD.sha256)
    BEGIN
        DELETE FROM attachment WHERE sha256 = OLD.sha256;
    END
    """,
)
"""The tables of files."""

Piece = str | Mapping[str, str]
"""A part of a string: itself, or the hash of the bytes that it is made of, by their encoding."""


class Cut(NamedTuple):
    """A string of a body that holds files."""

    path: list[str | int]
    """The keys and indexes that lead to it."""
    pieces: list[Piece]


class CutBody(NamedTuple):
    """A body without its files."""

    body: Any
    cuts: list[Cut]
    files: dict[str, bytes]
    """The bytes of its files, by their hashes."""


def cut_files(body: Mapping[str, Any]) -> CutBody:
    """Take the files out of the body of a request."""
    cuts: list[Cut] = []
    files: dict[str, bytes] = {}

    def copy(value: Any, path: list[str | int]) -> Any:
        if isinstance(value, Mapping):
            return {key: copy(entry, [*path, key]) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [copy(entry, [*path, n]) for n, entry in enumerate(value)]
        if not isinstance(value, str) or len(value) < _MIN_CHARACTERS:
            return value
        pieces = list(_pieces(value, files))
        if all(isinstance(piece, str) for piece in pieces):
            return value
        cuts.append(Cut(path, pieces))
        return ""

    return CutBody(copy(body, []), cuts, files)


def _pieces(text: str, files: dict[str, bytes]) -> Iterator[Piece]:
    """The pieces of a string; the bytes of its files are added to `files`."""
    if match := _BASE64.match(text):
        data = _decode_base64(text[match.end() :])
        if data is not None:
            yield match[0]
            yield {"base64": _add(data, files)}
            return
    at = 0
    for start, stop in marked_spans(text):
        if stop - start < _MIN_CHARACTERS:
            continue
        try:
            data = text[start:stop].encode()
        except UnicodeEncodeError:  # foreign: a lone surrogate
            continue
        yield text[at:start]
        yield {"text": _add(data, files)}
        at = stop
    yield text[at:]


def _decode_base64(text: str) -> bytes | None:
    """The bytes, if they are written in exactly this way again."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
    return data if _encode_base64(data) == text else None


def _encode_base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def _add(data: bytes, files: dict[str, bytes]) -> str:
    key = hashlib.sha256(data).hexdigest()
    files[key] = data
    return key


def write_files(
    connection: sqlite3.Connection,
    run_id: str,
    attachments: Sequence[Attachment],
    in_body: Mapping[str, bytes],
) -> None:
    """Write the files of a prompt, and those that are only in the body of its request."""
    rows: list[tuple[str, int | None, str, str]] = []
    files = dict(in_body)
    for n, file in enumerate(attachments):
        rows.append((_add(file.data, files), n, file.name, file.media_type))
    named = {row[0] for row in rows}
    rows += [(key, None, "", "") for key in in_body if key not in named]
    connection.executemany("INSERT OR IGNORE INTO attachment VALUES (?, ?)", files.items())
    connection.executemany(
        "INSERT INTO run_attachment SELECT number, ?, ?, ?, ? FROM run WHERE id = ?",
        [(key, n, _utf8(name), media_type, run_id) for key, n, name, media_type in rows],
    )


def _utf8(name: str) -> str:
    """The name of a file, which need not be UTF-8."""
    return name.encode(errors="replace").decode()


_NAMES: Final = (
    "SELECT run, sha256, name, media_type FROM run_attachment"
    " WHERE n IS NOT NULL AND run IN (SELECT value FROM json_each(?)) ORDER BY run, n"
)
_DATA: Final = (
    "SELECT sha256, data FROM attachment WHERE sha256 IN"
    " (SELECT sha256 FROM run_attachment WHERE run IN (SELECT value FROM json_each(?)))"
)


class StoredFiles:
    """The files of some runs; those that several have are in memory once."""

    def __init__(self, connection: sqlite3.Connection, runs: Iterable[int]) -> None:
        """Read the files of these runs."""
        numbers = (json.dumps(list(runs)),)
        self._rows: dict[int, list[tuple[str, str, str]]] = {}
        for run, *row in connection.execute(_NAMES, numbers):
            self._rows.setdefault(run, []).append(tuple(row))
        self._data: dict[str, bytes] = dict(connection.execute(_DATA, numbers))
        self._strings: dict[str, str] = {}

    def attachments(self, run: int) -> tuple[Attachment, ...]:
        """The files of the prompt of a run. Raises LookupError if one is missing."""
        files = tuple(
            Attachment(name, media_type, self._data[key])
            for key, name, media_type in self._rows.get(run, ())
        )
        for file in files:
            if file.kind is AttachmentKind.IMAGE:
                _ = file.data_url  # encoded here, where the screen does not wait for it
        return files

    def restore(self, body: Any, cuts: Sequence[Sequence[Any]]) -> None:
        """Put the files back into a body. Raises LookupError, TypeError if something is missing."""
        for path, pieces in cuts:
            *parents, last = path
            place = body
            for key in parents:
                place = place[key]
            place[last] = self._joined(pieces)

    def _joined(self, pieces: Sequence[Piece]) -> str:
        key = repr(pieces)
        text = self._strings.get(key)
        if text is None:
            text = self._strings[key] = "".join(map(self._piece, pieces))
        return text

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, str):
            return piece
        if "base64" in piece:
            return _encode_base64(self._data[piece["base64"]])
        return self._data[piece["text"]].decode()

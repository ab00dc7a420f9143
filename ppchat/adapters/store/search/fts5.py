"""The index of words, which SQLite's FTS5 maintains.

`search_text` holds the texts, `search_index` the words in them. A deleted run leaves its texts
without a run at once, so that no hit shows them; a later step takes them out of the index, which
may take long where much is deleted. The index is created with the first text, because a Python may
lack FTS5.
"""

from __future__ import annotations

import sqlite3
from typing import Final

TOKENIZER: Final = "tokenize = 'unicode61 remove_diacritics 2'"
"""The option by which accents and case do not matter."""
_INDEX: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5"
    f" (text, content = 'search_text', content_rowid = 'id', {TOKENIZER})"
)


def has_fts5(connection: sqlite3.Connection) -> bool:
    """Whether this Python's SQLite can search for words."""
    row = connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone()
    return row is not None


def has_index(connection: sqlite3.Connection) -> bool:
    """Whether anything has been indexed, by this Python's SQLite or another."""
    row = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'search_index'").fetchone()
    return row is not None


def create_index(connection: sqlite3.Connection) -> None:
    """Create the index if it does not exist."""
    connection.execute(_INDEX)

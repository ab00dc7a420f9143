"""An API key that is masked wherever it is shown."""

from __future__ import annotations

import re
from typing import Final

_MIN_KNOWN: Final = 4
"""Characters of a known secret; masking shorter ones would make other text unreadable."""
_known: Final[set[str]] = set()
"""The values of all secrets of this process, so that nobody has to remember to mask one."""


def is_known_secret(text: str) -> bool:
    """Whether a text is the value of a `Secret` of this process."""
    return text in _known


def redact_known_secrets(text: str) -> str:
    """The text with the value of every `Secret` of this process masked, where it is a word."""
    for value in sorted(_known, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "•••", text)
    return text


class Secret:
    """A key for one server, masked wherever it is shown; only `reveal` returns it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value.strip()) >= _MIN_KNOWN:
            _known.add(value)

    def reveal(self) -> str:
        """The key itself, for the request's header and nothing else."""
        return self._value

    @property
    def usable(self) -> bool:
        """Whether it is valid in a header: visible ASCII only, as every real key is.

        An HTTP library quotes any other value in the exception it raises.
        """
        return re.fullmatch(r"[\x21-\x7e]+", self._value) is not None

    def redact_in(self, text: str) -> str:
        """The text with every occurrence of the key masked, unless it is too short to be one."""
        return text.replace(self._value, "•••") if len(self._value) >= _MIN_KNOWN else text

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret cannot be serialized")

"""The config file as tables of checked values, and where in it each of them stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from ppchat.adapters.paths import read_regular_file

_LONG_KEY: Final = r"""(?<![\w"'.-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){1000}"""
"""A dotted key whose parts take the TOML parser time in proportion to their square."""
_PROFILE_TABLE: Final = re.compile(r"^[ \t]*\[profile\.", re.MULTILINE)
_TYPE_NAMES: Final = {
    str: "text",
    int: "a number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}


class ConfigFile:
    """The config file, which may be missing; what is wrong in it is noted, and left out."""

    def __init__(self, path: Path, *, may_be_pipe: bool) -> None:
        self.path = path
        self.warnings: list[str] = []
        """What is ignored, one line each, with its place."""
        self.problems: list[str] = []
        """What cannot be used, one line each, with its place and what is allowed."""
        self.unusable: dict[str, str] = {}
        """Why a profile cannot be used, by its name."""
        self._rejected: set[str] = set()
        self._text = ""
        try:
            data = path.read_bytes() if may_be_pipe else read_regular_file(path)
            self._text = data.decode()
        except FileNotFoundError:
            pass
        except OSError as error:
            self.warnings.append(f"{path}: {error.strerror}; the defaults apply")
        except UnicodeDecodeError:
            self.problems.append(f"{path}: not UTF-8")
        self.tables: Final[Mapping[str, Any]] = self._parse()
        """All that the file says, unchecked; nothing where it is no TOML."""

    def reject(self, name: str) -> None:
        """Note that the file has a setting which cannot be used."""
        self._rejected.add(name)

    def hides(self, *names: str) -> bool:
        """Whether it may set one of these settings to what is not known."""
        is_read = bool(self.tables) or not self.problems
        return not is_read or not self._rejected.isdisjoint(names)

    def _parse(self) -> dict[str, Any]:
        if not self._text:
            return {}
        if re.search(_LONG_KEY, self._text):
            self.problems.append(f"{self.path}: a key has more than 1,000 parts")
            return {}
        import tomllib  # not needed to start without a config file

        try:
            return tomllib.loads(self._text)
        except (ValueError, RecursionError) as error:  # also of a number of too many digits
            self.problems.append(_syntax_problem(self.path, self._text, error))
            return {}

    def check(self, value: Any, types: Iterable[type], *place: str) -> bool:
        """Whether a value has one of the `types`; if not, that is a problem."""
        allowed = tuple(types)
        if type(value) in allowed:
            return True
        names = " or ".join(dict.fromkeys(_TYPE_NAMES.get(each, "") for each in allowed[:1]))
        self.fail(f"{place[-1]} must be {names}", *place)
        return False

    def fail(self, text: str, *place: str) -> None:
        """Note what cannot be used."""
        self.problems.append(f"{self.location(*place)}: {text}")

    def warn_unknown(self, known: Collection[str], of: str, *place: str) -> None:
        """Note a setting that there is not, with the name that was probably meant."""
        name = place[-1]
        meant = nearest_name(name, known)
        advice = f": did you mean {meant}?" if meant else ""
        self.warnings.append(f"{self.location(*place)}: unknown setting {name!r}{of}{advice}")

    def location(self, *place: str) -> str:
        """The file, with the line that first mentions a place or else what it is part of."""
        while place and place not in self._lines:
            place = place[:-1]
        return f"{self.path}:{self._lines[place]}" if place else str(self.path)

    @cached_property
    def _lines(self) -> Mapping[tuple[str, ...], int]:
        from ppchat.adapters.toml.config_places import config_places

        return config_places(self._text)


def setting_location(path: Path, name: str) -> str:
    """The config file, with the line that first mentions a setting or a binding id."""
    from ppchat.adapters.toml.config_places import config_places

    try:
        places = config_places(read_regular_file(path).decode())
    except (OSError, UnicodeDecodeError):
        return str(path)
    number = next((line for place, line in places.items() if place[-1] == name), None)
    return str(path) if number is None else f"{path}:{number}"


def nearest_name(name: str, known: Collection[str]) -> str:
    """The name that was probably meant; empty if none is near."""
    from difflib import get_close_matches  # needed only once a name is wrong

    return next(iter(get_close_matches(name[:100], known, 1)), "")


def _syntax_problem(path: Path, text: str, error: Exception) -> str:
    reason = " ".join(str(error).split())
    place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", reason)
    location = f"{path}:{place[2]}" if place else str(path)
    reason = f"{place[1]}, at column {place[3]}" if place else reason
    if _PROFILE_TABLE.search(text) and re.search(r"(?m)^[ \t]*profile[ \t]*=", text):
        reason += ': with profile = "NAME", name the tables [profiles.NAME]'
    return f"{location}: {reason}"

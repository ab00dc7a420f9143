"""Who may use a server on this machine: by which name, and from the pages of which origins.

Any page in a browser can send requests to a loopback address. Its own name, which may resolve to
127.0.0.1, then stands in `Host`, and where it comes from in `Origin`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final

Headers = list[tuple[bytes, bytes]]

LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d*)?", re.ASCII)
_WILDCARDS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 (not bound here)
_GRANTS: Final = frozenset(
    b"access-control-" + name for name in (b"allow-origin", b"allow-credentials", b"expose-headers")
)
_PREFLIGHT_AGE_S: Final = 600


class Access:
    """The names and the origins that a server answers to."""

    def __init__(self, host: str, origins: Iterable[str] = ()) -> None:
        """`host` is a name besides those of the loopback interface; `origins` are foreign."""
        self._names = LOOPBACK_NAMES | {host.lower()}
        self._has_any_address = host in _WILDCARDS
        self._origins = frozenset(map(str.lower, origins))

    def admits(self, host: str, origin: str) -> bool:
        """Whether `Host` names this server, and `Origin`, if any, is its own or an allowed one."""
        authority = _AUTHORITY.fullmatch(host)
        if not authority or not self._is_own(authority[1].strip("[]").lower()):
            return False
        return origin.lower() in {"", f"http://{host.lower()}", *self._origins}

    def _is_own(self, name: str) -> bool:
        if name in self._names:
            return True
        try:
            return self._has_any_address and bool(ip_address(name))  # no page can be named so
        except ValueError:
            return False

    def is_preflight(self, method: str, origin: str, requested_method: str) -> bool:
        """Whether a browser asks what a page of an allowed origin may send."""
        return method == "OPTIONS" and bool(requested_method) and bool(self.grant(origin))

    def grant(self, origin: str) -> Headers:
        """The headers by which a browser lets a page of this origin read a response."""
        if origin.lower() not in self._origins:
            return []
        return [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-expose-headers", b"*"),
            (b"vary", b"origin"),
        ]


def preflight_headers(requested_method: str, requested_headers: str) -> Headers:
    """The headers that allow a request with this method and these headers."""
    headers = [
        (b"access-control-allow-methods", requested_method.encode("latin-1")),
        (b"access-control-max-age", b"%d" % _PREFLIGHT_AGE_S),
        (b"access-control-allow-private-network", b"true"),
    ]
    if requested_headers:  # a `*` would not cover `Authorization`
        headers.append((b"access-control-allow-headers", requested_headers.encode("latin-1")))
    return headers


def without_grants(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers without those by which another server grants a page access."""
    return [(name, value) for name, value in headers if name.lower() not in _GRANTS]

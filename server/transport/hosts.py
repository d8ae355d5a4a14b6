"""Which server a request means, and whether the page that asks is ours.

The Host header comes from whoever sends it. It is checked for its form before anything else looks at it, it only ever
shapes links that go back to the same sender, and nothing made from it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from server.settings import Settings, is_loopback, lan_address

_NAME = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.)*[A-Za-z0-9_][A-Za-z0-9_-]{0,62}\.?"
_HOST = re.compile(rf"(?:{_NAME}|\[[0-9A-Fa-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?")
_DEFAULT_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443"}

Scope = Mapping[str, Any]


def header(scope: Scope, name: bytes) -> str:
    """The one value of a header; "" when it is missing or given twice."""
    found = [value for key, value in scope["headers"] if key.lower() == name]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def host_of(scope: Scope) -> str:
    """The Host header where it is well-formed, else ""."""
    host = header(scope, b"host")
    return host.lower() if len(host) <= 262 and _HOST.fullmatch(host) else ""


def bare(host: str) -> str:
    """A host without its port."""
    return host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host


def scheme_of(scope: Scope) -> str:
    """http or https, as the browser sees it. A forwarded header shapes links to its own sender only."""
    if scope.get("scheme") in ("https", "wss"):
        return "https"
    return "https" if header(scope, b"x-forwarded-proto").split(",")[0].strip().lower() == "https" else "http"


def base_url(settings: Settings, scope: Scope, port: int) -> str:
    """The address that join links and QR codes begin with: one that phones can open, wherever there is one."""
    if settings.public_url:
        return settings.public_url
    host = host_of(scope)
    if host and not is_loopback(bare(host)):
        return f"{scheme_of(scope)}://{host}"
    if not settings.loopback:
        address = settings.host if settings.host not in ("0.0.0.0", "::", "") else lan_address()  # noqa: S104
        if address:
            return f"http://{f'[{address}]' if ':' in address else address}:{port}"
    return f"http://{host or f'127.0.0.1:{port}'}"


def own_origin(settings: Settings, scope: Scope) -> bool:
    """Whether a WebSocket may be opened from where it is asked.

    Browsers always name the page's origin; it has to be this very host or the public address. A missing Origin is no
    browser (bots, tests), and as there are no cookies it gains nothing. `null` and everything else is foreign.
    """
    given = [value for key, value in scope["headers"] if key.lower() == b"origin"]
    if not given:
        return True
    origin = _origin(given[0].decode("latin-1")) if len(given) == 1 else None
    if origin is None:
        return False
    allowed: Iterable[str] = filter(None, (host_of(scope), urlsplit(settings.public_url).netloc))
    return any(_with_port(origin[0], host) == origin[1] for host in allowed)


def _origin(text: str) -> tuple[str, str] | None:
    """(scheme, host:port) of an http(s) origin in exactly the form that browsers send."""
    found = re.fullmatch(rf"(https?)://({_HOST.pattern})", text)
    return (found[1], _with_port(found[1], found[2])) if found else None


def _with_port(scheme: str, host: str) -> str:
    host = host.lower()
    return host if bare(host) != host else f"{host}:{_DEFAULT_PORTS[scheme]}"

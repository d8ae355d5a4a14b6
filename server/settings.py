"""What whoever runs the server decided: flags first, then the environment, else defaults; one frozen value.

Settings say nothing about workshops; those choices live in the room. `doctor` prints them with where each came from.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

DEFAULT_PORT = 8000
DEFAULT_HOST = "127.0.0.1"
DEFAULT_DATA = "talkoot-data"
KEY_FILE = "create-key"
LEVELS = ("debug", "info", "warning", "error")

# Platforms that run a Procfile or an image and forget its disk at every deployment, by a variable that each one sets.
PLATFORMS = (
    "DYNO",
    "RENDER",
    "RAILWAY_ENVIRONMENT",
    "FLY_APP_NAME",
    "K_SERVICE",
    "VCAP_APPLICATION",
    "WEBSITE_INSTANCE_ID",
)
PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
PASSING_FILESYSTEMS = ("tmpfs", "overlay", "aufs", "ramfs")


class WrongSetting(Exception):
    """A setting cannot be used; the message is one line that names it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How this server runs."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    data: Path = Path(DEFAULT_DATA)
    public_url: str = ""
    create_key: str = ""
    log: str = "info"
    log_json: bool = False
    """Each line of the log is a JSON object."""
    platform: bool = False
    passing_data: bool = False
    """The data folder would not survive a redeploy or a restart of the machine."""
    backup: Path | None = None
    """A folder that follows what is kept, within a second."""
    floor_mb: int = 500
    """With less free space than this nothing more is taken in."""
    keep_days: int = 90
    """After so many days a room is erased, unless its facilitators say otherwise."""
    sources: dict[str, str] = {}

    # Limits: each can be set by its name in TALKOOT_LIMITS. Those of a network are for hundreds behind one address.
    acts_per_second: float = 20.0
    """Of one person, over all tabs and connections; beyond it actions are refused, and browsers send them again later."""
    acts_at_once: float = 120.0
    softs_per_second: float = 15.0
    hellos_per_second: float = 1.0
    """How often one person may come in: each time costs a welcome, with everything for who has nothing."""
    hellos_at_once: float = 30.0
    bytes_per_second: float = 64 * 1024.0
    """Of what one person sends, looked at or not."""
    bytes_at_once: float = 1024 * 1024.0
    network_bytes_per_second: float = 2 * 1024 * 1024.0
    network_bytes_at_once: float = 32 * 1024 * 1024.0
    room_acts_per_second: float = 5_000.0
    room_acts_at_once: float = 20_000.0
    network_acts_per_second: float = 2_000.0
    network_acts_at_once: float = 10_000.0
    connections_per_network: float = 6_000
    """HTTP connections open at once; a browser opens up to six."""
    sockets_per_network: float = 2_000
    """Sockets open at once."""
    knocks_per_second: float = 100.0
    """New sockets: everybody behind an address may come back at once, but not again and again."""
    knocks_at_once: float = 4_000.0
    newcomers_per_minute: float = 120.0
    """People who join a room for the first time."""
    newcomers_at_once: float = 1_500.0
    rooms_per_minute: float = 20.0
    """Rooms made, copied or brought in."""
    rooms_at_once: float = 100.0
    heavy_per_minute: float = 120.0
    """Exports, imports, demos and QR codes."""
    heavy_at_once: float = 300.0
    wrong_codes_per_minute: float = 20.0
    wrong_codes_at_once: float = 40.0
    demo: bool = False

    @property
    def loopback(self) -> bool:
        """Only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def beyond(self) -> bool:
        """People reach it under an address that others can open."""
        return bool(self.public_url) and not is_loopback(urlsplit(self.public_url).hostname or "")

    @property
    def trusted_proxies(self) -> list[str]:
        """From whom forwarded headers are believed: a proxy on this machine, and the router of a known platform."""
        return ["127.0.0.1", "::1", *(PRIVATE_NETWORKS if self.platform else ())]


LIMITS = tuple(field for field in Settings.__struct_fields__ if re.search("_(per_[a-z]+|at_once)$", field))
"""The names that TALKOOT_LIMITS knows."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    bare = host.strip("[]").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def read(flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings from flags (`None` = not given) and the environment. Raises `WrongSetting`."""
    env = os.environ if environ is None else environ
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    sources: dict[str, str] = {}

    def choose(name: str, variable: str, default: str) -> str:
        if name in given:
            sources[name] = "flag"
            return str(given[name])
        if env.get(variable, "").strip():
            sources[name] = variable
            return env[variable].strip()
        sources[name] = "default"
        return default

    data = Path(choose("data", "TALKOOT_DATA", DEFAULT_DATA)).expanduser()
    log, log_json = _log(choose("log", "TALKOOT_LOG", "info"))
    backup = choose("backup", "TALKOOT_BACKUP", "")
    platform = any(env.get(name) for name in PLATFORMS)
    return Settings(
        host=choose("host", "TALKOOT_HOST", DEFAULT_HOST),
        port=_port(choose("port", "PORT", str(DEFAULT_PORT))),
        data=data,
        public_url=_public_url(choose("public_url", "TALKOOT_PUBLIC_URL", "")),
        create_key=choose("create_key", "TALKOOT_CREATE_KEY", ""),
        log=log,
        log_json=log_json,
        platform=platform,
        passing_data=platform or _passes(data),
        sources=sources,
        backup=_beside(data, Path(backup).expanduser()) if backup else None,
        floor_mb=_whole("TALKOOT_FLOOR_MB", choose("floor_mb", "TALKOOT_FLOOR_MB", "500"), 0, 10**9),
        keep_days=_whole("TALKOOT_KEEP_DAYS", choose("keep_days", "TALKOOT_KEEP_DAYS", "90"), 1, 3650),
        demo=bool(given.get("demo", False)),
        **_limits(choose("limits", "TALKOOT_LIMITS", "")),
    )


def _limits(text: str) -> dict[str, float]:
    """`rooms_per_minute=5 acts_at_once=60` → those fields."""
    found: dict[str, float] = {}
    for part in text.replace(",", " ").split():
        name, _, number = part.partition("=")
        if name not in LIMITS:
            raise WrongSetting(f"TALKOOT_LIMITS: there is no limit called {name!r}; there are {', '.join(LIMITS)}")
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", number):
            raise WrongSetting(f"TALKOOT_LIMITS: expected {name}=<number>, not {part!r}")
        found[name] = float(number)
    return found


def _log(text: str) -> tuple[str, bool]:
    """A level, and whether lines are JSON: `warning`, `json`, `debug json`."""
    words = text.lower().split()
    levels = [word for word in words if word != "json"]
    if len(levels) > 1 or len(words) > 2 or not set(levels) <= set(LEVELS):
        raise WrongSetting(f"TALKOOT_LOG: expected {', '.join(LEVELS)}, and json if you like, not {text!r}")
    return levels[0] if levels else "info", "json" in words


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise WrongSetting(f"PORT (--port): expected a number from 0 to 65535, not {text!r}")
    return int(text)


def _beside(data: Path, backup: Path) -> Path:
    """A backup inside what it is a backup of would go with it."""
    if backup.absolute().is_relative_to(data.absolute()):
        raise WrongSetting(f"TALKOOT_BACKUP: expected a folder outside the data folder, not {str(backup)!r}")
    return backup


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise WrongSetting(f"{name}: expected a number from {least} to {most}, not {text!r}")
    return int(text)


def _public_url(text: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise WrongSetting(f"TALKOOT_PUBLIC_URL: {str(error).lower()}: {text!r}") from error
    wrong = parts.scheme not in ("http", "https") or not host or parts.path.strip("/") or parts.query
    if wrong or "@" in text or any(char.isspace() or char in "<>\"'\\;," for char in text):
        raise WrongSetting(
            f"TALKOOT_PUBLIC_URL: expected an address such as https://workshop.example.org, not {text!r}"
        )
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


def _passes(data: Path, mounts: str = "/proc/self/mounts") -> bool:
    """Whether the folder lies on a file system that is thrown away (a container's own layer, memory)."""
    try:
        table = Path(mounts).read_text(encoding="utf-8")
    except OSError:
        return False  # not Linux: nothing is known, so nothing is claimed
    home, best, kind = data.absolute(), -1, ""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        place = Path(fields[1].replace("\\040", " "))
        if home.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), fields[2]
    return kind in PASSING_FILESYSTEMS


def with_create_key(settings: Settings) -> Settings:
    """Beyond this machine nobody creates rooms without a key: where none is set, one is made and kept in the data folder.

    A server that listens on this machine only, but has a public address, is reached through a proxy.

    It is kept in clear, readable by its owner only, because it must be shown again at every start.
    """
    if settings.create_key or (settings.loopback and not settings.beyond):
        return settings
    path = settings.data / KEY_FILE
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        key = path.read_text(encoding="utf-8").strip() if path.exists() else ""
        if not key:
            key = secrets.token_urlsafe(18)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(f"{key}\n")
    except OSError as error:
        raise WrongSetting(f"the data folder {settings.data} cannot be used: {error.strerror}") from error
    return msgspec.structs.replace(settings, create_key=key, sources={**settings.sources, "create_key": str(path)})


def lan_address() -> str | None:
    """This machine's own address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: only asks the routing table
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if is_loopback(address) or address == "0.0.0.0" else address  # noqa: S104 - compared, not bound

"""What whoever runs the server decided: flags first, then the environment, else defaults; one frozen value.

Settings say nothing about workshops; those choices live in the room. `doctor` prints them with where each came from.
"""

from __future__ import annotations

import ipaddress
import os
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

    acts_per_second: float = 20.0
    acts_at_once: float = 120.0
    softs_per_second: float = 15.0
    connections_per_network: int = 6_000
    """HTTP connections open at once from one network; a browser opens up to six."""
    wrong_codes_per_minute: float = 20.0
    wrong_codes_at_once: float = 40.0
    demo: bool = False

    @property
    def loopback(self) -> bool:
        """Only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def trusted_proxies(self) -> list[str]:
        """From whom forwarded headers are believed: a proxy on this machine, and the router of a known platform."""
        return ["127.0.0.1", "::1", *(PRIVATE_NETWORKS if self.platform else ())]


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
    log = choose("log", "TALKOOT_LOG", "info").lower()
    if log not in LEVELS:
        raise WrongSetting(f"TALKOOT_LOG: expected {', '.join(LEVELS)}, not {log!r}")
    backup = choose("backup", "TALKOOT_BACKUP", "")
    platform = any(env.get(name) for name in PLATFORMS)
    return Settings(
        host=choose("host", "TALKOOT_HOST", DEFAULT_HOST),
        port=_port(choose("port", "PORT", str(DEFAULT_PORT))),
        data=data,
        public_url=_public_url(choose("public_url", "TALKOOT_PUBLIC_URL", "")),
        create_key=choose("create_key", "TALKOOT_CREATE_KEY", ""),
        log=log,
        platform=platform,
        passing_data=platform or _passes(data),
        sources=sources,
        backup=Path(backup).expanduser() if backup else None,
        floor_mb=_whole("TALKOOT_FLOOR_MB", choose("floor_mb", "TALKOOT_FLOOR_MB", "500"), 0, 10**9),
        keep_days=_whole("TALKOOT_KEEP_DAYS", choose("keep_days", "TALKOOT_KEEP_DAYS", "90"), 1, 3650),
        demo=bool(given.get("demo", False)),
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise WrongSetting(f"PORT: expected a number from 0 to 65535, not {text!r}")
    return int(text)


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
    """Off loopback nobody creates rooms without a key: where none is set, one is made and kept in the data folder.

    It is kept in clear, readable by its owner only, because it must be shown again at every start.
    """
    if settings.create_key or settings.loopback:
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

"""Flags, then the environment, then defaults; and what cannot be a setting is said in one line."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server import settings
from server.settings import LIMITS, Settings, WrongSetting, is_loopback, read, with_create_key


def test_without_anything_it_is_this_machine_only() -> None:
    found = read({}, {})
    assert (found.host, found.port, found.data) == ("127.0.0.1", 8000, Path("talkoot-data"))
    assert found.loopback and not found.create_key and not found.public_url and found.log == "info"
    assert set(found.sources.values()) == {"default"}


@pytest.mark.parametrize(
    ("text", "found"), [("json", ("info", True)), ("Debug JSON", ("debug", True)), ("error", ("error", False))]
)
def test_the_log_may_be_json(text: str, found: tuple[str, bool]) -> None:
    settings = read({}, {"TALKOOT_LOG": text})
    assert (settings.log, settings.log_json) == found


def test_flags_go_before_the_environment() -> None:
    env = {"PORT": "9000", "TALKOOT_HOST": "0.0.0.0", "TALKOOT_DATA": "/srv/talkoot", "TALKOOT_LOG": "WARNING"}
    found = read({"port": 7000, "host": None}, env)
    assert (found.port, found.host, found.data, found.log) == (7000, "0.0.0.0", Path("/srv/talkoot"), "warning")
    assert found.sources["port"] == "flag" and found.sources["host"] == "TALKOOT_HOST"
    assert not found.loopback


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://workshop.example.org", "https://workshop.example.org"),
        ("https://Workshop.Example.org/", "https://workshop.example.org"),
        ("http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        ("http://[fe80::1]:80", "http://[fe80::1]:80"),
    ],
)
def test_a_public_address_is_kept_in_one_form(given: str, kept: str) -> None:
    assert read({}, {"TALKOOT_PUBLIC_URL": given}).public_url == kept


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "http"), ("PORT", "70000"), ("PORT", "-1"), ("TALKOOT_LOG", "loud"), ("TALKOOT_LOG", "info debug"),
        ("TALKOOT_PUBLIC_URL", "workshop.example.org"), ("TALKOOT_PUBLIC_URL", "ftp://x"), ("TALKOOT_PUBLIC_URL", "https://"),
        ("TALKOOT_PUBLIC_URL", "https://user:pass@x.org"), ("TALKOOT_PUBLIC_URL", "https://x.org/path"),
        ("TALKOOT_PUBLIC_URL", "https://x.org;script-src"), ("TALKOOT_PUBLIC_URL", "https://x.org:port"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_in_one_line(variable: str, value: str) -> None:
    with pytest.raises(WrongSetting) as wrong:
        read({}, {variable: value})
    assert str(wrong.value).startswith(variable) and "\n" not in str(wrong.value)


@pytest.mark.parametrize("name", settings.PLATFORMS)
def test_a_platform_that_forgets_its_disk_is_recognised(name: str) -> None:
    found = read({}, {name: "web.1"})
    assert found.platform and found.passing_data
    assert "10.0.0.0/8" in found.trusted_proxies
    assert read({}, {}).trusted_proxies == ["127.0.0.1", "::1"]


def test_a_folder_on_a_passing_file_system_is_recognised(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "overlay / overlay rw 0 0\n/dev/sda1 /srv ext4 rw 0 0\ntmpfs /srv/my\\040tmp tmpfs rw 0 0\n", encoding="utf-8"
    )
    assert settings._passes(Path("/app/talkoot-data"), str(mounts))
    assert not settings._passes(Path("/srv/talkoot"), str(mounts))
    assert settings._passes(Path("/srv/my tmp/talkoot"), str(mounts))
    assert not settings._passes(Path("/app"), str(tmp_path / "no such file"))


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("a.localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("localhost.evil.example", False),
    ],
)
def test_which_hosts_mean_this_machine(host: str, loopback: bool) -> None:
    assert is_loopback(host) == loopback


def test_off_loopback_a_create_key_is_made_kept_and_private(tmp_path: Path) -> None:
    off = Settings(host="0.0.0.0", data=tmp_path / "data")
    first = with_create_key(off)
    assert len(first.create_key) >= 20
    assert with_create_key(off).create_key == first.create_key
    mode = (tmp_path / "data" / settings.KEY_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert with_create_key(Settings(host="0.0.0.0", data=tmp_path, create_key="own")).create_key == "own"
    assert with_create_key(Settings(data=tmp_path / "other")).create_key == ""
    assert with_create_key(Settings(data=tmp_path / "other", public_url="http://127.0.0.1:9")).create_key == ""
    behind_a_proxy = with_create_key(Settings(data=tmp_path / "third", public_url="https://workshop.example.org"))
    assert len(behind_a_proxy.create_key) >= 20
    assert not (tmp_path / "other").exists()


def test_a_data_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WrongSetting, match="file"):
        with_create_key(Settings(host="0.0.0.0", data=tmp_path / "file" / "data"))


def test_limits_are_set_by_their_names() -> None:
    found = read({}, {"TALKOOT_LIMITS": "rooms_per_minute=5, acts_at_once=60.5"})
    assert (found.rooms_per_minute, found.acts_at_once) == (5, 60.5)
    assert found.acts_per_second == Settings().acts_per_second and found.sources["limits"] == "TALKOOT_LIMITS"
    assert len(LIMITS) == len(set(LIMITS)) >= 18


@pytest.mark.parametrize("wrong", ["host=1", "rooms_per_minute", "rooms_per_minute=-1", "rooms_per_minute=many", "=3"])
def test_a_wrong_limit_is_named(wrong: str) -> None:
    with pytest.raises(WrongSetting, match="TALKOOT_LIMITS"):
        read({}, {"TALKOOT_LIMITS": wrong})


def test_the_keeping_can_be_set(tmp_path: Path) -> None:
    found = read({}, {})
    assert (found.backup, found.floor_mb, found.keep_days) == (None, 500, 90)
    env = {"TALKOOT_BACKUP": str(tmp_path / "b"), "TALKOOT_FLOOR_MB": "0", "TALKOOT_KEEP_DAYS": "30"}
    found = read({"data": tmp_path / "data"}, env)
    assert (found.backup, found.floor_mb, found.keep_days) == (tmp_path / "b", 0, 30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"TALKOOT_FLOOR_MB": "much"},
        {"TALKOOT_KEEP_DAYS": "0"},
        {"TALKOOT_KEEP_DAYS": "3651"},
        {"TALKOOT_BACKUP": "talkoot-data"},
        {"TALKOOT_BACKUP": "talkoot-data/backup"},
    ],
)
def test_keeping_that_cannot_be_is_said_in_one_line(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongSetting, match=next(iter(wrong))):
        read({}, wrong)

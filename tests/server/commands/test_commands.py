"""The command line as a person uses it: real processes, a real data folder, one line when it goes wrong."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from server.cli import main
from server.rehearse import web
from server.rehearse.server_process import ServerProcess


def run(*args: str, data: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("TALKOOT_") and name != "PORT"}
    env |= environ | ({"TALKOOT_DATA": str(data)} if data else {})
    return subprocess.run(
        [sys.executable, "-m", "server", *args], capture_output=True, text=True, env=env, timeout=120, check=False
    )


def fails(done: subprocess.CompletedProcess[str], *says: str) -> None:
    """One line on stderr, an exit code other than 0."""
    assert done.returncode == 1, done
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("talkoot: ")
    for word in says:
        assert word in done.stderr, done.stderr


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServerProcess, dict[str, str], asyncio.Runner]]:
    with asyncio.Runner() as runner:
        server = ServerProcess(tmp_path_factory.mktemp("data"))
        runner.run(server.start())
        links = json.loads(web.call(f"{server.url}/api/rooms", {"model": "double-diamond", "lang": "sv"}))
        yield server, links, runner
        runner.run(server.stop())


def test_models_are_listed_and_judged(tmp_path: Path) -> None:
    listed = run("models", "--lang", "fi")
    assert listed.returncode == 0 and "learning-workshop" in listed.stdout
    names = {model["name"] for model in json.loads(run("models", "--json").stdout)}
    assert {"double-diamond", "learning-workshop"} <= names
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('title = "x"\n\n[[steps]]\nkey = "a"\nactivity = "dot_wote"\n', encoding="utf-8")
    fails(run("models", str(wrong)), "wrong.toml", "activity")
    fails(run("models", str(tmp_path / "nowhere.toml")), "no such file")


def test_export_reads_beside_a_running_server(served: tuple[ServerProcess, dict[str, str], asyncio.Runner]) -> None:
    server, links, _ = served
    by_api = web.call(
        f"{server.url}/api/rooms/{links['code']}/export?format=json", key=links["host_url"].partition("#")[2]
    )
    by_command = run("export", links["code"].lower(), "--out", "-", data=server.data)
    assert by_command.returncode == 0, by_command.stderr
    mine, theirs = json.loads(by_command.stdout), json.loads(by_api)
    assert mine["records"] == theirs["records"] and mine["records"]
    assert mine | {"exported": 0} == theirs | {"exported": 0} and mine["epoch"] == "", "as docs/exports.md says"
    fails(run("export", "AAAAAA", data=server.data), "AAAAAA")
    fails(run("export", "?!", data=server.data), "cannot be a room's code")


@pytest.mark.parametrize("format", ["json", "contacts"])
@pytest.mark.parametrize("there", [False, True], ids=["new", "over another"])
def test_a_file_that_export_writes_is_its_owners_alone(
    served: tuple[ServerProcess, dict[str, str], asyncio.Runner], tmp_path: Path, format: str, there: bool
) -> None:
    server, links, _ = served
    file = tmp_path / "exported"
    if there:
        file.write_bytes(b"x" * 10_000_000)
        file.chmod(0o644)
    done = run("export", links["code"], "--format", format, "--out", str(file), data=server.data)
    assert done.returncode == 0 and stat.S_IMODE(file.stat().st_mode) == 0o600, done.stderr
    assert 0 < file.stat().st_size < 10_000_000


class Listening(BaseHTTPRequestHandler):
    """Somebody else's server: what it is told."""

    heard: ClassVar[list[str | None]] = []

    def do_POST(self) -> None:
        self.heard.append(self.headers["Authorization"])
        self.send_error(403)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


@pytest.mark.parametrize("command", [("create", "double-diamond"), ("import", "room.json")], ids=["create", "import"])
def test_another_server_is_not_told_the_key_of_this_one(tmp_path: Path, command: tuple[str, str]) -> None:
    if command[0] == "import":
        (tmp_path / "room.json").write_text("{}")
        command = ("import", str(tmp_path / "room.json"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Listening) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{other.server_port}"
        run(*command, "--url", url, data=tmp_path, TALKOOT_CREATE_KEY="only-for-this-server")
        run(*command, "--url", url, "--create-key", "theirs", data=tmp_path)
        other.shutdown()
    assert Listening.heard[-2:] == [None, "Bearer theirs"]


def test_link_revokes_the_old_one_through_the_running_server(
    served: tuple[ServerProcess, dict[str, str], asyncio.Runner],
) -> None:
    server, _, _ = served
    links = json.loads(web.call(f"{server.url}/api/rooms", {"model": "double-diamond"}))
    old = links["host_url"].partition("#")[2]
    minted = run("link", links["code"], data=server.data)
    assert minted.returncode == 0, minted.stderr
    new = minted.stdout.strip().partition("#")[2]
    export = f"{server.url}/api/rooms/{links['code']}/export?format=json"
    assert web.call(export, key=new)
    with pytest.raises(web.Failed) as refused:
        web.call(export, key=old)
    assert refused.value.code == "no_key"
    with pytest.raises(web.Failed):
        web.call(f"{server.url}/api/rooms/{links['code']}/link", {"role": "host"}, "guess")


def test_import_goes_through_the_running_server(
    served: tuple[ServerProcess, dict[str, str], asyncio.Runner], tmp_path: Path
) -> None:
    server, links, _ = served
    file = tmp_path / "room.json"
    file.write_bytes(
        web.call(f"{server.url}/api/rooms/{links['code']}/export", key=links["host_url"].partition("#")[2])
    )
    for done in (run("import", str(file), data=server.data), run("import", str(file), "--url", server.url)):
        assert done.returncode == 0 and re.search(rf"{server.url}/host/[A-Z0-9]{{6}}#", done.stdout), done.stderr
    file.write_text(file.read_text("utf-8").replace('"see":"hosts"', '"see":"none"', 1), encoding="utf-8")
    fails(run("import", str(file), "--url", server.url), "records[")
    fails(run("import", str(file), data=server.data), "records[", "Nothing was changed")
    fails(run("import", str(file), data=tmp_path / "empty"), "records[", "Nothing was changed")


def test_import_and_link_work_without_a_server(
    served: tuple[ServerProcess, dict[str, str], asyncio.Runner], tmp_path: Path
) -> None:
    server, links, _ = served
    file, data = tmp_path / "room.json", tmp_path / "data"
    file.write_bytes(
        web.call(f"{server.url}/api/rooms/{links['code']}/export", key=links["host_url"].partition("#")[2])
    )
    done = run("import", str(file), data=data)
    found = re.search(r"room ([A-Z0-9]{6})", done.stdout)
    assert done.returncode == 0 and found, done.stderr
    minted = run("link", found[1], data=data)
    assert minted.returncode == 0 and f"/host/{found[1]}#" in minted.stdout
    fails(run("link", "AAAAAA", data=data), "AAAAAA")
    again = json.loads(run("export", found[1], "--out", "-", data=data).stdout)
    assert again["records"] == json.loads(file.read_bytes())["records"]


def test_a_second_server_on_the_same_folder_or_port_says_so(
    served: tuple[ServerProcess, dict[str, str], asyncio.Runner], tmp_path: Path
) -> None:
    server, _, _ = served
    fails(run("serve", "--port", "0", data=server.data), str(server.data), "--data FOLDER")
    fails(run("serve", "--port", str(server.port), data=tmp_path / "other"), str(server.port))
    fails(run("serve", "--port", "99999", data=tmp_path / "other"), "PORT")
    fails(run("serve", "--port", "0", data=Path("/proc/nowhere")), "/proc/nowhere")


def test_doctor_says_what_is_there_and_what_is_not(
    served: tuple[ServerProcess, dict[str, str], asyncio.Runner], tmp_path: Path
) -> None:
    server, _, _ = served
    found = {one["what"]: one for one in json.loads(run("doctor", "--json", data=server.data).stdout)}
    assert found["server"]["state"] == "ok" and found["journal"]["state"] == "ok"
    wrong = run("doctor", "--json", data=Path("/proc/nowhere"))
    assert wrong.returncode == 1
    assert [one for one in json.loads(wrong.stdout) if one["what"] == "data folder" and one["state"] == "wrong"]
    assert "create_key" in run("doctor", data=tmp_path, TALKOOT_CREATE_KEY="hunter2").stdout
    assert "hunter2" not in run("doctor", data=tmp_path, TALKOOT_CREATE_KEY="hunter2").stdout


def test_rehearse_prints_exactly_these_keys() -> None:
    done = run("rehearse", "learning-workshop", "--people", "6", "--speed", "2000", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert list(report) == [
        "model", "people", "steps", "sent", "kept", "refused", "lost", "doubled", "kept_p50_ms", "kept_p99_ms",
        "seen_p50_ms", "seen_p99_ms", "seconds",
    ]  # fmt: skip
    assert report["people"] == 6 and report["kept"] > 20 and report["lost"] == report["doubled"] == 0


def test_rehearse_on_a_running_server(served: tuple[ServerProcess, dict[str, str], asyncio.Runner]) -> None:
    server, _, _ = served
    done = run("rehearse", "learning-workshop", "--people", "4", "--speed", "3000", "--json", "--url", server.url)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["lost"] == 0
    fails(run("rehearse", "learning-workshop", "--url", "http://127.0.0.1:9"), "127.0.0.1:9")
    fails(run("rehearse", "no-such-model"), "no-such-model")


def test_the_demo_prints_its_three_links(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("TALKOOT_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "demo", "--port", "0", "--lang", "sv"],
        stdout=subprocess.PIPE, text=True, env=env | {"TALKOOT_DATA": str(tmp_path)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = ""
        while "screen  " not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
    finally:
        process.terminate()
        process.communicate(timeout=20)
        assert process.returncode == 0
    assert re.search(r"/host/\w{6}#\S+", said) and re.search(r"/screen/\w{6}#\S+", said)


MINE = """
title = {fi = "Oma", en = "Own", sv = "Egen"}
minutes = 5

[[steps]]
key = "ideas"
phase = "discover"
activity = "brainstorm"
title = {fi = "Ideat", en = "Ideas", sv = "Idéer"}
minutes = 5
"""


def test_a_model_file_of_ones_own_is_started_and_rehearsed(
    served: tuple[ServerProcess, dict[str, str], asyncio.Runner], tmp_path: Path
) -> None:
    server, _, _ = served
    file = tmp_path / "mine.toml"
    file.write_text(MINE, encoding="utf-8")
    for done in (run("create", str(file), data=server.data), run("create", str(file), data=tmp_path / "new")):
        assert done.returncode == 0 and re.search(r"/host/\w{6}#\S+", done.stdout), done.stderr
    played = run("rehearse", str(file), "--people", "3", "--speed", "2000", "--json", "--url", server.url)
    assert played.returncode == 0 and json.loads(played.stdout)["steps"] == 1, played.stderr
    file.write_text(MINE.replace("brainstorm", "brainstrom"), encoding="utf-8")
    fails(run("create", str(file), data=server.data), "mine.toml", "brainstrom")
    fails(run("rehearse", str(file), "--url", server.url), "mine.toml", "brainstrom")


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """What a command that fails says: one line that tells what to do."""
    assert main(list(argv)) == 1
    line = capsys.readouterr().err
    assert line.startswith("talkoot: ") and line.count("\n") == 1 and "Errno" not in line
    return line


def test_what_goes_wrong_is_one_line_that_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, file = str(tmp_path / "data"), tmp_path / "file"
    file.write_text("no folder, no backup")
    assert "--data FOLDER" in said(capsys, "serve", "--port", "0", "--data", str(file))
    assert "it is a file" in said(capsys, "serve", "--port", "0", "--data", str(file / "inside"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"--port {port + 1}" in said(capsys, "serve", "--port", str(port), "--data", data)
    assert "--port" in said(capsys, "serve", "--port", "abc", "--data", data)
    assert "nothing was changed" in said(capsys, "restore", str(file), "--data", data)
    assert "no folder" in said(capsys, "backup", str(tmp_path / "nowhere" / "rooms.tar"), "--data", data)
    assert "no room ZZZZZZ" in said(capsys, "forget", "ZZZZZZ", "--data", data)
    assert "is a server running" in said(capsys, "create", "double-diamond", "--url", f"http://127.0.0.1:{port}")

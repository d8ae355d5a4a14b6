"""A platform runs `pip install .` and the line in Procfile, and has no Node: it must serve working pages.

Done on a clean copy of what git would clone (committed or not yet), with a PATH that holds neither node nor npm.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = [
    r"server/_static/dist/manifest\.json",
    r"server/_static/dist/join-\w+\.js\.br",
    r"server/_static/locales/fi\.ftl",
    r"sessions/models/[\w-]+\.toml",
    r"sessions/data/[\w.-]+\.json",
]

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the repository and nothing that make made."""
    to = tmp_path_factory.mktemp("clone") / "talkoot"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose PATH leads to no Node: a folder with links to everything else."""
    tools = tmp_path_factory.mktemp("tools")
    for folder in os.environ["PATH"].split(os.pathsep):
        for tool in sorted(Path(folder).iterdir()) if Path(folder).is_dir() else ():
            link = tools / tool.name
            if tool.name not in {"node", "nodejs", "npm", "npx", "corepack"} and not link.is_symlink():
                link.symlink_to(tool)
    ours = ("TALKOOT_", "PYTHON", "VIRTUAL_ENV")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)} | {"PATH": str(tools)}


@pytest.fixture(scope="module")
def installed(clone: Path, bare: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment's bin folder, after `pip install .` in the clone."""
    venv = tmp_path_factory.mktemp("platform") / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [str(venv / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "."]
    done = subprocess.run(pip, cwd=clone, env=bare, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return venv / "bin"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One GET: status, headers (lower case), body."""
    request = urllib.request.Request(url, headers={key.replace("_", "-"): value for key, value in headers.items()})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, {key.lower(): value for key, value in answer.headers.items()}, answer.read()


def wait_until_live(url: str, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Until the server answers; fails at once when it has stopped."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"the server stopped with {process.returncode}"
        try:
            fetch(f"{url}/livez")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")


def test_the_wheel_holds_pages_words_models_and_data(installed: Path) -> None:
    python = installed / "python"
    ask = "import importlib.metadata as m; print(*m.files('talkoot'), sep='\\n')"
    names = subprocess.run([python, "-c", ask], cwd="/", capture_output=True, text=True, check=True).stdout.splitlines()
    missing = [pattern for pattern in NEEDED if not any(re.fullmatch(pattern, name) for name in names)]
    assert not missing, names


@pytest.mark.parametrize("beside_the_code", [True, False], ids=["in the clone", "elsewhere"])
def test_the_procfile_line_serves_working_pages(
    installed: Path, clone: Path, bare: dict[str, str], tmp_path: Path, beside_the_code: bool
) -> None:
    """In the clone Python takes the code from there, elsewhere from what was installed; both must serve."""
    line = (clone / "Procfile").read_text().removeprefix("web:").strip()
    port = free_port()
    path = f"{installed}{os.pathsep}{bare['PATH']}"
    env = bare | {"PATH": path, "PORT": str(port), "TALKOOT_DATA": str(tmp_path / "data"), "WEB_CONCURRENCY": "4"}
    words = [str(installed / "python"), *shlex.split(line)[1:]]
    with subprocess.Popen(words, cwd=clone if beside_the_code else tmp_path, env=env) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_live(url, process)
            status, headers, page = fetch(f"{url}/", Accept_Language="fi")
            assert status == 200
            assert headers["content-type"].startswith("text/html")
            script = re.search(rb'src="(/static/[\w./-]+\.js)"', page)
            assert script, page
            status, headers, body = fetch(url + script[1].decode(), Accept_Encoding="br")
            assert status == 200
            assert "javascript" in headers["content-type"]
            assert headers["content-encoding"] == "br"
            assert "immutable" in headers["cache-control"]
            assert body
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0

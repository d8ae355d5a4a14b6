"""The browser kernel's own tests, run by Node; here so that `make test` runs everything."""

import subprocess
from pathlib import Path

import hatch_build

ROOT = Path(__file__).resolve().parents[2]


def test_the_kernels_own_tests_pass() -> None:
    node = hatch_build.find_node().node
    done = subprocess.run(
        [*node, str(ROOT / "tests/kernel/run.mjs")], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr

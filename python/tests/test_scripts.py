"""Scripts that check things by themselves, in processes of their own.

ALEMBIC_RS_RUSTPYTHON may name a RustPython that has our modules frozen in; the scripts then run
under it too.
"""

import os
import subprocess

import harness
import pytest

# Scripts that must hold with the standard modules as well.
GENERAL = ["typing_names", "asyncio_runs", "dotenv_rules"]
OURS = [path.stem for path in sorted((harness.HERE / "scripts").glob("*.py"))]
RUSTPYTHON = os.environ.get("ALEMBIC_RS_RUSTPYTHON")


def _path(name):
    return harness.HERE / "scripts" / f"{name}.py"


@pytest.mark.parametrize("name", OURS)
def test_with_our_modules(name):
    harness.run([_path(name)], embedded=True)


@pytest.mark.parametrize("name", GENERAL)
def test_with_the_standard_modules(name):
    harness.run([_path(name)], embedded=False)


@pytest.mark.skipif(not RUSTPYTHON, reason="ALEMBIC_RS_RUSTPYTHON names no interpreter")
@pytest.mark.parametrize("name", OURS)
def test_under_rustpython(name):
    done = subprocess.run(
        [RUSTPYTHON, str(_path(name))],
        env={**harness.environment(True), "RUSTPYTHONPATH": str(harness.HERE)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr

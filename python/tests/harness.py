"""Runs the case files in processes of their own, with the built-in or the real package."""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
PYTHON = HERE.parent
EMBEDDED = PYTHON / "embedded"
KINDS = {
    "types": "describe_cases.py",
    "expressions": "describe_cases.py",
    "items": "describe_cases.py",
    "operations": "operation_cases.py",
    "queries": "query_cases.py",
}
MODELS = ["guide", "annotated", "classic", "imperative"]
HAS_REAL = importlib.util.find_spec("sqlalchemy") is not None


def environment(embedded):
    paths = [PYTHON, HERE] + ([EMBEDDED] if embedded else [])
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
    }


def run(arguments, embedded, check=True):
    """Runs Python on our package and one of the two `sqlalchemy` packages."""
    done = subprocess.run(
        [sys.executable, str(HERE / "_run.py"), *map(str, arguments)],
        env=environment(embedded),
        capture_output=True,
        text=True,
    )
    if check and done.returncode:
        raise AssertionError(done.stderr)
    return done


def case_path(kind):
    return HERE / "cases" / f"{kind}.txt"


def expected_path(kind):
    return HERE / "cases" / f"{kind}.json"


def described(kind, embedded, *options):
    return json.loads(run([HERE / KINDS[kind], case_path(kind), *options], embedded).stdout)


def models(name, embedded):
    return json.loads(run([HERE / "describe_models.py", name], embedded).stdout)

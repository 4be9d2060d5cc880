"""Post-write hooks: those that env.py registers, and how the programs of others are started."""

import importlib.util
import subprocess
import sys

from alembic._waist import request
from alembic.util import compat

REVISION_SCRIPT_TOKEN = "REVISION_SCRIPT_FILENAME"

_registry = {}


def register(name):
    """Returns a decorator that registers a function of a file's path and the hook's options."""

    def decorate(function):
        _registry[name] = function
        return function

    return decorate


def _invoke(name, revision_path, options):
    """Runs the hook of a name on a file."""
    from os import fspath

    hook = _registry.get(name)
    if hook is not None:
        return hook(fspath(revision_path), options)
    options = {key: str(value) for key, value in options.items()}
    payload = {"kind": name, "path": fspath(revision_path), "options": options}
    return request("command.run_hook", payload)


def console_scripts(path, options, ignore_output=False, verify_version=None):
    """Runs the console script of an installed package on a file."""
    return _invoke("console_scripts", path, options)


def exec_(path, options, ignore_output=False):
    """Runs a program on a file."""
    return _invoke("exec", path, options)


def module(path, options, ignore_output=False):
    """Runs a Python module on a file."""
    return _invoke("module", path, options)


def _find_program(kind, name):
    """Returns how this Python starts the program of a hook, None if there is no such program."""
    if kind == "exec":
        return [name]
    if kind == "module":
        found = importlib.util.find_spec(name)
        return None if found is None else [sys.executable, "-m", name]
    for entry in compat.importlib_metadata_get("console_scripts"):
        if entry.name == name:
            call = f"import {entry.module}; {entry.module}.{entry.attr}()"
            return [sys.executable, "-c", call]
    return None


def _start_program(words, folder):
    subprocess.run(words, cwd=folder)

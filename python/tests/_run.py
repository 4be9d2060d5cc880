"""Runs a script with the mock in the place of the native module."""

import runpy
import sys

import _alembic_waist  # noqa: F401

sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")

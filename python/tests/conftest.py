"""Puts our package, the mock of the native module and the built-in `sqlalchemy` in front.

The stand-ins for standard modules lie beside that; what the test runner itself uses is loaded
before they can be found.
"""

import asyncio  # noqa: F401
import dataclasses  # noqa: F401
import logging.config  # noqa: F401
import logging.handlers  # noqa: F401
import pathlib
import sys
import typing  # noqa: F401

import pytest

HERE = pathlib.Path(__file__).parent
for path in (HERE.parent / "embedded", HERE, HERE.parent):
    sys.path.insert(0, str(path))
sys.dont_write_bytecode = True

import _alembic_waist  # noqa: E402


@pytest.fixture
def waist():
    """The mock: `requests` to look at, `answers` to prepare."""
    _alembic_waist.forget()
    yield _alembic_waist
    _alembic_waist.forget()


@pytest.fixture
def sent(waist):
    """Gives the names and payloads of the requests so far."""
    return waist.requests

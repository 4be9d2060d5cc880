"""The older name of `alembic.runtime.migration`."""

from alembic.runtime import migration as _module
from alembic.runtime.migration import *  # noqa: F401,F403


def __getattr__(name):
    return getattr(_module, name)

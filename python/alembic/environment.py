"""The older name of `alembic.runtime.environment`."""

from alembic.runtime import environment as _module
from alembic.runtime.environment import *  # noqa: F401,F403


def __getattr__(name):
    return getattr(_module, name)

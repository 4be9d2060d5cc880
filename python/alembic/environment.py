"""The older name of `alembic.runtime.environment`."""

from alembic.runtime.environment import *  # noqa: F401,F403

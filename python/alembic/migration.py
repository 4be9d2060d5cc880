"""The older name of `alembic.runtime.migration`."""

from alembic.runtime.migration import *  # noqa: F401,F403

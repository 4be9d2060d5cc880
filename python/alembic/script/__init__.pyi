"""The scripts on disk."""

from alembic.script.base import Script as Script
from alembic.script.base import ScriptDirectory as ScriptDirectory

__all__ = ["Script", "ScriptDirectory"]

"""The scripts on disk, as views of the engine's map."""

from alembic.script.base import Script, ScriptDirectory

__all__ = ["Script", "ScriptDirectory"]


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)

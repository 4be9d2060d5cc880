"""The scripts on disk, as views of the engine's map."""

from alembic.script.base import Script, ScriptDirectory

__all__ = ["Script", "ScriptDirectory"]


def __getattr__(name):
    if name == "write_hooks":
        from importlib import import_module

        return import_module("alembic.script.write_hooks")
    from alembic._waist import missing

    raise missing(__name__, name)

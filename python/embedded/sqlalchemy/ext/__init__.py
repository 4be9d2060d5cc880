"""Extensions."""

from sqlalchemy._lazy import submodule


def __getattr__(name):
    return submodule("sqlalchemy.ext", name)

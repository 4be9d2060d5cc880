"""Making engines."""

from sqlalchemy.engine.base import Engine


def create_engine(url, **kw):
    """Makes an engine for a URL."""
    return Engine._create(url, kw)


def engine_from_config(configuration, prefix="sqlalchemy.", **kwargs):
    """Makes an engine from the entries of a dictionary that begin with a prefix."""
    options = {
        key[len(prefix) :]: value for key, value in configuration.items() if key.startswith(prefix)
    }
    options.update(kwargs)
    options.pop("_coerce_config", None)
    url = options.pop("url")
    return create_engine(url, **options)


def create_mock_engine(url, executor, **kw):
    """Makes an engine that hands statements to a function."""
    from sqlalchemy.sql.elements import _later

    raise _later("create_mock_engine()")


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)


__all__ = ["create_engine", "create_mock_engine", "engine_from_config"]

"""What the built-in package lacks says so and tells the way out."""

from alembic import _host
from alembic._waist import WAY_OUT

_host.start([])


def message(kind, act):
    try:
        act()
    except kind as error:
        return str(error)
    raise AssertionError(f"{kind.__name__} was expected")


def imports():
    from sqlalchemy import tablesample_nonsense  # noqa: F401


def imports_over_lines():
    from sqlalchemy.sql import (  # noqa: F401
        text,
        nonsense,
    )


def imports_module():
    import sqlalchemy.ext.automap  # noqa: F401


def reads():
    import sqlalchemy

    return sqlalchemy.nonsense


assert message(ImportError, imports) == (
    f"cannot import name 'tablesample_nonsense' from 'sqlalchemy': {WAY_OUT}"
)
assert message(ImportError, imports_over_lines) == (
    f"cannot import name 'nonsense' from 'sqlalchemy.sql': {WAY_OUT}"
)
assert message(ModuleNotFoundError, imports_module) == (
    f"No module named 'sqlalchemy.ext.automap': {WAY_OUT}"
)
assert (
    message(AttributeError, reads) == f"module 'sqlalchemy' has no attribute 'nonsense': {WAY_OUT}"
)

import sqlalchemy  # noqa: E402
from sqlalchemy.dialects import mysql, postgresql  # noqa: E402

assert not hasattr(sqlalchemy, "nonsense") and not hasattr(postgresql, "NONSENSE")
assert getattr(mysql, "NONSENSE", None) is None
assert WAY_OUT in message(AttributeError, lambda: sqlalchemy.column("a").nonsense)
assert WAY_OUT in message(AttributeError, lambda: sqlalchemy.types.NONSENSE)


for refuse in (lambda: sqlalchemy.create_mock_engine("sqlite://", print),):
    assert WAY_OUT in message(NotImplementedError, refuse)

try:
    import numpy_that_is_not_there  # noqa: F401
except ModuleNotFoundError as error:
    assert str(error) == "No module named 'numpy_that_is_not_there'"

# every name that a module offers is really there
for module in (
    "sqlalchemy",
    "sqlalchemy.engine",
    "sqlalchemy.schema",
    "sqlalchemy.types",
    "sqlalchemy.sql",
    "sqlalchemy.sql.expression",
    "sqlalchemy.sql.type_api",
    "sqlalchemy.orm",
    "sqlalchemy.ext.declarative",
):
    loaded = __import__(module, None, None, ["_NAMES"])
    for names in loaded._NAMES.values():
        for name in names.split():
            assert getattr(loaded, name) is not None, (module, name)
from sqlalchemy._lazy import SUBMODULES  # noqa: E402

for package, names in SUBMODULES.items():
    for name in names.split():
        __import__(f"{package}.{name}")
for dialect in ("postgresql", "mysql", "sqlite", "mssql", "oracle"):
    loaded = __import__("sqlalchemy.dialects." + dialect, None, None, ["_TYPES"])
    for name in [*loaded._TYPES, *loaded._GENERIC, "dialect"]:
        assert getattr(loaded, name).__name__, (dialect, name)

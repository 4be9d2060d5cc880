"""Stands in for the native module: keeps requests and gives answers that a test prepared."""

import sys

import alembic
import sqlalchemy

sys.modules["alembic._engine"] = alembic._engine = sys.modules[__name__]
if hasattr(sqlalchemy, "__alembic_rs__"):
    with_built_in_modules = True


class EngineError(Exception):
    """An error of the engine: class name, message, attributes."""


requests = []
answers = {}

_DIALECT = {
    "name": "sqlite",
    "driver": "pysqlite",
    "server_version_info": [3, 45, 0],
    "default_schema_name": "main",
    "is_mariadb": False,
    "paramstyle": "qmark",
}
_DEFAULTS = {
    "config.describe": {
        "config_file_name": None,
        "toml_file_name": None,
        "config_ini_section": "alembic",
        "cmd_opts": None,
    },
    "environment.describe": {
        "config": 1,
        "script": 1,
        "as_sql": False,
        "starting_rev": None,
        "destination_rev": "head",
        "tag": None,
        "x_arguments": [],
        "purge": False,
        "command": "upgrade",
    },
    "environment.configure": {"context": 1, "options": {}},
    "context.begin_transaction": {"transaction": 1},
    "context.describe": {
        "as_sql": False,
        "dialect": _DIALECT,
        "connection": 1,
        "transactional_ddl": False,
        "version_table": "alembic_version",
        "version_table_schema": None,
    },
    "context.get_current_heads": [],
    "revisions.plan": [],
    "engine.create": {
        "engine": 1,
        "dialect": _DIALECT,
        "url": {"drivername": "sqlite", "query": {}},
    },
    "connection.open": {"connection": 1, "dialect": _DIALECT},
    "connection.begin": {"transaction": 1},
    "connection.in_transaction": {"root": False, "nested": False},
    "connection.execute": {"returns_rows": False, "columns": [], "rows": [], "rowcount": -1},
    "logging.get_effective_level": 30,
    "url.parse": {"drivername": "sqlite", "query": {}},
}


def request(name, payload):
    """Keeps a request and gives the answer for it."""
    requests.append((name, payload))
    answer = answers.get(name, _DEFAULTS.get(name))
    if callable(answer):
        answer = answer(payload)
    if isinstance(answer, Exception):
        raise answer
    return answer


def shape(statement):
    """Gives no statement a shape, so that each is described."""
    return None


def uniform_sets(parameters):
    """Finds no sets of the same names, so that each is described."""
    return None


def load(loader, rows):
    raise NotImplementedError("no test reads instances")


values_of = changed_names = set_attribute = load


def forget():
    """Starts anew."""
    requests.clear()
    answers.clear()

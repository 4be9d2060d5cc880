"""Records the SQL that Alembic writes for the calls in `calls.py`, for the tests to compare with.

Run it with a Python that has alembic, SQLAlchemy, psycopg and pymysql; it writes `recorded.json`.
"""

import io
import json
import pathlib
import re
import warnings

import calls
import plain
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import MetaData
from sqlalchemy.engine.default import DefaultDialect

DIALECTS = ("default", "postgresql", "mysql", "mariadb", "sqlite")


class Recorder(Operations):
    """Operations that keep the plain form of what they are asked to do."""

    def invoke(self, operation):
        if self.plain is None:
            self.plain = plain.operation(operation)
        return super().invoke(operation)


def record(call, dialect, convention):
    buffer = io.StringIO()
    options = {"as_sql": True, "literal_binds": True, "output_buffer": buffer}
    if convention:
        options["target_metadata"] = MetaData(naming_convention=convention)
    if dialect == "default":
        where = {"dialect": DefaultDialect()}
    else:
        where = {"dialect_name": dialect, "dialect_opts": {"paramstyle": "named"}}
    context = MigrationContext.configure(opts=options, **where)
    operations = Recorder(context)
    operations.plain = None
    try:
        call(operations)
        outcome = buffer.getvalue()
    except Exception as error:
        cls = type(error)
        outcome = {"exception": cls.__name__ if cls.__module__ == "builtins"
                   else f"{cls.__module__}.{cls.__name__}", "message": message(error)}
    return operations.plain, outcome


def message(error):
    """Gives an error's message without what differs from run to run."""
    text = re.sub(r" object at 0x\w+", "", str(error))
    return re.sub(r" \(Background on this error at: \S+\)$", "", text)


def main():
    warnings.simplefilter("ignore")
    cases = {}
    for dialect in DIALECTS:
        # Each call gets objects of its own, because Alembic attaches them to tables.
        for title, call, convention, *only in calls.collect():
            if only and dialect not in only[0]:
                continue
            operation, outcome = record(call, dialect, convention)
            case = cases.setdefault(title, {"name": title, "operation": operation, "outcomes": {}})
            case["outcomes"][dialect] = outcome
            if convention:
                case["naming_convention"] = convention
    path = pathlib.Path(__file__).parent.parent / "recorded.json"
    path.write_text(json.dumps(list(cases.values()), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

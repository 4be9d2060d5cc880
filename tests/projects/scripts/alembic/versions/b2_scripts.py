"""Runs the scripts of the project, each as if it were the only one"""
import datetime
import decimal
import pathlib

import sqlalchemy as sa
import tables
from alembic import op

revision = "b2"
down_revision = "a1"


def scripts(dialect):
    """Gives the scripts with their names: `# == name: databases` begins one, and all have what is before the first."""
    text = pathlib.Path("scripts.py").read_text()
    beginning, *parts = text.split("\n# == ")
    for part in parts:
        heading, _, source = part.partition("\n")
        name, _, databases = heading.partition(": ")
        if not databases or dialect in databases:
            yield name, beginning + "\n" + source


def shown(value):
    if isinstance(value, tuple) or hasattr(value, "_mapping"):
        return "(" + ", ".join(map(shown, value)) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, (datetime.datetime, datetime.date)):
        # Drivers have classes of their own for zones.
        return f"{type(value).__name__} {value.isoformat()}"
    if isinstance(value, decimal.Decimal):
        return f"Decimal {value}"
    if type(value).__name__ == "RowMapping":
        return "mapping " + repr({key: shown(item) for key, item in value.items()})
    return repr(value)


def show(*values):
    print("  ", *map(shown, values))


def run(connection, name, source):
    print("==", name)
    before = tables.rows_of(connection)
    savepoint = connection.begin_nested()
    names = {**vars(tables), "sa": sa, "op": op, "connection": connection, "show": show}
    try:
        exec(compile(source, name, "exec"), names)
        after = tables.rows_of(connection)
    except Exception as error:
        savepoint.rollback()
        print("   raised", type(error).__name__, str(error).partition("\n")[0])
        if isinstance(error, sa.exc.DBAPIError):
            print("   of", type(error.orig).__name__, "for", error.statement, error.params)
        return
    savepoint.rollback()
    for table, rows in after.items():
        for row in before[table]:
            if row not in rows:
                print("   -", table, shown(tuple(row)))
        for row in rows:
            if row not in before[table]:
                print("   +", table, shown(tuple(row)))


def upgrade():
    connection = op.get_bind()
    dialect = connection.dialect.name
    for name, source in scripts("mysql" if dialect == "mariadb" else dialect):
        run(connection, name, source)

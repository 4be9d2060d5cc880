"""Engines, connections, results, inspection, and types created by themselves."""

import _alembic_waist as waist
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql


def last(name):
    return [payload for given, payload in waist.requests if given == name][-1]


def rows(columns, *values):
    waist.answers["connection.execute"] = {
        "returns_rows": True,
        "columns": columns,
        "rows": [list(row) for row in values],
        "rowcount": len(values),
    }


def raises(kind, call, text=None):
    try:
        call()
    except kind as error:
        assert text is None or text in str(error), str(error)
        return error
    raise AssertionError(f"{kind.__name__} was expected")


engine = sa.create_engine("sqlite://", echo=True, connect_args={"timeout": 5})
assert last("engine.create") == {
    "url": "sqlite://",
    "options": {"echo": True, "connect_args": {"timeout": 5}},
}
assert engine.name == "sqlite" and engine.dialect.name == "sqlite"
assert engine.dialect.server_version_info == (3, 45, 0)
connection = engine.connect()
assert connection.engine is engine and connection.dialect.name == "sqlite"

rows(["id", "name"], [1, "a"], [2, {"$decimal": "1.5"}])
result = connection.execute(sa.text("SELECT :x").bindparams(x=1), {"x": 2})
assert last("connection.execute")["parameters"] == {"x": 2}
first, second = result.fetchall()
assert (
    first == (1, "a")
    and first.id == 1
    and first["name" == "x"] == 1
    and first._mapping["name"] == "a"
)
assert str(second.name) == "1.5" and first._fields == ("id", "name")
identifier, name = first
assert (identifier, name) == (1, "a") and first._asdict() == {"id": 1, "name": "a"}
raises(AttributeError, lambda: first.nothing, "Could not locate column in row for column 'nothing'")
raises(exc.NoSuchColumnError, lambda: first._mapping["nothing"])
run = lambda: connection.execute(sa.text("SELECT"))  # noqa: E731
assert run().scalar() == 1 and run().first().name == "a" and run().scalars().all() == [1, 2]
assert run().keys() == ["id", "name"] and [row.id for row in run()] == [1, 2]
assert run().mappings().all() == [{"id": 1, "name": "a"}, run().mappings().all()[1]]
assert run().fetchmany(1) == [(1, "a")] and run().rowcount == 2
raises(exc.MultipleResultsFound, lambda: run().one())
raises(exc.MultipleResultsFound, lambda: run().scalar_one())
rows(["id"])
assert run().first() is None and run().scalar() is None and run().one_or_none() is None
raises(exc.NoResultFound, lambda: run().one(), "No row was found when one was required")
rows(["a"], [{"$uuid": "00000000-0000-0000-0000-000000000001"}])
assert run().scalar_one().int == 1
rows(["a"], [{"$json": {"b": [1]}}], [{"$bytes": "00ff"}], [{"$datetime": "2024-01-31T12:00:00"}])
document, data, moment = run().scalars()
assert document == {"b": [1]} and data == b"\x00\xff" and moment.hour == 12
waist.answers.pop("connection.execute")
raises(exc.ResourceClosedError, lambda: run().fetchall(), "does not return rows")
raises(exc.ObjectNotExecutableError, lambda: connection.execute("SELECT 1"), "'SELECT 1'")
connection.execute(sa.text("INSERT"), [{"a": 1}, {"a": [1, 2]}])
assert last("connection.execute")["parameters"] == [{"a": 1}, {"a": {"$json": [1, 2]}}]
connection.exec_driver_sql("SELECT %s", ("x",))
assert last("connection.execute")["statement"] == {"driver_sql": "SELECT %s"}
connection.execute(sa.text("x").execution_options(a=1), execution_options={"b": 2})
assert last("connection.execute")["options"] == {"a": 1, "b": 2}
connection.execution_options(isolation_level="AUTOCOMMIT")
assert last("connection.set_options")["options"] == {"isolation_level": "AUTOCOMMIT"}
connection.execute(sa.schema.CreateSchema("s"))
assert last("connection.execute_ddl")["operation"] == {"op": "create_schema", "name": "s"}

with connection.begin():
    pass
assert last("connection.end_transaction")["commit"] is True
try:
    with connection.begin_nested() as nested:
        raise KeyError
except KeyError:
    pass
assert last("connection.begin")["nested"] is True
assert last("connection.end_transaction")["commit"] is False and not nested.is_active
connection.commit()
connection.close()
assert last("connection.close") == {"connection": 1} and connection.closed
with engine.begin() as begun:
    begun.execute(sa.text("x"))
assert waist.requests[-1][0] == "connection.close"

error = waist.EngineError(
    "sqlalchemy.exc.IntegrityError",
    "(psycopg2.errors.UniqueViolation) duplicate\n[SQL: INSERT]",
    {
        "statement": "INSERT",
        "params": {"a": 1},
        "orig": {
            "class_name": "psycopg2.errors.UniqueViolation",
            "message": "duplicate",
            "sqlstate": "23505",
        },
    },
)
waist.answers["connection.execute"] = error
raised = raises(exc.DBAPIError, lambda: engine.connect().execute(sa.text("INSERT")))
assert isinstance(raised, exc.IntegrityError) and isinstance(raised, exc.SQLAlchemyError)
assert str(raised) == "(psycopg2.errors.UniqueViolation) duplicate\n[SQL: INSERT]"
assert raised.statement == "INSERT" and raised.params == {"a": 1}
assert type(raised.orig).__name__ == "UniqueViolation" and str(raised.orig) == "duplicate"
assert raised.orig.pgcode == "23505"
waist.answers.pop("connection.execute")
waist.answers["connection.execute"] = waist.EngineError("NotImplementedError", "not here", {})
raises(NotImplementedError, lambda: engine.connect().execute(sa.text("x")), "not here")
waist.answers.pop("connection.execute")

# inspection
connection = engine.connect()
waist.answers["inspector.has_table"] = True
waist.answers["inspector.get_columns"] = [
    {"name": "id", "type": {"type": "Integer"}, "nullable": False, "default": None},
    {"name": "j", "type": {"type": "postgresql.JSONB"}, "nullable": True, "default": None},
    {"name": "e", "type": {"type": "postgresql.ENUM", "values": ["a"], "name": "e"}},
    {"name": "l", "type": {"type": "ARRAY", "item_type": {"type": "String", "length": 5}}},
]
inspector = sa.inspect(connection)
assert inspector.has_table("t", schema="s")
assert last("inspector.has_table") == {"connection": 1, "table_name": "t", "schema": "s"}
columns = {column["name"]: column["type"] for column in inspector.get_columns("t")}
assert isinstance(columns["id"], sa.Integer) and isinstance(columns["j"], postgresql.JSONB)
assert columns["e"].enums == ["a"] and columns["l"].item_type.length == 5
assert inspector.get_columns("t") is inspector.get_columns("t")
waist.answers["inspector.get_multi_indexes"] = [
    [
        "t",
        [
            {
                "name": "ix",
                "column_names": ["a"],
                "unique": True,
                "column_sorting": {"a": ["desc"]},
            }
        ],
    ]
]
[index] = inspector.get_multi_indexes(filter_names=["t"])[None, "t"]
assert index["column_sorting"] == {"a": ("desc",)}
assert last("inspector.get_multi_indexes") == {
    "connection": 1,
    "filter_names": ["t"],
    "kind": 1,
    "scope": 1,
}
waist.answers["inspector.describe"] = [
    [
        "t",
        {
            "columns": [
                {"name": "id", "type": {"type": "Integer"}, "nullable": False, "default": None},
                {"name": "n", "type": {"type": "Text"}, "nullable": True, "default": "'a:b'"},
            ],
            "pk_constraint": {"constrained_columns": ["id"], "name": "pk_t"},
            "foreign_keys": [],
            "indexes": [{"name": "ix_t", "column_names": ["n"], "unique": False}],
            "unique_constraints": [{"name": "uq_t", "column_names": ["n"]}],
            "check_constraints": [{"name": "ck_t", "sqltext": "id > 0"}],
            "comment": "a table",
            "table_options": {"postgresql_with": {"fillfactor": "70"}},
        },
    ]
]
reflected = sa.Table("t", sa.MetaData(), autoload_with=connection)
assert reflected.c.keys() == ["id", "n"]
assert reflected.c.n.server_default.arg.text == "'a\\:b'"
assert reflected.primary_key.name == "pk_t" and reflected.c.id.primary_key
assert [index.name for index in reflected.indexes] == ["ix_t"]
assert sorted(constraint.name for constraint in reflected.constraints) == ["ck_t", "pk_t", "uq_t"]
assert reflected.comment == "a table"
assert reflected.dialect_kwargs == {"postgresql_with": {"fillfactor": "70"}}
waist.answers["inspector.describe"] = []
metadata = sa.MetaData()
raises(exc.NoSuchTableError, lambda: sa.Table("gone", metadata, autoload_with=connection), "gone")
assert not metadata.tables
waist.answers["inspector.get_table_names"] = ["t"]
assert sa.inspect(engine).get_table_names() == ["t"]
assert waist.requests[-1][0] == "connection.close"
from sqlalchemy.engine.reflection import Inspector  # noqa: E402

assert Inspector.from_engine(connection).get_table_names() == ["t"]
raises(exc.NoInspectionAvailable, lambda: sa.inspect(5))
raises(AttributeError, lambda: inspector.get_nothing())

# things that are created by themselves
kind = postgresql.ENUM("a", "b", name="letters")
kind.create(connection, checkfirst=False)
assert last("connection.execute_ddl")["operation"] == {
    "op": "create_type",
    "type": {"type": "postgresql.ENUM", "values": ["a", "b"], "name": "letters"},
}
sa.Enum(name="letters").drop(connection, checkfirst=True)
assert last("connection.execute_ddl")["operation"] == {
    "op": "drop_type",
    "type": {"type": "Enum", "values": [], "name": "letters"},
    "checkfirst": True,
}
metadata = sa.MetaData()
parent = sa.Table("parent", metadata, sa.Column("id", sa.Integer, primary_key=True))
child = sa.Table("child", metadata, sa.Column("id", sa.ForeignKey("parent.id"), index=True))
waist.requests.clear()


def created():
    return [
        payload["operation"]["table"]["name"]
        for name, payload in waist.requests
        if name == "connection.execute_ddl"
    ]


waist.answers["inspector.has_table"] = False
metadata.create_all(connection)
assert created() == ["parent", "child"]
# A table that is there already is left alone, and so are its indexes.
waist.answers["inspector.has_table"] = lambda payload: payload["table_name"] == "parent"
waist.requests.clear()
metadata.create_all(connection)
assert created() == ["child"]
child.drop(connection, checkfirst=True)
assert last("connection.execute_ddl")["operation"] == {
    "op": "drop_table",
    "table_name": "child",
    "if_exists": True,
}

# text of expressions and types
waist.answers["expression.compile"] = "a > 1"
waist.answers["type.compile"] = "VARCHAR(5)"
waist.answers["operation.compile"] = "CREATE TABLE parent"
assert str(sa.column("a") > 1) == "a > 1"
assert (
    str(
        (sa.column("a") > 1).compile(
            dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
        )
    )
    == "a > 1"
)
assert (
    last("expression.compile")["dialect"] == "postgresql"
    and last("expression.compile")["literal_binds"]
)
assert str(sa.String(5)) == "VARCHAR(5)" and repr(sa.String(5)) == "String(length=5)"
assert str(sa.schema.CreateTable(parent)) == "CREATE TABLE parent"

# URLs
waist.answers["url.parse"] = lambda payload: {
    "drivername": "postgresql+psycopg2",
    "username": "u",
    "password": "p",
    "host": "h",
    "port": 5432,
    "database": "d",
    "query": {"a": ["1", "2"]},
}
waist.answers["url.render"] = lambda payload: (
    f"{payload['url']['database']}:{payload['hide_password']}"
)
url = sa.make_url("postgresql+psycopg2://u:p@h:5432/d?a=1&a=2")
assert (
    url.database == "d"
    and url.query == {"a": ("1", "2")}
    and url.get_backend_name() == "postgresql"
)
assert url.set(database="e").database == "e" and str(url.set(database="e")) == "e:True"
assert url.render_as_string(hide_password=False) == "d:False" and sa.make_url(url) is url
assert url.get_driver_name() == "psycopg2"
sa.create_engine(url)
assert last("engine.create")["url"]["query"] == {"a": ["1", "2"]}
raises(KeyError, lambda: sa.engine_from_config({}))

# listeners
heard = []
from sqlalchemy import event  # noqa: E402
from sqlalchemy.engine import Engine  # noqa: E402


@event.listens_for(Engine, "connect")
def on_connect(dbapi_connection, record):
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
    heard.append(1)


engine.connect()
assert heard == [1] and last("connection.execute")["statement"] == {
    "driver_sql": "PRAGMA foreign_keys=ON"
}
event.remove(Engine, "connect", on_connect)
engine.connect()
assert heard == [1]
raises(NotImplementedError, lambda: event.listen(engine, "before_cursor_execute", print))

import warnings

from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, String, Table, UniqueConstraint, event, func, select, text
from sqlalchemy.schema import DDL

metadata = MetaData()
parent = Table("parent", metadata, Column("id", Integer, primary_key=True))
child = Table(
    "child",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("p", ForeignKey("parent.id", name="fk_p", ondelete="CASCADE")),
    Column("u", String(5), unique=True),
    Column("i", String(5)),
    UniqueConstraint("u", "i", name="uq_child"),
    CheckConstraint("id > 0", name="ck_child"),
)
Index("ix_child", child.c.u, child.c.i.desc(), unique=True)

log = []

def hear(target, name):
    def heard(target, connection, **told):
        tables = [table.name for table in told["tables"]] if "tables" in told else None
        log.append((name, getattr(target, "name", "metadata"), connection.dialect.name, tables))

    event.listen(target, name, heard)

def hear_all(*targets):
    for target in targets:
        for name in ("before_create", "after_create", "before_drop", "after_drop"):
            hear(target, name)

def heard(what):
    print("   --", what)
    for line in log:
        show(*line)
    log.clear()

def tell(table):
    show(table.key, table.schema, table.comment, sorted(table.info.items()))
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        name = key.name if key.constraint is None else key.constraint.name
        show("foreign key", key.parent.name, key.target_fullname, name, key.ondelete, key.onupdate, key.deferrable)
    for index in sorted(table.indexes, key=lambda index: index.name):
        show("index", index.name, index.unique, [str(column.name) for column in index.columns], sorted(index.dialect_kwargs), index.table is table)
# == all tables
hear_all(metadata, parent, child)
metadata.create_all(connection)
heard("created")
metadata.create_all(connection)
heard("there already")
metadata.drop_all(connection, tables=[child])
heard("one dropped")
metadata.create_all(connection, tables=[child])
heard("one created")
metadata.drop_all(connection)
heard("dropped")
metadata.drop_all(connection)
heard("gone already")
# == one table
hear_all(metadata, parent)
parent.create(connection)
heard("created")
parent.create(connection, checkfirst=True)
heard("there already")
parent.drop(connection)
heard("dropped")
parent.drop(connection, checkfirst=True)
heard("gone already")
# == every table
seen = []
def see(target, connection, **told):
    seen.append(target.name)
event.listen(Table, "after_create", see)
parent.create(connection)
parent.drop(connection)
event.remove(Table, "after_create", see)
parent.create(connection)
show(seen)
# == once
event.listen(parent, "after_create", lambda target, connection, **told: log.append(("created", target.name)), once=True)
parent.create(connection)
parent.drop(connection)
parent.create(connection)
heard("once")
# == what is run
log_table = Table("a log", MetaData(), Column("n", Integer))
for statement in (
    DDL("INSERT INTO %(fullname)s (n) VALUES (7)"),
    DDL("INSERT INTO %(table)s (n) VALUES (8)").execute_if(dialect="sqlite"),
    DDL("INSERT INTO %(table)s (n) VALUES (9)").execute_if(dialect=("postgresql", "mysql")),
    DDL("INSERT INTO %(table)s (n) VALUES (%(n)s)", context={"n": 10}).execute_if(callable_=lambda ddl, target, bind, state=None, **kw: state == 5, state=5),
    DDL("INSERT INTO %(table)s (n) VALUES (11)").execute_if(callable_=lambda ddl, target, bind, **kw: False),
):
    event.listen(log_table, "after_create", statement)

@event.listens_for(log_table, "after_create")
def insert_more(target, connection, **told):
    connection.execute(target.insert().values(n=12))

log_table.create(connection)
show(connection.execute(select(log_table.c.n).order_by(log_table.c.n)).scalars().all())
log_table.drop(connection)
# == what is run before a table goes
event.listen(parent, "before_drop", DDL("INSERT INTO category (id, name) VALUES (77, 'gone')"))
parent.create(connection)
parent.drop(connection)
# == an error of a listener
def fail(target, connection, **told):
    raise ValueError("no")
event.listen(parent, "before_create", fail)
parent.create(connection)
# == references to nothing
for lost in (Column("x", ForeignKey("nowhere.id")), Column("x", ForeignKey("s.nowhere.id")), Column("x", Integer, ForeignKey("parent.nope"))):
    other = MetaData()
    Table("parent", other, Column("id", Integer, primary_key=True))
    Table("lost", other, Column("id", Integer, primary_key=True), lost)
    try:
        other.create_all(connection)
    except sa.exc.NoReferenceError as error:
        show(type(error).__name__, str(error))
# == a constraint that refers to nothing
other = MetaData()
Table("lost", other, Column("id", Integer, primary_key=True), ForeignKeyConstraint(["id"], ["nowhere.id"], name="fk"))
other.create_all(connection)
# == copies
tell(child.to_metadata(MetaData()))
tell(child.to_metadata(MetaData(), schema="other"))
tell(child.to_metadata(MetaData(), name="renamed"))
# == copies of a table with a schema
placed = Table(
    "placed", MetaData(), Column("id", Integer, primary_key=True),
    Column("p", ForeignKey("a.parent.id", name="f1", onupdate="SET NULL", deferrable=True)),
    Column("q", ForeignKey("b.other.id")), Column("r", Integer, key="rr"),
    ForeignKeyConstraint(["rr"], ["a.x.id"], name="f3"),
    Index("ix_f", func.lower(sa.column("q"))), Index("ix_d", text("p desc"), postgresql_where=text("p>1")),
    schema="a", comment="hey", info={"x": 1},
)
tell(placed.to_metadata(MetaData()))
tell(placed.to_metadata(MetaData(), schema="n"))
tell(placed.to_metadata(MetaData(), schema="n", referred_schema_fn=lambda table, to_schema, constraint, referred: referred and f"{referred}_{to_schema}"))
# == a copy that is there already
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    other = MetaData()
    show(child.to_metadata(other) is child.to_metadata(other), [str(warning.message) for warning in caught])
# == a copy that is created
other = MetaData()
parent.to_metadata(other)
copy = child.to_metadata(other, name="copied")
copy.append_column(Column("more", Integer, index=True))
other.create_all(connection)
inspector = sa.inspect(connection)
show(sorted((index["name"], bool(index["unique"]), index["column_names"]) for index in inspector.get_indexes("copied")))
show([(key["name"], key["referred_table"]) for key in inspector.get_foreign_keys("copied")])
other.drop_all(connection)

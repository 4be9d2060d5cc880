import warnings

from sqlalchemy import Boolean, CheckConstraint, Column, Computed, DateTime, Enum, FetchedValue, ForeignKey, ForeignKeyConstraint, Identity, Index, Integer, MetaData, Numeric, PrimaryKeyConstraint, Sequence, String, Table, Text, UniqueConstraint, column, func, inspect, select, table, text
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateSchema, CreateSequence, CreateTable, DropConstraint, DropIndex, DropTable

def ddl(construct):
    for line in str(construct.compile(dialect=connection.dialect)).splitlines():
        print("  |" + line.rstrip())

def plain(entries):
    for entry in entries:
        print("  ", {key: str(value) for key, value in sorted(entry.items())})

metadata = MetaData()
parent = Table("parent", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), nullable=False, unique=True), Column("kind", Enum("a", "b", name="parent_kind"), server_default="a"), Column("made", DateTime, server_default=func.now()), Column("on", Boolean, server_default=sa.true(), comment="is it?"), Index("ix_parent", "name", "kind"), CheckConstraint("id > 0", name="ck_parent"))
child = Table("child", metadata, Column("id", Integer), Column("parent_id", Integer, ForeignKey("parent.id", name="fk_child", ondelete="CASCADE")), Column("x", Numeric(5, 2), nullable=False, index=True), PrimaryKeyConstraint("id", name="pk_child"), UniqueConstraint("parent_id", "x", name="uq_child"))

# == a table that refers as DDL
ddl(CreateTable(child))
# == a table if it is missing as DDL
ddl(CreateTable(Table("t", MetaData(), Column("a", Integer)), if_not_exists=True))
ddl(DropTable(parent, if_exists=True))
# == indexes of expressions as DDL
ddl(CreateIndex(Index("ix_lower", func.lower(parent.c.name), unique=True)))
ddl(CreateIndex(Index("ix_desc", parent.c.name.desc(), postgresql_where=parent.c.id > 5, sqlite_where=parent.c.id > 5)))
# == constraints as DDL: postgresql mysql
ddl(AddConstraint(UniqueConstraint(parent.c.name, name="uq_new")))
ddl(AddConstraint(ForeignKeyConstraint([child.c.id], [parent.c.id], name="fk_new", onupdate="SET NULL", deferrable=True)))
ddl(DropConstraint(next(one for one in child.constraints if one.name == "uq_child")))
# == sequences as DDL: postgresql
ddl(CreateSequence(Sequence("s", start=3, increment=2, minvalue=1, cycle=True)))
ddl(CreateSchema("other", if_not_exists=True))
# == DDL of text: sqlite postgresql
connection.execute(sa.DDL("CREATE TABLE made_by_ddl (a INTEGER)"))
show(inspect(connection).has_table("made_by_ddl"))
connection.execute(sa.DDL("DROP TABLE %(name)s", context={"name": "made_by_ddl"}))
# == a table created twice: sqlite
parent.create(connection)
parent.create(connection, checkfirst=True)
with connection.begin_nested():
    parent.create(connection)
# == indexes as DDL
for index in sorted(parent.indexes, key=lambda index: index.name):
    ddl(CreateIndex(index))
    ddl(DropIndex(index))
# == all tables created and dropped: sqlite postgresql
metadata.create_all(connection)
show(sorted(name for name in inspect(connection).get_table_names() if name in ("parent", "child")))
metadata.create_all(connection)
child.drop(connection, checkfirst=True)
show(inspect(connection).has_table("child"), inspect(connection).has_table("parent"))
metadata.create_all(connection)
show([one["name"] for one in inspect(connection).get_indexes("child") if one["name"] == "ix_child_x"])
metadata.drop_all(connection)
metadata.drop_all(connection)
show(inspect(connection).has_table("parent"))
# == a type that cannot be created: sqlite postgresql
Table("broken", MetaData(), Column("id")).create(connection)
# == a text without a length
str(CreateTable(Table("t", MetaData(), Column("a", String))).compile(dialect=connection.dialect))
# == tables in their order
show([one.name for one in metadata.sorted_tables], [one.name for one in reversed(metadata.sorted_tables)], sorted(metadata.tables))
# == tables of a metadata
show("parent" in metadata, metadata.tables["child"] is child, metadata.tables.get("x"), len(metadata.tables), repr(metadata), metadata.schema, hasattr(metadata, "bind"))
# == a table that is there already
show(Table("parent", metadata) is parent)
Table("parent", metadata, Column("z", Integer))
# == a table that is extended
more = MetaData()
Table("t", more, Column("a", Integer))
extended = Table("t", more, Column("b", Integer), extend_existing=True)
show(extended.c.keys(), Table("t", more, Column("c", Integer), keep_existing=True).c.keys())
# == a table removed from its metadata
more = MetaData()
gone = Table("t", more, Column("a", Integer))
more.remove(gone)
show(list(more.tables))
more.clear()
# == a table in a schema
more = MetaData(schema="other")
one = Table("t", more, Column("a", Integer))
two = Table("u", more, Column("a", Integer, ForeignKey("other.t.a")), schema=None)
show(one.fullname, one.schema, sorted(more.tables), two.schema, str(select(one.c.a)))
# == attributes of columns
one = parent.c.name
show(one.name, one.key, one.nullable, one.unique, one.index, one.primary_key, one.autoincrement, one.default, one.server_default, one.onupdate, one.comment, one.table.name, repr(one.type), len(one.foreign_keys))
# == attributes of a column with defaults
show(parent.c.kind.server_default.arg, str(parent.c.made.server_default.arg), parent.c.on.comment, parent.c.on.name, str(parent.c.on), item.c.active.default.arg, item.c.active.default.is_scalar, item.c.active.default.is_callable)
# == a column replaced
more = Table("t", MetaData(), Column("a", Integer))
more.append_column(Column("a", String), replace_existing=True)
show(repr(more.c.a.type))
# == a column of two tables
one = Column("a", Integer)
Table("t", MetaData(), one)
Table("u", MetaData(), one)
# == a key that differs from the name
more = Table("t", MetaData(), Column("a_name", Integer, key="short"))
show(more.c.keys(), more.c.short.name, str(select(more.c.short)), str(more.insert()), str(more.insert().values(short=1)))
# == a naming convention that lacks a name
more = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
ddl(CreateTable(Table("one", more, Column("a", Integer), CheckConstraint("a > 1"))))
# == a reference that leads nowhere
str(select(Table("t", MetaData(), Column("a", Integer, ForeignKey("nowhere.id"))).join(Table("nothing", MetaData(), Column("id", Integer)))))
# == a reference to no column
more = MetaData()
Table("u", more, Column("id", Integer))
next(iter(Table("t", more, Column("a", Integer, ForeignKey("u.nothing"))).foreign_keys)).column
# == joins that are not clear
more = MetaData()
one = Table("one", more, Column("id", Integer, primary_key=True))
two = Table("two", more, Column("a", Integer, ForeignKey("one.id")), Column("b", Integer, ForeignKey("one.id")))
select(one).join(two)
str(select(one).join(two))
# == no column
Table("t", MetaData(), Column("a", Integer)).c.b
# == a table without a name
Table()
# == what is no item of a schema
Table("t", MetaData(), "a")
# == a column with odd arguments
Column("a", Integer, nothing=1)
# == an index of a column that is not there
Table("t", MetaData(), Column("a", Integer), Index("i", "b"))
# == options of columns
one = Column("a", Integer, info={"x": 1}, system=False, quote=True, doc="d")
show(one.info, one.doc, one.system, one.name.quote)
# == quoted names
from sqlalchemy.sql import quoted_name
show(str(select(column(quoted_name("a", True)))), quoted_name("A", False).quote, quoted_name("x", True) == "x", repr(quoted_name("x", None)), str(table(quoted_name("Mixed", False), column("a")).select()))
# == a reflected table and its parts
reflected = Table("item", MetaData(), autoload_with=connection)
show(sorted(one.name for one in reflected.indexes), sorted(str(one.name) for one in reflected.constraints if type(one).__name__ == "UniqueConstraint" and one.name), [one.target_fullname for one in reflected.foreign_keys], reflected.primary_key.columns.keys(), reflected.c.amount.nullable, reflected.c.name.type.length, reflected.metadata.tables.keys() == {"item", "category"})
# == a reflected table with its own columns
reflected = Table("item", MetaData(), Column("note", String(5)), Column("extra", Integer), autoload_with=connection)
show(repr(reflected.c.note.type), reflected.c.keys()[-1] == "category_id" or "extra" in reflected.c, len(reflected.c))
# == a reflected table without its references
reflected = Table("item", MetaData(), autoload_with=connection, resolve_fks=False)
show(sorted(reflected.metadata.tables))
# == some columns reflected
reflected = Table("item", MetaData(), autoload_with=connection, include_columns=["id", "name"])
show(reflected.c.keys())
# == reflected by the inspector
reflected = Table("tag", MetaData())
inspect(connection).reflect_table(reflected, None)
show(reflected.c.keys(), reflected.primary_key.columns.keys())
# == reflected as a filter
more = MetaData()
more.reflect(connection, only=lambda name, of: name.startswith("t"), extend_existing=True)
show(sorted(more.tables))
# == reflected what is not there
try:
    MetaData().reflect(connection, only=["nothing"])
except sa.exc.InvalidRequestError as error:
    show(str(error).partition(" in ")[0], str(error).rpartition(":")[2])
# == a reflected table that is used
reflected = Table("item", MetaData(), autoload_with=connection)
connection.execute(reflected.insert().values(id=90, name="r", amount=1, active=True))
show(connection.execute(select(reflected.c.id, reflected.c.price).where(reflected.c.name == "r")).one(), connection.execute(select(func.count()).select_from(reflected.join(Table("category", reflected.metadata)))).scalar())
# == several at once
inspector = inspect(connection)
show(sorted((key[1], value["constrained_columns"]) for key, value in inspector.get_multi_pk_constraint().items() if key[1] != "alembic_version"))
show(sorted((key[1], sorted(one["referred_table"] for one in value)) for key, value in inspector.get_multi_foreign_keys(filter_names=["item", "tag"]).items()))
# == indexes at once
show(sorted((key[1], sorted(one["name"] for one in value)) for key, value in inspect(connection).get_multi_indexes(filter_names=["category", "item"]).items()))
# == temporary tables: sqlite
connection.execute(text("CREATE TEMPORARY TABLE passing (a INTEGER)"))
show(inspect(connection).get_temp_table_names(), inspect(connection).has_table("passing"))
# == views: sqlite postgresql
connection.execute(text("CREATE VIEW active_items AS SELECT id, name FROM item WHERE active"))
inspector = inspect(connection)
show(inspector.get_view_names(), [one["name"] for one in inspector.get_columns("active_items")], inspector.has_table("active_items"), "SELECT" in inspector.get_view_definition("active_items").upper())
show(connection.execute(select(Table("active_items", MetaData(), autoload_with=connection)).order_by(text("id"))).all())
# == indexes of expressions: postgresql
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    connection.execute(text("CREATE UNIQUE INDEX ix_expression ON item (lower(name))"))
    plain(one for one in inspect(connection).get_indexes("item") if one["name"] == "ix_expression")
show([str(one.message).partition("\n")[0] for one in caught])
# == options of the inspector
inspector = inspect(connection)
show(inspector.get_table_options("item") if connection.dialect.name == "sqlite" else "other", inspector.has_index("item", "ix_item_price"), inspector.has_index("item", "nothing"), inspector.get_sequence_names() if connection.dialect.name == "postgresql" else [])
# == sorted names
names = [name for name, keys in inspect(connection).get_sorted_table_and_fkc_names() if name in ("category", "item", "tag")]
show(names.index("category") < names.index("item") < names.index("tag"))
# == the inspector of an engine
inspector = sa.inspect(connection)
show(type(inspector).__name__, inspector.engine.dialect.name == connection.dialect.name, isinstance(inspector, sa.engine.reflection.Inspector), sa.engine.reflection.Inspector.from_engine(connection).has_table("item"))
# == what cannot be inspected
inspect(5)
# == what may be inspected
inspect(5, raiseerr=False)
show(inspect("x", raiseerr=False))

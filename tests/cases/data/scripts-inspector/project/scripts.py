from sqlalchemy import MetaData, Table, inspect, select

inspector = inspect(connection)

def plain(columns):
    return [{key: str(value) for key, value in sorted(column.items())} for column in columns]

# == table names
show(sorted(inspector.get_table_names()))
# == has table
show(inspector.has_table("item"), inspector.has_table("nothing"))
# == columns
for column in plain(inspector.get_columns("item")):
    print("  ", column)
# == names of columns
show([column["name"] for column in inspector.get_columns("tag")])
# == a column is there
show("note" in [column["name"] for column in inspector.get_columns("item")])
# == columns that may be null
show({column["name"]: column["nullable"] for column in inspector.get_columns("item")})
# == types of columns
show([type(column["type"]).__name__ for column in inspector.get_columns("item")])
# == types are of their kinds
kinds = {column["name"]: column["type"] for column in inspector.get_columns("item")}
show(isinstance(kinds["name"], sa.String), isinstance(kinds["id"], sa.Integer), isinstance(kinds["price"], sa.Numeric), kinds["name"].length)
# == primary key
show(inspector.get_pk_constraint("tag")["constrained_columns"])
# == foreign keys
for key in sorted(inspector.get_foreign_keys("item"), key=lambda key: key["name"]):
    show(key["constrained_columns"], key["referred_table"], key["referred_columns"])
# == names of foreign keys: postgresql mysql
show([key["name"] for key in inspector.get_foreign_keys("tag")])
# == indexes
show(sorted((index["name"], tuple(index["column_names"]), bool(index["unique"])) for index in inspector.get_indexes("item")))
# == names of indexes
show("ix_item_price" in {index["name"] for index in inspector.get_indexes("item")})
# == unique constraints
show([(key["name"], key["column_names"]) for key in inspector.get_unique_constraints("item")])
# == check constraints
show(len(inspector.get_check_constraints("category")))
# == columns of no table
inspector.get_columns("nothing")
# == indexes of no table
inspector.get_indexes("nothing")
# == foreign keys of no table
inspector.get_foreign_keys("nothing")
# == views
show(inspector.get_view_names())
# == default schema
show(inspector.default_schema_name in ("main", "public") or isinstance(inspector.default_schema_name, str))
# == schemas
show(connection.dialect.name == "mysql" or bool({"main", "public"} & set(inspector.get_schema_names())))
# == comments: postgresql mysql
show(inspector.get_table_comment("item"))
# == the older way to an inspector
from sqlalchemy.engine.reflection import Inspector
show(sorted(Inspector.from_engine(connection).get_table_names()) if hasattr(Inspector, "from_engine") else None)
# == columns at once
show(sorted(key[1] for key in inspector.get_multi_columns()))
# == clear the cache
inspector.clear_cache()
show(inspector.has_table("tag"))
# == bind of the inspector
show(inspector.bind is connection, inspector.dialect.name == connection.dialect.name)
# == reflected table
reflected = Table("tag", MetaData(), autoload_with=connection)
show([column.name for column in reflected.c], [column.name for column in reflected.primary_key])
show(connection.execute(select(reflected.c.word).order_by(reflected.c.word)).scalars().all())
# == reflected table in an update
reflected = Table("item", MetaData(), autoload_with=connection)
connection.execute(reflected.update().where(reflected.c.id == 1).values(note="r"))
# == reflected metadata
metadata = MetaData()
metadata.reflect(bind=connection)
show(sorted(metadata.tables))
# == some of the metadata reflected
metadata = MetaData()
metadata.reflect(bind=connection, only=["category"])
show(sorted(metadata.tables), metadata.tables["category"].c.keys())
# == reflected foreign keys
reflected = Table("tag", MetaData(), autoload_with=connection)
show([key.target_fullname for key in reflected.c.item_id.foreign_keys])
# == reflected values
reflected = Table("item", MetaData(), autoload_with=connection)
show(connection.execute(select(reflected.c.price, reflected.c.active, reflected.c.created).where(reflected.c.id == 1)).one())
# == a table that is not there
Table("nothing", MetaData(), autoload_with=connection)
# == dialect
show(connection.dialect.name, isinstance(connection.dialect.server_version_info, tuple), connection.engine.dialect.name, connection.engine.name)
# == quoting
show(connection.dialect.identifier_preparer.quote("select"), connection.dialect.identifier_preparer.quote("plain"))
# == transactions
show(connection.in_transaction(), connection.closed)
# == create and drop a table: sqlite postgresql
made = Table("made", MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.String(5)))
made.create(connection)
connection.execute(made.insert(), [{"id": 1, "x": "a"}])
show(connection.execute(made.select()).all(), inspect(connection).has_table("made"))
made.drop(connection)
show(inspect(connection).has_table("made"))
# == create only what is missing: sqlite postgresql
made = Table("item", MetaData(), sa.Column("id", sa.Integer, primary_key=True))
made.create(connection, checkfirst=True)
show(len(inspect(connection).get_columns("item")))
# == nested transaction
with connection.begin_nested():
    connection.execute(category.insert().values(id=10, name="nested"))
# == nested transaction rolled back
nested = connection.begin_nested()
connection.execute(category.insert().values(id=10, name="nested"))
nested.rollback()
# == nested transaction with an error
try:
    with connection.begin_nested():
        connection.execute(category.insert().values(id=1, name="again"))
except sa.exc.IntegrityError:
    show("refused")
connection.execute(category.insert().values(id=10, name="after"))

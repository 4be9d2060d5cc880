import datetime
import decimal

from sqlalchemy import bindparam, case, column, delete, exists, func, insert, literal, null, select, table, text, update

def change(statement, parameters=None):
    result = connection.execute(statement, parameters)
    if not getattr(statement, "is_insert", False):
        show(result.rowcount)

# == update
change(update(item).where(item.c.id == 1).values(name="x"))
# == update by the table's method
change(item.update().where(item.c.id == 1).values(name="x", amount=3))
# == values before where
change(item.update().values({"amount": 3}).where(item.c.id < 3))
# == update all rows
change(item.update().values(note=None))
# == values by columns
change(update(item).values({item.c.note: "n", "amount": 7}).where(item.c.id == 2))
# == update nothing
change(update(item).where(item.c.id == 99).values(amount=1))
# == update to null
change(update(item).where(item.c.id == 1).values(note=null(), price=None))
# == update to an expression
change(update(item).where(item.c.id == 1).values(amount=item.c.amount + 1))
# == update to a function
change(update(item).where(item.c.id == 1).values(name=func.upper(item.c.name)))
# == update to a case
change(update(item).values(note=case((item.c.amount > 5, "many"), else_="few")))
# == update to text
change(update(item).where(item.c.id == 1).values(amount=text("amount * 2")))
# == update to a boolean
change(update(item).where(item.c.active == False).values(active=True))
# == update to a document
change(update(item).where(item.c.id == 2).values(data={"a": [1, None, "x"]}))
# == update a document to none
change(update(item).where(item.c.id == 1).values(data=None))
# == update a document to null
change(update(item).where(item.c.id == 1).values(data=null()))
# == update to money
change(update(item).where(item.c.id == 1).values(price=decimal.Decimal("9.99")))
# == update to a moment
change(update(item).where(item.c.id == 2).values(created=datetime.datetime(2020, 1, 2, 3, 4, 5)))
# == update from a subquery
change(update(item).values(note=select(category.c.name).where(category.c.id == item.c.category_id).scalar_subquery()))
# == update where a subquery
change(update(item).where(item.c.category_id.in_(select(category.c.id).where(category.c.name == "food"))).values(amount=0))
# == update where something exists
change(update(item).where(exists().where(tag.c.item_id == item.c.id)).values(note="tagged"))
# == update with another table: postgresql mysql
change(update(item).where(item.c.category_id == category.c.id, category.c.name == "food").values(note="eat"))
# == update with parameters
change(update(item).where(item.c.id == bindparam("key")).values(name=bindparam("new")), {"key": 1, "new": "y"})
# == update with columns as parameters
change(update(item).where(item.c.id == 1), {"name": "y", "amount": 2})
# == update many
change(
    update(item).where(item.c.id == bindparam("key")).values(amount=bindparam("new")),
    [{"key": 1, "new": 10}, {"key": 2, "new": 20}, {"key": 99, "new": 0}],
)
# == update where in
change(update(item).where(item.c.id.in_([1, 2, 3])).values(amount=0))
# == update a light table
light = table("item", column("id"), column("note"))
change(light.update().where(light.c.id == 1).values(note="light"))
# == update a light table by text
light = table("item", column("id"), column("note"))
change(update(light).where(text("id = 1")).values({"note": "light"}))
# == ordered values
change(update(item).where(item.c.id == 1).ordered_values(("amount", 1), ("note", "o")))
# == update in a loop
for row in connection.execute(select(item.c.id, item.c.name)).fetchall():
    connection.execute(item.update().where(item.c.id == row.id).values(note=row.name.upper()))
# == update returning: postgresql
show(connection.execute(update(item).where(item.c.id < 3).values(amount=1).returning(item.c.id, item.c.amount)).fetchall())
# == delete
change(delete(tag).where(tag.c.item_id == 1))
# == delete by the table's method
change(tag.delete().where(tag.c.word == "red"))
# == delete all rows
change(tag.delete())
# == delete where in
change(delete(tag).where(tag.c.word.in_(["iron", "red"])))
# == delete where a subquery
change(delete(tag).where(tag.c.item_id.in_(select(item.c.id).where(item.c.active))))
# == delete where nothing exists
change(delete(category).where(~exists().where(item.c.category_id == category.c.id), category.c.parent_id.is_not(None)))
# == delete with parameters
change(delete(tag).where(tag.c.word == bindparam("w")), {"w": "iron"})
# == delete many
change(delete(tag).where(tag.c.word == bindparam("w")), [{"w": "iron"}, {"w": "red"}])
# == delete returning: sqlite postgresql
show(connection.execute(delete(tag).where(tag.c.item_id == 3).returning(tag.c.word)).fetchall())
# == insert
change(insert(category).values(id=10, name="new"))
# == insert by the table's method
change(category.insert().values(id=10, name="new", parent_id=1))
# == insert by parameters
change(category.insert(), {"id": 10, "name": "new"})
# == insert many by parameters
connection.execute(category.insert(), [{"id": 10, "name": "a"}, {"id": 11, "name": "b"}])
# == insert several values
change(category.insert().values([{"id": 10, "name": "a"}, {"id": 11, "name": "b"}]))
# == insert a tuple
change(category.insert().values((10, "a", None)))
# == insert with a default
change(item.insert().values(id=10, name="new"))
# == insert with a default given
change(item.insert().values(id=10, name="new", active=False, amount=4))
# == insert many with a default
connection.execute(item.insert(), [{"id": 10, "name": "a"}, {"id": 11, "name": "b"}])
# == insert a document
change(item.insert().values(id=10, name="new", data={"a": 1}))
# == insert an expression
change(category.insert().values(id=select(func.max(category.c.id) + 1).scalar_subquery(), name="next"))
# == insert from a select
change(category.insert().from_select(["id", "name"], select(item.c.id + 100, item.c.name).where(item.c.active)))
# == insert from a select with columns
change(insert(tag).from_select([tag.c.item_id, tag.c.word], select(item.c.id, literal("all"))))
# == key of a new row
result = connection.execute(category.insert().values(id=20, name="new"))
show(tuple(result.inserted_primary_key), result.is_insert, result.returns_rows)
# == key of two columns
result = connection.execute(tag.insert().values(item_id=2, word="w"))
show(tuple(result.inserted_primary_key))
# == insert returning: sqlite postgresql
show(connection.execute(insert(category).values(id=10, name="new").returning(category.c.id, category.c.name)).fetchall())
# == insert many returning: sqlite postgresql
show(connection.execute(insert(category).returning(category.c.id), [{"id": 10, "name": "a"}, {"id": 11, "name": "b"}]).fetchall())
# == insert in a loop
for number in range(10, 14):
    connection.execute(category.insert().values(id=number, name=f"c{number}"))
# == insert into a light table
light = table("category", column("id"), column("name"))
connection.execute(light.insert().values(id=10, name="light"))
# == insert into a light table many
light = table("category", column("id"), column("name"))
connection.execute(light.insert(), [{"id": 10, "name": "a"}, {"id": 11, "name": "b"}])
# == bulk insert
op.bulk_insert(category, [{"id": 10, "name": "a"}, {"id": 11, "name": "b", "parent_id": 10}][:1])
# == upsert that does nothing: sqlite postgresql
if connection.dialect.name == "sqlite":
    from sqlalchemy.dialects.sqlite import insert
else:
    from sqlalchemy.dialects.postgresql import insert
change(insert(category).values(id=1, name="again").on_conflict_do_nothing())
# == upsert: sqlite postgresql
if connection.dialect.name == "sqlite":
    from sqlalchemy.dialects.sqlite import insert
else:
    from sqlalchemy.dialects.postgresql import insert
statement = insert(category).values(id=1, name="again")
change(statement.on_conflict_do_update(index_elements=["id"], set_={"name": statement.excluded.name}))
# == upsert in a loop: sqlite postgresql
if connection.dialect.name == "sqlite":
    from sqlalchemy.dialects.sqlite import insert
else:
    from sqlalchemy.dialects.postgresql import insert
for number in (1, 2, 50):
    statement = insert(category).values(id=number, name=f"c{number}")
    connection.execute(statement.on_conflict_do_update(index_elements=[category.c.id], set_=dict(name=f"u{number}")))
# == upsert of several rows: sqlite postgresql
if connection.dialect.name == "sqlite":
    from sqlalchemy.dialects.sqlite import insert
else:
    from sqlalchemy.dialects.postgresql import insert
statement = insert(category).values([{"id": 1, "name": "a"}, {"id": 30, "name": "b"}])
change(statement.on_conflict_do_update(index_elements=["id"], set_={"name": statement.excluded.name}, where=category.c.id > 0))
# == upsert for duplicates: mysql
from sqlalchemy.dialects.mysql import insert
statement = insert(category).values(id=1, name="again")
change(statement.on_duplicate_key_update(name=statement.inserted.name))
# == insert ignore: mysql
change(category.insert().prefix_with("IGNORE").values(id=1, name="again"))
# == op.execute of an update
op.execute(item.update().where(item.c.id == 1).values(note=op.inline_literal("inline")))
# == op.execute of text
op.execute("UPDATE item SET note = 'o''text' WHERE id = 1")
# == op.execute of bound text
op.execute(text("UPDATE item SET note = :note WHERE id = :id").bindparams(note="it's 100%", id=1))
# == statements as text
show(str(update(item).where(item.c.id == 1).values(name="x")), str(delete(tag)), str(insert(category).values(id=1)))
# == insert as text
show(str(category.insert()), str(category.insert().values(name="x").compile(dialect=connection.dialect)))

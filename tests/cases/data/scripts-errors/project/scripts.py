import datetime

from sqlalchemy import bindparam, column, func, insert, select, table, text, update

# == a key twice
connection.execute(category.insert().values(id=1, name="again"))
# == a unique name twice
connection.execute(item.insert().values(id=10, name="bread"))
# == null where there must be something
connection.execute(item.insert().values(id=10, name=None))
# == a foreign key to nothing: postgresql mysql
connection.execute(item.insert().values(id=10, name="new", category_id=77))
# == a table that is not there
connection.execute(text("SELECT * FROM nothing"))
# == a column that is not there
connection.execute(text("SELECT nothing FROM item"))
# == wrong sql
connection.execute(text("SELEC 1"))
# == a key twice in a list: sqlite mysql
connection.execute(category.insert(), [{"id": 10, "name": "a"}, {"id": 1, "name": "b"}])
# == a text that is too long: postgresql mysql
connection.execute(update(item).where(item.c.id == 1).values(name="x" * 60))
# == a number that is too large: postgresql mysql
connection.execute(update(item).where(item.c.id == 1).values(amount=2**40))
# == a text for a number: postgresql mysql
connection.execute(update(item).where(item.c.id == 1).values(amount="many"))
# == a parameter that is missing
connection.execute(text("SELECT :a"), {"b": 1})
# == a bound parameter that is missing
connection.execute(select(item.c.id).where(item.c.id == bindparam("key")))
# == a parameter missing in a list
connection.execute(text("UPDATE item SET note = :note WHERE id = :id"), [{"note": "a", "id": 1}, {"note": "b"}])
# == a column that the table lacks
connection.execute(item.update().values(nothing=1))
# == columns that the table lacks in parameters
connection.execute(category.insert(), {"id": 1, "nothing": 1, "other": 2})
# == an attribute that the table lacks
item.c.nothing
# == a key that the table lacks
item.c["nothing"]
# == a plain text is no statement
connection.execute("SELECT 1")
# == a number is no statement
connection.execute(5)
# == a text as condition
connection.execute(select(item).where("id = 1"))
# == a column as truth
if item.c.id == 1 and item.c.name:
    pass
# == a list that is no list
item.c.id.in_(5)
# == values both ways
item.insert().values({"id": 1}, name="x")
# == unions of different widths
connection.execute(select(item.c.id).union(select(item.c.id, item.c.name)))
# == division by zero: postgresql
connection.execute(text("SELECT 1 / 0"))
# == caught and told apart
for statement in (category.insert().values(id=1, name="again"), text("SELECT * FROM nothing")):
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except sa.exc.IntegrityError as error:
        show("integrity", type(error.orig).__name__)
    except sa.exc.DBAPIError as error:
        show("database", type(error).__name__, isinstance(error, sa.exc.SQLAlchemyError))
# == what an error knows
try:
    with connection.begin_nested():
        connection.execute(category.insert().values(id=1, name="again"))
except sa.exc.IntegrityError as error:
    show(error.statement, dict(error.params) if hasattr(error.params, "items") else tuple(error.params), error.code)
# == a unique subquery name
select(select(item.c.id).subquery().c.nothing)
# == a wrong boolean
connection.execute(update(item).where(item.c.id == 1).values(active="yes"))
# == a wrong date: sqlite
connection.execute(update(item).where(item.c.id == 1).values(created="yesterday"))
# == a named function that is not there
connection.execute(select(func.no_such_function(1)))
# == one row expected
connection.execute(select(item.c.id)).scalar_one()
# == an order by what is not there
connection.execute(select(item.c.id).order_by("nothing"))
# == several tables without a join
from sqlalchemy.exc import InvalidRequestError, NoForeignKeysError
try:
    item.join(table("other", column("id")))
except NoForeignKeysError as error:
    show(str(error))
# == a column twice in a table
sa.Table("twice", sa.MetaData(), sa.Column("a", sa.Integer), sa.Column("a", sa.String))
# == raised by the script
raise ValueError("own words")
# == an error inside a loop
for number in (50, 51, 1):
    connection.execute(category.insert().values(id=number, name="n"))
# == a transaction that has ended
nested = connection.begin_nested()
nested.commit()
nested.commit()

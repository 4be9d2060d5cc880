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
# == parameters that are missing: sqlite postgresql
def refused(statement, *parameters):
    try:
        connection.execute(statement, *parameters)
    except sa.exc.StatementError as error:
        show(type(error).__name__, str(error), error.params, error.statement, type(error.orig).__name__)

refused(text("SELECT :a, :b"), {"a": 1})
refused(text("SELECT :a, :b"))
refused(select(item.c.id).where(item.c.id == sa.bindparam("q")))
refused(select(item.c.id).where(item.c.id == sa.bindparam("q"), item.c.name == "a"), {"z": decimal.Decimal("1.5")})
refused(tag.insert(), [{"item_id": 3, "word": "a"}, {"item_id": 4}])
refused(text("INSERT INTO tag (item_id, word) VALUES (:id, :word)"), [{"id": 3, "word": "a"}, {"id": 4}])
refused(text("INSERT INTO tag (item_id, word) VALUES (:id, :word)"), [{"id": n} for n in range(20)])
refused(select(item.c.id).where(item.c.id.in_(sa.bindparam("q"))))
refused(item.update().where(item.c.id == sa.bindparam("i")).values(note=sa.bindparam("n")), [{"i": 1, "n": "s"}, {"i": 2}])
# == values that a type refuses, with their parameters: sqlite postgresql
def refused(statement, *parameters):
    try:
        connection.execute(statement, *parameters)
    except sa.exc.StatementError as error:
        show(str(error), error.params)

refused(item.insert().values(id=9, name="q", active="x"))
refused(item.insert(), [{"id": 8, "name": "p", "active": True}, {"id": 9, "name": "q", "active": "x"}])
# == lists in a statement for many: sqlite postgresql
def refused(statement, *parameters):
    try:
        connection.execute(statement, *parameters)
    except sa.exc.StatementError as error:
        show(str(error), error.params)

many = sa.bindparam("q", expanding=True)
refused(item.update().where(item.c.id.in_(many)).values(note="n"), [{"q": [1, 2]}, {"q": [2]}])
refused(tag.delete().where(tag.c.item_id.in_(many)), [{"q": [1, 2]}, {"q": [2]}])
refused(text("DELETE FROM tag WHERE item_id IN :q").bindparams(many), [{"q": [1, 2]}, {"q": [2]}])
refused(tag.delete().where(tag.c.item_id.in_([1, 2]), tag.c.word == sa.bindparam("w")), [{"w": "a"}, {"w": "b"}])
refused(tag.delete().where(tag.c.item_id.in_(many)), [{"q": [1, 2]}])
# == texts for identifiers: sqlite
def refused(statement, *parameters):
    try:
        connection.execute(statement, *parameters)
    except sa.exc.StatementError as error:
        show(str(error), error.params)

import uuid
identified = sa.Table("identified", sa.MetaData(), sa.Column("id", sa.Uuid), sa.Column("t", sa.Uuid(as_uuid=False)))
identified.create(connection)
connection.execute(identified.insert().values(id=uuid.UUID(int=1), t="00000000-0000-0000-0000-000000000007"))
refused(identified.insert().values(id="00000000-0000-0000-0000-000000000007"))
refused(identified.insert(), [{"id": "abc"}])
refused(identified.insert(), [{"t": uuid.UUID(int=1)}])
refused(select(identified).where(identified.c.id == "abc"))
refused(select(identified).where(identified.c.id.in_(["abc"])))
refused(select(sa.literal(5, sa.Uuid)))
# == tables for values: sqlite
for attempt in (lambda: item.c.id == item, lambda: item.c.id > item.alias("i"), lambda: item.c.id + tag, lambda: sa.func.foo(tag), lambda: item.c.name.like(tag)):
    try:
        attempt()
    except sa.exc.ArgumentError as error:
        show(str(error).partition(", got")[0], str(error).rpartition(". ")[2])
# == sets for values: sqlite
for value in ({1}, frozenset(), {"a": 1}, {}, [{"a": 1}]):
    try:
        connection.execute(text("SELECT :a"), {"a": value})
    except sa.exc.DBAPIError as error:
        show(type(error).__name__, str(error.orig))
# == dictionaries for values: postgresql
for value in ({1}, {"a": 1}, {}):
    try:
        with connection.begin_nested():
            connection.execute(text("SELECT :a"), {"a": value})
    except sa.exc.DBAPIError as error:
        show(type(error).__name__)
# == moments as parameters: postgresql
def refused(statement, *parameters):
    try:
        with connection.begin_nested():
            connection.execute(statement, *parameters)
    except sa.exc.StatementError as error:
        show(str(error).partition("[parameters")[2])

import datetime
zone = datetime.timezone(datetime.timedelta(hours=-5))
refused(text("SELECT nothing, :a, :b"), {"a": datetime.date(2020, 1, 2), "b": datetime.datetime(2020, 1, 2, 3, 4)})
refused(text("SELECT nothing, :a, :b"), {"a": datetime.datetime(2020, 1, 2, 3, 4, 5, 6, tzinfo=zone), "b": datetime.time(1, 2)})
refused(text("SELECT nothing, :a"), {"a": datetime.datetime(2020, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)})

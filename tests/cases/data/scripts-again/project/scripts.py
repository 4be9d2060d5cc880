import datetime
import decimal
import enum
import uuid

from sqlalchemy import and_, bindparam, case, cast, column, func, insert, literal, or_, select, table, text, update
from sqlalchemy.types import TypeDecorator

def ids(statement, parameters=None):
    show(connection.execute(statement, parameters).scalars().all())

# == values change
for number in (1, 2, 9):
    ids(select(item.c.name).where(item.c.id == number))
# == a value and none
for note in ("heavy", None, ""):
    connection.execute(update(item).where(item.c.id == 1).values(note=note))
    ids(select(item.c.id).where(item.c.note == note).order_by(item.c.id))
# == types of a value change
for value in (1, "1", 1.0, True, None, "x", b"x"):
    show(connection.execute(select(literal(value))).scalar())
# == lists of different lengths
for numbers in ([1], [1, 2], [], [3, 4, 5], [1], []):
    ids(select(item.c.id).where(item.c.id.in_(numbers)).order_by(item.c.id))
# == lists with none among them
for notes in (["heavy"], [None], ["heavy", None], [""]):
    ids(select(item.c.id).where(item.c.note.in_(notes)).order_by(item.c.id))
# == limits change
for limit in (1, 3, 2, 0):
    ids(select(item.c.id).order_by(item.c.id).limit(limit))
# == conditions come and go
for least, name in ((1, None), (None, "apple"), (2, "bread"), (1, None)):
    statement = select(item.c.id).order_by(item.c.id)
    if least is not None:
        statement = statement.where(item.c.amount > least)
    if name is not None:
        statement = statement.where(item.c.name == name)
    ids(statement)
# == operators change
for compare in (lambda c: c == 5, lambda c: c != 5, lambda c: c > 5, lambda c: c.is_(None), lambda c: 5 > c):
    ids(select(item.c.id).where(compare(item.c.amount)).order_by(item.c.id))
# == columns change
for name in ("name", "note", "amount", "price"):
    show(connection.execute(select(item.c[name]).where(item.c.id == 1)).scalar())
# == tables of one name
first = table("item", column("id"), column("name"))
second = table("item", column("id"), column("note"))
for light in (first, second, first, second):
    show(connection.execute(select(light).where(light.c.id == 1)).all())
# == tables made anew
for number in (1, 2, 3):
    light = table("item", column("id"), column("name"))
    show(connection.execute(light.update().where(light.c.id == number).values(name=f"n{number}")).rowcount)
# == tables made anew with other types
for kind in (sa.Integer, sa.String, sa.Float):
    light = table("item", column("id", sa.Integer), column("amount", kind))
    show(connection.execute(select(cast(light.c.amount, kind(10) if kind is sa.String else kind)).where(light.c.id == 1)).scalar())
# == a table joined with itself
one, two = item.alias(), item.alias()
show(connection.scalar(select(func.count()).where(one.c.id == one.c.id).select_from(one)))
show(connection.scalar(select(func.count()).where(one.c.id == two.c.id)))
show(connection.scalar(select(func.count()).select_from(one.join(two, one.c.id == one.c.id))))
# == one parameter in two places
for number in (1, 5, 3):
    key = bindparam("key", number)
    ids(select(item.c.id).where(or_(item.c.id == key, item.c.amount == key)).order_by(item.c.id))
    ids(select(item.c.id).where(or_(item.c.id == number, item.c.amount == number)).order_by(item.c.id))
# == a parameter of two names
for first, second in ((1, 2), (3, 3)):
    ids(select(item.c.id).where(item.c.id.in_([bindparam("a", first), bindparam("b", second)])).order_by(item.c.id))
# == parameters given
for parameters in ({"key": 1}, {"key": 2}, {"key": None}):
    ids(select(item.c.name).where(item.c.id == bindparam("key")), parameters)
# == names of parameters change
connection.execute(category.insert(), {"id": 10, "name": "a"})
connection.execute(category.insert(), {"id": 11, "name": "b", "parent_id": 10})
connection.execute(category.insert(), {"name": "c", "id": 12})
connection.execute(category.insert().values(parent_id=1), {"id": 13, "name": "d"})
# == a value instead of a default
for values in ({"id": 10, "name": "a"}, {"id": 11, "name": "b", "active": False}, {"id": 12, "name": "c", "amount": 3}, {"id": 13, "name": "d"}):
    connection.execute(item.insert().values(**values))
for values in ({"id": 20, "name": "e"}, {"id": 21, "name": "f", "active": False}, {"id": 22, "name": "g"}):
    connection.execute(item.insert(), values)
# == defaults that are functions
numbers = iter(range(10, 100))
counted = sa.Table("category", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True, default=lambda: next(numbers)), sa.Column("name", sa.String(50)))
for name in "abc":
    connection.execute(counted.insert().values(name=name))
for name in "def":
    connection.execute(counted.insert(), {"name": name})
# == onupdate functions
numbers = iter(range(10, 100))
touched = sa.Table("item", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.Text), sa.Column("amount", sa.Integer, onupdate=lambda: next(numbers)))
for number in (1, 2, 3):
    connection.execute(touched.update().where(touched.c.id == number).values(note="t"))
# == a column that is added
grown = sa.Table("category", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
grown.append_column(sa.Column("name", sa.String(50)))
show(connection.execute(select(grown).where(grown.c.id == 1)).all())
connection.execute(grown.insert().values(id=10, name="grown"))
# == expressions among the values
for amount in (1, item.c.amount + 1, 2, func.length(item.c.name), None or 3):
    connection.execute(update(item).where(item.c.id == 1).values(amount=amount))
    show(connection.scalar(select(item.c.amount).where(item.c.id == 1)))
# == documents among the values
for data in ({"a": 1}, [1, 2], "text", 5, None, {"b": {"c": [None]}}):
    connection.execute(update(item).where(item.c.id == 1).values(data=data))
    show(connection.scalar(select(item.c.data).where(item.c.id == 1)))
# == documents compared
for kind in ("fruit", "x", "fruit"):
    ids(select(item.c.id).where(item.c.data["kind"].as_string() == kind))
for key in ("kind", "n", "steel"):
    show(connection.scalar(select(func.count()).where(item.c.data[key].is_not(None), item.c.data.is_not(None))) >= 0)
# == money and moments
for price, day in ((decimal.Decimal("1.10"), datetime.datetime(2024, 1, 1)), (None, None), (decimal.Decimal("2"), datetime.datetime(2025, 5, 5, 5))):
    connection.execute(item.update().where(item.c.id == 2).values(price=price, created=day))
    show(connection.execute(select(item.c.price, item.c.created).where(item.c.id == 2)).one())
# == a type of the project's own
class Shout(TypeDecorator):
    impl = sa.String(50)
    cache_ok = True
    def process_bind_param(self, value, dialect):
        return None if value is None else value.upper()
    def process_result_value(self, value, dialect):
        return None if value is None else value + "!"
loud = sa.Table("category", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", Shout))
for number, name in ((1, "one"), (2, "two"), (3, "three")):
    connection.execute(loud.update().where(loud.c.id == number).values(name=name))
    show(connection.execute(select(loud.c.name).where(loud.c.name == name)).scalar())
    connection.execute(loud.update().where(loud.c.id == bindparam("key")), {"key": number, "name": name + name})
# == enumerations
class Color(enum.Enum):
    red = 1
    green = 2
painted = sa.Table("category", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Enum(Color, native_enum=False, length=50)))
for number, color in ((1, Color.red), (2, Color.green), (3, "red")):
    connection.execute(painted.update().where(painted.c.id == number).values(name=color))
    show(connection.scalar(select(painted.c.name).where(painted.c.id == number)))
# == literals written into the statement
for number in (1, 2, 3):
    op.execute(item.update().where(item.c.id == op.inline_literal(number)).values(note=op.inline_literal(f"n{number}")))
    ids(select(item.c.note).where(item.c.id == literal(number, literal_execute=True)))
# == labels change
for name in ("a", "b", "a"):
    row = connection.execute(select(item.c.id.label(name)).where(item.c.id == 1)).one()
    show(row._fields)
# == orders change
for order in (item.c.id, item.c.id.desc(), item.c.name, item.c.amount.desc()):
    ids(select(item.c.id).order_by(order))
# == text with other values
for number in (1, 2, None):
    ids(text("SELECT name FROM item WHERE id = :id"), {"id": number})
    ids(text("SELECT name FROM item WHERE id = :id").bindparams(id=number))
# == text with other types of values
for value in (1, "x", None, 1.5, decimal.Decimal("2.5")):
    connection.execute(text("UPDATE item SET note = :note WHERE id = 1"), {"note": str(value) if value is not None else None})
# == text with lists
for numbers in ([1], [2, 3], [], [1, 2, 3]):
    ids(text("SELECT id FROM item WHERE id IN :ids ORDER BY id").bindparams(bindparam("ids", numbers, expanding=True)))
    ids(text("SELECT id FROM item WHERE id IN :ids ORDER BY id").bindparams(bindparam("ids", expanding=True)), {"ids": numbers})
# == subqueries with values
for least in (1, 10, 1):
    rows = select(item.c.category_id).where(item.c.amount >= least).subquery()
    ids(select(category.c.name).where(category.c.id.in_(select(rows.c.category_id))).order_by(category.c.id))
# == ctes with values
for least in (1, 10):
    rows = select(item.c.id).where(item.c.amount >= least).cte("rows")
    ids(select(rows.c.id).where(rows.c.id < 5).order_by(rows.c.id))
# == cases with values
for many in (4, 50):
    ids(select(case((item.c.amount > many, "many"), else_="few")).order_by(item.c.id))
# == new keys
made = []
for name in ("a", "b", "c"):
    made.append(connection.execute(category.insert().values(id=50 + len(made), name=name)).inserted_primary_key[0])
show(made)
# == an error and on
for number in (60, 1, 61):
    try:
        with connection.begin_nested():
            connection.execute(category.insert().values(id=number, name="e"))
    except sa.exc.IntegrityError as error:
        show("refused", dict(error.params) if hasattr(error.params, "items") else tuple(error.params))
# == large numbers and odd ones
for number in (2**31, 2**40, -1, 0):
    show(connection.scalar(select(literal(number, sa.BigInteger))))
for number in (0.5, 1e300, -0.0):
    show(connection.scalar(select(literal(number, sa.Float))) == number)
# == texts of all kinds
for words in ("it's", 'a "b"', "50%", ":x", "?", "\\", "äöü", "漢", ""):
    connection.execute(item.update().where(item.c.id == 1).values(note=words))
    show(connection.scalar(select(item.c.note).where(item.c.id == 1)) == words, connection.scalar(select(func.count()).where(item.c.note == words)))
# == unique identifiers
light = table("item", column("id"), column("note", sa.Uuid(native_uuid=False)))
for number in (1, 2):
    connection.execute(light.update().where(light.c.id == number).values(note=uuid.UUID(int=number)))
    show(connection.scalar(select(light.c.note).where(light.c.id == number)))
# == more statements than are kept
for number in range(600):
    names = [column for place, column in enumerate(item.c) if number >> place & 1 or place == 0]
    connection.execute(select(*names).where(item.c.id == 1)).first()
ids(select(item.c.id).where(item.c.id == 1))
# == models made in a loop
from sqlalchemy.orm import Session, declarative_base
for number in (1, 2):
    class Category(declarative_base()):
        __tablename__ = "category"
        id = sa.Column(sa.Integer, primary_key=True)
        name = sa.Column(sa.String(50))
    session = Session(bind=connection)
    for one in session.query(Category).filter(Category.id >= number).order_by(Category.id):
        one.name = f"{one.name} {number}"
    session.flush()

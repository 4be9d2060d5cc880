import datetime
import decimal
import enum

from sqlalchemy import and_, bindparam, case, cast, column, delete, func, insert, literal, null, or_, select, table, text, update
from sqlalchemy.orm import Session, declarative_base

def sets(count, **values):
    """Gives so many sets; what can be called is called with the number."""
    return [{key: value(number) if callable(value) else value for key, value in values.items()} for number in range(1, count + 1)]

def summary():
    """Shows the rows of tags that the scripts made."""
    rows = connection.execute(select(tag).where(tag.c.word.like("w%")).order_by(tag.c.item_id, tag.c.word)).all()
    show(len(rows), [tuple(row) for row in rows[:2] + rows[-2:]])

def fill(count=120):
    connection.execute(tag.insert(), sets(count, item_id=lambda n: n % 5 + 1, word=lambda n: f"w{n}", weight=0.0))

def clear():
    connection.execute(delete(tag).where(tag.c.word.like("w%")))

def attempt(statement, parameters):
    """Runs a statement that fails in a savepoint."""
    try:
        with connection.begin_nested():
            connection.execute(statement, parameters)
    except Exception as error:
        show(type(error).__name__, type(getattr(error, "orig", None)).__name__, str(error).partition("\n")[0])

by_word = update(tag).where(tag.c.word == bindparam("which")).values(weight=bindparam("heavy"))

# == insert
fill()
summary()
clear()
# == update
fill()
show(connection.execute(by_word, sets(120, which=lambda n: f"w{n}", heavy=lambda n: n / 4)).rowcount)
summary()
clear()
# == update with numbers of several kinds
fill()
for heavy in (lambda n: n, lambda n: n + 0.5, lambda n: n if n % 2 else n / 2, lambda n: n if n % 3 else None, lambda n: None, lambda n: decimal.Decimal(n) / 8, lambda n: 3000000000 * n, lambda n: float(n)):
    connection.execute(by_word, sets(120, which=lambda n: f"w{n}", heavy=heavy))
    summary()
clear()
# == booleans for numbers: sqlite mysql
fill()
connection.execute(by_word, sets(120, which=lambda n: f"w{n}", heavy=lambda n: n % 2 == 0))
summary()
clear()
# == conditions with large numbers
fill()
statement = update(tag).where(tag.c.item_id == bindparam("which")).values(weight=bindparam("heavy"))
show(connection.execute(statement, sets(60, which=lambda n: 4000000000 + n, heavy=1.0)).rowcount)
show(connection.execute(statement, sets(60, which=lambda n: n if n < 50 else 4000000000 + n, heavy=1.5)).rowcount)
summary()
clear()
# == arithmetic
fill()
statement = update(tag).where(tag.c.word == bindparam("which")).values(weight=tag.c.weight + bindparam("more") * 2 - literal(1))
connection.execute(statement, sets(120, which=lambda n: f"w{n}", more=lambda n: n % 7))
summary()
clear()
# == concatenation
connection.execute(update(item).where(item.c.id == bindparam("which")).values(note=func.coalesce(item.c.note, "none") + bindparam("tail")), sets(60, which=lambda n: n, tail=lambda n: f" {n}%"))
# == conditions of several kinds
fill()
statement = update(tag).where(and_(tag.c.word.like(bindparam("like")), tag.c.item_id.between(bindparam("low"), bindparam("high")))).values(weight=case((tag.c.item_id > bindparam("low"), bindparam("heavy")), else_=tag.c.weight))
connection.execute(statement, sets(60, like=lambda n: f"w{n % 10}%", low=lambda n: n % 3, high=4, heavy=lambda n: n / 2))
summary()
clear()
# == text
fill()
show(connection.execute(text("UPDATE tag SET weight = :heavy WHERE word = :which AND item_id > :least"), sets(120, which=lambda n: f"w{n}", heavy=lambda n: n * 1.5, least=2)).rowcount)
summary()
clear()
# == text with one parameter twice
fill()
connection.execute(text("UPDATE tag SET weight = weight + :more + :more WHERE word = :which"), sets(60, which=lambda n: f"w{n}", more=lambda n: n))
summary()
clear()
# == text that casts
fill()
connection.execute(text("UPDATE tag SET weight = CAST(:heavy AS DECIMAL(10, 2)) WHERE word = :which"), sets(60, which=lambda n: f"w{n}", heavy=lambda n: str(n / 8)))
summary()
clear()
# == booleans, moments and documents
connection.execute(
    update(item).where(item.c.id == bindparam("which")).values(active=bindparam("on"), created=bindparam("at"), data=bindparam("content"), price=bindparam("cost")),
    sets(60, which=lambda n: n, on=lambda n: n % 2 == 0, at=lambda n: datetime.datetime(2024, 1, 1) + datetime.timedelta(hours=n) if n % 3 else None, content=lambda n: {"n": n, "text": "it's"}, cost=lambda n: decimal.Decimal(n) / 4),
)
# == values of the statement beside those of the sets
connection.execute(update(item).where(item.c.id == bindparam("which"), item.c.amount >= 0).values(note="same", amount=bindparam("quantity")), sets(60, which=lambda n: n, quantity=lambda n: n * 10))
# == delete
fill()
show(connection.execute(delete(tag).where(tag.c.word == bindparam("which")), sets(100, which=lambda n: f"w{n}")).rowcount)
summary()
clear()
# == text that is hard to quote
words = ["it's", "back\\slash", "100%", "a:b", "%(x)s", "ü€", "line\nbreak", "tab\t", ";", "-- no comment"]
connection.execute(update(item).where(item.c.id == bindparam("which")).values(note=bindparam("content")), sets(60, which=lambda n: n % 5 + 1, content=lambda n: words[n % 10] + str(n)))
# == defaults of columns
defaults = table("tag", column("item_id", sa.Integer), column("word", sa.String), column("weight", sa.Float))
own = sa.Table("tag", sa.MetaData(), sa.Column("item_id", sa.Integer), sa.Column("word", sa.String(20)), sa.Column("weight", sa.Float, default=lambda: 2.5, onupdate=lambda: 7.5))
connection.execute(own.insert(), sets(60, item_id=1, word=lambda n: f"w{n}"))
summary()
connection.execute(own.update().where(own.c.word == bindparam("which")).values(item_id=2), sets(60, which=lambda n: f"w{n}"))
summary()
clear()
# == sets of other names
fill(3)
connection.execute(by_word, [{"which": "w1", "heavy": 1.0}, {"which": "w2", "heavy": 2.0, "more": 3}, {"heavy": 3.0, "which": "w3"}])
summary()
clear()
# == a set that lacks a name
fill(3)
attempt(by_word, [{"which": "w1", "heavy": 1.0}, {"which": "w2"}])
summary()
clear()
# == a duplicate far behind
fill()
attempt(tag.insert(), sets(120, item_id=2, word=lambda n: f"v{min(n, 119)}", weight=1.0))
attempt(update(tag).where(tag.c.word == bindparam("which")).values(word=bindparam("new"), item_id=1), sets(120, which=lambda n: f"w{n}", new=lambda n: f"w{min(n, 119)}"))
summary()
clear()
# == nothing for a column that needs something
fill()
attempt(update(tag).where(tag.c.word == bindparam("which")).values(word=bindparam("new")), sets(120, which=lambda n: f"w{n}", new=lambda n: None if n == 77 else f"x{n}"))
summary()
clear()
# == a text that is no number: postgresql
fill()
attempt(update(tag).where(tag.c.word == bindparam("which")).values(item_id=cast(bindparam("new", type_=sa.String), sa.Integer)), sets(120, which=lambda n: f"w{n}", new=lambda n: "no" if n == 77 else "1"))
attempt(text("UPDATE tag SET item_id = :new WHERE word = :which"), sets(120, which=lambda n: f"w{n}", new=lambda n: "no" if n == 77 else "1"))
attempt(text("UPDATE tag SET item_id = :new WHERE word = :which"), sets(120, which=lambda n: f"w{n}", new=lambda n: 5000000000))
summary()
clear()
# == no such column
attempt(text("UPDATE tag SET nothing = :new WHERE word = :which"), sets(120, which=lambda n: f"w{n}", new=1))
# == two statements in one text: postgresql
connection.execute(text("UPDATE tag SET weight = :new WHERE word = 'iron'; UPDATE tag SET weight = :new WHERE word = 'tool'"), sets(60, new=lambda n: n * 0.5))
# == enumerations: postgresql
connection.execute(text("CREATE TYPE mood AS ENUM ('fine', 'bad')"))
connection.execute(text("ALTER TABLE tag ADD mood mood"))
fill()
connection.execute(text("UPDATE tag SET mood = :mood WHERE word = :which"), sets(120, which=lambda n: f"w{n}", mood=lambda n: ["fine", "bad", None][n % 3]))
show(connection.execute(text("SELECT mood, count(*) FROM tag GROUP BY mood ORDER BY mood")).all())
attempt(text("UPDATE tag SET mood = :mood WHERE word = :which"), sets(120, which=lambda n: f"w{n}", mood=lambda n: "odd" if n == 99 else "bad"))
connection.execute(text("ALTER TABLE tag DROP mood"))
clear()
# == rows that are returned: sqlite postgresql
fill(60)
attempt(text("UPDATE tag SET weight = :new WHERE word = :which RETURNING word"), sets(60, which=lambda n: f"w{n}", new=1.5))
clear()
# == conflicts: postgresql
from sqlalchemy.dialects.postgresql import insert as upsert
fill()
statement = upsert(tag)
statement = statement.on_conflict_do_update(index_elements=[tag.c.item_id, tag.c.word], set_={"weight": statement.excluded.weight + 1})
connection.execute(statement, sets(130, item_id=lambda n: n % 5 + 1, word=lambda n: f"w{n}", weight=lambda n: float(n)))
summary()
clear()
# == instances of a session
Base = declarative_base()

class Tag(Base):
    __tablename__ = "tag"

    item_id = sa.Column(sa.Integer, primary_key=True)
    word = sa.Column(sa.String(20), primary_key=True)
    weight = sa.Column(sa.Float)

fill()
session = Session(bind=connection)
for found in session.query(Tag).filter(Tag.word.like("w%")).all():
    found.weight = found.item_id * 2
    if found.word.endswith("7"):
        found.word = found.word + "0"
show(len(session.dirty))
session.flush()
show(len(session.dirty), session.get(Tag, (3, "w70")) is not None, session.get(Tag, (3, "w7")))
summary()
for found in session.query(Tag).filter(Tag.word.like("w%")):
    found.weight = found.weight + 0
found.weight = Tag.weight + 1
session.flush()
show(found.weight)
clear()
# == instances that another changed
class Item(declarative_base()):
    __tablename__ = "tag"

    item_id = sa.Column(sa.Integer, primary_key=True)
    word = sa.Column(sa.String(20), primary_key=True)
    weight = sa.Column(sa.Float)

fill()
session = Session(bind=connection)
found = session.query(Item).filter(Item.word.like("w%")).all()
connection.execute(delete(tag).where(tag.c.word == "w77"))
for one in found:
    one.weight = 4.5
session.flush()
clear()
# == instances of models with setters of their own
Base = declarative_base()

class Noted(Base):
    __tablename__ = "tag"

    item_id = sa.Column(sa.Integer, primary_key=True)
    word = sa.Column(sa.String(20), primary_key=True)
    weight = sa.Column(sa.Float)

    def __setattr__(self, name, value):
        super().__setattr__(name, value * 2 if name == "weight" else value)

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__

fill()
session = Session(bind=connection)
for found in session.query(Noted).filter(Noted.word.like("w%")).all():
    found.weight = 1.5
session.commit()
summary()
for found in session.query(Noted).filter(Noted.word.like("w%")).all():
    found.weight = found.weight
session.flush()
summary()
clear()

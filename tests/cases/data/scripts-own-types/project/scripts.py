import warnings

from sqlalchemy import Column, MetaData, Table, bindparam, case, cast, exists, func, insert, literal, literal_column, select, text, type_coerce, union, update
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, UserDefinedType

class Shout(TypeDecorator):
    impl = sa.String(50)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value and f"<{value}>"

    def bind_expression(self, bindvalue):
        return func.upper(bindvalue)

    def column_expression(self, column):
        return func.replace(column, literal_column("'>'"), literal_column("'!'"), type_=self)

class Louder(TypeDecorator):
    impl = Shout
    cache_ok = True

class Coerced(TypeDecorator):
    impl = sa.String(50)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return "never asked"

    def bind_expression(self, bindvalue):
        return func.upper(type_coerce(bindvalue, sa.String), type_=self)

class Trimmed(UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "VARCHAR(30)"

    def bind_expression(self, bindvalue):
        return func.trim(bindvalue, type_=self)

    def column_expression(self, column):
        return func.length(column)

class Elsewhere(TypeDecorator):
    impl = sa.String(50)
    cache_ok = True

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(Shout() if dialect.name == "sqlite" else sa.String(50))

class Folded(TypeDecorator):
    impl = sa.String(50)
    cache_ok = True

    class comparator_factory(sa.String.Comparator):
        def __eq__(self, other):
            return func.lower(self.expr) == func.lower(other)

        def sounds(self, other):
            return self.expr.op("~~", is_comparison=True)(other)

class Counter(UserDefinedType):
    cache_ok = True

    class Comparator(UserDefinedType.Comparator):
        def __add__(self, other):
            return self.op("goofy")(other)

        def __lt__(self, other):
            return super().__gt__(other)

        def log(self, base):
            return func.log(base, self.expr)

        def in_(self, other):
            return self.op("<@", is_comparison=True)(other[0])

    comparator_factory = Comparator

    def get_col_spec(self, **kw):
        return "INTEGER"

class AsText(TypeDecorator):
    impl = sa.Integer
    cache_ok = True

    class comparator_factory(sa.Integer.Comparator):
        def operate(self, op, *other, **kw):
            return op(cast(self.expr, sa.String), *other, **kw)

class Watched(TypeDecorator):
    impl = sa.Integer
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator):
        def operate(self, op, *other, **kw):
            if op is operators.like_op:
                return func.likes(self.expr, *other)
            return super().operate(op, *other, **kw)

class Onto(TypeDecorator):
    impl = Folded
    cache_ok = True

made = Table(
    "made",
    MetaData(),
    Column("id", sa.Integer, primary_key=True),
    Column("x", Shout),
    Column("l", Louder),
    Column("c", Coerced),
    Column("t", Trimmed),
    Column("e", Elsewhere),
    Column("v", sa.String(50).with_variant(Shout(), "postgresql")),
)
compared = Table(
    "compared",
    MetaData(),
    Column("id", sa.Integer, primary_key=True),
    Column("f", Folded),
    Column("n", Counter),
    Column("a", AsText),
    Column("w", Watched),
    Column("o", Onto),
)

class Base(DeclarativeBase):
    pass

class Thing(Base):
    __tablename__ = "made"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[str] = mapped_column(Shout)
    t: Mapped[str] = mapped_column(Trimmed)

def shown(statement, **kw):
    """Shows a statement as each database gets it."""
    for dialect in (mysql, sqlite):
        show(" ".join(str(statement.compile(dialect=dialect.dialect(), **kw)).split()))

def there():
    made.create(connection)

def gone():
    if connection.dialect.name == "mysql":
        made.drop(connection)

def rows():
    """Shows what there is, without what types make of it."""
    show(*connection.execute(text("SELECT id, x, l, c, t, e, v FROM made ORDER BY id")).fetchall())
# == all columns: sqlite
shown(select(made))
# == conditions: sqlite
shown(select(made.c.id).where(made.c.x == "a", made.c.l != "b", made.c.c == "c", made.c.t < "d", made.c.v == "e"))
# == conditions with lists: sqlite
shown(select(made.c.id).where(made.c.x.in_(["a", "b"]), made.c.c.in_(["a"])))
shown(select(made.c.id).where(made.c.t.not_in([])))
shown(select(made.c.id).where(made.c.x.in_(bindparam("q"))))
# == lists as literals: sqlite
shown(select(made.c.id).where(made.c.x.in_(["a", "b"])), compile_kwargs={"literal_binds": True})
# == values as literals: sqlite
shown(select(made.c.id).where(made.c.x == "a"), compile_kwargs={"literal_binds": True})
# == labels: sqlite
shown(select(made.c.x.label("q"), made.c.x, made.c.x, made.alias("b").c.x))
# == expressions as columns: sqlite
shown(select(func.max(made.c.x), literal("x", Shout), cast("x", Shout), type_coerce(made.c.id, Trimmed), literal_column("x", Trimmed)))
shown(select(case((made.c.id == 1, literal("x", Trimmed)), else_=made.c.t)))
# == a text and a column: sqlite
shown(select(made.c.e + "s", "s" + made.c.c))
# == an order and groups: sqlite
shown(select(made.c.x).order_by(made.c.x).group_by(made.c.x))
# == unions: sqlite
shown(union(select(made.c.x), select(made.c.t)))
shown(union(union(select(made.c.x), select(made.c.x)), union(select(made.c.x), select(made.c.t))))
# == queries in queries: sqlite
rows = select(made.c.x).subquery()
shown(select(rows))
shown(select(select(made.c.x).cte("q").c.x))
shown(select(select(made.c.x).scalar_subquery()))
shown(select(made.c.id).where(exists().where(made.c.x == "a")))
shown(select(made.c.id).where(made.c.x.in_(select(made.c.x))))
# == changes: sqlite
shown(made.insert().values(x="a", c="b"))
shown(made.insert())
shown(made.insert().values([{"x": "a", "t": "b"}, {"x": "c", "t": "d"}]))
shown(made.insert().from_select(["x"], select(made.c.x)))
shown(made.update().values(x="a", t=made.c.t + "s").where(made.c.t == "q"))
shown(made.delete().where(made.c.x == "a"))
# == rows that are returned: sqlite
show(" ".join(str(made.insert().values(x="a").returning(made.c.x, made.c.t.label("q")).compile(dialect=sqlite.dialect())).split()))
show(" ".join(str(made.update().values(x="a").returning(made.c.id, made.c.x).compile(dialect=sqlite.dialect())).split()))
# == parameters of text: sqlite
shown(text("SELECT :a, :b").bindparams(bindparam("a", "b", type_=Trimmed)))
shown(text("SELECT x").columns(x=Shout))
# == one row: sqlite postgresql mysql
there()
try:
    connection.execute(made.insert().values(id=1, x="a", l="b", c="c", t=" d ", e="e", v="f"))
    rows()
    show(*connection.execute(select(made)))
    show(connection.execute(select(made.c.id).where(made.c.x == "a", made.c.l == "b", made.c.c == "c", made.c.t == " d ")).all())
    connection.execute(made.update().values(x="z", t="  zz").where(made.c.x.in_(["a", "q"])))
    rows()
    show(connection.execute(select(made.c.x, made.c.t.label("q"))).mappings().all())
finally:
    gone()
# == many rows: sqlite postgresql mysql
there()
try:
    connection.execute(made.insert(), [{"id": n, "x": f"a{n}", "l": None, "c": "c", "t": f" {n} "} for n in range(3)])
    rows()
    connection.execute(made.update().where(made.c.x == bindparam("old")).values(t=bindparam("new")), [{"old": "a1", "new": " one "}, {"old": "a2", "new": "two"}])
    rows()
    connection.execute(insert(made).values([{"id": 7, "x": "m"}, {"id": 8, "x": "n"}]))
    show(connection.execute(select(made.c.id, made.c.x).where(made.c.x.in_(["m", "n", "a0"])).order_by(made.c.id)).all())
finally:
    gone()
# == lists as parameters: sqlite postgresql
there()
connection.execute(made.insert(), [{"id": n, "x": f"a{n}"} for n in range(3)])
statement = select(made.c.id).where(made.c.x.in_(bindparam("q", expanding=True))).order_by(made.c.id)
show(connection.execute(statement, {"q": ["a0", "a2"]}).all())
show(connection.execute(statement, {"q": ["a1"]}).all())
# == again and again: sqlite postgresql
there()
for number in range(4):
    connection.execute(made.insert().values(id=number, x=f"n{number}", c="c"))
    show(connection.scalar(select(made.c.x).where(made.c.x == f"n{number}")))
    show(connection.scalar(select(made.c.id).where(made.c.x.in_([f"n{number}", "n0"])).order_by(made.c.id.desc())))
rows()
# == returned: sqlite postgresql
there()
show(connection.execute(made.insert().values(id=1, x="a", t=" b ").returning(made.c.x, made.c.t)).all())
show(connection.execute(made.update().values(x="b").returning(made.c.x.label("q"))).all())
show(connection.execute(made.delete().returning(made)).all())
# == bulk_insert: sqlite postgresql mysql
there()
try:
    op.bulk_insert(made, [{"id": 1, "x": "a", "c": "q", "t": " b "}, {"id": 2, "x": None, "c": "r", "t": "c "}])
    op.bulk_insert(made, [{"id": 3, "x": "a"}, {"id": 4, "x": "b"}], multiinsert=False)
    rows()
finally:
    gone()
# == sessions: sqlite postgresql
there()
session = Session(connection)
session.add(Thing(id=1, x="a", t=" b "))
session.flush()
session.expire_all()
thing = session.get(Thing, 1)
show(thing.x, thing.t)
thing.x = "new"
session.flush()
show(session.scalars(select(Thing.x).where(Thing.x == "new")).all())
rows()
# == operators of a type: sqlite
shown(compared.c.f == "A")
shown(compared.c.f != "A")
shown(compared.c.f.sounds("A"))
shown(compared.c.f.like("A"))
shown(compared.c.n + 1)
shown(compared.c.n < 1)
shown(compared.c.n.log(2))
shown(compared.c.n.in_([3]))
shown(compared.c.o == "A")
# == one method for all operators: sqlite
shown(compared.c.a == "1")
shown(compared.c.a.desc())
shown(compared.c.a.like("1"))
shown(compared.c.a + "s")
shown(compared.c.w.like("x"))
shown(compared.c.w.is_(None))
shown(compared.c.w.in_([1]))
shown(compared.c.w.between(1, 2))
shown(5 + compared.c.w)
# == operators in queries: sqlite
shown(select(compared.c.id).where(compared.c.f == literal("u"), compared.alias("q").c.f == "d"))

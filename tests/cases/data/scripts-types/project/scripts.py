import datetime
import decimal
import enum
import pickle
import uuid
import warnings

from sqlalchemy import JSON, Column, MetaData, Table, bindparam, cast, column, func, insert, literal, select, table, text, type_coerce, update
from sqlalchemy.types import TypeDecorator, UserDefinedType

def made(*columns):
    """Makes a table for a while; it goes with the script's transaction, or at the end of it."""
    new = Table("made", MetaData(), Column("id", sa.Integer, primary_key=True), *columns)
    new.create(connection)
    return new

def there_and_back(kind, *values):
    new = made(Column("x", kind))
    try:
        for number, value in enumerate(values):
            connection.execute(new.insert().values(id=number, x=value))
        show(*connection.execute(select(new.c.x).order_by(new.c.id)).scalars())
        show(*[connection.scalar(select(func.count()).where(new.c.x == value)) for value in values])
    finally:
        if connection.dialect.name == "mysql":
            new.drop(connection)

class Color(enum.Enum):
    red = "r"
    green = "g"

class Upper(TypeDecorator):
    impl = sa.String(50)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value and value.upper()

    def process_result_value(self, value, dialect):
        return value and value.lower()

# == whole numbers: sqlite postgresql
there_and_back(sa.BigInteger, 0, -1, 2**62)
# == small numbers: sqlite postgresql
there_and_back(sa.SmallInteger, 0, -300, None)
# == numbers with digits: sqlite postgresql
there_and_back(sa.Numeric(12, 3), decimal.Decimal("1.5"), decimal.Decimal("-0.125"), 7, None)
# == numbers without a scale: postgresql
there_and_back(sa.Numeric, decimal.Decimal("1.50"), decimal.Decimal("123456789012345678901234567890.5"), 3)
# == numbers as floats: sqlite postgresql
there_and_back(sa.Numeric(10, 2, asdecimal=False), 1.25, decimal.Decimal("2.5"), None)
# == numbers above 64 bits: sqlite
there_and_back(sa.Numeric(30, 0), 2**70)
# == numbers above 64 bits with a point: sqlite
there_and_back(sa.Numeric(30, 2), decimal.Decimal("12345678901234567890.25"))
# == whole numbers above 64 bits: sqlite
there_and_back(sa.Integer, 2**70)
# == whole numbers above 64 bits in text: sqlite
connection.execute(text("SELECT :n"), {"n": 2**64})
# == literals above 64 bits: sqlite
show(connection.scalar(select(literal(2**63 - 1))))
connection.scalar(select(literal(2**63)))
# == floats: sqlite postgresql
there_and_back(sa.Float, 0.5, 1e300, -0.25, None)
# == floats as decimals: sqlite postgresql
there_and_back(sa.Float(asdecimal=True), 0.5, decimal.Decimal("0.25"))
# == doubles: sqlite postgresql
there_and_back(sa.Double, 0.1, 1 / 3)
# == booleans: sqlite postgresql
there_and_back(sa.Boolean, True, False, None, 1, 0)
# == a boolean of two: sqlite postgresql
there_and_back(sa.Boolean, 2)
# == texts: sqlite postgresql
there_and_back(sa.Text, "", "it's", "50%", ":x", "a\nb", "\\n", "漢字", None)
# == texts of a length: sqlite postgresql
there_and_back(sa.String(5), "abcde", " a ")
# == a number for a text: sqlite
there_and_back(sa.String(5), 5)
# == bytes: sqlite postgresql
there_and_back(sa.LargeBinary, b"", b"\x00\xff'", None)
# == a text for bytes: sqlite
there_and_back(sa.LargeBinary, "abc")
# == dates: sqlite postgresql
there_and_back(sa.Date, datetime.date(1, 1, 1), datetime.date(2024, 2, 29), None)
# == a moment for a date: sqlite postgresql
there_and_back(sa.Date, datetime.datetime(2024, 2, 29, 13, 14))
# == a date for a moment: sqlite
there_and_back(sa.DateTime, datetime.date(2024, 2, 29))
# == times: sqlite postgresql
there_and_back(sa.Time, datetime.time(0), datetime.time(23, 59, 59, 999999))
# == moments: sqlite postgresql
there_and_back(sa.DateTime, datetime.datetime(2024, 2, 29, 1, 2, 3, 4), datetime.datetime(1, 1, 1), None)
# == moments with a zone: postgresql
there_and_back(sa.DateTime(timezone=True), datetime.datetime(2024, 2, 29, 1, tzinfo=datetime.timezone.utc), datetime.datetime(2024, 2, 29, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2))))
# == moments with a zone without one: sqlite
there_and_back(sa.DateTime(timezone=True), datetime.datetime(2024, 2, 29, 1, tzinfo=datetime.timezone.utc))
# == a text for a moment: sqlite
there_and_back(sa.DateTime, "2024-01-02")
# == a text for a date: sqlite
there_and_back(sa.Date, "2024-01-02")
# == spans: sqlite postgresql
there_and_back(sa.Interval, datetime.timedelta(days=2, seconds=3), datetime.timedelta(0), None)
# == spans that are negative: sqlite postgresql
there_and_back(sa.Interval, datetime.timedelta(days=-2, seconds=3))
# == uuids: sqlite postgresql
there_and_back(sa.Uuid, uuid.UUID(int=5), None)
# == uuids as text: sqlite postgresql
there_and_back(sa.Uuid(as_uuid=False), "00000000-0000-0000-0000-000000000007")
# == uuids as text without signs: sqlite
there_and_back(sa.Uuid(as_uuid=False), "00000000000000000000000000000007")
# == enumerations of texts: sqlite postgresql
there_and_back(sa.Enum("a", "b", name="letters"), "a", "b", None)
# == a text that no enumeration has: sqlite postgresql
there_and_back(sa.Enum("a", "b", name="letters"), "c")
# == enumerations of a class: sqlite postgresql
there_and_back(sa.Enum(Color), Color.red, "green", None)
# == enumerations by their values: sqlite postgresql
there_and_back(sa.Enum(Color, values_callable=lambda kind: [one.value for one in kind]), Color.red, Color.green)
# == enumerations without a kind of the database: sqlite postgresql
there_and_back(sa.Enum(Color, native_enum=False, create_constraint=True, name="color"), Color.red)
# == a member that no enumeration has: sqlite postgresql
there_and_back(sa.Enum(Color), "blue")
# == a value that an enumeration cannot read: sqlite
new = made(Column("x", sa.Enum(Color)))
connection.execute(text("INSERT INTO made (id, x) VALUES (1, 'blue')"))
connection.execute(select(new.c.x)).all()
# == attributes of an enumeration
kind = sa.Enum(Color)
show(kind.enums, kind.name, kind.length, kind.enum_class is Color, kind.native_enum, repr(sa.Enum("a", "b", name="x")))
# == documents: sqlite postgresql
there_and_back(JSON, {"a": [1, 2.5, None, "ä"]}, [], "text", 5, True)
# == documents that are none: sqlite postgresql
new = made(Column("x", JSON), Column("y", JSON(none_as_null=True)))
connection.execute(new.insert(), [{"id": 1, "x": None, "y": None}, {"id": 2, "x": JSON.NULL, "y": JSON.NULL}, {"id": 3, "x": sa.null(), "y": sa.null()}])
show(connection.execute(text("SELECT id, x IS NULL AS a, y IS NULL AS b FROM made ORDER BY id")).all(), connection.execute(select(new.c.x).order_by(new.c.id)).all())
# == documents that are left out: sqlite postgresql
new = made(Column("x", JSON))
connection.execute(new.insert().values(id=1))
show(connection.execute(text("SELECT x IS NULL FROM made")).scalar())
# == documents with what is no document: sqlite postgresql
there_and_back(JSON, {"a": datetime.date(2024, 1, 1)})
# == documents with keys that are numbers: sqlite postgresql
there_and_back(JSON, {1: "a", None: "b"})
# == pickled things: sqlite postgresql
there_and_back(sa.PickleType, {"a": (1, 2)}, None)
# == a type of the project's own: sqlite postgresql
there_and_back(Upper, "Abc", None, "x")
# == a type of the project's own in a literal
show(connection.scalar(select(literal("abc", Upper))), connection.scalar(select(type_coerce("abc", Upper))), connection.scalar(select(cast("abc", Upper))))
# == a type of the project's own in a list
light = table("item", column("id"), column("name", Upper))
show(connection.execute(select(light.c.id).where(func.upper(light.c.name).in_(["BREAD", "APPLE"])).order_by(light.c.id)).scalars().all())
# == a type of the project's own that says more: sqlite postgresql
class Split(TypeDecorator):
    impl = sa.Text
    cache_ok = True
    def process_bind_param(self, value, dialect):
        return ",".join(value)
    def process_result_value(self, value, dialect):
        return value.split(",")
there_and_back(Split, ["a", "b"], [""])
# == a type that others decide: sqlite postgresql
class Flexible(TypeDecorator):
    impl = sa.String
    cache_ok = True
    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(sa.CHAR(3) if dialect.name == "sqlite" else sa.String(4))
show(str(Flexible().compile(dialect=connection.dialect)))
there_and_back(Flexible, "abc")
# == a type that names itself
class Money(UserDefinedType):
    cache_ok = True
    def __init__(self, digits=2):
        self.digits = digits
    def get_col_spec(self, **options):
        return f"NUMERIC(10, {self.digits})"
    def bind_processor(self, dialect):
        return lambda value: None if value is None else str(value)
    def result_processor(self, dialect, kind):
        return lambda value: None if value is None else f"{float(value):.2f}"
light = table("item", column("id"), column("price", Money))
show(connection.execute(select(light.c.price).order_by(light.c.id)).scalars().all(), str(Money(3).compile()))
# == types as text
show(*map(str, (sa.String(5), sa.Numeric(5, 2), sa.DateTime(), sa.Enum("a", name="e"), sa.Text(), sa.LargeBinary(), sa.Boolean(), sa.Interval(), sa.Uuid(), sa.JSON(), sa.Float(5), sa.Double())))
# == types shown
show(*map(repr, (sa.String(5), sa.Numeric(5, 2), sa.DateTime(timezone=True), sa.Text(), sa.Integer(), sa.VARCHAR(length=5, collation="C"), sa.Float(asdecimal=True), sa.Uuid(as_uuid=False), sa.Interval())))
# == types for other databases
from sqlalchemy.dialects import mysql, oracle, mssql, postgresql, sqlite
for kind in (sa.String(5), sa.Text(), sa.Boolean(), sa.DateTime(timezone=True), sa.Uuid(), sa.JSON(), sa.LargeBinary(), sa.BigInteger(), sa.Double(), sa.Unicode(3), sa.Time(), sa.Interval()):
    show(*[str(kind.compile(dialect=module.dialect())) for module in (mysql, oracle, mssql, postgresql, sqlite)])
# == variants
kind = sa.Text().with_variant(sa.String(5), "sqlite").with_variant(sa.String(6), "postgresql", "mysql")
show(str(kind.compile(dialect=connection.dialect)), str(kind), repr(kind))
# == types of expressions
show(*[repr(one.type) for one in (item.c.id + 1, item.c.price * 2, item.c.name + "x", item.c.id == 1, func.count(), func.max(item.c.name), func.now(), literal("x"), literal(1.5), item.c.data["a"], cast(item.c.id, sa.Text), func.anything(1), sa.null(), sa.true(), -item.c.amount, sa.case((item.c.active, 1), else_=2), func.coalesce(item.c.note, "x"))])
# == types of values
show(*[repr(literal(value).type) for value in (1, "x", 1.5, True, None, b"x", decimal.Decimal(1), datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1), datetime.time(1), datetime.timedelta(1), uuid.UUID(int=1))])
# == a value without a type
literal([1, 2])
# == a value of another class
show(repr(literal(object()).type))
# == python types
show(sa.String().python_type, sa.Integer().python_type, sa.Numeric().python_type, sa.Float().python_type, sa.Boolean().python_type, sa.DateTime().python_type, sa.JSON().python_type, sa.LargeBinary().python_type)
# == comparing types
show(isinstance(sa.VARCHAR(), sa.String), issubclass(sa.BIGINT, sa.Integer), isinstance(sa.Enum("a", name="b"), sa.String), sa.String(5) == sa.String(5), isinstance(sa.TIMESTAMP(), sa.DateTime))
# == affinity
show(sa.VARCHAR(5)._type_affinity.__name__, sa.BIGINT()._type_affinity.__name__, sa.DECIMAL()._type_affinity.__name__)
# == types that are copied
kind = sa.Enum("a", name="x")
show(repr(kind.copy()), repr(sa.String(5).copy()))
# == parameters with types
light = table("item", column("id"), column("created"))
show(connection.execute(select(light.c.id).where(light.c.created == bindparam("c", type_=sa.DateTime)), {"c": datetime.datetime(2024, 2, 29, 12, 30)}).scalars().all())
# == results with types
show(connection.execute(text("SELECT data, price FROM item WHERE id = 1").columns(data=JSON, price=sa.Numeric(asdecimal=False))).one())
# == coerced columns
show(connection.execute(select(type_coerce(item.c.amount, sa.String), type_coerce(item.c.name, Upper)).where(item.c.id == 1)).one())
# == moments as literals
show(str(select(literal(datetime.datetime(2024, 1, 2, 3, 4, 5), sa.DateTime), literal(datetime.date(2024, 1, 2), sa.Date), literal(datetime.time(1, 2), sa.Time)).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})))
# == values as literals
show(str(select(literal("it's"), literal(1.5), literal(decimal.Decimal("2.50")), literal(True), literal(None), literal(b"x", sa.LargeBinary)).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})))
# == enumerations as literals
show(str(select(literal(Color.red, sa.Enum(Color)), literal("a", sa.Enum("a", name="x"))).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})))
# == defaults of columns: sqlite postgresql
counter = iter(range(100))
new = made(Column("a", sa.Integer, default=5), Column("b", sa.String(9), default=lambda: f"n{next(counter)}"), Column("c", sa.Integer, default=lambda context: context.get_current_parameters()["id"] * 2), Column("d", sa.Integer, server_default="7"), Column("e", sa.Integer, default=select(func.count()).select_from(item).scalar_subquery()), Column("f", sa.Integer, onupdate=9))
connection.execute(new.insert(), [{"id": 1}, {"id": 2}])
connection.execute(new.insert().values(id=3, a=None, b="own"))
connection.execute(new.update().where(new.c.id == 1).values(a=6))
show(*connection.execute(select(new).order_by(new.c.id)))
# == defaults by functions of the database: sqlite postgresql
new = made(Column("a", sa.String(9), default=func.upper("x")), Column("b", sa.DateTime, server_default=func.now()))
connection.execute(new.insert().values(id=1))
row = connection.execute(select(new)).one()
show(row.a, type(row.b).__name__)
# == computed columns: sqlite postgresql
new = made(Column("a", sa.Integer), Column("twice", sa.Integer, sa.Computed("a * 2", persisted=True)))
connection.execute(new.insert().values(id=1, a=4))
show(connection.execute(select(new)).one())
# == a new key: sqlite postgresql
new = made(Column("a", sa.Integer))
result = connection.execute(new.insert().values(a=4))
show(result.inserted_primary_key, result.lastrowid if connection.dialect.name == "sqlite" else None, connection.execute(new.insert(), {"a": 5}).inserted_primary_key[0])
# == documents that change
from sqlalchemy.ext.mutable import MutableDict, MutableList
kind = MutableDict.as_mutable(JSON)
light = table("item", column("id"), column("data", kind))
connection.execute(light.update().where(light.c.id == 1).values(data={"new": 1}))
show(connection.execute(select(light.c.data).where(light.c.id == 1)).scalar(), isinstance(kind, JSON), isinstance(MutableList.as_mutable(JSON()), JSON))

import datetime
import decimal
import uuid

from sqlalchemy import bindparam, case, cast, column, func, insert, literal, literal_column, select, table, text, update, values
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, INTERVAL, JSONB, array, array_agg, insert as pg_insert

def one(*expressions):
    show(*connection.execute(select(*expressions)).one())

def run(statement, parameters=None):
    show(connection.execute(statement, parameters).fetchall())

# == an aggregate in order
from sqlalchemy.dialects.postgresql import aggregate_order_by
run(select(func.array_agg(aggregate_order_by(item.c.id, item.c.amount.desc()))))
# == an aggregate in order of two
from sqlalchemy.dialects.postgresql import aggregate_order_by
run(select(func.string_agg(item.c.name, aggregate_order_by(literal(", "), item.c.active, item.c.id.desc()))))
# == an aggregate in order as text
from sqlalchemy.dialects.postgresql import aggregate_order_by
show(str(select(func.array_agg(aggregate_order_by(item.c.id, item.c.amount.desc(), item.c.id))).compile(dialect=connection.dialect)))
# == an aggregate in order by itself
from sqlalchemy.dialects.postgresql import aggregate_order_by
run(select(func.jsonb_agg(aggregate_order_by(category.c.name, category.c.id)), func.count()))
# == an aggregate in order with labels
from sqlalchemy.dialects.postgresql import aggregate_order_by
run(select(category.c.parent_id, func.array_agg(aggregate_order_by(category.c.name, category.c.name.desc())).label("names")).group_by(category.c.parent_id).order_by(category.c.parent_id))
# == an aggregate with array_agg
from sqlalchemy.dialects.postgresql import aggregate_order_by
run(select(array_agg(aggregate_order_by(category.c.id, category.c.id.desc()))))
# == an aggregate within a group
run(select(func.percentile_cont(0.5).within_group(item.c.amount)))
# == a tuple in text
run(text("SELECT id FROM item WHERE id IN :ids ORDER BY id"), {"ids": (1, 2)})
# == a tuple of texts in text
run(text("SELECT id FROM item WHERE name IN :names ORDER BY id"), {"names": ("bread", "it's")})
# == a tuple of one in text
run(text("SELECT id FROM item WHERE id IN :ids ORDER BY id"), {"ids": (3,)})
# == an empty tuple in text
run(text("SELECT id FROM item WHERE id IN :ids ORDER BY id"), {"ids": ()})
# == a tuple of kinds in text
run(text("SELECT (1, 'x', true, NULL::int) = :row"), {"row": (1, "x", True, 2)})
# == tuples in a tuple
run(text("SELECT item_id FROM tag WHERE (item_id, word) IN :pairs ORDER BY item_id"), {"pairs": ((1, "iron"), (3, "red"))})
# == a tuple of dates in text
run(text("SELECT id FROM item WHERE created::date IN :days ORDER BY id"), {"days": (datetime.date(2024, 2, 29), datetime.date(2020, 1, 1))})
# == a tuple in an update
connection.execute(text("UPDATE item SET note = 'in' WHERE id IN :ids"), {"ids": tuple([1, 2])})
# == tuples in a list of parameters
connection.execute(text("UPDATE item SET note = :note WHERE id IN :ids"), [{"note": "a", "ids": (1, 2)}, {"note": "b", "ids": (3,)}])
# == a tuple for the driver
show(connection.exec_driver_sql("SELECT id FROM item WHERE id IN %(ids)s ORDER BY id", {"ids": (1, 2)}).fetchall())
# == a list in text
run(text("SELECT id FROM item WHERE id IN :ids"), {"ids": [1, 2]})
# == a list that is empty in text
run(text("SELECT id FROM item WHERE name = ANY(:names)"), {"names": []})
# == a list of texts in text
run(text("SELECT id FROM item WHERE name = ANY(:names) ORDER BY id"), {"names": ["bread", "apple"]})
# == rounded numbers
one(func.round(2.6), func.round(decimal.Decimal("2.65"), 1), func.ceil(2.1), func.floor(2.9))
# == digits of decimals in sums
one(literal(decimal.Decimal("1.50")) + literal(decimal.Decimal("2.25")))
# == digits of divisions
run(select(func.sum(item.c.price) / func.count(item.c.price), func.avg(item.c.price)))
# == numbers of all kinds
one(literal(1) / literal(3), literal(1.5) * 2, literal(7) % 4, literal(2) / literal(decimal.Decimal("4")))
# == decimals in text
run(text("SELECT :a, :b + 1, pg_typeof(:c)::text"), {"a": decimal.Decimal("1.50"), "b": decimal.Decimal("2.5"), "c": decimal.Decimal("3")})
# == floats in text
run(text("SELECT :a, pg_typeof(:b)::text"), {"a": 2.50, "b": 1e20})
# == types of values in text
run(text("SELECT pg_typeof(:a)::text, pg_typeof(:b)::text, pg_typeof(:c)::text, pg_typeof(:d)::text, pg_typeof(:e)::text"), {"a": 1, "b": True, "c": 2**40, "d": datetime.date(2024, 1, 2), "e": None})
# == moments and spans in text
run(text("SELECT :a - :b, :c"), {"a": datetime.datetime(2024, 1, 2), "b": datetime.datetime(2024, 1, 1), "c": datetime.timedelta(days=1, seconds=2)})
# == spans
one(cast("1 day", INTERVAL), func.age(datetime.datetime(2024, 3, 1), datetime.datetime(2024, 2, 1)))
# == span of seconds
one(func.make_interval(0, 0, 0, 1), text("interval '1 month'"), text("interval '-1 day 2 hours'"))
# == moments plus spans
run(select(item.c.created + datetime.timedelta(days=1)).where(item.c.id == 1))
# == moments less moments
run(select(item.c.created - datetime.datetime(2024, 2, 28)).where(item.c.id == 1))
# == parts of moments
run(select(func.date_trunc("month", item.c.created), func.date_part("year", item.c.created), func.to_char(item.c.created, "YYYY-MM")).where(item.c.id == 1))
# == at a time zone
run(select(func.timezone("UTC", item.c.created)).where(item.c.id == 1))
# == uuids
one(cast("12345678123456781234567812345678", sa.Uuid), literal(uuid.UUID(int=1)), cast("12345678123456781234567812345678", postgresql.UUID(as_uuid=False)))
# == uuids in text
run(text("SELECT :u, pg_typeof(:u)::text").bindparams(bindparam("u", uuid.UUID(int=5), postgresql.UUID)))
# == arrays
one(array([1, 2]), array(["a", "b"]), array([1, 2]) + array([3]), cast([1, 2], ARRAY(sa.Integer)))
# == arrays in arrays
one(array([array([1, 2]), array([3, 4])]), cast([["a"], ["b"]], ARRAY(sa.Text, dimensions=2)))
# == elements of arrays
numbers = cast([5, 6, 7], ARRAY(sa.Integer))
one(numbers[1], numbers[2:3], func.cardinality(numbers), func.array_length(numbers, 1))
# == arrays compared
numbers = cast([5, 6, 7], ARRAY(sa.Integer))
one(numbers.contains([5]), numbers.contained_by([5]), numbers.overlap([7, 8]), numbers.any(6), numbers.all(6))
# == arrays with none
one(cast([1, None], ARRAY(sa.Integer)), cast([], ARRAY(sa.Text)), cast(None, ARRAY(sa.Text)))
# == arrays of texts with signs
one(cast(["a,b", 'c"d', "{e}", "", "null", "back\\slash"], ARRAY(sa.Text)))
# == arrays unnested
run(select(func.unnest(array([3, 1, 2])).label("n")).order_by("n"))
# == arrays as columns
rows = func.unnest(array([1, 2])).table_valued("n")
run(select(rows.c.n).order_by(rows.c.n))
# == arrays with their places
rows = func.unnest(array(["x", "y"])).table_valued("word", with_ordinality="place", name="w")
run(select(rows.c.word, rows.c.place).order_by(rows.c.place))
# == a column valued
rows = func.generate_series(1, 3).column_valued("n")
run(select(rows, rows * 2).order_by(rows))
# == a series as a table
rows = func.generate_series(1, 5, 2).alias("s")
run(select(rows.column).order_by(rows.column))
# == elements of a document as rows
rows = func.jsonb_array_elements_text(cast(item.c.data["sizes"], JSONB)).table_valued("value")
run(select(item.c.id, rows.c.value).where(item.c.id == 1).order_by(rows.c.value))
# == entries of a document
rows = func.jsonb_each_text(cast(item.c.data, JSONB)).table_valued("key", "value")
run(select(rows.c.key, rows.c.value).where(item.c.id == 3))
# == documents of the binary kind
document = cast({"a": {"b": [1, 2]}, "c": None}, JSONB)
one(document["a"]["b"][0], document["a", "b", "1"], document["c"], document["a"].astext, document["x"].astext)
# == documents by paths
document = cast({"a": {"b": [1, 2]}}, JSONB)
one(document[("a", "b")], document[("a", "b", 1)].astext, document.has_key("a"), document.has_any(array(["x", "a"])), document.has_all(array(["x", "a"])))
# == documents joined
one(cast({"a": 1}, JSONB).concat(cast({"b": 2}, JSONB)))
# == documents made
one(func.jsonb_build_object("a", 1, "b", "x"), func.jsonb_build_array(1, "x", None), func.to_jsonb(cast("x", sa.Text)))
# == documents set
connection.execute(update(item).where(item.c.id == 3).values(data=func.jsonb_set(cast(item.c.data, JSONB), array(["kind"]), cast("veg", JSONB))))
# == documents without a key
connection.execute(update(item).where(item.c.id == 1).values(data=cast(item.c.data, JSONB) - "steel"))
# == path queries
document = cast({"a": [1, 2, 3]}, JSONB)
one(document.path_exists("$.a[*] ? (@ > 2)"), document.path_match("$.a[0] == 1"))
# == a document in text
run(text("SELECT CAST(:d AS jsonb)").bindparams(bindparam("d", {"a": [1]}, JSONB)))
# == upsert with a constraint
statement = pg_insert(item).values(id=9, name="bread")
connection.execute(statement.on_conflict_do_update(constraint="uq_item_name", set_={"note": "had " + item.c.name, "amount": statement.excluded.id}))
# == upsert with a condition of its index
statement = pg_insert(category).values(id=1, name="x")
show(str(statement.on_conflict_do_nothing(index_elements=["id"], index_where=category.c.id > 5).compile(dialect=connection.dialect)))
# == upsert returning
statement = pg_insert(category).values([{"id": 1, "name": "x"}, {"id": 44, "name": "y"}])
show(sorted(connection.execute(statement.on_conflict_do_update(index_elements=[category.c.id], set_={"name": statement.excluded.name}).returning(category.c.id, category.c.name)).all()))
# == upsert from a select
statement = pg_insert(category).from_select(["id", "name"], select(item.c.id, item.c.name).where(item.c.id < 3))
connection.execute(statement.on_conflict_do_nothing())
# == distinct on
run(select(item.c.active, item.c.name).distinct(item.c.active).order_by(item.c.active, item.c.id))
# == an update from a query
rows = select(tag.c.item_id, func.count().label("n")).group_by(tag.c.item_id).subquery()
connection.execute(update(item).values(amount=rows.c.n).where(item.c.id == rows.c.item_id))
# == an update from values
rows = values(column("id", sa.Integer), column("word", sa.String), name="news").data([(1, "one"), (3, "three")])
connection.execute(update(item).values(note=rows.c.word).where(item.c.id == rows.c.id))
# == a delete with another table
connection.execute(tag.delete().where(tag.c.item_id == item.c.id, item.c.name == "apple"))
# == a delete in a with query
gone = tag.delete().where(tag.c.item_id == 1).returning(tag.c.word).cte("gone")
run(select(gone.c.word).order_by(gone.c.word))
# == an insert in a with query
made = insert(category).values(id=60, name="made").returning(category.c.id).cte("made")
run(select(made.c.id))
# == matches of expressions
run(select(item.c.id).where(item.c.name.op("~")("^[bt]")).order_by(item.c.id))
# == replaced by expressions
run(select(item.c.name.regexp_replace("[aeiou]", "_", flags="g")).where(item.c.id < 3).order_by(item.c.id))
# == any and all of queries
run(select(item.c.id).where(item.c.id == sa.any_(select(tag.c.item_id).scalar_subquery())).order_by(item.c.id))
# == searched words
one(func.to_tsvector("english", "the cats sat").op("@@")(func.to_tsquery("english", "cat")))
# == words that match
run(select(item.c.id).where(func.to_tsvector("simple", item.c.name).bool_op("@@")(func.plainto_tsquery("simple", "claw"))))
# == words by match
run(select(item.c.id).where(item.c.name.match("claw")))
# == casts by the sign
run(select(text("'5'\\:\\:int + 1"), literal_column("'2024-01-01'::date")))
# == ranges compared
from sqlalchemy.dialects.postgresql import INT4RANGE, Range
numbers = cast(Range(1, 5), INT4RANGE)
one(numbers.contains(3), numbers.contains(Range(2, 3)), numbers.overlaps(Range(4, 9)), numbers.adjacent_to(Range(5, 6)))
# == addresses
one(cast("192.168.0.1", postgresql.INET), cast("10.0.0.0/8", postgresql.CIDR), cast("08:00:2b:01:02:03", postgresql.MACADDR))
# == bits and bytes
one(cast(b"\x00\xff", sa.LargeBinary), func.encode(cast(b"ab", postgresql.BYTEA), "hex"), func.octet_length(cast(b"abc", postgresql.BYTEA)))
# == enumerations of the database
connection.execute(text("CREATE TYPE mood AS ENUM ('sad', 'happy')"))
kind = postgresql.ENUM("sad", "happy", name="mood", create_type=False)
one(cast("happy", kind), cast("sad", kind) < cast("happy", kind))
# == values of an enumeration
connection.execute(text("CREATE TYPE mood AS ENUM ('sad', 'happy')"))
show(connection.execute(text("SELECT unnest(enum_range(NULL::mood))")).scalars().all())
# == an enumeration made and dropped
kind = postgresql.ENUM("a", "b", name="letter")
kind.create(connection)
kind.create(connection, checkfirst=True)
show([found["name"] for found in sa.inspect(connection).get_enums()])
kind.drop(connection, checkfirst=True)
show(sa.inspect(connection).get_enums())
# == a sequence
connection.execute(sa.schema.CreateSequence(sa.Sequence("counter", start=5)))
show(connection.scalar(sa.Sequence("counter")), connection.scalar(sa.func.nextval("counter")), connection.execute(sa.Sequence("counter").next_value().select()).scalar())
# == a key from the server
connection.execute(text("SELECT setval('category_id_seq', 70)"))
show(connection.execute(category.insert().values(name="auto")).inserted_primary_key)
# == returning star
show(connection.execute(category.insert().values(id=71, name="all").returning(category)).one())
# == returning an expression
show(connection.execute(item.update().where(item.c.id == 1).values(amount=9).returning((item.c.amount + 1).label("next"), func.upper(item.c.name))).one()._mapping)
# == rows of a function
run(text("SELECT * FROM generate_series(1, 3) AS n"))
# == a lock that is skipped
run(select(item.c.id).where(item.c.id == 1).with_for_update(skip_locked=True, of=item))
# == several rows by values
run(select(values(column("a", sa.Integer), column("b", sa.Text), name="v").data([(1, "x"), (2, None)])))
# == grouping sets
run(select(item.c.active, func.count()).group_by(func.rollup(item.c.active)).order_by(item.c.active))
# == case of a boolean
run(select(case((item.c.active, 1), else_=0)).order_by(item.c.id))
# == concatenated
one(literal("a").concat("b"), func.concat_ws("-", "a", None, "b"), literal("a") + literal("b"))
# == a comment and an index
tables_of = sa.Table("noted", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True, comment="the key"), sa.Column("d", JSONB), sa.Index("ix_d", "d", postgresql_using="gin"), comment="a table")
tables_of.create(connection)
show(sa.inspect(connection).get_table_comment("noted"), sa.inspect(connection).get_indexes("noted"))
# == large numbers
one(literal(2**62), cast(2**70, sa.Numeric), literal(-2**31 - 1))
# == nan and infinity
one(cast("NaN", sa.Float), cast("Infinity", sa.Float), cast("NaN", sa.Numeric))
# == a variable of the session
connection.execute(text("SET LOCAL app.name = 'me'"))
show(connection.scalar(text("SELECT current_setting('app.name')")), connection.scalar(select(func.current_setting("app.name"))))
# == set by a function
show(connection.execute(select(func.set_config("app.name", "you", True))).scalar())
# == digits of decimals
one(literal(decimal.Decimal("1.50")), literal(decimal.Decimal("2.5")), literal(decimal.Decimal("0.000")), cast(decimal.Decimal("7.10"), sa.Numeric(10, 3)))

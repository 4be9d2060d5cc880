import datetime
import decimal

from sqlalchemy import case, cast, collate, extract, false, func, literal, literal_column, null, nulls_last, select, text, true, type_coerce

def one(*expressions):
    row = connection.execute(select(*expressions).select_from(item).where(item.c.id == 1)).one()
    show(tuple(row))

# == sums
one(item.c.amount + 1, item.c.amount - 1, 10 - item.c.amount, item.c.amount * 2)
# == quotients
one(item.c.amount / 2, item.c.amount // 2, item.c.amount % 2)
# == negative
one(-item.c.amount)
# == parentheses
one((item.c.amount + 1) * 2, item.c.amount + 1 * 2, (item.c.amount + 1) * (item.c.amount - 1))
# == money
one(item.c.price * 2, item.c.price + decimal.Decimal("0.25"))
# == joined texts
one(item.c.name + "!", "<" + item.c.name + ">", item.c.name.concat("?"))
# == comparisons as values
one(item.c.amount > 1, item.c.amount == 5)
# == case
one(case((item.c.amount > 1, "many"), else_="few"))
# == case with two conditions
one(case((item.c.amount > 100, "very"), (item.c.amount > 1, "many"), else_="few"))
# == case of a value
one(case({"claw hammer": "h", "bread": "b"}, value=item.c.name, else_="?"))
# == case without else
one(case((item.c.amount > 100, 1)))
# == cast to text
one(cast(item.c.id, sa.String(10)))
# == cast to a number
one(cast("12", sa.Integer), cast(item.c.price, sa.Integer))
# == cast by method
one(item.c.id.cast(sa.String(10)))
# == cast to numeric
one(cast(item.c.amount, sa.Numeric(10, 2)))
# == type coerce
one(type_coerce(item.c.amount, sa.Boolean) if False else type_coerce(item.c.name, sa.String))
# == lower and upper
one(func.lower(item.c.name), func.upper(item.c.name))
# == length
one(func.length(item.c.name))
# == coalesce
one(func.coalesce(item.c.note, "none"), func.coalesce(null(), item.c.name))
# == nullif
one(func.nullif(item.c.amount, 5))
# == replace
one(func.replace(item.c.name, "claw", "big"))
# == substring
one(func.substr(item.c.name, 1, 4))
# == trim
one(func.trim("  x "))
# == abs
one(func.abs(-3))
# == concat function: postgresql mysql
one(func.concat(item.c.name, "-", item.c.id))
# == sum with types
row = connection.execute(select(func.sum(item.c.price), func.sum(item.c.amount), func.avg(item.c.amount))).one()
show(row[0], int(row[1]), float(row[2]))
# == count with a label
row = connection.execute(select(func.count(item.c.id).label("total"))).one()
show(row.total, row._fields)
# == names of functions in rows
row = connection.execute(select(func.count(item.c.id), func.max(item.c.id))).one()
show(row._fields)
# == now
show(type(connection.scalar(select(func.now()))).__name__)
# == current timestamp
show(type(connection.scalar(select(func.current_timestamp()))).__name__)
# == current date
show(type(connection.scalar(select(func.current_date()))).__name__)
# == extract
one(extract("year", item.c.created), extract("month", item.c.created), extract("day", item.c.created))
# == truth values
one(true(), false(), literal(True))
# == null
one(null(), literal(None))
# == literals of kinds
one(literal(1), literal("x"), literal(1.5), literal(decimal.Decimal("1.5")))
# == literal dates: sqlite postgresql
one(literal(datetime.date(2024, 1, 2), sa.Date), literal(datetime.datetime(2024, 1, 2, 3, 4), sa.DateTime))
# == labels
row = connection.execute(select(item.c.amount.label("a"), (item.c.amount + 1).label("b")).where(item.c.id == 1)).one()
show(row.a, row.b, row._fields)
# == unlabelled expressions
row = connection.execute(select(item.c.amount + 1, item.c.amount + 2, literal("x")).where(item.c.id == 1)).one()
show(len(row), tuple(row))
# == custom operator
one(item.c.amount.op("+")(2))
# == custom comparison
show(connection.scalar(select(func.count()).where(item.c.name.op("LIKE")("%a%"))))
# == bit operators
one(item.c.amount.bitwise_and(4), item.c.amount.bitwise_or(2))
# == bits shifted
one(item.c.amount.bitwise_lshift(1), item.c.amount.bitwise_rshift(1))
# == nulls last: sqlite postgresql
show(connection.execute(select(item.c.id).order_by(item.c.price.asc().nulls_last())).scalars().all())
# == nulls first: sqlite postgresql
show(connection.execute(select(item.c.id).order_by(item.c.price.desc().nulls_first())).scalars().all())
# == nulls last as a function: sqlite postgresql
show(connection.execute(select(item.c.id).order_by(nulls_last(item.c.price.desc()))).scalars().all())
# == is distinct from
show(connection.execute(select(item.c.id).where(item.c.note.is_distinct_from(None)).order_by(item.c.id)).scalars().all())
# == json element
one(item.c.data["steel"])
# == json element as text
one(item.c.data["steel"].as_boolean())
# == json number
show(connection.execute(select(item.c.id).where(item.c.data["n"].as_float() == 1.5)).scalars().all())
# == json text
show(connection.execute(select(item.c.id).where(item.c.data["kind"].as_string() == "fruit")).scalars().all())
# == json path
one(item.c.data[("sizes", 1)])
# == json documents
show(connection.execute(select(item.c.data).order_by(item.c.id)).scalars().all())
# == json that is null
show(connection.execute(select(item.c.id, item.c.data.is_(None)).order_by(item.c.id)).all())
# == jsonb contains: postgresql
from sqlalchemy.dialects.postgresql import JSONB
show(connection.execute(select(item.c.id).where(cast(item.c.data, JSONB).contains({"kind": "fruit"}))).scalars().all())
# == jsonb has key: postgresql
from sqlalchemy.dialects.postgresql import JSONB
show(connection.execute(select(item.c.id).where(cast(item.c.data, JSONB).has_key("steel"))).scalars().all())
# == json set: postgresql
from sqlalchemy.dialects.postgresql import JSONB
show(connection.scalar(select(func.jsonb_set(cast(item.c.data, JSONB), "{kind}", '"veg"')).where(item.c.id == 3)))
# == array literal: postgresql
from sqlalchemy.dialects.postgresql import array
show(connection.scalar(select(array([1, 2, 3]))))
# == any of an array: postgresql
from sqlalchemy.dialects.postgresql import array
show(connection.execute(select(item.c.id).where(item.c.id == sa.any_(array([1, 2]))).order_by(item.c.id)).scalars().all())
# == group concat: sqlite mysql
show(len(connection.scalar(select(func.group_concat(category.c.name)))))
# == string aggregate: postgresql
show(connection.scalar(select(func.string_agg(category.c.name, ", "))))
# == generated uuid: postgresql
show(type(connection.scalar(select(func.gen_random_uuid()))).__name__)
# == date difference
show(connection.scalar(select(func.count()).where(item.c.created < datetime.datetime(2024, 2, 29, 12, 0))))
# == comparison with a date
show(connection.execute(select(item.c.id).where(item.c.created >= datetime.datetime(2024, 2, 29, 12, 30)).order_by(item.c.id)).scalars().all())
# == regular expression: postgresql mysql
show(connection.execute(select(item.c.id).where(item.c.name.regexp_match("^[bt]")).order_by(item.c.id)).scalars().all())
# == collation: sqlite
show(connection.execute(select(item.c.id).where(collate(item.c.name, "NOCASE") == "MALLET")).scalars().all())
# == expressions as text
show(str(item.c.id == 1), str(item.c.name.like("x")), str(item.c.id.in_([1])), str(sa.and_(item.c.id > 1, item.c.id < 3)))
# == more expressions as text
show(str(func.count(item.c.id)), str(cast(item.c.id, sa.String)), str(item.c.id + 1), str(~item.c.active), str(item.c.note.is_(None)))
# == case as text
show(str(case((item.c.amount > 1, "many"), else_="few")))

from sqlalchemy import func, select, text

def rows():
    return connection.execute(select(category.c.id, category.c.name).order_by(category.c.id))

# == all
show(rows().all())
# == fetchall
show(rows().fetchall())
# == iteration
for row in rows():
    show(row)
# == unpacking
for number, name in rows():
    show(number, name)
# == by attribute
show([row.name for row in rows()])
# == by place
show([row[1] for row in rows()], rows().first()[-1], rows().first()[0:2])
# == by name through the mapping
show([row._mapping["name"] for row in rows()])
# == by column through the mapping
show([row._mapping[category.c.name] for row in rows()])
# == mappings
show([dict(row) for row in rows().mappings()])
# == all mappings
show(rows().mappings().all())
# == the first mapping
show(rows().mappings().first()["name"])
# == asdict
show(rows().first()._asdict())
# == fields and keys
show(rows().first()._fields, list(rows().keys()))
# == first
show(rows().first())
# == first of nothing
show(connection.execute(select(item).where(item.c.id == 99)).first())
# == fetchone
result = rows()
show(result.fetchone(), result.fetchone(), result.fetchone(), result.fetchone())
# == fetchmany
result = rows()
show(result.fetchmany(2), result.fetchmany(2), result.fetchmany(2))
# == partitions
show([len(part) for part in rows().partitions(2)])
# == one
show(connection.execute(select(category.c.name).where(category.c.id == 1)).one())
# == one of nothing
connection.execute(select(category.c.name).where(category.c.id == 99)).one()
# == one of several
rows().one()
# == one or none
show(connection.execute(select(category.c.name).where(category.c.id == 99)).one_or_none())
# == one or none of several
rows().one_or_none()
# == scalar
show(rows().scalar(), connection.execute(select(item.c.id).where(item.c.id == 99)).scalar())
# == scalar one
show(connection.execute(select(func.count()).select_from(item)).scalar_one())
# == scalar one of nothing
connection.execute(select(item.c.id).where(item.c.id == 99)).scalar_one()
# == scalar one or none
show(connection.execute(select(item.c.id).where(item.c.id == 99)).scalar_one_or_none())
# == scalars
show(rows().scalars().all(), rows().scalars(1).all())
# == scalars by name
show(rows().scalars("name").all())
# == the first scalar
show(rows().scalars().first())
# == unique scalars
show(connection.execute(select(item.c.active).order_by(item.c.id)).scalars().unique().all())
# == columns of a result
show(rows().columns("name").all(), rows().columns(1, 0).all())
# == tuples
show(rows().tuples().all())
# == rows are tuples
row = rows().first()
show(row == (1, "tools"), (1, "tools") == row, len(row), hash(row) == hash((1, "tools")))
# == rows in sets and dictionaries
show(sorted({row for row in rows()}), dict(row._tuple() for row in rows()))
# == dict of rows
show({row.id: row.name for row in rows()}, dict(rows().all()))
# == order of rows
show(sorted(rows().all(), reverse=True), max(rows()))
# == is in
row = rows().first()
show("tools" in row, "name" in row._mapping, "x" in row._mapping)
# == text of a row
show(str(rows().first()), repr(rows().first()))
# == an unknown attribute
rows().first().nothing
# == an unknown name
rows().first()._mapping["nothing"]
# == beyond the end
rows().first()[5]
# == setting an attribute
rows().first().name = "x"
# == rowcount of changes
show(connection.execute(item.update().values(amount=1)).rowcount)
# == rows of a change
connection.execute(item.update().values(amount=1)).fetchall()
# == returns rows
show(rows().returns_rows, connection.execute(item.update().values(amount=1)).returns_rows)
# == a closed result
result = rows()
result.close()
result.fetchall()
# == a result that is used up
result = rows()
result.fetchall()
show(result.fetchall())
# == two results in turn
one, two = rows(), rows()
show(one.fetchone(), two.fetchone(), one.fetchone(), two.fetchone())
# == a change while rows are read
for row in rows():
    connection.execute(category.update().where(category.c.id == row.id).values(name=row.name + "!"))
# == columns named count and index
row = connection.execute(select(item.c.id.label("count"), item.c.id.label("index")).where(item.c.id == 2)).one()
show(row.count, row.index)
# == duplicate names
row = connection.execute(text("SELECT 1 AS a, 2 AS a")).one()
show(tuple(row), row._fields)
# == functions by name
row = connection.execute(select(func.max(item.c.id), func.min(item.c.id))).one()
show(row.max_1, row.min_1)
# == list of rows
show(list(rows()), [*rows()][0])
# == zip of rows
show(list(zip(*rows().all())))
# == a result in a with block
with rows() as result:
    show(result.fetchone())
# == yield per
show([row.id for row in rows().yield_per(2)])
# == execution options
show(connection.execute(select(category.c.id).order_by(category.c.id).execution_options(stream_results=True)).scalars().all())
# == lengths
show(len(rows().all()), len(rows().first()))
# == truth of rows
show(bool(rows().first()), bool(rows().all()))
# == next
show(next(rows()), next(iter(rows())))
# == many rows
connection.execute(category.insert(), [{"id": n, "name": f"n{n}"} for n in range(100, 1500)])
found = connection.execute(select(category.c.id).order_by(category.c.id)).fetchall()
show(len(found), found[0], found[-1])
connection.execute(category.delete().where(category.c.id >= 100))
# == many rows one by one
connection.execute(category.insert(), [{"id": n, "name": f"n{n}"} for n in range(100, 1500)])
result = connection.execute(select(category.c.id).order_by(category.c.id))
show(result.fetchone(), len(result.fetchmany(1200)), sum(1 for row in result))
connection.execute(category.delete().where(category.c.id >= 100))
# == text whose columns come in another order: sqlite postgresql mysql
statement = text("SELECT 5 AS a, 'x' AS b, 7 AS d").columns(b=sa.String, a=sa.Integer)
result = connection.execute(statement)
show(list(result.keys()), result.all())
row = connection.execute(statement).one()
show(row.a, row._mapping[statement.selected_columns.b], row.d)
show(connection.execute(text("SELECT 5 AS a, 'x' AS b").columns(b=sa.String, a=sa.Integer)).mappings().all())
# == so many rows at once: sqlite postgresql mysql
def numbers():
    return connection.execute(select(item.c.id).order_by(item.c.id))

result = numbers().yield_per(2)
show(result.fetchmany(), result.fetchmany(1), result.fetchmany())
show(numbers().fetchmany(), numbers().yield_per(2).scalars().fetchmany(), numbers().mappings().yield_per(2).fetchmany())
show(list(numbers().yield_per(2).partitions()), list(numbers().partitions(3)), list(numbers().partitions()))

import datetime
import decimal

from sqlalchemy import bindparam, column, select, text

# == rows of text
show(connection.execute(text("SELECT id, name FROM category ORDER BY id")).fetchall())
# == a value of text
show(connection.execute(text("SELECT count(*) FROM item")).scalar())
# == text with parameters
show(connection.execute(text("SELECT id FROM item WHERE name = :name"), {"name": "bread"}).scalar())
# == parameters as keywords
show(connection.execute(text("SELECT id FROM item WHERE name = :name AND amount > :least"), dict(name="bread", least=1)).scalar())
# == a parameter twice
show(connection.execute(text("SELECT id FROM item WHERE id = :id OR amount = :id ORDER BY id"), {"id": 5}).fetchall())
# == bound parameters
show(connection.execute(text("SELECT id FROM item WHERE name = :name").bindparams(name="bread")).scalar())
# == bound parameters with types
show(connection.execute(text("SELECT name FROM item WHERE price = :price").bindparams(bindparam("price", decimal.Decimal("8"), sa.Numeric(10, 2)))).scalar())
# == expanding parameters
show(connection.execute(text("SELECT id FROM item WHERE id IN :ids ORDER BY id").bindparams(bindparam("ids", expanding=True)), {"ids": [1, 2, 7]}).fetchall())
# == expanding parameters that are empty
show(connection.execute(text("SELECT id FROM item WHERE id IN :ids").bindparams(bindparam("ids", expanding=True)), {"ids": []}).fetchall())
# == a list as parameter: postgresql
show(connection.execute(text("SELECT id FROM item WHERE id = ANY(:ids) ORDER BY id"), {"ids": [1, 2]}).fetchall())
# == update by text
show(connection.execute(text("UPDATE item SET amount = :amount WHERE id = :id"), {"amount": 9, "id": 1}).rowcount)
# == update many by text
connection.execute(text("UPDATE item SET amount = :amount WHERE id = :id"), [{"amount": 9, "id": 1}, {"amount": 8, "id": 2}])
# == update in a loop by text
for row in connection.execute(text("SELECT id, name FROM item ORDER BY id")).fetchall():
    connection.execute(text("UPDATE item SET note = :note WHERE id = :id"), {"note": row[1][::-1], "id": row[0]})
# == update to none by text
connection.execute(text("UPDATE item SET note = :note, price = :price WHERE id = 1"), {"note": None, "price": None})
# == update to values of kinds by text
connection.execute(
    text("UPDATE item SET active = :active, price = :price, created = :created WHERE id = 5"),
    {"active": True, "price": 1.5, "created": "2024-01-02 03:04:05"},
)
# == insert by text
connection.execute(text("INSERT INTO category (id, name) VALUES (:id, :name)"), {"id": 10, "name": "it's \\ \"q\" :x %s"})
# == insert many by text
connection.execute(text("INSERT INTO category (id, name) VALUES (:id, :name)"), [{"id": n, "name": f"c{n}"} for n in range(10, 13)])
# == delete by text
show(connection.execute(text("DELETE FROM tag WHERE word = 'iron'")).rowcount)
# == percent signs
show(connection.execute(text("SELECT id FROM item WHERE name LIKE '%a%' ORDER BY id")).fetchall())
# == percent signs in parameters
show(connection.execute(text("SELECT id FROM item WHERE note LIKE :pattern"), {"pattern": "50\\%%"}).fetchall())
# == colons
show(connection.execute(text("SELECT 'a\\:b', ' 12:30 '")).one())
# == casts: postgresql
show(connection.execute(text("SELECT '1'::int + :n::int".replace(":n::int", "CAST(:n AS int)")), {"n": 2}).scalar())
# == columns of text
show(connection.execute(text("SELECT id, price FROM item WHERE id = 1").columns(id=sa.Integer, price=sa.Numeric(10, 2))).one())
# == columns of text by place
show(connection.execute(text("SELECT id, active FROM item ORDER BY id").columns(column("id", sa.Integer), column("active", sa.Boolean))).fetchall())
# == text as a subquery
rows = text("SELECT id, name FROM category").columns(id=sa.Integer, name=sa.String).subquery("c2")
show(connection.execute(select(rows.c.name).where(rows.c.id == 2)).scalar())
# == text by the names of its columns
row = connection.execute(text("SELECT id AS number, name AS title FROM category WHERE id = 1")).one()
show(row.number, row.title, row._mapping["title"], row._fields)
# == text with types of the database
row = connection.execute(text("SELECT id, price, created, active FROM item WHERE id = 1")).one()
show(type(row.price).__name__, type(row.id).__name__)
# == comments in text
show(connection.execute(text("SELECT 1 -- one\n")).scalar())
# == many lines
show(connection.execute(text("""
    SELECT i.id, c.name
    FROM item AS i
    JOIN category AS c ON c.id = i.category_id
    WHERE i.active
    ORDER BY i.id
""")).fetchall())
# == driver sql
show(connection.exec_driver_sql("SELECT id FROM category ORDER BY id").fetchall())
# == driver sql with parameters: sqlite
show(connection.exec_driver_sql("SELECT name FROM category WHERE id = ?", (2,)).scalar())
# == driver sql with parameters by name: postgresql mysql
show(connection.exec_driver_sql("SELECT name FROM category WHERE id = %(id)s", {"id": 2}).scalar())
# == driver sql with parameters by place: postgresql mysql
show(connection.exec_driver_sql("SELECT name FROM category WHERE id = %s", (2,)).scalar())
# == driver sql many: sqlite
connection.exec_driver_sql("INSERT INTO category (id, name) VALUES (?, ?)", [(10, "a"), (11, "b")])
# == scalar and scalars of the connection
show(connection.scalar(text("SELECT max(id) FROM item")), connection.scalars(text("SELECT id FROM category ORDER BY id")).all())
# == unicode
connection.execute(text("UPDATE item SET note = :note WHERE id = 1"), {"note": "äöü 漢字 🎉"})
# == dates as parameters
show(connection.execute(text("SELECT count(*) FROM item WHERE created > :day").bindparams(bindparam("day", type_=sa.DateTime)), {"day": datetime.datetime(2024, 2, 29, 12)}).scalar())
# == text as text
show(str(text("SELECT :a + 1")), str(text("SELECT :a").bindparams(a=1)))
# == text compiled with literals
show(str(text("SELECT :a, :b").bindparams(a=1, b="x'y").compile(compile_kwargs={"literal_binds": True})))

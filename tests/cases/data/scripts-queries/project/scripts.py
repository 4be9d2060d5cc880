import warnings

from sqlalchemy import and_, case, column, delete, desc, distinct, exists, func, insert, intersect, except_
from sqlalchemy import lateral, literal, literal_column, not_, or_, select, table, text, true, tuple_, union, union_all, update, values

def run(statement, parameters=None):
    show(connection.execute(statement, parameters).fetchall())

def warned(make):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        made = make()
    show([(one.category.__name__, str(one.message), one.filename, one.lineno) for one in caught])
    return made

def combined(statement):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        count = len(connection.execute(statement).fetchall())
    # Which of them is named last has no order.
    show(count, [(one.category.__name__, sorted(str(one.message).replace(",", "").replace(".", "").split()), one.filename, one.lineno) for one in caught])

other = item.alias("other")

# == a whole table
run(select(item.c.id, item.c.name).order_by(item.c.id))
# == all columns of a table
row = connection.execute(select(item).order_by(item.c.id)).first()
show(row._mapping["id"], row._mapping["price"], row.created, list(row._fields))
# == select of the table
run(category.select().order_by(category.c.id))
# == where on the table's select
run(category.select().where(category.c.id == 1))
# == where equal
run(select(item.c.id).where(item.c.name == "bread"))
# == where not equal
run(select(item.c.id).where(item.c.name != "bread").order_by(item.c.id))
# == several conditions
run(select(item.c.id).where(item.c.amount > 1, item.c.active == True).order_by(item.c.id))
# == where twice
run(select(item.c.id).where(item.c.amount > 1).where(item.c.price < 5).order_by(item.c.id))
# == and
run(select(item.c.id).where(and_(item.c.amount > 1, item.c.price < 5)).order_by(item.c.id))
# == or
run(select(item.c.id).where(or_(item.c.amount == 1, item.c.name == "apple")).order_by(item.c.id))
# == or by operator
run(select(item.c.id).where((item.c.amount == 1) | (item.c.name == "apple") & item.c.active).order_by(item.c.id))
# == not
run(select(item.c.id).where(not_(item.c.amount > 1)).order_by(item.c.id))
# == not by operator
run(select(item.c.id).where(~item.c.active).order_by(item.c.id))
# == not of a conjunction
run(select(item.c.id).where(~and_(item.c.amount > 1, item.c.price < 5)).order_by(item.c.id))
# == a truth value as condition
run(select(item.c.id).where(item.c.active).order_by(item.c.id))
# == is true
run(select(item.c.id).where(item.c.active.is_(True)).order_by(item.c.id))
# == is not true
run(select(item.c.id).where(item.c.active.is_not(True)).order_by(item.c.id))
# == equal to none
run(select(item.c.id).where(item.c.note == None))
# == not equal to none
run(select(item.c.id).where(item.c.note != None).order_by(item.c.id))
# == is none
run(select(item.c.id).where(item.c.price.is_(None)))
# == is not none
run(select(item.c.id).where(item.c.price.isnot(None)).order_by(item.c.id))
# == in a list
run(select(item.c.id).where(item.c.id.in_([1, 3, 9])).order_by(item.c.id))
# == in an empty list
run(select(item.c.id).where(item.c.id.in_([])))
# == not in a list
run(select(item.c.id).where(item.c.id.not_in([1, 3])).order_by(item.c.id))
# == not in an empty list
run(select(item.c.id).where(item.c.id.notin_([])).order_by(item.c.id))
# == in texts
run(select(item.c.id).where(item.c.name.in_(["bread", "it's", 'a"b'])))
# == in a set and a generator
run(select(item.c.id).where(item.c.id.in_({2})))
run(select(item.c.id).where(item.c.id.in_(number for number in (1, 2))).order_by(item.c.id))
# == in with none
run(select(item.c.id).where(item.c.note.in_([None, "heavy"])))
# == in a query
run(select(item.c.id).where(item.c.category_id.in_(select(category.c.id).where(category.c.name == "food"))).order_by(item.c.id))
# == not in a query
run(select(category.c.id).where(category.c.id.not_in(select(item.c.category_id).where(item.c.category_id.is_not(None)))))
# == in a bound list
run(select(item.c.id).where(item.c.id.in_(sa.bindparam("ids", expanding=True))).order_by(item.c.id), {"ids": [1, 2]})
# == tuples in a list
run(select(tag.c.weight).where(tuple_(tag.c.item_id, tag.c.word).in_([(1, "iron"), (3, "red")])).order_by(tag.c.item_id))
# == between
run(select(item.c.id).where(item.c.amount.between(1, 12)).order_by(item.c.id))
# == not between
run(select(item.c.id).where(~item.c.amount.between(1, 12)).order_by(item.c.id))
# == like
run(select(item.c.id).where(item.c.name.like("%a%")).order_by(item.c.id))
# == not like
run(select(item.c.id).where(item.c.name.not_like("%a%")).order_by(item.c.id))
# == ilike
run(select(item.c.id).where(item.c.name.ilike("M%")).order_by(item.c.id))
# == like with an escape
run(select(item.c.id).where(item.c.note.like("50/%%", escape="/")))
# == starts with
run(select(item.c.id).where(item.c.name.startswith("th")))
# == ends with
run(select(item.c.id).where(item.c.name.endswith("er")))
# == contains
run(select(item.c.id).where(item.c.name.contains("ea")))
# == contains with percent signs
run(select(item.c.id).where(item.c.note.contains("0% o", autoescape=True)))
# == order by two columns
run(select(item.c.id).order_by(item.c.active.desc(), item.c.amount))
# == order by the name of a column
run(select(item.c.id, item.c.amount.label("how_many")).order_by("how_many"))
# == order descending by a label
run(select(item.c.id, item.c.amount.label("how_many")).order_by(desc("how_many")))
# == order by text
run(select(item.c.id).order_by(text("amount DESC"), item.c.id))
# == limit
run(select(item.c.id).order_by(item.c.id).limit(2))
# == limit and offset
run(select(item.c.id).order_by(item.c.id).limit(2).offset(1))
# == slice
run(select(item.c.id).order_by(item.c.id).slice(1, 3))
# == distinct
run(select(item.c.active).distinct().order_by(item.c.active))
# == distinct of a column
run(select(distinct(item.c.category_id)).where(item.c.category_id.is_not(None)).order_by(item.c.category_id))
# == count
show(connection.execute(select(func.count()).select_from(item)).scalar())
# == count of a column
show(connection.scalar(select(func.count(item.c.price))))
# == count of different values
show(connection.scalar(select(func.count(distinct(item.c.category_id)))))
# == group
run(select(item.c.category_id, func.count(), func.sum(item.c.amount)).where(item.c.category_id.is_not(None)).group_by(item.c.category_id).order_by(item.c.category_id))
# == having
run(select(item.c.active, func.count().label("n")).group_by(item.c.active).having(func.count() > 2))
# == minimum and maximum
run(select(func.min(item.c.amount), func.max(item.c.amount), func.max(item.c.created)))
# == join along the key
run(select(item.c.name, category.c.name).join(category).order_by(item.c.id))
# == join on a condition
run(select(item.c.id, category.c.id).join(category, item.c.category_id == category.c.id).order_by(item.c.id))
# == outer join
run(select(item.c.id, category.c.name).outerjoin(category).order_by(item.c.id))
# == outer join by flag
run(select(item.c.id, category.c.name).join(category, isouter=True).order_by(item.c.id))
# == select from a join
run(select(item.c.id, tag.c.word).select_from(item.join(tag, item.c.id == tag.c.item_id)).order_by(tag.c.word))
# == join of three
run(select(tag.c.word, category.c.name).select_from(tag.join(item).join(category)).order_by(tag.c.word))
# == join from
run(select(tag.c.word, item.c.name).join_from(tag, item).order_by(tag.c.word))
# == tables side by side
run(select(item.c.id, category.c.name).where(item.c.category_id == category.c.id).order_by(item.c.id))
# == a table and its parent
parent = category.alias()
run(select(category.c.name, parent.c.name).join(parent, category.c.parent_id == parent.c.id))
# == a named alias
other = item.alias("other")
run(select(item.c.id, other.c.id).where(item.c.amount > other.c.amount, other.c.active.is_(True)).order_by(item.c.id, other.c.id))
# == subquery
rows = select(item.c.category_id, func.count().label("n")).group_by(item.c.category_id).subquery()
run(select(category.c.name, rows.c.n).join(rows, rows.c.category_id == category.c.id).order_by(category.c.id))
# == named subquery
rows = select(item.c.id, item.c.amount).where(item.c.active).subquery("active_items")
run(select(rows.c.id, rows.c.amount).where(rows.c.amount > 5).order_by(rows.c.id))
# == scalar subquery
last = select(func.max(item.c.id)).scalar_subquery()
run(select(item.c.name).where(item.c.id == last))
# == scalar subquery as a column
count = select(func.count()).where(item.c.category_id == category.c.id).scalar_subquery()
run(select(category.c.id, count.label("items")).order_by(category.c.id))
# == as_scalar
run(select(category.c.id, select(func.count(tag.c.word)).as_scalar()).order_by(category.c.id))
# == exists
run(select(category.c.id).where(exists().where(item.c.category_id == category.c.id)).order_by(category.c.id))
# == not exists
run(select(category.c.id).where(~exists(select(item.c.id).where(item.c.category_id == category.c.id))).order_by(category.c.id))
# == exists of a select
run(select(category.c.id).where(select(item.c.id).where(item.c.category_id == category.c.id).exists()).order_by(category.c.id))
# == union
run(union(select(item.c.id).where(item.c.id < 3), select(category.c.id)).order_by("id"))
# == union all
run(union_all(select(item.c.id).where(item.c.id < 3), select(category.c.id)).order_by("id"))
# == union by method
run(select(item.c.name).where(item.c.id == 1).union(select(category.c.name).where(category.c.id == 1)).order_by("name"))
# == intersect
run(intersect(select(item.c.id), select(category.c.id)).order_by("id"))
# == except
run(except_(select(item.c.id), select(category.c.id)).order_by("id"))
# == union as a subquery
rows = union_all(select(item.c.id), select(category.c.id)).subquery()
run(select(rows.c.id, func.count()).group_by(rows.c.id).having(func.count() > 1).order_by(rows.c.id))
# == cte
cheap = select(item.c.id, item.c.price).where(item.c.price < 5).cte("cheap")
run(select(cheap.c.id).order_by(cheap.c.id))
# == cte without a name
cheap = select(item).where(item.c.price < 5).cte()
run(select(cheap.c.name).order_by(cheap.c.id))
# == two ctes
one = select(item.c.id).where(item.c.id < 4).cte("one")
two = select(one.c.id).where(one.c.id > 1).cte("two")
run(select(two.c.id).order_by(two.c.id))
# == recursive cte
tree = select(category.c.id, category.c.parent_id).where(category.c.parent_id.is_(None)).cte("tree", recursive=True)
tree = tree.union_all(select(category.c.id, category.c.parent_id).join(tree, category.c.parent_id == tree.c.id))
run(select(tree.c.id, tree.c.parent_id).order_by(tree.c.id))
# == window
run(select(item.c.id, func.row_number().over(order_by=item.c.amount.desc())).order_by(item.c.id))
# == window over a partition
run(select(item.c.id, func.rank().over(partition_by=item.c.active, order_by=item.c.amount)).order_by(item.c.id))
# == filter of an aggregate: sqlite postgresql
run(select(func.count().filter(item.c.active), func.count().filter(~item.c.active)))
# == light tables
light = table("item", column("id"), column("name"))
run(select(light.c.name).where(light.c.id == 3))
# == light tables without columns
run(select(column("id"), column("name")).select_from(table("category")).order_by(column("id")))
# == text as a source
run(select(text("id"), text("name")).select_from(text("category")).where(text("id > 1")).order_by(text("id")))
# == literal columns
run(select(literal_column("1 + 1").label("two"), literal("x").label("x"), literal(3)))
# == select without a source
run(select(literal(1), sa.null()))
# == for update: postgresql mysql
run(select(item.c.id).where(item.c.id == 1).with_for_update())
# == select of a number
run(select(1).select_from(item).where(item.c.id == 1))
# == filter by
run(select(category.c.id).filter_by(name="food"))
# == where text with parameters
run(select(item.c.id).where(text("amount > :least")).order_by(item.c.id), {"least": 5})
# == where with a bound parameter
run(select(item.c.id).where(item.c.name == sa.bindparam("name")), {"name": "bread"})
# == a bound parameter with its value
run(select(item.c.id).where(item.c.name == sa.bindparam("name", "apple")))
# == correlated on purpose
inner = select(func.max(tag.c.weight)).where(tag.c.item_id == item.c.id).correlate(item).scalar_subquery()
run(select(item.c.id, inner).where(item.c.id < 4).order_by(item.c.id))
# == same names twice
run(select(item.c.id, category.c.id, item.c.name, category.c.name).join(category).where(item.c.id == 1))
# == with only columns
run(select(item).with_only_columns(item.c.id).order_by(item.c.id).limit(1))
# == add columns
run(select(item.c.id).add_columns(item.c.name).where(item.c.id == 1))
# == values as rows: sqlite postgresql
rows = values(column("a", sa.Integer), column("b", sa.String), name="v").data([(1, "x"), (2, "y")])
run(select(rows.c.a, rows.c.b).order_by(rows.c.a))
# == lateral: postgresql
words = select(tag.c.word).where(tag.c.item_id == item.c.id).order_by(tag.c.word).limit(1).lateral("words")
run(select(item.c.id, words.c.word).join(words, true()).order_by(item.c.id))
# == select as text
show(str(select(item.c.id).where(item.c.name == "x")))
# == select compiled with literals
show(str(select(item.c.id).where(item.c.name == "x", item.c.id.in_([1, 2])).compile(compile_kwargs={"literal_binds": True})))
# == select compiled for the dialect
show(str(select(item.c.id).where(item.c.name.ilike("x")).limit(3).compile(dialect=connection.dialect)))
# == queries where values are expected
highest = select(func.max(item.c.id))
run(warned(lambda: select(item.c.id).where(item.c.id == highest)))
run(warned(lambda: select(item.c.id).where(item.c.id == highest.subquery())))
run(warned(lambda: select(item.c.id).where(item.c.id == highest.union(highest))))
run(warned(lambda: select(func.coalesce(highest, 3))))
run(warned(lambda: select(case((item.c.id == 1, highest), else_=0)).order_by(item.c.id)))
connection.execute(warned(lambda: update(item).where(item.c.id == 1).values(note=select(func.max(tag.c.word)))))
run(select(item.c.note).where(item.c.id == 1))
# == sources where rows are expected
run(warned(lambda: select(item.c.id).where(item.c.id.in_(select(tag.c.item_id).subquery())).order_by(item.c.id)))
run(warned(lambda: select(item.c.id).where(item.c.id.not_in(select(tag.c.item_id).cte("t"))).order_by(item.c.id)))
run(warned(lambda: select(item.c.id).where(item.c.category_id.in_(select(category.c.id))).order_by(item.c.id)))
# == sources that nothing connects
combined(select(item.c.id, tag.c.word))
combined(select(item.c.id, tag.c.word, category.c.id))
combined(select(item.c.id).where(tag.c.word == "tool"))
combined(select(item.c.id, other.c.id).where(item.c.id + other.c.id == 3))
combined(select(item.c.id, other.c.id, select(tag.c.word).subquery().c.word))
combined(select(item.c.id).where(item.c.id.in_(select(tag.c.item_id).where(category.c.id == 1))))
combined(union_all(select(item.c.id).where(tag.c.word == "tool"), select(category.c.id)))
# == sources that something connects
combined(select(item.c.id, tag.c.word).where(tag.c.item_id == item.c.id))
combined(select(item.c.id, other.c.id).where(or_(item.c.id > other.c.id, item.c.name == "x")))
combined(select(item.c.id, tag.c.word).join(tag, tag.c.item_id == item.c.id))
combined(select(item.c.id, tag.c.word).join(tag, true()))
combined(select(item.c.id, category.c.id, tag.c.word).select_from(item).join(tag, true()).where(item.c.category_id == category.c.id))
combined(select(item.c.id).where(exists(select(tag.c.word).where(tag.c.item_id == item.c.id))))

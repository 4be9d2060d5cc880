import warnings

from sqlalchemy import and_, bindparam, case, cast, column, delete, desc, distinct, exists, extract, func, insert, literal, literal_column, null, or_, select, table, text, true, tuple_, union, union_all, update, values

def sql(statement, **options):
    """Shows the text of a statement as it is for no database, and as it is for this one."""
    print("  ", repr(str(statement)))
    compiled = statement.compile(dialect=connection.dialect, **options)
    print("  ", repr(str(compiled)))

def warned(function):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        function()
    for warning in caught:
        print("   warned", warning.category.__name__, str(warning.message).partition("\n")[0])

# == text of a select
sql(select(item).where(item.c.id == 5).limit(3).offset(1))
# == text of joins
sql(select(item.c.id).outerjoin(category).join(tag, tag.c.item_id == item.c.id, full=False).where(category.c.name != None))
# == text of groups
sql(select(item.c.active, func.count().label("n")).group_by(item.c.active).having(func.count() > 1).order_by(desc("n"), item.c.active.asc()))
# == text of conditions
sql(select(item.c.id).where(or_(and_(item.c.id > 1, item.c.id < 5), ~(item.c.name == "x"), item.c.note.is_(None), item.c.note.like("a%"))))
# == text of empty conditions
sql(select(item.c.id).where(and_(true(), or_(sa.false(), item.c.id == 1))))
# == text of lists
sql(select(item.c.id).where(item.c.id.in_([1, 2]), item.c.name.not_in(["a"])))
# == text of subqueries
rows = select(item.c.category_id.label("c"), func.count().label("n")).group_by(item.c.category_id).subquery("rows")
sql(select(category.c.name, rows.c.n).join(rows, category.c.id == rows.c.c))
# == text of scalar subqueries
sql(select(category.c.id, select(func.count()).where(item.c.category_id == category.c.id).scalar_subquery().label("n")))
# == text of with queries
first = select(item.c.id).where(item.c.id > 1).cte("first")
sql(select(first.c.id).union_all(select(category.c.id)).order_by("id"))
# == text of existence
sql(update(item).where(exists(select(1).where(tag.c.item_id == item.c.id))).values(note="t"))
# == text of windows
sql(select(func.row_number().over(partition_by=item.c.active, order_by=[item.c.id.desc()]), func.sum(item.c.amount).over(rows=(None, 0)), func.lag(item.c.id, 1).over(order_by=item.c.id, range_=(0, None))))
# == text of cases
sql(select(case((item.c.id == 1, "one"), (item.c.id == 2, item.c.name), else_=null()).label("word")))
# == text of casts
sql(select(cast(item.c.id, sa.Text), cast("5", sa.Numeric(5, 1)), extract("year", item.c.created), func.coalesce(item.c.note, "")))
# == text of an insert
sql(insert(item).values(id=1, name="x", price=None))
# == text of an insert of all columns
sql(insert(category))
# == text of an insert of several
sql(insert(category).values([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]))
# == text of an insert of a select
sql(insert(category).from_select(["id", "name"], select(item.c.id, item.c.name)))
# == text of an insert without columns
sql(table("item").insert())
# == text of an update
sql(update(item).where(item.c.id == bindparam("key")).values({"name": "x", item.c.amount: item.c.amount + 1}))
# == text of an update of all columns
sql(update(category))
# == text of an update of a query
sql(update(item).values(note=select(category.c.name).where(category.c.id == item.c.category_id).scalar_subquery()))
# == text of a delete
sql(delete(item).where(item.c.id.in_(select(tag.c.item_id))))
# == text of text
sql(text("SELECT :a, 'x\\:y' WHERE b = :b").bindparams(a=1))
# == text of tuples
sql(select(tag.c.word).where(tuple_(tag.c.item_id, tag.c.word) > tuple_(1, "a")))
# == text of names that need quotes
odd = table("Odd table", column("select"), column("Mixed"), column("ok"), column("a b"))
sql(select(odd).where(odd.c.select == 1, odd.c["a b"] > odd.c.ok))
# == text of schemas
light = table("t", column("a"), schema="other")
sql(select(light.c.a).select_from(light))
# == text of labels
sql(select(item.c.id.label("a b"), (item.c.id + item.c.amount).label("sum"), func.max(item.c.id), -item.c.id, item.c.id + 1))
# == text of table names in labels
sql(select(item.c.id, tag.c.item_id).set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL).where(item.c.id == tag.c.item_id))
# == text of lateral and samples: postgresql
sql(select(item.tablesample(func.bernoulli(10)).c.id))
# == text of functions in packages
sql(select(func.pkg.sub.call(1, "x"), func.current_date(), func.localtime(), func.user()))
# == text of a like with an escape
sql(select(item.c.id).where(item.c.name.contains("a%b", autoescape=True), item.c.name.istartswith("X"), item.c.name.icontains("y"), item.c.name.not_ilike("z")))
# == text of regular expressions: postgresql
sql(select(item.c.id).where(item.c.name.regexp_match("^a", flags="i"), ~item.c.name.regexp_match("b")))
# == text of nulls and distinct
sql(select(item.c.id.is_distinct_from(None), item.c.id.is_not_distinct_from(item.c.amount), item.c.id.between(1, 2, symmetric=True), ~item.c.id.between(1, 2)))
# == text of hints and prefixes
sql(select(item.c.id).prefix_with("ALL").with_hint(item, "USE INDEX (x)", "mysql").suffix_with("-- end"))
# == text of a union in parentheses
sql(union(select(item.c.id).limit(1), select(category.c.id).order_by(category.c.id).limit(1)).limit(1))
# == text of a union of unions
sql(union_all(select(item.c.id), union(select(category.c.id), select(tag.c.item_id))).order_by(text("1")))
# == text of values
sql(select(values(column("a", sa.Integer), column("b", sa.String), name="v").data([(1, "x"), (2, "y")])))
# == text of locks: sqlite postgresql
sql(select(item.c.id).with_for_update(nowait=True, read=True))
# == text of aliases of aliases
one = item.alias("one")
sql(select(one.c.id, one.alias("two").c.id))
# == text of anonymous names
sql(select(item.alias().c.id, item.alias().c.id, select(item.c.id).subquery().c.id))
# == text of parameters of the same name
sql(select(item.c.id).where(item.c.id == 1, item.c.id != 2, category.c.id > 3, item.c.id == bindparam("id_1", 7, unique=True)))
# == parameters that clash
sql(select(item.c.id).where(item.c.id == bindparam("a", 1), item.c.name == bindparam("a", "x")))
# == parameters by unusual names
connection.execute(text("SELECT :a_b1"), {"a_b1": 1})
show(connection.execute(select(bindparam("a b", 1), bindparam("c%d", 2))).one())
# == literal binds
show(str(select(item.c.id).where(item.c.id.in_([1, 2]), item.c.name == "it's", item.c.active == True, item.c.price > 1.5).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})))
# == literal binds of changes
show(str(update(item).where(item.c.id == 1).values(note="x\\y%z", price=None).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})))
# == other databases with literals
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
statement = select(literal(True), literal("a\\b'c%")).where(item.c.id.in_([1]))
for module in (mssql, mysql, oracle, postgresql, sqlite):
    show(str(statement.compile(dialect=module.dialect(), compile_kwargs={"literal_binds": True})))
# == keywords of dialects that are unknown
from sqlalchemy.dialects import postgresql
warned(lambda: update(item, nothing_limit=1))
# == keywords of dialects that have no such keyword
update(item, postgresql_nothing=1)
# == keywords of dialects on tables
warned(lambda: sa.Table("t", sa.MetaData(), nothing_engine="x"))
# == keywords of dialects on indexes
warned(lambda: sa.Index("i", "a", nothing_where="x"))
# == keywords that are none of a dialect
sa.Index("i", "a", nothing="x")
# == keywords that no table has
sa.Table("t", sa.MetaData(), nothing=1)
# == keywords of a dialect that no table has
sa.Table("t", sa.MetaData(), postgresql_nothing=1)
# == limits of changes elsewhere
warned(lambda: sql(update(item).with_dialect_options(nothing_limit=2).values(note="x")))
# == an empty list of values
sql(insert(category).values([]))
# == values that are no dictionary
insert(category).values([1, 2])
# == what an error knows of a value that does not fit
try:
    connection.execute(item.update().values(created="x", active="y"))
except sa.exc.StatementError as error:
    show(type(error).__name__, error.statement, type(error.orig).__name__)
# == errors that are shown
try:
    with connection.begin_nested():
        connection.execute(text("SELECT * FROM nothing WHERE a = :a"), {"a": 1})
except sa.exc.DBAPIError as error:
    show(error.connection_invalidated, error.statement, error.args[0].splitlines()[0], str(error).splitlines()[-3:])
# == many parameters in errors
try:
    with connection.begin_nested():
        connection.execute(text("INSERT INTO nothing VALUES (:a)"), [{"a": n} for n in range(30)])
except sa.exc.DBAPIError as error:
    show(str(error).splitlines()[-2])
# == rows of an insert of several
result = connection.execute(insert(category), [{"id": 70, "name": "a"}, {"id": 71, "name": "b"}])
show(result.rowcount if connection.dialect.name != "postgresql" else 2, result.is_insert, result.returns_rows)
result.fetchall()
# == the key of an insert of several
connection.execute(insert(category), [{"id": 70, "name": "a"}, {"id": 71, "name": "b"}]).inserted_primary_key
# == the key of an update
connection.execute(update(category).values(name="x")).inserted_primary_key
# == what was inserted
result = connection.execute(insert(category).values(id=70, name="a"))
show(result.inserted_primary_key.id, result.inserted_primary_key._fields, result.last_inserted_params())
# == a column of another table
show(connection.execute(select(item.c.name).where(item.c.id == select(category.c.id).where(category.c.name == "tools").scalar_subquery())).scalar())
# == parts of a select
statement = select(item.c.id, item.c.name.label("n")).where(item.c.id == 1)
show([one.name for one in statement.selected_columns], [one["name"] for one in statement.column_descriptions], statement.is_select, [one.name for one in statement.get_final_froms()], str(statement.whereclause), list(statement.exported_columns.keys()))
# == a select that is used twice
first = select(item.c.id).where(item.c.id < 3)
second = first.where(item.c.id > 1)
show(connection.execute(first.order_by(item.c.id)).scalars().all(), connection.execute(second).scalars().all(), first is second)
# == columns replaced
show(connection.execute(select(item).with_only_columns(func.count()).order_by(None)).scalar(), str(select(item.c.id).order_by(item.c.id).order_by(None).limit(None)))
# == ordered by expressions
show(connection.execute(select(item.c.id).order_by(func.lower(item.c.name), case((item.c.active, 0), else_=1))).scalars().all())
# == grouped by labels
active = item.c.active.label("a")
show(connection.execute(select(active, func.count()).group_by(active).order_by(active)).all())
# == conditions in a list
conditions = [item.c.id > 1, item.c.active]
show(connection.execute(select(item.c.id).where(*conditions).order_by(item.c.id)).scalars().all(), connection.execute(select(item.c.id).where(and_(*conditions)).order_by(item.c.id)).scalars().all())
# == an empty and
warned(lambda: show(str(select(item.c.id).where(and_()))))
# == one or none conditions
show(str(and_(True, item.c.id == 1)), str(or_(False, item.c.id == 1)), str(or_(True, item.c.id == 1)), str(and_(item.c.id == 1)))
# == negations
show(*map(str, (~(item.c.id == 1), ~item.c.id.in_([1]), ~item.c.name.like("x"), ~item.c.note.is_(None), ~exists().where(item.c.id == 1), ~item.c.active, ~(~item.c.active), ~func.foo(1), ~sa.true())))
# == comparisons the other way
show(*map(str, (5 > item.c.id, 5 == item.c.id, 1 + item.c.id, "x" + item.c.name, 2 / item.c.id, None == item.c.id, 3 - item.c.id)))
# == precedence
show(*map(str, ((item.c.id + 1) * 2, item.c.id + 1 * 2, -(item.c.id + 1), (item.c.id == 1) == (item.c.amount == 2), and_(item.c.id == 1, or_(item.c.id == 2, item.c.id == 3)), item.c.id - (item.c.amount - 1), (item.c.id - item.c.amount) - 1, item.c.name + (item.c.note + "x"))))
# == equality of columns
show(item.c.id is item.c["id"], hash(item.c.id) == hash(item.c.id), bool(item.c.id == item.c.id), bool(item.c.id == item.c.name), item.c.id in [item.c.name, item.c.id])
# == columns of tables
show(item.c.keys(), [str(one) for one in item.columns][:2], "id" in item.c, len(item.c), item.c.contains_column(item.c.id), [one.name for one in item.c.values()][:1], item.c.get("nothing"), list(item.primary_key), item.c[0].name)
# == names of things
show(item.name, item.fullname, item.key, str(item), repr(category.c.name), str(item.c.id), item.c.id.table.name, repr(tag.c.weight.type), item.description)

from sqlalchemy import Integer, String, and_, bindparam, column, func, insert, literal, or_, select, text, update
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

class Category(Base):
    __tablename__ = "category"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[int | None]

def shown(compiled):
    show(" ".join(str(compiled).split()), compiled.params)

def seen(models):
    show([(one.id, one.name, one.parent_id) for one in models])

statement = select(item.c.id).where(
    item.c.name == "a", item.c.id.in_([1, 2]), item.c.created == bindparam("q"), item.c.note.in_(bindparam("l")),
    item.c.note != bindparam("c", callable_=lambda: "called"),
)
expanded = select(item.c.id).where(item.c.id.in_([1, 2]), item.c.name == "b", item.c.note == bindparam("q", None))
# == parameters: sqlite
shown(statement.compile())
shown(statement.limit(3).compile(dialect=mysql.dialect()))
shown(statement.limit(3).compile(dialect=sqlite.dialect()))
shown(select(literal(5), literal(5).label("q"), bindparam("z", 7), bindparam("u", "y", unique=True)).compile())
shown((item.c.name + "s").compile())
shown(literal(5).compile())
# == parameters of changes: sqlite
shown(tag.insert().compile())
shown(tag.insert().values(word="a").compile())
shown(tag.insert().values([{"word": "a"}, {"word": "b"}]).compile())
shown(tag.update().values(word="a").where(tag.c.item_id == 4).compile())
shown(tag.delete().where(tag.c.item_id == bindparam("i", type_=Integer)).compile())
# == parameters of text: sqlite
shown(text("SELECT :a, :b").bindparams(a=5).compile())
show(text("SELECT :a, :b").bindparams(a=5).compile().construct_params({"b": 1}))
# == no parameters: sqlite
shown(select(item.c.id).where(item.c.name == "a").compile(compile_kwargs={"literal_binds": True}))
# == parameters that are given: sqlite
show(statement.compile().construct_params({"q": 1, "l": [2], "name_1": "n", "more": 5}))
# == parameters without a value: sqlite
statement.compile().construct_params({"l": []})
# == what is compiled: sqlite
compiled = statement.compile(dialect=sqlite.dialect())
show(compiled.statement is statement, compiled.dialect.name, compiled.string == str(compiled))
# == lists as many: sqlite
for dialect in (mysql, sqlite):
    shown(expanded.compile(dialect=dialect.dialect(), compile_kwargs={"render_postcompile": True}))
shown(expanded.compile(compile_kwargs={"render_postcompile": True}))
# == lists of pairs as many: sqlite
shown(select(item.c.id).where(sa.tuple_(item.c.id, item.c.name).in_([(1, "a"), (2, "b")])).compile(compile_kwargs={"render_postcompile": True}))
# == no list: sqlite
shown(select(item.c.id).where(item.c.id.in_([])).compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}))
# == parameters for lists as many: sqlite
expanded.compile(compile_kwargs={"render_postcompile": True}).construct_params({"q": 5})
# == comparisons: sqlite
show((item.c.name == "a").compare(item.c.name == "a"), (item.c.name == "a").compare(item.c.name == "b"))
show((item.c.name == "a").compare(item.c.name != "a"), (item.c.id == 1).compare(1 == item.c.id))
show((item.c.id == item.c.amount).compare(item.c.amount == item.c.id), (item.c.id < item.c.amount).compare(item.c.amount < item.c.id))
show(item.c.id.compare(item.c.id), item.c.id.compare(item.c.name), item.c.id.compare(tag.c.item_id))
show(item.c.id.in_([1, 2]).compare(item.c.id.in_([1, 2])), item.c.id.in_([1, 2]).compare(item.c.id.in_([2, 1])))
# == comparisons of clauses: sqlite
show(and_(item.c.id == 1, item.c.name == "a").compare(and_(item.c.name == "a", item.c.id == 1)))
show(and_(item.c.id == 1, item.c.name == "a").compare(or_(item.c.id == 1, item.c.name == "a")))
show(func.now().compare(func.now()), func.now().compare(func.localtime()), func.max(item.c.id).compare(func.max(item.c.amount)))
show(column("a", Integer).compare(column("a", Integer)), column("a", Integer).compare(column("a", String)))
show(literal(1).compare(literal(1)), bindparam("a").compare(bindparam("a")), bindparam("a").compare(bindparam("b")))
show(text("a").compare(text("a")), text("a").compare(text("b")), (item.c.id == None).compare(item.c.id.is_(None)))
show(item.c.id.label("a").compare(item.c.id.label("a")), item.c.id.label("a").compare(item.c.id.label("b")))
# == comparisons of queries: sqlite
show(select(item).compare(select(item)), select(item).compare(select(item.c.id)), select(item).compare(select(tag)))
show(select(item).where(item.c.id == 1).compare(select(item).where(item.c.id == 1)))
show(select(item).where(item.c.id == 1).compare(select(item).where(item.c.id == 2)))
show(select(item).subquery().compare(select(item).subquery()), item.compare(item), item.compare(tag))
show(tag.insert().values(word=1).compare(tag.insert().values(word=1)), tag.insert().compare(tag.delete()))
# == models from text: sqlite postgresql
session = Session(connection)
seen(session.scalars(select(Category).from_statement(text("SELECT * FROM category ORDER BY id DESC"))))
seen(session.scalars(select(Category).from_statement(text("SELECT name, parent_id, id FROM category WHERE id = :i")), {"i": 2}))
# == models from text with columns: sqlite postgresql
session = Session(connection)
statement = text("SELECT name AS n, id AS i, parent_id AS p FROM category ORDER BY id")
seen(session.scalars(select(Category).from_statement(statement.columns(Category.name, Category.id, Category.parent_id))))
# == models from text with less columns: sqlite postgresql
session = Session(connection)
seen(session.scalars(select(Category).from_statement(text("SELECT id FROM category ORDER BY id"))))
# == models from text without a key: sqlite postgresql
Session(connection).scalars(select(Category).from_statement(text("SELECT name FROM category"))).all()
# == models from queries and changes: sqlite postgresql
session = Session(connection)
seen(session.scalars(select(Category).from_statement(select(Category).where(Category.id == 1))))
seen(session.scalars(select(Category).from_statement(insert(Category).values(id=5, name="z").returning(Category))))
seen(session.scalars(select(Category).from_statement(update(Category).values(name="q").where(Category.id == 5).returning(Category))))
# == columns from text: sqlite postgresql
session = Session(connection)
show(session.execute(select(Category.id, Category.name).from_statement(text("SELECT name, id FROM category ORDER BY id"))).all())
# == queries of a session from text: sqlite postgresql
session = Session(connection)
query = session.query(Category).from_statement(text("SELECT id, name, parent_id FROM category WHERE id > :i ORDER BY id"))
seen(query.params(i=1).all())
seen([query.params(i=2).one(), query.params(i=0).first()])
show(str(select(Category).from_statement(text("SELECT 1"))))
# == a change in what came from text: sqlite postgresql
session = Session(connection)
session.scalars(select(Category).from_statement(text("SELECT * FROM category WHERE id = 3"))).one().name = "drink"
session.flush()

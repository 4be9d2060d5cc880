import datetime
import enum
from dataclasses import dataclass
from typing import Any, List, Optional

from sqlalchemy import JSON, Boolean, Column, DateTime, Enum, ForeignKey, Integer, MetaData, Numeric, String, Table, Text, UniqueConstraint, and_, case, delete, desc, func, insert, inspect, literal, or_, select, text, update
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.mutable import MutableDict, MutableList
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, backref, declarative_base, declared_attr, deferred, load_only, mapped_column, object_session, registry, relationship, scoped_session, sessionmaker, synonym
from sqlalchemy.orm.exc import MultipleResultsFound, NoResultFound

class Base(DeclarativeBase):
    pass

class Named:
    name: Mapped[str] = mapped_column(String(50))

class Category(Named, Base):
    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey("category.id"))

    def __repr__(self):
        return f"<Category {self.id} {self.name}>"

class Item(Base):
    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column("name", String(50))
    price: Mapped[Optional[float]] = mapped_column(Numeric(10, 2))
    amount: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    created: Mapped[Optional[datetime.datetime]]
    note: Mapped[Optional[str]] = mapped_column(Text)
    data: Mapped[Any] = mapped_column(JSON)
    category_id: Mapped[Optional[int]] = mapped_column(ForeignKey(Category.id))

    @hybrid_property
    def loud(self):
        return self.title + "!"

    @property
    def words(self):
        return self.title.split()

class Tag(Base):
    __tablename__ = "tag"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    word: Mapped[str] = mapped_column(String(20), primary_key=True)
    weight: Mapped[Optional[float]]

class Document(declarative_base()):
    __tablename__ = "item"

    id = Column(Integer, primary_key=True)
    data = Column(MutableDict.as_mutable(JSON))

session = Session(bind=connection)

# == a column by another name
one = session.get(Item, 1)
one.title = one.title.title()
session.flush()
show(session.query(Item).filter_by(title="Claw Hammer").count(), Item.__table__.c.name.name)
# == a mixin
show([one.name for one in session.query(Category).order_by(Category.name)])
# == own methods
show(session.get(Item, 1).words, repr(session.get(Category, 1)))
# == a hybrid of an instance
show(session.get(Item, 4).loud)
# == a hybrid in a query
show(session.query(Item.loud).filter(Item.id == 4).scalar(), session.query(Item).filter(Item.loud == "bread!").one().id)
# == a document changed in place
one = session.get(Document, 1)
one.data["more"] = [1]
show(one in session.dirty)
session.flush()
# == a document changed by its methods
one = session.get(Document, 3)
one.data.update(a=1)
session.flush()
one.data.pop("kind")
session.flush()
show(one.data.setdefault("b", 2), one.data.popitem())
one.data |= {"c": 3}
del one.data["a"]
session.commit()
# == a document that was emptied
one = session.get(Document, 3)
one.data.clear()
session.commit()
# == a document that is set
one = session.get(Document, 2)
one.data = {"x": {"y": 1}}
session.flush()
one.data["z"] = 2
session.flush()
show(type(one.data).__name__, isinstance(one.data, dict))
# == a document of another kind
one = session.get(Document, 2)
one.data = 5
# == a document of another kind in the database
session.get(Document, 4).data
# == a document that is none
one = session.get(Document, 1)
show(session.get(Document, 2).data)
one.data = None
session.flush()
# == a document whose parts change
one = session.get(Document, 1)
one.data["sizes"].append(3)
session.flush()
show(one in session.dirty)
one.data.changed()
session.flush()
# == a document of a new instance
class Titled(declarative_base()):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    active = Column(Boolean, default=True)
    data = Column(MutableDict.as_mutable(JSON(none_as_null=True)))
one = Titled(id=90, name="new", data={"a": 1})
one.data["b"] = 2
session.add(one)
session.flush()
one.data["c"] = 3
session.flush()
# == a list changed in place
class Lists(DeclarativeBase):
    pass
class Listed(Lists):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[Any] = mapped_column(MutableList.as_mutable(JSON))
one = session.get(Listed, 4)
one.data.append(5)
one.data.extend([1, 3])
session.flush()
one.data.sort()
one.data[0] = "first"
session.flush()
show(type(one.data).__name__)
# == aliases
other = aliased(Item)
show(session.query(Item.id, other.id).join(other, and_(other.amount < Item.amount, other.active)).order_by(Item.id, other.id).all())
# == aliases with names
other = aliased(Category, name="parent")
show(session.execute(select(Category.name, other.name).join(other, Category.parent_id == other.id)).all())
# == only some columns
for one in session.query(Item).options(load_only(Item.id, Item.title)).order_by(Item.id).limit(2):
    show(one.id, one.title)
# == a column of the rest
one = session.query(Item).options(load_only(Item.id)).filter(Item.id == 1).one()
show(one.note)
# == get with several keys
show(session.get(Tag, (1, "iron")).weight, session.get(Tag, {"item_id": 3, "word": "red"}).weight, session.query(Tag).get((1, "none")))
# == one or an error
try:
    session.query(Item).filter(Item.id == 99).one()
except NoResultFound as error:
    show(str(error))
try:
    session.query(Item).filter(Item.active).one()
except MultipleResultsFound as error:
    show(str(error))
# == scalars of models
show([one.id for one in session.scalars(select(Item).order_by(Item.id.desc()).limit(2))], session.scalars(select(Item.title).order_by(Item.id)).first())
# == models and columns
for one, name in session.execute(select(Item, Category.name).join(Category, Item.category_id == Category.id).order_by(Item.id)):
    show(one.id, name)
# == rows by the names of models
row = session.execute(select(Item, Category).join(Category, Item.category_id == Category.id).where(Item.id == 1)).one()
show(row.Item.title, row.Category.name, row._fields)
# == a join along the key
show(session.query(Item.title, Category.name).join(Category).order_by(Item.id).all(), session.query(Item.id).outerjoin(Category).filter(Category.id.is_(None)).all())
# == select from
show(session.query(func.count(Tag.word)).select_from(Item).join(Tag).filter(Item.id == 1).scalar())
# == grouped
show(session.query(Category.name, func.count(Item.id)).outerjoin(Item, Item.category_id == Category.id).group_by(Category.id, Category.name).order_by(Category.id).all())
# == having
show(session.query(Item.category_id).group_by(Item.category_id).having(func.count() > 1).order_by(Item.category_id).all())
# == or and and
show([one.id for one in session.query(Item).filter(or_(Item.id == 1, and_(Item.amount > 10, Item.active == True))).order_by(Item.id)])
# == case
show(session.query(case((Item.amount > 10, "many"), else_="few")).order_by(Item.id).all())
# == a subquery in a condition
rows = session.query(Tag.item_id).distinct()
show([one.id for one in session.query(Item).filter(Item.id.in_(rows)).order_by(Item.id)], session.query(Item).filter(Item.id.notin_(select(Tag.item_id))).count())
# == a scalar subquery
last = session.query(func.max(Item.id)).scalar_subquery()
show(session.query(Item.title).filter(Item.id == last).scalar())
# == union of queries
one = session.query(Item.id).filter(Item.id < 2)
show(one.union(session.query(Category.id)).count(), sorted(one.union_all(session.query(Category.id)).all()))
# == slices
query = session.query(Item.id).order_by(Item.id)
show(query[1:3], query[0], query.slice(2, 4).all(), query.first())
# == query methods
query = session.query(Item).filter(Item.id < 3)
show(query.count(), query.exists().__class__.__name__, query.order_by(Item.id.desc()).first().id, query.one_or_none.__name__, [one.id for one in query.order_by(None).order_by(Item.id)])
# == yield per
show([one.id for one in session.query(Item).order_by(Item.id).yield_per(2)])
# == populate existing
one = session.get(Item, 1)
connection.execute(text("UPDATE item SET note = 'outside' WHERE id = 1"))
show(one.note, session.query(Item).populate_existing().filter_by(id=1).one().note)
# == where with for update: postgresql mysql
show(session.query(Item).filter(Item.id == 1).with_for_update().one().id)
# == params
show(session.query(Item.id).filter(text("name = :name")).params(name="bread").scalar())
# == update by values
session.execute(update(Item).where(Item.title == "bread").values(title="toast", amount=Item.amount + 1))
# == update by a dictionary
show(session.query(Item).filter(Item.title.like("%a%")).update({"title": Item.title + "?", Item.note: None}, synchronize_session=False))
# == update that is seen
one = session.get(Item, 1)
session.query(Item).filter(Item.id == 1).update({"note": "seen"}, synchronize_session="fetch")
show(one.note)
# == update many
session.execute(update(Item), [{"id": 1, "note": "a"}, {"id": 2, "note": "b"}])
# == insert many
session.execute(insert(Category), [{"id": 80, "name": "a"}, {"id": 81, "name": "b"}])
# == insert with another name
session.execute(insert(Item).values(id=80, title="t"))
session.execute(insert(Item), [{"id": 81, "title": "u"}])
# == insert returning: sqlite postgresql
show(session.scalars(insert(Category).returning(Category), [{"id": 80, "name": "a"}]).all(), session.execute(insert(Category).values(id=82, name="c").returning(Category.id, Category.name)).one())
# == delete where
show(session.execute(delete(Tag).where(Tag.item_id == 1)).rowcount)
# == delete what was read
for one in session.query(Tag).filter(Tag.item_id == 1):
    session.delete(one)
session.commit()
# == a new instance
one = Item(id=90, title="new", data={"a": 1})
session.add(one)
show(one in session, one.amount)
session.flush()
show(one.amount, one.active, session.get(Item, 90) is one)
# == a new instance without a key: sqlite mysql
one = Category(name="auto")
session.add(one)
session.flush()
show(one.id == connection.scalar(select(func.max(Category.id))))
session.delete(one)
session.flush()
# == an instance by a wrong name
Item(nothing=1)
# == changes in turn
one = session.get(Item, 1)
for note in ("a", "b", "c"):
    one.note = note
session.commit()
show(one.note)
# == changes that are undone
one = session.get(Item, 1)
one.note = "x"
session.rollback()
show(one.note)
# == a savepoint that is undone
try:
    with session.begin_nested():
        session.get(Item, 1).note = "x"
        session.flush()
        raise ValueError
except ValueError:
    show(session.get(Item, 1).note)
# == a constraint inside a savepoint
try:
    with session.begin_nested():
        session.add(Category(id=1, name="again"))
except sa.exc.IntegrityError as error:
    show(type(error).__name__)
show(session.query(Category).count())
# == merge
one = session.merge(Item(id=1, title="merged"))
show(one.amount, session.merge(Category(id=92, name="made")).name)
session.flush()
# == expunge
one = session.get(Item, 1)
session.expunge(one)
one.note = "lost"
session.flush()
show(one in session, session.get(Item, 1) is one)
# == expunge all
one = session.get(Item, 1)
session.expunge_all()
show(one in session)
# == no autoflush
with session.no_autoflush:
    session.get(Item, 1).note = "later"
    show(session.query(Item).filter(Item.note == "later").count())
# == a session that does not flush by itself
session = Session(connection, autoflush=False)
session.get(Item, 1).note = "later"
show(session.query(Item).filter(Item.note == "later").count())
session.rollback()
# == is modified
one = session.get(Item, 1)
show(session.is_modified(one), one in session.dirty)
one.note = "x"
show(session.is_modified(one), one in session.dirty)
session.rollback()
# == state of an instance
one = Item(id=93, title="s")
state = inspect(one)
show(state.transient, state.pending, state.persistent)
session.add(one)
show(state.transient, state.pending, state.persistent)
session.flush()
show(state.transient, state.pending, state.persistent, state.identity)
# == the mapper of a model
mapper = inspect(Item)
show([one.key for one in mapper.columns][:3], [one.key for one in mapper.column_attrs][:3], [one.name for one in mapper.primary_key], mapper.local_table.name, mapper.class_.__name__, Item.__mapper__ is mapper)
# == the table of a model
show(Item.__table__.c.keys(), Item.__table__.name, sorted(Base.metadata.tables), [one.name for one in Base.metadata.sorted_tables])
# == the session of an instance
show(object_session(session.get(Item, 1)) is session, object_session(Item()) is None)
# == the connection of a session
show(session.connection() is connection, session.get_bind().dialect.name == connection.dialect.name, session.bind is connection, session.in_transaction())
# == a factory
make = sessionmaker(connection)
with make() as other:
    show(other.get(Item, 1).title)
with make.begin() as other:
    other.get(Item, 1).note = "begun"
# == a scoped session
scoped = scoped_session(sessionmaker(bind=connection))
show(scoped.query(Item).count(), scoped() is scoped())
scoped.remove()
# == a closed session
one = session.get(Item, 1)
session.close()
show(one.title, one in session)
# == text in a session
show(session.execute(text("SELECT id, name FROM category WHERE id = :id"), {"id": 1}).mappings().one(), session.scalar(text("SELECT 5")))
# == tables in a session
show(session.execute(select(category.c.id).order_by(category.c.id)).scalars().all(), session.query(category.c.name).filter(category.c.id == 1).scalar(), session.query(category).order_by(category.c.id).first())
# == imperative models
class Plain:
    pass
registry().map_imperatively(Plain, category)
one = session.get(Plain, 1)
one.name = "plain"
session.flush()
show([other.name for other in session.query(Plain).order_by(category.c.id)])
# == a synonym and a deferred column
class Other(declarative_base()):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    label = synonym("name")
    note = deferred(Column(Text))
one = session.query(Other).filter(Other.label == "bread").one()
show(one.label, one.note)
one.label = "toast"
session.flush()
# == a declared attribute
class Mixin:
    @declared_attr
    def amount(cls):
        return Column(Integer, default=3)
    @declared_attr.directive
    def __tablename__(cls):
        return cls.__name__.lower()
class item_(declarative_base(), Mixin):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
show(session.get(item_, 1).amount)
# == a model of a reflected table
class Reflected(declarative_base()):
    __table__ = Table("category", MetaData(), autoload_with=connection)
show(session.get(Reflected, 2).name, session.query(Reflected).filter(Reflected.parent_id == 1).count())
# == a model without all columns
class Few(declarative_base()):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
    note = Column(Text)
for one in session.query(Few).filter(Few.note.is_(None)):
    one.note = f"few {one.id}"
session.commit()
# == a model with a comparison
show(str(Item.id == 1), str(Item.title.in_(["a"])), str(select(Item.id).where(Item.title == "x")), str(Item.title.desc()), str(func.max(Item.amount)))
# == a model as text
show(str(select(Category)), str(session.query(Category).filter_by(name="x")), str(update(Category).where(Category.id == 1).values(name="y")))
# == enumerations in models
class Kind(enum.Enum):
    bread = 1
    apple = 2
    other = 3
class Kinds(declarative_base()):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
    name = Column(Enum(Kind, native_enum=False, length=50))
one = session.query(Kinds).filter(Kinds.name == Kind.bread).one()
show(one.name)
one.name = Kind.other
session.flush()
# == defaults that are functions
numbers = iter(range(200, 300))
class Counted(declarative_base()):
    __tablename__ = "category"
    id = Column(Integer, primary_key=True, default=lambda: next(numbers))
    name = Column(String(50), default=lambda context: f"c{context.get_current_parameters()['id']}")
session.add_all([Counted(), Counted(name="own")])
session.flush()
# == attributes of a model
show(Item.amount.key, Item.amount.name, Item.__tablename__, hasattr(Item, "nothing"), isinstance(Item.amount.type, Integer))
# == vars of an instance
one = session.get(Category, 1)
show({key: value for key, value in sorted(vars(one).items()) if not key.startswith("_")})
# == bulk changes with other names
session.bulk_insert_mappings(Item, [{"id": 95, "title": "a"}, {"id": 96, "title": "b", "note": "n"}])
session.bulk_update_mappings(Item, [{"id": 95, "title": "c"}])
session.bulk_save_objects([Item(id=97, title="d")])
# == relationships that are only declared
class Related(DeclarativeBase):
    pass
class Parent(Related):
    __tablename__ = "category"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    children: Mapped[List["Child"]] = relationship(back_populates="parent", cascade="all, delete-orphan")
class Child(Related):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[Optional[str]]
    category_id: Mapped[Optional[int]] = mapped_column(ForeignKey("category.id"))
    parent: Mapped[Optional[Parent]] = relationship(back_populates="children")
for one in session.query(Child).order_by(Child.id):
    one.note = f"{one.category_id}"
session.flush()
show(session.query(Child.id).join(Parent, Child.category_id == Parent.id).filter(Parent.name == "food").order_by(Child.id).all())

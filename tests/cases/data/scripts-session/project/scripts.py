from sqlalchemy import Boolean, Column, ForeignKey, Integer, JSON, Numeric, String, Text, delete, func, insert, select, text, update
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()

class Category(Base):
    __tablename__ = "category"

    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    parent_id = Column(Integer, ForeignKey("category.id"))

class Item(Base):
    __tablename__ = "item"

    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    price = Column(Numeric(10, 2))
    amount = Column(Integer, nullable=False, default=0)
    active = Column(Boolean, nullable=False, default=True)
    note = Column(Text)
    data = Column(JSON)
    category_id = Column(Integer, ForeignKey("category.id"))

class Tag(Base):
    __tablename__ = "tag"

    item_id = Column(Integer, ForeignKey("item.id"), primary_key=True)
    word = Column(String(20), primary_key=True)

session = Session(bind=connection)

# == all
show([(item.id, item.name) for item in session.query(Item).order_by(Item.id).all()])
# == iteration
for category in session.query(Category).order_by(Category.id):
    show(category.id, category.name)
# == filter
show([item.id for item in session.query(Item).filter(Item.amount > 1, Item.active.is_(True)).order_by(Item.id)])
# == filter by
show(session.query(Item).filter_by(name="bread").one().id)
# == first
show(session.query(Item).filter(Item.id == 3).first().name, session.query(Item).filter(Item.id == 99).first())
# == one or none
show(session.query(Item).filter(Item.id == 99).one_or_none())
# == one of nothing
session.query(Item).filter(Item.id == 99).one()
# == one of several
session.query(Item).one()
# == get
show(session.query(Item).get(2).name, session.get(Item, 3).name, session.get(Item, 99))
# == the same instance
show(session.get(Item, 1) is session.query(Item).filter(Item.id == 1).one())
# == count
show(session.query(Item).count(), session.query(Item).filter(Item.active == True).count())
# == columns
show(session.query(Item.id, Item.name).order_by(Item.id).limit(2).all())
# == a column of the first
show(session.query(Item.name).filter(Item.id == 1).scalar())
# == functions
show(session.query(func.max(Item.amount)).scalar(), session.query(func.count(Item.id)).scalar())
# == entity and column
show([(item.id, name) for item, name in session.query(Item, Category.name).join(Category, Item.category_id == Category.id).order_by(Item.id)])
# == two entities
show([(item.id, category.name) for item, category in session.query(Item, Category).filter(Item.category_id == Category.id).order_by(Item.id)])
# == group
show(session.query(Item.active, func.count()).group_by(Item.active).order_by(Item.active).all())
# == distinct
show(session.query(Item.category_id).filter(Item.category_id.isnot(None)).distinct().order_by(Item.category_id).all())
# == order and limit
show([item.id for item in session.query(Item).order_by(Item.amount.desc()).offset(1).limit(2)])
# == in
show([item.id for item in session.query(Item).filter(Item.id.in_([1, 2])).order_by(Item.id)])
# == exists
show(session.query(session.query(Item).filter(Item.id == 1).exists()).scalar())
# == with entities
show(session.query(Item).with_entities(Item.id).order_by(Item.id).all())
# == subquery
rows = session.query(Item.category_id, func.count().label("n")).group_by(Item.category_id).subquery()
show(session.query(Category.name, rows.c.n).join(rows, rows.c.category_id == Category.id).order_by(Category.id).all())
# == changed attributes
item = session.get(Item, 1)
item.name = "changed"
item.amount += 1
session.flush()
# == changes of all
for item in session.query(Item).all():
    item.note = item.name.upper()
session.flush()
# == changes that are committed
for item in session.query(Item):
    item.amount = item.amount * 2
session.commit()
# == different changes
one, two, three = session.query(Item).order_by(Item.id).limit(3)
one.name = "a"
two.note = "b"
three.name, three.note = "c", "d"
session.flush()
# == a change and back
item = session.get(Item, 1)
item.name = "x"
item.name = "claw hammer"
session.flush()
show(len(session.dirty))
# == a change is written before a query
session.get(Item, 1).name = "early"
show(session.query(Item).filter(Item.name == "early").count())
# == setattr
setattr(session.get(Item, 1), "note", "by name")
session.flush()
# == to none
session.get(Item, 1).note = None
session.flush()
# == a new document
session.get(Item, 1).data = {"new": [1]}
session.flush()
# == a document that is changed in place
session.get(Item, 1).data["more"] = 1
session.flush()
# == a document that is changed in place and flagged
from sqlalchemy.orm.attributes import flag_modified
item = session.get(Item, 1)
item.data["more"] = 1
flag_modified(item, "data")
session.flush()
# == to an expression
session.get(Item, 1).amount = Item.amount + 10
session.flush()
show(session.get(Item, 1).amount)
# == add
session.add(Category(id=10, name="new"))
session.flush()
# == add and learn the key
category = Category(name="new")
if connection.dialect.name != "postgresql":
    session.add(category)
    session.flush()
    show(isinstance(category.id, int))
    session.delete(category)
    session.flush()
# == add all
session.add_all([Category(id=10, name="a"), Category(id=11, name="b", parent_id=10)])
session.commit()
# == add with defaults
session.add(Item(id=10, name="new"))
session.flush()
show(session.get(Item, 10).active, session.get(Item, 10).amount)
# == add and change
category = Category(id=10, name="a")
session.add(category)
session.flush()
category.name = "b"
session.flush()
# == delete
session.delete(session.query(Tag).filter_by(word="red").one())
session.flush()
# == delete by query
show(session.query(Tag).filter(Tag.item_id == 1).delete())
# == delete by query without synchronization
show(session.query(Tag).filter(Tag.word.in_(["iron", "red"])).delete(synchronize_session=False))
# == update by query
show(session.query(Item).filter(Item.amount > 1).update({"note": "many"}))
# == update by query with attributes
show(session.query(Item).filter(Item.id == 1).update({Item.note: "n", Item.amount: Item.amount + 1}, synchronize_session=False))
# == merge
session.merge(Category(id=1, name="merged"))
session.merge(Category(id=12, name="made"))
session.flush()
# == bulk insert
session.bulk_insert_mappings(Category, [{"id": 10, "name": "a"}, {"id": 11, "name": "b"}])
# == bulk update
session.bulk_update_mappings(Item, [{"id": 1, "note": "a"}, {"id": 2, "note": "b"}])
# == bulk save
session.bulk_save_objects([Category(id=10, name="a"), Category(id=11, name="b")])
# == execute
show(session.execute(select(Item.id, Item.name).where(Item.id < 3).order_by(Item.id)).all())
# == execute a select of a model
show([item.name for item in session.execute(select(Item).order_by(Item.id)).scalars()])
# == scalars
show([item.id for item in session.scalars(select(Item).where(Item.active).order_by(Item.id))])
# == scalar
show(session.scalar(select(func.count()).select_from(Item)))
# == execute text
show(session.execute(text("SELECT name FROM item WHERE id = :id"), {"id": 1}).scalar())
# == execute an update
show(session.execute(update(Item).where(Item.id == 1).values(note="u")).rowcount)
# == execute a delete
session.execute(delete(Tag).where(Tag.item_id == 1))
# == execute an insert
session.execute(insert(Category).values(id=10, name="i"))
# == rollback of a change
item = session.get(Item, 1)
item.name = "lost"
session.flush()
session.rollback()
show(item.name)
# == nested transaction
with session.begin_nested():
    session.get(Item, 1).name = "nested"
# == refresh
item = session.get(Item, 1)
connection.execute(text("UPDATE item SET name = 'outside' WHERE id = 1"))
session.refresh(item)
show(item.name)
# == expire
item = session.get(Item, 1)
connection.execute(text("UPDATE item SET name = 'outside' WHERE id = 1"))
session.expire(item)
show(item.name)
# == sessionmaker
session = sessionmaker(bind=connection)()
show(session.query(Item).filter_by(id=1).one().name)
# == a session in a with block
with Session(connection) as session:
    session.get(Item, 1).note = "with"
    session.commit()
# == new and dirty
session.get(Item, 1).note = "dirty"
session.add(Category(id=10, name="n"))
show(len(session.new), len(session.dirty), len(session.deleted))
session.rollback()
# == constraint violated
session.add(Item(id=11, name="bread"))
try:
    session.flush()
except sa.exc.IntegrityError as error:
    show(type(error.orig).__name__)
# == attributes that are not there
session.get(Item, 1).nothing
# == tables of models
show(Item.__table__.name, Item.__tablename__, [column.name for column in Tag.__table__.primary_key])
# == query as text
show(str(session.query(Item.id).filter(Item.name == "x")))
# == update in a loop
for item in session.query(Item).order_by(Item.id).all():
    session.execute(update(Item).where(Item.id == item.id).values(note=item.name))
# == declarative with mapped columns
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Model(DeclarativeBase):
    pass
class Word(Model):
    __tablename__ = "tag"
    item_id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(20), primary_key=True)
    weight: Mapped[float | None]
for word in session.query(Word).order_by(Word.item_id, Word.word):
    word.weight = 2.0
session.commit()
# == columns of a light base
show(session.query(Item.price).order_by(Item.id).all())

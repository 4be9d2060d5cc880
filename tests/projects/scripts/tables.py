"""Tables with a few rows."""

import datetime
import decimal

import sqlalchemy as sa

metadata = sa.MetaData()
category = sa.Table(
    "category",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False),
    sa.Column("parent_id", sa.Integer, sa.ForeignKey("category.id", name="fk_parent")),
)
item = sa.Table(
    "item",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False),
    sa.Column("price", sa.Numeric(10, 2)),
    sa.Column("amount", sa.Integer, server_default="0", nullable=False),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    sa.Column("created", sa.DateTime),
    sa.Column("note", sa.Text),
    sa.Column("data", sa.JSON),
    sa.Column("category_id", sa.Integer, sa.ForeignKey("category.id", name="fk_category")),
    sa.UniqueConstraint("name", name="uq_item_name"),
    sa.Index("ix_item_price", "price"),
)
tag = sa.Table(
    "tag",
    metadata,
    sa.Column("item_id", sa.Integer, sa.ForeignKey("item.id", name="fk_item"), primary_key=True),
    sa.Column("word", sa.String(20), primary_key=True),
    sa.Column("weight", sa.Float),
)
TABLES = [category, item, tag]


def fill(connection):
    connection.execute(
        category.insert(),
        [
            {"id": 1, "name": "tools", "parent_id": None},
            {"id": 2, "name": "hammers", "parent_id": 1},
            {"id": 3, "name": "food", "parent_id": None},
        ],
    )
    day = datetime.datetime(2024, 2, 29, 12, 30)
    rows = [
        (1, "claw hammer", "12.50", 5, True, day, "heavy", {"steel": True, "sizes": [1, 2]}, 2),
        (2, "Mallet", "8.00", 0, False, None, None, None, 2),
        (3, "apple", "0.25", 100, True, day + datetime.timedelta(days=1), "50% off_er", {"kind": "fruit"}, 3),
        (4, "bread", "3.10", 12, True, day - datetime.timedelta(hours=2), "", [], 3),
        (5, "thing", None, 1, False, None, "it's", {"n": 1.5}, None),
    ]
    names = [column.name for column in item.c]
    values = [dict(zip(names, row)) for row in rows]
    for row in values:
        row["price"] = None if row["price"] is None else decimal.Decimal(row["price"])
    connection.execute(item.insert(), values)
    connection.execute(
        tag.insert(),
        [
            {"item_id": 1, "word": "iron", "weight": 0.5},
            {"item_id": 1, "word": "tool", "weight": 1.0},
            {"item_id": 3, "word": "red", "weight": None},
        ],
    )


def rows_of(connection):
    """Returns all rows, by the names of the tables."""
    return {
        table.name: connection.execute(sa.select(table).order_by(*table.primary_key.columns)).fetchall()
        for table in TABLES
    }

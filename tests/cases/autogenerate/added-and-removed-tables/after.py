import sqlalchemy as sa

metadata = sa.MetaData()

books = sa.Table(
    "books",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("shelf_id", sa.Integer, sa.ForeignKey("shelves.id", ondelete="CASCADE"), nullable=False),
    sa.Column("title", sa.String(80), nullable=False, unique=True),
    sa.Column("isbn", sa.String(13), index=True),
)
sa.Table("shelves", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("place", sa.String(10)))
sa.Table(
    "loans",
    metadata,
    sa.Column("book_id", sa.Integer, sa.ForeignKey("books.id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("parent", sa.Integer),
    sa.Column("parent_day", sa.Date),
    sa.ForeignKeyConstraint(["parent", "parent_day"], ["loans.book_id", "loans.day"], name="fk_parent"),
)

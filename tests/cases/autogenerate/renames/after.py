import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sa.Table(
    "authors",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("full_name", sa.String(50), nullable=False, index=True),
    sa.Column("ident", sa.String(20), nullable=False, unique=True, comment="short"),
)
sa.Table(
    "books",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("heading", sa.String(100), nullable=False, server_default="none"),
    sa.Column("writer_id", sa.Integer, sa.ForeignKey("authors.id"), nullable=False),
    sa.Column("author_code", sa.String(20), sa.ForeignKey("authors.ident")),
    sa.Column("pages", sa.BigInteger),
    sa.Index("ix_title", "heading"),
)
sa.Table(
    "tags",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("word", sa.String(30), index=True),
    sa.Column("place", sa.Integer, unique=True),
    sa.Column("parent_id", sa.Integer, sa.ForeignKey("tags.id")),
)
sa.Table(
    "labels",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("tag_id", sa.Integer, sa.ForeignKey("tags.id")),
)

import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False),
    sa.Column("born", sa.Date),
    sa.Column("score", sa.Float, server_default="0", nullable=False),
    sa.Column("note", sa.Text),
)

"""The session of SQLModel."""

from sqlalchemy import orm


class Session(orm.Session):
    def exec(self, statement, *, params=None, **kw):
        """Returns the rows of a statement; of one that selects a single thing, the things."""
        result = self.execute(statement, params, **kw)
        return result.scalars() if len(getattr(statement, "_entities", ())) == 1 else result

"""INSERT with a choice about rows that are there already."""

from sqlalchemy.sql._changes import Insert
from sqlalchemy.sql._items import ColumnCollection
from sqlalchemy.sql._labels import column_of
from sqlalchemy.sql._tables import FromClause
from sqlalchemy.sql.elements import ClauseElement, TextClause


class _NewRow(FromClause):
    """The row that could not be inserted."""

    def __init__(self, table, visit_name, name):
        self.__visit_name__ = visit_name
        self.name = name
        self.c = ColumnCollection._over({})
        for key, column in table.c.items():
            self.c.add(column_of(column, self), key)

    def __getattr__(self, attribute):
        if attribute[:2] == "__" or attribute == "c":
            raise AttributeError(attribute)
        return getattr(self.c, attribute)

    def __getitem__(self, key):
        return self.c[key]


class OnConflict:
    """What ON CONFLICT does."""

    def __init__(self, class_name, constraint, elements, index_where, set_=None, where=None):
        self.class_name = class_name
        self.constraint = getattr(constraint, "name", None) or constraint
        if constraint is not None and not isinstance(constraint, str):
            if self.constraint is constraint or self.constraint is None:
                elements, self.constraint = _columns_of(constraint), None
        self.elements = list(elements or ())
        self.index_where = _clause(index_where)
        self.set = None if set_ is None else _assignments(set_)
        self.where = _clause(where)


def _columns_of(constraint):
    return [getattr(column, "name", column) for column in constraint.columns]


def _clause(value):
    return TextClause(value) if isinstance(value, str) else value


def _assignments(values):
    if isinstance(values, ColumnCollection):
        return [(column.key, column) for column in values]
    pairs = values.items() if hasattr(values, "items") else values
    return [(key if isinstance(key, str) else key.key, value) for key, value in pairs]


class _ConflictInsert(Insert):
    _dialect_name = None

    @property
    def excluded(self):
        row = self.__dict__.get("_excluded")
        if row is None:
            row = self.__dict__["_excluded"] = _NewRow(self.table, "excluded", "excluded")
        return row.c

    def _with_conflict(self, class_name, *arguments):
        copy = self._copied()
        full_name = f"{self._dialect_name}.dml.{class_name}"
        copy._post_values_clause = OnConflict(full_name, *arguments)
        return copy

    def _require_target(self, constraint, index_elements):
        if constraint is None and index_elements is None:
            raise ValueError("Either constraint or index_elements, but not both, must be specified unless DO NOTHING")


class PostgresqlInsert(_ConflictInsert):
    """PostgreSQL's INSERT."""

    _dialect_name = "postgresql"

    def on_conflict_do_nothing(self, constraint=None, index_elements=None, index_where=None):
        return self._with_conflict(
            "OnConflictDoNothing", constraint, index_elements, index_where
        )

    def on_conflict_do_update(
        self, constraint=None, index_elements=None, index_where=None, set_=None, where=None
    ):
        self._require_target(constraint, index_elements)
        return self._with_conflict(
            "OnConflictDoUpdate", constraint, index_elements, index_where, set_ or {}, where
        )


class SqliteInsert(_ConflictInsert):
    """SQLite's INSERT."""

    _dialect_name = "sqlite"

    def on_conflict_do_nothing(self, index_elements=None, index_where=None):
        return self._with_conflict("OnConflictDoNothing", None, index_elements, index_where)

    def on_conflict_do_update(self, index_elements=None, index_where=None, set_=None, where=None):
        return self._with_conflict(
            "OnConflictDoUpdate", None, index_elements, index_where, set_ or {}, where
        )


class OnDuplicate:
    """What ON DUPLICATE KEY UPDATE does."""

    def __init__(self, values):
        self.set = _assignments(values)
        self.is_ordered = not hasattr(values, "items")


class MysqlInsert(Insert):
    """MySQL's INSERT."""

    _dialect_name = "mysql"

    @property
    def inserted(self):
        row = self.__dict__.get("_inserted")
        if row is None:
            row = self.__dict__["_inserted"] = _NewRow(self.table, "inserted", "new")
        return row.c

    def on_duplicate_key_update(self, *args, **kw):
        if args and kw:
            from sqlalchemy.exc import ArgumentError

            raise ArgumentError("Can't pass kwargs and positional arguments simultaneously")
        copy = self._copied()
        copy._post_values_clause = OnDuplicate(args[0] if args else kw)
        return copy


def is_clause(value):
    return isinstance(value, ClauseElement) or hasattr(value, "__clause_element__")


def postgresql_insert(table):
    return PostgresqlInsert(table)


def sqlite_insert(table):
    return SqliteInsert(table)


def mysql_insert(table):
    return MysqlInsert(table)

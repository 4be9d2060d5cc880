"""Indexes."""

from sqlalchemy.sql._constraints import ColumnCollectionMixin, _table_of
from sqlalchemy.sql._items import (
    _NO_ITEMS,
    ColumnCollection,
    SchemaItem,
    _clause,
    _dialect_keywords,
    _ItemList,
    _next_position,
)
from sqlalchemy.sql.elements import ClauseElement, ColumnClause


class Index(ColumnCollectionMixin, SchemaItem):
    """An index."""

    __visit_name__ = "index"
    table = None
    parent = None

    def __init__(
        self,
        name,
        *expressions,
        unique=False,
        quote=None,
        info=None,
        _table=None,
        _column_flag=False,
        **dialect_kw,
    ):
        if quote is not None and name is not None:
            from sqlalchemy.sql.elements import quoted_name

            name = quoted_name(name, quote)
        self.name = name
        self.unique = unique
        if info is not None:
            self.info = info
        self._pending_colargs = [_clause(expression) for expression in expressions]
        self._position = _next_position()
        if dialect_kw:
            self.dialect_kwargs = _dialect_keywords(dialect_kw, "Index")
        for expression in self._pending_colargs:
            if expression.__class__ is str and _table is None:
                continue
            table = _table if _table is not None else _table_of(expression)
            if hasattr(table, "metadata"):
                self._set_parent(table)
                break

    @property
    def expressions(self):
        return [
            self.table.c[member] if isinstance(member, str) and self.table is not None else member
            for member in self._pending_colargs
        ]

    def _set_parent(self, table):
        columns = table.c._by_key
        for member in self._pending_colargs:
            if isinstance(member, str) and member not in columns:
                from sqlalchemy.exc import ConstraintColumnNotFoundError

                raise ConstraintColumnNotFoundError(
                    f"Can't create Index on table '{table.description}': no column named "
                    f"'{member}' is present."
                )
        self.table = self.parent = table
        if table.indexes is _NO_ITEMS:
            table.indexes = _ItemList()
        table.indexes.add(self)

    def create(self, bind, checkfirst=False):
        from sqlalchemy.sql.ddl import CreateIndex, run

        run(bind, CreateIndex(self, if_not_exists=checkfirst))

    def drop(self, bind, checkfirst=False):
        from sqlalchemy.sql.ddl import DropIndex, run

        run(bind, DropIndex(self, if_exists=checkfirst))

    @property
    def columns(self):
        found = []
        for expression in self.expressions:
            _find_columns(expression, found)
        return ColumnCollection(found)

    def __repr__(self):
        members = list(self.expressions) or self._pending_colargs
        shown = [repr(self.name)] + [repr(member) for member in members]
        return f"Index({', '.join(shown)}{', unique=True' if self.unique else ''})"


def _find_columns(part, found):
    """Collects the columns in an expression."""
    if isinstance(part, ColumnClause):
        if not part.is_literal and not any(column is part for column in found):
            found.append(part)
    elif isinstance(part, (list, tuple)):
        for member in part:
            _find_columns(member, found)
    elif isinstance(part, ClauseElement):
        for value in part.__dict__.values():
            _find_columns(value, found)

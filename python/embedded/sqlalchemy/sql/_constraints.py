"""Constraints."""

from sqlalchemy.sql._columns import ForeignKey
from sqlalchemy.sql._items import (
    _NO_ITEMS,
    ColumnCollection,
    SchemaItem,
    _argument_error,
    _clause,
    _dialect_keywords,
    _ItemList,
    _next_position,
    _shown,
)
from sqlalchemy.sql.elements import TextClause


class Constraint(SchemaItem):
    """A constraint."""

    __visit_name__ = "constraint"
    parent = None
    deferrable = None
    initially = None
    comment = None
    _type_bound = False
    _pending_colargs = ()

    def __init__(
        self,
        name=None,
        deferrable=None,
        initially=None,
        info=None,
        comment=None,
        _create_rule=None,
        _type_bound=False,
        **dialect_kw,
    ):
        self.name = name
        if deferrable is not None:
            self.deferrable = deferrable
        if initially is not None:
            self.initially = initially
        if comment is not None:
            self.comment = comment
        if _type_bound:
            self._type_bound = True
        if info is not None:
            self.info = info
        if dialect_kw:
            self.dialect_kwargs = _dialect_keywords(dialect_kw, type(self).__name__)
        self._creation_order = _next_position()

    @property
    def table(self):
        if self.parent is None:
            from sqlalchemy.exc import InvalidRequestError

            raise InvalidRequestError(
                "This constraint is not bound to a table.  Did you mean to call "
                "table.append_constraint(constraint) ?"
            )
        return self.parent

    def _set_parent(self, parent):
        constraints = parent.constraints
        if constraints is _NO_ITEMS:
            constraints = parent.constraints = _ItemList()
        if self.parent is not parent:
            self.parent = parent
            constraints.append(self)

    def _copy(self, **kw):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy.parent = None
        copy._creation_order = _next_position()
        return copy

    copy = _copy


class ColumnCollectionMixin:
    @property
    def columns(self):
        if self.parent is None:
            return ColumnCollection(
                [member for member in self._pending_colargs if not isinstance(member, str)]
            )
        members = ColumnCollection()
        for member in self._pending_colargs:
            column = self.parent.c[member] if isinstance(member, str) else member
            members._by_key[column.key] = column
        return members

    @property
    def c(self):
        return self.columns


class ColumnCollectionConstraint(ColumnCollectionMixin, Constraint):
    """A constraint on columns."""

    def __init__(self, *columns, **kw):
        self._pending_colargs = [
            column if isinstance(column, str) else _clause(column) for column in columns
        ]
        Constraint.__init__(self, **kw)
        if columns and not isinstance(columns[0], str):
            table = self._known_table()
            if table is not None:
                self._set_parent(table)

    def _known_table(self):
        """Returns the table that all columns belong to already, if that is so."""
        tables = [getattr(column, "table", None) for column in self._pending_colargs]
        if hasattr(tables[0], "metadata") and all(t is tables[0] for t in tables):
            return tables[0]
        return None

    def __iter__(self):
        return iter(self.columns)

    def __len__(self):
        return len(self._pending_colargs)

    def __contains__(self, column):
        return any(member is column for member in self.columns)

    def _set_parent(self, table):
        columns = table.c._by_key if self._pending_colargs else ()
        for member in self._pending_colargs:
            if isinstance(member, str) and member not in columns:
                from sqlalchemy.exc import ConstraintColumnNotFoundError

                raise ConstraintColumnNotFoundError(
                    f"Can't create {type(self).__name__} on table '{table.description}': no "
                    f"column named '{member}' is present."
                )
        Constraint._set_parent(self, table)

    def contains_column(self, column):
        return column in self

    def _copy(self, **kw):
        copy = Constraint._copy(self)
        copy._pending_colargs = [
            member if isinstance(member, str) else member.key for member in self._pending_colargs
        ]
        return copy


class PrimaryKeyConstraint(ColumnCollectionConstraint):
    """A primary key."""

    __visit_name__ = "primary_key_constraint"

    def __repr__(self):
        return _shown(self, self.columns)

    _implicit_generated = False

    def __init__(self, *columns, _implicit_generated=False, **kw):
        if _implicit_generated:
            self._implicit_generated = True
        super().__init__(*columns, **kw)

    def _set_parent(self, table):
        old = table.__dict__.get("primary_key")
        if old is not None:
            table.constraints.discard(old)
        super()._set_parent(table)
        table.__dict__["primary_key"] = self
        columns = table.c._by_key
        if self._pending_colargs:
            for column in columns.values():
                if column.primary_key:
                    column.primary_key = False
            for member in self._pending_colargs:
                column = columns[member] if isinstance(member, str) else member
                column.primary_key = True
                if column._user_defined_nullable is None:
                    column.nullable = False
        else:
            self._pending_colargs = [c for c in columns.values() if c.primary_key]


class UniqueConstraint(ColumnCollectionConstraint):
    """A unique constraint."""

    __visit_name__ = "unique_constraint"

    def __repr__(self):
        return _shown(self, self.columns)


class CheckConstraint(ColumnCollectionConstraint):
    """A check."""

    __visit_name__ = "check_constraint"

    def __repr__(self):
        options = ("name", "deferrable", "initially", *(() if self.is_column_level else ("table",)))
        return _shown(self, (self.sqltext,), options)

    def __init__(
        self,
        sqltext,
        name=None,
        deferrable=None,
        initially=None,
        table=None,
        info=None,
        _create_rule=None,
        _autoattach=True,
        _type_bound=False,
        **dialect_kw,
    ):
        self.sqltext = TextClause(sqltext) if isinstance(sqltext, str) else _clause(sqltext)
        super().__init__(
            name=name,
            deferrable=deferrable,
            initially=initially,
            info=info,
            _type_bound=_type_bound,
            **dialect_kw,
        )
        if table is None and _autoattach:
            table = _table_of(self.sqltext)
        if hasattr(table, "metadata"):
            self._set_parent(table)

    @property
    def is_column_level(self):
        return not hasattr(self.parent, "metadata")


class ForeignKeyConstraint(ColumnCollectionConstraint):
    """A foreign key."""

    __visit_name__ = "foreign_key_constraint"

    def __repr__(self):
        columns = f"<sqlalchemy.sql.base.ReadOnlyColumnCollection object at 0x{id(self):012x}>"
        options = (
            "name onupdate ondelete deferrable initially use_alter link_to_name match table"
        )
        shown = _shown(self, (None,), options.split())
        return shown.replace("(None", f"({columns}, None", 1)

    def __init__(
        self,
        columns,
        refcolumns,
        name=None,
        onupdate=None,
        ondelete=None,
        deferrable=None,
        initially=None,
        use_alter=False,
        link_to_name=False,
        match=None,
        table=None,
        info=None,
        comment=None,
        **dialect_kw,
    ):
        self.onupdate = onupdate
        self.ondelete = ondelete
        self.link_to_name = link_to_name
        self.use_alter = use_alter
        self.match = match
        if len(columns) != len(refcolumns):
            raise _argument_error(
                "ForeignKeyConstraint number of constrained columns must match the number of "
                "referenced columns."
            )
        self.elements = [
            ForeignKey(
                refcolumn,
                _constraint=self,
                name=name,
                onupdate=onupdate,
                ondelete=ondelete,
                use_alter=use_alter,
                link_to_name=link_to_name,
                match=match,
                deferrable=deferrable,
                initially=initially,
                **dialect_kw,
            )
            for refcolumn in refcolumns
        ]
        super().__init__(
            *columns,
            name=name,
            deferrable=deferrable,
            initially=initially,
            info=info,
            comment=comment,
            **dialect_kw,
        )
        if table is not None:
            self._set_parent(table)

    @property
    def column_keys(self):
        return [
            member if isinstance(member, str) else member.key for member in self._pending_colargs
        ]

    @property
    def referred_table(self):
        return self.elements[0].column.table

    def _set_parent(self, table):
        super()._set_parent(table)
        columns = table.c._by_key
        for member, element in zip(self._pending_colargs, self.elements):
            element._set_parent(columns[member] if isinstance(member, str) else member)

    def _copy(self, **kw):
        copy = super()._copy()
        copy.elements = []
        for element in self.elements:
            duplicate = element._copy()
            duplicate.constraint = copy
            copy.elements.append(duplicate)
        return copy


def _table_of(expression):
    table = getattr(expression, "table", None)
    if table is not None:
        return table
    for attribute in ("element", "clause", "left", "right"):
        inner = expression.__dict__.get(attribute) if hasattr(expression, "__dict__") else None
        if inner is not None:
            table = _table_of(inner)
            if table is not None:
                return table
    clauses = getattr(expression, "__dict__", {}).get("clauses")
    for clause in clauses or ():
        table = _table_of(clause)
        if table is not None:
            return table
    return None

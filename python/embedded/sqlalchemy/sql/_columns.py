"""Columns and their references."""

from sqlalchemy.sql._items import (
    _NO_ITEMS,
    ColumnDefault,
    DefaultClause,
    DefaultGenerator,
    FetchedValue,
    SchemaItem,
    _argument_error,
    _clause,
    _dialect_keywords,
    _ItemList,
)
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.sqltypes import NULLTYPE, TypeEngine, to_instance

_IGNORED = ("_proxies", "insert_sentinel", "_insert_sentinel", "sort_order")


class Column(SchemaItem, ColumnClause):
    """A column.

    What a column does not say is found in the class, so that making one stays quick.
    """

    __visit_name__ = "column"
    type = NULLTYPE
    primary_key = False
    nullable = True
    _user_defined_nullable = None
    # Where it stands among the columns of a model.
    _sort_order = 0
    index = None
    unique = None
    system = False
    doc = None
    autoincrement = "auto"
    comment = None
    computed = None
    identity = None
    default = None
    onupdate = None
    server_default = None
    server_onupdate = None
    foreign_keys = _NO_ITEMS
    constraints = _NO_ITEMS
    inherit_cache = True

    def __init__(
        self,
        *args,
        name=None,
        type_=None,
        nullable=None,
        primary_key=False,
        server_default=None,
        default=None,
        index=None,
        unique=None,
        comment=None,
        autoincrement="auto",
        key=None,
        quote=None,
        onupdate=None,
        server_onupdate=None,
        insert_default=None,
        system=False,
        doc=None,
        info=None,
        **kw,
    ):
        if args and type_ is None and isinstance(args[0], TypeEngine):
            self.type = args[0]
            args = args[1:]
        elif args or type_ is not None:
            if args and name is None and (args[0] is None or isinstance(args[0], str)):
                name = args[0]
                args = args[1:]
            if args and type_ is None and (args[0] is None or _is_type(args[0])):
                type_ = args[0]
                args = args[1:]
            if type_ is not None:
                self.type = type_() if isinstance(type_, type) else to_instance(type_)
        if quote is not None and name is not None:
            from sqlalchemy.sql.elements import quoted_name

            name = quoted_name(name, quote)
        self.name = name
        self.key = key or name
        if primary_key:
            self.primary_key = True
            self.nullable = False
        if nullable is not None:
            self._user_defined_nullable = self.nullable = nullable
        if index is not None:
            self.index = index
        if unique is not None:
            self.unique = unique
        if comment is not None:
            self.comment = comment
        if autoincrement != "auto":
            self.autoincrement = autoincrement
        if system:
            self.system = True
        if doc is not None:
            self.doc = doc
        if info is not None:
            self.info = info
        if default is None:
            default = insert_default
        if default is not None:
            if not isinstance(default, DefaultGenerator):
                default = ColumnDefault(default)
            self.default = default
        if onupdate is not None:
            if not isinstance(onupdate, DefaultGenerator):
                onupdate = ColumnDefault(onupdate, for_update=True)
            self.onupdate = onupdate
        if server_default is not None:
            if isinstance(server_default, FetchedValue):
                server_default._set_parent(self)
            else:
                self.server_default = DefaultClause(_clause(server_default))
        if server_onupdate is not None:
            if not isinstance(server_onupdate, FetchedValue):
                server_onupdate = DefaultClause(server_onupdate, for_update=True)
            self.server_onupdate = server_onupdate
        if kw:
            for ignored in _IGNORED:
                kw.pop(ignored, None)
            self.dialect_kwargs = _dialect_keywords(kw, "Column")
        for item in args:
            if item is not None:
                self._append(item)

    def __get__(self, instance, owner=None):
        """Returns the column of a model, and for an instance without the attribute its value."""
        if instance is None:
            return self
        from sqlalchemy.orm._instances import value_of

        return value_of(instance, self)

    def _append(self, item):
        set_parent = getattr(item, "_set_parent", None)
        if set_parent is None:
            raise _argument_error(
                f"'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {item!r}"
            )
        set_parent(self)

    def append_foreign_key(self, key):
        key._set_parent(self)

    def references(self, column):
        return any(key.column is column for key in self.foreign_keys)

    def _copy(self, **kw):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        for attribute in ("table", "foreign_keys", "constraints"):
            copy.__dict__.pop(attribute, None)
        if self.type is NULLTYPE:
            copy.type = self._type_of_reference()
        for key in self.foreign_keys:
            if key.constraint is None:
                key._copy()._set_parent(copy)
        for constraint in self.constraints:
            constraint._copy()._set_parent(copy)
        return copy

    copy = _copy

    def _set_table(self, table):
        if self.name is None:
            raise _argument_error(
                "Column must be constructed with a non-blank name or assign a non-blank .name "
                "before adding to a Table."
            )
        if self.table is not None and self.table is not table:
            raise _argument_error(
                f"Column object '{self.key}' already assigned to Table '{self.table.description}'"
            )
        if self.key is None:
            self.key = self.name
        self.table = table
        table.c._by_key[self.key] = self
        set_table = self.type._set_table
        if set_table is not None:
            set_table(table)

    def _type_of_reference(self, seen=()):
        """Returns the type of the column that this one refers to, where that is known."""
        from sqlalchemy.exc import SQLAlchemyError

        for key in self.foreign_keys:
            try:
                target = key.column
            except (SQLAlchemyError, KeyError, AttributeError):
                continue
            if target.type is not NULLTYPE:
                return target.type
            if target is not self and not any(member is target for member in seen):
                return target._type_of_reference((*seen, self))
        return NULLTYPE

    def __str__(self):
        if self.name is None:
            return "(no name)"
        if self.table is not None:
            return f"{self.table.fullname}.{self.name}"
        return self.name

    def __repr__(self):
        shown = [repr(self.name), repr(self.type)]
        shown += [repr(key) for key in self.foreign_keys]
        shown += [repr(constraint) for constraint in self.constraints]
        table = self.table
        shown.append("table=None" if table is None else f"table=<{table.description}>")
        if self.key != self.name:
            shown.append(f"key={self.key!r}")
        if self.primary_key:
            shown.append("primary_key=True")
        if not self.nullable:
            shown.append("nullable=False")
        for name in ("onupdate", "default", "server_default", "comment"):
            value = getattr(self, name)
            if value is not None:
                shown.append(f"{name}={value!r}")
        return f"Column({', '.join(shown)})"


def _is_type(value):
    if isinstance(value, type):
        return issubclass(value, TypeEngine)
    return isinstance(value, TypeEngine)


class ForeignKey(SchemaItem):
    """A reference from a column to another one."""

    __visit_name__ = "foreign_key"
    parent = None
    use_alter = False
    onupdate = None
    ondelete = None
    deferrable = None
    initially = None
    link_to_name = False
    match = None
    comment = None
    _unvalidated_dialect_kw = {}

    def __init__(
        self,
        column,
        _constraint=None,
        use_alter=False,
        name=None,
        onupdate=None,
        ondelete=None,
        deferrable=None,
        initially=None,
        link_to_name=False,
        match=None,
        info=None,
        comment=None,
        _unresolvable=False,
        **dialect_kw,
    ):
        self._target = column if isinstance(column, str) else _clause(column)
        self.constraint = _constraint
        self.name = name
        if use_alter:
            self.use_alter = True
        if onupdate is not None:
            self.onupdate = onupdate
        if ondelete is not None:
            self.ondelete = ondelete
        if deferrable is not None:
            self.deferrable = deferrable
        if initially is not None:
            self.initially = initially
        if link_to_name:
            self.link_to_name = True
        if match is not None:
            self.match = match
        if comment is not None:
            self.comment = comment
        if info is not None:
            self.info = info
        if dialect_kw:
            self._unvalidated_dialect_kw = self.dialect_kwargs = dialect_kw

    def _set_parent(self, column):
        keys = column.foreign_keys
        if keys is _NO_ITEMS:
            keys = column.foreign_keys = _ItemList()
        if self.parent is not column:
            self.parent = column
            keys.append(self)

    @property
    def _colspec(self):
        return self._target

    @property
    def target_fullname(self):
        target = self._target
        if isinstance(target, str):
            return target
        table = target.table
        if table is None:
            raise _argument_error(f"Column {target.name!r} of a ForeignKey has no table")
        return f"{table.fullname}.{target.key}"

    @property
    def column(self):
        if not isinstance(self._target, str):
            return self._target
        table_name, _, column_name = self._target.rpartition(".")
        owner = self.parent.table
        tables = owner.metadata.tables
        table = tables.get(table_name)
        if table is None and owner.schema and f"{owner.schema}.{table_name}" in tables:
            table = tables[f"{owner.schema}.{table_name}"]
        if table is None:
            from sqlalchemy.exc import NoReferencedTableError

            raise NoReferencedTableError(
                f"Foreign key associated with column '{self.parent}' could not find table "
                f"'{table_name}' with which to generate a foreign key to target column "
                f"'{column_name}'",
                table_name,
            )
        if column_name not in table.c:
            from sqlalchemy.exc import NoReferencedColumnError

            raise NoReferencedColumnError(
                f"Could not initialize target column for ForeignKey '{self._target}' on table "
                f"'{owner.name}': table '{table.name}' has no column named '{column_name}'",
                table_name,
                column_name,
            )
        return table.c[column_name]

    def references(self, table):
        return self.column.table is table

    def _copy(self, **kw):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy.parent = None
        return copy

    copy = _copy

    def __repr__(self):
        return f"ForeignKey({self.target_fullname!r})"

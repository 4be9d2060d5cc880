"""Tables and their metadata."""

from sqlalchemy.sql._columns import Column
from sqlalchemy.sql._constraints import ForeignKeyConstraint, PrimaryKeyConstraint
from sqlalchemy.sql._items import (
    _NO_ITEMS,
    ColumnCollection,
    SchemaItem,
    _argument_error,
    _dialect_keywords,
    _ItemList,
)
from sqlalchemy.sql.elements import ClauseElement, _later

_DEFAULT_CONVENTION = {"ix": "ix_%(column_0_label)s"}
_TABLE_ARGUMENTS = frozenset(
    (
        "schema quote quote_schema autoload_with autoload_replace keep_existing"
        " extend_existing resolve_fks include_columns implicit_returning comment info"
        " listeners prefixes must_exist _extend_on _reflect_info _no_init"
    ).split()
)


class FromClause(ClauseElement):
    """What rows come from."""

    schema = None
    name = None

    @property
    def columns(self):
        return self.c

    def _select_columns(self):
        return list(self.c)

    @property
    def exported_columns(self):
        return self.c

    def alias(self, name=None, flat=False):
        from sqlalchemy.sql._selectables import Alias

        return Alias(self, name)

    def tablesample(self, sampling, name=None, seed=None):
        from sqlalchemy.sql._selectables import TableSample

        return TableSample(self, sampling, name, seed)

    def lateral(self, name=None):
        from sqlalchemy.sql._selectables import Lateral

        return Lateral(self, name)

    def join(self, right, onclause=None, isouter=False, full=False):
        from sqlalchemy.sql._selectables import Join

        return Join(self, right, onclause, isouter, full)

    def outerjoin(self, right, onclause=None, full=False):
        return self.join(right, onclause, True, full)

    def select(self):
        from sqlalchemy.sql._selects import Select

        return Select(self)

    def corresponding_column(self, column, require_embedded=False):
        from sqlalchemy.sql._labels import base_columns

        for own in self._select_columns():
            if any(member is column for member in base_columns(own)):
                return own
        return None

    def insert(self):
        return _changes().Insert(self)

    def update(self):
        return _changes().Update(self)

    def delete(self):
        return _changes().Delete(self)


_changes_module = None


def _changes():
    """Returns the module of what changes rows, which needs this one to be imported."""
    global _changes_module
    if _changes_module is None:
        from sqlalchemy.sql import _changes as _changes_module
    return _changes_module


class TableClause(FromClause):
    """A table of which only the names are known."""

    __visit_name__ = "table"

    def __init__(self, name, *columns, schema=None, **kw):
        if kw:
            from sqlalchemy.exc import ArgumentError

            raise ArgumentError(f"Unsupported argument(s): {list(kw)}")
        self.name = name
        self.schema = schema
        self.fullname = f"{schema}.{name}" if schema is not None else name
        self.c = ColumnCollection()
        for column in columns:
            self.append_column(column)

    def append_column(self, column):
        column.table = self
        self.c.add(column)

    def __str__(self):
        return self.fullname


def table(name, *columns, **kw):
    return TableClause(name, *columns, **kw)


class Table(SchemaItem, TableClause):
    """A table."""

    __visit_name__ = "table"
    _shape_kind = "lasting"
    comment = None
    schema = None
    _prefixes = ()
    _is_known = False
    indexes = _NO_ITEMS

    def __new__(cls, *args, **kw):
        if not args:
            return object.__new__(cls)
        name, metadata = args[0], args[1] if len(args) > 1 else kw.get("metadata")
        if not isinstance(metadata, MetaData):
            raise TypeError(
                "Table() takes at least two positional-only arguments: 'name' and 'metadata'"
            )
        if not metadata.tables and not kw:
            return object.__new__(cls)
        schema = _schema_of(metadata, kw.get("schema"))
        key = f"{schema}.{name}" if schema else str(name)
        existing = metadata.tables.get(key)
        if existing is None:
            if kw.get("must_exist"):
                from sqlalchemy.exc import InvalidRequestError

                raise InvalidRequestError(f"Table '{key}' not defined")
            return object.__new__(cls)
        if kw.get("keep_existing") or kw.get("extend_existing") or len(args) <= 2:
            existing._is_known = True
            return existing
        from sqlalchemy.exc import InvalidRequestError

        raise InvalidRequestError(
            f"Table '{key}' is already defined for this MetaData instance.  Specify "
            "'extend_existing=True' to redefine options and columns on an existing Table object."
        )

    def __init__(self, name, metadata, *args, **kw):
        if self._is_known:
            self._is_known = False
            if kw.get("extend_existing"):
                if kw.get("autoload_with") is not None:
                    replaces = kw.get("autoload_replace", True)
                    self._autoload(kw, () if replaces else list(self.c.keys()))
                for item in args:
                    self._append(item, replace=True)
            return
        self.name = name
        self.metadata = metadata
        if metadata.schema is not None:
            self.schema = metadata.schema
        if kw:
            self._take(kw)
        schema = self.schema
        key = f"{schema}.{name}" if schema else str(name)
        self.fullname = self.key = key
        metadata.tables[key] = self
        columns = {}
        self.c = ColumnCollection._over(columns)
        self.constraints = _ItemList()
        if kw.get("autoload_with") is not None:
            try:
                self._autoload(kw)
            except BaseException:
                metadata.tables.pop(key, None)
                raise
            for item in args:
                self._append(item, replace=True)
            return
        for item in args:
            if item.__class__ is Column and item.table is None and item.name is not None:
                if item.key in columns:
                    raise _duplicate_column(item, self)
                item.table = self
                columns[item.key] = item
                set_table = item.type._set_table
                if set_table is not None:
                    set_table(self)
            elif item is not None:
                self._append(item)

    def _take(self, kw):
        """Takes the arguments that are given by name."""
        from sqlalchemy.sql.elements import quoted_name

        if kw.get("quote") is not None:
            self.name = quoted_name(self.name, kw["quote"])
        self.schema = _schema_of(self.metadata, kw.get("schema"))
        if self.schema is not None and kw.get("quote_schema") is not None:
            self.schema = quoted_name(self.schema, kw["quote_schema"])
        self.comment = kw.get("comment")
        self._prefixes = list(kw.get("prefixes") or ())
        if kw.get("info") is not None:
            self.info = kw["info"]
        options = {key: value for key, value in kw.items() if key not in _TABLE_ARGUMENTS}
        if options:
            self.dialect_kwargs = _dialect_keywords(options, "Table")

    def _autoload(self, kw, exclude_columns=()):
        """Takes what the database has."""
        from sqlalchemy.engine.reflection import inspector_of

        bind = kw["autoload_with"]
        inspector = bind if hasattr(bind, "reflect_table") else inspector_of(bind)
        inspector.reflect_table(
            self,
            kw.get("include_columns"),
            exclude_columns,
            kw.get("resolve_fks", True),
            kw.get("_extend_on"),
            kw.get("_reflect_info"),
        )

    def __getattr__(self, name):
        if name == "primary_key":
            # Made of the columns' own flags when nobody wrote one.
            PrimaryKeyConstraint(_implicit_generated=True)._set_parent(self)
            return self.__dict__["primary_key"]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    columns = property(lambda self: self.c)

    @property
    def description(self):
        return str(self.name)

    @property
    def foreign_keys(self):
        return {key for column in self.c for key in column.foreign_keys}

    @property
    def foreign_key_constraints(self):
        return {
            constraint
            for constraint in self.constraints
            if isinstance(constraint, ForeignKeyConstraint)
        }

    def _append(self, item, replace=False):
        if isinstance(item, Column):
            if replace:
                self._replace(item)
            elif item.key in self.c and self.c[item.key] is not item:
                raise _duplicate_column(item, self)
            else:
                item._set_table(self)
            return
        if isinstance(item, (list, tuple)):
            for member in item:
                self._append(member)
            return
        set_parent = getattr(item, "_set_parent", None)
        if set_parent is None:
            raise _argument_error(
                f"'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {item!r}"
            )
        set_parent(self)

    def _replace(self, column):
        """Puts a column in the place of the one of its name or key, or at the end."""
        known = self.c._by_key
        replaced = {column.key}
        other = known.get(column.name)
        if other is not None and other.name == other.key:
            replaced.add(column.name)
        order = [column.key if key in replaced else key for key in known]
        for key in replaced:
            known.pop(key, None)
        column._set_table(self)
        members = dict(known)
        known.clear()
        known.update((key, members[key]) for key in dict.fromkeys([*order, *members]))

    def append_column(self, column, replace_existing=False):
        self._append(column, replace=replace_existing)

    def append_constraint(self, constraint):
        constraint._set_parent(self)

    def create(self, bind, checkfirst=False):
        from sqlalchemy.sql._creation import create_tables

        create_tables(bind, [self], checkfirst)

    def drop(self, bind, checkfirst=False):
        from sqlalchemy.sql._creation import drop_tables

        drop_tables(bind, [self], checkfirst)

    def to_metadata(self, metadata, *options, **named_options):
        from sqlalchemy.sql._copies import copy_table

        return copy_table(self, metadata, *options, **named_options)

    tometadata = to_metadata

    def __str__(self):
        return self.fullname

    def __repr__(self):
        parts = [repr(self.name), "MetaData()", *map(repr, self.c), f"schema={self.schema!r}"]
        return f"Table({', '.join(parts)})"


def _require_referred(tables):
    """Refuses foreign keys to tables or columns that the metadata does not have."""
    for table in tables:
        for column in table.c:
            for foreign_key in column.foreign_keys:
                if not foreign_key.link_to_name:
                    foreign_key.column  # noqa: B018, it fails where there is none


def _duplicate_column(column, table):
    from sqlalchemy.exc import DuplicateColumnError

    kind = "name" if column.key == column.name else "key"
    return DuplicateColumnError(
        f"A column with {kind} '{column.key}' is already present in table '{table.name}'."
    )


def _schema_of(metadata, schema):
    if schema is BLANK_SCHEMA:
        return None
    return metadata.schema if schema is None else schema


class _Blank:
    def __repr__(self):
        return "BLANK_SCHEMA"


BLANK_SCHEMA = _Blank()


class MetaData(SchemaItem):
    """Tables that belong together."""

    __visit_name__ = "metadata"

    def __init__(self, schema=None, quote_schema=None, naming_convention=None, info=None):
        if schema is not None and quote_schema is not None:
            from sqlalchemy.sql.elements import quoted_name

            schema = quoted_name(schema, quote_schema)
        self.schema = schema
        self.naming_convention = naming_convention or _DEFAULT_CONVENTION
        self.tables = {}
        self._sequences = {}
        # Enumerations that belong to it whether or not a table has them.
        self._objects = []
        if info:
            self.info = info

    def __contains__(self, table):
        return str(getattr(table, "key", table)) in self.tables

    @property
    def sorted_tables(self):
        """The tables, those that others refer to first."""
        ordered = []
        waiting = {key: self._referred(self.tables[key]) for key in sorted(self.tables)}
        while waiting:
            ready = [key for key, referred in waiting.items() if not referred & waiting.keys()]
            # Tables that refer to each other come in the order of their names.
            ready = ready or list(waiting)
            for key in ready:
                ordered.append(self.tables[key])
                del waiting[key]
        return ordered

    def _referred(self, table):
        """Returns the keys of the other tables that a table refers to."""
        keys = set()
        for column in table.c:
            for foreign_key in column.foreign_keys:
                if not foreign_key.use_alter:
                    target = self._find(table, foreign_key)
                    if target is not None and target is not table:
                        keys.add(target.key)
        return keys

    def _find(self, table, key):
        name = key.target_fullname.rpartition(".")[0]
        found = self.tables.get(name)
        if found is None and table.schema:
            found = self.tables.get(f"{table.schema}.{name}")
        return found

    def create_all(self, bind, tables=None, checkfirst=True):
        from sqlalchemy.sql._creation import create_tables

        chosen = self._chosen(tables)
        _require_referred(chosen)
        create_tables(bind, chosen, checkfirst, self)

    def drop_all(self, bind, tables=None, checkfirst=True):
        from sqlalchemy.sql._creation import drop_tables

        drop_tables(bind, self._chosen(tables)[::-1], checkfirst, self)

    def _chosen(self, tables):
        """Returns all tables or those that are wanted, those first that others refer to."""
        wanted = None if tables is None else {id(table) for table in tables}
        return [table for table in self.sorted_tables if wanted is None or id(table) in wanted]

    def reflect(self, bind, *args, **kw):
        """Makes the tables that the database has."""
        from sqlalchemy.engine._tables import reflect_metadata

        reflect_metadata(self, bind, *args, **kw)

    def remove(self, table):
        self.tables.pop(table.key, None)

    def clear(self):
        self.tables.clear()
        self._objects.clear()

    def __repr__(self):
        return "MetaData()"

"""INSERT, UPDATE and DELETE."""

from sqlalchemy.sql._expressions import _condition, and_, assignable
from sqlalchemy.sql._labels import expect_columns, named
from sqlalchemy.sql._selectables import CTE, _Prefixed, expect_from
from sqlalchemy.sql._tables import TableClause
from sqlalchemy.sql.elements import ClauseElement, Executable


class UpdateBase(_Prefixed, Executable, ClauseElement):
    """What changes the rows of a table."""

    is_select = is_insert = is_update = is_delete = False
    _returning = ()
    _ctes = ()
    _hints = ()

    # The model whose rows change, if it is said by one, and what is returned of them.
    _model = None
    _entities = ()

    def __init__(self, table):
        if isinstance(table, TableClause):
            self.table = table
        else:
            self.table = expect_from(table)
            if isinstance(table, type):
                self._model = table

    def returning(self, *columns, sort_by_parameter_order=False):
        copy = self._copied()
        copy._entities = (*self._entities, *columns)
        copy._returning = [*self._returning, *expect_columns(columns)]
        return copy

    def return_defaults(self, *columns, **kw):
        return self

    @property
    def returning_column_descriptions(self):
        return [{"name": column.key} for column in self._named_columns()]

    def _named_columns(self):
        return named(self._returning)

    def add_cte(self, *ctes, nest_here=False):
        copy = self._copied()
        copy._ctes = [*self._ctes, *ctes]
        return copy

    def cte(self, name=None, recursive=False, nesting=False):
        return CTE(self, name, recursive, nesting)

    def with_hint(self, text, selectable=None, dialect_name="*"):
        return self

    def with_dialect_options(self, **options):
        from sqlalchemy.sql._dialect_arguments import check

        check(options, type(self).__name__)
        copy = self._copied()
        copy._dialect_options = {**getattr(self, "_dialect_options", {}), **options}
        return copy

    @property
    def entity_description(self):
        return {"name": self.table.name, "table": self.table}


class ValuesBase(UpdateBase):
    """What sets columns."""

    _shape_kind = "change"
    _values = None
    _multi_values = ()
    _ordered = None

    def _key(self, key):
        """Returns the key of a column of which a script knows the name, or the attribute's."""
        if isinstance(key, str):
            if self._model is not None:
                from sqlalchemy.orm._instances import attributes_of

                column = attributes_of(self._model).get(key)
                if column is not None:
                    return column.key
            return str(key)
        convert = getattr(key, "__clause_element__", None)
        return (convert() if convert is not None else key).key

    def _read(self, values):
        if hasattr(values, "_asdict"):
            values = values._asdict()
        if isinstance(values, (list, tuple)):
            return dict(zip(self.table.c.keys(), values))
        return {self._key(key): value for key, value in values.items()}

    def values(self, *args, **kw):
        copy = self._copied()
        if args:
            if len(args) > 1 or kw:
                from sqlalchemy.exc import ArgumentError

                raise ArgumentError(
                    "Only a single dictionary/tuple or list of dictionaries/tuples is accepted "
                    "positionally."
                    if len(args) > 1
                    else "Can't pass positional and kwargs to values() simultaneously"
                )
            given = args[0]
            if isinstance(given, (list, tuple)) and given and isinstance(
                given[0], (dict, list, tuple)
            ):
                copy._multi_values = [*self._multi_values, *map(self._read, given)]
                return copy
            kw = self._read(given)
        elif self._model is not None:
            kw = self._read(kw)
        copy._values = {**(self._values or {}), **assignable(kw)}
        return copy


class Insert(ValuesBase):
    """INSERT."""

    __visit_name__ = "insert"
    is_insert = True
    is_dml = True
    select = None
    include_insert_from_select_defaults = True
    _inline = False
    _post_values_clause = None

    def from_select(self, names, select, include_defaults=True):
        copy = self._copied()
        copy._select_names = [self._key(name) for name in names]
        copy.select = getattr(select, "element", select) if not hasattr(
            select, "_named_columns"
        ) else select
        copy.include_insert_from_select_defaults = include_defaults
        return copy

    def inline(self):
        copy = self._copied()
        copy._inline = True
        return copy


class _WithCriteria(ValuesBase):
    """What changes the rows that fulfil a condition."""

    _where_criteria = ()

    def where(self, *criteria):
        copy = self._copied()
        copy._where_criteria = [
            *self._where_criteria,
            *[
                item if isinstance(item, ClauseElement) else _condition(item)
                for item in criteria
            ],
        ]
        return copy

    filter = where

    def filter_by(self, **values):
        from sqlalchemy.sql._selects import _member

        return self.where(*[_member([self.table], key) == value for key, value in values.items()])

    @property
    def whereclause(self):
        return and_(*self._where_criteria) if self._where_criteria else None


class Update(_WithCriteria):
    """UPDATE."""

    __visit_name__ = "update"
    is_update = True
    is_dml = True

    def ordered_values(self, *pairs):
        copy = self._copied()
        copy._ordered = list(assignable({self._key(key): value for key, value in pairs}).items())
        return copy

    def inline(self):
        return self


class Delete(_WithCriteria):
    """DELETE."""

    __visit_name__ = "delete"
    is_delete = True
    is_dml = True


def insert(table):
    return Insert(table)


def update(table):
    return Update(table)


def delete(table):
    return Delete(table)

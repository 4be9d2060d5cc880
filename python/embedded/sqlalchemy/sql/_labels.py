"""Names of columns: labels, and the columns that a query offers to the one around it."""

from sqlalchemy.sql._expressions import (
    Cast,
    Grouping,
    TypeCoerce,
    UnaryExpression,
    _as_expression,
)
from sqlalchemy.sql._items import ColumnCollection
from sqlalchemy.sql.elements import ClauseElement, ColumnClause, ColumnElement, TextClause
from sqlalchemy.sql.sqltypes import NULLTYPE, to_instance

LABEL_STYLE_NONE = "none"
LABEL_STYLE_TABLENAME_PLUS_COL = "table_name_plus_column"
LABEL_STYLE_DISAMBIGUATE_ONLY = LABEL_STYLE_DEFAULT = "disambiguate_only"


class Label(ColumnElement):
    """An expression under a name."""

    __visit_name__ = "label"

    def __init__(self, name, element, type_=None):
        element = _as_expression(element)
        while isinstance(element, Label):
            element = element.element
        self.name = self.key = name
        self.description = name
        self.element = element
        self.type = getattr(element, "type", NULLTYPE) if type_ is None else to_instance(type_)
        self._origin = self

    def self_group(self, against=None):
        grouped = self.element.self_group(against=against)
        if grouped is self.element:
            return self
        label = Label(self.name, grouped, type_=self.type)
        label._origin = self._origin
        return label

    @property
    def primary_key(self):
        return self.element.primary_key

    @property
    def foreign_keys(self):
        return self.element.foreign_keys


class ColumnName:
    """The name that a query gives a column of its result.

    An anonymous one has the word before its count and the object that tells it from others.
    """

    _shape_kind = "part"

    def __init__(self, name=None, base=None, origin=None, implied=False):
        self.name = name
        self.base = base
        self.origin = origin
        self.implied = implied


class NamedColumn:
    """A column of a query's result."""

    def __init__(self, column, label, key):
        self.column = column
        self.label = label
        self.key = key

    @property
    def expression(self):
        """The expression, without the label around it."""
        return self.column.element if isinstance(self.column, Label) else self.column


def flatten(columns):
    """Returns expressions with the columns of tables in the place of the tables."""
    flat = []
    for column in columns:
        members = getattr(column, "_select_columns", None)
        if members is None:
            flat.append(column)
        else:
            flat.extend(members())
    return flat


def _name_of(column):
    """Returns the name that an expression has by itself, or nothing."""
    while isinstance(column, (Cast, TypeCoerce, Grouping)):
        column = column.element if isinstance(column, Grouping) else column.clause
    if isinstance(column, ColumnClause) and not column.is_literal:
        return column
    return None


def named(columns, style=LABEL_STYLE_DISAMBIGUATE_ONLY):
    """Returns the columns of a result with the names that they get."""
    result = []
    names = {}
    keys = set()
    for column in flatten(columns):
        label, key = _label(column, names, style)
        base, count = key, 0
        while key in keys:
            count += 1
            key = f"{base}_{count}"
        keys.add(key)
        result.append(NamedColumn(column, label, key))
    return result


def _label(column, names, style):
    if isinstance(column, TextClause):
        return None, column.text
    if isinstance(column, Label):
        if column.name is None:
            return ColumnName(base="anon", origin=column._origin), "_no_label"
        if names.get(column.name, column) is not column and style != LABEL_STYLE_NONE:
            from sqlalchemy.exc import InvalidRequestError

            raise InvalidRequestError(
                f"Label name {column.name} is being renamed to an anonymous label due to "
                "disambiguation which is not supported right now.  Please use unique names for "
                "explicit labels."
            )
        names[column.name] = column
        return ColumnName(column.name), column.name
    if isinstance(column, ColumnClause) and column.is_literal:
        return None, column.name
    inner = _name_of(column)
    if inner is not None:
        return _column_label(column, inner, names, style)
    name = getattr(column, "_anonymous_base", None)
    implied = (
        isinstance(column, UnaryExpression)
        and not getattr(column, "_is_predicate", False)
        and type(column).__name__ != "AsBoolean"
    )
    return (
        ColumnName(base=name or "anon", origin=column, implied=implied),
        name or "_no_label",
    )


def _column_label(column, inner, names, style):
    anonymous = getattr(inner, "_label_of", None)
    if anonymous is not None:
        # A column of a subquery that has no name until SQL is written.
        return ColumnName(base=anonymous.base, origin=anonymous.origin, implied=True), inner.key
    name, key = inner.name, inner.key
    implied = column is inner
    if style == LABEL_STYLE_TABLENAME_PLUS_COL and inner.table is not None:
        owner = getattr(inner.table, "name", None)
        if owner is not None:
            schema = getattr(inner.table, "schema", None)
            prefix = f"{schema.replace('.', '_')}_{owner}" if schema else owner
            name, key = f"{prefix}_{name}", f"{prefix}_{key}"
            implied = False
    if style == LABEL_STYLE_NONE:
        return ColumnName(name, implied=implied), key
    known = names.get(name)
    if known is None:
        names[name] = column
        return ColumnName(name, implied=implied), key
    base = f"{name}_" if known is column else name
    return ColumnName(base=base, origin=(column, len(names)), implied=False), key


def proxies(selectable, columns):
    """Returns the columns that a source has, made of those of its query."""
    collection = ColumnCollection._over({})
    for column in columns:
        if column.label is None and not isinstance(column.column, ColumnClause):
            continue
        collection.add(proxy(selectable, column), column.key)
    return collection


def proxy(selectable, named_column):
    """Returns a column of a source that stands for a column of its query."""
    column, label = named_column.column, named_column.label
    made = _like(column, label.name if label is not None else column.name)
    made.key = named_column.key
    made.table = selectable
    made._proxies = [column]
    made.primary_key = getattr(column, "primary_key", False)
    made.foreign_keys = getattr(column, "foreign_keys", ())
    if label is not None and label.name is None:
        made._label_of = label
        made.name = named_column.key
    return made


def column_of(table_column, selectable):
    """Returns the column of another name of a table."""
    made = _like(table_column, table_column.name)
    made.key = table_column.key
    made.table = selectable
    made._proxies = [table_column]
    made.primary_key = getattr(table_column, "primary_key", False)
    made.foreign_keys = getattr(table_column, "foreign_keys", ())
    made._label_of = getattr(table_column, "_label_of", None)
    return made


def _like(column, name):
    """Returns a column of the class that SQLAlchemy gives one that stands for another.

    Python asks the right side of a comparison first where its class is the more special one.
    """
    from sqlalchemy.sql._columns import Column

    cls = Column if isinstance(column, Column) else ColumnClause
    made = cls.__new__(cls)
    ColumnClause.__init__(made, name, getattr(column, "type", None))
    return made


def base_columns(column):
    """Returns a column with those that it stands for."""
    found = [column]
    for origin in getattr(column, "_proxies", ()):
        if isinstance(origin, Label):
            origin = origin.element
        found.extend(base_columns(origin))
    return found


def expect_columns(values):
    """Returns what is selected, as expressions and sources."""
    return [_expect_column(value) for value in values]


def _expect_column(value):
    if isinstance(value, ClauseElement):
        return value
    convert = getattr(value, "__clause_element__", None)
    if convert is not None:
        return convert()
    table = getattr(value, "__table__", None)
    if table is not None:
        return table
    if isinstance(value, str) and value == "*":
        return ColumnClause("*", is_literal=True)
    if isinstance(value, bool):
        return _as_expression(value)
    if isinstance(value, (int, float)):
        return ColumnClause(str(value), is_literal=True)
    from sqlalchemy.exc import ArgumentError

    if isinstance(value, str):
        raise ArgumentError(
            f"Textual column expression {value!r} should be explicitly declared with "
            f"text({value!r}), or use column({value!r}) for more specificity"
        )
    meant = ""
    if isinstance(value, (list, tuple)):
        meant = f". Did you mean to say select({', '.join(map(repr, value))})?"
    raise ArgumentError(
        f"Column expression, FROM clause, or other columns clause element expected, got {value!r}"
        f"{meant or '.'}"
    )

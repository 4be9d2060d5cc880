"""What rows come from besides tables."""

from sqlalchemy.sql._expressions import BindParameter, _as_expression, _condition, and_
from sqlalchemy.sql._items import ColumnCollection
from sqlalchemy.sql._labels import base_columns, column_of, named, proxies
from sqlalchemy.sql._tables import FromClause
from sqlalchemy.sql.elements import ClauseElement, ColumnClause, TextClause
from sqlalchemy.sql.sqltypes import NULLTYPE, to_instance


def expect_from(value):
    """Returns a source that a script named."""
    if isinstance(value, (FromClause, TextClause)):
        return value
    for attribute in ("__clause_element__", "__table__"):
        found = getattr(value, attribute, None)
        if found is not None:
            return found() if callable(found) else found
    subquery = getattr(value, "_as_source", None)
    if subquery is not None:
        return subquery()
    from sqlalchemy.exc import ArgumentError

    raise ArgumentError(f"FROM expression, such as a Table or alias() object expected, got {value!r}.")


class AliasedReturnsRows(FromClause):
    """A source under a name of its own, which is made up when there is none."""

    _base = "anon"

    def __init__(self, selectable, name=None):
        self.element = selectable
        self.name = name

    def __getattr__(self, attribute):
        if attribute == "c":
            value = self.__dict__["c"] = self._make_columns()
            return value
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {attribute!r}")

    def _make_columns(self):
        collection = ColumnCollection._over({})
        for key, column in self.element.c.items():
            collection.add(column_of(column, self), key)
        return collection

    @property
    def original(self):
        return self.element


class Alias(AliasedReturnsRows):
    """A source under another name."""

    __visit_name__ = "alias"

    def __str__(self):
        # Outside of a statement, SQLAlchemy writes nothing for it.
        return ""

    def alias(self, name=None, flat=False):
        return self.element.alias(name)

    @property
    def _base(self):
        return getattr(self.element, "name", None) or "anon"


class Subquery(AliasedReturnsRows):
    """A query as a source."""

    __visit_name__ = "subquery"
    _is_lateral = False

    def _make_columns(self):
        return proxies(self, self.element._named_columns())

    def as_scalar(self):
        return self.element.scalar_subquery()


class Lateral(Subquery):
    """A query that may refer to the sources before it."""

    __visit_name__ = "lateral"
    _is_lateral = True

    def _make_columns(self):
        if isinstance(self.element, FromClause):
            return AliasedReturnsRows._make_columns(self)
        return super()._make_columns()


class TableSample(AliasedReturnsRows):
    """Some of the rows of a source."""

    __visit_name__ = "tablesample"

    def __init__(self, selectable, sampling, name=None, seed=None):
        super().__init__(selectable, name)
        from sqlalchemy.sql.functions import FunctionElement, func

        if not isinstance(sampling, FunctionElement):
            sampling = func.system(sampling)
        self.sampling = sampling
        self.seed = None if seed is None else _as_expression(seed)

    @property
    def _base(self):
        return getattr(self.element, "name", None) or "anon"


class _Prefixed:
    """What words can be added to."""

    _prefixes = ()
    _suffixes = ()

    def _with_affix(self, attribute, texts, dialect):
        copy = self._copied()
        added = [
            (item if isinstance(item, ClauseElement) else TextClause(item), dialect)
            for item in texts
        ]
        setattr(copy, attribute, list(getattr(self, attribute)) + added)
        return copy

    def prefix_with(self, *prefixes, dialect="*"):
        return self._with_affix("_prefixes", prefixes, dialect)

    def suffix_with(self, *suffixes, dialect="*"):
        return self._with_affix("_suffixes", suffixes, dialect)

    def _copied(self):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.pop("c", None)
        return copy


class CTE(_Prefixed, AliasedReturnsRows):
    """A query that stands before the statement."""

    __visit_name__ = "cte"
    _restates = None

    def __init__(self, selectable, name=None, recursive=False, nesting=False):
        super().__init__(selectable, name)
        self.recursive = recursive
        self.nesting = nesting

    def _make_columns(self):
        return proxies(self, self.element._named_columns())

    def alias(self, name=None, flat=False):
        return Alias(self, name)

    def union(self, *other):
        return self._restated(self.element.union(*other))

    def union_all(self, *other):
        return self._restated(self.element.union_all(*other))

    def _restated(self, selectable):
        cte = CTE(selectable, self.name, self.recursive, self.nesting)
        cte._restates = self
        cte._prefixes, cte._suffixes = self._prefixes, self._suffixes
        return cte


class TableValuedAlias(AliasedReturnsRows):
    """The rows that a function returns."""

    __visit_name__ = "table_valued_alias"
    _is_lateral = False
    _render_derived = False
    _render_types = False
    _with_ordinality = None
    joins_implicitly = False

    def __init__(self, function, columns, name=None, with_ordinality=None):
        super().__init__(function, name)
        self._columns = [
            column if isinstance(column, ColumnClause) else ColumnClause(column)
            for column in columns
        ]
        if with_ordinality:
            self._with_ordinality = with_ordinality
            self._columns.append(ColumnClause(with_ordinality, to_instance(_integer())))

    def _make_columns(self):
        collection = ColumnCollection._over({})
        for column in self._columns:
            collection.add(column_of(column, self))
        return collection

    @property
    def column(self):
        return TableValuedColumn(self)

    def alias(self, name=None, joins_implicitly=False):
        return self._changed(name=name)

    def lateral(self, name=None):
        copy = self._changed(name=name if name is not None else self.name)
        copy._is_lateral = True
        return copy

    def render_derived(self, name=None, with_types=False):
        copy = self._changed(name=name if name is not None else self.name)
        copy._render_derived = True
        copy._render_types = with_types
        return copy

    def _changed(self, name):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.pop("c", None)
        copy.name = name
        return copy


def _integer():
    from sqlalchemy.sql.sqltypes import _get

    return _get("Integer")


class TableValuedColumn(ColumnClause):
    """The only column of the rows that a function returns, which has the name of the rows."""

    __visit_name__ = "table_valued_column"

    def __init__(self, rows, type_=None):
        super().__init__(rows.name, type_ if type_ is not None else rows.element.type)
        self._rows = rows


class Values(FromClause):
    """Rows that are written down."""

    __visit_name__ = "values"
    _is_lateral = False

    def __init__(self, *columns, name=None, literal_binds=False):
        self.name = name
        self.literal_binds = literal_binds
        self._rows = ()
        self._own_columns = columns
        self.c = ColumnCollection._over({})
        for column in columns:
            self.c.add(column_of(column, self))

    @property
    def _base(self):
        return "anon"

    def data(self, values):
        copy = self._copied()
        copy._rows = tuple(self._rows) + tuple(
            tuple(
                cell
                if isinstance(cell, ClauseElement)
                else BindParameter(None, cell, type_=_known(column.type), unique=True)
                for cell, column in zip(row, self._own_columns)
            )
            for row in values
        )
        return copy

    def _copied(self):
        copy = Values(*self._own_columns, name=self.name, literal_binds=self.literal_binds)
        copy._rows = self._rows
        copy._is_lateral = self._is_lateral
        return copy

    def alias(self, name=None, flat=False):
        copy = self._copied()
        copy.name = name
        return copy

    def lateral(self, name=None):
        copy = self.alias(name if name is not None else self.name)
        copy._is_lateral = True
        return copy

    def cte(self, name=None, recursive=False, nesting=False):
        return CTE(self, name, recursive, nesting)

    def _named_columns(self):
        return named(self._own_columns)


def _known(kind):
    return None if kind is NULLTYPE else kind


class FromGrouping(FromClause):
    """A source in parentheses."""

    __visit_name__ = "from_grouping"

    def __init__(self, element):
        self.element = element

    @property
    def c(self):
        return self.element.c

    def _select_columns(self):
        return self.element._select_columns()


class Join(FromClause):
    """Two sources side by side."""

    __visit_name__ = "join"

    def __init__(self, left, right, onclause=None, isouter=False, full=False):
        self.left = expect_from(left)
        right = expect_from(right)
        self.right = FromGrouping(right) if isinstance(right, Join) else right
        self.isouter = isouter
        self.full = full
        if onclause is None:
            self.onclause = join_condition(self.left, right)
        else:
            self.onclause = _condition(onclause).self_group(against="ASBOOL")

    @property
    def name(self):
        return None

    @property
    def description(self):
        return f"Join object on {_description(self.left)} and {_description(self.right)}"

    @property
    def c(self):
        collection = ColumnCollection._over({})
        for column in self._select_columns():
            owner = getattr(column.table, "name", None)
            key = column.key if owner is None else f"{owner}_{column.key}"
            collection.add(column, key)
        return collection

    def _select_columns(self):
        return self.left._select_columns() + self.right._select_columns()

    def alias(self, name=None, flat=False):
        return self.select().subquery(name)


def _description(source):
    return getattr(source, "description", None) or getattr(source, "name", None) or "anon"


def join_condition(left, right):
    """Returns the condition by which foreign keys tie two sources together."""
    pairs = _pairs(left, right)
    if not pairs:
        from sqlalchemy.exc import NoForeignKeysError

        hint = ""
        raise NoForeignKeysError(
            "Can't find any foreign key relationships between "
            f"'{_description(left)}' and '{_description(right)}'.{hint}"
        )
    if len({id(constraint) for constraint, _, _ in pairs}) > 1:
        from sqlalchemy.exc import AmbiguousForeignKeysError

        raise AmbiguousForeignKeysError(
            f"Can't determine join between '{_description(left)}' and '{_description(right)}'; "
            "tables have more than one foreign key constraint relationship between them. Please "
            "specify the 'onclause' of this join explicitly."
        )
    return and_(*[referred == column for _, referred, column in pairs])


def _pairs(left, right):
    found = []
    for one, other in ((left, right), (right, left)):
        for column in other._select_columns():
            for key in column.foreign_keys:
                target = _target(key)
                if target is None:
                    continue
                for candidate in one._select_columns():
                    if any(member is target for member in base_columns(candidate)):
                        constraint = key.constraint if key.constraint is not None else key
                        found.append((constraint, candidate, column))
        if found:
            break
    return found


def _target(key):
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return key.column
    except (SQLAlchemyError, KeyError, AttributeError):
        return None


def can_join(left, right):
    """Returns whether foreign keys tie two sources together."""
    return bool(_pairs(left, right))


def alias(selectable, name=None, flat=False):
    return selectable.alias(name=name, flat=flat)


def join(left, right, onclause=None, isouter=False, full=False):
    return Join(left, right, onclause, isouter, full)


def outerjoin(left, right, onclause=None, full=False):
    return Join(left, right, onclause, True, full)


def lateral(selectable, name=None):
    return selectable.lateral(name=name)


def tablesample(selectable, sampling, name=None, seed=None):
    return TableSample(expect_from(selectable), sampling, name, seed)


values = Values

"""Queries."""

from sqlalchemy.sql._expressions import (
    Grouping,
    UnaryExpression,
    _as_expression,
    _condition,
    _TextualLabel,
    and_,
)
from sqlalchemy.sql._items import ColumnCollection
from sqlalchemy.sql._labels import (
    LABEL_STYLE_DISAMBIGUATE_ONLY,
    expect_columns,
    flatten,
    named,
)
from sqlalchemy.sql._selectables import (
    CTE,
    FromClause,
    Join,
    Lateral,
    Subquery,
    _Prefixed,
    can_join,
    expect_from,
)
from sqlalchemy.sql.elements import ClauseElement, ColumnClause, ColumnElement, Executable
from sqlalchemy.sql.sqltypes import NULLTYPE, _get, to_instance


class Selectable(ClauseElement):
    """What rows can be selected of."""


class SelectBase(_Prefixed, Executable, Selectable):
    """What gives rows."""

    _limit = _offset = _fetch = None
    _ctes = ()

    def __init__(self, *args, **kw):
        raise TypeError(f"{type(self).__name__} is not made directly")

    def self_group(self, against=None):
        return SelectGrouping(self)

    def subquery(self, name=None):
        return Subquery(self, name)

    def alias(self, name=None, flat=False):
        return Subquery(self, name)

    _as_source = subquery

    def cte(self, name=None, recursive=False, nesting=False):
        return CTE(self, name, recursive, nesting)

    def lateral(self, name=None):
        return Lateral(self, name)

    def scalar_subquery(self):
        return ScalarSelect(self)

    as_scalar = scalar_subquery

    def label(self, name):
        return self.scalar_subquery().label(name)

    def exists(self):
        return Exists(self)

    def add_cte(self, *ctes, nest_here=False):
        copy = self._copied()
        copy._ctes = [*self._ctes, *ctes]
        return copy

    @property
    def selected_columns(self):
        collection = ColumnCollection._over({})
        for column in self._named_columns():
            collection.add(column.column, column.key)
        return collection

    exported_columns = selected_columns

    @property
    def c(self):
        return self.selected_columns

    columns = c


class SelectGrouping(Grouping):
    """A query in parentheses."""

    __visit_name__ = "select_grouping"

    def __init__(self, element):
        self.element = element
        columns = element._named_columns() if hasattr(element, "_named_columns") else ()
        self.type = getattr(columns[0].column, "type", NULLTYPE) if columns else NULLTYPE


class ScalarSelect(SelectGrouping):
    """The only value of a query's only row."""

    __visit_name__ = "select_grouping"

    def self_group(self, against=None):
        return self

    def where(self, *criteria):
        return ScalarSelect(self.element.where(*criteria))

    def correlate(self, *sources):
        return ScalarSelect(self.element.correlate(*sources))

    def correlate_except(self, *sources):
        return ScalarSelect(self.element.correlate_except(*sources))

    def scalar_subquery(self):
        return self


class Exists(UnaryExpression):
    """Whether a query has rows."""

    _is_predicate = True

    def __init__(self, argument=None):
        if argument is None:
            argument = select(ColumnClause("*", is_literal=True))
        elif not isinstance(argument, (SelectBase, ScalarSelect)):
            argument = select(argument)
        if isinstance(argument, ScalarSelect):
            argument = argument.element
        super().__init__(SelectGrouping(argument), operator="EXISTS", type_=_get("Boolean")())

    def _with(self, change):
        return Exists(change(self.element.element))

    def where(self, *criteria):
        return self._with(lambda query: query.where(*criteria))

    def select_from(self, *sources):
        return self._with(lambda query: query.select_from(*sources))

    def correlate(self, *sources):
        return self._with(lambda query: query.correlate(*sources))

    def correlate_except(self, *sources):
        return self._with(lambda query: query.correlate_except(*sources))

    def select(self):
        return select(self)


class ForUpdateArg:
    """How a query locks the rows that it finds."""

    _shape_kind = "part"

    def __init__(self, nowait=False, read=False, of=None, skip_locked=False, key_share=False):
        self.nowait = nowait
        self.read = read
        self.skip_locked = skip_locked
        self.key_share = key_share
        if of is None:
            of = ()
        elif not isinstance(of, (list, tuple)):
            of = (of,)
        self.of = [
            item.table if isinstance(item, ColumnClause) else expect_from(item) for item in of
        ]


def _count(value):
    """Returns a number of rows as an expression."""
    if value is None or isinstance(value, ClauseElement):
        return value
    from sqlalchemy.sql._expressions import BindParameter

    return BindParameter(None, value, type_=_get("Integer"), unique=True)


def by_of(value):
    """Returns what rows are ordered or grouped by; text is the name of a column."""
    if isinstance(value, str):
        return _TextualLabel(value)
    if isinstance(value, ClauseElement):
        return value
    return _as_expression(value)


class GenerativeSelect(SelectBase):
    """A query with an order and a limit."""

    _order_by = ()
    _group_by = ()
    _for_update = None
    _fetch_options = None

    def order_by(self, *clauses):
        return self._with_list("_order_by", clauses)

    def group_by(self, *clauses):
        return self._with_list("_group_by", clauses)

    def _with_list(self, attribute, clauses):
        copy = self._copied()
        if clauses and clauses[0] is None:
            setattr(copy, attribute, ())
        elif not (clauses and clauses[0] is False):
            flat = []
            for clause in clauses:
                flat.extend(clause if isinstance(clause, (list, tuple)) else (clause,))
            setattr(copy, attribute, [*getattr(self, attribute), *map(by_of, flat)])
        return copy

    def limit(self, limit):
        copy = self._copied()
        copy._limit = _count(limit)
        copy._fetch = None
        return copy

    def offset(self, offset):
        copy = self._copied()
        copy._offset = _count(offset)
        return copy

    def slice(self, start, stop):
        copy = self._copied()
        copy._limit = _count(stop - start if start is not None and stop is not None else stop)
        copy._offset = _count(start) if start else None
        return copy

    def fetch(self, count, with_ties=False, percent=False, **dialect_kw):
        copy = self._copied()
        copy._limit = None
        copy._fetch = _count(count)
        copy._fetch_options = (bool(with_ties), bool(percent))
        return copy

    def with_for_update(
        self, *, nowait=False, read=False, of=None, skip_locked=False, key_share=False
    ):
        copy = self._copied()
        copy._for_update = ForUpdateArg(nowait, read, of, skip_locked, key_share)
        return copy

    def set_label_style(self, style):
        copy = self._copied()
        copy._label_style = style
        return copy

    def get_label_style(self):
        return self._label_style

    def union(self, *other):
        return CompoundSelect("UNION", self, *other)

    def union_all(self, *other):
        return CompoundSelect("UNION ALL", self, *other)

    def except_(self, *other):
        return CompoundSelect("EXCEPT", self, *other)

    def except_all(self, *other):
        return CompoundSelect("EXCEPT ALL", self, *other)

    def intersect(self, *other):
        return CompoundSelect("INTERSECT", self, *other)

    def intersect_all(self, *other):
        return CompoundSelect("INTERSECT ALL", self, *other)


class Select(GenerativeSelect):
    """SELECT."""

    __visit_name__ = "select"
    is_select = True
    _where_criteria = ()
    _having_criteria = ()
    _from_obj = ()
    _joins = ()
    _distinct = False
    _distinct_on = ()
    _correlate = None
    _correlate_except = None
    _hints = ()
    _label_style = LABEL_STYLE_DISAMBIGUATE_ONLY

    def __init__(self, *entities):
        self._entities = entities
        self._raw_columns = expect_columns(entities)

    def _named_columns(self):
        return named(self._raw_columns, self._label_style)

    @property
    def column_descriptions(self):
        return [
            {"name": column.key, "type": column.column.type, "expr": column.column}
            for column in self._named_columns()
        ]

    @property
    def inner_columns(self):
        return iter(flatten(self._raw_columns))

    @property
    def whereclause(self):
        return and_(*self._where_criteria) if self._where_criteria else None

    def where(self, *criteria):
        copy = self._copied()
        copy._where_criteria = [*self._where_criteria, *map(_condition, criteria)]
        return copy

    filter = where

    def filter_by(self, **values):
        sources = []
        named = [*self._from_obj, *self._column_sources(), *[join[0] for join in self._joins]]
        for source in named:
            for part in _parts(source):
                if not isinstance(part, Join) and part.__visit_name__ != "from_grouping":
                    _add(sources, part)
        models = [entity for entity in self._entities if isinstance(entity, type)]
        return self.where(
            *[_member(sources, key, models) == value for key, value in values.items()]
        )

    def having(self, *criteria):
        copy = self._copied()
        copy._having_criteria = [*self._having_criteria, *map(_condition, criteria)]
        return copy

    def select_from(self, *sources):
        copy = self._copied()
        copy._from_obj = [*self._from_obj, *map(expect_from, sources)]
        return copy

    def join(self, target, onclause=None, *, isouter=False, full=False):
        copy = self._copied()
        copy._joins = [*self._joins, (expect_from(target), onclause, None, isouter, full)]
        return copy

    def outerjoin(self, target, onclause=None, *, full=False):
        return self.join(target, onclause, isouter=True, full=full)

    def join_from(self, from_, target, onclause=None, *, isouter=False, full=False):
        copy = self._copied()
        left = expect_from(from_)
        copy._joins = [*self._joins, (expect_from(target), onclause, left, isouter, full)]
        return copy

    def outerjoin_from(self, from_, target, onclause=None, *, full=False):
        return self.join_from(from_, target, onclause, isouter=True, full=full)

    def distinct(self, *expressions):
        copy = self._copied()
        copy._distinct = True
        copy._distinct_on = [*self._distinct_on, *map(by_of, expressions)]
        return copy

    def correlate(self, *sources):
        copy = self._copied()
        if sources and sources[0] in (None, False):
            copy._correlate = ()
        else:
            copy._correlate = [*(self._correlate or ()), *map(expect_from, sources)]
        return copy

    def correlate_except(self, *sources):
        copy = self._copied()
        if sources and sources[0] in (None, False):
            copy._correlate_except = ()
        else:
            copy._correlate_except = [*(self._correlate_except or ()), *map(expect_from, sources)]
        return copy

    def add_columns(self, *columns):
        copy = self._copied()
        copy._entities = (*self._entities, *columns)
        copy._raw_columns = [*self._raw_columns, *expect_columns(columns)]
        return copy

    def column(self, column):
        return self.add_columns(column)

    def with_only_columns(self, *columns, maintain_column_froms=False):
        copy = self._copied()
        if maintain_column_froms:
            copy._from_obj = self._column_sources()
        copy._entities = columns
        copy._raw_columns = expect_columns(columns)
        return copy

    def from_statement(self, statement):
        from sqlalchemy.orm._from_statement import FromStatement

        return FromStatement(self._entities, statement)

    def with_hint(self, selectable, text, dialect_name="*"):
        copy = self._copied()
        copy._hints = [*self._hints, (expect_from(selectable), text, dialect_name)]
        return copy

    def with_statement_hint(self, text, dialect_name="*"):
        return self.suffix_with(text, dialect=dialect_name)

    def reduce_columns(self, only_synonyms=True):
        return self

    def options(self, *options):
        return self

    def _column_sources(self):
        """Returns the sources of the columns."""
        found = []
        for column in self._raw_columns:
            if isinstance(column, FromClause):
                _add(found, column)
            else:
                for source in sources_of(column):
                    _add(found, source)
        return found

    def get_final_froms(self):
        return self._final_sources() or self._column_sources()

    @property
    def froms(self):
        return self.get_final_froms()

    def _final_sources(self):
        """Returns the sources that are named, with the joins made of them."""
        sources = list(self._from_obj)
        for right, onclause, left, isouter, full in self._joins:
            if left is not None:
                position = _place(sources, left)
            else:
                position, left = self._left_side(sources, right, onclause)
            joined = Join(left, right, onclause, isouter, full)
            if position is None:
                sources.append(joined)
            else:
                sources[position] = joined
        return sources

    def _left_side(self, sources, right, onclause):
        candidates = sources or self._column_sources()
        if not candidates:
            # Nothing but the target is known to select from.
            for criterion in self._where_criteria:
                for source in sources_of(criterion):
                    _add(candidates, source)
        candidates = [source for source in candidates if source is not right]
        if len(candidates) > 1 or onclause is None:
            candidates = _joinable(candidates, right, onclause)
        if len(candidates) != 1:
            from sqlalchemy.exc import InvalidRequestError

            if candidates:
                raise InvalidRequestError(
                    "Can't determine which FROM clause to join from, there are multiple FROMS "
                    "which can join to this entity. Please use the .select_from() method to "
                    "establish an explicit left side, as well as providing an explicit ON clause "
                    "if not present already to help resolve the ambiguity."
                )
            raise InvalidRequestError(
                f"Don't know how to join to {right!r}. Please use the .select_from() method to "
                "establish an explicit left side, as well as providing an explicit ON clause if "
                "not present already to help resolve the ambiguity."
            )
        left = candidates[0]
        return (_place(sources, left) if sources else None), left


def _joinable(candidates, right, onclause):
    if onclause is None:
        return [source for source in candidates if can_join(source, right)]
    referred = sources_of(_condition(onclause))
    fitting = [
        source
        for source in candidates
        if any(part is other for part in _parts(source) for other in referred)
    ]
    return fitting or candidates[:1]


def _parts(source):
    if isinstance(source, Join):
        return [source, *_parts(source.left), *_parts(source.right)]
    element = getattr(source, "element", None)
    if source.__visit_name__ == "from_grouping":
        return [source, *_parts(element)]
    return [source]


def _place(sources, source):
    for position, other in enumerate(sources):
        if any(part is source for part in _parts(other)):
            return position
    return None


def _add(found, source):
    if not any(other is source for other in found):
        found.append(source)


def _member(sources, key, models=()):
    """Returns the column of a name, which only one of the sources may have."""
    found = []
    for source in sources:
        model = next(
            (model for model in models if getattr(model, "__table__", None) is source), None
        )
        if model is not None:
            from sqlalchemy.orm._instances import attributes_of

            column = attributes_of(model).get(key)
        else:
            column = source.c.get(key)
        if column is not None:
            found.append(column)
    if len(found) == 1:
        return found[0]
    from sqlalchemy.exc import AmbiguousColumnError, InvalidRequestError

    names = ", ".join([str(getattr(source, "name", source)) for source in sources[:3]])
    if len(sources) > 3:
        names += f", ... ({len(sources)} total)"
    if found:
        raise AmbiguousColumnError(
            f'Attribute name "{key}" is ambiguous; it exists in multiple FROM clause entities '
            f"({names}). Use filter() with explicit column references instead of filter_by()."
        )
    raise InvalidRequestError(
        f'None of the FROM clause entities have a property "{key}". Searched entities: {names}'
    )


def sources_of(expression):
    """Returns the sources that an expression reads from."""
    if isinstance(expression, ColumnClause):
        source = getattr(expression, "_rows", None)
        if source is None:
            source = expression.table
        return [source] if source is not None else []
    if isinstance(expression, (SelectGrouping, SelectBase)):
        return []
    found = []
    for attribute in ("element", "left", "right", "clause", "value", "else_", "expr", "criterion"):
        part = expression.__dict__.get(attribute)
        if isinstance(part, ClauseElement) and not isinstance(part, FromClause):
            for source in sources_of(part):
                _add(found, source)
    for part in getattr(expression, "clauses", ()) or ():
        for source in sources_of(part):
            _add(found, source)
    for when, then in getattr(expression, "whens", ()) or ():
        for part in (when, then):
            for source in sources_of(part):
                _add(found, source)
    return found


class CompoundSelect(GenerativeSelect):
    """Queries with a word such as UNION between them."""

    __visit_name__ = "compound_select"

    def __init__(self, keyword, *selects):
        self.keyword = keyword
        self.selects = [self._part(item) for item in selects]

    @staticmethod
    def _part(value):
        if isinstance(value, SelectBase):
            return value
        element = getattr(value, "element", None)
        if isinstance(element, SelectBase):
            return element
        from sqlalchemy.exc import ArgumentError

        raise ArgumentError(f"SELECT construct for inclusion in a UNION or other set construct expected, got {value!r}.")

    def _named_columns(self):
        return self.selects[0]._named_columns()


class TextualSelect(SelectBase):
    """SQL text whose columns are known."""

    __visit_name__ = "textual_select"

    def __init__(self, text, columns, positional=False):
        self.element = text
        self.column_args = list(columns)
        self.positional = positional

    @property
    def _is_known_by_names(self):
        """Whether its columns come in an order that only the database knows."""
        return not self.positional

    def _named_columns(self):
        return named(self.column_args)

    def bindparams(self, *binds, **names_to_values):
        copy = self._copied()
        copy.element = self.element.bindparams(*binds, **names_to_values)
        return copy


def textual_select(text, positional, types):
    """Returns text with columns, given by place and by name."""
    columns = [
        column if isinstance(column, ColumnElement) else ColumnClause(column)
        for column in expect_columns(positional)
    ]
    columns += [ColumnClause(name, to_instance(kind)) for name, kind in types.items()]
    return TextualSelect(text, columns, positional=bool(positional) and not types)


def select(*entities, **kw):
    if kw:
        from sqlalchemy.exc import ArgumentError

        raise ArgumentError(f"select() takes no keyword arguments, got {', '.join(kw)}")
    return Select(*entities)


def exists(argument=None):
    return Exists(argument)


def union(*selects):
    return CompoundSelect("UNION", *selects)


def union_all(*selects):
    return CompoundSelect("UNION ALL", *selects)


def except_(*selects):
    return CompoundSelect("EXCEPT", *selects)


def except_all(*selects):
    return CompoundSelect("EXCEPT ALL", *selects)


def intersect(*selects):
    return CompoundSelect("INTERSECT", *selects)


def intersect_all(*selects):
    return CompoundSelect("INTERSECT ALL", *selects)


def cte(selectable, name=None, recursive=False):
    return selectable.cte(name=name, recursive=recursive)

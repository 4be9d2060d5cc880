"""Turns queries and changes of the built-in `sqlalchemy` into the data that the engine reads.

The real SQLAlchemy compiles its own; only statements of ours have what is asked for here.
"""

from alembic import _describe_expressions as expressions
from alembic._describe_types import name


class Scope:
    """What a statement reads from, and the numbers of what has no name of its own."""

    def __init__(self):
        self.sources = []
        self._places = {}
        self._numbers = {}
        self._kept = []
        self.bind_types = {}
        self.bind_names = set()
        # The parameters by their names, or by the numbers of those whose names are counted.
        self.binds = {}
        self._shown = []

    @property
    def is_numbered(self):
        """Whether something has no name of its own."""
        return bool(self._numbers)

    def show(self, statement):
        """Notes a statement whose columns are those of the result."""
        self._shown.append(statement)

    def shows(self, statement):
        """Returns whether the columns of a statement are those of the result."""
        return any(statement is shown for shown in self._shown)

    def place(self, source):
        """Returns the place of a source, which is described when it is met first."""
        place = self._places.get(id(source))
        if place is None:
            place = self._places[id(source)] = len(self.sources)
            self._kept.append(source)
            self.sources.append(None)
            self.sources[place] = _SOURCES[source.__visit_name__](self, source)
        return place

    def number(self, thing):
        """Returns the number of an object, the same one each time."""
        parts = thing if isinstance(thing, tuple) else (thing,)
        key = tuple(part if isinstance(part, (int, str)) else id(part) for part in parts)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers) + 1
            self._kept.extend(parts)
        return number


def query(statement, column_keys=None):
    """Describes a statement together with what it reads from; gives the scope as well."""
    scope = Scope()
    scope.show(statement)
    outer = expressions.enter(scope)
    try:
        body = _element(statement, column_keys)
    finally:
        expressions.enter(outer)
    if not scope.sources and not scope.is_numbered and body["expr"] not in _STATEMENTS:
        return body, scope
    described = {"expr": "query", "body": body}
    if scope.sources:
        described["sources"] = scope.sources
    return described, scope


_STATEMENTS = ("select", "compound_select", "textual_select", "insert", "update", "delete")


def _own(attributes):
    return {
        key: value
        for key, value in attributes.items()
        if value is not None and value is not False and value != []
    }


def _list(items):
    return [expressions.expression(item) for item in items]


def _optional(item):
    return None if item is None else expressions.expression(item)


def _conjunction(criteria):
    # A conjunction of nothing says nothing.
    criteria = [
        clause
        for clause in criteria
        if clause.__visit_name__ != "expression_clauselist" or clause.clauses
    ]
    if not criteria:
        return None
    from sqlalchemy.sql._expressions import and_

    return expressions.expression(and_(*criteria))


# Names.


def label(column_name):
    """Describes the name of a column."""
    if column_name.name is not None:
        return name(column_name.name)
    number = expressions.scope().number(column_name.origin)
    return {"anonymous": number, "base": column_name.base}


def _source_label(scope, source):
    if source.name is not None:
        return name(source.name)
    return {"anonymous": scope.number(("source", source)), "base": str(source._base)}


def _selected(columns, is_shown=False):
    """Describes columns; a type may put something around those that are shown."""
    result = []
    for column in columns:
        around = expressions.around_shown(column) if is_shown else None
        described = {
            "expression": expressions.expression(column.expression if around is None else around)
        }
        column_label = column.label
        if around is not None and column_label is None:
            column_label = _name_around(column.column)
        if column_label is not None:
            described["label"] = label(column_label)
            if column_label.implied and around is None:
                described["implied"] = True
        kind = getattr(column.column, "type", None)
        exact = getattr(kind, "asdecimal", getattr(kind, "as_uuid", None))
        if exact is not None:
            described["exact"] = bool(exact)
        result.append(expressions.typed(described, column.column))
    return result


def _name_around(column):
    """Returns the name of SQL text that a type puts something around."""
    from sqlalchemy.sql._labels import ColumnName

    return ColumnName(base=column.name, origin=column)


def _affixes(affixes):
    result = []
    for text, dialect in affixes:
        described = {"text": expressions.expression(text)}
        if dialect not in (None, "*"):
            described["dialect"] = dialect
        result.append(described)
    return result


# Sources.


def _table(scope, source):
    return _own({"source": "table", "name": name(source.name), "schema": name(source.schema)})


def _alias(scope, source):
    return {
        "source": "alias",
        "of": scope.place(source.element),
        "name": _source_label(scope, source),
    }


def _sample(scope, source):
    return _own(
        {
            "source": "sample",
            "of": scope.place(source.element),
            "name": _source_label(scope, source),
            "method": expressions.expression(source.sampling),
            "seed": _optional(source.seed),
        }
    )


def _subquery(scope, source):
    return _own(
        {
            "source": "subquery",
            "query": expressions.expression(source.element),
            "name": _source_label(scope, source),
            "lateral": source._is_lateral,
        }
    )


def _cte(scope, source):
    restated = source._restates
    if source.name is None and restated is not None:
        source_name = _source_label(scope, restated)
    else:
        source_name = _source_label(scope, source)
    described = {
        "source": "cte",
        "name": source_name,
        "recursive": bool(source.recursive),
        "restates": None if restated is None else scope.place(restated),
        "query": _element(source.element),
        "prefixes": _affixes(source._prefixes),
        "suffixes": _affixes(source._suffixes),
    }
    if source.recursive:
        described["columns"] = [
            label(column.label) if column.label is not None else column.key
            for column in source.element._named_columns()
        ]
    return _own(described)


def _element(element, column_keys=None):
    writer = CHANGES.get(element.__visit_name__)
    return expressions.expression(element) if writer is None else writer(element, column_keys)


def _function_rows(scope, source):
    described = {
        "source": "function",
        "function": expressions.expression(source.element),
        "name": _source_label(scope, source),
        "with_ordinality": source._with_ordinality is not None,
        "lateral": source._is_lateral,
    }
    if source._render_derived:
        from alembic._describe_types import type_

        described["columns"] = [
            [name(column.name), type_(column.type) if source._render_types else None]
            for column in source._columns
        ]
    return _own(described)


def _values(scope, source):
    return _own(
        {
            "source": "values",
            "columns": [name(column.name) for column in source._own_columns],
            "rows": [_list(row) for row in source._rows],
            "name": _source_label(scope, source),
            "literal_binds": bool(source.literal_binds),
            "lateral": source._is_lateral,
        }
    )


def _join(scope, source):
    return _own(
        {
            "source": "join",
            "left": scope.place(source.left),
            "right": scope.place(source.right),
            "on": expressions.expression(source.onclause),
            "outer": bool(source.isouter),
            "full": bool(source.full),
        }
    )


def _text_source(scope, source):
    return {"source": "text", "text": expressions.expression(source)}


_SOURCES = {
    "table": _table,
    "alias": _alias,
    "tablesample": _sample,
    "subquery": _subquery,
    "lateral": _subquery,
    "cte": _cte,
    "table_valued_alias": _function_rows,
    "values": _values,
    "join": _join,
    "from_grouping": lambda scope, source: {"source": "grouping", "of": scope.place(source.element)},
    "textclause": _text_source,
    "excluded": lambda scope, source: {"source": "excluded"},
    "inserted": lambda scope, source: {"source": "inserted"},
}


# Queries.


def _ordered(statement, clauses, columns, sources):
    """Describes what rows are ordered or grouped by; text stands for a column of the query."""
    result = []
    for clause in clauses:
        result.append(expressions.expression(_resolved(clause, columns, sources)))
    return result


def _resolved(clause, columns, sources):
    visit_name = getattr(clause, "__visit_name__", None)
    if visit_name == "unary":
        element = _resolved(clause.element, columns, sources)
        if element is clause.element:
            return clause
        copy = clause.__class__.__new__(clause.__class__)
        copy.__dict__.update(clause.__dict__)
        copy.element = element
        return copy
    if visit_name != "textual_label_reference":
        return clause
    for column in columns:
        if column.key == clause.element or (
            column.label is not None and column.label.name == clause.element
        ):
            return column.column
    for source in sources:
        for column in source._select_columns():
            if column.key == clause.element:
                return column
    from sqlalchemy.exc import CompileError

    raise CompileError(
        "Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL "
        f"expression {clause.element!r} should be explicitly declared as text({clause.element!r})"
    )


def _tail(statement, columns, sources):
    described = {
        "order_by": _ordered(statement, statement._order_by, columns, sources),
        "limit": _optional(statement._limit),
        "offset": _optional(statement._offset),
    }
    if statement._fetch is not None:
        with_ties, percent = statement._fetch_options
        described["fetch"] = _own(
            {
                "count": expressions.expression(statement._fetch),
                "with_ties": with_ties,
                "percent": percent,
            }
        )
    lock = statement._for_update
    if lock is not None:
        scope = expressions.scope()
        described["for_update"] = {
            **_own(
                {
                    "read": bool(lock.read),
                    "nowait": bool(lock.nowait),
                    "skip_locked": bool(lock.skip_locked),
                    "key_share": bool(lock.key_share),
                }
            ),
            "of": [scope.place(source) for source in lock.of],
        }
    return described


def _sources(scope, sources):
    return None if sources is None else [scope.place(source) for source in sources]


def _select(statement):
    scope = expressions.scope()
    columns = statement._named_columns()
    sources = statement._final_sources()
    for column in statement._raw_columns:
        # A table that is selected as a whole is a source even if it has no columns.
        if column.__visit_name__ in _SOURCES and column.__visit_name__ != "textclause":
            if not any(column is source or _contains(source, column) for source in sources):
                sources = [*sources, column]
    described_columns = _selected(columns, scope.shows(statement))
    named_sources = [*sources, *statement._column_sources()]
    described = {
        "expr": "select",
        "columns": described_columns,
        "distinct": bool(statement._distinct),
        "distinct_on": _ordered(statement, statement._distinct_on, columns, named_sources),
        "prefixes": _affixes(statement._prefixes),
        "suffixes": _affixes(statement._suffixes),
        "hints": [
            [scope.place(source), _affixes([(_plain_text(text), dialect)])[0]]
            for source, text, dialect in statement._hints
        ],
        "from": [scope.place(source) for source in sources],
        "where": _conjunction(statement._where_criteria),
        "group_by": _ordered(statement, statement._group_by, columns, named_sources),
        "having": _conjunction(statement._having_criteria),
        **_tail(statement, columns, named_sources),
        "ctes": [scope.place(cte) for cte in statement._ctes],
    }
    described = _own(described)
    described["columns"] = described_columns
    for key in ("correlate", "correlate_except"):
        value = getattr(statement, "_" + key)
        if value is not None:
            described[key] = _sources(scope, value)
    return described


def _contains(source, member):
    if source.__visit_name__ == "join":
        return any(side is member or _contains(side, member) for side in (source.left, source.right))
    if source.__visit_name__ == "from_grouping":
        return source.element is member or _contains(source.element, member)
    return False


def _plain_text(text):
    from sqlalchemy.sql.elements import TextClause

    return TextClause(text)


def _require_same_columns(statement):
    counts = [len(select._named_columns()) for select in statement.selects]
    for number, count in enumerate(counts):
        if count != counts[0]:
            from sqlalchemy.exc import CompileError

            raise CompileError(
                "All selectables passed to CompoundSelect must have identical numbers of columns; "
                f"select #1 has {counts[0]} columns, select #{number + 1} has {count}"
            )


def _compound(statement):
    _require_same_columns(statement)
    scope = expressions.scope()
    is_shown = scope.shows(statement)
    selects = []
    for position, select in enumerate(statement.selects):
        if is_shown and (position == 0 or select.__visit_name__ != "compound_select"):
            scope.show(select)
        described = expressions.expression(select)
        if _needs_parentheses(select):
            described = {"expr": "subquery", "query": described}
        selects.append(described)
    columns = statement._named_columns()
    described = {
        "expr": "compound_select",
        "operator": statement.keyword,
        "selects": selects,
        "group_by": _by_name(statement._group_by, columns),
        **_tail(statement, columns, ()),
        "ctes": [scope.place(cte) for cte in statement._ctes],
    }
    described["order_by"] = _by_name(statement._order_by, columns)
    return _own(described)


def _needs_parentheses(select):
    return select.__visit_name__ == "compound_select" or any(
        item is not None for item in (select._limit, select._offset, select._fetch)
    ) or bool(getattr(select, "_order_by", ()))


def _by_name(clauses, columns):
    """Describes an order by the names of the result's columns, without their tables."""
    return [_name_only(expressions.expression(clause), clause, columns) for clause in clauses]


def _name_only(described, clause, columns):
    for column in columns:
        if column.label is None:
            continue
        element = getattr(clause, "element", None)
        if column.column is clause or (
            clause.__visit_name__ == "textual_label_reference"
            and element in (column.key, column.label.name)
        ):
            return {"expr": "label_reference", "name": label(column.label)}
    if clause.__visit_name__ == "unary":
        described["operand"] = _name_only(described["operand"], clause.element, columns)
    return described


def _textual_select(statement):
    columns = statement._named_columns()
    described = {
        "expr": "textual_select",
        "text": expressions.expression(statement.element),
        "columns": _selected(columns),
    }
    if statement.positional:
        described["positional"] = True
    return described


# Parts of expressions.


def _label(value):
    from sqlalchemy.sql._labels import ColumnName

    column_name = (
        ColumnName(base="anon", origin=value._origin)
        if value.name is None
        else ColumnName(value.name)
    )
    return {
        "expr": "label",
        "operand": expressions.expression(value.element),
        "name": label(column_name),
    }


def _over(value):
    described = {
        "expr": "over",
        "function": expressions.expression(value.element),
        "partition_by": _list(value.partition_by),
        "order_by": _list(value.order_by),
        "exclude": value.exclude,
    }
    if value.frame is not None:
        unit, *ends = value.frame
        described["frame"] = [
            unit,
            *[
                end if isinstance(end, str) else {end[0]: expressions.expression(end[1])}
                for end in ends
            ],
        ]
    return _own(described)


def _within_group(value):
    return {
        "expr": "within_group",
        "function": expressions.expression(value.element),
        "order_by": _list(value.order_by),
    }


WRITERS = {
    "select": _select,
    "compound_select": _compound,
    "textual_select": _textual_select,
    "select_grouping": lambda value: {
        "expr": "subquery",
        "query": _element(value.element),
    },
    "label": _label,
    "over": _over,
    "funcfilter": lambda value: {
        "expr": "filter",
        "function": expressions.expression(value.func),
        "condition": expressions.expression(value.criterion),
    },
    "withingroup": _within_group,
    "try_cast": lambda value: {
        **expressions.expression_cast(value),
        "expr": "try_cast",
    },
    "table_valued_column": lambda value: {
        "expr": "source_name",
        "from": expressions.scope().place(value._rows),
    },
}


def source_expression(value):
    """Describes a source that stands where an expression does."""
    return {"expr": "source_name", "from": expressions.scope().place(value)}


from alembic._describe_changes import CHANGES  # noqa: E402

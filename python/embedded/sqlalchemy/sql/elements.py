"""The expression language: what a script writes, kept as a tree."""

from sqlalchemy.sql.sqltypes import NULLTYPE, to_instance


class quoted_name(str):
    """A name with a choice about quoting."""

    quote = None

    def __new__(cls, value, quote=None):
        if value is None:
            return None
        if isinstance(value, cls) and (quote is None or value.quote == quote):
            return value
        self = super().__new__(cls, value)
        self.quote = quote
        return self

    @staticmethod
    def construct(value, quote):
        return None if value is None else quoted_name(value, quote)


class _truncated_label(quoted_name):
    def __new__(cls, value, quote=None):
        return super().__new__(cls, value, getattr(value, "quote", quote))


class conv(_truncated_label):
    """A name that a naming convention has made already."""

    __new__ = str.__new__


class Executable:
    """Something that can be run."""

    _execution_options = {}

    def execution_options(self, **kw):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy._execution_options = {**self._execution_options, **kw}
        return copy

    def get_execution_options(self):
        return dict(self._execution_options)


# Where SQLAlchemy has the classes of our own modules.
_PUBLIC_MODULES = {
    "sqlalchemy.sql._changes": "sqlalchemy.sql.dml",
    "sqlalchemy.sql._expressions": "sqlalchemy.sql.elements",
    "sqlalchemy.sql._labels": "sqlalchemy.sql.elements",
    "sqlalchemy.sql._selectables": "sqlalchemy.sql.selectable",
    "sqlalchemy.sql._selects": "sqlalchemy.sql.selectable",
    "sqlalchemy.sql._tables": "sqlalchemy.sql.selectable",
}


class ClauseElement:
    """The base of everything that is SQL."""

    __visit_name__ = "clause"
    _compiler_dispatcher = None
    # What it is in the shape of a statement; the engine tells statements that it knows by it.
    _shape_kind = "part"
    description = None
    # The class in SQLAlchemy, where it has one for what is the same to us.
    _public_name = None

    def __repr__(self):
        module = _PUBLIC_MODULES.get(type(self).__module__, type(self).__module__)
        shown = f"{module}.{self._public_name or type(self).__name__}"
        if self.description is None:
            return f"<{shown} object at {id(self):#x}>"
        return f"<{shown} at {id(self):#x}; {self.description}>"

    def self_group(self, against=None):
        return self

    def compare(self, other, **kw):
        from sqlalchemy.sql._comparison import is_same

        return is_same(self, other)

    def compile(self, bind=None, dialect=None, **kw):
        from sqlalchemy.engine._compiled import compile_element

        return compile_element(self, bind, dialect, **kw)

    def __str__(self):
        return str(self.compile())

    def __and__(self, other):
        from sqlalchemy.sql._expressions import and_

        return and_(self, other)

    def __or__(self, other):
        from sqlalchemy.sql._expressions import or_

        return or_(self, other)

    def __invert__(self):
        return self._negate()

    def _negate(self):
        from sqlalchemy.sql._expressions import negation

        return negation(self)

    def __bool__(self):
        raise TypeError("Boolean value of this clause is not defined")


class ColumnOperators:
    """The operators that expressions have; their work is done elsewhere."""

    __hash__ = object.__hash__

    def __getattr__(self, name):
        if name[:1] == "_":
            raise AttributeError(name)
        return self._named(name)


_OPERATORS = (
    "__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __add__ __radd__ __sub__ __rsub__ "
    "__mul__ __rmul__ __truediv__ __rtruediv__ __floordiv__ __mod__ __rmod__ __neg__ "
    "__lshift__ __rshift__ __getitem__ _concatenates concat bitwise_and bitwise_or "
    "bitwise_xor bitwise_not bitwise_lshift bitwise_rshift op bool_op is_ "
    "is_not is_distinct_from is_not_distinct_from like not_like ilike not_ilike regexp_match regexp_replace "
    "match startswith endswith contains istartswith iendswith icontains any all "
    "_with_members in_ not_in between desc asc nulls_first nulls_last collate "
    "distinct cast label _compare _calculate _match _affix _among isnot notlike "
    "notilike notin_ nullsfirst nullslast _named"
).split()


def _forward(name):
    def method(self, *args, **kw):
        _install_operators()
        return getattr(self, name)(*args, **kw)

    method.__name__ = name
    return method


def _install_operators():
    """Puts the operators themselves in the place of the methods that wait for their first use."""
    from sqlalchemy.sql._operators import Operators

    for name in _OPERATORS:
        setattr(ColumnOperators, name, Operators.__dict__[name])


for _name in _OPERATORS:
    setattr(ColumnOperators, _name, _forward(_name))


def _later(what):
    from alembic._waist import WAY_OUT

    return NotImplementedError(f"{what}: {WAY_OUT}")


class ColumnElement(ColumnOperators, ClauseElement):
    """An expression with a value."""

    # What only some expressions have; asking for an attribute that is nowhere is slow.
    operator = None
    _is_inline_literal = False
    _is_pending = False
    _label_of = None
    _rows = None
    _proxies = ()

    type = NULLTYPE
    key = None
    primary_key = False
    foreign_keys = ()

    def self_group(self, against=None):
        if against in ("AND", "OR", "ASBOOL", "ANY", "ALL"):
            from sqlalchemy.sql._expressions import grouped

            return grouped(self, against)
        return self

    def _negate(self):
        from sqlalchemy.sql._expressions import column_negation

        return column_negation(self)


SQLColumnExpression = ColumnElement


class TextClause(Executable, ClauseElement):
    """SQL text."""

    __visit_name__ = "textclause"
    type = NULLTYPE
    key = None

    def __init__(self, text):
        self.text = text
        self._bindparams = {}

    def bindparams(self, *binds, **names_to_values):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy._bindparams = dict(self._bindparams)
        names = _parameter_names(self.text)
        for bind in binds:
            _require_parameter(names, bind._orig_key)
            copy._bindparams[bind._orig_key] = bind
        for key, value in names_to_values.items():
            _require_parameter(names, key)
            existing = copy._bindparams.get(key)
            if existing is None:
                from sqlalchemy.sql._expressions import BindParameter

                existing = BindParameter(key, type_=NULLTYPE)
            copy._bindparams[key] = existing._with_value(value)
        return copy

    def columns(self, *args, **kw):
        from sqlalchemy.sql._selects import textual_select

        return textual_select(self, args, kw)

    def self_group(self, against=None):
        if against in ("IN", "NOT IN"):
            from sqlalchemy.sql._expressions import Grouping

            return Grouping(self)
        return self


def _parameter_names(text):
    import re

    return set(re.findall(r"(?<![:\w\x5c]):(\w+)(?!:)", text))


def _require_parameter(names, key):
    if key not in names:
        from sqlalchemy.exc import ArgumentError

        raise ArgumentError(f"This text() construct doesn't define a bound parameter named {key!r}")


class ColumnClause(ColumnElement):
    """A column without a table of its own, or SQL that stands in its place."""

    __visit_name__ = "column"
    _shape_kind = "column"
    table = None
    is_literal = False

    def __init__(self, text, type_=None, is_literal=False, _selectable=None):
        self.key = self.name = text
        self.table = _selectable
        self.type = to_instance(type_)
        self.is_literal = is_literal

    @property
    def description(self):
        return self.name


def text(text):
    return TextClause(text)


def column(text, type_=None, is_literal=False, _selectable=None):
    return ColumnClause(text, type_, is_literal, _selectable)


def literal_column(text, type_=None):
    return ColumnClause(text, type_=type_, is_literal=True)


def __getattr__(name):
    if name[:2] == "__":
        raise AttributeError(name)
    from sqlalchemy.sql import _expressions

    value = getattr(_expressions, name, None)
    if value is None:
        from alembic._waist import missing

        raise missing(__name__, name)
    globals()[name] = value
    return value
